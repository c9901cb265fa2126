package app

import (
	"context"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/value"
)

// Call is one call of the user's code by a door.
type Call struct {
	Level    bind.Level
	Class    string
	Function string
	// This is the receiver: an entity or a selection as a language value. For the
	// other levels it is found by class.
	This  value.Value
	Args  []value.Value
	HTTP  *message.Incoming
	Event *message.WebEvent
	// Get says that the call came with GET: the function must allow it.
	Get bool
}

// Reply is what a call answered.
type Reply struct {
	Value    value.Value
	Effects  *message.Effects
	Outgoing *message.Outgoing
}

// Invoke runs a function on behalf of a session, if it is exposed and the
// session may execute it. Every call from outside passes here.
func (g *Generation) Invoke(ctx context.Context, s *session.Session, call Call) (Reply, error) {
	f := g.functions.Find(call.Level, call.Class, call.Function)
	if f == nil {
		return Reply{}, unknownFunction(call)
	}
	if call.Get && !f.OnHTTPGet {
		return Reply{}, fault.Numbered(fault.Invalid, 1829, "dbmg", "The function %q cannot be called with GET.", call.Function)
	}
	if !g.mayExecute(s, f) {
		return Reply{}, fault.Numbered(fault.Permission, 1561, "dbmg",
			"No permission to execute method %s in dataclass %s", call.Function, g.describe(call))
	}
	p, scope := g.process(ctx, s, call.Function)
	defer end(p, scope)
	scope.Event, scope.Incoming = call.Event, call.HTTP
	scope.Effects = message.NewEffects(g.world.Stamps)
	this, err := g.receiver(p, call)
	if err != nil {
		return Reply{}, err
	}
	v, err := p.RunFunction(f.Function, this, arguments(f.Function, call.Args)...)
	return Reply{Value: v, Effects: scope.Effects, Outgoing: outgoing(v, scope)}, err
}

// end gives up what the code left open, then the process.
func end(p *vm.Process, scope *bind.Scope) {
	scope.End()
	p.Close()
}

func outgoing(v value.Value, scope *bind.Scope) *message.Outgoing {
	if o := bind.OutgoingOf(v); o != nil {
		return o
	}
	return scope.Outgoing
}

func unknownFunction(call Call) error {
	if call.Level == bind.OnDatastore || call.Level == bind.OnSingleton {
		return fault.Numbered(fault.NotFound, 1827, "dbmg", "The function %q is unknown or not exposed.", call.Function)
	}
	return fault.Numbered(fault.NotFound, 1500, "dbmg", "Attribute %q cannot be found in dataclass %q", call.Function, call.Class)
}

func (g *Generation) describe(call Call) string {
	if call.Level == bind.OnDatastore {
		return "ds"
	}
	return call.Class
}

// mayExecute decides about executing a function. Signing in is always allowed:
// authentify is what opens everything else.
func (g *Generation) mayExecute(s *session.Session, f *bind.Function) bool {
	if f.Level == bind.OnDatastore && f.Name == "authentify" {
		return true
	}
	return g.Policy().Allowed(s.Subject(), access.Execute, f.Resource())
}

func (g *Generation) receiver(p *vm.Process, call Call) (value.Value, error) {
	switch call.Level {
	case bind.OnDatastore:
		return g.world.DS(), nil
	case bind.OnDataclass:
		return g.world.Dataclass(g.world.Datastore.Class(call.Class)), nil
	case bind.OnSingleton:
		return p.Singleton(g.world.Program.Class(call.Class))
	}
	return call.This, nil
}

// process starts a process that acts for a session (nil: for the application
// itself, to which everything is open).
func (g *Generation) process(ctx context.Context, s *session.Session, name string) (*vm.Process, *bind.Scope) {
	scope := &bind.Scope{World: g.world, Session: s}
	p := g.world.NewProcess(ctx, scope, name)
	scope.Caller = scope.NewCaller(ctx, p)
	return p, scope
}

// Caller returns on whose behalf a door reads and writes directly. Hooks get a
// process when the first one runs; Release must be called in the end.
func (g *Generation) Caller(ctx context.Context, s *session.Session) *orda.Caller {
	scope := &bind.Scope{World: g.world, Session: s, Effects: message.NewEffects(g.world.Stamps)}
	return scope.NewCaller(ctx, nil)
}

// Release gives up what the work of a Caller has left open.
func (g *Generation) Release(c *orda.Caller) { g.world.Release(c) }

// Handle runs a function of a shared singleton for an HTTP handler.
func (g *Generation) Handle(ctx context.Context, s *session.Session, class, function string, in *message.Incoming) (*message.Outgoing, error) {
	c := g.world.Program.Class(class)
	if c == nil || !c.Singleton || !c.Shared {
		return nil, fault.New(fault.Invalid, "app.handler", "Cannot find singleton %q: a handler must be a shared singleton.", class)
	}
	m := c.Find(function)
	if m == nil || m.Function == nil {
		return nil, fault.New(fault.Invalid, "app.handler", "Cannot find singleton function %q of %q.", function, class)
	}
	p, scope := g.process(ctx, s, class+"."+function)
	defer end(p, scope)
	scope.Incoming = in
	scope.Effects = message.NewEffects(g.world.Stamps)
	this, err := p.Singleton(c)
	if err != nil {
		return nil, err
	}
	v, err := p.RunFunction(m.Function, this, g.world.Incoming(in))
	if err != nil {
		return nil, err
	}
	return outgoing(v, scope), nil
}

// Connects reports whether the project has the database method
// onWebConnection, which is asked for addresses where nothing else is.
func (g *Generation) Connects() bool { return g.Program.DatabaseMethod("onWebConnection") != nil }

// Connect runs onWebConnection for a request, after onWebAuthentication has let
// it in if there is that method. A nil answer means that nothing was sent.
func (g *Generation) Connect(ctx context.Context, s *session.Session, in *message.Incoming) (*message.Outgoing, error) {
	p, scope := g.process(ctx, s, "onWebConnection")
	defer end(p, scope)
	scope.Incoming = in
	scope.Effects = message.NewEffects(g.world.Stamps)
	args := connectionArguments(in)
	if f := g.Program.DatabaseMethod("onWebAuthentication"); f != nil {
		v, err := p.RunFunction(f, value.Value{}, args...)
		if err != nil {
			return nil, err
		}
		if !v.AsBool() {
			return nil, fault.New(fault.Permission, "app.connection", "The application refused the request.")
		}
	}
	if _, err := p.RunFunction(g.Program.DatabaseMethod("onWebConnection"), value.Value{}, args...); err != nil {
		return nil, err
	}
	return scope.Outgoing, nil
}

// connectionArguments are address, header, address of the client, that of the
// server, user and password of basic authentication.
func connectionArguments(in *message.Incoming) []value.Value {
	user, password := in.BasicAuth()
	var args []value.Value
	for _, s := range [...]string{in.URL, in.HeaderText(), in.Remote, in.Headers.Get("Host"), user, password} {
		args = append(args, value.FromText(s))
	}
	return args
}
