package app

import (
	"context"

	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/value"
)

// Work is a process that runs the project's code beside the doors: tests run in
// one each.
type Work struct {
	*vm.Process
	scope *bind.Scope
}

// Begin starts a process of this generation that acts for a session, with a page
// to tell things; nil: for the application itself, to which everything is open.
// End must be called.
func (g *Generation) Begin(ctx context.Context, s *session.Session, o vm.ProcessOptions) *Work {
	scope := &bind.Scope{World: g.world, Session: s}
	if s != nil {
		scope.Effects = message.NewEffects(g.world.Stamps)
	}
	w := &Work{scope: scope, Process: g.world.Start(ctx, scope, o)}
	scope.Caller = scope.NewCaller(ctx, w.Process)
	return w
}

// Isolate begins a transaction around all that the process does; End rolls it
// back.
func (w *Work) Isolate() error { return w.scope.Begin() }

// Datastore is the value of ds; undefined without a database.
func (w *Work) Datastore() value.Value {
	if w.scope.World.Datastore == nil {
		return value.Value{}
	}
	return w.scope.World.DS()
}

// End rolls back what is open, gives up locks and ends the process.
func (w *Work) End() { end(w.Process, w.scope) }
