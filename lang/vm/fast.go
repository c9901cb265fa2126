package vm

import (
	"quoin.dev/quoin/value"
)

// fast executes the top frame, and those it calls, as long as that takes no call
// in Go: the compiler then keeps the loop's variables in machine registers. At
// any other instruction, or when the operands are not the common ones, it leaves
// f.pc at it and returns the top frame for step, which can do everything.
//
// What changes the stack here must agree with enter and leave.
func (p *Process) fast() *frame {
	f := p.frames[len(p.frames)-1]
	code := f.code
	instrs, regs, pc := code.Instrs, f.regs, int(f.pc)
	for {
		in := &instrs[pc]
		pc++
		switch in.Op {
		case OpNop:
		case OpMove:
			regs[in.A] = regs[in.B]
		case OpConst:
			regs[in.A] = code.Consts[in.B]
		case OpInt:
			regs[in.A] = value.SmallInt(int64(in.B))
		case OpUndefined:
			regs[in.A] = value.Value{}
		case OpThis:
			regs[in.A] = f.this
		case OpConvert:
			v := regs[in.B]
			if !code.Types[in.C].Fits(v) {
				goto leave
			}
			regs[in.A] = v

		case OpAdd:
			if x, y := &regs[in.B], &regs[in.C]; x.IsInt() && y.IsInt() {
				n := x.RawInt() + y.RawInt()
				if !value.InRange(n) {
					goto leave
				}
				regs[in.A] = value.SmallInt(n)
			} else if x.IsReal() && y.IsReal() {
				regs[in.A] = value.FromReal(x.RawReal() + y.RawReal())
			} else {
				goto leave
			}
		case OpSub:
			if x, y := &regs[in.B], &regs[in.C]; x.IsInt() && y.IsInt() {
				n := x.RawInt() - y.RawInt()
				if !value.InRange(n) {
					goto leave
				}
				regs[in.A] = value.SmallInt(n)
			} else if x.IsReal() && y.IsReal() {
				regs[in.A] = value.FromReal(x.RawReal() - y.RawReal())
			} else {
				goto leave
			}
		case OpMul:
			if x, y := &regs[in.B], &regs[in.C]; x.IsReal() && y.IsReal() {
				regs[in.A] = value.FromReal(x.RawReal() * y.RawReal())
			} else if x.IsInt() && y.IsInt() && isHalf(x.RawInt()) && isHalf(y.RawInt()) {
				n := x.RawInt() * y.RawInt()
				if !value.InRange(n) {
					goto leave
				}
				regs[in.A] = value.SmallInt(n)
			} else {
				goto leave
			}
		case OpDiv:
			x, y := &regs[in.B], &regs[in.C]
			if !x.IsReal() || !y.IsReal() {
				goto leave
			}
			regs[in.A] = value.FromReal(x.RawReal() / y.RawReal())
		case OpMod:
			x, y := &regs[in.B], &regs[in.C]
			if !x.IsInt() || !y.IsInt() || !isExact(x.RawInt()) || !isExact(y.RawInt()) || y.RawInt() == 0 {
				goto leave
			}
			regs[in.A] = value.SmallInt(x.RawInt() % y.RawInt())
		case OpIntDiv:
			x, y := &regs[in.B], &regs[in.C]
			if !x.IsInt() || !y.IsInt() || !isExact(x.RawInt()) || !isExact(y.RawInt()) || y.RawInt() == 0 {
				goto leave
			}
			regs[in.A] = value.SmallInt(x.RawInt() / y.RawInt())
		case OpAddInt:
			x := &regs[in.B]
			n := x.RawInt() + int64(in.C)
			if !x.IsInt() || !value.InRange(n) {
				goto leave
			}
			regs[in.A] = value.SmallInt(n)
		case OpSubInt:
			x := &regs[in.B]
			n := x.RawInt() - int64(in.C)
			if !x.IsInt() || !value.InRange(n) {
				goto leave
			}
			regs[in.A] = value.SmallInt(n)
		case OpMulInt:
			x := &regs[in.B]
			if !x.IsInt() || !isHalf(x.RawInt()) {
				goto leave
			}
			n := x.RawInt() * int64(in.C)
			if !value.InRange(n) {
				goto leave
			}
			regs[in.A] = value.SmallInt(n)
		case OpIntDivInt:
			x := &regs[in.B]
			if !x.IsInt() || !isExact(x.RawInt()) {
				goto leave
			}
			regs[in.A] = value.SmallInt(x.RawInt() / int64(in.C))
		case OpModInt:
			x := &regs[in.B]
			if !x.IsInt() || !isExact(x.RawInt()) {
				goto leave
			}
			if n := x.RawInt(); uint64(n) < 1<<32 { // the shorter division is much faster
				regs[in.A] = value.SmallInt(int64(uint32(n) % uint32(in.C)))
			} else {
				regs[in.A] = value.SmallInt(n % int64(in.C))
			}
		case OpNeg:
			x := &regs[in.B]
			if x.IsReal() {
				regs[in.A] = value.FromReal(-x.RawReal())
			} else if x.IsInt() && isExact(x.RawInt()) {
				regs[in.A] = value.SmallInt(-x.RawInt())
			} else {
				goto leave
			}
		case OpEq, OpNe:
			x, y := &regs[in.B], &regs[in.C]
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			regs[in.A] = value.FromBool((x.RawInt() == y.RawInt()) == (in.Op == OpEq))
		case OpLt:
			if x, y := &regs[in.B], &regs[in.C]; x.IsInt() && y.IsInt() {
				regs[in.A] = value.FromBool(x.RawInt() < y.RawInt())
			} else if x.IsReal() && y.IsReal() {
				regs[in.A] = value.FromBool(x.RawReal()-y.RawReal() < -value.Epsilon)
			} else {
				goto leave
			}
		case OpGt:
			if x, y := &regs[in.B], &regs[in.C]; x.IsInt() && y.IsInt() {
				regs[in.A] = value.FromBool(x.RawInt() > y.RawInt())
			} else if x.IsReal() && y.IsReal() {
				regs[in.A] = value.FromBool(x.RawReal()-y.RawReal() > value.Epsilon)
			} else {
				goto leave
			}
		case OpLe:
			x, y := &regs[in.B], &regs[in.C]
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			regs[in.A] = value.FromBool(x.RawInt() <= y.RawInt())
		case OpGe:
			x, y := &regs[in.B], &regs[in.C]
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			regs[in.A] = value.FromBool(x.RawInt() >= y.RawInt())
		case OpAnd:
			x, y := &regs[in.B], &regs[in.C]
			if !x.IsBool() || !y.IsBool() {
				goto leave
			}
			regs[in.A] = value.FromBool(x.RawBool() && y.RawBool())
		case OpOr:
			x, y := &regs[in.B], &regs[in.C]
			if !x.IsBool() || !y.IsBool() {
				goto leave
			}
			regs[in.A] = value.FromBool(x.RawBool() || y.RawBool())

		case OpJump:
			pc = int(in.A)
		case OpLoop:
			if p.ticks <= 1 || p.stop.Load() {
				goto leave
			}
			p.ticks--
			pc = int(in.A)
		case OpIf:
			x := &regs[in.A]
			if !x.IsBool() {
				goto leave
			}
			if x.RawBool() {
				pc = int(in.B)
			}
		case OpIfNot:
			x := &regs[in.A]
			if !x.IsBool() {
				goto leave
			}
			if !x.RawBool() {
				pc = int(in.B)
			}
		case OpTruthy:
			x := &regs[in.A]
			if !x.IsBool() {
				goto leave
			}
			if x.RawBool() {
				pc = int(in.B)
			}
		case OpFalsy:
			x := &regs[in.A]
			if !x.IsBool() {
				goto leave
			}
			if !x.RawBool() {
				pc = int(in.B)
			}
		case OpIfLt:
			if x, y := &regs[in.A], &regs[in.B]; x.IsInt() && y.IsInt() {
				if x.RawInt() < y.RawInt() {
					pc = int(in.C)
				}
			} else if x.IsReal() && y.IsReal() {
				if x.RawReal()-y.RawReal() < -value.Epsilon {
					pc = int(in.C)
				}
			} else {
				goto leave
			}
		case OpIfGt:
			if x, y := &regs[in.A], &regs[in.B]; x.IsInt() && y.IsInt() {
				if x.RawInt() > y.RawInt() {
					pc = int(in.C)
				}
			} else if x.IsReal() && y.IsReal() {
				if x.RawReal()-y.RawReal() > value.Epsilon {
					pc = int(in.C)
				}
			} else {
				goto leave
			}
		case OpIfNotLt:
			if x, y := &regs[in.A], &regs[in.B]; x.IsInt() && y.IsInt() {
				if x.RawInt() >= y.RawInt() {
					pc = int(in.C)
				}
			} else if x.IsReal() && y.IsReal() {
				if !(x.RawReal()-y.RawReal() < -value.Epsilon) {
					pc = int(in.C)
				}
			} else {
				goto leave
			}
		case OpIfNotGt:
			if x, y := &regs[in.A], &regs[in.B]; x.IsInt() && y.IsInt() {
				if x.RawInt() <= y.RawInt() {
					pc = int(in.C)
				}
			} else if x.IsReal() && y.IsReal() {
				if !(x.RawReal()-y.RawReal() > value.Epsilon) {
					pc = int(in.C)
				}
			} else {
				goto leave
			}
		case OpIfLe, OpIfNotGe:
			x, y := &regs[in.A], &regs[in.B]
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			if x.RawInt() < y.RawInt() || in.Op == OpIfLe && x.RawInt() == y.RawInt() {
				pc = int(in.C)
			}
		case OpIfGe, OpIfNotLe:
			x, y := &regs[in.A], &regs[in.B]
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			if x.RawInt() > y.RawInt() || in.Op == OpIfGe && x.RawInt() == y.RawInt() {
				pc = int(in.C)
			}
		case OpIfEq:
			x, y := &regs[in.A], &regs[in.B]
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			if x.RawInt() == y.RawInt() {
				pc = int(in.C)
			}
		case OpIfNe:
			x, y := &regs[in.A], &regs[in.B]
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			if x.RawInt() != y.RawInt() {
				pc = int(in.C)
			}
		case OpIfLtInt, OpIfNotGeInt:
			x := &regs[in.A]
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() < int64(in.B) {
				pc = int(in.C)
			}
		case OpIfLeInt, OpIfNotGtInt:
			x := &regs[in.A]
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() <= int64(in.B) {
				pc = int(in.C)
			}
		case OpIfGtInt, OpIfNotLeInt:
			x := &regs[in.A]
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() > int64(in.B) {
				pc = int(in.C)
			}
		case OpIfGeInt, OpIfNotLtInt:
			x := &regs[in.A]
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() >= int64(in.B) {
				pc = int(in.C)
			}
		case OpIfEqInt:
			x := &regs[in.A]
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() == int64(in.B) {
				pc = int(in.C)
			}
		case OpIfNeInt:
			x := &regs[in.A]
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() != int64(in.B) {
				pc = int(in.C)
			}
		case OpForTest:
			x, limit, step := &regs[in.A], &regs[in.B], &regs[in.B+1]
			if !x.IsInt() || !limit.IsInt() || !step.IsInt() {
				goto leave
			}
			if step.RawInt() >= 0 && x.RawInt() > limit.RawInt() || step.RawInt() < 0 && x.RawInt() < limit.RawInt() {
				pc = int(in.C)
			}
		case OpForNext:
			x, limit, step := &regs[in.A], &regs[in.B], &regs[in.B+1]
			if !x.IsInt() || !limit.IsInt() || !step.IsInt() || p.ticks <= 1 || p.stop.Load() {
				goto leave
			}
			n, s := x.RawInt()+step.RawInt(), step.RawInt()
			if !value.InRange(n) {
				goto leave
			}
			p.ticks--
			x.PutInt(n)
			if s >= 0 && n <= limit.RawInt() || s < 0 && n >= limit.RawInt() {
				pc = int(in.C)
			}

		case OpCall:
			fn := code.Functions[in.B]
			callee, n, top := fn.Code, int(in.C), len(p.frames)
			if callee == nil || n > callee.Params || top+p.nested >= p.depth || p.ticks <= 1 || p.stop.Load() || top == cap(p.frames) {
				goto leave
			}
			next := p.frames[:top+1][top]
			if next == nil {
				goto leave
			}
			window := regs[in.A:]
			if callee.Registers > cap(window) {
				goto leave
			}
			for i, mask := range callee.ParamMasks {
				if i < n && mask>>window[i].Kind()&1 == 0 {
					goto leave
				}
			}
			p.ticks--
			f.pc = int32(pc)
			regs = window[:callee.Registers]
			for i := n; i < len(callee.Init); i++ {
				regs[i] = callee.Init[i]
			}
			p.frames = p.frames[:top+1]
			f = next
			f.fn, f.code, f.regs, f.this, f.ext = fn, callee, regs, value.Value{}, nil
			f.nargs, f.ret = in.C, in.A
			f.locks, f.tries, f.flags = int32(len(p.locks)), int32(len(p.tries)), 0
			code, instrs, pc = callee, callee.Instrs, 0
		case OpReturn:
			v, top := regs[in.A], len(p.frames)-1
			if f.flags != 0 || f.ext != nil || len(p.locks) != int(f.locks) || len(p.tries) != int(f.tries) || code.ResultMask>>v.Kind()&1 == 0 {
				goto leave
			}
			ret := f.ret
			f = p.frames[top-1]
			p.frames = p.frames[:top]
			code, regs, pc = f.code, f.regs, int(f.pc)
			instrs = code.Instrs
			regs[ret] = v

		default:
			goto leave
		}
	}
leave:
	f.pc = int32(pc) - 1
	return f
}

// isHalf reports whether products with a number of 32 bits fit 64 bits.
func isHalf(n int64) bool { return n == int64(int32(n)) }

// isExact reports whether a real holds the number exactly, and its negative is in
// range.
func isExact(n int64) bool { return n > -1<<53 && n < 1<<53 }
