package vm

import (
	"context"
	"io"
	"log/slog"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// Runtime is what the processes of one program share.
type Runtime struct {
	Program  *Program
	Host     *host.Host
	Collator *text.Collator
	Log      *slog.Logger
	Limits   Limits
	State    *State
	// Paths maps the file-system roots of the language ("/PACKAGE/", "/PROJECT/",
	// "/RESOURCES/", "/DATA/", "/LOGS/", "/SOURCES/") to absolute folders.
	Paths map[string]string
	// Reserved are files and folders below those that code may not touch, nor
	// see: the data file, keys.
	Reserved []string
	// Programs lets code start programs of the machine.
	Programs bool

	heap    int64        // bytes that all processes may use together
	numbers atomic.Int64 // of processes
	kept    sync.Map     // see Kept
	core    coreClasses
}

// coreClasses are the classes of values that do not name theirs.
type coreClasses struct{ object, class, function, collection, blob *Class }

// RuntimeOptions are the parts of a runtime. A zero field means the sensible
// thing: the real host, the collation of "en", no log, fresh state.
type RuntimeOptions struct {
	Host     *host.Host
	Collator *text.Collator
	Log      *slog.Logger
	Limits   Limits
	State    *State
	Paths    map[string]string
	Reserved []string
	Programs bool
}

// NewRuntime returns a runtime of a program.
func NewRuntime(prog *Program, o RuntimeOptions) *Runtime {
	rt := &Runtime{Program: prog, Host: o.Host, Collator: o.Collator, Log: o.Log, Limits: o.Limits,
		State: o.State, Paths: o.Paths, Reserved: o.Reserved, Programs: o.Programs}
	rt.core = coreClasses{core(prog, "Object"), core(prog, "Class"), core(prog, "Function"),
		core(prog, "Collection"), core(prog, "Blob")}
	if rt.Host == nil {
		rt.Host = host.Real()
	}
	if rt.heap = rt.Host.Memory / 4 * 3; rt.heap == 0 {
		rt.heap = math.MaxInt64
	}
	if rt.Collator == nil {
		rt.Collator = text.NewCollator("en")
	}
	if rt.Log == nil {
		rt.Log = slog.New(slog.DiscardHandler)
	}
	if rt.State == nil {
		rt.State = NewState()
	}
	return rt
}

// core returns a built-in class, an empty one where the library has none.
func core(prog *Program, name string) *Class {
	if c := prog.Builtins.Class("4D", name); c != nil {
		return c
	}
	return &Class{Name: name, Store: "4D", Parent: prog.Builtins.Class("4D", "Object")}
}

// State outlives a program: what shared code keeps while code is reloaded.
type State struct {
	Storage    *value.Obj      // the Storage object
	Singletons *SingletonStore // of shared singletons

	mu        sync.Mutex
	variables map[string]interVariable // inter-process variables; guarded by mu
	handler   string                   // of errors of all processes; guarded by mu
	asserts   bool                     // assertions are off; guarded by mu

	processes processes
	collector collector
	debugger  atomic.Pointer[Debugger] // nil: nobody debugs
}

// NewState returns an empty state.
func NewState() *State {
	return &State{Storage: value.NewStorage(), Singletons: NewSingletonStore()}
}

func (s *State) setHandler(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handler = method
}

func (s *State) handlerMethod() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handler
}

// Limits bound what one process may use. A zero field means its default.
type Limits struct {
	Depth  int           // nested calls; default 1,000
	Steps  int64         // calls and turns of loops; default unlimited
	Memory int64         // bytes in use, roughly; default 1 GiB
	Time   time.Duration // of running; default unlimited
}

// ProcessOptions describe a process to start.
type ProcessOptions struct {
	Name    string
	Scope   any             // see Process.Scope
	Session *SingletonStore // of session singletons; nil: its own
	Limits  Limits          // zero fields: those of the runtime
	Output  io.Writer       // what LOG EVENT and MESSAGE write; nil: nowhere
	// Plain executes every instruction in full, without the machine's fast paths:
	// for tests, which compare.
	Plain bool
}

// Process runs code of one program on one goroutine at a time.
type Process struct {
	Runtime *Runtime
	Name    string
	// Number identifies the process among those of its runtime.
	Number int
	// Scope is what the embedder attached: the session, the request, ORDA's
	// caller (see app/bind). The language never looks inside.
	Scope  any
	Output io.Writer

	ctx    context.Context
	cancel context.CancelCauseFunc
	clock  timeLimit
	unhook func() bool
	stop   atomic.Bool // the context has ended, or a debugger wants attention
	debug  debugged

	frames []*frame      // those above its length are free for use
	base   []value.Value // the stack's first chunk
	spare  []value.Value // a chunk not in use
	calls  []*Call       // one for each level of nested built-ins
	nested int           // built-ins that run now
	tries  []try
	// argumentsRead counts the calls of Arguments: see Lending.
	argumentsRead int
	locks         []*value.Group

	globals     []value.Value
	globalTypes []types.Type
	globalRefs  map[int]*value.Ref

	inbox inbox
	kept  map[any]any // see Kept

	handler    handler
	lastErrors *Thrown
	refused    *Thrown // what a handler failed with: no handler takes it
	assertsOff bool

	session    *SingletonStore
	singletons *SingletonStore // of this process

	buffers    [4]textBuffer
	nextBuffer int

	limits    Limits
	depth     int  // calls from which enter looks closer: limits.Depth, less while debugged
	plain     bool // see ProcessOptions.Plain
	epsilon   float64
	ticks     int   // calls and turns left until the next poll
	batch     int   // what ticks began with
	quota     int64 // steps left
	polls     int
	allocated int64 // bytes announced since the heap was last looked at
	announced int64 // bytes, ever
	before    int64 // of these, before the built-in that runs, the outermost one, began
	others    int64 // bytes of the heap that are not the process's own; 0: not known
	shares    bool  // it has put values where others reach them
}

// NewProcess returns a process that ends with the context. Close must be
// called when it is no longer used.
func (rt *Runtime) NewProcess(ctx context.Context, o ProcessOptions) *Process {
	p := &Process{Runtime: rt, Name: o.Name, Scope: o.Scope, Output: o.Output, session: o.Session,
		singletons: NewSingletonStore(), limits: o.Limits.or(rt.Limits).or(Limits{Depth: defaultDepth, Memory: defaultMemory})}
	if p.session == nil {
		p.session = NewSingletonStore()
	}
	p.depth, p.plain, p.epsilon = p.limits.Depth, o.Plain, value.Epsilon
	p.batch, p.ticks, p.quota = 1, 1, p.limits.Steps
	if p.quota <= 0 {
		p.quota = math.MaxInt64
	}
	p.ctx, p.cancel = context.WithCancelCause(ctx)
	p.clock.start(p.limits.Time, func() { p.cancel(errTimeLimit) })
	p.unhook = context.AfterFunc(p.ctx, func() { p.stop.Store(true) })
	p.Number = int(rt.numbers.Add(1))
	rt.State.began(p)
	return p
}

func (l Limits) or(d Limits) Limits {
	if l.Depth == 0 {
		l.Depth = d.Depth
	}
	if l.Steps == 0 {
		l.Steps = d.Steps
	}
	if l.Memory == 0 {
		l.Memory = d.Memory
	}
	if l.Time == 0 {
		l.Time = d.Time
	}
	return l
}

// Close releases the locks the process holds and stops its timers.
func (p *Process) Close() {
	p.Runtime.State.ended(p)
	p.clock.pause()
	p.unhook()
	p.cancel(nil)
	p.unlockTo(0)
}

// Context returns the context that stops the process.
func (p *Process) Context() context.Context { return p.ctx }

// Session returns the store of session singletons.
func (p *Process) Session() *SingletonStore { return p.session }

// AssertsOff reports whether assertions are switched off.
func (p *Process) AssertsOff() bool {
	s := p.Runtime.State
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asserts || p.assertsOff
}

// SetAsserts switches assertions of this process or of all.
func (p *Process) SetAsserts(on, all bool) {
	if !all {
		p.assertsOff = !on
		return
	}
	s := p.Runtime.State
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asserts = !on
}

// RoundToInt rounds a real as assignment to an integer variable does.
func RoundToInt(f float64) int64 { return types.RoundToInt(f) }
