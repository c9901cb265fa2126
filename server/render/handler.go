package render

import (
	"net/http"
	"net/url"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/server/web"
)

// Handler serves pages and what they are made of.
type Handler struct {
	o      Options
	bundle *web.Bundle
	build  build
}

// New returns a handler. It reads the manifest of the built files.
func New(o Options) *Handler {
	if o.Host == nil {
		o.Host = host.Real()
	}
	h := &Handler{o: o, build: readBuild(o.Assets)}
	if h.build.entry != "" {
		h.bundle = web.NewBundle(o.Assets)
	}
	return h
}

const (
	rendererPrefix = "/$lib/renderer"
	pagesPrefix    = "/$lib/pages"
	sharedPrefix   = "/$shared"
)

// Routes are the rows of the table that this door serves. They stand before
// that of /rest, because of $getWebForm.
func (h *Handler) Routes() []web.Route {
	return []web.Route{
		{Name: "page", Prefix: "/", Exact: true, Handle: h.start},
		{Name: "page", Prefix: rendererPrefix, Handle: h.page},
		{Name: "bundle", Prefix: "/rest/$getWebForm", Handle: h.pageBundle},
		{Name: "asset", Prefix: pagesPrefix, Handle: h.asset},
		{Name: "shared", Prefix: sharedPrefix, Handle: h.shared},
	}
}

// current returns the generation, or why there is none to use.
func (h *Handler) current() (Generation, error) {
	g := h.o.Current()
	if g == nil {
		return nil, web.WithStatus(http.StatusServiceUnavailable, fault.New(fault.Other, "render.closed", "The application is not open."))
	}
	return g, nil
}

// start serves "/": the start page, if the application names one.
func (h *Handler) start(w http.ResponseWriter, r *http.Request) error {
	g, err := h.current()
	if err != nil {
		return err
	}
	if g.IndexPage() == "" && g.Broken() == nil {
		return web.Next{}
	}
	return h.serve(w, r, g, g.IndexPage())
}

// page serves /$lib/renderer/?w=Page; without a name, the start page.
func (h *Handler) page(w http.ResponseWriter, r *http.Request) error {
	g, err := h.current()
	if err != nil {
		return err
	}
	name := pageName(r.URL.Query())
	if name == "" {
		name = g.IndexPage()
	}
	return h.serve(w, r, g, name)
}

func pageName(q url.Values) string {
	if name := q.Get("w"); name != "" {
		return name
	}
	return q.Get("webform")
}

// serve answers with the shell of a page, or with a page that says why not.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request, g Generation, name string) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return web.WithStatus(http.StatusMethodNotAllowed, fault.New(fault.Invalid, "web.method", "A page can only be read."))
	}
	w.Header().Set("Cache-Control", "no-store")
	if err := g.Broken(); err != nil {
		return sendError(w, http.StatusServiceUnavailable, "The application cannot run: "+err.Error())
	}
	if h.bundle == nil {
		return sendError(w, http.StatusServiceUnavailable, "The browser side of Quoin has not been built yet. Run “make ui” and build again.")
	}
	page, ok := g.Page(name)
	if !ok {
		if name == "" {
			return sendError(w, http.StatusNotFound, "This application has no start page. Set one in its settings, or name a page: /$lib/renderer/?w=Page")
		}
		if b, ok := g.(BrokenPages); ok && b.BrokenPage(name) != nil {
			return sendError(w, http.StatusInternalServerError, "The file of this page is broken: "+b.BrokenPage(name).Error())
		}
		return sendError(w, http.StatusNotFound, "There is no page named “"+name+"” in this application.")
	}
	visit, err := h.o.Sessions.Visit(w, r)
	if err != nil {
		return err
	}
	ctx := session.NewContext(r.Context(), visit)
	boot := h.boot(ctx, visit.Session(), g, page, r.URL.Query())
	return h.sendShell(w, g, page, boot)
}

func sendError(w http.ResponseWriter, status int, message string) error {
	web.Send(w, status, "text/html; charset=utf-8", web.ErrorPage(status, message))
	return nil
}

// pageBundle serves /rest/$getWebForm?w=Page, which page loaders ask for.
func (h *Handler) pageBundle(w http.ResponseWriter, r *http.Request) error {
	g, err := h.current()
	if err != nil {
		return err
	}
	visit, err := h.o.Sessions.Visit(w, r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	name := pageName(r.URL.Query())
	page, ok := g.Page(name)
	if !ok {
		return fault.New(fault.NotFound, "render.no-page", "There is no page named %q in this application.", name)
	}
	ctx := session.NewContext(r.Context(), visit)
	body := h.appendBundle(nil, ctx, visit.Session(), page, r.URL.Query())
	web.Send(w, http.StatusOK, "application/json; charset=utf-8", body)
	return nil
}

// asset serves a built file. Their names change with their content.
func (h *Handler) asset(w http.ResponseWriter, r *http.Request) error {
	if h.bundle == nil {
		return fault.New(fault.NotFound, "render.not-built", "The browser side has not been built: run \"make ui\".")
	}
	return h.bundle.Serve(w, r, r.URL.Path[len(pagesPrefix):])
}

// shared serves the project's shared files, whatever the case of the address.
func (h *Handler) shared(w http.ResponseWriter, r *http.Request) error {
	g, err := h.current()
	if err != nil {
		return err
	}
	f := web.Folder{Files: h.o.Host.FS, Root: g.SharedFolder(), FoldCase: true}
	return f.Serve(w, r, r.URL.Path[len(sharedPrefix):])
}
