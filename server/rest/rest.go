// Package rest provides the data over HTTP: the protocol of /rest
// (doc/rest.md). It decodes a request, asks for permission, lets ORDA or the
// user's code do the work, and encodes the answer with an encoder that knows
// each dataclass.
//
//	h := rest.New(rest.Options{Current: app.Current, Sessions: store})
//	routes = append(routes, web.Route{Name: "rest", Prefix: "/rest", Handle: h.Serve})
package rest

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/value"
)

// Generation is what the door needs of one generation of the running
// application. A request asks for it once, so a reload never mixes two.
type Generation interface {
	// Name is the name of the application.
	Name() string
	Datastore() *orda.Datastore
	// Wrapper makes language values of entities and selections; that of the
	// datastore.
	Wrapper() orda.Wrapper
	// Access decides about privileges; nil allows everything.
	Access() access.Decider
	// ForceLogin restricts guests to descriptive requests.
	ForceLogin() bool
	// Functions are the exposed functions, for the catalog and for dispatch.
	Functions() Functions
	// Invoke runs a function of the user's code for a request. The context
	// carries the visit (session.FromContext).
	Invoke(ctx context.Context, s *session.Session, call Call) (Reply, error)
	// Caller returns ORDA's caller for direct reads and writes of this request.
	Caller(ctx context.Context, s *session.Session) *orda.Caller
	// Release gives up what the work of a Caller has left open.
	Release(c *orda.Caller)
}

// Target is what a function is called on.
type Target uint8

const (
	OnDatastore Target = iota
	OnDataclass
	OnEntity
	OnSelection
	OnSingleton
)

// Call is one call of a user's function.
type Call struct {
	Target    Target
	Class     string // dataclass or singleton class; "" on the datastore
	Function  string
	Entity    *orda.Entity
	Selection *orda.Selection
	// Args, entities and selections already as language values.
	Args []value.Value
	// HTTP is the request, for functions that are called with GET.
	HTTP *message.Incoming
	// Event says what happened on the page that called; nil when no page did.
	Event *message.WebEvent
	// Get says that the call came with GET: the function must allow it.
	Get bool
}

// Reply is what a function answered.
type Reply struct {
	Value value.Value
	// Effects on the page that called; nil for none.
	Effects *message.Effects
	// Outgoing is a raw HTTP answer, which replaces everything else.
	Outgoing *message.Outgoing
}

// FunctionInfo is what the catalog says of a function.
type FunctionInfo struct {
	Class, Name string
	Level       Target
	Exposed     bool
	OnHTTPGet   bool
	// Params is the text of the declared parameters.
	Params string
}

// Functions are the functions of the user's classes. Names compare exactly.
type Functions interface {
	Find(level Target, class, name string) (FunctionInfo, bool)
	List(level Target, class string) []FunctionInfo
	// Singletons are the names of shared and session singletons.
	Singletons() []string
}

// Pictures converts pictures for $imageformat.
type Pictures interface {
	// Convert returns the image in a media type; false when it cannot.
	Convert(img *value.Image, mime string) (*value.Image, bool)
}

// Options configure the door. A zero field means its default.
type Options struct {
	// Current returns the generation that serves now; nil while there is none,
	// for example because the project cannot be opened.
	Current  func() Generation
	Sessions *session.Store
	Host     *host.Host
	Log      *slog.Logger
	// Pictures may be nil: then pictures are sent as they are stored.
	Pictures Pictures
	// Login checks the legacy $directory/login; nil refuses everybody.
	Login func(ctx context.Context, s *session.Session, user, password string) bool
	// MaxSets limits entity sets per session, the one used least recently goes;
	// default 200. MaxUploads limits the bytes of pending uploads per session;
	// default 64 MB.
	MaxSets    int
	MaxUploads int64
}

// Handler serves /rest.
type Handler struct {
	o       Options
	buffers sync.Pool // *[]byte
	shapes  shapeCache
	uploads uploads
}

const (
	defaultMaxSets    = 200
	defaultMaxUploads = 64 << 20
	// allUploads limits the bytes of pending uploads of all sessions.
	allUploads    = 1 << 30
	setTimeout    = 2 * time.Hour
	uploadTimeout = 2 * time.Minute
	// pageSize is the number of entities sent when the request does not say.
	pageSize = 100
	// maxPage limits $top, so that one request cannot ask for all memory.
	maxPage = 100_000
)

// New returns a handler.
func New(o Options) *Handler {
	if o.MaxSets <= 0 {
		o.MaxSets = defaultMaxSets
	}
	if o.MaxUploads <= 0 {
		o.MaxUploads = defaultMaxUploads
	}
	if o.Host == nil {
		o.Host = host.Real()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Handler{o: o, uploads: uploads{limit: o.MaxUploads, total: max(allUploads, o.MaxUploads),
		byID: map[string]uploaded{}, owned: map[*session.Session]int64{}}}
}
