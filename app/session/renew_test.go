package session

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/value"
)

// sharedKey is a key whose thing a former session leaves with its heir.
type sharedKey struct{}

func (sharedKey) Inherited() {}

// browser sends requests with its cookies and takes those it is told.
type browser struct {
	t       *testing.T
	store   *Store
	cookies map[string]string
}

func (b *browser) visit() *Visit {
	b.t.Helper()
	r := httptest.NewRequest("GET", "http://x/", nil)
	for name, v := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: v})
	}
	w := httptest.NewRecorder()
	v, err := b.store.Visit(w, r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.take(w.Header())
	return v
}

func (b *browser) take(h http.Header) {
	for _, c := range (&http.Response{Header: h}).Cookies() {
		b.cookies[c.Name] = c.Value
	}
}

func (b *browser) signIn(v *Visit, g Grant) {
	b.t.Helper()
	if err := v.Session().Grant(g); err != nil {
		b.t.Fatal(err)
	}
	v.Renew()
	b.take(v.header)
}

func someone(t *testing.T, s *Store) *browser {
	return &browser{t: t, store: s, cookies: map[string]string{}}
}

// An identifier that was planted in a browser before its owner signs in leads
// nowhere afterwards; the owner keeps everything.
func TestFixation(t *testing.T) {
	store, clock := newStore(t, Options{})
	attacker := someone(t, store)
	planted := attacker.visit()
	planted.Session().Storage().Set("cart", value.FromInt(3))
	token, err := planted.Session().CreateToken(0)
	if err != nil {
		t.Fatal(err)
	}
	victim := someone(t, store)
	victim.cookies = map[string]string{store.CookieName(): attacker.cookies[store.CookieName()]}
	v := victim.visit()
	kept := v.Session().Keep(closerKey{}, func() any { return &closer{} }).(*closer)
	sets := v.Session().Keep(sharedKey{}, func() any { return new(int) })
	victim.signIn(v, Grant{Privileges: []string{"boss"}})

	again := victim.visit()
	if again.Session() != v.Session() || !again.Session().SignedIn() {
		t.Error("who signed in has lost the session")
	}
	if again.Session().Storage().Get("cart").AsInt() != 3 {
		t.Error("the storage is lost")
	}
	if again.Session().Keep(closerKey{}, func() any { return &closer{} }) != any(kept) {
		t.Error("what was kept is lost")
	}
	before := attacker.cookies[store.CookieName()]
	stolen := attacker.visit()
	if stolen.Session() == v.Session() || stolen.Session().SignedIn() || len(stolen.Session().Privileges()) > 0 {
		t.Error("the planted identifier still leads to the session")
	}
	if stolen.Session().Storage().Get("cart").AsInt() != 0 || stolen.Session().Keep(closerKey{}, func() any { return &closer{} }) == any(kept) {
		t.Error("the planted identifier leads to what the session holds")
	}
	if attacker.cookies[store.CookieName()] != before {
		t.Error("a request that was on its way overwrites the new cookie")
	}
	if stolen.Session().Keep(sharedKey{}, func() any { return new(int) }) != sets {
		t.Error("a list that was on its way is lost")
	}
	if stolen.Restore(token) {
		t.Error("a token made before the sign-in leads to the session")
	}
	if n, _ := store.Count(); n != 1 {
		t.Errorf("%d sessions, want 1: a former one does not count", n)
	}
	clock.Advance(2 * time.Minute)
	store.Sweep()
	if late := attacker.visit(); late.Session() == stolen.Session() || attacker.cookies[store.CookieName()] == before {
		t.Error("after a while the old identifier is as unknown as any other")
	}
}

// Two sign-ins that were sent together both succeed, whichever is answered last.
func TestSignInTwice(t *testing.T) {
	store, _ := newStore(t, Options{Seats: 5})
	b := someone(t, store)
	first := b.visit()
	old := map[string]string{store.CookieName(): first.Session().ID()}
	b.signIn(first, Grant{Privileges: []string{"a"}})
	b.cookies = old
	second := b.visit()
	b.signIn(second, Grant{Privileges: []string{"a"}})
	if v := b.visit(); v.Session() != second.Session() || !v.Session().SignedIn() {
		t.Error("the second sign-in is lost")
	}
	if n, seats := store.Count(); n != 2 || seats != 2 {
		t.Errorf("%d sessions, %d seats", n, seats)
	}
	for _, x := range store.List() {
		store.End(x.Tag)
	}
	if n, seats := store.Count(); n != 0 || seats != 0 {
		t.Errorf("%d sessions, %d seats left", n, seats)
	}
}

// A former session is no seat and none to free.
func TestFormerSignsOut(t *testing.T) {
	store, _ := newStore(t, Options{})
	b := someone(t, store)
	v := b.visit()
	old := v.Session().ID()
	b.signIn(v, Grant{})
	b.cookies[store.CookieName()] = old
	b.visit().Session().SignOut()
	if n, seats := store.Count(); n != 1 || seats != 1 {
		t.Errorf("%d sessions, %d seats", n, seats)
	}
}

// A client that knows the cookie under its old name is told under that too.
func TestRenewOldCookie(t *testing.T) {
	store, _ := newStore(t, Options{})
	b := someone(t, store)
	b.cookies[oldCookie] = start(t, store).ID()
	v := b.visit()
	b.signIn(v, Grant{})
	told := v.header.Values("Set-Cookie")
	if len(told) != 2 || !slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, oldCookie+"=") }) {
		t.Errorf("told %q", told)
	}
	delete(b.cookies, store.CookieName())
	if !b.visit().Session().SignedIn() {
		t.Error("the old name does not lead to the session")
	}
}
