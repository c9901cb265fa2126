package vm

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// ClassOf returns the class of an object or collection; nil for other values.
func (p *Process) ClassOf(v value.Value) *Class {
	core := &p.Runtime.core
	switch v.Kind() {
	case value.Collection:
		return core.collection
	case value.Blob:
		return core.blob
	case value.Object:
	default:
		return nil
	}
	o := v.AsObject()
	if c, ok := o.Class.(*Class); ok && c != nil {
		return c
	}
	switch o.Native.(type) {
	case *FuncValue:
		return core.function
	case *Class:
		return core.class
	case *value.Bytes:
		return core.blob
	}
	return core.object
}

// Describe names the type of a value for messages: "Text", "Null", "cs.User".
func (p *Process) Describe(v value.Value) string {
	if o := v.AsObject(); o != nil {
		if c := p.ClassOf(v); c != nil && c.Name != "Object" {
			return c.Store + "." + c.Name
		}
	}
	return v.Kind().String()
}

// Member reads a property as "v.name" does: the value's own property, then
// those that stand for something outside the language, then its class's.
func (p *Process) Member(v value.Value, name string) (value.Value, error) {
	return p.get(v, name, false)
}

// get reads a property. loose reads those of null as undefined.
func (p *Process) get(v value.Value, name string, loose bool) (value.Value, error) {
	if o := v.AsObject(); o != nil && o.Native == nil {
		if x, ok := o.Lookup(name); ok {
			return x, nil
		}
		if o.Class == nil {
			return value.Value{}, nil
		}
	}
	x, m, err := p.lookup(v, name, loose)
	if m == nil || err != nil {
		return x, err
	}
	return p.read(v, m)
}

// read gives the value of a class member of v.
func (p *Process) read(v value.Value, m *Member) (value.Value, error) {
	switch {
	case m.Get != nil:
		return p.invoke(m.Get, nil, v, nil)
	case m.NativeGet != nil:
		return p.native(m.nativeGet(), v, nil)
	case m.Function != nil:
		return FunctionValue(m.Function), nil
	case m.Native != nil:
		return value.FromObject(value.NewNative(nil, &FuncValue{Native: m.Native, This: v})), nil
	}
	return value.Value{}, nil // a property with "set" alone
}

// lookup finds what v.name stands for: a value, or a member of its class.
func (p *Process) lookup(v value.Value, name string, loose bool) (value.Value, *Member, error) {
	switch v.Kind() {
	case value.Undefined:
		return value.Value{}, nil, nil
	case value.Null:
		if loose && name == "length" {
			return value.FromInt(0), nil, nil // of a collection that was never assigned
		}
		if loose {
			return value.Value{}, nil, nil
		}
		return value.Value{}, nil, fault.New(fault.Invalid, "member.null", "The property %q of Null cannot be read.", name)
	case value.Object:
		return p.lookupObject(v, name)
	case value.Collection, value.Blob:
		if m := p.ClassOf(v).Find(name); m != nil {
			return value.Value{}, m, nil
		}
		return value.Value{}, nil, nil
	case value.Pointer:
		x, err := v.AsPointer().Load()
		if err != nil || x.Kind() == value.Pointer {
			return value.Value{}, nil, err
		}
		return p.lookup(x, name, loose)
	}
	return value.Value{}, nil, fault.New(fault.Invalid, "member.scalar", "%s has no properties; %q cannot be read.", p.Describe(v), name)
}

func (p *Process) lookupObject(v value.Value, name string) (value.Value, *Member, error) {
	o := v.AsObject()
	if x, ok := o.Lookup(name); ok {
		return x, nil, nil
	}
	switch n := o.Native.(type) {
	case nil:
	case *Class:
		if extra := n.added(); extra != nil {
			if x, ok := extra.Lookup(name); ok {
				return x, nil, nil
			}
		}
		if s := n.static(name); s != nil {
			return value.FromObject(value.NewNative(nil, &FuncValue{Native: s, This: v})), nil, nil
		}
	case Dynamic:
		if x, ok, err := n.Property(p, name); ok || err != nil {
			return x, nil, err
		}
	}
	if m := p.ClassOf(v).Find(name); m != nil {
		return value.Value{}, m, nil
	}
	return value.Value{}, nil, nil
}

// static looks a function of the class object up in the class and its parents.
func (c *Class) static(name string) *Native {
	for ; c != nil; c = c.Parent {
		if s := c.Statics[name]; s != nil {
			return s
		}
	}
	return nil
}

// SetMember assigns a property as "v.name := x" does.
func (p *Process) SetMember(v value.Value, name string, x value.Value) error {
	o := v.AsObject()
	if o == nil {
		if v.Kind() == value.Pointer {
			if t, err := v.AsPointer().Load(); err != nil || t.Kind() != value.Pointer {
				return firstError(err, func() error { return p.SetMember(t, name, x) })
			}
		}
		return fault.New(fault.Invalid, "member.assign", "The property %q cannot be assigned to %s.", name, p.Describe(v))
	}
	if o.Native == nil && o.Class == nil && o.Group() == nil {
		return p.setOwn(o, name, x)
	}
	switch n := o.Native.(type) {
	case nil:
	case Dynamic:
		if ok, err := n.SetProperty(p, name, x); ok || err != nil {
			return err
		}
	case *Class:
		if extra := n.added(); extra != nil {
			o = extra
			break
		}
		return fault.New(fault.Invalid, "member.read-only", "%s cannot be changed.", p.Describe(v))
	case *FuncValue, *value.Bytes, Immutable:
		return fault.New(fault.Invalid, "member.read-only", "%s cannot be changed.", p.Describe(v))
	}
	if _, own := o.Lookup(name); !own {
		if m := p.ClassOf(v).Find(name); m != nil {
			if done, err := p.write(v, m, x); done {
				return err
			}
		}
	}
	return p.setOwn(o, name, x)
}

// setKey assigns v[name] := x. A name that the object does not have is taken to
// come from data: it makes no shape.
func (p *Process) setKey(v value.Value, name string, x value.Value) error {
	if o := v.AsObject(); o.Shape() != nil && o.Class == nil && o.Shape().Find(name) < 0 && !x.IsUndefined() {
		o.SetKey(name, stored(x))
		return nil
	}
	return p.SetMember(v, name, x)
}

func firstError(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

// write assigns to a class member; done is false when the member is a function,
// which an own property may hide.
func (p *Process) write(v value.Value, m *Member, x value.Value) (done bool, err error) {
	switch {
	case m.Set != nil:
		if x.IsUndefined() && m.Get != nil { // what is empty there (spec/language.md 2.10)
			if x, err = p.invoke(m.Get, nil, v, nil); err != nil {
				return true, err
			}
			x = emptyOf(x)
		}
		_, err = p.invoke(m.Set, nil, v, []value.Value{x})
		return true, err
	case m.NativeSet != nil:
		n := Native{Name: m.Name, Run: m.NativeSet}
		_, err = p.native(&n, v, []value.Value{x})
		return true, err
	case m.Get != nil || m.NativeGet != nil:
		return true, fault.New(fault.Invalid, "member.read-only", "The property %q of %s is read-only.", m.Name, p.Describe(v))
	}
	return false, nil
}

// setOwn gives an object a property of its own. Undefined clears a property
// that exists and makes none (spec/language.md 2.3).
func (p *Process) setOwn(o *value.Obj, name string, x value.Value) error {
	if x.IsUndefined() {
		old, ok := o.Lookup(name)
		if !ok {
			return nil
		}
		x = emptyOf(old)
	}
	if g := o.Group(); g != nil {
		return p.setShared(o, g, name, x)
	}
	o.Set(name, stored(x))
	return nil
}

// emptyOf returns the empty value of the type of v.
func emptyOf(v value.Value) value.Value {
	switch v.Kind() {
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
	case value.Undefined:
		return v
	}
	return value.NullValue()
}

// index reads v[i].
func (p *Process) index(v, i value.Value) (value.Value, error) {
	switch v.Kind() {
	case value.Undefined:
		return value.Value{}, nil
	case value.Null:
		// An object that was declared and never assigned is null too, and its
		// properties are undefined.
		if i.Kind() == value.Text {
			return value.Value{}, nil
		}
	case value.Collection:
		n, err := p.position(v, i)
		return v.AsCollection().At(n), err
	case value.Array:
		return p.element(v, i)
	case value.Blob:
		return p.byteAt(v.AsBlob(), i)
	case value.Object:
		return p.indexObject(v, i)
	case value.Pointer:
		if x, err := v.AsPointer().Load(); err != nil || x.Kind() != value.Pointer {
			return x, firstError(err, func() (e error) { x, e = p.index(x, i); return e })
		}
	}
	return value.Value{}, fault.New(fault.Invalid, "index.receiver", "%s has no elements.", p.Describe(v))
}

func (p *Process) indexObject(v, i value.Value) (value.Value, error) {
	if i.Kind() == value.Text {
		return p.get(v, i.AsText(), false)
	}
	switch n := v.AsObject().Native.(type) {
	case Sequence:
		at, err := p.position(v, i)
		if err != nil {
			return value.Value{}, err
		}
		return n.At(p, at)
	case *value.Bytes:
		return p.byteAt(n.Data, i)
	}
	if i.IsUndefined() {
		return value.Value{}, nil
	}
	return value.Value{}, fault.New(fault.Invalid, "index.type", "Got %s, want Text as name of a property.", p.Describe(i))
}

func (p *Process) byteAt(b []byte, i value.Value) (value.Value, error) {
	if !isNumeric(i) || i.AsInt() < 0 || i.AsInt() >= int64(len(b)) {
		return value.Value{}, fault.New(fault.Invalid, "index.range", "The byte is outside the blob, which has %d.", len(b))
	}
	return value.FromInt(int64(b[i.AsInt()])), nil
}

// position reads an index from 0. Negative numbers and fractions are errors.
func (p *Process) position(v, i value.Value) (int, error) {
	if !isNumeric(i) {
		return 0, fault.New(fault.Invalid, "index.type", "Got %s, want a number as index of %s.", p.Describe(i), p.Describe(v))
	}
	n := i.AsInt()
	if n < 0 || i.IsReal() && float64(n) != i.RawReal() {
		return 0, fault.New(fault.Invalid, "index.range", "The index of %s is not a whole number from 0.", p.Describe(v))
	}
	return int(n), nil
}

// maxElements bounds a collection, so that c[1000000000] := 1 cannot exhaust
// the memory.
const maxElements = 1 << 27

// setIndex assigns v[i] := x.
func (p *Process) setIndex(v, i, x value.Value) error {
	switch v.Kind() {
	case value.Object:
		if i.Kind() == value.Text {
			return p.setKey(v, i.AsText(), x)
		}
	case value.Array:
		_, err := p.setElement(v, i, x)
		return err
	case value.Pointer:
		if t, err := v.AsPointer().Load(); err != nil || t.Kind() != value.Pointer {
			return firstError(err, func() error { return p.setIndex(t, i, x) })
		}
	case value.Collection:
		n, err := p.position(v, i)
		if err != nil {
			return err
		}
		return p.setItem(v.AsCollection(), n, x)
	}
	return fault.New(fault.Invalid, "index.receiver", "The elements of %s cannot be assigned with %s.", p.Describe(v), p.Describe(i))
}

func (p *Process) setItem(l *value.List, n int, x value.Value) error {
	if n >= maxElements {
		return fault.New(fault.Limit, "vm.collection-size", "A collection cannot have more than %d elements.", maxElements)
	}
	if n >= l.Len() {
		if err := p.Grow(int64(n-l.Len()+1) * 16); err != nil {
			return err
		}
	}
	if x.IsUndefined() && n < l.Len() {
		x = emptyOf(l.At(n))
	}
	x = stored(x)
	if g := l.Group(); g != nil {
		if err := p.CheckWrite(g); err != nil {
			return err
		}
		if err := p.Adopt(g, x); err != nil {
			return err
		}
	}
	l.SetAt(n, x)
	return nil
}

// element reads a{i} of a classic array or of a blob.
func (p *Process) element(v, i value.Value) (value.Value, error) {
	switch v.Kind() {
	case value.Array:
		items := v.AsArray().Items
		if n := i.AsInt(); isNumeric(i) && n >= 0 && n < int64(len(items)) {
			return items[n], nil
		}
		return value.Value{}, fault.New(fault.Invalid, "index.range", "The element is outside the array, which has %d.", len(items)-1)
	case value.Blob, value.Collection:
		return p.index(v, i)
	case value.Pointer:
		x, err := v.AsPointer().Load()
		if err == nil && x.Kind() != value.Pointer {
			return p.element(x, i)
		}
		return value.Value{}, err
	}
	return value.Value{}, fault.New(fault.Invalid, "index.receiver", "%s is not an array.", p.Describe(v))
}

// setElement assigns a{i} := x and returns what the variable then holds: a blob
// is a value and therefore a new one.
func (p *Process) setElement(v, i, x value.Value) (value.Value, error) {
	switch v.Kind() {
	case value.Array:
		if _, err := p.element(v, i); err != nil {
			return v, err
		}
		a := v.AsArray()
		y, ok := elementType(a.Element).Convert(x)
		if !ok {
			return v, errAssign(p.Describe(x), elementType(a.Element))
		}
		a.Items[i.AsInt()] = y
		return v, nil
	case value.Blob:
		if _, err := p.byteAt(v.AsBlob(), i); err != nil {
			return v, err
		}
		if !isNumeric(x) {
			return v, fault.New(fault.Invalid, "type.assign", "Got %s, want a byte.", p.Describe(x))
		}
		b := append([]byte(nil), v.AsBlob()...)
		b[i.AsInt()] = byte(x.AsInt())
		return value.FromBlob(b), nil
	case value.Collection:
		return v, p.setIndex(v, i, x)
	}
	return v, fault.New(fault.Invalid, "index.receiver", "%s is not an array.", p.Describe(v))
}
