package compile

import (
	"slices"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
)

// InFrame compiles a snippet that a person typed to be evaluated where a
// function stands still (vm.Frame.Evaluate): it sees the function's variables,
// which are its first registers, This and Super. The value is that of its last
// expression.
func InFrame(prog *vm.Program, text string, in *vm.Function) (*vm.Function, error) {
	d := syntax.FourD
	if in.Qodly {
		d = syntax.Qodly
	}
	file := syntax.ParseSnippet(source.NewFile("", text), d)
	for _, e := range file.Errors {
		if !e.Warning {
			return nil, fault.New(fault.Invalid, e.Code, "%s", e.Message)
		}
	}
	if len(file.Body.Stmts) == 0 {
		return nil, fault.New(fault.Invalid, "debug.empty", "There is nothing to evaluate.")
	}
	if prog.Variables() > vm.MaxVariables {
		return nil, fault.New(fault.Limit, "debug.variables", "There are more than %d process variables.", vm.MaxVariables)
	}
	u := &unit{prog: prog}
	fn := &vm.Function{Name: "evaluation", Kind: vm.FormulaKind, Owner: in.Owner, Span: file.Pos(), Params: slices.Clip(in.Params),
		Variadic: in.Variadic, VariadicType: in.VariadicType}
	c := u.newFunction(fn, file.Source, file.Dialect)
	var kept []*local // in cells that the function made
	for i, name := range in.Code.Locals {
		l := c.declare(name, in.Code.LocalTypes[i])
		if in.Code.InCell(i) {
			kept = append(kept, l)
		}
	}
	lastReturns(file.Body)
	tellAssigned(file.Body)
	c.variables(nil, file.Body)
	if c.params > len(in.Params) {
		return nil, fault.New(fault.NotFound, "debug.parameter", "%s has no parameter $%d.", in.Name, c.params)
	}
	for _, l := range kept {
		l.cell = false
	}
	c.prologue()
	for _, l := range kept {
		l.cell = true
		if c.code.Cells == nil {
			c.code.Cells = make([]bool, len(c.code.Init))
		}
		c.code.Cells[l.reg] = true
	}
	c.code.Checked = false
	c.block(file.Body)
	fn.HasResult, fn.Result = false, types.Type{}
	c.finish()
	if c.err == nil {
		c.err = fn.Broken
	}
	return fn, c.err
}

// lastReturns makes the last statement of a body return its value when it is an
// expression.
func lastReturns(body *syntax.Block) {
	n := len(body.Stmts)
	if n == 0 {
		return
	}
	if x, ok := body.Stmts[n-1].(*syntax.ExprStmt); ok {
		r := &syntax.Return{X: x.X}
		r.Span = x.Span
		body.Stmts[n-1] = r
	}
}

// tellAssigned makes a body that ends by assigning a variable return it.
func tellAssigned(body *syntax.Block) {
	if a, ok := body.Stmts[len(body.Stmts)-1].(*syntax.Assign); ok {
		if _, ok := a.Target.(*syntax.Name); ok {
			r := &syntax.Return{X: a.Target}
			r.Span = a.Span
			body.Stmts = append(body.Stmts, r)
		}
	}
}
