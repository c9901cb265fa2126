// Package render provides pages over HTTP: the shell with everything that the
// first paint needs, the bundles that page loaders ask for, the built files of
// the pages app, and the shared files of the project.
//
//	h := render.New(render.Options{Current: app.Current, Sessions: store, Answerer: restHandler, Assets: pages})
//	routes = append(routes, h.Routes()...)
package render

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/url"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/host"
)

// Generation is what the door needs of one generation of the application.
type Generation interface {
	// Name is the name of the application.
	Name() string
	// Locale is the language of the pages, "en" if not configured.
	Locale() string
	// IndexPage is the name of the start page as configured, "" if none.
	IndexPage() string
	// DisplayMode is "neutral" or "airy".
	DisplayMode() string
	// Page finds a page by its name, whatever the case.
	Page(name string) (Page, bool)
	// SharedParts are the shared sources, styles, conditions and translations.
	SharedParts() SharedParts
	// SharedFolder is the absolute path of Project/Sources/Shared.
	SharedFolder() string
	// Broken says why the application cannot be used; nil when it can. Such an
	// application answers every page with the reason.
	Broken() error
}

// BrokenPages is what a Generation may add: why a page that has a file cannot
// be shown; nil for others.
type BrokenPages interface {
	BrokenPage(name string) error
}

// Page is one page.
type Page interface {
	// Name as the file spells it.
	Name() string
	// Title is the page's own title, "" if none.
	Title() string
	// Document is the page file as JSON.
	Document() json.RawMessage
	// FirstRequests are the addresses that the page will ask for before its first
	// paint, with GET, exactly as the runtime writes them ("/rest/Book?$top=…").
	FirstRequests(query url.Values) []string
}

// SharedParts is Boot.shared of ui/packages/wire/page.ts. A nil part is sent
// as its empty form.
type SharedParts struct {
	Datasources json.RawMessage // object: namespace → declarations
	Styles      json.RawMessage // array
	Conditions  json.RawMessage // array
	I18N        json.RawMessage
}

// Answerer runs a REST request under a session, inside the server.
type Answerer interface {
	// Answer returns the body of the answer to a GET; false when it is an error.
	Answer(ctx context.Context, s *session.Session, url string) ([]byte, bool)
}

// Options configure the door.
type Options struct {
	// Current returns the generation that serves now; nil while there is none.
	Current  func() Generation
	Sessions *session.Store
	Answerer Answerer
	Host     *host.Host
	// Assets are the built files of the pages app (ui.Files(), folder "pages");
	// empty when they have not been built.
	Assets fs.FS
	// Editing marks the pages as shown on the Studio's canvas.
	Editing bool
}
