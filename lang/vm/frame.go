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
	locks int32 // how many locks the process held when the frame took its first (holdsFrame)
	tries int32 // how many tries were open then
	flags frameFlags
}

type frameFlags uint8

const (
	entryFrame  frameFlags = 1 << iota // the run ends with it
	newFrame                           // a constructor: the result is This
	ownsChunk                          // its registers begin a chunk of the stack
	markedFrame                        // a debugger steps in it (Frame.Mark)
	holdsFrame                         // it has taken locks or opened tries
	extFrame                           // it has a frameExt
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
		f.flags |= extFrame
	}
	return f.ext
}

// holds notes that the frame, which is the top one, takes a lock or opens a try.
func (p *Process) holds(f *frame) {
	if f.flags&holdsFrame == 0 {
		f.flags |= holdsFrame
		f.locks, f.tries = int32(len(p.locks)), int32(len(p.tries))
	}
}

// release gives up what the frame still holds.
func (p *Process) release(f *frame) {
	if f.flags&holdsFrame != 0 {
		p.unlockTo(int(f.locks))
		p.closeTries(int(f.tries))
	}
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
		flags |= extFrame
		ext = &frameExt{extra: append([]value.Value(nil), window[code.Params:nargs]...)}
	}
	given := min(nargs, code.Params)
	for i := given; i < len(code.Init); i++ { // few: a loop beats a copy
		regs[i] = code.Init[i]
	}
	f := p.newFrame()
	f.fn, f.code, f.regs, f.this, f.ext = fn, code, regs, this, ext
	f.pc, f.nargs, f.ret = 0, int32(nargs), ret
	f.flags = flags
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
	p.release(f)
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
	f.ext = nil // as fast expects of frames that are free
	p.frames = p.frames[:len(p.frames)-1]
}

// drop pops the top frame because of an error.
func (p *Process) drop() {
	f := p.frames[len(p.frames)-1]
	p.release(f)
	p.pop(f)
}
