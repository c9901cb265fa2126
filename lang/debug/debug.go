// Package debug stops processes and looks into them: breakpoints, steps, stopped
// processes, their frames and variables. It knows no protocol (see lang/dap).
//
// A Debugger belongs to an application and serves any number of sessions. Each
// has breakpoints of its own and holds up processes on its own:
//
//	d := debug.New(debug.Target{State: state, Program: current, Root: root})
//	s := d.Attach(func(e debug.Event) { … })
//	defer s.Close() // everything goes on
//	s.SetBreakpoints("Project/Sources/Methods/total.4dm", []debug.Spec{{Line: 3}})
//
// While no session is open nothing of this costs anything: see vm.Debugger.
package debug

import (
	"slices"
	"sync"
	"sync/atomic"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
)

// Target is the application to debug.
type Target struct {
	State *vm.State
	// Program returns the code that runs for new requests.
	Program func() *vm.Program
	// Root is the folder that the paths of sources are relative to.
	Root string
}

// Debugger watches the processes of an application for its sessions. It is safe
// for concurrent use.
type Debugger struct {
	target Target
	table  atomic.Pointer[table] // where processes stop

	mu       sync.Mutex // guards what follows
	sessions []*Session
	programs []*vm.Program // that the table is for
	threads  map[*vm.Process]*thread
	breaks   int      // number of the last breakpoint
	entry    *Session // wants the next process to stop where it begins
	closed   bool     // the application has ended
}

// New returns a debugger of an application.
func New(t Target) *Debugger {
	d := &Debugger{target: t, threads: map[*vm.Process]*thread{}}
	d.table.Store(&table{})
	return d
}

// Apart returns a debugger of the same code that sees no processes: for a client
// that runs without debugging.
func (d *Debugger) Apart() *Debugger {
	t := d.target
	t.State = vm.NewState()
	return New(t)
}

// Root is the folder that the paths of sources are relative to.
func (d *Debugger) Root() string { return d.target.Root }

// Attach opens a session. Its events are told to sink, from any goroutine; sink
// must not wait, nor call the session.
func (d *Debugger) Attach(sink func(Event)) *Session {
	s := &Session{d: d, sink: sink, files: map[string][]*Breakpoint{}, told: map[int]bool{}, over: make(chan struct{})}
	d.mu.Lock()
	if d.closed {
		s.closed = true
		close(s.over)
		d.mu.Unlock()
		return s
	}
	d.sessions = append(d.sessions, s)
	first := len(d.sessions) == 1
	d.mu.Unlock()
	if first {
		d.target.State.SetDebugger(d)
	}
	return s
}

// Close ends every session; nobody can attach any more.
func (d *Debugger) Close() {
	d.mu.Lock()
	d.closed = true
	sessions := slices.Clone(d.sessions)
	d.mu.Unlock()
	for _, s := range sessions {
		s.Close()
	}
}

// detach forgets a session and lets go on what it holds up.
func (d *Debugger) detach(s *Session) {
	d.mu.Lock()
	d.sessions = slices.DeleteFunc(d.sessions, func(x *Session) bool { return x == s })
	last := len(d.sessions) == 0
	for _, t := range d.threads {
		t.pause.CompareAndSwap(s, nil)
	}
	if d.entry == s {
		d.entry = nil
	}
	changes := d.rebuild()
	if last { // nobody tells of the end of processes any more
		d.threads, d.programs = map[*vm.Process]*thread{}, nil
	}
	d.mu.Unlock()
	tell(changes)
	if last {
		d.target.State.SetDebugger(nil)
		return
	}
	d.attend()
}

// attend makes every process look again at what it has to watch.
func (d *Debugger) attend() {
	for _, p := range d.target.State.Processes() {
		p.Attend()
	}
}

// Loaded tells that the application's code was loaded again: breakpoints move
// to it.
func (d *Debugger) Loaded() {
	d.mu.Lock()
	if len(d.sessions) == 0 {
		d.mu.Unlock()
		return
	}
	changes := d.rebuild()
	d.mu.Unlock()
	tell(changes)
	d.attend()
}

// thread returns the debugger's view of a process.
func (d *Debugger) thread(p *vm.Process) *thread {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.threadLocked(p)
}

// current is thread for the goroutine of the process, which knows it already.
func (d *Debugger) current(p *vm.Process) *thread {
	if t, ok := p.Noted().(*thread); ok && t.d == d {
		return t
	}
	return d.thread(p)
}

func (d *Debugger) threadLocked(p *vm.Process) *thread {
	t := d.threads[p]
	if t == nil {
		t = &thread{p: p, d: d, id: p.ID()}
		if d.entry != nil {
			t.entry = true
			t.pause.Store(d.entry)
			d.entry = nil
		}
		d.threads[p] = t
	}
	return t
}

// Watch makes *Debugger a vm.Debugger, with the methods below.
func (d *Debugger) Watch(p *vm.Process) vm.Watch {
	d.mu.Lock()
	t := d.threadLocked(p)
	p.Note(t)
	var changes []change
	if prog := p.Runtime.Program; !slices.Contains(d.programs, prog) {
		changes = d.rebuild()
	}
	d.mu.Unlock()
	tell(changes)
	switch {
	case t.step != nil || t.pause.Load() != nil || t.trace:
		return vm.WatchAll
	case len(d.table.Load().functions) > 0:
		return vm.WatchBreaks
	}
	return vm.WatchNothing
}

// Breaks reports whether a function has breakpoints.
func (d *Debugger) Breaks(fn *vm.Function) bool { return d.table.Load().functions[fn] != nil }

// Ended forgets a process.
func (d *Debugger) Ended(p *vm.Process) {
	d.mu.Lock()
	delete(d.threads, p)
	sessions := slices.Clone(d.sessions)
	d.mu.Unlock()
	for _, s := range sessions {
		if s.forget(p.ID()) {
			s.emit(Event{Kind: Exited, Thread: p.ID()})
		}
	}
}

// Traced stops the process at its next statement ("TRACE").
func (d *Debugger) Traced(p *vm.Process) { d.thread(p).trace = true }

func errRunning(thread int) error {
	return fault.New(fault.Conflict, "debug.running", "The process %d is running. Pause it first.", thread)
}
