package oracle

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
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
		if x.Index != nil {
			return v, ErrUnsupported
		}
		return f.numbered(x.N).v, nil
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
			return v, ErrUnsupported
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
	return v, ErrUnsupported
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

func (o *Oracle) tryExpr(f *frame, x *syntax.TryExpr) (value.Value, error) {
	depth := len(o.frames)
	v, err := o.eval(f, x.X)
	switch {
	case err == nil:
		o.p.ClearErrors()
		return v, nil
	case !catches(err):
		return v, err
	}
	o.frames = o.frames[:depth]
	o.p.Remember(err)
	return value.Value{}, nil
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
	x = unparen(x)
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

// --- names

// meaning is what a bare name stands for when it is no variable.
type meaning struct {
	constant *value.Value
	command  *vm.Native
	method   *function
}

func (o *Oracle) resolve(id *syntax.Ident) meaning {
	is := func(v value.Value) meaning { return meaning{constant: &v} }
	if number, ok := strings.CutPrefix(id.Token, "C"); ok {
		if n, err := strconv.Atoi(number); err == nil && id.Norm != "null" && id.Norm != "true" && id.Norm != "false" {
			if c := o.builtins.CommandByNumber(n); c != nil {
				return meaning{command: c}
			}
		}
	} else if id.Token != "" {
		if v, ok := o.builtins.ConstantByToken(id.Token); ok {
			return is(v)
		}
	}
	switch id.Norm {
	case "null":
		return is(value.NullValue())
	case "true", "false":
		return is(value.FromBool(id.Norm == "true"))
	case "ok", "error", "error method", "error line", "error formula", "document":
		return meaning{}
	}
	c, m := o.builtins.Command(id.Norm), o.methods[id.Norm]
	switch {
	case c != nil && (m == nil || vm.Norm(c.Name) == id.Norm):
		return meaning{command: c}
	case m != nil:
		return meaning{method: m}
	}
	if v, ok := o.builtins.Constant(id.Norm); ok {
		return is(v)
	}
	return meaning{}
}

func (o *Oracle) name(f *frame, x *syntax.Name) (value.Value, error) {
	switch {
	case x.InterProcess:
		return value.Value{}, ErrUnsupported
	case x.Local:
		return f.local(x.Ident.Norm).v, nil
	}
	switch m := o.resolve(x.Ident); {
	case m.constant != nil:
		return *m.constant, nil
	case m.command != nil && (m.command.Name == "cs" || m.command.Name == "4D"):
		return value.Value{}, ErrUnsupported
	case m.command != nil:
		return o.command(f, m.command, nil)
	case m.method != nil:
		return o.call(m.method, value.Value{}, nil)
	}
	return o.global(x.Ident.Norm).v, nil
}

func (o *Oracle) global(norm string) *variable {
	if o.globals[norm] == nil {
		o.globals[norm] = &variable{}
	}
	return o.globals[norm]
}

// --- places that can be assigned

// target is a place: what leads to it has been evaluated once.
type target struct {
	get func() (value.Value, error)
	set func(value.Value) error
}

func (o *Oracle) variable(l *variable) target {
	return target{func() (value.Value, error) { return l.v, nil }, func(v value.Value) error { return o.set(l, v) }}
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
		if x.Index != nil {
			return t, ErrUnsupported
		}
		return o.variable(f.numbered(x.N)), nil
	case *syntax.MemberExpr:
		if _, ok := unparen(x.X).(*syntax.Super); ok {
			return t, ErrUnsupported
		}
		v, err := o.eval(f, x.X)
		return target{func() (value.Value, error) { return o.member(v, x.Name.Name, true) },
			func(y value.Value) error { return o.setMember(v, x.Name.Name, y) }}, err
	case *syntax.Index:
		v, err := o.eval(f, x.X)
		if err != nil {
			return t, err
		}
		i, err := o.eval(f, x.I)
		return target{func() (value.Value, error) { return o.index(v, i) },
			func(y value.Value) error { return o.setIndex(v, i, y) }}, err
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

// --- members and elements

func (o *Oracle) memberExpr(f *frame, x *syntax.MemberExpr) (value.Value, error) {
	if c := o.classNamed(x); c != nil {
		return vm.ClassValue(c), nil
	}
	if _, ok := unparen(x.X).(*syntax.Super); ok {
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
	switch x := unparen(x).(type) {
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
	obj := v.AsObject()
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
	if vm.AsClass(v) != nil {
		return ErrUnsupported
	}
	obj := v.AsObject()
	if obj == nil || obj.Native != nil || obj.Group() != nil {
		return o.p.SetMember(v, name, x)
	}
	old, own := obj.Lookup(name)
	if c := o.classOf(v); c != nil && !own {
		if m := c.find(name); m != nil {
			switch {
			case m.set != nil:
				_, err := o.call(m.set, v, []value.Value{x})
				return err
			case m.get != nil:
				return fail("member.read-only", "The property %q of %s is read-only.", name, o.p.Describe(v))
			}
		}
	}
	if x.IsUndefined() {
		if !own {
			return nil
		}
		x = cleared(old)
	}
	obj.Set(name, stored(x))
	return nil
}

// cleared is the empty value of a value's type.
func cleared(v value.Value) value.Value {
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
	}
	return value.NullValue()
}

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
		case v.AsObject().Native != nil:
			return v, ErrUnsupported
		case i.IsUndefined():
			return value.Value{}, nil
		}
		return v, fail("index.type", "Got %s, want Text as name of a property.", o.p.Describe(i))
	case value.Blob, value.Array, value.Pointer:
		return v, ErrUnsupported
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
		if n > 1<<20 || l.Group() != nil {
			return ErrUnsupported
		}
		if x.IsUndefined() && n < l.Len() {
			if old := l.At(n); !old.IsUndefined() {
				x = cleared(old)
			}
		}
		l.SetAt(n, stored(x))
		return nil
	case value.Blob, value.Array, value.Pointer:
		return ErrUnsupported
	}
	return fail("index.receiver", "The elements of %s cannot be assigned with %s.", o.p.Describe(v), o.p.Describe(i))
}

// --- calls

func (o *Oracle) list(f *frame, items []syntax.Expr) ([]value.Value, error) {
	args := make([]value.Value, len(items))
	for i, x := range items {
		v, err := o.eval(f, x)
		if mark, ok := x.(*syntax.Mark); ok {
			v, err = o.mark(mark.Text)
		}
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	return args, nil
}

func (o *Oracle) mark(text string) (value.Value, error) {
	switch text {
	case "*":
		return vm.Star, nil
	case ">":
		return vm.Greater, nil
	case "<":
		return vm.Less, nil
	}
	return value.Value{}, ErrUnsupported
}

func (o *Oracle) callExpr(f *frame, x *syntax.Call) (value.Value, error) {
	switch fun := unparen(x.Fun).(type) {
	case *syntax.Name:
		if !fun.Local && !fun.InterProcess {
			return o.callName(f, fun, x)
		}
	case *syntax.Super:
		args, err := o.list(f, x.Args)
		if err != nil {
			return value.Value{}, err
		}
		return value.Value{}, o.superNew(f, args)
	case *syntax.MemberExpr:
		return o.callMember(f, fun, x.Args)
	case *syntax.Index:
		return value.Value{}, ErrUnsupported
	}
	v, err := o.eval(f, x.Fun)
	if err != nil {
		return v, err
	}
	args, err := o.list(f, x.Args)
	if err != nil {
		return v, err
	}
	if vm.AsFunction(v) == nil {
		return v, fail("call.not-function", "%s is not a function.", o.p.Describe(v))
	}
	return o.apply(v, value.Value{}, args)
}

// apply runs a function value.
func (o *Oracle) apply(fn, this value.Value, args []value.Value) (value.Value, error) {
	if err := o.step(); err != nil {
		return value.Value{}, err
	}
	return o.p.Call(fn, this, args...)
}

func (o *Oracle) callMember(f *frame, fun *syntax.MemberExpr, items []syntax.Expr) (value.Value, error) {
	name := fun.Name.Name
	if _, ok := unparen(fun.X).(*syntax.Super); ok {
		args, err := o.list(f, items)
		if err != nil {
			return value.Value{}, err
		}
		return o.superCall(f, name, args)
	}
	this, err := o.eval(f, fun.X)
	if err != nil {
		return this, err
	}
	args, err := o.list(f, items)
	if err != nil {
		return this, err
	}
	if obj := this.AsObject(); obj != nil && obj.Native == nil {
		v, own := obj.Lookup(name)
		if m := o.classOf(this).findIn(name); !own && m != nil {
			if m.function != nil {
				return o.call(m.function, this, args)
			}
			if v, err = o.read(this, m); err != nil {
				return v, err
			}
			own = true
		}
		if own {
			if vm.AsFunction(v) == nil {
				return v, o.noFunction(this, name)
			}
			return o.apply(v, this, args)
		}
	}
	return o.p.CallMember(this, name, args...)
}

func (c *class) findIn(name string) *member {
	if c == nil {
		return nil
	}
	return c.find(name)
}

func (o *Oracle) noFunction(this value.Value, name string) error {
	e := fault.Numbered(fault.NotFound, -10729, "4DRT", "Unknown member method: %s has no function %q.", o.p.Describe(this), name)
	e.Code = "member.not-function"
	return e
}

func (o *Oracle) callName(f *frame, fun *syntax.Name, x *syntax.Call) (value.Value, error) {
	m := o.resolve(fun.Ident)
	switch {
	case m.command != nil:
		return o.command(f, m.command, x)
	case m.method != nil:
		args, err := o.list(f, x.Args)
		if err != nil {
			return value.Value{}, err
		}
		return o.call(m.method, value.Value{}, args)
	case m.constant != nil && len(x.Args) == 0:
		return *m.constant, nil
	case m.constant != nil:
		return value.Value{}, ErrUnsupported
	}
	if v := o.global(fun.Ident.Norm).v; !value.Truthy(v) {
		return v, fault.New(fault.NotFound, "name.unknown", "There is no command, method or variable %s to call.", fun.Ident.Name)
	}
	return value.Value{}, ErrUnsupported
}

// command runs a command of the catalogue. Those that ask for the running
// function are answered here.
func (o *Oracle) command(f *frame, n *vm.Native, x *syntax.Call) (value.Value, error) {
	var items []syntax.Expr
	if x != nil {
		items = x.Args
	}
	switch vm.Norm(n.Name) {
	case "count parameters":
		return value.FromInt(int64(len(f.args))), nil
	case "throw":
		return o.throw(f, items)
	case "assert":
		if len(items) == 1 {
			items = []syntax.Expr{items[0], &syntax.Lit{Kind: syntax.TextLit, Value: text(f.fn.file, items[0])}}
		}
	case "type", "copy parameters", "on err call", "abort", "formula from string", "execute formula", "execute method", "get pointer",
		"call chain", "current method name", "asserted", "new process", "call worker":
		return value.Value{}, ErrUnsupported
	}
	args := make([]value.Value, len(items))
	for i, item := range items {
		if i < 64 && n.Out>>i&1 == 1 {
			if t, err := o.target(f, item); err == nil {
				args[i] = value.FromPointer(&value.Ref{Name: "variable", Load: t.get, Store: t.set})
				continue
			} else if err != ErrUnsupported {
				return value.Value{}, err
			}
		}
		one, err := o.list(f, []syntax.Expr{item})
		if err != nil {
			return value.Value{}, err
		}
		args[i] = one[0]
	}
	return o.apply(vm.NativeValue(n), value.Value{}, args)
}

// throw raises an error, or keeps it until the function ends.
func (o *Oracle) throw(f *frame, items []syntax.Expr) (value.Value, error) {
	args, err := o.list(f, items)
	if err != nil {
		return value.Value{}, err
	}
	if len(args) == 0 {
		return value.Value{}, ErrUnsupported
	}
	err = o.p.Throw(args...)
	if obj := args[0].AsObject(); err != nil && obj != nil && obj.Get("deferred").AsBool() {
		f.deferred = append(f.deferred, err)
		return value.Value{}, nil
	}
	return value.Value{}, err
}

// charAt reads t[[n]], from 1.
func (o *Oracle) charAt(v, i value.Value) (value.Value, error) {
	units, n, err := o.units(v, i)
	if err != nil {
		return value.Value{}, err
	}
	return value.FromText(string(rune(units[n-1]))), nil
}

// units returns the characters of a text and the place of one; texts beyond the
// basic plane are left to other tests.
func (o *Oracle) units(v, i value.Value) ([]rune, int, error) {
	if v.Kind() != value.Text && !v.IsUndefined() || !isNumeric(i) {
		return nil, 0, failed(54, "", "Characters are read with a number from a text, got %s and %s.", o.p.Describe(v), o.p.Describe(i))
	}
	units, n := []rune(v.AsText()), i.AsInt()
	for _, r := range units {
		if r >= 0x10000 {
			return nil, 0, ErrUnsupported
		}
	}
	if n < 1 || n > int64(len(units)) {
		return nil, 0, fail("text.index", "Character %d is outside the text, which has %d.", n, len(units))
	}
	return units, int(n), nil
}

// character is the place t[[n]] of a text in a place.
func (o *Oracle) character(base target, i value.Value) target {
	get := func() (value.Value, error) {
		v, err := base.get()
		if err != nil {
			return v, err
		}
		return o.charAt(v, i)
	}
	set := func(x value.Value) error {
		v, err := base.get()
		if err != nil {
			return err
		}
		units, n, err := o.units(v, i)
		if err != nil {
			return err
		}
		char := []rune(x.AsText())
		if x.Kind() != value.Text || len(char) == 0 {
			return failed(54, "", "Got %s, want a character.", o.p.Describe(x))
		}
		units[n-1] = char[0]
		return base.set(value.FromText(string(units)))
	}
	return target{get, set}
}
