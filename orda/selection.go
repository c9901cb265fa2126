package orda

import (
	"slices"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// Selection is an ordered or unordered list of references to records. What it
// holds is fixed when it is made; attributes are read when asked for. A
// shareable selection never changes and may be used by several processes.
type Selection struct {
	class      *Dataclass
	records    []int64
	ordered    bool
	alterable  bool
	loaded     []*Entity // entities read ahead, like records; nil if none were
	plan, path value.Value
}

// Dataclass returns the class of the entities.
func (s *Selection) Dataclass() *Dataclass { return s.class }

// Len returns the number of references, those to dropped records included.
func (s *Selection) Len() int { return len(s.records) }

// IsOrdered reports whether the order means something; an ordered selection may
// hold a record more than once.
func (s *Selection) IsOrdered() bool { return s.ordered }

// IsAlterable reports whether Add is allowed.
func (s *Selection) IsAlterable() bool { return s.alterable }

// Records returns the record numbers; the caller must not change them.
func (s *Selection) Records() []int64 { return s.records }

// QueryPlan and QueryPath describe the query that made the selection; undefined
// when it was not asked for.
func (s *Selection) QueryPlan() value.Value { return s.plan }

// QueryPath describes what the query did; undefined when it was not asked for.
func (s *Selection) QueryPath() value.Value { return s.path }

// At returns the entity at a position, read anew; nil outside and for a dropped
// record.
func (s *Selection) At(c *Caller, i int) (*Entity, error) {
	if i < 0 || i >= len(s.records) {
		return nil, nil
	}
	if err := s.class.checkRead(c, ""); err != nil {
		return nil, err
	}
	if s.loaded != nil {
		return s.loaded[i], nil
	}
	rows, err := s.class.load(c, s.records[i:i+1])
	if err != nil || rows.Len() == 0 {
		return nil, err
	}
	e := s.class.entityAt(rows, 0)
	e.sel, e.index = s, i
	return e, nil
}

// Entities reads a page of entities at once, with the related ones that paths
// in attrs go through. A negative top means all; a dropped record gives nil.
func (s *Selection) Entities(c *Caller, skip, top int, attrs []string) ([]*Entity, error) {
	if err := s.class.checkRead(c, ""); err != nil {
		return nil, err
	}
	skip = min(max(skip, 0), len(s.records))
	end := len(s.records)
	if top >= 0 {
		end = skip + min(top, end-skip)
	}
	page := s.records[skip:end]
	if len(page) == 0 {
		return nil, nil
	}
	out := make([]*Entity, len(page))
	if s.loaded != nil {
		copy(out, s.loaded[skip:end])
	} else {
		rows, err := s.class.load(c, page)
		if err != nil {
			return nil, err
		}
		entities := make([]Entity, rows.Len()) // one piece of memory for the page
		next := 0
		for i, rec := range page {
			if next == rows.Len() || rows.Records[next] != rec {
				continue // dropped
			}
			e := &entities[next]
			*e = *s.class.entityAt(rows, next)
			e.sel, e.index = s, skip+i
			out[i] = e
			next++
		}
	}
	return out, s.class.preload(c, out, attrs)
}

// Add appends references; null entities are ignored. An unordered selection
// holds each record once.
func (s *Selection) Add(c *Caller, ents ...*Entity) error {
	if err := s.mayAlter(); err != nil {
		return err
	}
	for _, e := range ents {
		switch {
		case e == nil:
			continue
		case e.class.model.Name != s.class.model.Name:
			return otherClass(e.class, s.class)
		case e.IsNew():
			return fault.New(fault.Invalid, "orda.add", "A new entity of %s cannot be added to a selection before it is saved.", s.class.model.Name)
		}
		if s.ordered || !slices.Contains(s.records, e.rec) {
			s.records = append(s.records, e.rec)
		}
	}
	s.loaded = nil
	return nil
}

// AddSelection appends the references of another selection, which makes this
// one ordered.
func (s *Selection) AddSelection(other *Selection) error {
	if err := s.mayAlter(); err != nil || other == nil {
		return err
	}
	if other.class.model.Name != s.class.model.Name {
		return otherClass(other.class, s.class)
	}
	if !s.ordered {
		s.ordered = true
		present := make(map[int64]bool, len(s.records))
		for _, r := range s.records {
			present[r] = true
		}
		for _, r := range other.records {
			if !present[r] {
				s.records = append(s.records, r)
			}
		}
	} else {
		s.records = append(s.records, other.records...)
	}
	s.loaded = nil
	return nil
}

func (s *Selection) mayAlter() error {
	if s.alterable {
		return nil
	}
	return fault.Numbered(fault.Invalid, numberShareable, signature, "The entity selection of %q cannot be altered; use copy() to get one that can", s.class.model.Name)
}

// Contains reports whether the selection refers to the record of an entity.
func (s *Selection) Contains(e *Entity) bool {
	return e != nil && e.rec != 0 && e.class.model.Name == s.class.model.Name && slices.Contains(s.records, e.rec)
}

// And returns the records that both have.
func (s *Selection) And(c *Caller, other *Selection) (*Selection, error) {
	return s.combine(c, other, func(a, b []int64) []int64 { return keep(a, b, true) })
}

// Or returns the records that either has.
func (s *Selection) Or(c *Caller, other *Selection) (*Selection, error) {
	return s.combine(c, other, func(a, b []int64) []int64 { return sortedSet(append(slices.Clone(a), b...)) })
}

// Minus returns the records that the other selection does not have, in the
// order of this one when asked to.
func (s *Selection) Minus(c *Caller, other *Selection, keepOrder bool) (*Selection, error) {
	if !keepOrder || other == nil {
		return s.combine(c, other, func(a, b []int64) []int64 { return keep(a, b, false) })
	}
	if other.class.model.Name != s.class.model.Name {
		return nil, otherClass(other.class, s.class)
	}
	visible, restricted, err := s.class.visible(c)
	if err != nil {
		return nil, err
	}
	gone := make(map[int64]bool, len(other.records)+len(s.records))
	for _, r := range other.records {
		gone[r] = true
	}
	out := s.like(nil)
	for _, r := range s.records {
		if gone[r] || restricted && !has(visible, r) {
			continue
		}
		gone[r] = true // a record appears once
		out.records = append(out.records, r)
	}
	return out, nil
}

// AndEntity is And with a selection of one.
func (s *Selection) AndEntity(c *Caller, e *Entity) (*Selection, error) {
	return s.And(c, s.of(e))
}

// OrEntity is Or with a selection of one.
func (s *Selection) OrEntity(c *Caller, e *Entity) (*Selection, error) { return s.Or(c, s.of(e)) }

// MinusEntity is Minus with a selection of one.
func (s *Selection) MinusEntity(c *Caller, e *Entity, keepOrder bool) (*Selection, error) {
	return s.Minus(c, s.of(e), keepOrder)
}

// of returns the selection of one entity, nil for none.
func (s *Selection) of(e *Entity) *Selection {
	if e == nil {
		return nil
	}
	one := &Selection{class: e.class}
	if e.rec != 0 {
		one.records = []int64{e.rec}
	}
	return one
}

// combine joins two sets of records; the result is not ordered, and holds only
// what the caller may see.
func (s *Selection) combine(c *Caller, other *Selection, f func(a, b []int64) []int64) (*Selection, error) {
	out := &Selection{class: s.class, alterable: s.alterable}
	var theirs []int64
	if other != nil {
		if other.class.model.Name != s.class.model.Name {
			return nil, otherClass(other.class, s.class)
		}
		theirs = sortedSet(other.records)
	}
	visible, restricted, err := s.class.visible(c)
	if err != nil {
		return nil, err
	}
	out.records = f(sortedSet(s.records), theirs)
	if restricted {
		out.records = keep(out.records, visible, true)
	}
	return out, nil
}

// keep returns what of the sorted set a is in the sorted set b, or is not.
func keep(a, b []int64, in bool) []int64 {
	out := make([]int64, 0, len(a))
	for _, r := range a {
		for len(b) > 0 && b[0] < r {
			b = b[1:]
		}
		if (len(b) > 0 && b[0] == r) == in {
			out = append(out, r)
		}
	}
	return out
}

func has(sorted []int64, r int64) bool {
	_, found := slices.BinarySearch(sorted, r)
	return found
}

// like returns a selection of the same kind over other records.
func (s *Selection) like(records []int64) *Selection {
	return &Selection{class: s.class, records: records, ordered: s.ordered, alterable: s.alterable}
}

// Slice returns a part: from start up to, not including, end. Negative
// positions count from the end; one past the end means the end.
func (s *Selection) Slice(start, end int) *Selection {
	n := len(s.records)
	start, end = fromEnd(start, n), fromEnd(end, n)
	if start >= end {
		return s.like(nil)
	}
	return s.like(slices.Clone(s.records[start:end]))
}

func fromEnd(i, n int) int {
	if i < 0 {
		i += n
	}
	return min(max(i, 0), n)
}

// Copy returns the selection again: alterable, or shareable.
func (s *Selection) Copy(shared bool) *Selection {
	out := s.like(slices.Clone(s.records))
	out.alterable = !shared
	return out
}

// Clean returns the selection without references to dropped records.
func (s *Selection) Clean(c *Caller) (*Selection, error) {
	present, err := s.present(c)
	if err != nil {
		return nil, err
	}
	return s.like(present), nil
}

// present lists the records that still exist, in order.
func (s *Selection) present(c *Caller) ([]int64, error) {
	rows, err := s.class.ds.reader(c).Read(c.ctx(), s.class.among(s.records))
	if err != nil {
		return nil, err
	}
	return rows.Records, nil
}

// Refresh has nothing to do: attributes are read when asked for.
func (s *Selection) Refresh() {}

// Drop drops every entity, with events, and returns those that could not be
// dropped.
func (s *Selection) Drop(c *Caller, stopOnFirst bool) (*Selection, error) {
	left := &Selection{class: s.class, ordered: s.ordered, alterable: s.alterable}
	var thrown error
	err := s.class.eachEntity(c, s.records, func(e *Entity) error {
		r := e.Drop(c, ForceDrop)
		if r.Success || r.Status == StatusGone {
			return nil
		}
		left.records = append(left.records, e.rec)
		if r.Thrown != nil && thrown == nil {
			thrown = r.Thrown
		}
		if stopOnFirst {
			return stopDropping{}
		}
		return nil
	})
	if err == (stopDropping{}) {
		err = nil
	}
	if err == nil {
		err = thrown
	}
	return left, err
}

// stopDropping ends a Drop at the first entity that stays.
type stopDropping struct{}

func (stopDropping) Error() string { return "stopped" }

// Selected returns where the entities of this selection are in another one:
// {ranges: [{start, end}]}, ends included.
func (s *Selection) Selected(other *Selection) (*value.Obj, error) {
	list := value.NewList()
	out := value.NewObject()
	out.Set("ranges", value.FromCollection(list))
	if other == nil {
		return out, nil
	}
	if other.class.model.Name != s.class.model.Name {
		return nil, otherClass(other.class, s.class)
	}
	mine := sortedSet(s.records)
	for i := 0; i < len(other.records); i++ {
		if !has(mine, other.records[i]) {
			continue
		}
		start := i
		for i+1 < len(other.records) && has(mine, other.records[i+1]) {
			i++
		}
		r := value.NewObject()
		r.Set("start", value.FromInt(int64(start)))
		r.Set("end", value.FromInt(int64(i)))
		list.Push(value.FromObject(r))
	}
	return out, nil
}
