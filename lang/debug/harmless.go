package debug

import (
	"slices"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
)

// Harmless reports whether reading a text at a frame calls nothing by name: what
// stands under the mouse may be the name of a method or command, which must not
// run because somebody looks at it.
func Harmless(prog *vm.Program, fn *vm.Function, text string) bool {
	d := syntax.FourD
	if fn.Qodly {
		d = syntax.Qodly
	}
	file := syntax.ParseSnippet(source.NewFile("", text), d)
	if len(file.Body.Stmts) != 1 {
		return false
	}
	s, ok := file.Body.Stmts[0].(*syntax.ExprStmt)
	return ok && reads(prog, fn, s.X)
}

func reads(prog *vm.Program, fn *vm.Function, x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.This, *syntax.Lit, *syntax.Numbered:
		return true
	case *syntax.Paren:
		return reads(prog, fn, x.X)
	case *syntax.MemberExpr:
		return reads(prog, fn, x.X)
	case *syntax.Deref:
		return reads(prog, fn, x.X)
	case *syntax.Index:
		return reads(prog, fn, x.X) && reads(prog, fn, x.I)
	case *syntax.Element:
		return reads(prog, fn, x.X) && reads(prog, fn, x.I)
	case *syntax.Name:
		if x.Local || x.InterProcess || slices.Contains(fn.Code.Locals, x.Ident.Norm) {
			return true
		}
		switch x.Ident.Norm {
		case "ds", "session", "storage", "cs", "null", "true", "false":
			return true
		}
		return prog.Method(x.Ident.Norm) == nil && prog.Builtins.Command(x.Ident.Norm) == nil && x.Ident.Token == ""
	}
	return false
}
