package vm

import (
	"quoin.dev/quoin/value"
)

// frame is one running function.
type frame struct {
	fn    *Function
	code  *Code
	regs  []value.Value // its capacity reaches to the end of the stack's chunk
	this  value.Value
	ext   *frameExt
	pc    int32 // of the next instruction, while another frame runs
	nargs int32
	ret   int32 // register of the caller that takes the result
	locks int32 // how many locks the process held when the frame began
	tries int32 // how many tries were open then
	flags frameFlags
}

type frameFlags uint8

const (
	entryFrame  frameFlags = 1 << iota // the run ends with it
	newFrame                           // a constructor: the result is This
	ownsChunk                          // its registers begin a chunk of the stack
	markedFrame                        // a debugger steps in it (Frame.Mark)
)

// frameExt is what few frames need.
type frameExt struct {
	extra       []value.Value // arguments beyond the parameters
	deferred    []*Thrown
	superCalled bool
	late        *postponed
}

func (f *frame) more() *frameExt {
	if f.ext == nil {
		f.ext = &frameExt{}
	}
	return f.ext
}

// chunkSize is the number of registers in a chunk of the stack.
const chunkSize = 512

// window returns room for the registers of a frame above all others. own says
// that it is a chunk of its own, which the frame gives back.
func (p *Process) window(need int) (w []value.Value, own bool) {
	if n := len(p.frames); n > 0 {
		regs := p.frames[n-1].regs
		w = regs[len(regs):cap(regs)]
	} else {
		if p.base == nil {
			p.base = make([]value.Value, chunkSize)
		}
		w = p.base
	}
	if len(w) >= need {
		return w, false
	}
	return p.chunk(need), true
}

func (p *Process) chunk(need int) []value.Value {
	if c := p.spare; len(c) >= need {
		p.spare = nil
		return c
	}
	return make([]value.Value, max(need, chunkSize))
}

// enter pushes a frame. The arguments are the first nargs values of window,
// which becomes the frame's registers where it is large enough.
func (p *Process) enter(fn *Function, window []value.Value, nargs int, this value.Value, ret int32, flags frameFlags) error {
	code := fn.Code
	if code == nil {
		return fn.brokenError()
	}
	if p.ticks--; p.ticks <= 0 || p.stop.Load() {
		if err := p.poll(); err != nil {
			return err
		}
	}
	if len(p.frames)+p.nested >= p.depth {
		var err error
		if code, err = p.deep(fn); err != nil {
			return err
		}
	}
	regs := window
	if code.Registers > cap(window) {
		if code.Registers > chunkSize {
			if err := p.Grow(int64(code.Registers) * 16); err != nil {
				return err
			}
		}
		regs = p.chunk(code.Registers)
		copy(regs, window[:nargs])
		flags |= ownsChunk
	}
	regs = regs[:code.Registers]
	var ext *frameExt
	if nargs > code.Params {
		ext = &frameExt{extra: append([]value.Value(nil), window[code.Params:nargs]...)}
	}
	given := min(nargs, code.Params)
	copy(regs[given:len(code.Init)], code.Init[given:])
	f := p.newFrame()
	f.fn, f.code, f.regs, f.this, f.ext = fn, code, regs, this, ext
	f.pc, f.nargs, f.ret = 0, int32(nargs), ret
	f.locks, f.tries, f.flags = int32(len(p.locks)), int32(len(p.tries)), flags
	if code.Checked || ext != nil && fn.VariadicType.Kind != 0 {
		if err := p.checkArguments(fn, regs[:given], ext); err != nil {
			p.drop()
			return err
		}
	}
	return nil
}

func (p *Process) newFrame() *frame {
	n := len(p.frames)
	if n == cap(p.frames) {
		p.frames = append(p.frames, &frame{})
		return p.frames[n]
	}
	p.frames = p.frames[:n+1]
	if p.frames[n] == nil {
		p.frames[n] = &frame{}
	}
	return p.frames[n]
}

// leave pops the top frame after it ended well, gives up what it still holds
// and returns its errors that were deferred.
func (p *Process) leave() error {
	f := p.frames[len(p.frames)-1]
	if len(p.locks) > int(f.locks) {
		p.unlockTo(int(f.locks))
	}
	if len(p.tries) > int(f.tries) {
		p.closeTries(int(f.tries))
	}
	var err error
	if f.ext != nil {
		err = p.ended(f)
	}
	p.pop(f)
	return err
}

func (p *Process) pop(f *frame) {
	if f.flags&ownsChunk != 0 {
		p.spare = f.regs[:cap(f.regs)]
	}
	p.frames = p.frames[:len(p.frames)-1]
}

// drop pops the top frame because of an error.
func (p *Process) drop() {
	f := p.frames[len(p.frames)-1]
	p.unlockTo(int(f.locks))
	p.closeTries(int(f.tries))
	p.pop(f)
}

// run executes the top frame until it returns. A debugger may replace the code
// of running frames (see rearm) by a copy with other instructions at the same
// places: whatever may run other code looks afterwards whether f.code changed.
func (p *Process) run() (value.Value, error) {
	level := len(p.frames)
	var err error
	var f *frame
	var code *Code
	var instrs []Instr
	var regs []value.Value
	var pc int

enter: // the top frame has changed
	f = p.frames[len(p.frames)-1]
	code = f.code
	instrs, regs, pc = code.Instrs, f.regs, int(f.pc)

	for {
		in := &instrs[pc]
		pc++
	execute:
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
			if v, t := regs[in.B], &code.Types[in.C]; t.Fits(v) {
				regs[in.A] = v
			} else if err = p.convert(&regs[in.A], v, *t); err != nil {
				goto fail
			}

		case OpAdd:
			if x, y := regs[in.B], regs[in.C]; x.IsInt() && y.IsInt() {
				regs[in.A] = value.FromInt(x.RawInt() + y.RawInt())
			} else if x.IsReal() && y.IsReal() {
				regs[in.A] = value.FromReal(x.RawReal() + y.RawReal())
			} else if err = p.arithmeticTo(&regs[in.A], OpAdd, x, y); err != nil {
				goto fail
			}
		case OpSub:
			if x, y := regs[in.B], regs[in.C]; x.IsInt() && y.IsInt() {
				regs[in.A] = value.FromInt(x.RawInt() - y.RawInt())
			} else if x.IsReal() && y.IsReal() {
				regs[in.A] = value.FromReal(x.RawReal() - y.RawReal())
			} else if err = p.arithmeticTo(&regs[in.A], OpSub, x, y); err != nil {
				goto fail
			}
		case OpMul:
			if x, y := regs[in.B], regs[in.C]; x.IsReal() && y.IsReal() {
				regs[in.A] = value.FromReal(x.RawReal() * y.RawReal())
			} else if err = p.arithmeticTo(&regs[in.A], OpMul, x, y); err != nil {
				goto fail
			}
		case OpDiv:
			if x, y := regs[in.B], regs[in.C]; x.IsReal() && y.IsReal() {
				regs[in.A] = value.FromReal(x.RawReal() / y.RawReal())
			} else if err = p.arithmeticTo(&regs[in.A], OpDiv, x, y); err != nil {
				goto fail
			}
		case OpAddInt:
			if x := regs[in.B]; x.IsInt() {
				regs[in.A] = value.FromInt(x.RawInt() + int64(in.C))
			} else if err = p.arithmeticTo(&regs[in.A], OpAdd, x, value.SmallInt(int64(in.C))); err != nil {
				goto fail
			}
		case OpSubInt:
			if x := regs[in.B]; x.IsInt() {
				regs[in.A] = value.FromInt(x.RawInt() - int64(in.C))
			} else if err = p.arithmeticTo(&regs[in.A], OpSub, x, value.SmallInt(int64(in.C))); err != nil {
				goto fail
			}
		case OpIntDiv, OpMod, OpPow, OpEq, OpNe, OpLt, OpLe, OpGt, OpGe, OpAnd, OpOr, OpXor,
			OpShiftL, OpShiftR, OpBitSet, OpBitClear, OpBitTest, OpPicture:
			if err = p.binaryTo(&regs[in.A], in.Op, regs[in.B], regs[in.C]); err != nil {
				goto fail
			}
		case OpNeg:
			v, e := p.negate(regs[in.B])
			if err = e; err != nil {
				goto fail
			}
			regs[in.A] = v

		case OpJump:
			pc = int(in.A)
		case OpLoop:
			pc = int(in.A)
			if p.ticks--; p.ticks <= 0 || p.stop.Load() {
				if err = p.poll(); err != nil {
					goto fail
				}
				code, instrs = f.code, f.code.Instrs
			}
		case OpIf:
			if v := regs[in.A]; v.IsBool() {
				if v.RawBool() {
					pc = int(in.B)
				}
			} else if ok, e := p.condition(v); e != nil {
				err = e
				goto fail
			} else if ok {
				pc = int(in.B)
			}
		case OpIfNot:
			if v := regs[in.A]; v.IsBool() {
				if !v.RawBool() {
					pc = int(in.B)
				}
			} else if ok, e := p.condition(v); e != nil {
				err = e
				goto fail
			} else if !ok {
				pc = int(in.B)
			}
		case OpTruthy:
			if value.Truthy(regs[in.A]) {
				pc = int(in.B)
			}
		case OpFalsy:
			if !value.Truthy(regs[in.A]) {
				pc = int(in.B)
			}
		case OpIfLt, OpIfLe, OpIfGt, OpIfGe:
			if x, y := regs[in.A], regs[in.B]; x.IsInt() && y.IsInt() {
				if lessInts(in.Op-OpIfLt, x.RawInt(), y.RawInt()) {
					pc = int(in.C)
				}
			} else if ok, e := p.less(in.Op-OpIfLt+OpLt, x, y); e != nil {
				err = e
				goto fail
			} else if ok {
				pc = int(in.C)
			}
		case OpIfNotLt, OpIfNotLe, OpIfNotGt, OpIfNotGe:
			if x, y := regs[in.A], regs[in.B]; x.IsInt() && y.IsInt() {
				if !lessInts(in.Op-OpIfNotLt, x.RawInt(), y.RawInt()) {
					pc = int(in.C)
				}
			} else if ok, e := p.less(in.Op-OpIfNotLt+OpLt, x, y); e != nil {
				err = e
				goto fail
			} else if !ok {
				pc = int(in.C)
			}
		case OpIfEq:
			if p.equal(regs[in.A], regs[in.B]) {
				pc = int(in.C)
			}
		case OpIfNe:
			if !p.equal(regs[in.A], regs[in.B]) {
				pc = int(in.C)
			}

		case OpForTest:
			if inside, e := p.forInside(regs[in.A], regs[in.B], regs[in.B+1]); e != nil {
				err = e
				goto fail
			} else if !inside {
				pc = int(in.C)
			}
		case OpForNext:
			if p.ticks--; p.ticks <= 0 || p.stop.Load() {
				if err = p.poll(); err != nil {
					goto fail
				}
				code, instrs = f.code, f.code.Instrs
			}
			if x, limit, step := regs[in.A], regs[in.B], regs[in.B+1]; x.IsInt() && limit.IsInt() && step.IsInt() {
				n, s := x.RawInt()+step.RawInt(), step.RawInt()
				regs[in.A] = value.FromInt(n)
				if s >= 0 && n <= limit.RawInt() || s < 0 && n >= limit.RawInt() {
					pc = int(in.C)
				}
			} else if again, e := p.forNext(&regs[in.A], limit, step); e != nil {
				err = e
				goto fail
			} else if again {
				pc = int(in.C)
			}
		case OpForEach:
			if err = p.iterate(regs[in.A : in.A+3]); err != nil {
				goto fail
			}
		case OpNextItem:
			if p.ticks--; p.ticks <= 0 || p.stop.Load() {
				if err = p.poll(); err != nil {
					goto fail
				}
				code, instrs = f.code, f.code.Instrs
			}
			f.pc = int32(pc)
			if more, e := p.nextItem(regs[in.A], &regs[in.B]); e != nil {
				err = e
				goto fail
			} else if !more {
				pc = int(in.C)
			}
			if f.code != code {
				code, instrs = f.code, f.code.Instrs
			}

		case OpGet, OpGetLoose:
			f.pc = int32(pc)
			v, e := p.get(regs[in.B], code.Names[in.C], in.Op == OpGetLoose)
			if err = e; err != nil {
				goto fail
			}
			regs[in.A] = v
			if f.code != code {
				code, instrs = f.code, f.code.Instrs
			}
		case OpSet:
			f.pc = int32(pc)
			if err = p.SetMember(regs[in.A], code.Names[in.B], regs[in.C]); err != nil {
				goto fail
			}
			if f.code != code {
				code, instrs = f.code, f.code.Instrs
			}
		case OpIndex:
			f.pc = int32(pc)
			v, e := p.index(regs[in.B], regs[in.C])
			if err = e; err != nil {
				goto fail
			}
			regs[in.A] = v
			if f.code != code {
				code, instrs = f.code, f.code.Instrs
			}
		case OpSetIndex:
			f.pc = int32(pc)
			if err = p.setIndex(regs[in.A], regs[in.B], regs[in.C]); err != nil {
				goto fail
			}
			if f.code != code {
				code, instrs = f.code, f.code.Instrs
			}

		case OpCall:
			f.pc = int32(pc)
			if err = p.enter(code.Functions[in.B], regs[in.A:], int(in.C), value.Value{}, in.A, 0); err != nil {
				goto fail
			}
			goto enter
		case OpCallForward:
			f.pc = int32(pc)
			if regs[in.A], err = p.invoke(code.Functions[in.B], nil, f.this, p.arguments(f)); err != nil {
				goto fail
			}
			if f.code != code {
				code, instrs = f.code, f.code.Instrs
			}
		case OpNative:
			f.pc = int32(pc)
			end := in.A + in.C
			if regs[in.A], err = p.native(code.Natives[in.B], value.Value{}, regs[in.A:end:end]); err != nil {
				goto fail
			}
			if f.code != code {
				code, instrs = f.code, f.code.Instrs
			}
		case OpCallMember, OpCallKey, OpCallValue:
			f.pc = int32(pc)
			pushed := false
			if pushed, err = p.callValue(in, f, regs); err != nil {
				goto fail
			}
			if pushed {
				goto enter
			}
			if f.code != code {
				code, instrs = f.code, f.code.Instrs
			}

		case OpReturn, OpReturnUn:
			v := value.Value{}
			if in.Op == OpReturn {
				v = regs[in.A]
			}
			if fn := f.fn; fn.Result.Kind != 0 && !fn.Result.Fits(v) {
				if v, err = p.result(fn, v); err != nil {
					goto fail
				}
			}
			if f.flags&newFrame != 0 {
				v = f.this
			}
			ret, flags := f.ret, f.flags
			if f.ext == nil && flags == 0 && len(p.locks) == int(f.locks) && len(p.tries) == int(f.tries) {
				p.frames = p.frames[:len(p.frames)-1]
			} else if err = p.leave(); flags&entryFrame != 0 {
				return v, err
			} else if err != nil {
				f = p.frames[len(p.frames)-1]
				f.regs[ret] = v
				pc = int(f.pc)
				goto fail
			}
			f = p.frames[len(p.frames)-1]
			code = f.code
			instrs, regs, pc = code.Instrs, f.regs, int(f.pc)
			regs[ret] = v

		case OpBreak:
			f.pc = int32(pc)
			if err = p.atStatement(); err != nil {
				goto fail
			}
			code, instrs = f.code, f.code.Instrs
			in = &f.fn.Code.Instrs[pc-1]
			goto execute

		default:
			f.pc = int32(pc)
			if err = p.rare(in, f, regs); err != nil {
				goto fail
			}
			pc = int(f.pc)
			if f.code != code {
				code, instrs = f.code, f.code.Instrs
			}
		}
	}

fail:
	f.pc = int32(pc)
	if p.deliver(f, err) {
		goto enter
	}
	if err = p.handle(err, level); err != nil {
		return value.Value{}, err
	}
	goto enter
}

func lessInts(op Op, x, y int64) bool {
	switch op {
	case 0:
		return x < y
	case 1:
		return x <= y
	case 2:
		return x > y
	}
	return x >= y
}

func (p *Process) equal(x, y value.Value) bool {
	if x.IsInt() && y.IsInt() {
		return x == y
	}
	return value.Equal(x, y, p.Runtime.Collator)
}
