package vm

import (
	"context"
	"log/slog"
	"math"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
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
}

// State outlives a program: what shared code keeps while code is reloaded.
type State struct {
	Storage    *value.Obj      // the Storage object, shared
	Singletons *SingletonStore // of shared singletons
}

// SingletonStore holds singletons by class name. It is safe for concurrent use.
type SingletonStore struct{}

// Limits bound what one process may use. A zero field means its default.
type Limits struct {
	Depth  int   // nested calls; default 1,000
	Steps  int64 // instructions; default unlimited
	Memory int64 // bytes allocated and alive, estimated; default 1 GiB
	Time   int64 // nanoseconds of running; default unlimited
}

// Function is a compiled function, method or formula.
type Function struct {
	Name string
}

// Program is compiled code: methods and classes by name, and the built-ins they
// were compiled against.
type Program struct{}

// Process runs code of one program on one goroutine at a time.
type Process struct {
	Runtime *Runtime
	Name    string
	// Scope is what the embedder attached: the session, the request, ORDA's
	// caller (see app/bind). The language never looks inside.
	Scope any
}

// Context returns the context that stops the process.
func (p *Process) Context() context.Context { return context.Background() }

// Describe names the type of a value for messages: "Text", "Null", "cs.User".
func (p *Process) Describe(v value.Value) string { return v.Kind().String() }

// Call runs a function value with a receiver and arguments.
func (p *Process) Call(fn, this value.Value, args ...value.Value) (value.Value, error) {
	return value.Value{}, fault.New(fault.Unsupported, "vm.todo", "not written yet")
}

// RoundToInt rounds a real as assignment to an integer variable does.
func RoundToInt(f float64) int64 { return int64(math.Floor(f + 0.5)) }
