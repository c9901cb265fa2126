package app

import (
	"context"

	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Work is a process that acts for the application itself, without a session:
// everything is open to it. Tests run in one each.
type Work struct {
	*vm.Process
	scope *bind.Scope
}

// Begin starts a process of this generation. End must be called.
func (g *Generation) Begin(ctx context.Context, o vm.ProcessOptions) *Work {
	scope := &bind.Scope{World: g.world}
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
