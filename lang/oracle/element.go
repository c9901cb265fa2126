package oracle

import (
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

func (o *Oracle) index(v, i value.Value) (value.Value, error) {
	switch v.Kind() {
	case value.Undefined:
		return value.Value{}, nil
	case value.Null:
		if i.Kind() == value.Text { // an object that was never assigned is null
			return value.Value{}, nil
		}
	case value.Collection:
		n, err := o.position(v, i)
		return v.AsCollection().At(n), err
	case value.Object:
		switch {
		case i.Kind() == value.Text:
			return o.member(v, i.AsText(), false)
		case v.AsObject().Native != nil && vm.AsFunction(v) == nil:
			return v, unknown("an element of an object that stands for something else")
		case i.IsUndefined():
			return value.Value{}, nil
		}
		return v, fail("index.type", "Got %s, want Text as name of a property.", o.p.Describe(i))
	case value.Array:
		return o.element(v, i)
	case value.Blob, value.Pointer:
		return v, unknown("elements of %s", v.Kind())
	}
	return v, fail("index.receiver", "%s has no elements.", o.p.Describe(v))
}

func (o *Oracle) position(v, i value.Value) (int, error) {
	if !isNumeric(i) {
		return 0, fail("index.type", "Got %s, want a number as index of %s.", o.p.Describe(i), o.p.Describe(v))
	}
	n := i.AsInt()
	if n < 0 || i.IsReal() && float64(n) != i.AsReal() {
		return 0, fail("index.range", "The index of %s is not a whole number from 0.", o.p.Describe(v))
	}
	return int(n), nil
}

func (o *Oracle) setIndex(v, i, x value.Value) error {
	switch v.Kind() {
	case value.Object:
		if i.Kind() == value.Text {
			return o.setMember(v, i.AsText(), x)
		}
	case value.Collection:
		n, err := o.position(v, i)
		if err != nil {
			return err
		}
		l := v.AsCollection()
		if n > 1<<15 {
			return unknown("a collection of this size")
		}
		if x.IsUndefined() && n < l.Len() {
			x = cleared(l.At(n))
		}
		if g := l.Group(); g != nil {
			if err := o.admit(g, false, stored(x)); err != nil {
				return err
			}
		}
		l.SetAt(n, stored(x))
		return nil
	case value.Array:
		return o.setElement(v, i, x)
	case value.Blob, value.Pointer:
		return unknown("elements of %s", v.Kind())
	}
	return fail("index.receiver", "The elements of %s cannot be assigned with %s.", o.p.Describe(v), o.p.Describe(i))
}
