package vm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// HoldTime keeps the time that passes until release from counting towards the
// process's time limit.
func (p *Process) HoldTime() (release func()) {
	p.clock.pause()
	return p.clock.resume
}

// Cancel stops the process as the end of its context does. It may be called from
// any goroutine.
func (p *Process) Cancel() { p.cancel(nil) }

var errInspection = errors.New("inspection")

// Inspect runs what a debugger wants of a process that it holds up, for at most
// the time given and beyond its quota of steps: no debugger is told of it, no handler of the program's deals
// with its errors, and what it leaves open is closed. A machine failure becomes
// an error.
func (p *Process) Inspect(limit time.Duration, run func() (value.Value, error)) (v value.Value, err error) {
	frames, nested, locks, tries := len(p.frames), p.nested, len(p.locks), len(p.tries)
	quota, ticks, batch := p.quota, p.ticks, p.batch
	outer, unhook, silent, errs, handling := p.ctx, p.unhook, p.debug.silent, p.lastErrors, p.handler.running
	ctx, cancel := context.WithTimeoutCause(outer, limit, errInspection)
	p.ctx, p.unhook = ctx, context.AfterFunc(ctx, func() { p.stop.Store(true) })
	p.debug.silent, p.handler.running = true, true
	p.quota = math.MaxInt64
	defer func() {
		if bug := recover(); bug != nil {
			err = fault.New(fault.Internal, "vm.panic", "The machine failed: %v.", bug)
			p.Runtime.Log.Error("the machine failed in an inspection", "bug", bug, "stack", string(debug.Stack()))
		}
		for len(p.frames) > frames {
			p.drop()
		}
		p.nested = nested
		p.unlockTo(locks)
		p.closeTries(tries)
		p.unhook()
		if errors.Is(context.Cause(ctx), errInspection) {
			err = fault.New(fault.Limit, "debug.time", "The evaluation was stopped after %v.", limit)
		}
		cancel()
		p.quota, p.ticks, p.batch = quota, ticks, batch
		p.ctx, p.unhook, p.debug.silent, p.lastErrors = outer, unhook, silent, errs
		p.handler.running = handling
		p.stop.Store(true) // the next poll finds out whether there is a reason
	}()
	return run()
}

// Evaluate runs a function that was compiled to see the variables of the frame
// (compile.InFrame), as if it stood there; its assignments to them stay.
func (f Frame) Evaluate(fn *Function) (value.Value, error) {
	p := f.p
	if err := p.push(fn, nil, f.f.this, nil, entryFrame); err != nil {
		return value.Value{}, err
	}
	p.argumentsRead++ // what was lent may be kept now
	top := p.frames[len(p.frames)-1]
	n := len(f.f.code.Locals)
	regs, before := top.regs, make([]value.Value, n)
	copy(before, f.f.regs[:n])
	copy(regs, before)
	top.nargs = f.f.nargs
	if extra := f.Extra(); extra != nil {
		top.more().extra = extra
	}
	v, err := p.run()
	for i, was := range before {
		now := regs[i]
		if !f.f.code.inCell(i) && fn.Code.inCell(i) {
			now = uncell(now)
		}
		if now != was {
			f.f.regs[i] = now
		}
	}
	return v, err
}

// InCell reports whether a variable is kept in a cell, because its address is
// taken.
func (c *Code) InCell(i int) bool { return c.inCell(i) }

// Functions yields every function of the program, those of formulas included.
func (p *Program) Functions() iter.Seq[*Function] {
	return func(yield func(*Function) bool) {
		seen := map[*Function]bool{}
		var visit func(*Function) bool
		visit = func(f *Function) bool {
			if f == nil || seen[f] {
				return true
			}
			seen[f] = true
			if !yield(f) {
				return false
			}
			if f.Code != nil {
				for _, g := range f.Code.Functions {
					if g.Kind == FormulaKind && !visit(g) {
						return false
					}
				}
			}
			return true
		}
		for _, f := range slices.Concat(p.Methods(), p.DatabaseMethods()) {
			if !visit(f) {
				return
			}
		}
		for _, c := range p.Classes() {
			for f := range c.functions {
				if !visit(f) {
					return
				}
			}
		}
	}
}

// functions yields those of a class.
func (c *Class) functions(yield func(*Function) bool) {
	all := []*Function{c.Constructor, c.Init}
	for _, m := range c.Members {
		all = append(all, m.Function, m.Get, m.Set)
	}
	for _, table := range []map[string]*Function{c.Events, c.Queries, c.Orders} {
		for _, f := range table {
			all = append(all, f)
		}
	}
	for _, f := range all {
		if f != nil && !yield(f) {
			return
		}
	}
}

// Variables returns the process variables that the process has set or declared,
// by name.
func (p *Process) Variables() []Variable {
	s := p.Runtime.Program.names
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []Variable
	for name, n := range s.process {
		if n < len(p.globals) && (!p.globals[n].IsUndefined() || p.globalTypes[n].Kind != 0) {
			all = append(all, Variable{Name: name, Type: p.globalTypes[n], Value: p.globals[n]})
		}
	}
	return sortedVariables(all)
}

// SharedVariables returns the inter-process variables by name. Those whose
// values cannot be shown in this process are left out.
func (p *Process) SharedVariables() []Variable {
	s := p.Runtime.State
	s.mu.Lock()
	names := make([]string, 0, len(s.variables))
	for name := range s.variables {
		names = append(names, name)
	}
	s.mu.Unlock()
	var all []Variable
	for _, name := range names {
		if v, err := p.sharedVariable(name); err == nil {
			all = append(all, Variable{Name: name, Value: v})
		}
	}
	return sortedVariables(all)
}

func sortedVariables(all []Variable) []Variable {
	slices.SortFunc(all, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// SetSharedVariable assigns an inter-process variable by name.
func (p *Process) SetSharedVariable(name string, v value.Value) error {
	return p.setSharedVariable(name, v)
}

// SetIndex assigns an element as "v[i] := x" does.
func (p *Process) SetIndex(v, i, x value.Value) error { return p.setIndex(v, i, x) }

// Trace asks the debugger to stop at the next statement; it reports whether
// there is one that may do so.
func (p *Process) Trace() bool {
	if d, ok := p.debugger().(Tracer); ok {
		d.Traced(p)
		p.rearm()
		return true
	}
	return false
}

// Tracer is a Debugger that stops where the code asks for it.
type Tracer interface{ Traced(p *Process) }

// String names the kind for people: "function", "getter".
func (k FunctionKind) String() string {
	names := [...]string{"method", "database method", "function", "getter", "setter", "constructor", "formula", "properties"}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("FunctionKind(%d)", k)
}
