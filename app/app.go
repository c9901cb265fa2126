// Package app is one running application: a project, its data, its sessions,
// and the generation of code, model, roles and pages that serves now.
//
//	a, err := app.Open(ctx, app.Options{Project: "apps/shop", OpenEngine: server.OpenEngine})
//	g := a.Current()
//	reply, err := g.Invoke(ctx, session, app.Call{Function: "authentify"})
package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/app/project"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/command"
	debugger "quoin.dev/quoin/lang/debug"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/ops"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/store"
)

// Options say which application is opened, and how.
type Options struct {
	// Project is a path (see project.Open); Data the data folder, "" for Data in
	// the project's folder; Sources "qodly" lets .4qs and model.4DModel win.
	Project, Data, Sources string
	// Dev starts in spite of a broken roles.json; IgnoreRoles opens everything.
	Dev, IgnoreRoles bool
	// Programs lets code start programs of the machine.
	Programs bool
	// CodeMemory is how many bytes one process may use, RequestTime how long the
	// code of one request may run; 0: the default, 1 GiB and 5 minutes.
	CodeMemory  int64
	RequestTime time.Duration
	// Dataless opens no database.
	Dataless bool
	// UserParam is the text of Get database parameter(User param value).
	UserParam string
	// Quit is called when code calls QUIT 4D, which ends the process that does.
	// It marks an application that code runs as a tool. nil: QUIT 4D is logged and
	// not obeyed.
	Quit func()
	// Output takes LOG EVENT(Into system standard outputs); nil: the log only.
	Output io.Writer
	Log    slog.Handler // nil: nowhere
	Host   *host.Host   // nil: the machine
	// Web says how the application is served; nil: it is not.
	Web func() bind.Web
	// OpenEngine opens the database of a data folder.
	OpenEngine func(ctx context.Context, folder, language string, h *host.Host) (store.Engine, error)
}

// App is a running application. It is safe for concurrent use.
type App struct {
	o         Options
	log       *slog.Logger
	project   *project.Project
	catalogue *command.Catalogue
	engine    store.Engine // nil when dataless
	sessions  *session.Store
	state     *vm.State
	debugger  *debugger.Debugger
	stamps    *message.Stamps
	code      codebase
	jobs      *ops.Jobs
	started   time.Time
	startup   time.Duration

	current atomic.Pointer[Generation]

	loading sync.Mutex // one reload at a time; guards what follows
	base    *orda.Datastore
	past    []*vm.Runtime // of all generations: processes that code started live in them
	events  events

	background context.Context // of work that outlives what began it
	cancel     context.CancelFunc
	working    sync.WaitGroup // start-up code that still runs
}

// requestTime bounds the user's code of one request.
const requestTime = 5 * time.Minute

// Open loads a project and opens its data. The application serves nothing by
// itself; see package server.
func Open(ctx context.Context, o Options) (*App, error) {
	began := time.Now()
	a, err := prepare(o)
	if err != nil {
		return nil, err
	}
	a.background, a.cancel = context.WithCancel(context.WithoutCancel(ctx))
	a.jobs = ops.NewJobs(a.background, a.o.Host.Clock.Now)
	if err := a.load(ctx); err != nil {
		a.Close()
		return nil, err
	}
	a.started = a.o.Host.Clock.Now()
	a.startup = time.Since(began)
	return a, nil
}

// prepare finds the project and sets up what needs no files of it.
func prepare(o Options) (*App, error) {
	if o.Host == nil {
		o.Host = host.Real()
	}
	if o.Log == nil {
		o.Log = slog.DiscardHandler
	}
	form := project.Classic
	if o.Sources == "qodly" {
		form = project.Qodly
	}
	p, err := project.Open(o.Project, project.Options{Host: o.Host, Form: form})
	if err != nil {
		return nil, err
	}
	cat, err := Catalogue()
	if err != nil {
		return nil, err
	}
	a := &App{o: o, log: slog.New(o.Log), project: p, catalogue: cat, state: vm.NewState(),
		stamps: &message.Stamps{}}
	a.debugger = a.newDebugger()
	a.stamps.StartAt(o.Host.Clock.Now().UnixMilli())
	a.sessions = session.New(session.Options{Project: p.Name(), Host: o.Host, AllOpen: o.IgnoreRoles,
		Policy: func() session.Policy {
			if g := a.Current(); g != nil {
				return g.Policy()
			}
			return access.Open()
		}})
	return a, nil
}

// load makes the first generation.
func (a *App) load(ctx context.Context) error {
	snapshot, err := a.project.Load()
	if err != nil {
		return err
	}
	b := newBuild(a.background, snapshot, &a.code, a.catalogue, a.o.IgnoreRoles)
	if b.PolicyError != nil && !a.o.Dev && !a.o.IgnoreRoles {
		return b.PolicyError
	}
	if b.PolicyError != nil && a.o.IgnoreRoles {
		a.log.Warn("roles.json is broken and ignored: everything is open to everybody", "error", b.PolicyError)
	} else if a.o.IgnoreRoles {
		a.log.Warn("roles are ignored: everything is open to everybody")
	}
	g := a.newGeneration(b, 1)
	if err := a.openData(ctx, g); err != nil {
		return err
	}
	a.current.Store(g)
	a.report(g)
	return nil
}

func (a *App) openData(ctx context.Context, g *Generation) error {
	if a.o.Dataless || a.o.OpenEngine == nil {
		return nil
	}
	engine, err := a.o.OpenEngine(ctx, a.DataFolder(), g.Model.Collation, a.o.Host)
	if err != nil {
		return err
	}
	a.engine = engine
	ds, err := orda.Open(ctx, orda.Options{Engine: engine, Model: g.Model, Policy: g.Policy(),
		Hooks: g.hooks(), Wrap: g.world, Collator: g.world.Runtime.Collator, Host: a.o.Host})
	if err != nil {
		return err
	}
	g.attach(ds)
	a.base = ds
	return nil
}

// Reload takes in changed files. Requests that are running keep their
// generation. A model that would lose data is refused: the application then
// goes on as it was, and the error says why.
func (a *App) Reload(ctx context.Context) (now *Generation, err error) {
	a.loading.Lock()
	defer a.loading.Unlock()
	before := a.Current()
	defer func() {
		if bug := recover(); bug != nil { // a file that nobody thought of must not end the server
			a.log.Error("the project could not be loaded", "bug", bug, "stack", string(debug.Stack()))
			now, err = before, fault.New(fault.Internal, "app.load", "The project could not be loaded; the log says why.")
		}
	}()
	snapshot, err := a.project.Load()
	if err != nil {
		return before, err
	}
	if snapshot.Same(before.Snapshot) {
		return before, nil
	}
	g := a.newGeneration(newBuild(a.background, snapshot, &a.code, a.catalogue, a.o.IgnoreRoles), before.number+1)
	if a.base != nil {
		if err := a.engine.Migrate(ctx, g.Model); err != nil {
			return before, err
		}
		g.attach(a.base.Swap(g.Model, g.hooks(), g.Policy(), g.world))
		a.base = g.Datastore()
	}
	a.current.Store(g)
	a.debugger.Loaded()
	a.report(g)
	a.events.send(Event{Generation: g.number})
	return g, nil
}

// report logs what is wrong with the project, once that is known.
func (a *App) report(g *Generation) {
	a.working.Go(func() {
		if g.Diagnostics(); a.background.Err() == nil {
			a.logProblems(g)
		}
	})
}

func (a *App) logProblems(g *Generation) {
	grave, warnings := g.Count()
	level := slog.LevelInfo
	if grave > 0 {
		level = slog.LevelWarn
	}
	a.log.Log(context.Background(), level, "project loaded", "name", a.project.Name(), "generation", g.number, "errors", grave, "warnings", warnings)
	for _, d := range g.Diagnostics() {
		if d.Severity == fault.Grave {
			a.log.Warn(d.String())
		}
	}
}

// Count returns how many errors and warnings a build has.
func (b *Build) Count() (errors, warnings int) {
	for _, d := range b.Diagnostics() {
		switch d.Severity {
		case fault.Grave:
			errors++
		case fault.Warning:
			warnings++
		}
	}
	return errors, warnings
}

// Watch reloads the project as its files change, until the context ends.
func (a *App) Watch(ctx context.Context) {
	err := a.project.Watch(ctx, func([]string) {
		if _, err := a.Reload(ctx); err != nil {
			a.log.Error("the changed project was not taken over", "error", err)
		}
	})
	if err != nil && ctx.Err() == nil {
		a.log.Error("files are no longer watched; restart to take in changes", "error", err)
	}
}

// Current returns the generation that serves now.
func (a *App) Current() *Generation { return a.current.Load() }

// Sessions are the web sessions.
func (a *App) Sessions() *session.Store { return a.sessions }

// Project is the folder the application is in.
func (a *App) Project() *project.Project { return a.project }

// DataFolder is the absolute path of the data.
func (a *App) DataFolder() string { return dataFolder(a.o, a.project.Root()) }

// Close ends background work and closes the data.
func (a *App) Close() error {
	a.debugger.Close()
	if a.cancel != nil {
		a.cancel()
		a.jobs.Wait()
		a.working.Wait()
	}
	a.events.close()
	for _, rt := range a.past {
		rt.Close()
	}
	if a.engine == nil {
		return nil
	}
	return a.engine.Close()
}

// paths are the file-system roots of the language.
func (a *App) paths() map[string]string {
	root, data := a.project.Root(), a.DataFolder()
	return map[string]string{
		"/PACKAGE/":   root,
		"/PROJECT/":   filepath.Join(root, "Project"),
		"/SOURCES/":   filepath.Join(root, "Project", "Sources"),
		"/RESOURCES/": filepath.Join(root, "Resources"),
		"/DATA/":      data,
		"/LOGS/":      filepath.Join(data, "Logs"),
		// Each user of the machine has a folder: another one's cannot be written.
		"/TEMP/": filepath.Join(os.TempDir(), fmt.Sprintf("quoin-%d", os.Getuid())),
	}
}

// reserved are the server's own files in the data folder: a path that an
// application puts together from what a user sent must not reach them.
func (a *App) reserved() []string {
	var paths []string
	for _, name := range [...]string{"data.sqlite", "data.sqlite-wal", "data.sqlite-shm", "data.sqlite-journal", "quoin.lock", "access-key.sha256", "Backups"} {
		paths = append(paths, filepath.Join(a.DataFolder(), name))
	}
	return paths
}

// errNoData is the answer of operations on an application without a database.
func errNoData() error {
	return fault.New(fault.Unsupported, "app.no-data", "The application was started without its database.")
}
