package oracle

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/value"
)

// formulaValue makes the value of "Formula(code)": the variables that occur in it
// are captured as they are now; $1 is the formula's own.
func (o *Oracle) formulaValue(f *frame, x *syntax.Formula) value.Value {
	fn := &function{name: "formula", file: f.fn.file, owner: f.fn.owner, formula: x.Body, captured: map[string]value.Value{}}
	var captured []value.Value
	syntax.Walk(x.Body, func(n syntax.Node) bool {
		if n, ok := n.(*syntax.Name); ok && n.Local {
			if l := f.vars[n.Ident.Norm]; l != nil {
				fn.captured[l.name] = l.v
				captured = append(captured, l.v)
			}
		}
		return true
	})
	return o.value(fn, text(f.fn.file, x.Body), captured...)
}

// runFormula gives the value of an expression; that of any other statement is
// what it returns. The name of a method alone takes all arguments.
func (o *Oracle) runFormula(f *frame) (v value.Value, err error) {
	s, ok := f.fn.formula.(*syntax.ExprStmt)
	if !ok {
		v, _, err = o.block(f, &syntax.Block{Stmts: []syntax.Stmt{f.fn.formula}})
		return v, err
	}
	f.at = s
	if m := o.forwarded(s.X); m != nil {
		v, err = o.call(m, f.this, f.args)
	} else {
		v, err = o.eval(f, s.X)
	}
	if err != nil {
		return value.Value{}, o.failed(f, err)
	}
	return v, nil
}

func (o *Oracle) forwarded(x syntax.Expr) *function {
	if n, ok := syntax.Unparen(x).(*syntax.Name); ok && !n.Local && !n.InterProcess {
		return o.resolve(n.Ident).method
	}
	return nil
}
