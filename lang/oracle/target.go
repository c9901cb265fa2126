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
	deref   bool      // it is "p->"
	pointer value.Value
}

func (o *Oracle) variable(l *variable) target {
	return target{get: func() (value.Value, error) { return l.v, nil }, set: func(v value.Value) error { return o.set(l, v) }, l: l}
}

func (o *Oracle) target(f *frame, x syntax.Expr) (t target, err error) {
	switch x := unparen(x).(type) {
	case *syntax.Name:
		if x.Local {
			return o.variable(f.local(x.Ident.Norm)), nil
		}
		if x.InterProcess {
			return t, ErrUnsupported
		}
		return o.variable(o.global(x.Ident.Norm)), nil
	case *syntax.Numbered:
		l, err := o.parameter(f, x)
		return o.variable(l), err
	case *syntax.MemberExpr:
		if _, ok := unparen(x.X).(*syntax.Super); ok {
			return t, ErrUnsupported
		}
		v, err := o.eval(f, x.X)
		return target{get: func() (value.Value, error) { return o.member(v, x.Name.Name, true) },
			set: func(y value.Value) error { return o.setMember(v, x.Name.Name, y) }}, err
	case *syntax.Index:
		v, err := o.eval(f, x.X)
		if err != nil {
			return t, err
		}
		i, err := o.eval(f, x.I)
		return target{get: func() (value.Value, error) { return o.index(v, i) },
			set: func(y value.Value) error { return o.setIndex(v, i, y) }}, err
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
	return t, ErrUnsupported
}
