package oracle

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

func (o *Oracle) while(f *frame, s *syntax.While) (v value.Value, out outcome, err error) {
	for {
		if yes, err := o.test(f, s.Cond); err != nil || !yes {
			return v, normal, err
		}
		if v, out, err = o.turn(f, s.Body); out != normal || err != nil {
			return ended(v, out, err)
		}
	}
}

// repeat ends when its condition fails.
func (o *Oracle) repeat(f *frame, s *syntax.Repeat) (v value.Value, out outcome, err error) {
	for {
		if v, out, err = o.turn(f, s.Body); out != normal || err != nil {
			return ended(v, out, err)
		}
		f.at = s.Cond
		if yes, err := o.condition(f, s.Cond); err != nil || yes {
			return v, normal, err
		}
	}
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
		if inside, err := o.inside(t, to, step); err != nil || !inside {
			return value.Value{}, normal, err
		}
		if v, out, err = o.turn(f, s.Body); out != normal || err != nil {
			return ended(v, out, err)
		}
		f.at = s
		if err := o.count(t, step); err != nil {
			return v, out, err
		}
	}
}

// count advances the counter.
func (o *Oracle) count(t target, step value.Value) error {
	i, err := t.get()
	if err != nil {
		return err
	}
	next, err := o.binary(syntax.Add, i, step)
	if err != nil {
		return err
	}
	if i.Kind() == value.Time {
		next = value.FromTime(next.AsInt())
	}
	return t.set(next)
}

// inside reports whether the counter is in range.
func (o *Oracle) inside(t target, to, step value.Value) (bool, error) {
	i, err := t.get()
	if err != nil {
		return false, err
	}
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
			if yes, err := o.test(f, s.Guard); err != nil || !yes {
				return v, normal, err
			}
		}
		if i >= last {
			return value.Value{}, normal, nil
		}
		f.at = s
		if err := o.assignItem(f, s.Item, item(i)); err != nil {
			return v, out, err
		}
		if v, out, err = o.turn(f, s.Body); out != normal || err != nil {
			return ended(v, out, err)
		}
		if s.Guard != nil && s.Until {
			f.at = s.Guard
			if yes, err := o.condition(f, s.Guard); err != nil || yes {
				return v, normal, err
			}
		}
	}
}

// assignItem gives the variable of For each its value. What follows when a handler
// takes an error of it is the first statement of the body.
func (o *Oracle) assignItem(f *frame, x syntax.Expr, v value.Value) error {
	t, err := o.target(f, x)
	if err == nil {
		err = t.set(v)
	}
	if err != nil {
		return o.failed(f, err)
	}
	return nil
}

// items gives what For each goes through: item i of those from first to last.
func (o *Oracle) items(over value.Value, bounds [2]value.Value) (item func(int) value.Value, first, last int, err error) {
	switch over.Kind() {
	case value.Undefined, value.Null:
	case value.Collection:
		l := over.AsCollection()
		item, last = l.At, l.Len()
	case value.Array, value.Pointer:
		return nil, 0, 0, unknown("For each over %s", over.Kind())
	case value.Object:
		obj := over.AsObject()
		if obj.Native != nil && vm.AsFunction(over) == nil {
			return nil, 0, 0, unknown("For each over this object")
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
