package vm

import (
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/value"
)

// run executes the top frame until it returns. What is common and needs no call
// in Go runs in fast; it comes back for each instruction that it cannot finish,
// which step then executes in full. A debugger may replace the code of running
// frames (see rearm) by a copy with other instructions at the same places: every
// step may, so fast looks at f.code anew.
func (p *Process) run() (value.Value, error) {
	level := len(p.frames)
	for {
		f := p.frames[len(p.frames)-1]
		if !p.plain {
			f = p.fast()
		}
		in := &f.code.Instrs[f.pc]
		if in.Op == OpReturn && f.flags == entryFrame {
			// What built-ins call very often ends here: nothing else is to be given up.
			if v := f.regs[in.A]; fits(f.code.ResultMask, v) {
				p.frames = p.frames[:len(p.frames)-1]
				return v, nil
			}
		}
		f.pc++
		v, ended, err := p.step(f, in)
		if ended {
			return v, err
		}
		if err == nil {
			continue
		}
		if p.deliver(p.frames[len(p.frames)-1], err) {
			continue
		}
		if err = p.handle(err, level); err != nil {
			return value.Value{}, err
		}
	}
}

// step executes an instruction of the top frame whatever its operands are. f.pc
// is that of the next instruction; a jump sets it. ended reports that the run
// ends, with a value or an error.
func (p *Process) step(f *frame, in *Instr) (v value.Value, ended bool, err error) {
	regs := f.regs
	switch in.Op {
	case OpGet, OpGetLoose:
		if v, err = p.readMember(f, in, regs[in.B]); err == nil {
			regs[in.A] = v
		}
	case OpGetThis:
		if v, err = p.readMember(f, in, f.this); err == nil {
			regs[in.A] = v
		}
	case OpSet:
		err = p.writeMember(f, in, regs[in.A], regs[in.C])
	case OpSetThis:
		err = p.writeMember(f, in, f.this, regs[in.C])
	case OpIndex:
		if v, err = p.index(regs[in.B], regs[in.C]); err == nil {
			regs[in.A] = v
		}
	case OpSetIndex:
		err = p.setIndex(regs[in.A], regs[in.B], regs[in.C])

	case OpCall:
		err = p.enter(f.code.Functions[in.B], regs[in.A:], int(in.C), value.Value{}, in.A, 0)
	case OpNative:
		end := in.A + in.C
		regs[in.A], err = p.native(f.code.Natives[in.B], value.Value{}, regs[in.A:end:end])
	case OpCallMember, OpCallKey, OpCallValue:
		err = p.callValue(in, f, regs)
	case OpCallForward:
		regs[in.A], err = p.invoke(f.code.Functions[in.B], nil, f.this, p.arguments(f))
	case OpReturn:
		return p.giveBack(f, regs[in.A])
	case OpReturnUn:
		return p.giveBack(f, value.Value{})

	case OpNextItem:
		if err = p.tick(); err == nil {
			var more bool
			if more, err = p.nextItem(regs[in.A], &regs[in.B]); err == nil && !more {
				f.pc = in.C
			}
		}
	case OpForEach:
		err = p.iterate(regs[in.A : in.A+3])
	case OpConvert:
		err = p.convert(&regs[in.A], regs[in.B], f.code.Types[in.C])
	case OpBreak:
		if err = p.atStatement(); err == nil {
			return p.step(f, &f.fn.Code.Instrs[f.pc-1])
		}
	default:
		switch {
		case in.Op >= OpAdd && in.Op <= OpSubIntTo:
			err = p.operate(in, regs)
		case in.Op >= OpJump && in.Op <= OpForNext:
			err = p.jump(f, in, regs)
		default:
			err = p.rare(in, f, regs)
		}
	}
	return value.Value{}, false, err
}

// operate executes the operators of two operands.
func (p *Process) operate(in *Instr, regs []value.Value) error {
	op, y := plain[in.Op], value.SmallInt(int64(in.C))
	if op == OpNop {
		op, y = in.Op, regs[in.C]
	} else if in.Op >= OpAddTo && in.Op < OpAddIntTo {
		y = regs[in.C]
	}
	v, err := p.binary(op, regs[in.B], y)
	switch {
	case err != nil:
		return err
	case in.Op >= OpAddTo:
		return p.convert(&regs[in.A], v, types.Type{Kind: types.Integer})
	}
	regs[in.A] = v
	return nil
}

// plain are the operators of the instructions that combine one with something
// else.
var plain = [opCount]Op{
	OpAddInt: OpAdd, OpSubInt: OpSub, OpMulInt: OpMul, OpIntDivInt: OpIntDiv, OpModInt: OpMod,
	OpAddTo: OpAdd, OpSubTo: OpSub, OpMulTo: OpMul, OpIntDivTo: OpIntDiv, OpModTo: OpMod,
	OpAddIntTo: OpAdd, OpSubIntTo: OpSub, OpMulIntTo: OpMul, OpIntDivIntTo: OpIntDiv, OpModIntTo: OpMod,
}

// jump executes the instructions that may go somewhere else.
func (p *Process) jump(f *frame, in *Instr, regs []value.Value) error {
	var to int32
	var ok bool
	var err error
	switch op := in.Op; op {
	case OpJump:
		to, ok = in.A, true
	case OpLoop:
		to, ok, err = in.A, true, p.tick()
	case OpIf, OpIfNot:
		to = in.B
		ok, err = p.condition(regs[in.A])
		ok = ok == (op == OpIf)
	case OpTruthy, OpFalsy:
		to = in.B
		ok = value.Truthy(regs[in.A]) == (op == OpTruthy)
	case OpIfEq, OpIfNe:
		to = in.C
		ok = p.equal(regs[in.A], regs[in.B]) == (op == OpIfEq)
	case OpIfEqInt, OpIfNeInt:
		to = in.C
		ok = p.equal(regs[in.A], value.SmallInt(int64(in.B))) == (op == OpIfEqInt)
	case OpIfLt, OpIfLe, OpIfGt, OpIfGe:
		to = in.C
		ok, err = p.less(op-OpIfLt+OpLt, regs[in.A], regs[in.B])
	case OpIfNotLt, OpIfNotLe, OpIfNotGt, OpIfNotGe:
		to = in.C
		ok, err = p.less(op-OpIfNotLt+OpLt, regs[in.A], regs[in.B])
		ok = !ok
	case OpIfLtInt, OpIfLeInt, OpIfGtInt, OpIfGeInt:
		to = in.C
		ok, err = p.less(op-OpIfLtInt+OpLt, regs[in.A], value.SmallInt(int64(in.B)))
	case OpIfNotLtInt, OpIfNotLeInt, OpIfNotGtInt, OpIfNotGeInt:
		to = in.C
		ok, err = p.less(op-OpIfNotLtInt+OpLt, regs[in.A], value.SmallInt(int64(in.B)))
		ok = !ok
	case OpForTest:
		to = in.C
		ok, err = p.forInside(regs[in.A], regs[in.B], regs[in.B+1])
		ok = !ok
	case OpForUp, OpForNext:
		to = in.C
		if err = p.tick(); err == nil {
			ok, err = p.forNext(&regs[in.A], regs[in.B], regs[in.B+1])
		}
	}
	if err == nil && ok {
		f.pc = to
	}
	return err
}

// giveBack ends the top frame with a value.
func (p *Process) giveBack(f *frame, v value.Value) (_ value.Value, ended bool, err error) {
	if fn := f.fn; !fn.Result.Fits(v) {
		if v, err = p.result(fn, v); err != nil {
			return value.Value{}, false, err
		}
	}
	if f.flags&newFrame != 0 {
		v = f.this
	}
	ret, entry := f.ret, f.flags&entryFrame != 0
	if err = p.leave(); entry {
		return v, true, err
	}
	p.frames[len(p.frames)-1].regs[ret] = v
	return value.Value{}, false, err
}

func (p *Process) equal(x, y value.Value) bool {
	if x.IsInt() && y.IsInt() {
		return x == y
	}
	return p.Equal(x, y)
}
