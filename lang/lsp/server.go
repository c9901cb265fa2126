package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

// Options configure a server.
type Options struct {
	// Version is what the server calls itself.
	Version string
	// Open finds the project that a folder on disk is, contains or lies in. An
	// error means that there is none.
	Open func(ctx context.Context, folder string) (Project, error)
	// Loose is the project of documents that belong to none: built-ins only.
	Loose func() (Project, error)
	// Fixed is the one project of the server; its documents have identifiers
	// below Base. nil: projects are opened as the client's folders say.
	Fixed Project
	Base  string
	// Pages is the address below which the pages of diagnostics are; "" for those
	// of the project's site.
	Pages string
	// Changed tells that files of the fixed project changed on disk; nil: the
	// client tells of it.
	Changed <-chan struct{}
	Log     *slog.Logger // nil: nowhere
}

// Errors of the protocol.
const (
	codeNotInitialized   = -32002
	codeRequestCancelled = -32800
)

// maxRunning is how many requests run at once; more wait.
const maxRunning = 64

// ErrAborted is returned by Serve when the client left without a shutdown.
var ErrAborted = errors.New("the client left without a shutdown")

// Serve answers a client until it says exit, the stream ends or the context
// does.
func Serve(ctx context.Context, stream jsonrpc2.ObjectStream, o Options) error {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Pages == "" {
		o.Pages = pagesOnline
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{o: o, log: o.Log, ctx: ctx, exit: make(chan struct{}), docs: map[uri]*document{},
		running: map[string]context.CancelFunc{}, slots: make(chan struct{}, maxRunning), ready: make(chan struct{})}
	s.methods = s.table()
	s.checks = newChecks(s)
	s.conn = jsonrpc2.NewConn(ctx, stream, s, jsonrpc2.SetLogger(quiet{}))
	close(s.ready)
	if o.Changed != nil {
		s.working.Go(s.follow)
	}
	select {
	case <-s.conn.DisconnectNotify():
	case <-s.exit:
		s.conn.Close()
	case <-ctx.Done():
	}
	cancel()
	s.checks.stop()
	s.working.Wait()
	if !s.stopped() {
		return ErrAborted
	}
	return nil
}

// follow reads the fixed project again whenever it changed.
func (s *server) follow() {
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.o.Changed:
			s.state.Lock()
			for _, p := range s.projects {
				if p.folder == s.o.Fixed {
					s.reload(p)
				}
			}
			s.state.Unlock()
		}
	}
}

// quiet drops what the connection has to say: unknown answers of a client.
type quiet struct{}

func (quiet) Printf(string, ...any) {}

// server is one client's session.
type server struct {
	o       Options
	log     *slog.Logger
	ctx     context.Context
	conn    *jsonrpc2.Conn
	methods map[string]method
	checks  *checks
	exit    chan struct{}
	ready   chan struct{} // closed once conn is set
	slots   chan struct{}
	working sync.WaitGroup

	// state is held for reading by requests, which run side by side, and for
	// writing by what changes documents and projects: a request sees the
	// documents as they were when it came.
	state    sync.RWMutex
	client   clientCapabilities
	projects []*project
	docs     map[uri]*document

	mu      sync.Mutex // guards what follows
	phase   phase
	running map[string]context.CancelFunc // by identifier of the request
}

// phase is where a session is in its life.
type phase uint8

const (
	fresh phase = iota
	initialized
	shutDown
)

// method answers a request or takes a notification.
type method struct {
	run func(ctx context.Context, params json.RawMessage) (any, error)
	// ordered methods change the state and run one after the other, before what
	// comes later is looked at.
	ordered bool
}

// request makes a method of a function that reads the state.
func request[P, R any](f func(context.Context, P) (R, error)) method {
	return method{run: decode(f)}
}

// edit makes a method of a function that changes the state.
func edit[P any](f func(context.Context, P) error) method {
	return method{ordered: true, run: decode(func(ctx context.Context, p P) (any, error) { return nil, f(ctx, p) })}
}

func decode[P, R any](f func(context.Context, P) (R, error)) func(context.Context, json.RawMessage) (any, error) {
	return func(ctx context.Context, params json.RawMessage) (any, error) {
		var p P
		if len(params) > 0 {
			if err := json.Unmarshal(params, &p); err != nil {
				return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
			}
		}
		return f(ctx, p)
	}
}

// Handle takes a message. It is called for one after the other and returns
// before the next one only where their order matters.
func (s *server) Handle(_ context.Context, _ *jsonrpc2.Conn, r *jsonrpc2.Request) {
	<-s.ready
	var params json.RawMessage
	if r.Params != nil {
		params = *r.Params
	}
	if r.Method == "$/cancelRequest" {
		s.cancel(params)
		return
	}
	if err := s.admit(r); err != nil {
		s.reply(r, nil, err)
		return
	}
	m, known := s.methods[r.Method]
	switch {
	case !known && r.Notif:
		return
	case !known:
		s.reply(r, nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: fmt.Sprintf("There is no method %s.", r.Method)})
	case m.ordered:
		s.state.Lock()
		result, err := s.guarded(s.ctx, r.Method, m, params)
		s.state.Unlock()
		s.reply(r, result, err)
	default:
		s.start(r, m, params)
	}
}

// start runs a request beside others, on the state as it is now.
func (s *server) start(r *jsonrpc2.Request, m method, params json.RawMessage) {
	s.slots <- struct{}{}
	ctx, cancel := context.WithCancel(s.ctx)
	id := r.ID.String()
	s.mu.Lock()
	s.running[id] = cancel
	s.mu.Unlock()
	s.state.RLock()
	s.working.Go(func() {
		result, err := s.guarded(ctx, r.Method, m, params)
		s.state.RUnlock()
		if ctx.Err() != nil {
			err = &jsonrpc2.Error{Code: codeRequestCancelled, Message: "The request was cancelled."}
		}
		s.mu.Lock()
		delete(s.running, id)
		s.mu.Unlock()
		cancel()
		s.reply(r, result, err)
		<-s.slots
	})
}

// guarded runs a method; a panic in it is an error of that request alone.
func (s *server) guarded(ctx context.Context, name string, m method, params json.RawMessage) (result any, err error) {
	defer func() {
		if x := recover(); x != nil {
			s.log.Error("a request failed", "method", name, "panic", x, "stack", string(debug.Stack()))
			result, err = nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInternalError, Message: fmt.Sprintf("%s failed: %v", name, x)}
		}
	}()
	return m.run(ctx, params)
}

func (s *server) reply(r *jsonrpc2.Request, result any, err error) {
	if r.Notif {
		if err != nil {
			s.log.Warn("a notification failed", "method", r.Method, "error", err)
		}
		return
	}
	answer := &jsonrpc2.Response{ID: r.ID}
	if err == nil {
		err = answer.SetResult(result)
	}
	var known *jsonrpc2.Error
	switch {
	case errors.As(err, &known):
		answer.Error = known
	case err != nil:
		answer.Error = &jsonrpc2.Error{Code: codeRequestFailed, Message: err.Error()}
	}
	if err := s.conn.SendResponse(s.ctx, answer); err != nil && err != jsonrpc2.ErrClosed {
		s.log.Debug("an answer was not sent", "method", r.Method, "error", err)
	}
}

// codeRequestFailed is for a request that is right and cannot be served.
const codeRequestFailed = -32803

// admit holds the order of a session: initialize first, nothing but exit after
// shutdown.
func (s *server) admit(r *jsonrpc2.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case r.Method == "exit":
		return nil
	case s.phase == fresh && r.Method != "initialize":
		return &jsonrpc2.Error{Code: codeNotInitialized, Message: "The first request is initialize."}
	case s.phase == initialized && r.Method == "initialize":
		return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "The server is initialized already."}
	case s.phase == shutDown:
		return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "The server is shut down."}
	}
	return nil
}

func (s *server) setPhase(p phase) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = p
}

func (s *server) stopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phase == shutDown
}

// cancel ends a running request.
func (s *server) cancel(params json.RawMessage) {
	var p cancelParams
	var id jsonrpc2.ID
	if json.Unmarshal(params, &p) != nil || id.UnmarshalJSON(p.ID) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if stop := s.running[id.String()]; stop != nil {
		stop()
	}
}

// notify tells the client something.
func (s *server) notify(method string, params any) {
	if err := s.conn.Notify(s.ctx, method, params); err != nil && err != jsonrpc2.ErrClosed {
		s.log.Debug("a notification was not sent", "method", method, "error", err)
	}
}

// ask sends the client a request and waits for its answer. It must not be
// called by what the reading of messages waits for.
func (s *server) ask(method string, params any) error {
	return s.conn.Call(s.ctx, method, params, nil)
}
