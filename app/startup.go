package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// startupWait is how long a server waits for start-up code before it answers
// requests; the code then goes on in the background.
const startupWait = 20 * time.Second

// RunStartup runs the project's start-up code: the database methods
// onServerStartup and onStartup, and QodlyEvents.onStartup where no database
// method does it. Errors are logged: guest code does not keep the server down.
func (a *App) RunStartup(ctx context.Context) {
	g := a.Current()
	done := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	unhook := context.AfterFunc(a.background, cancel)
	a.working.Go(func() {
		defer close(done)
		defer cancel()
		defer unhook()
		started := a.runDatabaseMethod(ctx, g, "onServerStartup")
		a.runDatabaseMethod(ctx, g, "onStartup")
		if !started {
			a.runEvent(ctx, g, "onStartup")
		}
	})
	select {
	case <-done:
	case <-ctx.Done():
	case <-time.After(startupWait):
		a.log.Warn("the start-up code is still running; requests are answered meanwhile", "after", startupWait.String())
	}
}

// RunStop runs the code that the project has for the end of the server.
func (a *App) RunStop(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, startupWait)
	defer cancel()
	g := a.Current()
	if !a.runDatabaseMethod(ctx, g, "onServerShutdown") {
		a.runEvent(ctx, g, "onStop")
	}
	a.runDatabaseMethod(ctx, g, "onExit")
}

// runDatabaseMethod reports whether there is such a method.
func (a *App) runDatabaseMethod(ctx context.Context, g *Generation, name string) bool {
	f := g.Program.DatabaseMethod(name)
	if f == nil {
		return false
	}
	a.runInternal(ctx, g, name, func(p *vm.Process) error {
		_, err := p.RunFunction(f, value.Value{})
		return err
	})
	return true
}

// runEvent runs a function of the singleton QodlyEvents, if there is one.
func (a *App) runEvent(ctx context.Context, g *Generation, name string) {
	c := g.Program.Class("QodlyEvents")
	if c == nil || c.Find(name) == nil {
		return
	}
	a.runInternal(ctx, g, "QodlyEvents."+name, func(p *vm.Process) error {
		me, err := p.Singleton(c)
		if err != nil {
			return err
		}
		_, err = p.CallMember(me, name)
		return err
	})
}

// runInternal runs code on behalf of the application itself.
func (a *App) runInternal(ctx context.Context, g *Generation, name string, run func(*vm.Process) error) {
	p, scope := g.process(ctx, nil, name)
	defer end(p, scope)
	p.Output = a.o.Output
	if err := run(p); err != nil {
		a.log.Error("the project's own code failed", "code", name, "error", err)
	}
}

// RunMethod runs a project method without a session; its error is returned.
func (a *App) RunMethod(ctx context.Context, name string) error {
	g := a.Current()
	if g.Program.Method(name) == nil {
		return fault.New(fault.NotFound, "app.method", "The project has no method %q.", name)
	}
	p, scope := g.process(ctx, nil, name)
	defer end(p, scope)
	p.Output = a.o.Output
	_, err := p.RunMethod(name)
	return err
}

// StartupTime is how long opening took.
func (a *App) StartupTime() time.Duration { return a.startup }

// writeValue prints a value as quoin eval does: JSON on one line, undefined as
// the bare word.
func writeValue(w io.Writer, v value.Value, p *vm.Process) error {
	if v.IsUndefined() {
		_, err := fmt.Fprint(w, "undefined")
		return err
	}
	if v.Kind() == value.Time {
		s := v.AsInt()
		sign := ""
		if s < 0 {
			sign, s = "-", -s
		}
		_, err := fmt.Fprintf(w, `"%s%02d:%02d:%02d"`, sign, s/3600, s/60%60, s%60)
		return err
	}
	if v.Kind() == value.Date {
		_, err := fmt.Fprintf(w, "%q", v.AsDate().String())
		return err
	}
	line, err := value.AppendJSON(nil, v, value.JSONOptions{Native: bind.NativeJSON(p)})
	if err != nil {
		return err
	}
	_, err = w.Write(line)
	return err
}
