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
		if v, out, err = o.stmt(f, s); err != nil || out != normal {
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
	switch s := s.(type) {
	case *syntax.Var:
		if s.Init != nil {
			if v, err = o.eval(f, s.Init); err == nil {
				err = o.set(f.vars[s.Names[0].Norm], v)
			}
		}
		return value.Value{}, normal, err
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
		yes, err := o.condition(f, s.Cond)
		switch {
		case err != nil:
			return v, normal, err
		case yes:
			return o.block(f, s.Then)
		}
		return o.block(f, s.Else)
	case *syntax.Case:
		for _, b := range s.Branches {
			if yes, err := o.condition(f, b.Cond); err != nil {
				return v, normal, err
			} else if yes {
				return o.block(f, b.Body)
			}
		}
		return o.block(f, s.Else)
	case *syntax.While:
		for {
			if yes, err := o.condition(f, s.Cond); err != nil || !yes {
				return v, normal, err
			}
			if v, out, err = o.turn(f, s.Body); out != normal || err != nil {
				return ended(v, out, err)
			}
		}
	case *syntax.Repeat:
		for {
			if v, out, err = o.turn(f, s.Body); out != normal || err != nil {
				return ended(v, out, err)
			}
			if yes, err := o.condition(f, s.Cond); err != nil || yes {
				return v, normal, err
			}
		}
	case *syntax.For:
		return o.forStmt(f, s)
	case *syntax.ForEach:
		return o.forEach(f, s)
	case *syntax.Try:
		return o.try(f, s)
	}
	return v, normal, ErrUnsupported
}

// turn runs the body of a loop once: continue ends it well.
func (o *Oracle) turn(f *frame, b *syntax.Block) (v value.Value, out outcome, err error) {
	if err := o.step(); err != nil {
		return v, out, err
	}
	f.loops++
	if v, out, err = o.block(f, b); out == continues {
		out = normal
	}
	f.loops--
	return v, out, err
}

// ended is how a loop ends that a turn has ended.
func ended(v value.Value, out outcome, err error) (value.Value, outcome, error) {
	if out == breaks {
		out = normal
	}
	return v, out, err
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

func (o *Oracle) try(f *frame, s *syntax.Try) (v value.Value, out outcome, err error) {
	depth := len(o.frames)
	v, out, err = o.block(f, s.Body)
	if err == nil {
		if out == normal {
			o.p.ClearErrors()
		}
		return v, out, nil
	}
	if !catches(err) {
		return v, out, err
	}
	o.frames = o.frames[:depth]
	o.p.Remember(err)
	return o.block(f, s.Catch)
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

// forStmt is the counted loop: the bounds are evaluated once, the counter is a
// variable like others.
func (o *Oracle) forStmt(f *frame, s *syntax.For) (v value.Value, out outcome, err error) {
	t, err := o.target(f, s.Counter)
	if err != nil {
		return v, out, err
	}
	if v, err = o.eval(f, s.From); err == nil {
		err = t.set(v)
	}
	if err != nil {
		return v, out, err
	}
	to, err := o.eval(f, s.To)
	if err != nil {
		return v, out, err
	}
	step := value.FromInt(1)
	if s.Step != nil {
		if step, err = o.eval(f, s.Step); err != nil {
			return v, out, err
		}
	}
	for {
		i, err := t.get()
		if err != nil {
			return v, out, err
		}
		if inside, err := o.inside(i, to, step); err != nil || !inside {
			return value.Value{}, normal, err
		}
		if v, out, err = o.turn(f, s.Body); out != normal || err != nil {
			return ended(v, out, err)
		}
		if i, err = t.get(); err != nil {
			return v, out, err
		}
		next, err := o.binary(syntax.Add, i, step)
		if err != nil {
			return v, out, err
		}
		if i.Kind() == value.Time {
			next = value.FromTime(next.AsInt())
		}
		if err := t.set(next); err != nil {
			return v, out, err
		}
	}
}

func (o *Oracle) inside(i, to, step value.Value) (bool, error) {
	for _, v := range []value.Value{i, to, step} {
		if !isNumeric(v) && v.Kind() != value.Date {
			return false, failed(54, "", "Got %s, want a number in For.", o.p.Describe(v))
		}
	}
	if !isNumeric(step) {
		return false, failed(54, "", "Got %s, want a number as step of For.", o.p.Describe(step))
	}
	op := syntax.Le
	if step.AsReal() < 0 {
		op = syntax.Ge
	}
	v, err := o.binary(op, i, to)
	return v.AsBool(), err
}

// forEach goes through the items that are there when it begins.
func (o *Oracle) forEach(f *frame, s *syntax.ForEach) (v value.Value, out outcome, err error) {
	over, err := o.eval(f, s.Over)
	if err != nil {
		return v, out, err
	}
	var bounds [2]value.Value
	for i, x := range []syntax.Expr{s.Begin, s.End} {
		if x != nil {
			if bounds[i], err = o.eval(f, x); err != nil {
				return v, out, err
			}
		}
	}
	item, first, last, err := o.items(over, bounds)
	if err != nil {
		return v, out, err
	}
	for i := first; ; i++ {
		if s.Guard != nil && !s.Until {
			if yes, err := o.condition(f, s.Guard); err != nil || !yes {
				return v, normal, err
			}
		}
		if i >= last {
			return value.Value{}, normal, nil
		}
		t, err := o.target(f, s.Item)
		if err == nil {
			err = t.set(item(i))
		}
		if err != nil {
			return v, out, err
		}
		if v, out, err = o.turn(f, s.Body); out != normal || err != nil {
			return ended(v, out, err)
		}
		if s.Guard != nil && s.Until {
			if yes, err := o.condition(f, s.Guard); err != nil || yes {
				return v, normal, err
			}
		}
	}
}

func (o *Oracle) items(over value.Value, bounds [2]value.Value) (item func(int) value.Value, first, last int, err error) {
	switch over.Kind() {
	case value.Undefined, value.Null:
	case value.Collection:
		l := over.AsCollection()
		item, last = l.At, l.Len()
	case value.Object:
		obj := over.AsObject()
		if obj.Native != nil {
			return nil, 0, 0, ErrUnsupported
		}
		names := append([]string(nil), obj.Names()...)
		return func(i int) value.Value { return value.FromText(names[i]) }, 0, len(names), nil
	default:
		return nil, 0, 0, fail("foreach.type", "Got %s, want a collection, an object or a selection in For each.", o.p.Describe(over))
	}
	size := last
	for i, b := range bounds {
		if b.IsUndefined() {
			continue
		}
		if !isNumeric(b) {
			return nil, 0, 0, fail("foreach.bound", "Got %s, want a number as bound of For each.", o.p.Describe(b))
		}
		n := int(min(max(b.AsInt(), -1<<31), 1<<31))
		if n < 0 {
			n = max(n+size, 0)
		}
		if i == 0 {
			first = n
		} else {
			last = min(n, size)
		}
	}
	return item, first, last, nil
}
