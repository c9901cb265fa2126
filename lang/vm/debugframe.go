package vm

import (
	"sort"

	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// Frame is a running function of a process that its debugger holds up. It is
// good until the process goes on, and to be used on the process's goroutine.
type Frame struct {
	p     *Process
	f     *frame
	level int
}

// Depth returns how many functions are running.
func (p *Process) Depth() int { return len(p.frames) }

// Frame returns a running function; 0 is the innermost, Depth()-1 the outermost.
func (p *Process) Frame(i int) Frame {
	level := len(p.frames) - 1 - i
	return Frame{p, p.frames[level], level}
}

// Function returns what runs.
func (f Frame) Function() *Function { return f.f.fn }

// This returns the receiver, undefined where there is none.
func (f Frame) This() value.Value { return f.f.this }

// Level counts the frames from the outermost, which is 0.
func (f Frame) Level() int { return f.level }

// Start returns the statement that the frame is in: its number among
// Code.Starts, -1 before the first.
func (f Frame) Start() int {
	starts, pc := f.f.fn.Code.Starts, f.f.pc-1
	return sort.Search(len(starts), func(i int) bool { return starts[i].PC > pc }) - 1
}

// Place returns where the statement begins that the frame is in.
func (f Frame) Place() source.Place {
	i := f.Start()
	if i < 0 || f.f.fn.Source == nil {
		return f.f.place()
	}
	return f.f.fn.Source.Place(f.f.fn.Code.Starts[i].Pos)
}

// Mark marks the frame, and no other, as the one a step is about.
func (f Frame) Mark() {
	f.p.Unmark()
	f.f.flags |= markedFrame
}

// Marked reports whether this very call is marked.
func (f Frame) Marked() bool { return f.f.flags&markedFrame != 0 }

// Unmark takes the mark away wherever it is.
func (p *Process) Unmark() {
	for _, f := range p.frames {
		f.flags &^= markedFrame
	}
}

// Variable is a variable of a frame or a process.
type Variable struct {
	Name  string // normalized: in lower case, "$" included
	Type  types.Type
	Value value.Value
}

// Parameters returns how many of the frame's variables are parameters; they
// come first.
func (f Frame) Parameters() int { return f.f.code.Params }

// Variables returns parameters and other local variables.
func (f Frame) Variables() []Variable {
	code := f.f.code
	all := make([]Variable, len(code.Locals))
	for i, name := range code.Locals {
		all[i] = Variable{Name: name, Type: code.LocalTypes[i], Value: f.f.variable(i)}
	}
	return all
}

// Extra returns the arguments beyond the declared parameters.
func (f Frame) Extra() []value.Value {
	if f.f.ext == nil {
		return nil
	}
	return f.f.ext.extra
}

// SetVariable assigns the i-th of Variables, converting to its declared type.
func (f Frame) SetVariable(i int, v value.Value) error {
	code := f.f.code
	if code.inCell(i) {
		return f.f.regs[i].AsPointer().Store(v)
	}
	if v.Kind() == value.Array && f.f.regs[i].Kind() == value.Array {
		f.f.regs[i] = v
		return nil
	}
	return f.p.convert(&f.f.regs[i], v, code.LocalTypes[i])
}
