package oracle

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/value"
)

// Classic arrays: elements from 1 to their size, and an element 0.

// elementTarget is the place "x{i}".
func (o *Oracle) elementTarget(f *frame, x *syntax.Element) (target, error) {
	name, array, err := o.array(f, x.X)
	if err != nil {
		return target{}, err
	}
	i, err := o.eval(f, x.I)
	p := part{name: name, of: array, key: keyOf(i)}
	if i.IsNumber() {
		p.element = max(int(i.AsInt()), 0)
	}
	return target{get: func() (value.Value, error) { return o.element(array, i) },
		set: func(y value.Value) error { return o.setElement(array, i, y) }, part: p}, err
}

// array evaluates what is assigned to with braces, and names its variable: where it
// is a place, it is read as one.
func (o *Oracle) array(f *frame, x syntax.Expr) (name string, v value.Value, err error) {
	switch syntax.Unparen(x).(type) {
	case *syntax.Name, *syntax.Numbered, *syntax.MemberExpr, *syntax.Index, *syntax.Element, *syntax.Deref:
		t, err := o.target(f, x)
		if err != nil {
			return "", v, err
		}
		if t.l != nil {
			name = t.l.name
		}
		v, err = t.get()
		return name, v, err
	}
	v, err = o.eval(f, x)
	return "", v, err
}

// element reads v{i}.
func (o *Oracle) element(v, i value.Value) (value.Value, error) {
	switch v.Kind() {
	case value.Array:
	case value.Collection:
		return o.index(v, i)
	case value.Blob, value.Pointer:
		return v, unknown("elements of %s", v.Kind())
	default:
		return v, fail("index.receiver", "%s is not an array.", o.p.Describe(v))
	}
	items := v.AsArray().Items
	if n := i.AsInt(); isNumeric(i) && n >= 0 && n < int64(len(items)) {
		return items[n], nil
	}
	return v, fail("index.range", "The element is outside the array, which has %d.", len(items)-1)
}

// setElement assigns v{i} in the type of the array.
func (o *Oracle) setElement(v, i, x value.Value) error {
	switch v.Kind() {
	case value.Array:
	case value.Collection:
		return o.setIndex(v, i, x)
	case value.Blob, value.Pointer:
		return unknown("elements of %s", v.Kind())
	default:
		return fail("index.receiver", "%s is not an array.", o.p.Describe(v))
	}
	if _, err := o.element(v, i); err != nil {
		return err
	}
	a := v.AsArray()
	l := &variable{typ: elementType(a.Element)}
	if err := o.set(l, x); err != nil {
		return err
	}
	o.Reached["a{i}:=x"]++
	a.Items[i.AsInt()] = l.v
	return nil
}

// elementType is the type that the elements of an array have.
func elementType(k value.Kind) types.Type {
	switch k {
	case value.Text:
		return types.Type{Kind: types.Text}
	case value.Int:
		return types.Type{Kind: types.Integer}
	case value.Real:
		return types.Type{Kind: types.Real}
	case value.Bool:
		return types.Type{Kind: types.Boolean}
	case value.Date:
		return types.Type{Kind: types.Date}
	case value.Time:
		return types.Type{Kind: types.Time}
	case value.Object:
		return types.Type{Kind: types.Object}
	case value.Pointer:
		return types.Type{Kind: types.Pointer}
	case value.Array:
		return types.Type{Kind: types.Array}
	}
	return types.Type{}
}
