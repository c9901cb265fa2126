package array

import (
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// toCollection copies an array into a collection, or several into a collection
// of objects: array and property in turn.
func toCollection(c *vm.Call) (value.Value, error) {
	l := c.Out(0).AsCollection()
	if l == nil {
		l = value.NewList()
		c.SetOut(0, value.FromCollection(l))
	}
	to := value.FromCollection(l)
	defer c.Hold(to)()
	var items []value.Value
	for i := 1; i < c.Len(); i += 2 {
		for k, v := range get(c, i).Items[1:] {
			if v.Kind() == value.Time {
				v = value.FromInt(v.AsInt()) // as collections and objects hold it
			}
			if !c.Admit(to, v) {
				return value.Value{}, nil
			}
			if c.Len() < 3 {
				items = append(items, v)
				continue
			}
			if k == len(items) {
				items = append(items, value.FromObject(objectFor(l)))
			}
			items[k].AsObject().Set(c.Text(i+1), v)
		}
	}
	l.Replace(items)
	return value.Value{}, nil
}

// objectFor returns an empty object that a collection may hold: one of its group
// when it is shared.
func objectFor(l *value.List) *value.Obj {
	if g := l.Group(); g != nil {
		return value.NewSharedObject(g)
	}
	return value.NewObject()
}

// fromCollection copies elements into an array, or properties of the elements
// into several.
func fromCollection(c *vm.Call) (value.Value, error) {
	l := c.Collection(0)
	if l == nil {
		return value.Value{}, nil
	}
	for i := 1; i < c.Len(); i += 2 {
		a := c.Out(i).AsArray()
		if p := c.Out(i).AsPointer(); p != nil && a == nil {
			v, err := p.Load()
			if err != nil {
				return value.Value{}, err
			}
			a = v.AsArray()
		}
		if a == nil {
			a = blank(value.Text, 0)
			c.SetOut(i, value.FromArray(a))
		}
		if !c.Reserve(16 * l.Len()) {
			break
		}
		a.Items = a.Items[:1]
		for _, v := range l.Items() {
			if i+1 < c.Len() {
				o := v.AsObject()
				if v = (value.Value{}); o != nil {
					v = o.Get(c.Out(i + 1).AsText())
				}
			}
			a.Items = append(a.Items, vm.ArrayItem(a.Element, v))
		}
	}
	return value.Value{}, nil
}
