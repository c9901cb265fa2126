package app

import (
	"cmp"
	"log/slog"
	"sync"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/lang/lib/environment"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/text"
)

// Generation is a build with its data: what serves requests. It is immutable; a
// request keeps the one it began with while newer ones take over.
type Generation struct {
	*Build
	app       *App
	number    int
	world     *bind.World
	functions *bind.Functions
	broken    error

	attachments sync.Map // by key; see Attachment
}

// newGeneration joins a build with the open database. base is the datastore of
// the generation before, nil for the first.
func (a *App) newGeneration(b *Build, number int) *Generation {
	names := make([]string, 0, len(b.Model.Classes))
	for _, d := range b.Model.Classes {
		names = append(names, d.Name)
	}
	g := &Generation{Build: b, app: a, number: number, functions: bind.NewFunctions(b.Program, names)}
	if !a.o.IgnoreRoles {
		g.broken = b.PolicyError
	}
	g.world = &bind.World{Program: b.Program, Sessions: a.sessions, Stamps: a.stamps, Name: a.project.Name(), RequestTime: cmp.Or(a.o.RequestTime, requestTime), Web: a.o.Web, Protection: protection{a},
		Problems: b.Diagnostics}
	g.world.Runtime = vm.NewRuntime(b.Program, vm.RuntimeOptions{
		Host: a.o.Host, Collator: text.NewCollator(b.Model.Collation), Log: a.log, State: a.state,
		Paths: a.paths(), Reserved: a.reserved(), Programs: a.o.Programs, Limits: vm.Limits{Memory: a.o.CodeMemory},
	})
	environment.Configure(g.world.Runtime, environment.Settings{UserParam: a.o.UserParam, Tool: a.o.Quit != nil, Quit: a.o.Quit})
	a.past = append(a.past, g.world.Runtime)
	for f := range g.functions.All() {
		g.world.Promote(f, b.Policy.Promotions(f.Resource()))
	}
	return g
}

// attach gives the generation its datastore.
func (g *Generation) attach(ds *orda.Datastore) { g.world.Datastore = ds }

// hooks returns the functions of the ORDA classes for the datastore.
func (g *Generation) hooks() *bind.Hooks { return bind.NewHooks(g.world, g.Build.Model.Classes) }

// Name is the name of the application.
func (g *Generation) Name() string { return g.app.project.Name() }

// Number counts the generations from 1.
func (g *Generation) Number() int { return g.number }

// World is what the language sees.
func (g *Generation) World() *bind.World { return g.world }

// Datastore is the database, nil when there is none.
func (g *Generation) Datastore() *orda.Datastore { return g.world.Datastore }

// Policy decides about privileges.
func (g *Generation) Policy() *access.Policy { return g.Build.Policy }

// Functions are the exposed functions.
func (g *Generation) Functions() *bind.Functions { return g.functions }

// Broken says why the application cannot be used, nil when it can.
func (g *Generation) Broken() error { return g.broken }

// Log is where doors report what is wrong with the project.
func (g *Generation) Log() *slog.Logger { return g.app.log }

// Stamps number the effects on pages.
func (g *Generation) Stamps() *message.Stamps { return g.app.stamps }

// Attachment returns what another part of the server derives from the
// generation, making it on first use. Keys are values of unexported types.
func (g *Generation) Attachment(key any, first func() any) any {
	make := sync.OnceValue(first)
	v, _ := g.attachments.LoadOrStore(key, make)
	return v.(func() any)()
}
