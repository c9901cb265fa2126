package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/server/web"
)

const table = `[
 {"class":"Docs","method":"details","pattern":"docs/invoices/details"},
 {"class":"Docs","method":"invoices","pattern":"docs/invoices","verbs":"GET, head"},
 {"class":"Docs","method":"post","pattern":"docs/invoices","verbs":"post"},
 {"class":"Docs","method":"days","regexPattern":"/docs/(past|today)"},
 {"class":"Docs","method":"odd","regexPattern":"/odd","pattern":"even"}
]`

func TestMatch(t *testing.T) {
	tb, err := Load("HTTPHandlers.json", []byte(table))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ request, want string }{
		{"GET /docs/invoices/details", "details"},
		{"GET /docs/invoices/details/3?x=1", "details"},
		{"GET /docs/invoices", "invoices"},
		{"GET /docs/invoices/", "invoices"},
		{"GET /DOCS/Invoices?x=/docs/past", "invoices"},
		{"HEAD /docs/invoices/7", "invoices"},
		{"POST /docs/invoices", "post"},
		{"PUT /docs/invoices", "none"},
		{"GET /docs/invoicesque", "none"},
		{"GET /docs/today/latest", "days"},
		{"GET /odd", "odd"},
		{"GET /even", "none"},
		{"GET /other?next=/odd", "none"},
		{"GET /other/odd", "none"},
		{"GET /", "none"},
	} {
		verb, url, _ := strings.Cut(c.request, " ")
		r, err := tb.match(verb, url)
		got := "none"
		if r != nil {
			got = r.function
		}
		if err != nil || got != c.want {
			t.Errorf("%s: got %s %v, want %s", c.request, got, err, c.want)
		}
	}
}

// TestLoad checks that what is wrong is told with its place, and that the rest
// is used.
func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name, json string
		rows       int
		want       string
	}{
		{"no JSON", `[{`, 0, "HTTPHandlers.json:1:3"},
		{"no array", `{}`, 0, "HTTPHandlers.json:1:1: HTTPHandlers.json must be an array"},
		{"reserved", "[{\"class\":\"A\",\"method\":\"b\",\"pattern\":\"ok\"},\n {\"class\":\"A\",\"method\":\"b\",\"pattern\":\"REST/x\"}]", 1, `HTTPHandlers.json:2:2: This handler is left out: its pattern "/REST/x" is reserved`},
		{"reserved expression", `[{"class":"A","method":"b","regexPattern":"^/rest"}]`, 0, "reserved"},
		{"like a reserved one", `[{"class":"A","method":"b","pattern":"restaurant"}]`, 1, ""},
		{"no class", `[{"method":"b","pattern":"x"}]`, 0, "its class or its method is missing"},
		{"no pattern", `[{"class":"A","method":"b","pattern":"/"}]`, 0, "its pattern is missing"},
		{"bad expression", `[{"class":"A","method":"b","regexPattern":"("}]`, 0, "no regular expression"},
		{"no object", `[3]`, 0, "it is no object"},
	} {
		tb, err := Load("HTTPHandlers.json", []byte(c.json))
		if len(tb.rows) != c.rows || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %d rows, %v", c.name, len(tb.rows), err)
		}
	}
}

// TestSlowPattern checks that an expression that would take ages is given up.
func TestSlowPattern(t *testing.T) {
	tb, err := Load("HTTPHandlers.json", []byte(`[{"class":"A","method":"b","regexPattern":"^/(a+)+$"}]`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tb.match("GET", "/"+strings.Repeat("a", 60)+"!"); err == nil {
		t.Error("no error")
	}
}

// application is a small application: one table, one folder, functions that
// tell what they got.
type application struct {
	table  *Table
	folder string
}

func (a *application) Handlers() *Table  { return a.table }
func (a *application) WebFolder() string { return a.folder }

func (a *application) Handle(ctx context.Context, s *session.Session, class, function string, in *message.Incoming) (*message.Outgoing, error) {
	switch function {
	case "details":
		return nil, fault.New(fault.Other, "lang.throw", "No details today.")
	case "odd":
		return nil, nil
	}
	out := &message.Outgoing{Status: 201, Body: fmt.Appendf(nil, "%s.%s %s %v %s %s", class, function, in.Verb, in.Path(), in.Headers.Get("X-Who"), in.Body)}
	out.Headers.Set("X-Made-By", "user")
	out.Headers.Set("Content-Length", "3")
	out.Headers.Set("Transfer-Encoding", "chunked")
	return out, nil
}

func (a *application) Connects() bool { return true }

func (a *application) Connect(_ context.Context, _ *session.Session, in *message.Incoming) (*message.Outgoing, error) {
	if in.URL != "/classic" {
		return nil, nil
	}
	return &message.Outgoing{Body: []byte("connected")}, nil
}

func newServer(t *testing.T) *web.Server {
	t.Helper()
	tb, err := Load("HTTPHandlers.json", []byte(table))
	if err != nil {
		t.Fatal(err)
	}
	app := &application{table: tb, folder: filepath.ToSlash(t.TempDir())}
	for name, body := range map[string]string{"index.html": "<p>home", "docs.txt": "static"} {
		if err := os.WriteFile(filepath.Join(app.folder, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	h := New(Options{Current: func() Generation { return app }, Sessions: session.New(session.Options{Host: host.Real()})})
	return web.New(web.Options{}, []web.Route{
		{Name: "handler", Prefix: "/", Handle: h.Serve},
		{Name: "rest", Prefix: "/rest", Handle: func(w http.ResponseWriter, r *http.Request) error {
			web.Send(w, 200, "text/plain", []byte("rest"))
			return nil
		}},
		{Name: "static", Prefix: "/", Handle: h.Static},
	})
}

func TestServe(t *testing.T) {
	s := newServer(t)
	for _, c := range []struct {
		verb, url, body string
		status          int
		want            string
	}{
		{"GET", "/docs/invoices/a%20b?x=1", "", 201, "Docs.invoices GET [docs invoices a b] me "},
		{"POST", "/docs/invoices", "the body", 201, "Docs.post POST [docs invoices] me the body"},
		{"GET", "/docs/invoices/details", "", 500, "No details today."},
		{"GET", "/odd", "", 200, ""},
		{"PUT", "/docs/invoices", "", 405, ""},
		{"GET", "/rest/odd", "", 200, "rest"},
		{"GET", "/docs.txt", "", 200, "static"},
		{"GET", "/", "", 200, "<p>home"},
		{"GET", "/missing.txt", "", 404, "nothing at this address"},
		{"GET", "/favicon.ico", "", 204, ""},
		{"GET", "/classic", "", 200, "connected"},
		{"GET", "/rest/classic", "", 200, "rest"},
	} {
		r := httptest.NewRequest(c.verb, c.url, strings.NewReader(c.body))
		r.Header.Set("X-Who", "me")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s %s: got %d %q, want %d %q", c.verb, c.url, w.Code, w.Body, c.status, c.want)
		}
		if c.status == 201 && (w.Header().Get("X-Made-By") != "user" || w.Header().Get("Transfer-Encoding") != "" || !strings.Contains(w.Header().Get("Set-Cookie"), "4DSID_")) {
			t.Errorf("%s %s: headers %v", c.verb, c.url, w.Header())
		}
	}
}
