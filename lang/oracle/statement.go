package oracle

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/value"
)

// outcome is how a statement ended.
type outcome uint8

const (
	normal outcome = iota
	breaks
	continues
	returns
)

func (o *Oracle) block(f *frame, b *syntax.Block) (v value.Value, out outcome, err error) {
	if b == nil {
		return
	}
	for _, s := range b.Stmts {
		if v, out, err = o.stmt(f, s); err != nil {
			err = o.failed(f, err)
			v, out = value.Value{}, normal
		}
		if err != nil || out != normal {
			return
		}
	}
	return value.Value{}, normal, nil
}

// stmt runs a statement; v is the result of a return.
func (o *Oracle) stmt(f *frame, s syntax.Stmt) (v value.Value, out outcome, err error) {
	if err := o.step(); err != nil {
		return v, out, err
	}
	f.at = s
	o.Reached["statement"]++
	switch s := s.(type) {
	case *syntax.Var:
		return value.Value{}, normal, o.varStmt(f, s)
	case *syntax.Assign:
		return value.Value{}, normal, o.assign(f, s)
	case *syntax.ExprStmt:
		_, err = o.eval(f, s.X)
		return value.Value{}, normal, err
	case *syntax.Return:
		return o.returnStmt(f, s)
	case *syntax.Break, *syntax.Continue:
		if f.loops == 0 {
			return v, normal, fault.New(fault.NotFound, "loop.outside", "Break and continue stand in a loop.")
		}
		if _, ok := s.(*syntax.Break); ok {
			return v, breaks, nil
		}
		return v, continues, nil
	case *syntax.If:
		return o.ifStmt(f, s)
	case *syntax.Case:
		return o.caseStmt(f, s)
	case *syntax.While:
		return o.while(f, s)
	case *syntax.Repeat:
		return o.repeat(f, s)
	case *syntax.For:
		return o.forStmt(f, s)
	case *syntax.ForEach:
		return o.forEach(f, s)
	case *syntax.Try:
		return o.try(f, s)
	case *syntax.Use:
		return o.use(f, s)
	}
	return v, normal, unknown("%T", s)
}

// varStmt declares variables of the process; those of the function have been
// declared when it began.
func (o *Oracle) varStmt(f *frame, s *syntax.Var) error {
	for _, id := range s.Names {
		switch id.Norm[0] {
		case '$':
		case '<':
			return unknown("a variable of all processes")
		default:
			o.declareGlobal(id.Norm, declaredType(s))
		}
	}
	if s.Init == nil {
		return nil
	}
	v, err := o.eval(f, s.Init)
	if err != nil {
		return err
	}
	switch norm := s.Names[0].Norm; {
	case norm[0] != '$':
		return o.set(o.global(norm), v)
	case len(norm) > 1 && norm[1] >= '0' && norm[1] <= '9':
		return unknown("a value of $n where it is declared")
	default:
		return o.set(f.local(norm), v)
	}
}

// test evaluates a condition. One that fails counts as false where a handler
// takes the error.
func (o *Oracle) test(f *frame, x syntax.Expr) (bool, error) {
	f.at = x
	yes, err := o.condition(f, x)
	if err != nil {
		return false, o.failed(f, err)
	}
	return yes, nil
}

func (o *Oracle) ifStmt(f *frame, s *syntax.If) (v value.Value, out outcome, err error) {
	yes, err := o.test(f, s.Cond)
	switch {
	case err != nil:
		return v, normal, err
	case yes:
		return o.block(f, s.Then)
	}
	return o.block(f, s.Else)
}

func (o *Oracle) caseStmt(f *frame, s *syntax.Case) (v value.Value, out outcome, err error) {
	for _, b := range s.Branches {
		if yes, err := o.test(f, b.Cond); err != nil {
			return v, normal, err
		} else if yes {
			return o.block(f, b.Body)
		}
	}
	return o.block(f, s.Else)
}

func (o *Oracle) returnStmt(f *frame, s *syntax.Return) (v value.Value, out outcome, err error) {
	if f.fn.formula != nil {
		if s.X != nil {
			v, err = o.eval(f, s.X)
		}
		return v, returns, err
	}
	if s.X == nil {
		v, err = o.result(f, nil)
		return v, returns, err
	}
	if v, err = o.eval(f, s.X); err == nil {
		v, err = o.result(f, &v)
	}
	return v, returns, err
}

func (o *Oracle) assign(f *frame, s *syntax.Assign) error {
	t, err := o.target(f, s.Target)
	if err != nil {
		return err
	}
	if s.Op == syntax.NoOp {
		v, err := o.eval(f, s.Value)
		if err != nil {
			return err
		}
		return t.set(v)
	}
	old, err := t.get()
	if err != nil {
		return err
	}
	v, err := o.eval(f, s.Value)
	if err != nil {
		return err
	}
	if v, err = o.binary(s.Op, old, v); err != nil {
		return err
	}
	return t.set(v)
}
