// Package admin provides the door of the administration server: signing in with
// the access key, the gates of the Studio, and the built files of the Studio
// and the Dashboard. What the two rooms can do is theirs (server/studio,
// server/console); nothing of it is reachable without a sign-in.
package admin

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/identity"
	"quoin.dev/quoin/server/web"
)

// Options configure the door.
type Options struct {
	Host *host.Host
	Key  *identity.AccessKey
	// Assets are the built files of the browser side (ui.Files()).
	Assets fs.FS
	// StudioGate says why the Studio is closed: "" means open. It names the gate,
	// the application's or the project's, and how to open it.
	StudioGate func() string
}

// Door signs people in and guards the rooms. It is safe for concurrent use.
type Door struct {
	o     Options
	files *web.Bundle

	mu       sync.Mutex           // guards what follows
	sessions map[string]time.Time // by token: when it ends
	failures int                  // wrong keys since lastFailure
	last     time.Time            // of the last wrong key
}

const (
	cookie    = "quoin_admin"
	lifetime  = 12 * time.Hour
	maxTokens = 1000
	// After freeTries wrong keys in a row each further try has to wait.
	freeTries = 10
	tryWait   = 5 * time.Second
)

// New returns a door.
func New(o Options) *Door {
	return &Door{o: o, files: web.NewBundle(o.Assets), sessions: map[string]time.Time{}}
}

// Routes are the door's rows: sign-in, and the built files of both rooms.
func (d *Door) Routes() []web.Route {
	return []web.Route{
		{Name: "home", Prefix: "/", Exact: true, Handle: d.home},
		{Name: "login", Prefix: "/api/login", Exact: true, Handle: d.login},
		{Name: "logout", Prefix: "/api/logout", Exact: true, Handle: d.logout},
		{Name: "studio", Prefix: "/studio", Handle: d.studioPage},
		{Name: "console", Prefix: "/console", Handle: d.room("dashboard")},
	}
}

// Guard lets only signed-in people through to the API of a room; of the Studio
// only while its gates are open.
func (d *Door) Guard(studio bool, next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if studio {
			if why := d.o.StudioGate(); why != "" {
				return web.WithStatus(http.StatusForbidden, fault.New(fault.Permission, "admin.gate", "%s", why))
			}
		}
		if !d.signedIn(r) {
			return web.WithStatus(http.StatusUnauthorized, fault.New(fault.Permission, "admin.sign-in", "Please sign in with the access key."))
		}
		return next(w, r)
	}
}

func (d *Door) home(w http.ResponseWriter, r *http.Request) error {
	target := "/console/"
	if d.o.StudioGate() == "" {
		target = "/studio/"
	}
	http.Redirect(w, r, target, http.StatusFound)
	return nil
}

func (d *Door) studioPage(w http.ResponseWriter, r *http.Request) error {
	if why := d.o.StudioGate(); why != "" {
		return web.WithStatus(http.StatusForbidden, fault.New(fault.Permission, "admin.gate", "%s", why))
	}
	return d.room("studio")(w, r)
}

// room serves the built files of an app: its page at the root of the room,
// whoever asks (the page itself shows the sign-in), and its assets.
func (d *Door) room(app string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if strings.HasPrefix(rest, "api/") {
			return web.Next{}
		}
		name := path.Join(app, path.Clean("/"+rest))
		if path.Ext(rest) == "" {
			if !strings.HasPrefix(r.URL.Path, "/"+roomOf(app)+"/") {
				http.Redirect(w, r, "/"+roomOf(app)+"/", http.StatusFound)
				return nil
			}
			name = path.Join(app, "index.html")
		}
		if !strings.HasSuffix(name, "index.html") {
			return d.files.Serve(w, r, name)
		}
		body, err := fs.ReadFile(d.o.Assets, name)
		if err != nil {
			return web.WithStatus(http.StatusServiceUnavailable, fault.New(fault.Unsupported, "admin.not-built",
				"The browser side is not built into this executable. Run «make ui», then «make build»."))
		}
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Add("Content-Security-Policy", roomPolicy)
		web.Send(w, http.StatusOK, "text/html; charset=utf-8", body)
		return nil
	}
}

// roomPolicy lets a room load its own files only and show the application in a
// frame.
const roomPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; font-src 'self' data:; " +
	"connect-src 'self' ws: wss:; frame-src *; object-src 'none'; base-uri 'none'; form-action 'self'"

func roomOf(app string) string {
	if app == "dashboard" {
		return "console"
	}
	return app
}

// loginAnswer is the answer of /api/login.
type loginAnswer struct {
	Success  bool     `json:"success"`
	IsLogged bool     `json:"isLogged"`
	Errors   []string `json:"errors,omitempty"`
}

// login takes the access key, as a form field or as JSON; GET tells whether the
// browser is signed in.
func (d *Door) login(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return sendJSON(w, http.StatusOK, loginAnswer{Success: true, IsLogged: d.signedIn(r)})
	}
	if r.Method != http.MethodPost {
		return web.WithStatus(http.StatusMethodNotAllowed, fault.New(fault.Invalid, "admin.method", "Signing in takes POST."))
	}
	if wait := d.wait(); wait > 0 {
		return web.WithStatus(http.StatusTooManyRequests, fault.New(fault.Limit, "admin.tries",
			"Too many wrong keys. Please try again in %d seconds.", int(wait.Seconds())+1))
	}
	key, err := keyOf(w, r)
	if err != nil {
		return err
	}
	if !d.o.Key.Matches(key) {
		d.failed()
		return sendJSON(w, http.StatusUnauthorized, loginAnswer{Errors: []string{"This is not the access key of this server."}})
	}
	token, err := d.start()
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: token, Path: "/", HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil, MaxAge: int(lifetime.Seconds())})
	return sendJSON(w, http.StatusOK, loginAnswer{Success: true, IsLogged: true})
}

func keyOf(w http.ResponseWriter, r *http.Request) (string, error) {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		body, err := web.Body(w, r)
		if err != nil {
			return "", err
		}
		var sent struct {
			AccessKey string `json:"accessKey"`
		}
		if err := json.Unmarshal(body, &sent); err != nil {
			return "", fault.New(fault.Invalid, "admin.body", "The body is no JSON object with an accessKey: %w", err)
		}
		return sent.AccessKey, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseMultipartForm(64 << 10); err != nil && err != http.ErrNotMultipart {
		return "", fault.New(fault.Invalid, "admin.body", "The form could not be read: %w", err)
	}
	return r.FormValue("accessKey"), nil
}

func (d *Door) logout(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(cookie); err == nil {
		d.mu.Lock()
		delete(d.sessions, c.Value)
		d.mu.Unlock()
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: -1})
	return sendJSON(w, http.StatusOK, loginAnswer{Success: true})
}

func (d *Door) signedIn(r *http.Request) bool {
	c, err := r.Cookie(cookie)
	if err != nil {
		return false
	}
	now := d.o.Host.Clock.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	ends, ok := d.sessions[c.Value]
	return ok && now.Before(ends)
}

func (d *Door) start() (string, error) {
	token, err := identity.NewKeyText(d.o.Host)
	if err != nil {
		return "", err
	}
	now := d.o.Host.Clock.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failures = 0
	for t, ends := range d.sessions {
		if !now.Before(ends) || len(d.sessions) >= maxTokens {
			delete(d.sessions, t)
		}
	}
	d.sessions[token] = now.Add(lifetime)
	return token, nil
}

func (d *Door) failed() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failures++
	d.last = d.o.Host.Clock.Now()
}

// wait returns how long the next try has to wait.
func (d *Door) wait() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failures < freeTries {
		return 0
	}
	return d.last.Add(tryWait).Sub(d.o.Host.Clock.Now())
}

func sendJSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fault.New(fault.Internal, "admin.json", "The answer could not be encoded: %w", err)
	}
	w.Header().Set("Cache-Control", "no-store")
	web.Send(w, status, "application/json", body)
	return nil
}
