package oracle

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/value"
)

// pointerTo is "->x". A variable has one pointer; "->p->" is p.
func (o *Oracle) pointerTo(f *frame, x syntax.Expr) (value.Value, error) {
	switch n := syntax.Unparen(x).(type) {
	case *syntax.Name:
		if o.meansSomething(n) {
			return value.Value{}, unknown("a pointer to a command, constant or method")
		}
	case *syntax.Numbered:
		if n.Index != nil {
			return value.Value{}, unknown("a pointer to ${n}")
		}
	case *syntax.MemberExpr, *syntax.Index, *syntax.Element, *syntax.Deref:
	default:
		return value.Value{}, fault.New(fault.NotFound, "pointer.target", "This has no address.")
	}
	t, err := o.target(f, x)
	if err != nil {
		return value.Value{}, err
	}
	return o.pointer(t)
}

// pointer makes the pointer to a place.
func (o *Oracle) pointer(t target) (value.Value, error) {
	switch {
	case t.deref:
		_, err := t.get() // "->p->" fails where p-> does
		return t.pointer, err
	case t.l == nil:
		return o.reference(t), nil
	case t.l.pointer == nil:
		t.l.pointer = o.reference(t).AsPointer()
	}
	return value.FromPointer(t.l.pointer), nil
}

// reference is what a pointer holds, and what a command gets for an argument that
// it writes: those that make arrays give the variable their type.
func (o *Oracle) reference(t target) value.Value {
	r := &value.Ref{Name: t.part.name, Element: t.part.element, Of: t.part.of, Key: t.part.key, Load: t.get, Store: t.set}
	if t.l != nil {
		r.Name = t.l.name
		r.Store = func(v value.Value) error {
			if v.Kind() == value.Array {
				t.l.v = v
				return nil
			}
			return t.set(v)
		}
	}
	return value.FromPointer(r)
}

// meansSomething reports whether a name is that of a command, method or constant.
func (o *Oracle) meansSomething(n *syntax.Name) bool {
	return !n.Local && !n.InterProcess && o.resolve(n.Ident) != meaning{}
}

func (o *Oracle) deref(v value.Value) (value.Value, error) {
	o.Reached["p->"]++
	p := v.AsPointer()
	if p == nil {
		return value.Value{}, fail("pointer.nil", "Got %s, want a pointer.", o.p.Describe(v))
	}
	return p.Load()
}

// assignTo is "p-> := x".
func (o *Oracle) assignTo(v, x value.Value) error {
	o.Reached["p->:=x"]++
	p := v.AsPointer()
	if p == nil {
		return fail("pointer.nil", "Got %s, want a pointer.", o.p.Describe(v))
	}
	return p.Store(x)
}
