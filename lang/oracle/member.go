package oracle

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

func (o *Oracle) memberExpr(f *frame, x *syntax.MemberExpr) (value.Value, error) {
	if c := o.classNamed(x); c != nil {
		return vm.ClassValue(c), nil
	}
	if _, ok := syntax.Unparen(x.X).(*syntax.Super); ok {
		m, err := o.superMember(f, x.Name.Name)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			return o.member(f.this, x.Name.Name, false)
		case err != nil:
			return value.Value{}, err
		}
		return o.read(f.this, m)
	}
	v, err := o.eval(f, x.X)
	if err != nil {
		return v, err
	}
	return o.member(v, x.Name.Name, o.loose(f, x.X))
}

// loose reports whether an expression is a variable of a declared type, or of
// the process: the properties of its null are undefined.
func (o *Oracle) loose(f *frame, x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Name:
		return !x.Local || f.local(x.Ident.Norm).typ.Kind != types.Variant
	case *syntax.Numbered:
		return x.Index == nil && x.N > 0 && f.numbered(x.N).typ.Kind != types.Variant
	}
	return false
}

func (o *Oracle) classNamed(x *syntax.MemberExpr) *vm.Class {
	n, ok := x.X.(*syntax.Name)
	if !ok || n.Local {
		return nil
	}
	switch n.Ident.Norm {
	case "cs":
		if c := o.classes[x.Name.Name]; c != nil {
			return c.vm
		}
	case "4d":
		return o.builtins.Class("4D", x.Name.Name)
	}
	return nil
}

// member reads a property: the object's own, then that of its class.
func (o *Oracle) member(v value.Value, name string, loose bool) (value.Value, error) {
	if v.IsNull() && loose { // a variable that was never assigned
		if name == "length" {
			return value.FromInt(0), nil
		}
		return value.Value{}, nil
	}
	if c := o.classNamedBy(v); c != nil {
		switch name {
		case "me":
			if !c.singleton {
				return value.Value{}, nil
			}
			return o.construct(c, nil)
		case "isShared":
			return value.FromBool(c.shared), nil
		case "isSingleton":
			return value.FromBool(c.singleton), nil
		case "isSessionSingleton":
			return value.Value{}, unknown("isSessionSingleton")
		}
	}
	obj := v.AsObject()
	if v.Kind() == value.Pointer {
		return v, unknown("a property of a pointer")
	}
	if obj == nil || obj.Native != nil {
		return o.p.Member(v, name)
	}
	if x, ok := obj.Lookup(name); ok {
		return x, nil
	}
	if c := o.classOf(v); c != nil {
		if m := c.find(name); m != nil {
			return o.read(v, m)
		}
		return o.p.Member(v, name)
	}
	return value.Value{}, nil
}

func (o *Oracle) read(this value.Value, m *member) (value.Value, error) {
	switch {
	case m.get != nil:
		return o.call(m.get, this, nil)
	case m.function != nil:
		if m.function.object.IsUndefined() {
			m.function.object = o.value(m.function, text(m.function.file, m.function.body))
		}
		return m.function.object, nil
	}
	return value.Value{}, nil
}

func (o *Oracle) setMember(v value.Value, name string, x value.Value) error {
	obj := v.AsObject()
	if v.Kind() == value.Pointer {
		return unknown("a property of a pointer")
	}
	if obj == nil || obj.Native != nil {
		return o.p.SetMember(v, name, x)
	}
	old, own := obj.Lookup(name)
	if m := o.classOf(v).findIn(name); m != nil && !own && m.function == nil {
		return o.write(v, m, x)
	}
	if x.IsUndefined() {
		if !own {
			return nil
		}
		x = cleared(old)
	}
	if g := obj.Group(); g != nil {
		if err := o.admit(g, obj.IsStorage(), x); err != nil {
			return err
		}
	}
	obj.Set(name, stored(x))
	return nil
}

// write assigns to a property with accessors; undefined stands for what is empty
// there.
func (o *Oracle) write(this value.Value, m *member, x value.Value) error {
	if m.set == nil {
		return fail("member.read-only", "The property %q of %s is read-only.", m.name, o.p.Describe(this))
	}
	if x.IsUndefined() {
		old, err := o.read(this, m)
		if err != nil {
			return err
		}
		x = cleared(old)
	}
	_, err := o.call(m.set, this, []value.Value{x})
	return err
}

// cleared is the empty value of a value's type.
func cleared(v value.Value) value.Value {
	switch v.Kind() {
	case value.Undefined:
		return v
	case value.Bool:
		return value.FromBool(false)
	case value.Int, value.Real, value.Time:
		return value.FromInt(0)
	case value.Text:
		return value.FromText("")
	case value.Date:
		return value.FromDate(0)
	case value.Blob:
		return value.FromBlob(nil)
	case value.Picture:
		return value.FromPicture(&value.Image{})
	}
	return value.NullValue()
}

// classNamedBy returns the class of the program that a class object stands for.
func (o *Oracle) classNamedBy(v value.Value) *class {
	if c := vm.AsClass(v); c != nil && c.Store == "cs" {
		return o.classes[c.Name]
	}
	return nil
}
