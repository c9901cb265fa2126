package orda

import (
	"slices"
	"strings"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/value"
)

// batch is how many keys or records one statement asks for.
const batch = 2_000

// relatedEntity returns what an N-to-1 relation leads to, nil for none. It is
// kept, so that what is assigned to it can be saved through the same reference.
func (e *Entity) relatedEntity(c *Caller, a *model.Attribute) (*Entity, error) {
	if r, ok := e.related[a.Name]; ok {
		return r, nil
	}
	key := e.row[e.class.columns[a.ForeignKey]]
	target := e.class.ds.of(a.Related)
	if key.IsAbsent() || target == nil {
		return nil, nil
	}
	r, err := target.byValue(c, a.TargetKey, key)
	if err != nil || r == nil {
		return nil, err
	}
	e.keepRelated(a.Name, r)
	return r, nil
}

// relatedEntities returns what a 1-to-N relation leads to, as far as the caller
// may see it.
func (e *Entity) relatedEntities(c *Caller, a *model.Attribute) (*Selection, error) {
	if s, ok := e.many[a.Name]; ok {
		return s, nil
	}
	target := e.class.ds.of(a.Related)
	key := e.row[e.class.columns[a.TargetKey]]
	if key.IsAbsent() {
		return target.selection(nil, false), nil
	}
	s, err := target.read(c, &plan.Select{Class: target.model, Where: &plan.Compare{Column: a.ForeignKey, Op: plan.Equal, Value: key}}, false)
	if err == nil && e.sel != nil {
		s.alterable = e.sel.alterable
	}
	return s, err
}

// read runs a plan, restricted to what the caller may see, and returns the
// selection.
func (d *Dataclass) read(c *Caller, s *plan.Select, ordered bool) (*Selection, error) {
	visible, restricted, err := d.visible(c)
	if err != nil {
		return nil, err
	}
	s.Where = restrictTo(s.Where, visible, restricted)
	rows, err := d.ds.reader(c).Read(c.ctx(), s)
	if err != nil {
		return nil, err
	}
	return d.selection(rows.Records, ordered), nil
}

// identity is what equal key values have in common: for text, what the
// collation makes equal.
func (ds *Datastore) identity(v value.Value) string {
	if v.Kind() == value.Text {
		return string(ds.collator.Key(v.AsText()))
	}
	return plan.Text(v)
}

// keysOf returns the distinct values of a column that are not null.
func (ds *Datastore) keysOf(values []value.Value) []value.Value {
	seen := make(map[string]bool, len(values))
	var out []value.Value
	for _, v := range values {
		if v.IsAbsent() {
			continue
		}
		if id := ds.identity(v); !seen[id] {
			seen[id] = true
			out = append(out, v)
		}
	}
	return out
}

// preload loads the related entities that paths such as "author.lastName" and
// "books.title" go through, one statement for each relation.
func (d *Dataclass) preload(c *Caller, entities []*Entity, paths []string) error {
	below := map[string][]string{}
	var order []string
	for _, p := range paths {
		name, rest, _ := strings.Cut(p, ".")
		if _, seen := below[name]; !seen {
			order = append(order, name)
		}
		below[name] = append(below[name], rest)
	}
	for _, name := range order {
		m := d.members[name]
		if m == nil || !slices.ContainsFunc(below[name], func(s string) bool { return s != "" }) {
			continue
		}
		var err error
		switch m.Kind {
		case model.RelatedEntity:
			err = d.preloadOne(c, entities, m.Attribute, below[name])
		case model.RelatedEntities:
			err = d.preloadMany(c, entities, m.Attribute, below[name])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Dataclass) preloadOne(c *Caller, entities []*Entity, a *model.Attribute, below []string) error {
	column, target := d.columns[a.ForeignKey], d.ds.of(a.Related)
	found, loaded, err := target.byKeys(c, a.TargetKey, d.columnValues(entities, column), nil)
	if err != nil {
		return err
	}
	if err := target.preload(c, loaded, below); err != nil {
		return err
	}
	for _, e := range entities {
		if e == nil || e.row[column].IsAbsent() || e.related[a.Name] != nil {
			continue
		}
		if r := found[d.ds.identity(e.row[column])]; len(r) > 0 {
			// Each gets a reference of its own, as if it had been read for it alone.
			own := *r[0]
			e.keepRelated(a.Name, &own)
		}
	}
	return nil
}

func (d *Dataclass) preloadMany(c *Caller, entities []*Entity, a *model.Attribute, below []string) error {
	column, target := d.columns[a.TargetKey], d.ds.of(a.Related)
	visible, restricted, err := target.visible(c)
	if err != nil {
		return err
	}
	found, loaded, err := target.byKeys(c, a.ForeignKey, d.columnValues(entities, column), restrictTo(nil, visible, restricted))
	if err != nil {
		return err
	}
	if err := target.preload(c, loaded, below); err != nil {
		return err
	}
	for _, e := range entities {
		if e == nil || e.row[column].IsAbsent() {
			continue
		}
		s := target.selection(nil, false)
		for i, r := range found[d.ds.identity(e.row[column])] {
			own := *r
			own.sel, own.index = s, i
			s.records, s.loaded = append(s.records, r.rec), append(s.loaded, &own)
		}
		if e.many == nil {
			e.many = map[string]*Selection{}
		}
		e.many[a.Name] = s
	}
	return nil
}

func (d *Dataclass) columnValues(entities []*Entity, column int) []value.Value {
	values := make([]value.Value, 0, len(entities))
	for _, e := range entities {
		if e != nil {
			values = append(values, e.row[column])
		}
	}
	return values
}

// byKeys loads the entities whose column has one of some values, grouped by
// that value, in order of creation.
func (d *Dataclass) byKeys(c *Caller, column *model.Attribute, values []value.Value, also plan.Cond) (map[string][]*Entity, []*Entity, error) {
	found := map[string][]*Entity{}
	var all []*Entity
	for keys := range slices.Chunk(d.ds.keysOf(values), batch) {
		where := plan.Cond(&plan.OneOf{Column: column, Values: keys})
		if also != nil {
			where = plan.And{where, also}
		}
		rows, err := d.ds.reader(c).Read(c.ctx(), &plan.Select{Class: d.model, Columns: d.stored, Header: true, Where: where})
		if err != nil {
			return nil, nil, err
		}
		for i := range rows.Len() {
			e := d.entityAt(rows, i)
			all = append(all, e)
			id := d.ds.identity(e.row[d.columns[column]])
			found[id] = append(found[id], e)
		}
	}
	for _, list := range found {
		slices.SortFunc(list, func(x, y *Entity) int { return int(x.rec - y.rec) })
	}
	return found, all, nil
}
