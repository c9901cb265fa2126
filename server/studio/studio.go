// Package studio provides the Studio's API: the files of the project, edits
// with their inverses, diagnostics, the data of the page editor, and a feed of
// changes. Go is the only writer of project files and the only validator: the
// browser sends operations, never files it has put together itself, but for the
// text of code.
//
// Routes are below /studio/api; all answers are JSON.
//
//	GET  project            name, files by kind, dataclasses, application address
//	GET  file?path=         text and hash of a code or settings file
//	PUT  file               {path, text, hash}: saves code; the hash guards against overwriting
//	PUT  files              {label, files}: saves several files at once, makes and moves some; one step of the history
//	POST check              {path, text}: diagnostics of a text that is not saved
//	GET  diagnostics        every diagnostic of the project
//	GET  page?name=         document, hash, tree and component definitions of a page
//	POST edit               {path, label, edits}: changes single values of a JSON file
//	GET  history            what can be undone and redone, newest first
//	POST undo, redo         reverts the last edit, or makes it again
//	GET  language           WebSocket: the language server protocol
//	GET  live               server-sent events: the project was loaded again
//	GET  debug              WebSocket: the debug adapter protocol, a message a frame
package studio

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/server/web"
)

// Options configure the door.
type Options struct {
	App  *app.App
	Host *host.Host
	Log  *slog.Logger
	// Address returns the address of the application, for the preview.
	Address func() string
	// Definitions is the JSON of the component definitions.
	Definitions []byte
	// Done ends live feeds when the server stops.
	Done <-chan struct{}
}

// Handler serves the API. It is safe for concurrent use.
type Handler struct {
	o       Options
	history *history
}

// New returns a handler.
func New(o Options) *Handler { return &Handler{o: o, history: &history{}} }

// Routes are the rows of the door; guard lets signed-in people through, while
// the gates are open.
func (h *Handler) Routes(guard func(web.Handler) web.Handler) []web.Route {
	row := func(method, path string, handle web.Handler) web.Route {
		return web.Route{Name: "studio", Prefix: "/studio/api/" + path, Exact: true, Handle: guard(func(w http.ResponseWriter, r *http.Request) error {
			if r.Method != method {
				return web.Next{}
			}
			return handle(w, r)
		})}
	}
	return []web.Route{
		row(http.MethodGet, "project", h.project),
		row(http.MethodGet, "file", h.readFile),
		row(http.MethodPut, "file", h.saveFile),
		row(http.MethodPut, "files", h.saveFiles),
		row(http.MethodPost, "check", h.check),
		row(http.MethodGet, "diagnostics", h.diagnostics),
		row(http.MethodGet, "page", h.page),
		row(http.MethodPost, "edit", h.edit),
		row(http.MethodGet, "history", h.changes),
		row(http.MethodPost, "undo", h.undo),
		row(http.MethodPost, "redo", h.redo),
		row(http.MethodGet, "language", h.language),
		row(http.MethodGet, "live", h.live),
		row(http.MethodGet, "debug", h.debug),
		{Name: "studio", Prefix: explanations, Handle: h.explain},
		{Name: "studio", Prefix: "/studio/api", Handle: func(_ http.ResponseWriter, r *http.Request) error {
			return fault.New(fault.NotFound, "studio.route", "The Studio's API has no %s %s.", r.Method, r.URL.Path)
		}},
	}
}

// live tells of each new generation until the client goes away.
func (h *Handler) live(w http.ResponseWriter, r *http.Request) error {
	events, stop := h.o.App.Listen()
	defer stop()
	return web.Stream(w, r, h.o.Done, events, nil)
}

// reload takes a written file in at once, so that the answer to a save can say
// what it led to.
func (h *Handler) reload(ctx context.Context) error {
	_, err := h.o.App.Reload(ctx)
	return err
}

// body decodes the JSON body of a request.
func body(w http.ResponseWriter, r *http.Request, into any) error {
	b, err := web.Body(w, r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fault.New(fault.Invalid, "studio.body", "The body is not the JSON that %s takes: %w", r.URL.Path, err)
	}
	return nil
}

func send(w http.ResponseWriter, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fault.New(fault.Internal, "studio.json", "The answer could not be encoded: %w", err)
	}
	w.Header().Set("Cache-Control", "no-store")
	web.Send(w, http.StatusOK, "application/json", b)
	return nil
}
