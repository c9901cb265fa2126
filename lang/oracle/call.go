package oracle

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

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
	return value.Value{}, unknown("a mark")
}

func (o *Oracle) callExpr(f *frame, x *syntax.Call) (value.Value, error) {
	switch fun := syntax.Unparen(x.Fun).(type) {
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
		return value.Value{}, unknown("a call of an element")
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
	if _, ok := syntax.Unparen(fun.X).(*syntax.Super); ok {
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
		return value.Value{}, unknown("a constant that is called")
	}
	if v := o.global(fun.Ident.Norm).v; !value.Truthy(v) {
		return v, fault.New(fault.NotFound, "name.unknown", "There is no command, method or variable %s to call.", fun.Ident.Name)
	}
	return value.Value{}, unknown("a variable that is called")
}

// command runs a command of the catalogue. Those that ask for the running
// function are answered here.
func (o *Oracle) command(f *frame, n *vm.Native, x *syntax.Call) (value.Value, error) {
	var items []syntax.Expr
	if x != nil {
		items = x.Args
	}
	if n.Name == "ABORT" {
		o.Reached["ABORT"]++
	}
	switch vm.Norm(n.Name) {
	case "count parameters":
		return value.FromInt(int64(len(f.args))), nil
	case "throw", "on err call", "method called on error", "get pointer":
		return o.ownCommand(f, vm.Norm(n.Name), items)
	case "assert":
		if len(items) == 1 {
			items = []syntax.Expr{items[0], &syntax.Lit{Kind: syntax.TextLit, Value: text(f.fn.file, items[0])}}
		}
	case "type", "copy parameters", "formula from string", "execute formula", "execute method",
		"call chain", "current method name", "asserted", "new process", "call worker":
		return value.Value{}, unknown("the command %s", n.Name)
	}
	args := make([]value.Value, len(items))
	for i, item := range items {
		if i < 64 && n.Out>>i&1 == 1 {
			p, ok, err := o.written(f, item)
			if err != nil {
				return p, err
			}
			if args[i] = p; ok {
				continue
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

// written is an argument that a command writes: the place it names, if it does.
func (o *Oracle) written(f *frame, x syntax.Expr) (p value.Value, ok bool, err error) {
	switch n := syntax.Unparen(x).(type) {
	case *syntax.Name:
		if o.meansSomething(n) {
			return p, false, nil
		}
	case *syntax.Numbered, *syntax.MemberExpr, *syntax.Index, *syntax.Element, *syntax.Deref:
	default:
		return p, false, nil
	}
	t, err := o.target(f, x)
	if err != nil {
		return p, false, err
	}
	if t.deref {
		p, err = o.pointer(t)
		return p, true, err
	}
	return o.reference(t), true, nil
}

// ownCommand runs one of the commands that change or ask what the oracle keeps.
func (o *Oracle) ownCommand(f *frame, name string, items []syntax.Expr) (value.Value, error) {
	args, err := o.list(f, items)
	if err != nil {
		return value.Value{}, err
	}
	if err := o.step(); err != nil {
		return value.Value{}, err
	}
	switch name {
	case "throw":
		return o.throw(f, args)
	case "on err call":
		return o.onErrCall(args)
	case "method called on error":
		if len(args) > 0 {
			return value.Value{}, unknown("the global handler, asked for")
		}
		return value.FromText(o.errors.handler.method), nil
	}
	if len(args) != 1 || args[0].Kind() != value.Text {
		return value.Value{}, unknown("such a name")
	}
	return o.pointer(o.variable(o.global(vm.Norm(args[0].AsText()))))
}
