// Package session provides web sessions: who is on the other side of a browser
// or REST client, what privileges it has been given, and what the application
// keeps for it. Sessions live in memory and end after a time without requests
// (spec/orda_rest.md 5.1, 5.2).
//
//	store := session.New(session.Options{Project: "Bookshop", Host: host.Real()})
//	visit, err := store.Visit(w, r) // finds the session by its cookie, or makes a guest's
//	visit.Session().Grant(session.Grant{Roles: []string{"Clerk"}})
package session

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// Policy is what a session asks of the project's roles.json; *access.Policy is
// one.
type Policy interface {
	// Expand returns the privileges that a session has once its code has set
	// these privileges and roles: with all they include, without unknown names.
	Expand(privileges, roles []string) []string
	// Has reports whether a subject has a privilege, in whatever way.
	Has(s access.Subject, name string) bool
	// ForceLogin reports whether guests may send descriptive requests only.
	ForceLogin() bool
}

// MinIdle is the shortest idle timeout; shorter ones are raised to it.
const MinIdle = time.Hour

// maxIdle keeps a session from being immortal through an overflow.
const maxIdle = 366 * 24 * time.Hour

// Session is one web session. It is safe for concurrent use.
type Session struct {
	store   *Store
	tag     string
	created time.Time
	remote  string

	identity atomic.Pointer[identity]
	idle     atomic.Int64 // nanoseconds
	storage  func() *value.Obj

	mu     sync.Mutex // guards changes of identity, and what follows
	kept   map[any]any
	closed bool

	// heir is the session that this one's identifier led to before it was
	// replaced; nil for any other. See Store.former.
	heir atomic.Pointer[Session]

	id       string // guarded by the store's mutex, as is what follows
	lastUsed time.Time
	place    place
}

// identity is who the session is; immutable, replaced as a whole.
type identity struct {
	userName   string
	privileges []string // with all they include
	roles      []string // as granted
	signedIn   bool     // setPrivileges has been called
	stamp      int64
	subject    access.Subject
}

// Grant is what setPrivileges gives a session.
type Grant struct {
	Privileges []string
	Roles      []string
	UserName   *string // nil leaves the name as it is
}

// ParseGrant reads the argument of setPrivileges: a text, also with commas, a
// collection of texts, or an object with privileges, roles and userName.
func ParseGrant(v value.Value) (Grant, error) {
	switch v.Kind() {
	case value.Text, value.Collection:
		names, err := nameList(v)
		return Grant{Privileges: names}, err
	case value.Object:
		return parseGrantObject(v.AsObject())
	}
	return Grant{}, fault.New(fault.Invalid, "session.privileges",
		"setPrivileges: got %s, want a text, a collection of texts or an object.", v.Kind())
}

func parseGrantObject(o *value.Obj) (Grant, error) {
	var g Grant
	var err error
	if g.Privileges, err = nameList(o.Get("privileges")); err != nil {
		return g, err
	}
	if g.Roles, err = nameList(o.Get("roles")); err != nil {
		return g, err
	}
	if name := o.Get("userName"); name.Kind() == value.Text {
		s := name.AsText()
		g.UserName = &s
	}
	return g, nil
}

func nameList(v value.Value) ([]string, error) {
	var names []string
	switch v.Kind() {
	case value.Undefined, value.Null:
	case value.Text:
		for _, n := range strings.Split(v.AsText(), ",") {
			if n = strings.TrimSpace(n); n != "" {
				names = append(names, n)
			}
		}
	case value.Collection:
		for _, item := range v.AsCollection().Items() {
			if item.Kind() != value.Text {
				return nil, fault.New(fault.Invalid, "session.privileges",
					"setPrivileges: got %s among the names, want Text.", item.Kind())
			}
			names = append(names, item.AsText())
		}
	default:
		return nil, fault.New(fault.Invalid, "session.privileges",
			"setPrivileges: got %s, want a text or a collection of texts.", v.Kind())
	}
	return names, nil
}

// ID returns the secret identifier, which is the value of the cookie. It
// changes when somebody signs in (Visit.Renew). It must not be logged: see Tag.
func (s *Session) ID() string {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return s.id
}

// Tag returns a name of the session that reveals nothing: for logs and for the
// Dashboard.
func (s *Session) Tag() string { return s.tag }

// Created returns when the session began.
func (s *Session) Created() time.Time { return s.created }

// Remote returns the address of the client that began the session.
func (s *Session) Remote() string { return s.remote }

// UserName returns the name given with setPrivileges, "" if none.
func (s *Session) UserName() string { return s.identity.Load().userName }

// Storage returns the shared object that code keeps things in.
func (s *Session) Storage() *value.Obj { return s.storage() }

// Stamp grows whenever the privileges change.
func (s *Session) Stamp() int64 { return s.identity.Load().stamp }

// SignedIn reports whether setPrivileges has been called since the session
// began or was signed out. Under force login it opens more than descriptive
// requests.
func (s *Session) SignedIn() bool { return s.identity.Load().signedIn }

// IsGuest reports whether nobody has signed in; without force login it means
// that the session has no privilege (spec/orda_rest.md 5.1).
func (s *Session) IsGuest() bool {
	id := s.identity.Load()
	if s.store.policy().ForceLogin() {
		return !id.signedIn
	}
	return len(id.privileges) == 0
}

// Subject returns what access decisions are made on. The caller must not
// change its slices.
func (s *Session) Subject() access.Subject { return s.identity.Load().subject }

// Privileges returns the privileges with all they include. The caller must not
// change the slice.
func (s *Session) Privileges() []string { return s.identity.Load().privileges }

// Roles are the names of the roles that the session was given.
func (s *Session) Roles() []string { return s.identity.Load().roles }

// HasPrivilege reports whether the session has a privilege, given or included.
func (s *Session) HasPrivilege(name string) bool {
	return s.store.policy().Has(s.Subject(), name)
}

// Has reports whether somebody would have a privilege under the roles in force.
func (s *Session) Has(who access.Subject, name string) bool {
	return s.store.policy().Has(who, name)
}

// Knows reports whether the roles in force have a privilege of this name.
func (s *Session) Knows(name string) bool {
	return len(s.store.policy().Expand([]string{name}, nil)) > 0
}

// Grant replaces the session's privileges; names that roles.json does not know
// are ignored. The first grant signs the session in and takes a seat: the
// error is of kind Limit when there is none.
func (s *Session) Grant(g Grant) error {
	privileges := s.store.policy().Expand(g.Privileges, g.Roles)
	if err := s.store.adopt(s); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := *s.identity.Load()
	if !next.signedIn {
		if err := s.store.takeSeat(s); err != nil {
			return err
		}
	}
	next.signedIn, next.privileges, next.roles = true, privileges, g.Roles
	if g.UserName != nil {
		next.userName = *g.UserName
	}
	s.replace(next)
	return nil
}

// Clear takes all privileges away. Under force login the session stays signed
// in.
func (s *Session) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := *s.identity.Load()
	next.privileges, next.roles = nil, nil
	s.replace(next)
}

// SignOut makes the session a guest's again and frees its seat. Its storage
// stays, to be found at the next sign-in.
func (s *Session) SignOut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.freeSeat(s)
	s.replace(identity{stamp: s.identity.Load().stamp})
}

// replace installs an identity; the caller holds the mutex.
func (s *Session) replace(next identity) {
	next.stamp++
	next.subject = access.Subject{Privileges: next.privileges, All: s.store.options.AllOpen}
	s.identity.Store(&next)
}

// IdleTimeout returns how long the session lives without a request.
func (s *Session) IdleTimeout() time.Duration { return time.Duration(s.idle.Load()) }

// SetIdleTimeout changes the idle timeout, within MinIdle and a year.
func (s *Session) SetIdleTimeout(d time.Duration) {
	s.idle.Store(int64(min(max(d, MinIdle), maxIdle)))
}

// Expires returns when the session ends if no request arrives.
func (s *Session) Expires() time.Time {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return s.lastUsed.Add(s.IdleTimeout())
}

// Keep returns what another part of the server keeps for the session under a
// key, making it on first use. When the session ends, what is an io.Closer is
// closed. Keys are values of unexported types, as with context.WithValue; one
// that is an Inherited is kept by the heir.
func (s *Session) Keep(key any, first func() any) any {
	if heir := s.heir.Load(); heir != nil {
		if _, ok := key.(Inherited); ok {
			return heir.Keep(key, first)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.kept[key]; ok {
		return v
	}
	v := first()
	if s.closed { // a request that outlives its session: nothing will close it later
		return v
	}
	if s.kept == nil {
		s.kept = map[any]any{}
	}
	s.kept[key] = v
	return v
}

// Inherited marks keys of what a request that was on its way while somebody
// signed in shall leave with the session it came for. What is kept under them
// must not tell or do anything by itself: the request acts as a guest.
type Inherited interface{ Inherited() }

// close releases what is kept. It runs after the session left the store.
func (s *Session) close() {
	s.mu.Lock()
	kept := s.kept
	s.kept, s.closed = nil, true
	s.mu.Unlock()
	for _, v := range kept {
		if c, ok := v.(io.Closer); ok {
			_ = c.Close() // nobody is left to hear of it
		}
	}
}

func tagOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:6])
}
