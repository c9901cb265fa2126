package compile

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// call compiles "f(args)". What is called and the arguments stand in consecutive
// registers; the result comes back in the first of them.
func (c *function) call(x *syntax.Call, dst int32) {
	n := int32(len(x.Args))
	switch f := syntax.Unparen(x.Fun).(type) {
	case *syntax.Name:
		c.callName(f, x, dst)
	case *syntax.Super:
		c.emit(vm.OpSuperNew, c.arguments(x.Args), 0, n)
		c.emit(vm.OpUndefined, dst)
	case *syntax.MemberExpr:
		if _, ok := syntax.Unparen(f.X).(*syntax.Super); ok {
			base := c.arguments(x.Args)
			c.emit(vm.OpSuperCall, base, c.name(f.Name.Name), n)
			c.move(dst, base)
			return
		}
		base := c.base(dst)
		c.expr(f.X, base)
		c.arguments(x.Args)
		c.pos = f.Name.Pos().Start
		c.emitMember(vm.OpCallMember, base, c.name(f.Name.Name), n)
		c.move(dst, base)
	case *syntax.Index:
		base := c.base(dst)
		c.expr(f.X, base)
		c.expr(f.I, c.temp())
		c.arguments(x.Args)
		c.emit(vm.OpCallKey, base, 0, n)
		c.move(dst, base)
	default:
		c.callValue(x.Fun, x.Args, dst)
	}
}

func (c *function) callValue(fun syntax.Expr, args []syntax.Expr, dst int32) {
	base := c.base(dst)
	c.expr(fun, base)
	c.arguments(args)
	c.emit(vm.OpCallValue, base, 0, int32(len(args)))
	c.move(dst, base)
}

// base returns the first register of a call whose result goes to dst: dst
// itself where it is the topmost temporary, otherwise a new one.
func (c *function) base(dst int32) int32 {
	if dst == c.top-1 && int(dst) >= len(c.code.Locals) {
		return dst
	}
	return c.temp()
}

func (c *function) move(dst, src int32) {
	if dst != src {
		c.emit(vm.OpMove, dst, src)
	}
}

// arguments compiles arguments into fresh registers and returns the first,
// which exists even when there are none: it takes the result.
func (c *function) arguments(args []syntax.Expr) int32 {
	base := c.top
	for _, a := range args {
		c.expr(a, c.temp())
	}
	if len(args) == 0 {
		c.temp()
	}
	return base
}

func (c *function) callName(f *syntax.Name, x *syntax.Call, dst int32) {
	m := meaning{}
	if !f.Local && !f.InterProcess {
		m = c.unit.resolve(f.Ident)
	}
	l := c.variable(f)
	if l != nil && (m.kind == unknownName || callable(l.typ)) {
		c.callValue(f, x.Args, dst)
		return
	}
	switch m.kind {
	case commandName:
		c.command(m.command, f, x, dst)
	case methodName:
		c.callMethod(m.method, x.Args, dst)
	case constantName:
		if len(x.Args) == 0 {
			c.load(m.constant, dst)
			return
		}
		if m.constant.IsNull() && len(x.Args) == 1 {
			// "Null(x)" is no documented form; public apps write it and mean a test.
			null := c.temp()
			c.load(m.constant, null)
			c.emit(vm.OpEq, dst, c.operand(x.Args[0]), null)
			return
		}
		c.raise("call.constant", f.Ident.Name+" is a constant and cannot be called.")
	default:
		c.callUnknown(f, x, dst)
	}
}

// callable reports whether a variable is called rather than the command of its
// name.
func callable(t types.Type) bool { return t.Class == "4D.Function" || t.Class == "4D.Formula" }

// callUnknown calls a process variable that holds a function. Where there is
// none, the name is of nothing known.
func (c *function) callUnknown(f *syntax.Name, x *syntax.Call, dst int32) {
	c.forbid(f)
	base := c.base(dst)
	if f.InterProcess {
		c.emit(vm.OpShared, base, c.name(f.Ident.Norm))
	} else {
		c.emit(vm.OpGlobal, base, c.global(f.Ident))
	}
	found := c.emit(vm.OpTruthy, base)
	c.raise("name.unknown", "There is no command, method or variable "+f.Ident.Name+" to call.")
	c.patchHere([]int{found})
	c.arguments(x.Args)
	c.emit(vm.OpCallValue, base, 0, int32(len(x.Args)))
	c.move(dst, base)
}

// command compiles the call of a command, with the few whose arguments are more
// than values.
func (c *function) command(n *vm.Native, f *syntax.Name, x *syntax.Call, dst int32) {
	switch f.Ident.Norm {
	case "assert", "asserted":
		c.assert(n, x, dst)
		return
	case "type":
		if len(x.Args) == 1 {
			if l := c.declaration(x.Args[0]); l != nil && (l.variant || l.typ.Kind != types.Variant) {
				c.callNative(typeNative(n, l.typ), x.Args, dst)
				return
			}
		}
	}
	c.callNative(n, x.Args, dst)
}

// declaration returns the variable that an expression names; nil for another.
func (c *function) declaration(x syntax.Expr) *local {
	switch n := syntax.Unparen(x).(type) {
	case *syntax.Name:
		return c.variable(n)
	case *syntax.Numbered:
		return c.numbered(n)
	}
	return nil
}

// typeNative is the command Type for a variable of a declared type, which
// counts unless the variable became an array.
func typeNative(n *vm.Native, t types.Type) *vm.Native {
	return &vm.Native{Name: n.Name, Min: 1, Max: 1, Run: func(c *vm.Call) (value.Value, error) {
		if c.Args[0].Kind() == value.Array {
			return n.Run(c)
		}
		return value.FromInt(int64(t.Code())), nil
	}}
}

// assert passes the text of the condition where no message is given, and does
// not evaluate it when assertions are off.
func (c *function) assert(n *vm.Native, x *syntax.Call, dst int32) {
	args := x.Args
	if len(args) == 1 {
		lit := &syntax.Lit{Kind: syntax.TextLit, Value: c.text(args[0])}
		args = []syntax.Expr{args[0], lit}
	}
	if n.Name == "Asserted" {
		c.callNative(n, args, dst)
		return
	}
	off := c.emit(vm.OpAssert)
	c.callNative(n, args, dst)
	c.patchHere([]int{off})
}

// text returns the source of an expression.
func (c *function) text(x syntax.Node) string {
	s := x.Pos()
	if s.Start < 0 || int(s.End) > len(c.file.Text) || s.Start > s.End {
		return ""
	}
	return c.file.Text[s.Start:s.End]
}

func (c *function) callNative(n *vm.Native, args []syntax.Expr, dst int32) {
	base := c.base(dst)
	for i, a := range args {
		r := base
		if i > 0 {
			r = c.temp()
		}
		if i < 64 && n.Out>>i&1 == 1 && c.argumentOut(a, r) {
			continue
		}
		c.expr(a, r)
	}
	c.emit(vm.OpNative, base, c.native(n), int32(len(args)))
	c.move(dst, base)
}

// argumentOut passes a pointer to what an argument names; false when it cannot
// be assigned and goes by value.
func (c *function) argumentOut(x syntax.Expr, dst int32) bool {
	switch n := syntax.Unparen(x).(type) {
	case *syntax.Name:
		if !n.Local && !n.InterProcess && c.variable(n) == nil && c.unit.resolve(n.Ident).kind != unknownName {
			return false
		}
	case *syntax.Numbered, *syntax.MemberExpr, *syntax.Index, *syntax.Element, *syntax.Deref:
	default:
		return false
	}
	mark := c.top
	ok := c.reference(c.assignable(x), dst, true)
	c.top = mark
	return ok
}

func (c *function) callMethod(f *vm.Function, args []syntax.Expr, dst int32) {
	base := c.base(dst)
	for i, a := range args {
		r := base
		if i > 0 {
			r = c.temp()
		}
		c.expr(a, r)
	}
	c.emit(vm.OpCall, base, c.callee(f), int32(len(args)))
	c.move(dst, base)
}

// formula compiles "Formula(code)".
func (c *function) formula(x *syntax.Formula, dst int32) {
	fn := &vm.Function{Name: "formula", Kind: vm.FormulaKind, Owner: c.fn.Owner, Span: x.Pos()}
	inner := c.unit.newFunction(fn, c.file, c.dialect)
	inner.closed = c.closed
	inner.body(x.Body)
	inner.code.Text = c.text(x.Body)
	for _, name := range inner.code.Locals {
		l, outer := inner.find(name), c.find(name)
		if outer != nil && int(l.reg) >= inner.params && name != "$0" {
			inner.code.Captures = append(inner.code.Captures, vm.Capture{From: outer.reg, To: l.reg, Cell: outer.cell})
		}
	}
	if c.err == nil {
		c.err = inner.err
	}
	c.code.Functions = append(c.code.Functions, fn)
	c.emit(vm.OpFormula, dst, int32(len(c.code.Functions))-1)
}

// body compiles the one statement of a formula. A lone method name forwards all
// arguments of the formula; an expression is the formula's value.
func (c *function) body(s syntax.Stmt) {
	if s == nil {
		s = &syntax.BadStmt{}
	}
	c.variables(nil, &syntax.Block{Stmts: []syntax.Stmt{s}})
	c.prologue()
	c.pos = s.Pos().Start
	c.start()
	switch s := s.(type) {
	case *syntax.ExprStmt:
		if m := c.forwarded(s.X); m != nil {
			base := c.temp()
			c.emit(vm.OpCallForward, base, c.callee(m))
			c.emit(vm.OpReturn, base)
			break
		}
		c.simple(func() { c.emit(vm.OpReturn, c.operand(s.X)) })
	default:
		c.statement(s)
	}
	c.fn.HasResult, c.fn.Result = false, types.Type{}
	c.finish()
}

func (c *function) forwarded(x syntax.Expr) *vm.Function {
	if n, ok := syntax.Unparen(x).(*syntax.Name); ok && !n.Local && !n.InterProcess && c.find(n.Ident.Norm) == nil {
		return c.unit.resolve(n.Ident).method
	}
	return nil
}
