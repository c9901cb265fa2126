package vm

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/value"
)

// rare executes the instructions that are seldom in the way of speed. A jump
// sets f.pc.
func (p *Process) rare(in *Instr, f *frame, regs []value.Value) error {
	code := f.code
	switch in.Op {
	case OpNop:
	case OpSetArg:
		return p.setArgument(f, regs[in.A], regs[in.B])
	case OpSetGlobal:
		return p.SetGlobal(int(in.A), regs[in.B])
	case OpTypeGlobal:
		p.typeGlobal(int(in.A), code.Types[in.B])
	case OpSetShared:
		return p.setSharedVariable(code.Names[in.A], regs[in.B])
	case OpSetCell:
		return regs[in.A].AsPointer().Store(regs[in.B])
	case OpSetDeref:
		return p.setDeref(regs[in.A], regs[in.B])
	case OpField:
		regs[in.A].AsObject().Set(code.Names[in.B], stored(regs[in.C]))
	case OpSuperNew:
		return p.superNew(f, regs[in.A:in.A+in.C])
	case OpSuperSet:
		return p.superSet(f, code.Names[in.B], regs[in.A])
	case OpTry:
		p.holds(f)
		p.tries = append(p.tries, try{frame: int32(len(p.frames) - 1), target: in.A, clear: in.B == 1, reg: in.C, locks: int32(len(p.locks))})
	case OpEndTry:
		p.closeTries(len(p.tries) - 1)
		p.lastErrors = nil
	case OpLeaveTry:
		p.closeTries(len(p.tries) - 1)
	case OpUse:
		p.holds(f)
		return p.use(regs[in.A])
	case OpEndUse:
		p.unlockTo(len(p.locks) - 1)
	case OpUseThis:
		if value.GroupOf(f.this) != nil {
			p.holds(f)
			return p.use(f.this)
		}
	case OpAssert:
		if p.AssertsOff() {
			f.pc = in.A
		}
	case OpCheckSup:
		return checkSuper(f)
	case OpRaiseLate:
		return f.raiseLate()
	case OpRaise:
		return fault.New(fault.NotFound, code.Names[in.B], "%s", code.Names[in.A])
	default:
		v, err := p.produce(in, f, regs)
		if err == nil {
			regs[in.A] = v
		}
		return err
	}
	return nil
}

// produce executes the seldom instructions that give a value to register A.
func (p *Process) produce(in *Instr, f *frame, regs []value.Value) (value.Value, error) {
	code := f.code
	switch in.Op {
	case OpMove:
		return regs[in.B], nil
	case OpConst:
		return code.Consts[in.B], nil
	case OpInt:
		return value.SmallInt(int64(in.B)), nil
	case OpUndefined:
		return value.Value{}, nil
	case OpThis:
		return f.this, nil
	case OpNeg:
		return p.negate(regs[in.B])
	case OpArg:
		return p.argument(f, regs[in.B])
	case OpGlobal:
		return p.Global(int(in.B)), nil
	case OpShared:
		return p.sharedVariable(code.Names[in.B])
	case OpMakeCell:
		return p.newCell(localName(f, in.A), regs[in.A], code.Types[in.B]), nil
	case OpCell:
		return uncell(regs[in.B]), nil
	case OpNumber:
		if v := regs[in.B]; isNumeric(v) || v.IsUndefined() {
			return v, nil
		}
		return value.Value{}, fault.Numbered(fault.Invalid, numTypes, sigRuntime, `"+" cannot be applied to %s.`, p.Describe(regs[in.B]))
	case OpCharAt:
		return p.charAt(regs[in.B], regs[in.C])
	case OpSetChar:
		return p.setChar(regs[in.A], regs[in.B], regs[in.C])
	case OpElement:
		return p.element(regs[in.B], regs[in.C])
	case OpSetElem:
		return p.setElement(regs[in.A], regs[in.B], regs[in.C])
	case OpDeref:
		return p.deref(regs[in.B])
	case OpRefLocal, OpRefGlobal, OpRefShared, OpRefGet, OpRefIndex, OpRefElem, OpRefArg:
		return p.reference(in, f, regs), nil
	case OpNewObject:
		return value.FromObject(p.NewObject(int(in.B))), nil
	case OpLiteral:
		return literal(code.Shapes[in.B], regs[in.C:]), nil
	case OpNewList:
		return newList(regs[in.B : in.B+in.C]), nil
	case OpFormula:
		return newFormula(code.Functions[in.B], regs), nil
	case OpSuperCall:
		return p.superCall(f, code.Names[in.B], regs[in.A:in.A+in.C])
	case OpSuperGet:
		return p.superGet(f, code.Names[in.B])
	}
	return value.Value{}, fault.New(fault.Internal, "vm.instruction", "The instruction %s is not known.", in.Op)
}

// stored is what an object or a collection keeps of a value: undefined becomes
// null, a time its number of seconds (spec/language.md 2.6).
func stored(v value.Value) value.Value {
	switch v.Kind() {
	case value.Undefined:
		return value.NullValue()
	case value.Time:
		return value.FromInt(v.RawInt())
	}
	return v
}

func literal(s *value.Shape, values []value.Value) value.Value {
	o := value.ObjectOf(s, values[:len(s.Names())]...)
	for i := range o.Len() {
		o.SetSlot(int32(i), stored(o.Slot(int32(i))))
	}
	return value.FromObject(o)
}

func newList(items []value.Value) value.Value {
	own := make([]value.Value, len(items))
	for i, v := range items {
		own[i] = stored(v)
	}
	return value.FromCollection(value.NewList(own...))
}

func newFormula(fn *Function, regs []value.Value) value.Value {
	fv := &FuncValue{Function: fn, Source: fn.Code.Text}
	if n := len(fn.Code.Captures); n > 0 {
		fv.Captured = make([]value.Value, n)
		for i, c := range fn.Code.Captures {
			if fv.Captured[i] = regs[c.From]; c.Cell {
				fv.Captured[i] = uncell(regs[c.From])
			}
		}
	}
	return value.FromObject(value.NewNative(nil, fv))
}

// newCell returns a pointer value to a fresh variable: what "->$x" gives, and
// where a function keeps a variable whose address is taken.
func (p *Process) newCell(name string, v value.Value, t types.Type) value.Value {
	r := &value.Ref{Name: name, Of: v}
	r.Load = func() (value.Value, error) { return r.Of, nil }
	r.Store = func(x value.Value) error {
		if x.Kind() == value.Array {
			r.Of = x // as for localRef
			return nil
		}
		return p.convert(&r.Of, x, t)
	}
	return value.FromPointer(r)
}

func uncell(v value.Value) value.Value {
	x, _ := v.AsPointer().Load()
	return x
}

func errAssign(got string, want types.Type) error {
	e := fault.Numbered(fault.Invalid, numTypes, sigRuntime, "Got %s, want %s.", got, want)
	e.Code = "type.assign"
	return e
}

// convert assigns to a variable of a declared type.
func (p *Process) convert(to *value.Value, v value.Value, t types.Type) error {
	x, ok := t.Convert(v)
	if !ok {
		return errAssign(p.Describe(v), t)
	}
	*to = x
	return nil
}

// result converts what a function returns to its declared type.
func (p *Process) result(fn *Function, v value.Value) (value.Value, error) {
	x, ok := fn.Result.Convert(v)
	if !ok {
		e := fault.Numbered(fault.Invalid, numTypes, sigRuntime, "%s returned %s, want %s.", fn.Name, p.Describe(v), fn.Result)
		e.Code = "type.result"
		return value.Value{}, e
	}
	return x, nil
}

// forInside decides whether the counter of a For loop is still in range.
func (p *Process) forInside(counter, limit, step value.Value) (bool, error) {
	for _, v := range [...]value.Value{counter, limit, step} {
		if !isNumeric(v) && v.Kind() != value.Date {
			return false, fault.Numbered(fault.Invalid, numTypes, sigRuntime, "Got %s, want a number in For.", p.Describe(v))
		}
	}
	if !step.IsNumber() && step.Kind() != value.Time {
		return false, fault.Numbered(fault.Invalid, numTypes, sigRuntime, "Got %s, want a number as step of For.", p.Describe(step))
	}
	op := OpLe
	if step.AsReal() < 0 {
		op = OpGe
	}
	return p.less(op, counter, limit)
}

// forNext advances the counter of a For loop.
func (p *Process) forNext(counter *value.Value, limit, step value.Value) (bool, error) {
	next, err := p.arithmetic(OpAdd, *counter, step)
	if err != nil {
		return false, err
	}
	if counter.Kind() == value.Time {
		next = value.FromTime(next.AsInt())
	}
	*counter = next
	return p.forInside(next, limit, step)
}
