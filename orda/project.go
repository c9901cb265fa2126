package orda

import (
	"slices"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// among is the plan of some records, in their order.
func (d *Dataclass) among(records []int64, columns ...*model.Attribute) *plan.Select {
	return &plan.Select{Class: d.model, Columns: columns, Whole: true, Records: records, Only: true}
}

// split turns a dotted path into names.
func split(path string) []string { return strings.Split(path, ".") }

// Attribute returns the projection of a path: a collection of values, nulls
// included, or for a relation a selection without duplicates.
func (s *Selection) Attribute(c *Caller, path string) (value.Value, error) {
	return s.project(c, split(path), true)
}

func (s *Selection) project(c *Caller, path []string, checked bool) (value.Value, error) {
	m := s.class.members[path[0]]
	if m == nil {
		return value.Value{}, s.class.unknown(path[0])
	}
	if checked {
		if err := s.class.checkRead(c, path[0]); err != nil {
			return value.Value{}, err
		}
	}
	switch m.Kind {
	case model.RelatedEntity, model.RelatedEntities:
		related, err := s.related(c, m.Attribute)
		if err != nil {
			return value.Value{}, err
		}
		if len(path) == 1 {
			return s.class.ds.wrap.Selection(related), nil
		}
		return related.project(c, path[1:], checked)
	case model.Alias:
		return s.project(c, append(slices.Clone(m.Path), path[1:]...), false)
	}
	values, err := s.class.values(c, s.records, path, checked)
	if err != nil {
		return value.Value{}, err
	}
	if m.Kind == model.Calculated && m.ResultClass != nil {
		return s.union(values, s.class.ds.of(m.ResultClass)), nil
	}
	return value.FromCollection(value.NewList(presentValues(values)...)), nil
}

// presentValues leaves out what dropped records left undefined.
func presentValues(values []value.Value) []value.Value {
	return slices.DeleteFunc(values, value.Value.IsUndefined)
}

// union makes one selection of the entities and selections that a computed
// attribute gave.
func (s *Selection) union(values []value.Value, target *Dataclass) value.Value {
	var records []int64
	for _, v := range values {
		switch x := s.class.ds.wrap.Unwrap(v).(type) {
		case *Entity:
			if x.rec != 0 {
				records = append(records, x.rec)
			}
		case *Selection:
			records = append(records, x.records...)
		}
	}
	return s.class.ds.wrap.Selection(target.selection(sortedSet(records), false))
}

// related returns the entities that a relation of all entities leads to, each
// once, as far as the caller may see them.
func (s *Selection) related(c *Caller, a *model.Attribute) (*Selection, error) {
	own, other := a.ForeignKey, a.TargetKey
	if a.Kind == model.RelatedEntities {
		own, other = other, own
	}
	target := s.class.ds.of(a.Related)
	rows, err := s.class.ds.reader(c).Read(c.ctx(), s.class.among(s.records, own))
	if err != nil {
		return nil, err
	}
	visible, restricted, err := target.visible(c)
	if err != nil {
		return nil, err
	}
	var records []int64
	for keys := range slices.Chunk(s.class.ds.keysOf(rows.Values), batch) {
		where := restrictTo(&plan.OneOf{Column: other, Values: keys}, visible, restricted)
		found, err := s.class.ds.reader(c).Read(c.ctx(), &plan.Select{Class: target.model, Where: where})
		if err != nil {
			return nil, err
		}
		records = append(records, found.Records...)
	}
	out := target.selection(sortedSet(records), false)
	out.alterable = s.alterable
	return out, nil
}

// values evaluates a path for each record; the result is parallel to records,
// undefined for a dropped one. Columns and N-to-1 relations are read in batches.
func (d *Dataclass) values(c *Caller, records []int64, path []string, checked bool) ([]value.Value, error) {
	m := d.members[path[0]]
	if m == nil {
		return nil, d.unknown(path[0])
	}
	if checked {
		if err := d.checkRead(c, path[0]); err != nil {
			return nil, err
		}
	}
	switch {
	case m.Kind == model.Storage:
		values, err := d.readColumn(c, records, m.Attribute)
		if err == nil && m.Type == model.ObjectType {
			for i, v := range values {
				if values[i], err = followObject(v, path[1:]); err != nil {
					return nil, err
				}
			}
		} else if err == nil && len(path) > 1 {
			return nil, d.unknown(strings.Join(path, "."))
		}
		return values, err
	case m.Kind == model.RelatedEntity && len(path) > 1:
		return d.relatedValues(c, records, m.Attribute, path[1:], checked)
	case m.Kind == model.Alias:
		return d.values(c, records, append(slices.Clone(m.Path), path[1:]...), false)
	}
	out := make([]value.Value, len(records))
	next := 0
	err := d.eachEntity(c, records, func(e *Entity) error {
		for records[next] != e.rec {
			next++
		}
		v, err := e.follow(c, path, checked)
		out[next] = v
		next++
		return err
	})
	return out, err
}

// readColumn reads one column of records; undefined for dropped ones.
func (d *Dataclass) readColumn(c *Caller, records []int64, a *model.Attribute) ([]value.Value, error) {
	rows, err := d.ds.reader(c).Read(c.ctx(), d.among(records, a))
	if err != nil {
		return nil, err
	}
	if rows.Len() == len(records) {
		return rows.Values, nil
	}
	out := make([]value.Value, len(records))
	next := 0
	for i, rec := range records {
		if next < rows.Len() && rows.Records[next] == rec {
			out[i] = rows.Values[next]
			next++
		}
	}
	return out, nil
}

// relatedValues evaluates a path behind an N-to-1 relation.
func (d *Dataclass) relatedValues(c *Caller, records []int64, a *model.Attribute, path []string, checked bool) ([]value.Value, error) {
	out, err := d.readColumn(c, records, a.ForeignKey)
	if err != nil {
		return nil, err
	}
	target := d.ds.of(a.Related)
	at := map[string]int{} // position in related, by key
	var related []int64
	for keys := range slices.Chunk(d.ds.keysOf(out), batch) {
		rows, err := d.ds.reader(c).Read(c.ctx(), &plan.Select{Class: target.model, Columns: []*model.Attribute{a.TargetKey},
			Where: &plan.OneOf{Column: a.TargetKey, Values: keys}})
		if err != nil {
			return nil, err
		}
		for i, rec := range rows.Records {
			at[d.ds.identity(rows.Values[i])] = len(related)
			related = append(related, rec)
		}
	}
	values, err := target.values(c, related, path, checked)
	if err != nil {
		return nil, err
	}
	for i, key := range out {
		if key.IsUndefined() {
			continue
		}
		out[i] = value.NullValue()
		if p, ok := at[d.ds.identity(key)]; ok && !key.IsNull() {
			out[i] = values[p]
		}
	}
	return out, nil
}

// followObject reads a path in a stored object. A missing object stays as it
// is, a missing property is null.
func followObject(v value.Value, path []string) (value.Value, error) {
	if v.Kind() != value.Text {
		return v, nil
	}
	o, err := store.DecodeObject(v.AsText())
	if err != nil || len(path) == 0 {
		return o, err
	}
	if slices.ContainsFunc(path, func(s string) bool { return strings.HasSuffix(s, "[]") }) {
		return value.FromCollection(value.NewList(followAll(o, path)...)), nil
	}
	if o = plan.Follow(o, path); o.IsUndefined() {
		return value.NullValue(), nil
	}
	return o, nil
}

// followAll reads a path in which "name[]" stands for every element.
func followAll(v value.Value, path []string) []value.Value {
	if len(path) == 0 {
		return []value.Value{v}
	}
	name, every := strings.CutSuffix(path[0], "[]")
	v = plan.Follow(v, []string{name})
	if !every {
		return followAll(v, path[1:])
	}
	list := v.AsCollection()
	if list == nil {
		return nil
	}
	var out []value.Value
	for _, item := range list.Items() {
		out = append(out, followAll(item, path[1:])...)
	}
	return out
}

// scalars evaluates a path for aggregates: one value for each entity, or for
// each related entity behind a relation to many. A relation at the end is an
// error.
func (s *Selection) scalars(c *Caller, path []string) ([]value.Value, error) {
	m := s.class.members[path[0]]
	if m == nil {
		return nil, s.class.unknown(path[0])
	}
	if len(path) == 1 && (m.Kind == model.RelatedEntity || m.Kind == model.RelatedEntities || m.ResultClass != nil) {
		return nil, fault.New(fault.Invalid, "orda.aggregate", "Attribute %s of %s leads to entities; name one of their attributes.", path[0], s.class.model.Name)
	}
	if m.Kind == model.RelatedEntities {
		if err := s.class.checkRead(c, path[0]); err != nil {
			return nil, err
		}
		related, err := s.related(c, m.Attribute)
		if err != nil {
			return nil, err
		}
		return related.scalars(c, path[1:])
	}
	values, err := s.class.values(c, s.records, path, true)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(path, func(p string) bool { return strings.HasSuffix(p, "[]") }) {
		var flat []value.Value
		for _, v := range values {
			if l := v.AsCollection(); l != nil {
				flat = append(flat, l.Items()...)
			}
		}
		values = flat
	}
	return slices.DeleteFunc(values, func(v value.Value) bool { return !isScalar(v) }), nil
}

func isScalar(v value.Value) bool {
	switch v.Kind() {
	case value.Bool, value.Int, value.Real, value.Text, value.Date, value.Time:
		return true
	}
	return false
}

// CountOf returns the number of values that are neither null nor containers.
func (s *Selection) CountOf(c *Caller, path string) (value.Value, error) {
	values, err := s.scalars(c, split(path))
	return value.FromInt(int64(len(values))), err
}

// Sum adds the numbers up; 0 when there is none.
func (s *Selection) Sum(c *Caller, path string) (value.Value, error) {
	sum, _, err := s.sum(c, path)
	return sum, err
}

// Average returns the mean of the numbers, undefined when there is none.
func (s *Selection) Average(c *Caller, path string) (value.Value, error) {
	sum, n, err := s.sum(c, path)
	if err != nil || n == 0 {
		return value.Value{}, err
	}
	return value.FromReal(sum.AsReal() / float64(n)), nil
}

func (s *Selection) sum(c *Caller, path string) (sum value.Value, n int, err error) {
	values, err := s.scalars(c, split(path))
	if err != nil {
		return value.Value{}, 0, err
	}
	whole, whole64, real := true, int64(0), 0.0
	for _, v := range values {
		switch v.Kind() {
		case value.Int, value.Time:
			whole64 += v.AsInt()
		case value.Real:
			whole = false
		default:
			continue
		}
		real += v.AsReal()
		n++
	}
	if whole {
		return value.FromInt(whole64), n, nil
	}
	return value.FromReal(real), n, nil
}

// Min returns the least value, undefined when there is none. Of mixed types,
// the first in the order of types counts.
func (s *Selection) Min(c *Caller, path string) (value.Value, error) { return s.extreme(c, path, -1) }

// Max returns the greatest value, undefined when there is none.
func (s *Selection) Max(c *Caller, path string) (value.Value, error) { return s.extreme(c, path, 1) }

func (s *Selection) extreme(c *Caller, path string, sign int) (value.Value, error) {
	values, err := s.scalars(c, split(path))
	if err != nil || len(values) == 0 {
		return value.Value{}, err
	}
	collator := s.class.ds.collator
	best := values[0]
	for _, v := range values[1:] {
		switch {
		case value.Comparable(v.Kind(), best.Kind()):
			if value.Compare(v, best, collator)*sign > 0 {
				best = v
			}
		case value.Order(v, best, collator) < 0:
			best = v // of a type that comes first
		}
	}
	return best, nil
}

// DistinctOptions says how Distinct compares and answers.
type DistinctOptions struct {
	Diacritical bool // tell case and accents apart
	CountValues bool // objects {value, count}
}

// Distinct returns the different values, sorted, without null.
func (s *Selection) Distinct(c *Caller, path string, o DistinctOptions) (*value.List, error) {
	values, err := s.scalars(c, split(path))
	if err != nil {
		return nil, err
	}
	collator := s.class.ds.collator
	compare := func(a, b value.Value) int {
		if o.Diacritical && a.Kind() == value.Text && b.Kind() == value.Text {
			return collator.CompareExact(a.AsText(), b.AsText())
		}
		return value.Order(a, b, collator)
	}
	slices.SortStableFunc(values, compare)
	list := value.NewList()
	for i := 0; i < len(values); {
		n := 1
		for i+n < len(values) && compare(values[i], values[i+n]) == 0 {
			n++
		}
		v := values[i]
		if o.CountValues {
			counted := value.NewObject()
			counted.Set("value", v)
			counted.Set("count", value.FromInt(int64(n)))
			v = value.FromObject(counted)
		}
		list.Push(v)
		i += n
	}
	return list, nil
}

// Extract returns what paths lead to for each entity: the values of one path,
// without null unless asked for, or with targets one object for each entity. A
// path that does not exist gives an empty collection.
func (s *Selection) Extract(c *Caller, paths, targets []string, keepNull bool) (*value.List, error) {
	list := value.NewList()
	columns := make([][]value.Value, len(paths))
	for i, p := range paths {
		parsed, err := query.ParsePath(p)
		if err != nil || len(parsed) == 0 {
			return list, nil
		}
		if columns[i], err = s.class.values(c, s.records, split(p), true); err != nil {
			if fault.KindOf(err) == fault.NotFound {
				return list, nil
			}
			return nil, err
		}
	}
	if len(targets) == 0 {
		for _, v := range columns[0] {
			if !v.IsUndefined() && (keepNull || !v.IsNull()) {
				list.Push(v)
			}
		}
		return list, nil
	}
	for row := range s.records {
		o := value.NewObject()
		for i, target := range targets {
			if i < len(columns) && !columns[i][row].IsUndefined() {
				o.Set(target, columns[i][row])
			}
		}
		list.Push(value.FromObject(o))
	}
	return list, nil
}
