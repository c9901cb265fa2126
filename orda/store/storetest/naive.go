package storetest

import (
	"bytes"
	"slices"
	"strings"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// Naive is a database in memory that answers plans by the book: it looks at
// every record and follows the definitions of package plan. Engines are
// compared with it.
type Naive struct {
	Collator *text.Collator
	Tables   map[*model.Dataclass]map[int64]Record
}

// Record is what Naive holds of a record.
type Record struct {
	Stamp  int64
	Values map[*model.Attribute]value.Value // missing: null
}

// Apply does what an engine does with the operations of a batch that is not
// refused.
func (n *Naive) Apply(ops []store.Op) {
	if n.Tables == nil {
		n.Tables = map[*model.Dataclass]map[int64]Record{}
	}
	for _, op := range ops {
		table := n.Tables[op.Class]
		if table == nil {
			table = map[int64]Record{}
			n.Tables[op.Class] = table
		}
		switch op.Kind {
		case store.Insert, store.Update:
			r := Record{Stamp: table[op.Record].Stamp + 1, Values: map[*model.Attribute]value.Value{}}
			for a, v := range table[op.Record].Values {
				r.Values[a] = v
			}
			for i, a := range op.Columns {
				r.Values[a] = op.Values[i]
			}
			table[op.Record] = r
		case store.Delete:
			delete(table, op.Record)
		case store.Clear:
			clear(table)
		}
	}
}

// Copy returns a database that can be changed apart.
func (n *Naive) Copy() *Naive {
	c := &Naive{Collator: n.Collator, Tables: map[*model.Dataclass]map[int64]Record{}}
	for d, table := range n.Tables {
		c.Tables[d] = map[int64]Record{}
		for rec, r := range table {
			c.Tables[d][rec] = r
		}
	}
	return c
}

// Read returns the record numbers that a plan gives, in order.
func (n *Naive) Read(s *plan.Select) []int64 {
	table := n.Tables[s.Class]
	var found []int64
	candidates := s.Records
	if !s.Only {
		for rec := range table {
			candidates = append(candidates, rec)
		}
		slices.Sort(candidates)
	}
	for _, rec := range candidates {
		r, exists := table[rec]
		if exists && (s.Where == nil || n.truth(s.Where, s.Class, rec, r) == yes) {
			found = append(found, rec)
		}
	}
	if len(s.Order) > 0 {
		slices.SortStableFunc(found, func(a, b int64) int { return n.compare(s, a, b) })
	}
	if s.Limit > 0 && len(found) > s.Limit {
		found = found[:s.Limit]
	}
	return found
}

// truth is a value of three-valued logic.
type truth int8

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (n *Naive) truth(c plan.Cond, d *model.Dataclass, rec int64, r Record) truth {
	switch c := c.(type) {
	case plan.Const:
		return truthOf(bool(c))
	case plan.And:
		result := yes
		for _, t := range c {
			result = min(result, n.truth(t, d, rec, r))
		}
		return result
	case plan.Or:
		result := no
		for _, t := range c {
			result = max(result, n.truth(t, d, rec, r))
		}
		return result
	case *plan.Not:
		return yes - n.truth(c.X, d, rec, r)
	case *plan.Null:
		return truthOf(r.Values[c.Column].IsAbsent())
	case *plan.Related:
		return n.related(c, r)
	case *plan.Among:
		return truthOf(slices.Contains(c.Records, rec))
	case *plan.InObject:
		return n.inObject(c, r)
	}
	return n.onColumn(c, r)
}

// onColumn evaluates the comparisons with one column, unknown when it is null.
func (n *Naive) onColumn(c plan.Cond, r Record) truth {
	switch c := c.(type) {
	case *plan.Compare:
		v := r.Values[c.Column]
		if v.IsAbsent() {
			return unknown
		}
		sign := n.order(v, c.Value)
		return truthOf([...]bool{sign == 0, sign != 0, sign < 0, sign <= 0, sign > 0, sign >= 0}[c.Op])
	case *plan.OneOf:
		v := r.Values[c.Column]
		if v.IsAbsent() && len(c.Values) > 0 {
			return unknown
		}
		return truthOf(slices.ContainsFunc(c.Values, func(w value.Value) bool { return n.order(v, w) == 0 }))
	case *plan.Match:
		v := r.Values[c.Column]
		if c.Pattern == "@" {
			return truthOf(!v.IsAbsent())
		}
		if v.IsAbsent() {
			return unknown
		}
		return truthOf(n.Collator.Match(v.AsText(), c.Pattern))
	case *plan.Word:
		v := r.Values[c.Column]
		if v.IsAbsent() {
			return unknown
		}
		return truthOf(plan.HasWord(v.AsText(), c.Pattern, n.Collator))
	case *plan.Near:
		score, ok := c.To.Score(stored(r.Values[c.Column]))
		if !ok {
			return unknown
		}
		t := c.Threshold
		return truthOf([...]bool{score == t, score != t, score < t, score <= t, score > t, score >= t}[c.Op])
	}
	panic("storetest: a condition that engines are not asked")
}

func (n *Naive) inObject(c *plan.InObject, r Record) truth {
	holds, isUnknown := plan.HoldIn(c.Tests, stored(r.Values[c.Column]), n.Collator)
	if isUnknown {
		return unknown
	}
	return truthOf(holds)
}

// stored reads what an object column holds.
func stored(v value.Value) value.Value {
	if !v.IsAbsent() {
		v, _ = store.DecodeObject(v.AsText())
	}
	return v
}

func (n *Naive) related(c *plan.Related, r Record) truth {
	own, other := c.Relation.ForeignKey, c.Relation.TargetKey
	if c.Relation.Kind == model.RelatedEntities {
		own, other = other, own
	}
	key := r.Values[own]
	if key.IsAbsent() {
		return no
	}
	for rec, x := range n.Tables[c.Relation.Related] {
		if v := x.Values[other]; v.IsAbsent() || n.order(v, key) != 0 {
			continue
		}
		if c.Where == nil || n.truth(c.Where, c.Relation.Related, rec, x) == yes {
			return yes
		}
	}
	return no
}

// order compares two values of one column.
func (n *Naive) order(a, b value.Value) int {
	switch {
	case a.Kind() == value.Text:
		return n.Collator.Compare(a.AsText(), b.AsText())
	case a.IsNumber() || a.Kind() == value.Time:
		switch x, y := a.AsReal(), b.AsReal(); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	return value.Compare(a, b, n.Collator)
}

func (n *Naive) compare(s *plan.Select, a, b int64) int {
	for _, o := range s.Order {
		x, y := n.sortValue(s.Class, a, o), n.sortValue(s.Class, b, o)
		sign := 0
		switch {
		case x.IsAbsent() || y.IsAbsent():
			sign = btoi(!x.IsAbsent()) - btoi(!y.IsAbsent())
		case o.Column.Type == model.ObjectType:
			sign = bytes.Compare(plan.Rank(x, n.Collator), plan.Rank(y, n.Collator))
		default:
			sign = n.order(x, y)
		}
		if o.Descending {
			sign = -sign
		}
		if sign != 0 {
			return sign
		}
	}
	return int(a - b)
}

func (n *Naive) sortValue(d *model.Dataclass, rec int64, o plan.Order) value.Value {
	r := n.Tables[d][rec]
	for _, hop := range o.Hops {
		key, found := r.Values[hop.ForeignKey], false
		for _, x := range n.Tables[hop.Related] {
			if v := x.Values[hop.TargetKey]; !key.IsAbsent() && !v.IsAbsent() && n.order(v, key) == 0 {
				r, found = x, true
				break
			}
		}
		if !found {
			return value.NullValue()
		}
	}
	v := r.Values[o.Column]
	if o.Column.Type == model.ObjectType && !v.IsAbsent() {
		v, _ = store.DecodeObject(v.AsText())
		v = plan.Follow(v, o.Object)
	}
	return v
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// describe prints the records for a failed comparison.
func (n *Naive) describe(d *model.Dataclass, records []int64) string {
	var b strings.Builder
	for _, rec := range records {
		for a, v := range n.Tables[d][rec].Values {
			text, _ := value.AppendJSON(nil, v, value.JSONOptions{})
			b.WriteString(a.Name + ": " + string(text) + " ")
		}
		b.WriteString("\n")
	}
	return b.String()
}
