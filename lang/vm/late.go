package vm

import "slices"

// Late wraps the error of a built-in that has a result all the same, as saving
// an entity has. The statement it is part of ends with that result, so that a
// Catch finds it in its variable; then the error is raised.
func Late(err error) error {
	if err == nil {
		return nil
	}
	return late{err}
}

type late struct{ error }

func (l late) Unwrap() error { return l.error }

// postponed is a late error that waits for the end of its statement.
type postponed struct {
	err  error
	code *Code // that of the frame, without the instruction that raises it
}

// deliver deals with a late error of the top frame. It reports whether the
// frame goes on: with the rest of the statement, after which the error is
// raised, or has been dealt with by a handler.
func (p *Process) deliver(f *frame, err error) bool {
	l, ok := err.(late)
	if !ok || f.ext != nil && f.ext.late != nil {
		return false
	}
	t := p.locate(l.error)
	if n := len(p.tries); final(t.Fault) || n > 0 && p.tries[n-1].clear && int(p.tries[n-1].frame) == len(p.frames)-1 {
		return false // a Try(expression) takes it now
	}
	pc := f.pc
	p.lastErrors = t
	p.raised(t)
	if t = p.callHandler(t); t == nil {
		f.pc = pc
		return true
	}
	end, ok := f.code.simpleEnd(pc - 1)
	if !ok {
		return false
	}
	f.more().late = &postponed{err: t, code: f.code}
	code := *f.code // every other frame of the function keeps its own
	code.Instrs = slices.Clone(code.Instrs)
	code.Instrs[end] = Instr{Op: OpRaiseLate}
	f.code = &code
	return true
}

// simpleEnd returns the end of the statement of pc, if it is one that execution
// can only leave there.
func (c *Code) simpleEnd(pc int32) (int32, bool) {
	for _, r := range c.Resume {
		if r.Start <= pc && pc < r.End {
			return r.End, r.End == r.Target && int(r.End) < len(c.Instrs)
		}
	}
	return 0, false
}

// raiseLate raises the error at the end of its statement.
func (f *frame) raiseLate() error {
	l := f.ext.late
	f.code, f.ext.late = l.code, nil
	return l.err
}

// returned is the error that a frame leaves behind with its result, when the
// statement that raised it was its return.
func (f *frame) returned() error {
	if f.ext.late == nil {
		return nil
	}
	return late{f.ext.late.err}
}
