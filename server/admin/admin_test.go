package admin

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"quoin.dev/quoin/host"
	"quoin.dev/quoin/host/hosttest"
	"quoin.dev/quoin/identity"
	"quoin.dev/quoin/server/web"
)

const key = "abcdef-ghijkl-mnopqr-stuvwx"

// house is the door with a room behind it, and what closes the Studio.
type house struct {
	t      *testing.T
	server *web.Server
	clock  *hosttest.Clock
	closed string
}

func newHouse(t *testing.T) *house {
	h := &house{t: t, clock: hosttest.NewClock()}
	machine := &host.Host{Clock: h.clock, Random: rand.NewChaCha8([32]byte{3})}
	door := New(Options{Host: machine, Key: identity.KeyOf(key), StudioGate: func() string { return h.closed }, Assets: fstest.MapFS{
		"studio/index.html": {Data: []byte("<p>studio")}, "dashboard/index.html": {Data: []byte("<p>dashboard")}, "dashboard/app.js": {Data: []byte("js")}}})
	inside := func(w http.ResponseWriter, _ *http.Request) error {
		web.Send(w, 200, "text/plain", []byte("inside"))
		return nil
	}
	routes := append([]web.Route{
		{Name: "studio", Prefix: "/studio/api", Handle: door.Guard(true, inside)},
		{Name: "console", Prefix: "/console/api", Handle: door.Guard(false, inside)},
	}, door.Routes()...)
	h.server = web.New(web.Options{Host: machine}, routes)
	return h
}

func (h *house) ask(method, target, body, cookie string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	return w
}

func (h *house) want(what string, w *httptest.ResponseRecorder, status int) {
	h.t.Helper()
	if w.Code != status {
		h.t.Errorf("%s: got %d %s, want %d", what, w.Code, w.Body, status)
	}
}

// signIn returns the cookie of somebody who has the key.
func (h *house) signIn() string {
	h.t.Helper()
	w := h.ask("POST", "/api/login", `{"accessKey":"`+strings.ToUpper(key)+`"}`, "")
	h.want("the key", w, 200)
	set := w.Header().Get("Set-Cookie")
	for _, flag := range []string{"HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(set, flag) {
			h.t.Errorf("the cookie %q lacks %s", set, flag)
		}
	}
	cookie, _, _ := strings.Cut(set, ";")
	return cookie
}

func TestSignIn(t *testing.T) {
	h := newHouse(t)
	h.want("without a key", h.ask("GET", "/console/api/overview", "", ""), 401)
	h.want("a wrong key", h.ask("POST", "/api/login", `{"accessKey":"abcdef"}`, ""), 401)
	h.want("no key", h.ask("POST", "/api/login", `{}`, ""), 401)
	h.want("no JSON", h.ask("POST", "/api/login", `{`, ""), 400)
	h.want("another method", h.ask("DELETE", "/api/login", ``, ""), 405)
	cookie, other := h.signIn(), h.signIn()
	if cookie == other {
		t.Error("two sign-ins share a token")
	}
	h.want("inside", h.ask("GET", "/console/api/overview", "", cookie), 200)
	h.want("the Studio", h.ask("GET", "/studio/api/project", "", cookie), 200)
	h.want("signing out", h.ask("POST", "/api/logout", "", cookie), 200)
	h.want("after signing out", h.ask("GET", "/console/api/overview", "", cookie), 401)
	h.want("somebody else, still", h.ask("GET", "/console/api/overview", "", other), 200)
	h.clock.Advance(lifetime)
	h.want("after half a day", h.ask("GET", "/console/api/overview", "", other), 401)
}

func TestGateOfTheStudio(t *testing.T) {
	h := newHouse(t)
	cookie := h.signIn()
	h.closed = "The Studio is closed by the project."
	for _, target := range []string{"/studio/", "/studio/api/project"} {
		w := h.ask("GET", target, "", cookie)
		h.want(target, w, 403)
		if !strings.Contains(w.Body.String(), "closed by the project") {
			t.Errorf("%s does not say which gate is closed: %s", target, w.Body)
		}
	}
	h.want("the Dashboard", h.ask("GET", "/console/", "", ""), 200)
	h.want("its data", h.ask("GET", "/console/api/overview", "", cookie), 200)
}

// Guessing is slowed down, and does not keep those out who have signed in.
func TestGuessing(t *testing.T) {
	h := newHouse(t)
	cookie := h.signIn()
	for range freeTries {
		h.want("a guess", h.ask("POST", "/api/login", `{"accessKey":"guess"}`, ""), 401)
	}
	h.want("too many", h.ask("POST", "/api/login", `{"accessKey":"guess"}`, ""), 429)
	h.want("even with the key", h.ask("POST", "/api/login", `{"accessKey":"`+key+`"}`, ""), 429)
	h.want("signed in before", h.ask("GET", "/console/api/overview", "", cookie), 200)
	h.clock.Advance(tryWait)
	h.signIn()
	h.want("a guess afterwards", h.ask("POST", "/api/login", `{"accessKey":"guess"}`, ""), 401)
}

// The rooms may not be framed by others, and hold no file but their own.
func TestRooms(t *testing.T) {
	h := newHouse(t)
	w := h.ask("GET", "/console/", "", "")
	policies := strings.Join(w.Header().Values("Content-Security-Policy"), " ")
	if !strings.Contains(policies, "frame-ancestors 'self'") || !strings.Contains(policies, "default-src 'self'") {
		t.Errorf("policies %q", policies)
	}
	h.want("a file", h.ask("GET", "/console/app.js", "", ""), 200)
	for _, target := range []string{"/console/../studio/index.js", "/console/%2e%2e/studio/x.js", "/console/.env", "/console/..%2f..%2fgo.mod", "/studio/app.js"} {
		h.want(target, h.ask("GET", target, "", ""), 404)
	}
}
