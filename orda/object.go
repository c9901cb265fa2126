package orda

import (
	"strings"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/value"
)

// ToObjectOptions says what ToObject and ToCollection add.
type ToObjectOptions struct{ WithKey, WithStamp bool }

// outline is what a filter asks for, level by level. A nil outline asks for the
// default of ToObject.
type outline struct {
	names []string // in the order asked for
	below map[string]*outline
	all   bool // "*": every attribute
}

// maxOutline is the number of names in a path; longer ones lead nowhere.
const maxOutline = 64

// newOutline reads the paths of a filter: "title", "author", "author.*",
// "books.title". It is nil when nothing is asked for in particular.
func newOutline(filter []string) *outline {
	var o *outline
	for _, p := range filter {
		for _, path := range strings.Split(p, ",") {
			if path = strings.TrimSpace(path); path == "" || strings.Count(path, ".") >= maxOutline {
				continue
			}
			if o == nil {
				o = &outline{}
			}
			o.add(strings.Split(path, "."))
		}
	}
	return o
}

func (o *outline) add(path []string) {
	name := strings.TrimSpace(path[0])
	if name == "*" {
		o.all = true
		return
	}
	if o.below == nil {
		o.below = map[string]*outline{}
	}
	next, known := o.below[name]
	if !known {
		o.names = append(o.names, name)
		o.below[name] = nil
	}
	if len(path) > 1 {
		if next == nil {
			next = &outline{}
			o.below[name] = next
		}
		next.add(path[1:])
	}
}

// paths lists the paths of the outline, for loading ahead.
func (o *outline) paths() []string {
	if o == nil {
		return nil
	}
	var out []string
	for _, name := range o.names {
		out = append(out, name)
		if next := o.below[name]; next != nil {
			if next.all {
				out = append(out, name+".*")
			}
			for _, p := range next.paths() {
				out = append(out, name+"."+p)
			}
		}
	}
	return out
}

// ToObject returns the attributes as an object. Without a filter these are the
// columns, computed and alias attributes with a plain value, and of relations to
// one the key as {__KEY}. What the caller may not read is left out.
func (e *Entity) ToObject(c *Caller, filter []string, o ToObjectOptions) (*value.Obj, error) {
	return e.toObject(c, newOutline(filter), o)
}

func (e *Entity) toObject(c *Caller, shape *outline, o ToObjectOptions) (*value.Obj, error) {
	out := value.NewObject()
	if o.WithKey {
		key := value.NullValue()
		if e.class.key != nil {
			key = e.row[e.class.key.column]
		}
		out.Set("__KEY", key)
	}
	if o.WithStamp {
		out.Set("__STAMP", value.FromInt(e.stamp))
	}
	if shape == nil || shape.all {
		for _, a := range e.class.model.Attributes {
			m := e.class.members[a.Name]
			if a.Kind == model.RelatedEntities || a.ResultClass != nil || m == nil || m.Attribute != a {
				continue
			}
			if shape != nil && shape.below[a.Name] != nil {
				continue // asked for in more detail
			}
			if err := e.put(c, out, a.Name, nil, o); err != nil {
				return nil, err
			}
		}
	}
	if shape != nil {
		for _, name := range shape.names {
			if err := e.put(c, out, name, shape.below[name], o); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// put adds one attribute. Names that do not exist are left out.
func (e *Entity) put(c *Caller, out *value.Obj, name string, shape *outline, o ToObjectOptions) error {
	m := e.class.members[name]
	if m == nil || !e.class.MayRead(c, name) {
		return nil
	}
	if m.Kind == model.RelatedEntity && shape == nil {
		out.Set(name, keyObject(e.row[e.class.columns[m.ForeignKey]]))
		return nil
	}
	v, err := e.get(c, m)
	if err != nil {
		return err
	}
	switch x := e.class.ds.wrap.Unwrap(v).(type) {
	case *Entity:
		if shape == nil {
			key, err := x.Key(c)
			out.Set(name, keyObject(key))
			return err
		}
		nested, err := x.toObject(c, shape, o)
		out.Set(name, value.FromObject(nested))
		return err
	case *Selection:
		list, err := x.toCollection(c, shape, o, 0, -1)
		out.Set(name, value.FromCollection(list))
		return err
	}
	if shape != nil && v.Kind() == value.Object {
		v = pick(v, shape)
	}
	out.Set(name, v)
	return nil
}

// keyObject is the short form of a related entity.
func keyObject(key value.Value) value.Value {
	if key.IsAbsent() {
		return value.NullValue()
	}
	o := value.NewObject()
	o.Set("__KEY", key)
	return value.FromObject(o)
}

// pick keeps the properties of an object that a filter names.
func pick(v value.Value, shape *outline) value.Value {
	o := v.AsObject()
	if o == nil || shape == nil || shape.all {
		return v
	}
	out := value.NewObject()
	for _, name := range shape.names {
		if p, ok := o.Lookup(name); ok {
			out.Set(name, pick(p, shape.below[name]))
		}
	}
	return value.FromObject(out)
}

// ToCollection returns the entities as objects, from a position on; a howMany
// of 0 or less means all. Dropped entities are left out, but counted.
func (s *Selection) ToCollection(c *Caller, filter []string, o ToObjectOptions, begin, howMany int) (*value.List, error) {
	if howMany <= 0 {
		howMany = -1
	}
	return s.toCollection(c, newOutline(filter), o, begin, howMany)
}

func (s *Selection) toCollection(c *Caller, shape *outline, o ToObjectOptions, begin, howMany int) (*value.List, error) {
	list := value.NewList()
	end := len(s.records)
	begin = min(max(begin, 0), end)
	if howMany >= 0 {
		end = begin + min(howMany, end-begin)
	}
	paths := shape.paths()
	for ; begin < end; begin += chunk {
		entities, err := s.Entities(c, begin, min(chunk, end-begin), paths)
		if err != nil {
			return nil, err
		}
		for _, e := range entities {
			if e == nil {
				continue
			}
			obj, err := e.toObject(c, shape, o)
			if err != nil {
				return nil, err
			}
			list.Push(value.FromObject(obj))
		}
	}
	return list, nil
}

// FromObject assigns the attributes that an object names. What does not exist,
// does not convert or leads to no entity is left alone.
func (e *Entity) FromObject(c *Caller, o *value.Obj) error {
	for name, v := range o.All() {
		m := e.class.members[name]
		if name == "__KEY" && e.class.key != nil && e.IsNew() {
			m = e.class.members[e.class.key.Name]
		}
		if m == nil {
			continue
		}
		if err := e.setFrom(c, m, v); err != nil {
			return err
		}
	}
	return nil
}

func (e *Entity) setFrom(c *Caller, m *member, v value.Value) error {
	switch m.Kind {
	case model.Storage:
		if _, err := convert(m.Attribute, v); err != nil || noNumber(m.Attribute, v) {
			return nil
		}
		if !e.IsNew() && e.class.key != nil && m.column == e.class.key.column {
			return nil // the key of a record stays
		}
	case model.RelatedEntity:
		if ok, err := e.leadsSomewhere(c, m.Attribute, v); err != nil || !ok {
			return err
		}
	case model.RelatedEntities:
		return nil
	case model.Calculated:
		if e.class.hook(Set, m.Name) == nil {
			return nil
		}
	case model.Alias:
		if len(m.Path) != 1 {
			return nil
		}
	}
	return e.Set(c, m.Name, v)
}

// noNumber reports whether a text for a number has no digit. An assignment makes
// 0 of it; fromObject leaves the attribute alone, as for any impossible value.
func noNumber(a *model.Attribute, v value.Value) bool {
	switch a.Type {
	case model.IntType, model.LongType, model.RealType:
		if v.Kind() == value.Text {
			_, ok := plan.NumberIn(v.AsText())
			return !ok
		}
	}
	return false
}

// leadsSomewhere reports whether a value for a relation is null or names an
// entity that exists.
func (e *Entity) leadsSomewhere(c *Caller, a *model.Attribute, v value.Value) (bool, error) {
	if v.IsAbsent() {
		return true, nil
	}
	if target, ok := e.class.ds.wrap.Unwrap(v).(*Entity); ok {
		return target.class.model.Name == a.Related.Name, nil
	}
	if o := v.AsObject(); o != nil {
		if v = o.Get("__KEY"); v.IsUndefined() {
			v = o.Get(a.TargetKey.Name)
		}
		if v.IsAbsent() {
			return false, nil
		}
	}
	found, err := e.class.ds.of(a.Related).getBy(c, a.TargetKey, v)
	return found != nil, err
}
