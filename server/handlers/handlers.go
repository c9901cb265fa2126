// Package handlers provides requests handed to the user's own code
// (HTTPHandlers.json) and the static files of the project's WebFolder
// (spec/orda_rest.md 5.7, 5.10).
//
//	h := handlers.New(handlers.Options{Current: app.Current, Sessions: store})
//	routes := []web.Route{
//		{Name: "handler", Prefix: "/", Handle: h.Serve}, // first: Next when no pattern fits
//		…
//		{Name: "static", Prefix: "/", Handle: h.Static}, // last
//	}
package handlers

import (
	"context"
	"log/slog"
	"net/http"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/server/web"
)

// Generation is what the door needs of one generation of the application.
type Generation interface {
	// Handlers is the table read from HTTPHandlers.json (Load); nil if there is
	// none.
	Handlers() *Table
	// WebFolder is the absolute path of the static files, "" if there are none.
	WebFolder() string
	// Handle runs a function of a shared singleton for a request. A nil answer
	// without error means that the function returned nothing to send.
	Handle(ctx context.Context, s *session.Session, class, function string, in *message.Incoming) (*message.Outgoing, error)
	// Connects reports whether the project has the database method
	// onWebConnection; Connect runs it. A nil answer means that it sent nothing.
	Connects() bool
	Connect(ctx context.Context, s *session.Session, in *message.Incoming) (*message.Outgoing, error)
}

// Options configure the door.
type Options struct {
	// Current returns the generation that serves now; nil while there is none.
	Current  func() Generation
	Sessions *session.Store
	Host     *host.Host
	Log      *slog.Logger
}

// Handler serves the user's own requests and files.
type Handler struct{ o Options }

// New returns a handler.
func New(o Options) *Handler {
	if o.Host == nil {
		o.Host = host.Real()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Handler{o}
}

// Serve hands a request to the first function whose pattern and verb fit, and
// gives way with web.Next when none does.
func (h *Handler) Serve(w http.ResponseWriter, r *http.Request) error {
	g := h.o.Current()
	if g == nil || reserved(r.URL.Path) {
		return web.Next{}
	}
	found, err := g.Handlers().match(r.Method, r.URL.RequestURI())
	if err != nil {
		h.o.Log.Warn("handler pattern", "error", err)
		return fault.New(fault.Limit, "handlers.pattern", "The address could not be matched in time.")
	}
	if found == nil {
		return web.Next{}
	}
	visit, err := h.o.Sessions.Visit(w, r)
	if err != nil {
		return err
	}
	web.Note(w, slog.String("session", visit.Session().Tag()))
	body, err := web.Body(w, r)
	if err != nil {
		return err
	}
	out, err := g.Handle(session.NewContext(r.Context(), visit), visit.Session(), found.class, found.function, web.Incoming(r, body))
	if err != nil {
		return err
	}
	web.Answer(w, out)
	return nil
}

// reserved reports whether an address is the server's, whatever patterns say.
func reserved(path string) bool {
	for _, p := range forbidden() {
		if rest, ok := cutPrefixFold(path, p); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// Static serves the project's WebFolder; Next when there is no such file. The
// icon that every browser asks for is nothing, not an error, when it is missing.
// Where nothing else is, onWebConnection is asked.
func (h *Handler) Static(w http.ResponseWriter, r *http.Request) error {
	err := h.webFile(w, r)
	if _, missing := err.(web.Next); missing {
		err = h.connect(w, r)
	}
	if _, missing := err.(web.Next); missing && r.URL.Path == "/favicon.ico" {
		w.Header().Set("Cache-Control", "max-age=86400")
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return err
}

// connect hands a request to the database method onWebConnection.
func (h *Handler) connect(w http.ResponseWriter, r *http.Request) error {
	g := h.o.Current()
	if g == nil || !g.Connects() || reserved(r.URL.Path) {
		return web.Next{}
	}
	visit, err := h.o.Sessions.Visit(w, r)
	if err != nil {
		return err
	}
	web.Note(w, slog.String("session", visit.Session().Tag()))
	body, err := web.Body(w, r)
	if err != nil {
		return err
	}
	out, err := g.Connect(session.NewContext(r.Context(), visit), visit.Session(), web.Incoming(r, body))
	if err != nil {
		return err
	}
	if out == nil {
		return web.Next{}
	}
	web.Answer(w, out)
	return nil
}

func (h *Handler) webFile(w http.ResponseWriter, r *http.Request) error {
	g := h.o.Current()
	if g == nil || g.WebFolder() == "" {
		return web.Next{}
	}
	f := web.Folder{Files: h.o.Host.FS, Root: g.WebFolder(), Index: "index.html"}
	err := f.Serve(w, r, r.URL.Path)
	if fault.KindOf(err) == fault.NotFound {
		return web.Next{}
	}
	return err
}
