package rest

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/server/web"
	"quoin.dev/quoin/value"
)

// prefix is where the protocol lives.
const prefix = "/rest"

// request is one request with all that answering it needs.
type request struct {
	*address
	h      *Handler
	g      Generation
	ctx    context.Context
	visit  *session.Visit
	verb   string
	header http.Header
	body   []byte
	// raw is the request as it came; nil for those the server makes itself.
	raw *http.Request
	// edited is the entity of a call as the page shows it, nil if it did not send
	// it.
	edited *value.Obj
	// who and rights are worked out on first use.
	who    *orda.Caller
	rights func(access.Action, access.Resource) bool
}

// answer is what a request is answered with. Exactly one of body and outgoing
// is used.
type answer struct {
	status      int // 0: 200
	body        []byte
	contentType string // "": JSON
	header      [][2]string
	outgoing    *message.Outgoing
}

// Serve answers a request below /rest.
func (h *Handler) Serve(w http.ResponseWriter, r *http.Request) error {
	g := h.o.Current()
	if g == nil {
		return web.WithStatus(http.StatusServiceUnavailable, fault.New(fault.Other, "rest.closed", "The application is not open."))
	}
	visit, err := h.o.Sessions.Visit(w, r)
	if err != nil {
		return err
	}
	web.Note(w, slog.String("session", visit.Session().Tag()))
	q := &request{h: h, g: g, ctx: session.NewContext(r.Context(), visit), visit: visit, verb: r.Method, header: r.Header, raw: r}
	buf := h.buffer()
	defer h.release(buf)
	defer q.release()
	a := q.run((*buf)[:0], r.URL.EscapedPath(), r.URL.RawQuery, func() error {
		q.body, err = web.Body(w, r)
		return err
	})
	if a.outgoing != nil {
		web.Answer(w, a.outgoing)
		return nil
	}
	for _, x := range a.header {
		w.Header().Set(x[0], x[1])
	}
	if a.contentType == "" {
		a.contentType = "application/json; charset=utf-8"
		w.Header()["Cache-Control"] = []string{"no-store"}
		if cap(a.body) > cap(*buf) && cap(a.body) <= maxPooled {
			*buf = a.body
		}
	}
	web.Send(w, max(a.status, http.StatusOK), a.contentType, a.body)
	return nil
}

// maxPooled keeps one huge answer from occupying memory for ever.
const maxPooled = 1 << 20

func (h *Handler) buffer() *[]byte {
	if b, ok := h.buffers.Get().(*[]byte); ok {
		return b
	}
	b := make([]byte, 0, 4096)
	return &b
}

func (h *Handler) release(b *[]byte) { h.buffers.Put(b) }

// Answer runs a GET inside the server, on behalf of a session, and returns the
// body of its answer; false when it is an error or not JSON.
func (h *Handler) Answer(ctx context.Context, s *session.Session, address string) ([]byte, bool) {
	g := h.o.Current()
	u, err := url.ParseRequestURI(address)
	if g == nil || err != nil {
		return nil, false
	}
	visit := session.FromContext(ctx)
	if visit == nil || visit.Session() != s {
		visit = s.Internal()
		ctx = session.NewContext(ctx, visit)
	}
	q := &request{h: h, g: g, ctx: ctx, visit: visit, verb: http.MethodGet, header: http.Header{}}
	defer q.release()
	a := q.run(nil, u.EscapedPath(), u.RawQuery, func() error { return nil })
	return a.body, a.status == 0 && a.contentType == "" && a.outgoing == nil
}

// run decodes, routes and answers; every error becomes an answer.
func (q *request) run(b []byte, path, query string, readBody func() error) answer {
	if !strings.EqualFold(path[:min(len(path), len(prefix))], prefix) {
		return q.failed(b, malformed("it does not begin with /rest"))
	}
	addr, err := parseAddress(path[len(prefix):], query)
	if err == nil {
		q.address = addr
		err = readBody()
	}
	if err != nil {
		return q.failed(b, err)
	}
	a, err := q.route(b)
	if err != nil {
		return q.failed(b, err)
	}
	return a
}

// session is who asks; user code may have exchanged it.
func (q *request) session() *session.Session { return q.visit.Session() }

// caller is ORDA's view of the request.
func (q *request) caller() *orda.Caller {
	if q.who == nil {
		q.who = q.g.Caller(q.ctx, q.session())
	}
	return q.who
}

// changed forgets what is known of the session: user code has run.
func (q *request) changed() {
	q.release()
	q.rights = nil
}

// release gives up what reading and writing for the request has left open.
func (q *request) release() {
	if q.who != nil {
		q.g.Release(q.who)
		q.who = nil
	}
}

// seesAll reports whether the session is an administrator's, to whom nothing
// is hidden.
func (q *request) seesAll() bool {
	s := q.session().Subject()
	for _, p := range s.Privileges {
		if strings.EqualFold(p, access.WebAdmin) {
			return true
		}
	}
	return false
}

// allowed decides about a privilege. A policy that can work a subject's rights
// out beforehand does so once.
func (q *request) allowed(a access.Action, r access.Resource) bool {
	if q.rights == nil {
		subject := q.session().Subject()
		switch d := q.g.Access().(type) {
		case nil:
			q.rights = func(access.Action, access.Resource) bool { return true }
		case interface {
			Rights(access.Subject) access.Rights
		}:
			q.rights = d.Rights(subject).Allowed
		default:
			q.rights = func(a access.Action, r access.Resource) bool { return d.Allowed(subject, a, r) }
		}
	}
	return q.rights(a, r)
}

// class finds a dataclass that the request names: one that is exposed.
func (q *request) class(name string) (*orda.Dataclass, error) {
	d := q.g.Datastore().Class(name)
	if d == nil || !d.Model().Exposed && !q.seesAll() {
		return nil, fault.Numbered(fault.NotFound, 1501, "dbmg", "Dataclass %q cannot be found", clip(name))
	}
	return d, nil
}

func (q *request) mayRead(d *model.Dataclass) error { return q.may(access.Read, d) }

// may refuses what the session may not do to a dataclass.
func (q *request) may(a access.Action, d *model.Dataclass) error {
	if q.allowed(a, access.Resource{Kind: access.Dataclass, Class: d.Name}) {
		return nil
	}
	number, verb := 1556, "read"
	switch a {
	case access.Create:
		number, verb = 1555, "create"
	case access.Update:
		number, verb = 1558, "update"
	case access.Drop:
		number, verb = 1557, "drop"
	}
	return fault.Numbered(fault.Permission, number, "dbmg", "No permission to %s for the %s dataclass", verb, d.Name)
}

// failure is an error that is answered with several errors, root cause first,
// beside a partial result or alone.
type failure struct {
	errors []*fault.Error
	// effects on the page that called.
	effects *message.Effects
	// code says that user code failed, which is nobody's malformed request.
	code bool
}

func (f *failure) Error() string { return f.errors[0].Error() }

func (f *failure) Unwrap() error { return f.errors[0] }

// toFaults returns the errors that a client may see of an error.
func toFaults(err error) []*fault.Error {
	if f, ok := err.(*failure); ok {
		return f.errors
	}
	if f := fault.As(err); f != nil {
		return []*fault.Error{f}
	}
	return []*fault.Error{{Kind: fault.Internal, Code: "rest.internal", Err: err}}
}

// statusOf maps an error to the status of the protocol: a missing permission
// is 401 there, and whatever user code does wrong is 500.
func statusOf(err error) int {
	if f, ok := err.(*failure); ok && f.code {
		return http.StatusInternalServerError
	}
	if f := fault.As(err); f != nil {
		switch {
		case f.Kind == fault.Permission:
			return http.StatusUnauthorized
		case f.Number == 1829:
			return http.StatusMethodNotAllowed
		case f.Kind == fault.Other || f.Kind == fault.Unsupported:
			return http.StatusInternalServerError
		}
	}
	return web.StatusOf(err)
}

// failed answers with an error.
func (q *request) failed(b []byte, err error) answer {
	b = append(b[:0], `{"__ERROR":`...)
	b = append(q.appendErrors(b, toFaults(err)), '}')
	if f, ok := err.(*failure); ok {
		b = withEffects(b, f.effects)
	}
	return answer{status: statusOf(err), body: b}
}

// appendErrors appends the array of errors. What is a bug of ours, or tells of
// the machine, goes to the log only.
func (q *request) appendErrors(b []byte, errs []*fault.Error) []byte {
	b = append(b, '[')
	for i, e := range errs {
		if i > 0 {
			b = append(b, ',')
		}
		text := e.Message
		if text == "" || e.Kind == fault.Internal || e.Kind == fault.IO {
			q.h.o.Log.Error("rest", "error", e, "kind", e.Kind.String())
			text = "Something went wrong on the server; the log says what."
		}
		signature := e.Signature
		if signature == "" {
			signature = "rest"
		}
		b = append(b, `{"message":`...)
		b = value.AppendQuoted(b, text)
		b = append(b, `,"componentSignature":`...)
		b = value.AppendQuoted(b, signature)
		b = append(b, `,"errCode":`...)
		b = value.AppendNumber(b, float64(e.Number))
		b = append(b, '}')
	}
	return append(b, ']')
}

// finish adds the errors of computed attributes to a body that is an object.
func (x *encoder) finish(b []byte) []byte {
	if len(x.errors) == 0 || b[len(b)-1] != '}' {
		return b
	}
	b = member(b, "__ERROR")
	return append(x.q.appendErrors(b, x.errors), '}')
}

// withEffects adds what a call changes on the page that made it.
func withEffects(b []byte, e *message.Effects) []byte {
	if e.Empty() || len(b) == 0 || b[len(b)-1] != '}' {
		return b
	}
	return append(e.AppendJSON(member(b, "__WEBFORM")), '}')
}

// member opens an object again to add a member; the caller closes it.
func member(b []byte, name string) []byte {
	b = b[:len(b)-1]
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(value.AppendQuoted(b, name), ':')
}
