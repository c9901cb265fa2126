package vm

import (
	"slices"
	"sync"
	"time"
)

// Debugger is told what the processes of a State do while it is installed, and
// may hold them up. Its methods are called on the goroutine of the process.
//
// Nothing is emitted for it and nothing asked of it while it is not installed.
// A process that it watches runs, for the functions it wants to stop in, a copy
// of their code with OpBreak at each statement.
type Debugger interface {
	// Watch says what the process has to tell. It is asked when the process
	// begins and after Attend.
	Watch(p *Process) Watch
	// Breaks reports whether a process that is watched at breakpoints has to tell
	// the statements of a function. It is asked at every call.
	Breaks(fn *Function) bool
	// Statement is called before a statement; an error fails it.
	Statement(p *Process) error
	// Raised is called for each error once, before anything deals with it.
	Raised(p *Process, t *Thrown)
	// Ended is called when a process is closed.
	Ended(p *Process)
}

// Watch is how closely a debugger looks at a process.
type Watch uint8

// The ways to watch: not at all, in functions with breakpoints, everywhere.
const (
	WatchNothing Watch = iota
	WatchBreaks
	WatchAll
)

// debugged is what a process keeps for its debugger.
type debugged struct {
	id       int // among the processes of the state
	data     any
	watch    Watch
	silent   bool    // it is inspected: nothing is told
	reported *Thrown // the last error told
}

// processes are those of a state that have not been closed.
type processes struct {
	mu   sync.Mutex
	all  map[*Process]struct{}
	last int // number given last
}

func (s *State) began(p *Process) {
	s.processes.mu.Lock()
	if s.processes.all == nil {
		s.processes.all = map[*Process]struct{}{}
	}
	s.processes.all[p] = struct{}{}
	s.processes.last++
	p.debug.id = s.processes.last
	s.processes.mu.Unlock()
	if s.debugger.Load() != nil {
		p.Attend()
	}
}

func (s *State) ended(p *Process) {
	s.processes.mu.Lock()
	delete(s.processes.all, p)
	s.processes.mu.Unlock()
	if d := s.debugger.Load(); d != nil {
		(*d).Ended(p)
	}
}

// running returns the number of processes that have not been closed.
func (s *State) running() int {
	s.processes.mu.Lock()
	defer s.processes.mu.Unlock()
	return max(len(s.processes.all), 1)
}

// Processes returns the processes that have not been closed, in no order. They
// may end at any time.
func (s *State) Processes() []*Process {
	s.processes.mu.Lock()
	defer s.processes.mu.Unlock()
	all := make([]*Process, 0, len(s.processes.all))
	for p := range s.processes.all {
		all = append(all, p)
	}
	return all
}

// ID identifies the process among those of its State, in the order in which they
// began; see also Number.
func (p *Process) ID() int { return p.debug.id }

// Noted is what the debugger last had noted of the process, for its methods that
// run on the process's goroutine.
func (p *Process) Noted() any { return p.debug.data }

// Note keeps something for the debugger.
func (p *Process) Note(data any) { p.debug.data = data }

// SetDebugger installs a debugger in place of another; nil removes it. Running
// processes notice when they next poll.
func (s *State) SetDebugger(d Debugger) {
	if d == nil {
		s.debugger.Store(nil)
	} else {
		s.debugger.Store(&d)
	}
	for _, p := range s.Processes() {
		p.Attend()
	}
}

// Attend makes the process ask its debugger again what to watch, the next time
// it polls. It may be called from any goroutine.
func (p *Process) Attend() { p.stop.Store(true) }

// AttendNow does it at once, on the process's goroutine.
func (p *Process) AttendNow() { p.rearm() }

func (p *Process) debugger() Debugger {
	if d := p.Runtime.State.debugger.Load(); d != nil && !p.debug.silent {
		return *d
	}
	return nil
}

// attend finds out why p.stop is set.
func (p *Process) attend() error {
	p.stop.Store(false)
	if p.ctx.Err() != nil {
		p.stop.Store(true)
		return p.stopped()
	}
	p.rearm()
	return nil
}

// Over returns why the process has to end, nil while it may go on.
func (p *Process) Over() error {
	if p.ctx.Err() == nil {
		return nil
	}
	return p.stopped()
}

// over reports whether the process has to end.
func (p *Process) over() bool { return p.stop.Load() && p.ctx.Err() != nil }

// rearm gives every frame the code that fits what the debugger watches.
func (p *Process) rearm() {
	if p.debug.silent {
		return
	}
	p.debug.watch, p.depth = WatchNothing, p.limits.Depth
	if d := p.debugger(); d != nil {
		p.debug.watch = d.Watch(p)
	}
	if p.debug.watch != WatchNothing {
		p.depth = 0 // every call asks for its code
	}
	for _, f := range p.frames {
		code := p.codeOf(f.fn)
		if f.ext != nil && f.ext.late != nil {
			f.ext.late.code = code // the copy with OpRaiseLate stays until it has run
			continue
		}
		f.code = code
	}
}

// codeOf returns the code that a frame of the function runs.
func (p *Process) codeOf(fn *Function) *Code {
	if p.debug.watch == WatchNothing {
		return fn.Code
	}
	if p.debug.watch == WatchAll {
		return fn.hooked()
	}
	if d := p.debugger(); d != nil && d.Breaks(fn) {
		return fn.hooked()
	}
	return fn.Code
}

// hooked returns the function's code with OpBreak at each statement.
func (f *Function) hooked() *Code {
	f.hooking.Do(func() {
		code := *f.Code
		code.Instrs = slices.Clone(code.Instrs)
		for _, s := range code.Starts {
			code.Instrs[s.PC] = Instr{Op: OpBreak}
		}
		f.hooks = &code
	})
	return f.hooks
}

// deep decides about a call when the process is nested deeper than p.depth.
func (p *Process) deep(fn *Function) (*Code, error) {
	if len(p.frames)+p.nested >= p.limits.Depth {
		return nil, p.errDepth()
	}
	return p.codeOf(fn), nil
}

// atStatement tells the debugger of the statement that runs next.
func (p *Process) atStatement() error {
	d := p.debugger()
	if d == nil {
		return nil
	}
	return d.Statement(p)
}

// raised tells the debugger of an error, once.
func (p *Process) raised(t *Thrown) {
	if d := p.debugger(); d != nil && p.debug.reported != t {
		p.debug.reported = t
		d.Raised(p, t)
	}
}

// timeLimit ends a process after the time it may run; the time that it is held
// up does not count.
type timeLimit struct {
	timer *time.Timer
	left  time.Duration // when it last began
	since time.Time
}

func (l *timeLimit) start(limit time.Duration, end func()) {
	if limit > 0 {
		l.timer, l.left, l.since = time.AfterFunc(limit, end), limit, time.Now()
	}
}

func (l *timeLimit) pause() {
	if l.timer == nil {
		return
	}
	if !l.timer.Stop() {
		l.timer = nil // it is too late
		return
	}
	l.left -= time.Since(l.since)
}

func (l *timeLimit) resume() {
	if l.timer != nil {
		l.since = time.Now()
		l.timer.Reset(max(l.left, 0))
	}
}
