// Package web provides the HTTP plumbing that all doors share: an explicit
// table of routes, limits, compression, the cross-site rule, faults as
// responses, static files, listening and stopping. It knows nothing of data,
// pages or users' code.
//
//	s := web.New(web.Options{Log: log, Host: host.Real()}, []web.Route{
//		{Name: "handlers", Prefix: "/", Handle: handlers.Serve}, // gives way with web.Next
//		{Name: "rest", Prefix: "/rest", Handle: rest.Serve},
//	})
//	err := s.Listen(ctx, web.Addresses{HTTP: ":8080"}, ready)
package web

import (
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
)

// Handler answers a request, or returns an error that becomes the response:
// nothing may be written then. Next hands the request to the next route.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Next is returned by a handler that does not want the request after all.
type Next struct{}

func (Next) Error() string { return "next route" }

// Route is one row of the table. The first row whose prefix and methods fit
// and whose handler does not answer Next serves the request.
type Route struct {
	// Name labels the route in logs and measurements.
	Name string
	// Prefix of the path, compared without case. It fits whole segments: "/rest"
	// fits "/rest" and "/rest/x", not "/restful". "/" fits everything.
	Prefix string
	// Exact makes the prefix the whole path.
	Exact  bool
	Handle Handler
}

// Options configure the plumbing. A zero field means its default.
type Options struct {
	Host *host.Host
	Log  *slog.Logger
	// MaxBody limits request bodies in bytes; default 16 MB.
	MaxBody int64
	// MaxConcurrent limits requests running at once, 503 beyond; default 1,000.
	MaxConcurrent int
	// CompressFrom is the size in bytes from which responses are compressed;
	// default 1,024.
	CompressFrom int
	// CORS lists the other sites that may call; nil: none.
	CORS []Origin
	// Embedders are origins, besides this one, that may show pages in a frame and
	// send requests that change state: the Studio's. It may be nil.
	Embedders func() []string
	// OwnMachine admits only requests that name this machine itself in their Host:
	// a page of another site whose name was made to point here (DNS rebinding)
	// names that site.
	OwnMachine bool
	// Unproxied refuses requests that a proxy passed on: behind a loopback address
	// it would let in everybody.
	Unproxied bool
	// HSTS is the max-age of Strict-Transport-Security on HTTPS; 0: not sent.
	HSTS time.Duration
	// Observe hears of each finished request; nil: nobody.
	Observe func(Finished)
}

// Finished is what is known of a request when it is over.
type Finished struct {
	Route    string
	Method   string
	Path     string
	Status   int
	Bytes    int64
	Start    time.Time
	Duration time.Duration
}

// Server is a table of routes with its plumbing; an http.Handler.
type Server struct {
	o       Options
	routes  []Route
	slots   chan struct{}
	zippers sync.Pool // *gzip.Writer
	serial  atomic.Int64
	fixed   fixedHeaders
}

// fixedHeaders are values that every response carries: shared, never changed.
type fixedHeaders struct{ sniff, referrer, frames []string }

// DefaultMaxBody is the size of the largest request, in bytes, unless the
// options say otherwise.
const DefaultMaxBody = 16 << 20

const (
	defaultMaxConcurrent = 1000
	defaultCompressFrom  = 1024
	maxURL               = 32 << 10
)

// New returns a server over a table of routes.
func New(o Options, routes []Route) *Server {
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.MaxConcurrent <= 0 {
		o.MaxConcurrent = defaultMaxConcurrent
	}
	if o.CompressFrom <= 0 {
		o.CompressFrom = defaultCompressFrom
	}
	if o.Host == nil {
		o.Host = host.Real()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Server{o: o, routes: routes, slots: make(chan struct{}, o.MaxConcurrent), fixed: fixedHeaders{
		sniff: []string{"nosniff"}, referrer: []string{"strict-origin-when-cross-origin"}, frames: []string{frameAncestors}}}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(raw http.ResponseWriter, r *http.Request) {
	start := s.o.Host.Clock.Now()
	w := &response{ResponseWriter: raw, server: s, gzip: acceptsGzip(r)}
	r.Pattern = ""
	select {
	case s.slots <- struct{}{}:
		func() {
			defer func() { <-s.slots }()
			defer s.recover(w, r)
			s.serve(w, r)
		}()
	default:
		w.Header().Set("Retry-After", "1")
		s.fail(w, r, WithStatus(http.StatusServiceUnavailable, fault.New(fault.Limit, "web.busy", "The server is busy. Please try again.")))
	}
	w.finish()
	s.finished(w, r, start)
}

// serve applies the rules that hold for every route, then routes.
func (s *Server) serve(w *response, r *http.Request) {
	s.setHeaders(w, r)
	if err := s.admit(w, r); err != nil {
		s.fail(w, r, err)
		return
	}
	done, err := s.crossSite(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if done {
		return
	}
	if r.Body != nil && r.Body != http.NoBody {
		// A slow body must not hold the goroutine; Body lifts the deadline.
		_ = http.NewResponseController(w.ResponseWriter).SetReadDeadline(time.Now().Add(bodyTimeout))
		r.Body = http.MaxBytesReader(w.ResponseWriter, r.Body, s.o.MaxBody)
	}
	s.route(w, r)
}

const bodyTimeout = 2 * time.Minute

// admit refuses what no route should see.
func (s *Server) admit(w http.ResponseWriter, r *http.Request) error {
	switch {
	case r.Method == http.MethodTrace || r.Method == "TRACK" || r.Method == http.MethodConnect:
		w.Header().Set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
		return WithStatus(http.StatusMethodNotAllowed, fault.New(fault.Invalid, "web.method", "The method %s is not allowed.", r.Method))
	case len(r.RequestURI) > maxURL:
		return WithStatus(http.StatusRequestURITooLong, fault.New(fault.Limit, "web.url-length", "The address is longer than %d bytes.", maxURL))
	case !strings.HasPrefix(r.URL.Path, "/") || strings.ContainsRune(r.URL.Path, 0):
		return fault.New(fault.Invalid, "web.path", "The path of the address is malformed.")
	case s.o.OwnMachine && !LoopbackHost(r.Host):
		return WithStatus(http.StatusMisdirectedRequest, fault.New(fault.Permission, "web.host",
			"This server answers to the names of this machine only, such as localhost, not to %q.", clip(r.Host)))
	case s.o.Unproxied && proxied(r):
		return WithStatus(http.StatusMisdirectedRequest, fault.New(fault.Permission, "web.proxy",
			"This server does not answer through a proxy while everything is open to everybody."))
	case r.ContentLength > s.o.MaxBody:
		return tooLarge(s.o.MaxBody)
	}
	return nil
}

// LoopbackHost reports whether the host of an address, with or without a port,
// names this machine by a loopback address.
func LoopbackHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// proxied reports whether a proxy says that it passed the request on.
func proxied(r *http.Request) bool {
	for _, name := range [...]string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"} {
		if len(r.Header[name]) > 0 {
			return true
		}
	}
	return false
}

func tooLarge(limit int64) error {
	return WithStatus(http.StatusRequestEntityTooLarge, fault.New(fault.Limit, "web.body-size", "The request is larger than the limit of %d bytes.", limit))
}

func (s *Server) setHeaders(w *response, r *http.Request) {
	h := w.Header()
	h["X-Content-Type-Options"] = s.fixed.sniff
	h["Referrer-Policy"] = s.fixed.referrer
	h["Content-Security-Policy"] = s.frameAncestors()
	if r.TLS != nil && s.o.HSTS > 0 {
		h.Set("Strict-Transport-Security", "max-age="+strconv.Itoa(int(s.o.HSTS.Seconds())))
	}
}

const frameAncestors = "frame-ancestors 'self'"

func (s *Server) frameAncestors() []string {
	if s.o.Embedders != nil {
		if list := s.o.Embedders(); len(list) > 0 {
			return []string{frameAncestors + " " + strings.Join(list, " ")}
		}
	}
	return s.fixed.frames
}

func (s *Server) route(w *response, r *http.Request) {
	for i := range s.routes {
		rt := &s.routes[i]
		if !rt.fits(r.URL.Path) {
			continue
		}
		w.route = rt.Name
		err := rt.Handle(w, r)
		if _, next := err.(Next); next {
			continue
		}
		if err != nil {
			s.fail(w, r, err)
		}
		return
	}
	w.route = "none"
	s.fail(w, r, fault.New(fault.NotFound, "web.not-found", "There is nothing at this address."))
}

func (rt *Route) fits(path string) bool {
	p := strings.TrimSuffix(rt.Prefix, "/")
	if rt.Exact {
		return strings.EqualFold(path, rt.Prefix)
	}
	return len(path) >= len(p) && strings.EqualFold(path[:len(p)], p) && (len(path) == len(p) || path[len(p)] == '/')
}

// finished logs and reports a request. Success is logged at debug level only:
// an access log is the operator's choice.
func (s *Server) finished(w *response, r *http.Request, start time.Time) {
	took := s.o.Host.Clock.Now().Sub(start)
	level := slog.LevelDebug
	switch {
	case w.status >= 500:
		level = slog.LevelError
	case w.status >= 400:
		level = slog.LevelInfo
	}
	if s.o.Log.Enabled(r.Context(), level) {
		attrs := append([]slog.Attr{
			slog.String("route", w.route), slog.String("method", r.Method), slog.String("path", clip(r.URL.Path)),
			slog.Int("status", w.status), slog.Int64("bytes", w.bytes), slog.Duration("took", took)}, w.notes...)
		s.o.Log.LogAttrs(r.Context(), level, "request", attrs...)
	}
	if s.o.Observe != nil {
		s.o.Observe(Finished{Route: w.route, Method: r.Method, Path: r.URL.Path, Status: w.status, Bytes: w.bytes, Start: start, Duration: took})
	}
}

func clip(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}

// Note adds attributes to the request's line in the log, such as the tag of
// its session.
func Note(w http.ResponseWriter, attrs ...slog.Attr) {
	if x, ok := w.(*response); ok {
		x.notes = append(x.notes, attrs...)
	}
}
