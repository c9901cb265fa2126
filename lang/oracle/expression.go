package oracle

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/value"
)

func (o *Oracle) eval(f *frame, x syntax.Expr) (v value.Value, err error) {
	switch x := x.(type) {
	case nil, *syntax.Missing:
		return v, nil
	case *syntax.Paren:
		return o.eval(f, x.X)
	case *syntax.Lit:
		return literal(x), nil
	case *syntax.Name:
		return o.name(f, x)
	case *syntax.Numbered:
		l, err := o.parameter(f, x)
		if err != nil {
			return v, err
		}
		return l.v, nil
	case *syntax.This:
		return f.this, f.early()
	case *syntax.Super:
		return f.this, nil
	case *syntax.MemberExpr:
		return o.memberExpr(f, x)
	case *syntax.Index:
		if v, err = o.eval(f, x.X); err != nil {
			return v, err
		}
		i, err := o.eval(f, x.I)
		if err != nil {
			return i, err
		}
		return o.index(v, i)
	case *syntax.Element:
		if v, err = o.eval(f, x.X); err != nil {
			return v, err
		}
		i, err := o.eval(f, x.I)
		if err != nil {
			return i, err
		}
		return o.element(v, i)
	case *syntax.Deref:
		if v, err = o.eval(f, x.X); err != nil {
			return v, err
		}
		return o.deref(v)
	case *syntax.CharAt:
		if v, err = o.eval(f, x.X); err != nil {
			return v, err
		}
		i, err := o.eval(f, x.I)
		if err != nil {
			return i, err
		}
		return o.charAt(v, i)
	case *syntax.Call:
		return o.callExpr(f, x)
	case *syntax.Unary:
		if x.Op == syntax.AddrOf {
			return o.pointerTo(f, x.X)
		}
		if v, err = o.eval(f, x.X); err != nil {
			return v, err
		}
		return o.unary(x.Op, v)
	case *syntax.Binary:
		return o.binaryExpr(f, x)
	case *syntax.Ternary:
		if v, err = o.eval(f, x.Cond); err != nil {
			return v, err
		}
		if value.Truthy(v) {
			return o.eval(f, x.Then)
		}
		return o.eval(f, x.Else)
	case *syntax.CollectionLit:
		items := make([]value.Value, len(x.Items))
		for i, item := range x.Items {
			if items[i], err = o.eval(f, item); err != nil {
				return v, err
			}
			items[i] = stored(items[i])
		}
		return value.FromCollection(value.NewList(items...)), nil
	case *syntax.ObjectLit:
		obj := value.NewObject()
		for _, e := range x.Entries {
			if v, err = o.eval(f, e.Value); err != nil {
				return v, err
			}
			obj.Set(e.Key, stored(v))
		}
		return value.FromObject(obj), nil
	case *syntax.Formula:
		return o.formulaValue(f, x), nil
	case *syntax.TryExpr:
		return o.tryExpr(f, x)
	}
	return v, unknown("%T", x)
}

// stored is what objects and collections keep of a value.
func stored(v value.Value) value.Value {
	switch v.Kind() {
	case value.Undefined:
		return value.NullValue()
	case value.Time:
		return value.FromInt(v.AsInt())
	}
	return v
}

func literal(x *syntax.Lit) value.Value {
	switch x.Kind {
	case syntax.IntLit:
		if n, err := strconv.ParseInt(x.Value, 10, 64); err == nil {
			return value.FromInt(n)
		}
		fallthrough
	case syntax.RealLit:
		r, _ := strconv.ParseFloat(x.Value, 64)
		return value.FromReal(r)
	case syntax.DateLit:
		d, _ := value.ParseDay(x.Value)
		return value.FromDate(d)
	case syntax.TimeLit:
		seconds := int64(0)
		for _, part := range strings.Split(x.Value, ":") {
			n, _ := strconv.ParseInt(part, 10, 32)
			seconds = seconds*60 + n
		}
		return value.FromTime(seconds)
	}
	return value.FromText(x.Value)
}

func (o *Oracle) binaryExpr(f *frame, x *syntax.Binary) (value.Value, error) {
	a, err := o.eval(f, x.X)
	if err != nil {
		return a, err
	}
	switch truth := value.Truthy(a); {
	case x.Op == syntax.AndAlso && !truth, x.Op == syntax.OrElse && truth:
		return a, nil
	}
	b, err := o.eval(f, x.Y)
	if err != nil || x.Op == syntax.AndAlso || x.Op == syntax.OrElse {
		return b, err
	}
	return o.binary(x.Op, a, b)
}

// condition decides what If, While, Until and Case test. Of "a && b" the truth
// of a decides, or else b is the condition.
func (o *Oracle) condition(f *frame, x syntax.Expr) (bool, error) {
	x = syntax.Unparen(x)
	if b, ok := x.(*syntax.Binary); ok && (b.Op == syntax.AndAlso || b.Op == syntax.OrElse) {
		a, err := o.eval(f, b.X)
		if err != nil {
			return false, err
		}
		if truth := value.Truthy(a); truth == (b.Op == syntax.OrElse) {
			return truth, nil
		}
		return o.condition(f, b.Y)
	}
	v, err := o.eval(f, x)
	if err != nil {
		return false, err
	}
	switch v.Kind() {
	case value.Bool:
		return v.AsBool(), nil
	case value.Undefined, value.Null:
		return false, nil
	case value.Object, value.Collection:
		return value.Truthy(v), nil
	}
	return false, failed(54, "", "Got %s, want Boolean as condition.", o.p.Describe(v))
}
