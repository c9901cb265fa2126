package oracle

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/value"
)

// target is a place: what leads to it has been evaluated once.
type target struct {
	get     func() (value.Value, error)
	set     func(value.Value) error
	l       *variable // that it is, nil for other places
	part    part
	deref   bool // it is "p->"
	pointer value.Value
}

// part is the part of a value that a place is: its name, and what makes two places
// the same.
type part struct {
	name string
	of   value.Value
	key  any // the name of a property, the number of an element

	element int // of an array, 0 for none
}

func keyOf(i value.Value) any {
	if i.Kind() == value.Text {
		return i.AsText()
	}
	return i.AsInt()
}

func (o *Oracle) variable(l *variable) target {
	return target{get: func() (value.Value, error) { return l.v, nil }, set: func(v value.Value) error { return o.set(l, v) }, l: l}
}

func (o *Oracle) target(f *frame, x syntax.Expr) (t target, err error) {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Name:
		if x.Local {
			return o.variable(f.local(x.Ident.Norm)), nil
		}
		if x.InterProcess {
			return t, unknown("a variable of all processes")
		}
		return o.variable(o.global(x.Ident.Norm)), nil
	case *syntax.Numbered:
		l, err := o.parameter(f, x)
		return o.variable(l), err
	case *syntax.MemberExpr:
		if _, ok := syntax.Unparen(x.X).(*syntax.Super); ok {
			return t, unknown("a property of Super")
		}
		v, err := o.eval(f, x.X)
		return target{get: func() (value.Value, error) { return o.member(v, x.Name.Name, true) },
			set:  func(y value.Value) error { return o.setMember(v, x.Name.Name, y) },
			part: part{name: x.Name.Name, of: v, key: x.Name.Name}}, err
	case *syntax.Index:
		v, err := o.eval(f, x.X)
		if err != nil {
			return t, err
		}
		i, err := o.eval(f, x.I)
		return target{get: func() (value.Value, error) { return o.index(v, i) },
			set: func(y value.Value) error { return o.setIndex(v, i, y) }, part: part{name: "element", of: v, key: keyOf(i)}}, err
	case *syntax.Element:
		return o.elementTarget(f, x)
	case *syntax.Deref:
		v, err := o.eval(f, x.X)
		return target{get: func() (value.Value, error) { return o.deref(v) },
			set: func(y value.Value) error { return o.assignTo(v, y) }, deref: true, pointer: v}, err
	case *syntax.CharAt:
		base, err := o.target(f, x.X)
		if err != nil {
			return t, err
		}
		i, err := o.eval(f, x.I)
		return o.character(base, i), err
	}
	return t, unknown("%T", x)
}
