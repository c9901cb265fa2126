package session

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/host/hosttest"
	"quoin.dev/quoin/value"
)

func newStore(t *testing.T, o Options) (*Store, *hosttest.Clock) {
	t.Helper()
	clock := hosttest.NewClock()
	o.Host = &host.Host{Clock: clock, Random: rand.NewChaCha8([32]byte{1})}
	if o.Project == "" {
		o.Project = "Book shop"
	}
	return New(o), clock
}

const roles = `{"forceLogin":true,
 "privileges":[{"privilege":"simple","includes":[]},{"privilege":"medium","includes":["simple"]},{"privilege":"extra","includes":[]}],
 "roles":[{"role":"Medium","privileges":["medium"]}],"permissions":{"allowed":[]}}`

func policy(t *testing.T, text string) func() Policy {
	t.Helper()
	p, _, err := access.Parse("roles.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return func() Policy { return p }
}

func start(t *testing.T, s *Store) *Session {
	t.Helper()
	n, err := s.Start("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSetPrivileges(t *testing.T) {
	list := func(s ...string) value.Value {
		l := value.NewList()
		for _, x := range s {
			l.Push(value.FromText(x))
		}
		return value.FromCollection(l)
	}
	object := func(pairs ...any) value.Value {
		o := value.NewObject()
		for i := 0; i < len(pairs); i += 2 {
			o.Set(pairs[i].(string), pairs[i+1].(value.Value))
		}
		return value.FromObject(o)
	}
	for _, c := range []struct {
		name string
		arg  value.Value
		want []string
		user string
		bad  bool
	}{
		{name: "a text", arg: value.FromText("extra"), want: []string{"extra"}},
		{name: "a text with commas, in another case", arg: value.FromText("Extra, simple"), want: []string{"simple", "extra"}},
		{name: "a collection", arg: list("medium"), want: []string{"simple", "medium"}},
		{name: "an unknown name is ignored", arg: list("boss", "extra"), want: []string{"extra"}},
		{name: "nothing", arg: value.FromText("")},
		{name: "a role, with what its privileges include", arg: object("roles", value.FromText("Medium"), "userName", value.FromText("Ada")),
			want: []string{"simple", "medium"}, user: "Ada"},
		{name: "privileges and roles", arg: object("roles", list("Medium", "None"), "privileges", value.FromText("extra")),
			want: []string{"simple", "medium", "extra"}},
		{name: "a number", arg: value.FromInt(3), bad: true},
		{name: "a number in a list", arg: value.FromCollection(value.NewList(value.FromInt(3))), bad: true},
		{name: "an object with a number", arg: object("roles", value.FromInt(1)), bad: true},
	} {
		store, _ := newStore(t, Options{Policy: policy(t, roles)})
		s := start(t, store)
		g, err := ParseGrant(c.arg)
		if (err != nil) != c.bad {
			t.Errorf("%s: error %v", c.name, err)
		}
		if err != nil {
			continue
		}
		if !s.IsGuest() || s.SignedIn() {
			t.Errorf("%s: a new session is no guest", c.name)
		}
		if err := s.Grant(g); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		got := slices.Sorted(slices.Values(s.Privileges()))
		if want := slices.Sorted(slices.Values(c.want)); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", c.name, got, want)
		}
		if s.UserName() != c.user || s.IsGuest() {
			t.Errorf("%s: user %q, guest %v", c.name, s.UserName(), s.IsGuest())
		}
	}
}

// TestGuest follows a session through signing in and out (spec 5.1, 5.2).
func TestGuest(t *testing.T) {
	store, _ := newStore(t, Options{Policy: policy(t, roles)})
	s := start(t, store)
	s.Storage().Group() // made now, kept later
	s.Storage().Set("cart", value.FromInt(3))
	stamp := s.Stamp()
	_ = s.Grant(Grant{Privileges: []string{"simple"}})
	if s.Stamp() == stamp || !s.HasPrivilege("SIMPLE") || s.HasPrivilege("medium") || !s.HasPrivilege("guest") {
		t.Error("privileges after the grant")
	}
	s.Clear()
	if s.HasPrivilege("simple") || s.IsGuest() {
		t.Error("under force login, clearPrivileges keeps the session signed in")
	}
	s.SignOut()
	if !s.IsGuest() || s.SignedIn() || s.Storage().Get("cart").AsInt() != 3 {
		t.Error("after signing out: a guest that keeps its storage")
	}
	if _, seats := store.Count(); seats != 0 {
		t.Errorf("%d seats taken", seats)
	}

	open, _ := newStore(t, Options{Policy: policy(t, strings.Replace(roles, "true", "false", 1))})
	s = start(t, open)
	_ = s.Grant(Grant{})
	if !s.IsGuest() {
		t.Error("without force login, a session without privileges is a guest")
	}
}

func TestIdle(t *testing.T) {
	store, clock := newStore(t, Options{})
	s := start(t, store)
	s.SetIdleTimeout(5 * time.Minute)
	if s.IdleTimeout() != time.Hour {
		t.Errorf("timeout %v, want the minimum of an hour", s.IdleTimeout())
	}
	closed := &closer{}
	s.Keep(closerKey{}, func() any { return closed })
	clock.Advance(59 * time.Minute)
	if store.Find(s.ID()) != s {
		t.Fatal("a session within its time")
	}
	clock.Advance(59 * time.Minute)
	store.Sweep()
	if store.Find(s.ID()) != s {
		t.Fatal("a use must restart the time")
	}
	clock.Advance(time.Hour)
	if store.Find(s.ID()) != nil || !closed.done {
		t.Error("the time is over: the session is gone and what it kept is closed")
	}
	s2 := start(t, store)
	clock.Advance(2 * time.Hour)
	store.Sweep()
	if n, _ := store.Count(); n != 0 || store.End(s2.Tag()) {
		t.Error("the sweep ends sessions")
	}
}

type (
	closer    struct{ done bool }
	closerKey struct{}
)

func (c *closer) Close() error { c.done = true; return nil }

// TestFlood checks that guests make room for new ones, the idle longest first,
// and that those who signed in stay.
func TestFlood(t *testing.T) {
	store, clock := newStore(t, Options{Limit: 3})
	first, second, member := start(t, store), start(t, store), start(t, store)
	_ = member.Grant(Grant{})
	clock.Advance(time.Second)
	store.Find(first.ID())
	start(t, store)
	if store.Find(second.ID()) != nil || store.Find(first.ID()) == nil || store.Find(member.ID()) == nil {
		t.Error("the guest idle longest goes")
	}
	for _, s := range store.List() {
		if s.Guest {
			n := store.sessionByTag(s.Tag)
			_ = n.Grant(Grant{Privileges: []string{"x"}})
		}
	}
	if _, err := store.Start(""); fault.KindOf(err) != fault.Limit {
		t.Errorf("full of members: %v", err)
	}
}

func (s *Store) sessionByTag(tag string) *Session {
	for _, n := range s.sessions {
		if n.tag == tag {
			return n
		}
	}
	return nil
}

func TestSeats(t *testing.T) {
	store, _ := newStore(t, Options{Seats: 1})
	a, b := start(t, store), start(t, store)
	if err := a.Grant(Grant{}); err != nil {
		t.Fatal(err)
	}
	if err := b.Grant(Grant{}); fault.KindOf(err) != fault.Limit {
		t.Errorf("got %v, want no seat", err)
	}
	_ = a.Grant(Grant{}) // again: the same seat
	a.SignOut()
	if err := b.Grant(Grant{}); err != nil {
		t.Errorf("the seat is free again: %v", err)
	}
	store.End(b.Tag())
	if err := a.Grant(Grant{}); err != nil {
		t.Errorf("the seat of an ended session is free: %v", err)
	}
}

func TestCookie(t *testing.T) {
	store, _ := newStore(t, Options{})
	visit := func(url string, cookies ...string) (*Visit, string) {
		r := httptest.NewRequest("GET", url, nil)
		for _, c := range cookies {
			r.Header.Add("Cookie", c)
		}
		w := httptest.NewRecorder()
		v, err := store.Visit(w, r)
		if err != nil {
			t.Fatal(err)
		}
		return v, w.Header().Get("Set-Cookie")
	}
	v, cookie := visit("http://x/")
	id := v.Session().ID()
	if want := "4DSID_Book_shop=" + id + "; Path=/; HttpOnly; SameSite=Strict"; cookie != want || len(id) != 32 {
		t.Errorf("cookie %s, want %s", cookie, want)
	}
	if strings.Contains(v.Session().Tag(), id[:6]) {
		t.Error("the tag reveals the identifier")
	}
	for _, name := range []string{"4DSID_Book_shop", "WASID4D"} {
		if again, cookie := visit("http://x/", name+"="+id); again.Session() != v.Session() || cookie != "" {
			t.Errorf("%s does not find the session", name)
		}
	}
	if other, _ := visit("http://x/", "4DSID_Book_shop=0123"); other.Session() == v.Session() {
		t.Error("an unknown identifier finds a session")
	}
	if _, cookie := visit("https://x/"); !strings.Contains(cookie, "; Secure") {
		t.Errorf("over HTTPS: %s", cookie)
	}
}

func TestToken(t *testing.T) {
	store, clock := newStore(t, Options{})
	mine, other := start(t, store), start(t, store)
	token, err := mine.CreateToken(0)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/x?$4DSID="+token, nil)
	r.AddCookie(&http.Cookie{Name: store.CookieName(), Value: other.ID()})
	v, _ := store.Visit(w, r)
	if v.Session() != mine || !strings.Contains(w.Header().Get("Set-Cookie"), mine.ID()) {
		t.Error("the token restores the session")
	}
	v, _ = store.Visit(httptest.NewRecorder(), r)
	if v.Session() != other {
		t.Error("a token works once; then the session stays as it is")
	}
	token, _ = mine.CreateToken(10 * time.Second)
	clock.Advance(11 * time.Second)
	if v.Restore(token) || v.Session() != other {
		t.Error("the token's time is over")
	}
	token, _ = mine.CreateToken(0)
	if !v.Restore(token) || v.Session() != mine {
		t.Error("restored by code")
	}
	if _, err := mine.CreateToken(time.Second); err == nil {
		t.Error("too short a life")
	}
	token, _ = mine.CreateToken(0)
	store.End(mine.Tag())
	if v.Restore(token) {
		t.Error("the session of the token has ended")
	}
}

func TestList(t *testing.T) {
	store, clock := newStore(t, Options{})
	a := start(t, store)
	clock.Advance(time.Minute)
	b := start(t, store)
	name := "Ada"
	_ = b.Grant(Grant{Privileges: []string{"x"}, UserName: &name})
	l := store.List()
	if len(l) != 2 || l[0].Tag != b.Tag() || l[0].UserName != "Ada" || l[0].Guest || l[1].Tag != a.Tag() || !l[1].Guest {
		t.Errorf("list %+v", l)
	}
	if !store.End(a.Tag()) || store.End(a.Tag()) || store.Find(a.ID()) != nil {
		t.Error("a session ends once")
	}
}

func TestRandomFails(t *testing.T) {
	store, _ := newStore(t, Options{})
	store.options.Host.Random = strings.NewReader("short")
	if _, err := store.Start(""); fault.KindOf(err) != fault.IO {
		t.Errorf("got %v", err)
	}
}

// TestConcurrent is for the race detector: requests, grants and ends at once.
func TestConcurrent(t *testing.T) {
	store, clock := newStore(t, Options{Limit: 20, Policy: policy(t, roles)})
	store.options.Host.Random = &lockedReader{r: store.options.Host.Random}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { store.Run(ctx); close(done) }()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range 50 {
				s, err := store.Start(fmt.Sprint(i))
				if err != nil {
					continue
				}
				_ = s.Grant(Grant{Roles: []string{"Medium"}})
				s.Keep(closerKey{}, func() any { return &closer{} })
				store.Find(s.ID())
				_ = s.Subject()
				if j%2 == 0 {
					s.SignOut()
				} else {
					store.End(s.Tag())
				}
				clock.Advance(time.Minute)
				store.Sweep()
				_ = store.List()
			}
		}()
	}
	wg.Wait()
	stop()
	<-done
	if n, seats := store.Count(); n != 0 || seats != 0 {
		t.Errorf("%d sessions, %d seats left", n, seats)
	}
}

type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(b)
}
