package session

import (
	"cmp"
	"container/list"
	"context"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/value"
)

// Options configure a store of sessions.
type Options struct {
	// Project names the cookie: 4DSID_<Project>.
	Project string
	Host    *host.Host
	// Policy returns the roles in force; nil: everything is open.
	Policy func() Policy
	// Limit is the number of sessions; 0 means 20,000. Beyond it the guest that
	// was idle longest goes.
	Limit int
	// Seats is the number of sessions signed in at a time; 0 means no limit.
	Seats int
	// Idle is the timeout of new sessions; MinIdle at least.
	Idle time.Duration
	// SameSite of the cookie; 0 means Strict.
	SameSite http.SameSite
	// Domain and Path of the cookie; "" means this host, and "/".
	Domain, Path string
	// BehindTLS says that a proxy in front of the server speaks HTTPS.
	BehindTLS bool
	// AllOpen gives every session everything: --ignore-roles.
	AllOpen bool
}

// Store holds the sessions of one application. It is safe for concurrent use.
type Store struct {
	options Options
	cookie  string

	mu       sync.Mutex // guards what follows
	sessions map[string]*Session
	guests   list.List // *Session, idle longest first; those signed in are not in it
	seats    int
	tokens   map[string]token
	former   map[string]former
}

// former is what an identifier leads to that was replaced a moment ago. Whoever
// still sends it is a guest: the browser itself, with requests that were on
// their way, or somebody who had planted the identifier. Such a guest gets no
// cookie, which would overwrite the new one.
type former struct {
	session *Session
	until   time.Time
}

// place is where the store keeps a session beside the map.
type place struct {
	guest *list.Element // nil when the session has a seat, or is a former one
	gone  bool
	// former says that the session is not counted: it is in Store.former.
	former bool
}

// token is a one-time password that leads back to a session.
type token struct {
	session *Session
	expires time.Time
}

const (
	defaultLimit = 20_000
	maxTokens    = 10_000
	maxFormer    = 10_000
	formerLife   = time.Minute
	sweepEvery   = time.Minute
	oldCookie    = "WASID4D"
	// TokenParameter is the reserved query parameter that restores a session.
	TokenParameter = "$4DSID"
)

// New returns an empty store.
func New(o Options) *Store {
	if o.Limit <= 0 {
		o.Limit = defaultLimit
	}
	if o.SameSite == 0 {
		o.SameSite = http.SameSiteStrictMode
	}
	if o.Path == "" {
		o.Path = "/"
	}
	return &Store{options: o, cookie: cookieName(o.Project), sessions: map[string]*Session{},
		tokens: map[string]token{}, former: map[string]former{}}
}

// cookieName makes a legal cookie name of any project's name.
func cookieName(project string) string {
	return "4DSID_" + strings.Map(func(r rune) rune {
		if r < 128 && (r == '-' || r == '_' || r == '.' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z') {
			return r
		}
		return '_'
	}, project)
}

// CookieName returns the name of the session cookie.
func (s *Store) CookieName() string { return s.cookie }

func (s *Store) policy() Policy {
	if s.options.Policy == nil {
		return access.Open()
	}
	return s.options.Policy()
}

func (s *Store) now() time.Time { return s.options.Host.Clock.Now() }

// newID returns 128 unpredictable bits as 32 hexadecimal digits.
func (s *Store) newID() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(s.options.Host.Random, b[:]); err != nil {
		return "", fault.New(fault.IO, "session.random", "No random bytes for a session identifier: %w", err)
	}
	return strings.ToUpper(hex.EncodeToString(b[:])), nil
}

// Start begins a guest's session. The error is of kind Limit when the store is
// full of sessions that are signed in.
func (s *Store) Start(remote string) (*Session, error) {
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	n := s.guest(id, remote)
	evicted, err := s.insert(n)
	if evicted != nil {
		evicted.close()
	}
	return n, err
}

// guest makes a session that is nobody's yet.
func (s *Store) guest(id, remote string) *Session {
	now := s.now()
	n := &Session{store: s, id: id, tag: tagOf(id), created: now, lastUsed: now, remote: remote,
		storage: sync.OnceValue(value.NewStorage)}
	n.SetIdleTimeout(s.options.Idle)
	n.replace(identity{})
	return n
}

func (s *Store) insert(n *Session) (evicted *Session, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if evicted, err = s.makeRoom(); err != nil {
		return nil, err
	}
	s.sessions[n.id] = n
	n.place.guest = s.guests.PushBack(n)
	return evicted, nil
}

// makeRoom takes the guest that was idle longest out when the store is full;
// the caller holds the mutex and closes it later.
func (s *Store) makeRoom() (evicted *Session, err error) {
	if len(s.sessions) < s.options.Limit {
		return nil, nil
	}
	oldest := s.guests.Front()
	if oldest == nil {
		return nil, fault.New(fault.Limit, "session.full", "The maximum number of sessions is reached. Please try again later.")
	}
	evicted = oldest.Value.(*Session)
	s.remove(evicted)
	return evicted, nil
}

// renew gives a session another identifier. The old one leads to a guest from
// now on, and soon to nothing. It reports false when the session has ended.
func (s *Store) renew(n *Session) (id string, ok bool) {
	id, err := s.newID()
	if err != nil {
		return "", false
	}
	next := s.guest("", n.remote)
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.place.gone || n.place.former {
		return "", false
	}
	delete(s.sessions, n.id)
	if len(s.former) < maxFormer {
		next.id, next.tag, next.place.former = n.id, tagOf("former "+n.id), true
		next.heir.Store(n)
		s.former[n.id] = former{next, now.Add(formerLife)}
	}
	n.id = id
	s.sessions[id] = n
	for k, t := range s.tokens {
		if t.session == n { // somebody else may have made it
			delete(s.tokens, k)
		}
	}
	return id, true
}

// findFormer returns the guest that a replaced identifier leads to, nil if none.
func (s *Store) findFormer(id string) *Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.former[id]
	if !ok || !s.now().Before(f.until) {
		return nil
	}
	return f.session
}

// adopt makes a session of its own of a former one in which somebody signs in.
func (s *Store) adopt(n *Session) error {
	if n.heir.Load() == nil {
		return nil
	}
	id, err := s.newID()
	if err != nil {
		return err
	}
	s.mu.Lock()
	if !n.place.former {
		s.mu.Unlock()
		return nil
	}
	evicted, err := s.makeRoom()
	if err == nil {
		delete(s.former, n.id)
		n.id, n.place.former = id, false
		n.heir.Store(nil)
		s.sessions[id] = n
		n.place.guest = s.guests.PushBack(n)
	}
	s.mu.Unlock()
	if evicted != nil {
		evicted.close()
	}
	return err
}

// Find returns a living session and counts the call as a use; nil if none.
func (s *Store) Find(id string) *Session {
	now := s.now()
	s.mu.Lock()
	n := s.sessions[id]
	return s.use(n, now)
}

// use counts a use of a session that may be nil or over, and returns it if it
// lives. The caller holds the mutex, which is released.
func (s *Store) use(n *Session, now time.Time) *Session {
	expired := n != nil && !now.Before(n.lastUsed.Add(n.IdleTimeout()))
	switch {
	case n == nil:
	case expired:
		s.remove(n)
	default:
		n.lastUsed = now
		if n.place.guest != nil {
			s.guests.MoveToBack(n.place.guest)
		}
	}
	s.mu.Unlock()
	if expired {
		n.close()
		return nil
	}
	return n
}

// remove takes a session out; the caller holds the mutex and closes it later.
func (s *Store) remove(n *Session) {
	if n.place.gone {
		return
	}
	delete(s.sessions, n.id)
	n.place.gone = true
	if n.place.guest != nil {
		s.guests.Remove(n.place.guest)
		n.place.guest = nil
	} else {
		s.seats--
	}
}

// takeSeat counts a session as signed in.
func (s *Store) takeSeat(n *Session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.place.gone || n.place.guest == nil {
		return nil
	}
	if s.options.Seats > 0 && s.seats >= s.options.Seats {
		return fault.New(fault.Limit, "session.seats", "All %d seats are taken. Please try again later.", s.options.Seats)
	}
	s.seats++
	s.guests.Remove(n.place.guest)
	n.place.guest = nil
	return nil
}

func (s *Store) freeSeat(n *Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.place.gone || n.place.former || n.place.guest != nil {
		return
	}
	s.seats--
	n.place.guest = s.guests.PushBack(n)
}

// End ends the session with a tag, and reports whether there was one.
func (s *Store) End(tag string) bool {
	s.mu.Lock()
	var found *Session
	for _, n := range s.sessions {
		if n.tag == tag {
			found = n
			s.remove(n)
			break
		}
	}
	s.mu.Unlock()
	if found != nil {
		found.close()
	}
	return found != nil
}

// Info is what an operator sees of a session.
type Info struct {
	Tag        string    `json:"tag"`
	UserName   string    `json:"userName"`
	Guest      bool      `json:"guest"`
	Privileges []string  `json:"privileges"`
	Roles      []string  `json:"-"`
	Remote     string    `json:"remote"`
	Created    time.Time `json:"created"`
	LastUsed   time.Time `json:"lastUsed"`
	Expires    time.Time `json:"expires"`
}

// List returns all sessions, the one used last first.
func (s *Store) List() []Info {
	s.mu.Lock()
	all := make([]*Session, 0, len(s.sessions))
	used := make([]time.Time, 0, len(s.sessions))
	for _, n := range s.sessions {
		all = append(all, n)
		used = append(used, n.lastUsed)
	}
	s.mu.Unlock()
	out := make([]Info, len(all))
	for i, n := range all {
		out[i] = Info{Tag: n.tag, UserName: n.UserName(), Guest: n.IsGuest(), Privileges: n.Privileges(), Roles: n.Roles(),
			Remote: n.remote, Created: n.created, LastUsed: used[i], Expires: used[i].Add(n.IdleTimeout())}
	}
	slices.SortFunc(out, func(a, b Info) int {
		return cmp.Or(b.LastUsed.Compare(a.LastUsed), cmp.Compare(a.Tag, b.Tag))
	})
	return out
}

// Count returns the number of sessions, and of those signed in.
func (s *Store) Count() (all, signedIn int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions), s.seats
}

// Run ends expired sessions until the context ends, then all of them.
func (s *Store) Run(ctx context.Context) {
	for s.options.Host.Clock.Sleep(ctx, sweepEvery) == nil {
		s.Sweep()
	}
	s.endIf(func(*Session) bool { return true })
	s.endFormer(func(former) bool { return true })
}

// Sweep ends the sessions and tokens whose time is over.
func (s *Store) Sweep() {
	now := s.now()
	s.endIf(func(n *Session) bool { return !now.Before(n.lastUsed.Add(n.IdleTimeout())) })
	s.endFormer(func(f former) bool { return !now.Before(f.until) })
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, t := range s.tokens {
		if !now.Before(t.expires) || t.session.place.gone {
			delete(s.tokens, k)
		}
	}
}

func (s *Store) endFormer(over func(former) bool) {
	var ended []*Session
	s.mu.Lock()
	for id, f := range s.former {
		if over(f) {
			delete(s.former, id)
			ended = append(ended, f.session)
		}
	}
	s.mu.Unlock()
	for _, n := range ended {
		n.close()
	}
}

func (s *Store) endIf(over func(*Session) bool) {
	var ended []*Session
	s.mu.Lock()
	for _, n := range s.sessions {
		if over(n) {
			s.remove(n)
			ended = append(ended, n)
		}
	}
	s.mu.Unlock()
	for _, n := range ended {
		n.close()
	}
}

// CreateToken returns a one-time password that restores the session within a
// time: 10 s at least, the idle timeout when 0.
func (n *Session) CreateToken(life time.Duration) (string, error) {
	if life == 0 {
		life = n.IdleTimeout()
	}
	if life < 10*time.Second {
		return "", fault.New(fault.Invalid, "session.token-life", "createOTP: the lifespan must be at least 10 seconds.")
	}
	s := n.store
	id, err := s.newID()
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.tokens) >= maxTokens {
		return "", fault.New(fault.Limit, "session.tokens", "createOTP: too many unused tokens.")
	}
	s.tokens[id] = token{n, s.now().Add(life)}
	return id, nil
}

// redeem uses a token up and returns its session, nil when it is invalid.
func (s *Store) redeem(id string) *Session {
	now := s.now()
	s.mu.Lock()
	t, ok := s.tokens[id]
	delete(s.tokens, id)
	if !ok || !now.Before(t.expires) || t.session.place.gone {
		s.mu.Unlock()
		return nil
	}
	return s.use(t.session, now)
}

func remoteHost(addr string) string {
	if h, _, err := net.SplitHostPort(addr); err == nil {
		return h
	}
	return addr
}
