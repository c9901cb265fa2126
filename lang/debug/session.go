package debug

import (
	"slices"
	"strings"
	"sync"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
)

// Session is one client of the debugger. It is safe for concurrent use.
type Session struct {
	d    *Debugger
	sink func(Event)
	over chan struct{} // closed when the session is

	mu     sync.Mutex   // guards what follows; taken after Debugger.mu
	told   map[int]bool // threads that the client knows of
	seen   map[int]bool // threads that there were at the last TellStarted
	closed bool

	// Guarded by Debugger.mu.
	files     map[string][]*Breakpoint
	functions []*Breakpoint
	all       bool // stop at every error
	uncaught  bool // stop at errors that nothing catches
}

// Event is something that a client wants to know.
type Event struct {
	Kind   EventKind
	Thread int
	Stop   *Stop       // of Stopped
	Text   string      // of Output
	Failed bool        // the output tells of a failure
	Break  *Breakpoint // of Output that a log point made
	Moved  Location    // of BreakpointChanged
}

// EventKind says what an event is about.
type EventKind uint8

// The kinds of events.
const (
	Stopped EventKind = iota
	Continued
	Started
	Exited
	Output
	BreakpointChanged
)

// Thread is a process as sessions see it.
type Thread struct {
	ID   int
	Name string
}

// emit tells the client unless it has gone away.
func (s *Session) emit(e Event) {
	s.mu.Lock()
	closed := s.closed
	if (e.Kind == Stopped || e.Kind == Started) && !closed {
		s.told[e.Thread] = true
	}
	s.mu.Unlock()
	if !closed {
		s.sink(e)
	}
}

// forget reports whether the client knew of a thread.
func (s *Session) forget(thread int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.told[thread]
	delete(s.told, thread)
	return known
}

// Close ends the session: its breakpoints are gone and what it holds up goes on.
func (s *Session) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	close(s.over)
	s.mu.Unlock()
	s.d.detach(s)
}

// Done is closed when the session is, by either side.
func (s *Session) Done() <-chan struct{} { return s.over }

// Root is the folder that the paths of sources are relative to.
func (s *Session) Root() string { return s.d.target.Root }

// Program is the code that runs for new requests.
func (s *Session) Program() *vm.Program { return s.d.target.Program() }

// Threads returns the processes, oldest first.
func (s *Session) Threads() []Thread {
	var all []Thread
	for _, p := range s.d.target.State.Processes() {
		if p.Context().Err() != nil {
			continue
		}
		all = append(all, Thread{p.ID(), p.Name})
		s.mu.Lock()
		s.told[p.ID()] = true
		s.mu.Unlock()
	}
	slices.SortFunc(all, func(a, b Thread) int { return a.ID - b.ID })
	return all
}

// TellStarted tells of processes that were there at the call before already and
// that the client does not know yet. Those that live shorter are told of only
// when they stop.
func (s *Session) TellStarted() {
	now := map[int]bool{}
	var fresh []int
	for _, p := range s.d.target.State.Processes() {
		id := p.ID()
		now[id] = true
		s.mu.Lock()
		if s.seen[id] && !s.told[id] {
			fresh = append(fresh, id)
		}
		s.mu.Unlock()
	}
	s.mu.Lock()
	s.seen = now
	s.mu.Unlock()
	slices.Sort(fresh)
	for _, id := range fresh {
		s.emit(Event{Kind: Started, Thread: id})
	}
}

// Stopped returns the processes that this session holds up, in no order.
func (s *Session) Stopped() []*Stop {
	s.d.mu.Lock()
	defer s.d.mu.Unlock()
	var all []*Stop
	for _, t := range s.d.threads {
		if t.stop != nil && t.stop.session == s {
			all = append(all, t.stop)
		}
	}
	return all
}

// Stop returns what is known of a stopped process.
func (s *Session) Stop(thread int) (*Stop, error) {
	for _, x := range s.Stopped() {
		if x.Thread == thread {
			return x, nil
		}
	}
	return nil, errRunning(thread)
}

// Pause makes a process stop at its next statement.
func (s *Session) Pause(thread int) error {
	for _, p := range s.d.target.State.Processes() {
		if p.ID() == thread {
			s.d.thread(p).pause.Store(s)
			p.Attend()
			return nil
		}
	}
	return errNoThread(thread)
}

func errNoThread(thread int) error {
	return fault.New(fault.NotFound, "debug.thread", "There is no process %d.", thread)
}

// StopOnEntry makes the next process stop at its first statement.
func (s *Session) StopOnEntry() {
	s.d.mu.Lock()
	defer s.d.mu.Unlock()
	s.d.entry = s
}

// End ends a process, stopped or not.
func (s *Session) End(thread int) error {
	for _, p := range s.d.target.State.Processes() {
		if p.ID() == thread {
			p.Cancel()
			return nil
		}
	}
	return errNoThread(thread)
}

// Resume lets a stopped process go on.
func (s *Session) Resume(thread int, how Step) error {
	stop, err := s.Stop(thread)
	if err != nil {
		return err
	}
	return stop.resume(how)
}

// SetExceptions says at which errors processes stop.
func (s *Session) SetExceptions(all, uncaught bool) {
	s.d.mu.Lock()
	defer s.d.mu.Unlock()
	s.all, s.uncaught = all, uncaught
}

// SetBreakpoints replaces the breakpoints of a file and returns where each came
// to stand, in the order given. The path is relative to the root, or ends with
// such a path.
func (s *Session) SetBreakpoints(path string, specs []Spec) []Location {
	s.d.mu.Lock()
	path = s.d.relative(path)
	old := s.files[path]
	list := make([]*Breakpoint, len(specs))
	for i, spec := range specs {
		list[i] = s.d.newBreakpoint(s, path, spec, old)
	}
	s.files[path] = list
	return s.placed(list)
}

// SetFunctionBreakpoints replaces the breakpoints at the beginning of functions
// by their names: "total", "Person.fullName".
func (s *Session) SetFunctionBreakpoints(specs []Spec) []Location {
	s.d.mu.Lock()
	list := make([]*Breakpoint, len(specs))
	for i, spec := range specs {
		list[i] = s.d.newBreakpoint(s, "", spec, s.functions)
	}
	s.functions = list
	return s.placed(list)
}

// placed finds the places of new breakpoints, unlocks the debugger and makes
// processes notice.
func (s *Session) placed(list []*Breakpoint) []Location {
	changes := s.d.rebuild()
	changes = slices.DeleteFunc(changes, func(c change) bool { return slices.Contains(list, c.b) })
	places := make([]Location, len(list))
	for i, b := range list {
		places[i] = b.at
	}
	s.d.mu.Unlock()
	tell(changes)
	s.d.attend()
	return places
}

// Lines returns the lines of a file, from first to last, where statements begin.
func (s *Session) Lines(path string, first, last int) []int {
	s.d.mu.Lock()
	path = s.d.relative(path)
	s.d.mu.Unlock()
	var lines []int
	for fn := range s.Program().Functions() {
		if fn.Source == nil || fn.Source.Path != path || fn.Code == nil {
			continue
		}
		for _, st := range fn.Code.Starts {
			if n := fn.Source.Line(st.Pos); n >= first && n <= last {
				lines = append(lines, n)
			}
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// relative finds the file of the program that a client's path means.
func (d *Debugger) relative(path string) string {
	path = strings.ReplaceAll(path, `\`, "/")
	if rest, ok := strings.CutPrefix(path, d.target.Root+"/"); ok && d.target.Root != "" {
		return rest
	}
	best := ""
	for fn := range d.target.Program().Functions() {
		if fn.Source == nil || fn.Source.Path == "" || len(fn.Source.Path) <= len(best) {
			continue
		}
		if p := fn.Source.Path; path == p || strings.HasSuffix(path, "/"+p) {
			best = p
		}
	}
	if best == "" {
		return path
	}
	return best
}
