package vm

import (
	"context"
	"io"
	"log/slog"
	"time"

	"quoin.dev/quoin/fault"
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
	// Embedder is what the embedder attached: the application.
	Embedder any
}

// RuntimeOptions are the parts of a runtime. A zero field means the sensible
// thing: the real host, the collation of "en", no log, fresh state.
type RuntimeOptions struct {
	Host     *host.Host
	Collator *text.Collator
	Log      *slog.Logger
	Limits   Limits
	State    *State
	Paths    map[string]string
	Embedder any
}

// NewRuntime returns a runtime of a program.
func NewRuntime(prog *Program, o RuntimeOptions) *Runtime {
	rt := &Runtime{Program: prog, Host: o.Host, Collator: o.Collator, Log: o.Log, Limits: o.Limits,
		State: o.State, Paths: o.Paths, Embedder: o.Embedder}
	if rt.Host == nil {
		rt.Host = host.Real()
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

// State outlives a program: what shared code keeps while code is reloaded.
type State struct {
	Storage    *value.Obj      // the Storage object, shared
	Singletons *SingletonStore // of shared singletons
}

// NewState returns an empty state.
func NewState() *State {
	return &State{Storage: value.NewSharedObject(nil), Singletons: NewSingletonStore()}
}

// SingletonStore holds singletons by class name. It is safe for concurrent use.
type SingletonStore struct{}

// NewSingletonStore returns an empty store.
func NewSingletonStore() *SingletonStore { return &SingletonStore{} }

// Limits bound what one process may use. A zero field means its default.
type Limits struct {
	Depth  int           // nested calls; default 1,000
	Steps  int64         // calls and turns of loops; default unlimited
	Memory int64         // bytes allocated and alive, estimated; default 1 GiB
	Time   time.Duration // of running; default unlimited
}

// ProcessOptions describe a process to start.
type ProcessOptions struct {
	Name    string
	Scope   any             // see Process.Scope
	Session *SingletonStore // of session singletons; nil: its own
	Limits  Limits          // zero fields: those of the runtime
	Output  io.Writer       // what LOG EVENT and MESSAGE write; nil: nowhere
}

// Process runs code of one program on one goroutine at a time.
type Process struct {
	Runtime *Runtime
	Name    string
	// Scope is what the embedder attached: the session, the request, ORDA's
	// caller (see app/bind). The language never looks inside.
	Scope  any
	Output io.Writer
	ctx    context.Context
}

// NewProcess returns a process that ends with the context. Close must be
// called when it is no longer used.
func (rt *Runtime) NewProcess(ctx context.Context, o ProcessOptions) *Process {
	return &Process{Runtime: rt, Name: o.Name, Scope: o.Scope, Output: o.Output, ctx: ctx}
}

// Close releases the locks the process holds and stops its timers.
func (p *Process) Close() {}

// Context returns the context that stops the process.
func (p *Process) Context() context.Context { return p.ctx }

// Describe names the type of a value for messages: "Text", "Null", "cs.User".
func (p *Process) Describe(v value.Value) string { return v.Kind().String() }

// Call runs a function value (a formula, a class function, the name of a
// method as text) with a receiver and arguments.
func (p *Process) Call(fn, this value.Value, args ...value.Value) (value.Value, error) {
	return value.Value{}, todo()
}

// RunMethod runs a project method by name.
func (p *Process) RunMethod(name string, args ...value.Value) (value.Value, error) {
	return value.Value{}, todo()
}

// RunFunction runs a compiled function with a receiver.
func (p *Process) RunFunction(f *Function, this value.Value, args ...value.Value) (value.Value, error) {
	return value.Value{}, todo()
}

// CallMember calls a function of a value by name, as "recv.name(args)" does.
func (p *Process) CallMember(recv value.Value, name string, args ...value.Value) (value.Value, error) {
	return value.Value{}, todo()
}

// Member reads a property as "v.name" does.
func (p *Process) Member(v value.Value, name string) (value.Value, error) {
	return value.Value{}, todo()
}

// SetMember assigns a property as "v.name := x" does.
func (p *Process) SetMember(v value.Value, name string, x value.Value) error { return todo() }

// New makes an instance of a class as "c.new(args)" does.
func (p *Process) New(c *Class, args ...value.Value) (value.Value, error) {
	return value.Value{}, todo()
}

// Singleton returns the instance of a singleton class as "cs.X.me" does,
// undefined for another class.
func (p *Process) Singleton(c *Class) (value.Value, error) { return value.Value{}, todo() }

// ClassOf returns the class of an object or collection; nil for other values.
func (p *Process) ClassOf(v value.Value) *Class { return nil }

// Arguments returns the arguments that the running method, function or formula
// was called with ("Copy parameters", "Count parameters").
func (p *Process) Arguments() []value.Value { return nil }

// ErrorInfo is an element of the stack that "Last errors" shows.
type ErrorInfo struct {
	Code      int
	Message   string
	Signature string
	Object    *value.Obj // the object thrown, with its custom properties; nil if none
	Function  string
	Line      int
}

// LastErrors returns the current error stack, nil when it is empty.
func (p *Process) LastErrors() []ErrorInfo { return nil }

func todo() error { return fault.New(fault.Unsupported, "vm.todo", "not written yet") }

// RoundToInt rounds a real as assignment to an integer variable does.
func RoundToInt(f float64) int64 { return types.RoundToInt(f) }
