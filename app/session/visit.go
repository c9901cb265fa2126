package session

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
)

// Visit is the session of one request. User code may exchange it for another
// one with a token (Restore), up to the moment the response begins.
type Visit struct {
	store   *Store
	header  http.Header
	secure  bool
	old     bool // the client sent the cookie under its old name
	session atomic.Pointer[Session]
}

// Visit finds the session that a request names with its cookie or with a token
// in the query, or begins a guest's; a new one's cookie is put in the header
// of the response.
func (s *Store) Visit(w http.ResponseWriter, r *http.Request) (*Visit, error) {
	v := &Visit{store: s, header: w.Header(), secure: r.TLS != nil || s.options.BehindTLS}
	v.old = len(r.CookiesNamed(oldCookie)) > 0
	found := s.fromCookie(r)
	if strings.Contains(r.URL.RawQuery, TokenParameter[1:]) { // the "$" may be escaped
		if id := r.URL.Query().Get(TokenParameter); id != "" {
			if restored := s.redeem(id); restored != nil && restored != found {
				v.enter(restored)
				return v, nil
			}
		}
	}
	if found != nil {
		v.session.Store(found)
		return v, nil
	}
	started, err := s.Start(remoteHost(r.RemoteAddr))
	if err != nil {
		return nil, err
	}
	v.enter(started)
	return v, nil
}

func (s *Store) fromCookie(r *http.Request) *Session {
	for _, name := range [...]string{s.cookie, oldCookie} {
		// The same name may come twice, from different paths or domains.
		for _, c := range r.CookiesNamed(name) {
			if n := s.Find(c.Value); n != nil {
				return n
			}
		}
	}
	for _, name := range [...]string{s.cookie, oldCookie} {
		for _, c := range r.CookiesNamed(name) {
			if n := s.findFormer(c.Value); n != nil {
				return n
			}
		}
	}
	return nil
}

// Internal returns a visit for a request that the server makes itself on
// behalf of a session.
func (s *Session) Internal() *Visit {
	v := &Visit{store: s.store, header: http.Header{}}
	v.session.Store(s)
	return v
}

// Session returns the session of the request.
func (v *Visit) Session() *Session { return v.session.Load() }

// Restore exchanges the session for that of a token. It reports whether the
// token was valid; otherwise the session stays.
func (v *Visit) Restore(token string) bool {
	n := v.store.redeem(token)
	if n == nil {
		return false
	}
	if n != v.Session() {
		v.enter(n)
	}
	return true
}

// Renew gives the session of the request another identifier and tells the
// client. It is called when somebody signs in, so that an identifier that was
// planted in their browser before leads nowhere (session fixation). What the
// session holds stays.
func (v *Visit) Renew() {
	if id, ok := v.store.renew(v.Session()); ok {
		v.tell(id)
	}
}

func (v *Visit) enter(n *Session) {
	v.session.Store(n)
	v.tell(n.ID())
}

// tell puts the cookie in the header of the response.
func (v *Visit) tell(id string) {
	o := v.store.options
	c := http.Cookie{Name: v.store.cookie, Value: id, Path: o.Path, Domain: o.Domain,
		Secure: v.secure || o.SameSite == http.SameSiteNoneMode, HttpOnly: true, SameSite: o.SameSite}
	v.header.Set("Set-Cookie", c.String())
	if v.old {
		c.Name = oldCookie
		v.header.Add("Set-Cookie", c.String())
	}
}

type contextKey struct{}

// NewContext returns a context that carries the visit, for code that a request
// runs.
func NewContext(ctx context.Context, v *Visit) context.Context {
	return context.WithValue(ctx, contextKey{}, v)
}

// FromContext returns the visit of the request; nil outside of one.
func FromContext(ctx context.Context) *Visit {
	v, _ := ctx.Value(contextKey{}).(*Visit)
	return v
}
