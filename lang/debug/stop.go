package debug

import (
	"strings"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/lang/compile"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Reason says why a process stopped.
type Reason string

// The reasons, as the protocol names them.
const (
	AtBreakpoint Reason = "breakpoint"
	AtFunction   Reason = "function breakpoint"
	AfterStep    Reason = "step"
	OnPause      Reason = "pause"
	OnEntry      Reason = "entry"
	OnError      Reason = "exception"
	AtTrace      Reason = "trace"
)

// Step says how far a process goes on.
type Step uint8

// The ways to go on: until something stops it, to the next statement of the
// function or of its caller, to the next statement anywhere, to the caller.
const (
	Continue Step = iota
	Over
	Into
	Out
)

// thread is the debugger's view of a process.
type thread struct {
	p     *vm.Process
	d     *Debugger
	id    int
	pause atomic.Pointer[Session] // wants it to stop

	// Used on the goroutine of the process.
	step  *step
	trace bool // stop at the next statement
	entry bool // it has not begun yet, and stops where it does

	stop *Stop // guarded by Debugger.mu; nil while it runs
}

// step is a step under way.
type step struct {
	session *Session
	how     Step
	level   int // of the frame where it began, which is marked
}

// Stop is a process that is held up. Its methods are safe for concurrent use
// and fail when the process has gone on.
type Stop struct {
	Thread      int
	Reason      Reason
	Text        string     // about the reason: what TRACE or a broken condition says
	Thrown      *vm.Thrown // the error, OnError
	Caught      bool       // whether something catches it
	Breakpoints []int      // that were hit

	session *Session
	jobs    chan job
	resumed chan Step
	gone    chan struct{} // closed when the process goes on
}

// job is something to be done on the process's goroutine.
type job struct {
	run  func(*vm.Process)
	done chan struct{}
}

// Do runs something on the goroutine of the stopped process and waits for it.
func (s *Stop) Do(run func(*vm.Process)) error {
	j := job{run, make(chan struct{})}
	select {
	case s.jobs <- j:
		<-j.done
		return nil
	case <-s.gone:
	case <-s.session.over:
	}
	return errRunning(s.Thread)
}

func (s *Stop) resume(how Step) error {
	select {
	case s.resumed <- how:
		<-s.gone
		return nil
	case <-s.gone:
	}
	return errRunning(s.Thread)
}

// evaluationTime bounds what a person evaluates while a process stands still.
const evaluationTime = 5 * time.Second

// Statement stops where a breakpoint, a step, a pause or TRACE says so.
func (d *Debugger) Statement(p *vm.Process) error {
	t := d.current(p)
	f := p.Frame(0)
	stop := t.breakpoints(d.table.Load().functions[f.Function()][f.Start()], f)
	if stop == nil {
		stop = t.reached(f, d)
	}
	if stop == nil {
		return nil
	}
	return d.hold(t, stop)
}

// reached reports whether a step, a pause or TRACE ends here.
func (t *thread) reached(f vm.Frame, d *Debugger) *Stop {
	if s := t.pause.Swap(nil); s != nil {
		if t.entry {
			t.entry = false
			return &Stop{Reason: OnEntry, session: s}
		}
		return &Stop{Reason: OnPause, session: s}
	}
	if t.trace {
		t.trace = false
		if s := d.first(); s != nil {
			return &Stop{Reason: AtTrace, Text: "TRACE", session: s}
		}
		t.p.AttendNow()
		return nil
	}
	if t.step == nil {
		return nil
	}
	switch l := f.Level(); {
	case t.step.how == Into, l < t.step.level, l == t.step.level && t.step.how == Over && f.Marked():
		return &Stop{Reason: AfterStep, session: t.step.session}
	case l == 0 && t.step.level == 0 && !f.Marked():
		t.endStep() // the process began something new: the step led out of it
	}
	return nil
}

func (t *thread) endStep() {
	t.step = nil
	t.p.Unmark()
	t.p.AttendNow()
}

// first is the session that gets what no session asked for.
func (d *Debugger) first() *Session {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.sessions) == 0 {
		return nil
	}
	return d.sessions[0]
}

// breakpoints returns the stop of the first session that has a breakpoint here
// whose condition holds. Log points write on the way.
func (t *thread) breakpoints(list []*Breakpoint, f vm.Frame) *Stop {
	var stop *Stop
	for _, b := range list {
		if stop != nil && stop.session != b.session {
			continue
		}
		holds, problem := b.holds(t.p, f)
		if !holds {
			continue
		}
		if b.log != nil {
			b.write(t, f)
			continue
		}
		if stop == nil {
			stop = &Stop{Reason: AtBreakpoint, session: b.session}
			if b.spec.Function != "" {
				stop.Reason = AtFunction
			}
		}
		if problem != nil {
			stop.Text = "The condition failed: " + problem.Error()
		}
		stop.Breakpoints = append(stop.Breakpoints, b.id)
	}
	return stop
}

// holds reports whether the condition and the count of hits stop. A condition
// that fails stops, so that its mistake is seen.
func (b *Breakpoint) holds(p *vm.Process, f vm.Frame) (holds bool, problem error) {
	if b.spec.Condition != "" {
		v, err := b.evaluate(b.spec.Condition, p, f)
		if err != nil {
			return true, err
		}
		if !value.Truthy(v) {
			return false, nil
		}
	}
	return b.hits(b.count.Add(1)), nil
}

func (b *Breakpoint) evaluate(text string, p *vm.Process, f vm.Frame) (value.Value, error) {
	fn, err := b.compiled(text, f.Function(), p.Runtime.Program)
	if err != nil {
		return value.Value{}, err
	}
	return run(p, f, fn)
}

// write tells the session what a log point says.
func (b *Breakpoint) write(t *thread, f vm.Frame) {
	var out strings.Builder
	failed := false
	for _, part := range b.log {
		if !part.expression {
			out.WriteString(part.text)
			continue
		}
		v, err := b.evaluate(part.text, t.p, f)
		switch {
		case err != nil:
			failed = true
			out.WriteString("{" + err.Error() + "}")
		case v.Kind() == value.Text:
			out.WriteString(clip(v.AsText(), longText))
		default:
			out.WriteString(Show(t.p, v, f.Function().Qodly))
		}
	}
	b.session.emit(Event{Kind: Output, Thread: t.id, Text: out.String() + "\n", Failed: failed, Break: b})
}

// run evaluates compiled code in a frame.
func run(p *vm.Process, f vm.Frame, fn *vm.Function) (value.Value, error) {
	defer p.HoldTime()()
	return p.Inspect(evaluationTime, func() (value.Value, error) { return f.Evaluate(fn) })
}

// Evaluate evaluates what a person typed, in a frame, on the process's
// goroutine. It may assign the variables it sees.
func Evaluate(p *vm.Process, f vm.Frame, text string) (value.Value, error) {
	fn, err := compile.InFrame(p.Runtime.Program, text, f.Function())
	if err != nil {
		return value.Value{}, err
	}
	return run(p, f, fn)
}

// Raised stops at an error.
func (d *Debugger) Raised(p *vm.Process, thrown *vm.Thrown) {
	caught := p.Catches()
	d.mu.Lock()
	var who *Session
	for _, s := range d.sessions {
		if s.all || s.uncaught && !caught {
			who = s
			break
		}
	}
	d.mu.Unlock()
	if who != nil {
		_ = d.hold(d.thread(p), &Stop{Reason: OnError, Thrown: thrown, Caught: caught, session: who}) // the process polls later
	}
}

// hold keeps the process where it is until its session lets it go, goes away,
// or the process has to end; that is the error.
func (d *Debugger) hold(t *thread, stop *Stop) error {
	stop.Thread = t.id
	stop.jobs, stop.resumed, stop.gone = make(chan job), make(chan Step), make(chan struct{})
	t.step, t.trace = nil, false
	t.pause.CompareAndSwap(stop.session, nil)
	t.p.Unmark()
	d.mu.Lock()
	t.stop = stop
	d.mu.Unlock()
	defer t.p.HoldTime()()
	stop.session.emit(Event{Kind: Stopped, Thread: t.id, Stop: stop})
	how, err := stop.wait(t.p)
	d.mu.Lock()
	t.stop = nil
	d.mu.Unlock()
	t.begin(stop.session, how)
	close(stop.gone)
	if err != nil {
		stop.session.emit(Event{Kind: Continued, Thread: t.id})
	}
	return err
}

func (s *Stop) wait(p *vm.Process) (Step, error) {
	for {
		select {
		case how := <-s.resumed:
			return how, nil
		case j := <-s.jobs:
			func() {
				defer close(j.done)
				j.run(p)
			}()
		case <-s.session.over:
			return Continue, nil
		case <-p.Context().Done():
			return Continue, p.Over()
		}
	}
}

// begin sets out on a step.
func (t *thread) begin(s *Session, how Step) {
	level := t.p.Depth() - 1
	if how == Out && level == 0 {
		how = Continue // there is nothing to come out to
	}
	if how != Continue && level >= 0 {
		t.step = &step{session: s, how: how, level: level}
		t.p.Frame(0).Mark()
	}
	t.p.AttendNow()
}
