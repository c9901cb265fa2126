// Package server turns configuration into a listening process: it picks the
// database engine, opens the application, mounts the doors, and shuts down in
// order. It alone names engines and doors.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app"
	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/identity"
	"quoin.dev/quoin/metrics"
	"quoin.dev/quoin/server/admin"
	"quoin.dev/quoin/server/console"
	"quoin.dev/quoin/server/handlers"
	"quoin.dev/quoin/server/render"
	"quoin.dev/quoin/server/rest"
	"quoin.dev/quoin/server/studio"
	"quoin.dev/quoin/server/web"
	"quoin.dev/quoin/ui"
)

// Options configure a server.
type Options struct {
	Project, Data, Sources string
	// HTTP, HTTPS and Admin are addresses to listen on; "" leaves one out.
	HTTP, HTTPS, Admin string
	// Dev reloads the project as its files change and starts even when roles.json
	// is broken; Studio opens the application's gate to the Studio.
	Dev, Studio bool
	// IgnoreRoles opens everything; loopback addresses only.
	IgnoreRoles bool
	// Programs lets code start programs of the machine.
	Programs bool
	// CodeMemory and RequestTime limit the project's code: see app.Options.
	CodeMemory  int64
	RequestTime time.Duration
	// Open shows the application in a browser; Welcome prints the access key and
	// the sample logins.
	Open, Welcome bool
	Log           slog.Handler
	// Ready gets the lines for the person who started the server: the one that
	// begins with "ready" once requests are answered.
	Ready func(line string)
}

// server is a running server.
type server struct {
	Options
	host     *host.Host
	log      *slog.Logger
	lines    *metrics.Log
	requests *metrics.Requests
	app      *app.App
	key      *identity.AccessKey
	keyText  string       // of a key made at this start, "" otherwise
	address  atomic.Value // string: of the application, once it listens
	admin    atomic.Value // string: port of the administration server, once it listens
}

// Run serves until the context ends, then finishes running requests and closes
// the data.
func Run(ctx context.Context, o Options) error {
	s, err := Open(ctx, o)
	if err != nil {
		return err
	}
	return s.Serve(ctx)
}

// Server is a server whose application is open; it does not listen yet.
type Server struct{ s *server }

// Open opens the application of a server. Serve, or Close of App, must follow.
func Open(ctx context.Context, o Options) (*Server, error) {
	if o.IgnoreRoles && !(loopback(o.HTTP) && (o.HTTPS == "" || loopback(o.HTTPS))) {
		if o.HTTP != DefaultHTTP {
			return nil, fault.New(fault.Invalid, "usage",
				"--ignore-roles opens everything and works on loopback addresses only, for example --http 127.0.0.1:8080.")
		}
		o.HTTP = "127.0.0.1" + DefaultHTTP // the address was not chosen: the safe one
	}
	s := &server{Options: o, host: host.Real(), lines: metrics.NewLog(), requests: &metrics.Requests{}}
	s.log = slog.New(s.lines.Handler(o.Log))
	if err := s.openApp(ctx); err != nil {
		return nil, err
	}
	return &Server{s}, nil
}

// App is the application.
func (s *Server) App() *app.App { return s.s.app }

// Serve listens until the context ends, then finishes running requests and
// closes the data.
func (s *Server) Serve(ctx context.Context) error {
	defer s.s.app.Close()
	return s.s.listen(ctx)
}

// DefaultHTTP is the address of the application when none is given.
const DefaultHTTP = ":8080"

// loopback reports whether only this machine can reach an address to listen on.
func loopback(addr string) bool {
	h, _, err := net.SplitHostPort(addr)
	return err == nil && web.LoopbackHost(h)
}

func (s *server) openApp(ctx context.Context) error {
	a, err := app.Open(ctx, app.Options{
		Project: s.Project, Data: s.Data, Sources: s.Sources, Dev: s.Dev, IgnoreRoles: s.IgnoreRoles,
		Host: s.host, Log: s.log.Handler(), OpenEngine: OpenEngine, Web: s.web, Programs: s.Programs,
		CodeMemory: s.CodeMemory, RequestTime: s.RequestTime,
	})
	if err != nil {
		return err
	}
	s.app = a
	if s.key, s.keyText, err = s.accessKey(); err != nil {
		a.Close()
		return err
	}
	return nil
}

// accessKey returns the key of the administration server. The welcome shows a
// key of this run's own, because that of the first start is not kept.
func (s *server) accessKey() (*identity.AccessKey, string, error) {
	if !s.Welcome {
		return identity.OpenAccessKey(s.host, s.app.DataFolder())
	}
	text, err := identity.NewKeyText(s.host)
	return identity.KeyOf(text), text, err
}

// listen starts the application's server and the administration server, runs
// the start-up code, and waits for the end.
func (s *server) listen(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	var working sync.WaitGroup
	defer working.Wait()
	defer cancel(nil)
	s.app.RunStartup(ctx)
	if s.Dev {
		working.Go(func() { s.app.Watch(ctx) })
	}
	working.Go(func() { s.app.Sessions().Run(ctx) })
	addresses := make(chan net.Addr, 1)
	failed := make(chan error, 2)
	running := 1
	working.Go(func() {
		failed <- s.public().Listen(ctx, s.publicAddresses(), func(plain, secure net.Addr) {
			if plain == nil {
				plain = secure
			}
			addresses <- plain
		})
	})
	var adminAddr net.Addr
	if s.Admin != "" {
		running++
		listening := make(chan net.Addr, 1)
		working.Go(func() {
			failed <- s.administration(ctx.Done()).Listen(ctx, web.Addresses{HTTP: s.Admin, Next: 20}, func(plain, _ net.Addr) { listening <- plain })
		})
		select {
		case adminAddr = <-listening:
			if _, port, err := net.SplitHostPort(adminAddr.String()); err == nil {
				s.admin.Store(port)
			}
		case err := <-failed:
			return err
		}
	}
	select {
	case addr := <-addresses:
		s.ready(addr, adminAddr)
	case err := <-failed:
		return err
	}
	var first error
	for range running {
		if err := <-failed; err != nil && first == nil {
			first = err
			cancel(err)
		}
	}
	s.app.RunStop(context.WithoutCancel(ctx))
	s.log.Info("stopped")
	if errors.Is(first, context.Canceled) {
		return nil
	}
	return first
}

func (s *server) publicAddresses() web.Addresses {
	root := s.app.Root()
	return web.Addresses{HTTP: s.HTTP, HTTPS: s.HTTPS, CertFile: filepath.Join(root, "cert.pem"), KeyFile: filepath.Join(root, "key.pem")}
}

// ready says that requests are answered, and where.
func (s *server) ready(public, adm net.Addr) {
	s.address.Store(address(public))
	line := "ready " + address(public)
	if adm != nil {
		line += " admin " + address(adm)
	}
	s.log.Info("ready", "address", address(public), "startup", s.app.StartupTime().Round(time.Millisecond).String())
	s.Ready(line)
	if s.keyText != "" && !s.Welcome {
		s.Ready("access key (shown once): " + s.keyText)
	}
	if s.Welcome {
		s.welcome(address(public), address(adm))
	}
	if s.Open {
		openBrowser(address(public))
	}
}

// publicAddress is where the application answers, "" before it does.
func (s *server) publicAddress() string {
	a, _ := s.address.Load().(string)
	return a
}

// web is what the user's code may know about the server.
func (s *server) web() bind.Web {
	return bind.Web{Address: s.publicAddress(), HTTP: s.HTTP, HTTPS: s.HTTPS, MaxBody: web.DefaultMaxBody}
}

func address(a net.Addr) string {
	if a == nil {
		return ""
	}
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func (s *server) welcome(public, adm string) {
	s.Ready("")
	s.Ready("  Application  " + public)
	s.Ready("  Studio       " + adm + "/studio/")
	s.Ready("  Dashboard    " + adm + "/console/")
	s.Ready("  Access key   " + s.keyText + "  (of this run)")
	for _, line := range s.app.SampleLogins() {
		s.Ready("  " + line)
	}
	s.Ready("")
}

// public is the application's server: the doors in the order of
// spec/orda_rest.md 5.10.
func (s *server) public() *web.Server {
	data := rest.New(rest.Options{Current: s.restCurrent, Sessions: s.app.Sessions(), Host: s.host, Log: s.log})
	pages := render.New(render.Options{Current: s.renderCurrent, Sessions: s.app.Sessions(), Answerer: data, Host: s.host, Assets: assets("pages")})
	code := handlers.New(handlers.Options{Current: s.handlersCurrent, Sessions: s.app.Sessions(), Host: s.host, Log: s.log})
	routes := []web.Route{{Name: "handler", Prefix: "/", Handle: code.Serve}}
	routes = append(routes, pages.Routes()...)
	routes = append(routes,
		web.Route{Name: "rest", Prefix: "/rest", Handle: data.Serve},
		web.Route{Name: "static", Prefix: "/", Handle: code.Static})
	return web.New(web.Options{Host: s.host, Log: s.log, Observe: s.observe, Embedders: s.embedders,
		OwnMachine: s.IgnoreRoles, Unproxied: s.IgnoreRoles}, routes)
}

// administration is the server of the Studio and the Dashboard. The Studio's
// canvas and preview are the pages of the application under this origin, with
// sessions of their own to which everything is open.
func (s *server) administration(done <-chan struct{}) *web.Server {
	door := admin.New(admin.Options{Host: s.host, Key: s.key, Assets: ui.Files(), StudioGate: s.studioGate})
	guard := func(studio bool) func(web.Handler) web.Handler {
		return func(h web.Handler) web.Handler { return door.Guard(studio, h) }
	}
	dash := console.New(console.Options{App: s.app, Sessions: s.app.Sessions(), Requests: s.requests, Log: s.lines, Host: s.host, Done: done})
	room := studio.New(studio.Options{App: s.app, Host: s.host, Log: s.log, Address: s.publicAddress, Definitions: ui.Definitions(), Done: done})
	routes := dash.Routes(guard(false))
	routes = append(routes, room.Routes(guard(true))...)
	routes = append(routes, door.Routes()...)
	for _, r := range s.canvas() {
		r.Name, r.Handle = "canvas", door.Guard(true, r.Handle)
		routes = append(routes, r)
	}
	return web.New(web.Options{Host: s.host, Log: s.log, OwnMachine: loopback(s.Admin)}, routes)
}

// canvas are the doors of the application as the Studio shows it.
func (s *server) canvas() []web.Route {
	sessions := session.New(session.Options{Project: "Studio_" + s.app.Name(), Host: s.host, AllOpen: true,
		Policy: func() session.Policy { return access.Open() }})
	data := rest.New(rest.Options{Current: s.restCurrent, Sessions: sessions, Host: s.host, Log: s.log})
	pages := render.New(render.Options{Current: s.renderCurrent, Sessions: sessions, Answerer: data, Host: s.host, Assets: assets("pages"), Editing: true})
	var routes []web.Route
	for _, r := range pages.Routes() {
		if !(r.Exact && r.Prefix == "/") {
			routes = append(routes, r)
		}
	}
	return append(routes, web.Route{Name: "rest", Prefix: "/rest", Handle: data.Serve})
}

// studioGate says why the Studio is closed; "" when both gates are open.
func (s *server) studioGate() string {
	if !s.Studio {
		return "The Studio is closed by the application. Start it with --studio, or with quoin dev."
	}
	if !s.app.StudioEnabled() {
		return "The Studio is closed by the project. Its setting is «qodlystudio enabled» in settings.4DSettings."
	}
	return ""
}

// embedders are the origins that may show the application in a frame: the
// Studio's.
func (s *server) embedders() []string {
	port, _ := s.admin.Load().(string)
	if !s.Studio || port == "" {
		return nil
	}
	return []string{"http://127.0.0.1:" + port, "http://localhost:" + port}
}

func (s *server) observe(f web.Finished) {
	s.requests.Add(f.Route, f.Status, f.Duration, f.Start)
}

func openBrowser(url string) { _ = startDetached("xdg-open", url) } // a courtesy: nothing depends on it
