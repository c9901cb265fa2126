// Package console provides the API of the Dashboard over the one application
// that runs in this server: its requests and latencies, sessions, log, data and
// backups. Routes are below /console/api; all answers are JSON.
//
//	GET  overview           what the first page shows
//	GET  sessions           the sessions, most recently used first
//	POST sessions/end       {"tag"}: ends one
//	GET  log?after=N        kept lines numbered above N
//	GET  log/live           the same as server-sent events
//	GET  jobs               backups and verifications, newest first
//	GET  backups            the backups on disk, newest first
//	POST backup, verify     start a job; the answer is the job
package console

import (
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/metrics"
	"quoin.dev/quoin/ops"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/server/web"
)

// Application is what the Dashboard asks of the running application.
type Application interface {
	Name() string
	// Started is when the application began to serve; Generation counts how often
	// its code, model or pages were loaded.
	Started() time.Time
	Generation() int
	// Problems counts the errors and warnings of the project.
	Problems() (errors, warnings int)
	Stat(ctx context.Context) (store.Stat, error)
	// StartBackup and StartVerify begin a job.
	StartBackup() (ops.Job, error)
	StartVerify() (ops.Job, error)
	Jobs() []ops.Job
	Backups() []ops.Set
}

// Options configure the door.
type Options struct {
	App      Application
	Sessions *session.Store
	Requests *metrics.Requests
	Log      *metrics.Log
	Host     *host.Host
	// Done ends live feeds when the server stops.
	Done <-chan struct{}
}

// Handler serves the API.
type Handler struct{ o Options }

// New returns a handler.
func New(o Options) *Handler { return &Handler{o} }

// Routes are the rows of the door; guard lets signed-in people through.
func (h *Handler) Routes(guard func(web.Handler) web.Handler) []web.Route {
	row := func(method, path string, handle web.Handler) web.Route {
		return web.Route{Name: "console", Prefix: "/console/api/" + path, Exact: true, Handle: guard(only(method, handle))}
	}
	return []web.Route{
		row(http.MethodGet, "overview", h.overview),
		row(http.MethodGet, "sessions", h.sessions),
		row(http.MethodPost, "sessions/end", h.endSession),
		row(http.MethodGet, "log", h.log),
		row(http.MethodGet, "log/live", h.live),
		row(http.MethodGet, "jobs", h.jobs),
		row(http.MethodGet, "backups", h.backups),
		row(http.MethodPost, "backup", h.start(h.o.App.StartBackup)),
		row(http.MethodPost, "verify", h.start(h.o.App.StartVerify)),
	}
}

// only refuses other methods.
func only(method string, next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.Method != method {
			w.Header().Set("Allow", method)
			return web.WithStatus(http.StatusMethodNotAllowed, fault.New(fault.Invalid, "console.method", "%s takes %s.", r.URL.Path, method))
		}
		return next(w, r)
	}
}

type overview struct {
	Name       string          `json:"name"`
	Started    time.Time       `json:"started"`
	Now        time.Time       `json:"now"`
	Generation int             `json:"generation"`
	Errors     int             `json:"errors"`
	Warnings   int             `json:"warnings"`
	Sessions   int             `json:"sessions"`
	SignedIn   int             `json:"signedIn"`
	Requests   metrics.Summary `json:"requests"`
	Memory     uint64          `json:"memory"` // bytes obtained from the system
	Goroutines int             `json:"goroutines"`
	Data       *data           `json:"data"` // null when it cannot be read
	DataError  string          `json:"dataError,omitempty"`
}

type data struct {
	Engine     string    `json:"engine"`
	Path       string    `json:"path"`
	Bytes      int64     `json:"bytes"`
	FreeBytes  int64     `json:"freeBytes"`
	Sequence   int64     `json:"sequence"`
	LastBackup time.Time `json:"lastBackup,omitzero"`
}

func (h *Handler) overview(w http.ResponseWriter, r *http.Request) error {
	now := h.o.Host.Clock.Now()
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	o := overview{Name: h.o.App.Name(), Started: h.o.App.Started(), Now: now, Generation: h.o.App.Generation(),
		Requests: h.o.Requests.Summary(now), Memory: mem.Sys, Goroutines: runtime.NumGoroutine()}
	o.Errors, o.Warnings = h.o.App.Problems()
	o.Sessions, o.SignedIn = h.o.Sessions.Count()
	stat, err := h.o.App.Stat(r.Context())
	if err != nil {
		o.DataError = err.Error()
	} else {
		o.Data = &data{stat.Engine, stat.Path, stat.Bytes, stat.FreeBytes, int64(stat.Seq), stat.LastBackup}
		if sets := h.o.App.Backups(); len(sets) > 0 && sets[0].Created.After(o.Data.LastBackup) {
			o.Data.LastBackup = sets[0].Created
		}
	}
	return send(w, o)
}

func (h *Handler) sessions(w http.ResponseWriter, _ *http.Request) error {
	return send(w, h.o.Sessions.List())
}

func (h *Handler) endSession(w http.ResponseWriter, r *http.Request) error {
	body, err := web.Body(w, r)
	if err != nil {
		return err
	}
	var which struct {
		Tag string `json:"tag"`
	}
	if err := json.Unmarshal(body, &which); err != nil {
		return fault.New(fault.Invalid, "console.body", "The body is no JSON object with a tag: %w", err)
	}
	if !h.o.Sessions.End(which.Tag) {
		return fault.New(fault.NotFound, "console.session", "This session has ended already.")
	}
	return send(w, map[string]bool{"ended": true})
}

const maxLines = 500

func (h *Handler) log(w http.ResponseWriter, r *http.Request) error {
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64) // none: from the beginning
	return send(w, h.o.Log.Since(after, maxLines))
}

// live streams log lines until the client goes away.
func (h *Handler) live(w http.ResponseWriter, r *http.Request) error {
	lines, stop := h.o.Log.Follow()
	defer stop()
	return web.Stream(w, r, h.o.Done, lines, func(line metrics.Line) int64 { return line.Number })
}

func (h *Handler) jobs(w http.ResponseWriter, _ *http.Request) error { return send(w, h.o.App.Jobs()) }

type backup struct {
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
	Size    int64     `json:"size"`
	Data    int64     `json:"data"`
}

func (h *Handler) backups(w http.ResponseWriter, _ *http.Request) error {
	list := []backup{}
	for _, s := range h.o.App.Backups() {
		list = append(list, backup{filepath.Base(s.Path), s.Created, s.Size, s.Manifest.Size})
	}
	return send(w, list)
}

func (h *Handler) start(begin func() (ops.Job, error)) web.Handler {
	return func(w http.ResponseWriter, _ *http.Request) error {
		job, err := begin()
		if err != nil {
			return err
		}
		return send(w, job)
	}
}

func send(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fault.New(fault.Internal, "console.json", "The answer could not be encoded: %w", err)
	}
	w.Header().Set("Cache-Control", "no-store")
	web.Send(w, http.StatusOK, "application/json", body)
	return nil
}
