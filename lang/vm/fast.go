package vm

import (
	"unsafe"

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
	base := unsafe.Pointer(&f.regs[0])
	first := unsafe.Pointer(&f.code.Instrs[0])
	in := instr(first, f.pc)
	var fn *Function             // to call
	var args int32               // the register of its first argument
	var this, result value.Value // of a call
	for {
		switch in.Op {
		case OpNop:
		case OpMove:
			*reg(base, in.A) = *reg(base, in.B)
		case OpConst:
			*reg(base, in.A) = f.code.Consts[in.B]
		case OpInt:
			*reg(base, in.A) = value.SmallInt(int64(in.B))
		case OpUndefined:
			*reg(base, in.A) = value.Value{}
		case OpThis:
			*reg(base, in.A) = f.this
		case OpConvert:
			v := *reg(base, in.B)
			if !f.code.Types[in.C].Fits(v) {
				goto leave
			}
			*reg(base, in.A) = v

		case OpAdd:
			if x, y := reg(base, in.B), reg(base, in.C); x.IsInt() && y.IsInt() {
				n := x.RawInt() + y.RawInt()
				if !value.InRange(n) {
					goto leave
				}
				*reg(base, in.A) = value.SmallInt(n)
			} else if x.IsReal() && y.IsReal() {
				*reg(base, in.A) = value.FromReal(x.RawReal() + y.RawReal())
			} else {
				goto leave
			}
		case OpSub:
			if x, y := reg(base, in.B), reg(base, in.C); x.IsInt() && y.IsInt() {
				n := x.RawInt() - y.RawInt()
				if !value.InRange(n) {
					goto leave
				}
				*reg(base, in.A) = value.SmallInt(n)
			} else if x.IsReal() && y.IsReal() {
				*reg(base, in.A) = value.FromReal(x.RawReal() - y.RawReal())
			} else {
				goto leave
			}
		case OpMul:
			if x, y := reg(base, in.B), reg(base, in.C); x.IsReal() && y.IsReal() {
				*reg(base, in.A) = value.FromReal(x.RawReal() * y.RawReal())
			} else if x.IsInt() && y.IsInt() && isHalf(x.RawInt()) && isHalf(y.RawInt()) {
				n := x.RawInt() * y.RawInt()
				if !value.InRange(n) {
					goto leave
				}
				*reg(base, in.A) = value.SmallInt(n)
			} else {
				goto leave
			}
		case OpDiv:
			x, y := reg(base, in.B), reg(base, in.C)
			if !x.IsReal() || !y.IsReal() {
				goto leave
			}
			*reg(base, in.A) = value.FromReal(x.RawReal() / y.RawReal())
		case OpMod:
			x, y := reg(base, in.B), reg(base, in.C)
			if !x.IsInt() || !y.IsInt() || !isExact(x.RawInt()) || !isExact(y.RawInt()) || y.RawInt() == 0 {
				goto leave
			}
			*reg(base, in.A) = value.SmallInt(x.RawInt() % y.RawInt())
		case OpIntDiv:
			x, y := reg(base, in.B), reg(base, in.C)
			if !x.IsInt() || !y.IsInt() || !isExact(x.RawInt()) || !isExact(y.RawInt()) || y.RawInt() == 0 {
				goto leave
			}
			*reg(base, in.A) = value.SmallInt(x.RawInt() / y.RawInt())
		case OpAddInt:
			x := reg(base, in.B)
			n := x.RawInt() + int64(in.C)
			if !x.IsInt() || !value.InRange(n) {
				goto leave
			}
			*reg(base, in.A) = value.SmallInt(n)
		case OpSubInt:
			x := reg(base, in.B)
			n := x.RawInt() - int64(in.C)
			if !x.IsInt() || !value.InRange(n) {
				goto leave
			}
			*reg(base, in.A) = value.SmallInt(n)
		case OpMulInt:
			x := reg(base, in.B)
			if !x.IsInt() || !isHalf(x.RawInt()) {
				goto leave
			}
			n := x.RawInt() * int64(in.C)
			if !value.InRange(n) {
				goto leave
			}
			*reg(base, in.A) = value.SmallInt(n)
		case OpIntDivInt:
			x := reg(base, in.B)
			if !x.IsInt() || !isExact(x.RawInt()) {
				goto leave
			}
			*reg(base, in.A) = value.SmallInt(x.RawInt() / int64(in.C))
		case OpModInt:
			x := reg(base, in.B)
			if !x.IsInt() || !isExact(x.RawInt()) {
				goto leave
			}
			if n := x.RawInt(); uint64(n) < 1<<32 { // the shorter division is much faster
				*reg(base, in.A) = value.SmallInt(int64(uint32(n) % uint32(in.C)))
			} else {
				*reg(base, in.A) = value.SmallInt(n % int64(in.C))
			}
		case OpAddTo:
			x, y, to := reg(base, in.B), reg(base, in.C), reg(base, in.A)
			n := x.RawInt() + y.RawInt()
			if !x.IsInt() || !y.IsInt() || !to.IsInt() || !value.InRange(n) {
				goto leave
			}
			to.PutInt(n)
		case OpSubTo:
			x, y, to := reg(base, in.B), reg(base, in.C), reg(base, in.A)
			n := x.RawInt() - y.RawInt()
			if !x.IsInt() || !y.IsInt() || !to.IsInt() || !value.InRange(n) {
				goto leave
			}
			to.PutInt(n)
		case OpMulTo:
			x, y, to := reg(base, in.B), reg(base, in.C), reg(base, in.A)
			if !x.IsInt() || !y.IsInt() || !to.IsInt() || !isHalf(x.RawInt()) || !isHalf(y.RawInt()) {
				goto leave
			}
			n := x.RawInt() * y.RawInt()
			if !value.InRange(n) {
				goto leave
			}
			to.PutInt(n)
		case OpAddIntTo:
			x, to := reg(base, in.B), reg(base, in.A)
			n := x.RawInt() + int64(in.C)
			if !x.IsInt() || !to.IsInt() || !value.InRange(n) {
				goto leave
			}
			to.PutInt(n)
		case OpSubIntTo:
			x, to := reg(base, in.B), reg(base, in.A)
			n := x.RawInt() - int64(in.C)
			if !x.IsInt() || !to.IsInt() || !value.InRange(n) {
				goto leave
			}
			to.PutInt(n)
		case OpMulIntTo:
			x, to := reg(base, in.B), reg(base, in.A)
			if !x.IsInt() || !to.IsInt() || !isHalf(x.RawInt()) {
				goto leave
			}
			n := x.RawInt() * int64(in.C)
			if !value.InRange(n) {
				goto leave
			}
			to.PutInt(n)
		case OpIntDivIntTo:
			x, to := reg(base, in.B), reg(base, in.A)
			if !x.IsInt() || !to.IsInt() || !isExact(x.RawInt()) {
				goto leave
			}
			to.PutInt(x.RawInt() / int64(in.C))
		case OpModIntTo:
			x, to := reg(base, in.B), reg(base, in.A)
			if !x.IsInt() || !to.IsInt() || !isExact(x.RawInt()) {
				goto leave
			}
			if n := x.RawInt(); uint64(n) < 1<<32 {
				to.PutInt(int64(uint32(n) % uint32(in.C)))
			} else {
				to.PutInt(n % int64(in.C))
			}
		case OpNeg:
			x := reg(base, in.B)
			if x.IsReal() {
				*reg(base, in.A) = value.FromReal(-x.RawReal())
			} else if x.IsInt() && isExact(x.RawInt()) {
				*reg(base, in.A) = value.SmallInt(-x.RawInt())
			} else {
				goto leave
			}
		case OpEq, OpNe:
			x, y := reg(base, in.B), reg(base, in.C)
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			*reg(base, in.A) = value.FromBool((x.RawInt() == y.RawInt()) == (in.Op == OpEq))
		case OpLt:
			if x, y := reg(base, in.B), reg(base, in.C); x.IsInt() && y.IsInt() {
				*reg(base, in.A) = value.FromBool(x.RawInt() < y.RawInt())
			} else if x.IsReal() && y.IsReal() {
				*reg(base, in.A) = value.FromBool(x.RawReal()-y.RawReal() < -value.Epsilon)
			} else {
				goto leave
			}
		case OpGt:
			if x, y := reg(base, in.B), reg(base, in.C); x.IsInt() && y.IsInt() {
				*reg(base, in.A) = value.FromBool(x.RawInt() > y.RawInt())
			} else if x.IsReal() && y.IsReal() {
				*reg(base, in.A) = value.FromBool(x.RawReal()-y.RawReal() > value.Epsilon)
			} else {
				goto leave
			}
		case OpLe:
			x, y := reg(base, in.B), reg(base, in.C)
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			*reg(base, in.A) = value.FromBool(x.RawInt() <= y.RawInt())
		case OpGe:
			x, y := reg(base, in.B), reg(base, in.C)
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			*reg(base, in.A) = value.FromBool(x.RawInt() >= y.RawInt())
		case OpAnd:
			x, y := reg(base, in.B), reg(base, in.C)
			if !x.IsBool() || !y.IsBool() {
				goto leave
			}
			*reg(base, in.A) = value.FromBool(x.RawBool() && y.RawBool())
		case OpOr:
			x, y := reg(base, in.B), reg(base, in.C)
			if !x.IsBool() || !y.IsBool() {
				goto leave
			}
			*reg(base, in.A) = value.FromBool(x.RawBool() || y.RawBool())

		case OpJump:
			in = instr(first, in.A)
			continue
		case OpLoop:
			if p.ticks <= 1 || p.stop.Load() {
				goto leave
			}
			p.ticks--
			in = instr(first, in.A)
			continue
		case OpIf:
			x := reg(base, in.A)
			if !x.IsBool() {
				goto leave
			}
			if x.RawBool() {
				in = instr(first, in.B)
				continue
			}
		case OpIfNot:
			x := reg(base, in.A)
			if !x.IsBool() {
				goto leave
			}
			if !x.RawBool() {
				in = instr(first, in.B)
				continue
			}
		case OpTruthy:
			x := reg(base, in.A)
			if !x.IsBool() {
				goto leave
			}
			if x.RawBool() {
				in = instr(first, in.B)
				continue
			}
		case OpFalsy:
			x := reg(base, in.A)
			if !x.IsBool() {
				goto leave
			}
			if !x.RawBool() {
				in = instr(first, in.B)
				continue
			}
		case OpIfLt:
			if x, y := reg(base, in.A), reg(base, in.B); x.IsInt() && y.IsInt() {
				if x.RawInt() < y.RawInt() {
					in = instr(first, in.C)
					continue
				}
			} else if x.IsReal() && y.IsReal() {
				if x.RawReal()-y.RawReal() < -value.Epsilon {
					in = instr(first, in.C)
					continue
				}
			} else {
				goto leave
			}
		case OpIfGt:
			if x, y := reg(base, in.A), reg(base, in.B); x.IsInt() && y.IsInt() {
				if x.RawInt() > y.RawInt() {
					in = instr(first, in.C)
					continue
				}
			} else if x.IsReal() && y.IsReal() {
				if x.RawReal()-y.RawReal() > value.Epsilon {
					in = instr(first, in.C)
					continue
				}
			} else {
				goto leave
			}
		case OpIfNotLt:
			if x, y := reg(base, in.A), reg(base, in.B); x.IsInt() && y.IsInt() {
				if x.RawInt() >= y.RawInt() {
					in = instr(first, in.C)
					continue
				}
			} else if x.IsReal() && y.IsReal() {
				if !(x.RawReal()-y.RawReal() < -value.Epsilon) {
					in = instr(first, in.C)
					continue
				}
			} else {
				goto leave
			}
		case OpIfNotGt:
			if x, y := reg(base, in.A), reg(base, in.B); x.IsInt() && y.IsInt() {
				if x.RawInt() <= y.RawInt() {
					in = instr(first, in.C)
					continue
				}
			} else if x.IsReal() && y.IsReal() {
				if !(x.RawReal()-y.RawReal() > value.Epsilon) {
					in = instr(first, in.C)
					continue
				}
			} else {
				goto leave
			}
		case OpIfLe, OpIfNotGe:
			x, y := reg(base, in.A), reg(base, in.B)
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			if x.RawInt() < y.RawInt() || in.Op == OpIfLe && x.RawInt() == y.RawInt() {
				in = instr(first, in.C)
				continue
			}
		case OpIfGe, OpIfNotLe:
			x, y := reg(base, in.A), reg(base, in.B)
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			if x.RawInt() > y.RawInt() || in.Op == OpIfGe && x.RawInt() == y.RawInt() {
				in = instr(first, in.C)
				continue
			}
		case OpIfEq:
			x, y := reg(base, in.A), reg(base, in.B)
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			if x.RawInt() == y.RawInt() {
				in = instr(first, in.C)
				continue
			}
		case OpIfNe:
			x, y := reg(base, in.A), reg(base, in.B)
			if !x.IsInt() || !y.IsInt() {
				goto leave
			}
			if x.RawInt() != y.RawInt() {
				in = instr(first, in.C)
				continue
			}
		case OpIfLtInt, OpIfNotGeInt:
			x := reg(base, in.A)
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() < int64(in.B) {
				in = instr(first, in.C)
				continue
			}
		case OpIfLeInt, OpIfNotGtInt:
			x := reg(base, in.A)
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() <= int64(in.B) {
				in = instr(first, in.C)
				continue
			}
		case OpIfGtInt, OpIfNotLeInt:
			x := reg(base, in.A)
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() > int64(in.B) {
				in = instr(first, in.C)
				continue
			}
		case OpIfGeInt, OpIfNotLtInt:
			x := reg(base, in.A)
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() >= int64(in.B) {
				in = instr(first, in.C)
				continue
			}
		case OpIfEqInt:
			x := reg(base, in.A)
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() == int64(in.B) {
				in = instr(first, in.C)
				continue
			}
		case OpIfNeInt:
			x := reg(base, in.A)
			if !x.IsInt() {
				goto leave
			}
			if x.RawInt() != int64(in.B) {
				in = instr(first, in.C)
				continue
			}
		case OpForTest:
			x, limit, step := reg(base, in.A), reg(base, in.B), reg(base, in.B+1)
			if !x.IsInt() || !limit.IsInt() || !step.IsInt() {
				goto leave
			}
			if step.RawInt() >= 0 && x.RawInt() > limit.RawInt() || step.RawInt() < 0 && x.RawInt() < limit.RawInt() {
				in = instr(first, in.C)
				continue
			}
		case OpForUp:
			x, limit := reg(base, in.A), reg(base, in.B)
			n := x.RawInt() + int64(in.D)
			if !x.IsInt() || !limit.IsInt() || !value.InRange(n) || p.ticks <= 1 || p.stop.Load() {
				goto leave
			}
			p.ticks--
			x.PutInt(n)
			if n <= limit.RawInt() {
				in = instr(first, in.C)
				continue
			}
		case OpForNext:
			x, limit, step := reg(base, in.A), reg(base, in.B), reg(base, in.B+1)
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
				in = instr(first, in.C)
				continue
			}

		case OpGet, OpGetLoose:
			v := reg(base, in.B)
			m := f.code.Caches[in.D].Load()
			if m == nil || v.Kind() != value.Object {
				goto leave
			}
			o := v.RawObject()
			if o.Shape() != m.shape {
				goto leave
			}
			*reg(base, in.A) = o.Slot(m.slot)
		case OpGetThis:
			m := f.code.Caches[in.D].Load()
			if m == nil || f.this.Kind() != value.Object {
				goto leave
			}
			o := f.this.RawObject()
			if o.Shape() != m.shape {
				goto leave
			}
			*reg(base, in.A) = o.Slot(m.slot)
		case OpSet:
			v, x := reg(base, in.A), reg(base, in.C)
			m := f.code.Caches[in.D].Load()
			if m == nil || v.Kind() != value.Object || !fits(storable, *x) {
				goto leave
			}
			o := v.RawObject()
			if o.Shape() != m.shape {
				goto leave
			}
			if m.to == nil {
				o.SetSlot(m.slot, *x)
			} else if o.HasRoom() {
				o.Extend(m.to, *x)
			} else {
				goto leave
			}
		case OpSetThis:
			x := reg(base, in.C)
			m := f.code.Caches[in.D].Load()
			if m == nil || f.this.Kind() != value.Object || !fits(storable, *x) {
				goto leave
			}
			o := f.this.RawObject()
			if o.Shape() != m.shape {
				goto leave
			}
			if m.to == nil {
				o.SetSlot(m.slot, *x)
			} else if o.HasRoom() {
				o.Extend(m.to, *x)
			} else {
				goto leave
			}
		case OpIndex:
			v, i := reg(base, in.B), reg(base, in.C)
			if !i.IsInt() || v.Kind() != value.Collection {
				goto leave
			}
			items := v.RawCollection().Unshared()
			if uint64(i.RawInt()) >= uint64(len(items)) {
				goto leave
			}
			*reg(base, in.A) = items[i.RawInt()]
		case OpSetIndex:
			v, i, x := reg(base, in.A), reg(base, in.B), reg(base, in.C)
			if !i.IsInt() || v.Kind() != value.Collection || !fits(storable, *x) {
				goto leave
			}
			items := v.RawCollection().Unshared()
			if uint64(i.RawInt()) >= uint64(len(items)) {
				goto leave
			}
			items[i.RawInt()] = *x
		case OpNextItem:
			it, ok := reg(base, in.A).RawObject().Native.(*iterator)
			if !ok || it.list == nil || p.ticks <= 1 || p.stop.Load() {
				goto leave
			}
			if it.i >= it.n {
				p.ticks--
				in = instr(first, in.C)
				continue
			}
			items := it.list.Unshared()
			if it.i >= len(items) {
				goto leave
			}
			p.ticks--
			*reg(base, in.B) = items[it.i]
			it.i++

		case OpCallMember:
			recv := reg(base, in.A)
			m := f.code.Caches[in.D].Load()
			if m == nil || m.function == nil || recv.Kind() != value.Object || recv.RawObject().Shape() != m.shape {
				goto leave
			}
			fn, this, args = m.function, *recv, in.A+1
			goto call
		case OpCall:
			fn, this, args = f.code.Functions[in.B], value.Value{}, in.A
			goto call
		case OpReturnUn:
			result = value.Value{}
			goto back
		case OpReturn:
			result = *reg(base, in.A)
			goto back

		default:
			goto leave
		}
		in = (*Instr)(unsafe.Add(unsafe.Pointer(in), unsafe.Sizeof(*in)))
		continue

	call:
		{
			callee, n, top := fn.Code, int(in.C), len(p.frames)
			if callee == nil || n > callee.Params || top+p.nested >= p.depth || p.ticks <= 1 || p.stop.Load() || top == cap(p.frames) {
				goto leave
			}
			next := p.frames[:top+1][top]
			window := f.regs[args:]
			if next == nil || callee.Registers > cap(window) {
				goto leave
			}
			for i, mask := range callee.ParamMasks {
				if i < n && !fits(mask, window[i]) {
					goto leave
				}
			}
			p.ticks--
			f.pc = place(first, in) + 1
			window = window[:callee.Registers]
			for i := n; i < len(callee.Init); i++ {
				window[i] = callee.Init[i]
			}
			p.frames = p.frames[:top+1]
			f = next
			f.fn, f.code, f.regs, f.this = fn, callee, window, this
			f.nargs, f.ret, f.flags = in.C, in.A, 0
			base = unsafe.Pointer(&window[0])
			first = unsafe.Pointer(&callee.Instrs[0])
			in = instr(first, 0)
			continue
		}

	back:
		if f.flags != 0 || !fits(f.code.ResultMask, result) {
			goto leave
		}
		caller, to := len(p.frames)-2, f.ret
		f = p.frames[caller]
		p.frames = p.frames[:caller+1]
		base = unsafe.Pointer(&f.regs[0])
		first = unsafe.Pointer(&f.code.Instrs[0])
		in = instr(first, f.pc)
		*reg(base, to) = result
	}
leave:
	f.pc = place(first, in)
	return f
}

// The loop reaches registers and instructions without checks of bounds: Verify
// has seen that every operand of the code is in its place.

func reg(base unsafe.Pointer, i int32) *value.Value {
	return (*value.Value)(unsafe.Add(base, uintptr(i)*unsafe.Sizeof(value.Value{})))
}

func instr(first unsafe.Pointer, i int32) *Instr {
	return (*Instr)(unsafe.Add(first, uintptr(i)*unsafe.Sizeof(Instr{})))
}

func place(first unsafe.Pointer, in *Instr) int32 {
	return int32((uintptr(unsafe.Pointer(in)) - uintptr(first)) / unsafe.Sizeof(Instr{}))
}

// storable are the kinds that objects and collections keep as they are: not
// undefined, nor times.
const storable = 1<<16 - 1 - 1<<value.Undefined - 1<<value.Time

// fits reports whether a mask of kinds has that of a value.
func fits(mask uint16, v value.Value) bool { return mask>>(v.Kind()&15)&1 == 1 }

// isHalf reports whether products with a number of 32 bits fit 64 bits.
func isHalf(n int64) bool { return n == int64(int32(n)) }

// isExact reports whether a real holds the number exactly, and its negative is in
// range.
func isExact(n int64) bool { return n > -1<<53 && n < 1<<53 }
