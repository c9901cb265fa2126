package render

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/server/web"
)

// application is an application with the pages of a map: name → document.
type application struct {
	index  string
	pages  map[string]string
	folder string
	broken error
}

func (a *application) Name() string         { return "Book <shop>" }
func (a *application) Locale() string       { return "fr" }
func (a *application) IndexPage() string    { return a.index }
func (a *application) DisplayMode() string  { return "airy" }
func (a *application) SharedFolder() string { return a.folder }
func (a *application) Broken() error        { return a.broken }

func (a *application) SharedParts() SharedParts {
	return SharedParts{Styles: json.RawMessage(`[{"name":"</style>"}]`), Conditions: json.RawMessage(`broken`)}
}

func (a *application) Page(name string) (Page, bool) {
	for n, doc := range a.pages {
		if strings.EqualFold(n, name) {
			return page{n, doc}, true
		}
	}
	return nil, false
}

type page struct{ name, document string }

func (p page) Name() string              { return p.name }
func (p page) Title() string             { return "" }
func (p page) Document() json.RawMessage { return json.RawMessage(p.document) }

func (p page) FirstRequests(q url.Values) []string {
	return []string{"/rest/Book?$top=2", "/rest/Secret", "/rest/Book(" + q.Get("id") + ")"}
}

// answers is a REST door that knows one class.
type answers struct{}

func (answers) Answer(_ context.Context, s *session.Session, address string) ([]byte, bool) {
	if address == "/rest/Secret" {
		return nil, false
	}
	return fmt.Appendf(nil, `{"of":%q,"by":%q}`, address, s.UserName()), true
}

func newServer(app *application, built bool) *web.Server {
	files := fstest.MapFS{}
	if built {
		files[".vite/manifest.json"] = &fstest.MapFile{Data: []byte(`{
			"apps/pages/main.ts":{"file":"assets/main-1.js","imports":["_core"],"css":["assets/main-1.css"]},
			"_core":{"file":"assets/core-2.js","imports":["apps/pages/main.ts"]}}`)}
		files["assets/main-1.js"] = &fstest.MapFile{Data: []byte("export {}")}
	}
	h := New(Options{Current: func() Generation { return app }, Answerer: answers{}, Assets: files,
		Sessions: session.New(session.Options{Host: host.Real(), Policy: func() session.Policy { return access.Open() }})})
	return web.New(web.Options{}, h.Routes())
}

func get(s *web.Server, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	return w
}

func TestPages(t *testing.T) {
	dir := t.TempDir()
	app := &application{index: "home", folder: filepath.ToSlash(dir), pages: map[string]string{"Home": `{"components":{}}`, "Odd": `{`}}
	if err := os.MkdirAll(filepath.Join(dir, "Img"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Img", "Logo.svg"), []byte("<svg/>"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := newServer(app, true)
	for _, c := range []struct {
		target string
		status int
		want   string
	}{
		{"/", 200, `<title>Home</title>`},
		{"/$lib/renderer/?w=HOME", 200, `<html lang="fr">`},
		{"/$lib/renderer?w=home", 200, `src="/$lib/pages/assets/main-1.js"`},
		{"/%24lib/renderer/?w=home&id=7", 200, `"GET /rest/Book(7)":{"of":"/rest/Book(7)"`},
		{"/$lib/renderer/", 200, `<link rel="modulepreload" href="/$lib/pages/assets/core-2.js"`},
		{"/$lib/renderer/?w=Odd", 200, `"document":{"metadata":{},"components":{}}`},
		{"/$lib/renderer/?w=<b>Nope", 404, `There is no page named “&lt;b&gt;Nope” in this application.`},
		{"/rest/$getWebForm?w=home", 200, `{"name":"Home","document":{"components":{}},"answers":{"GET /rest/Book?$top=2":{`},
		{"/rest/$getWebForm?w=nope", 404, `no page named "nope"`},
		{"/$lib/pages/assets/main-1.js", 200, "export {}"},
		{"/$lib/pages/.vite/manifest.json", 404, ""},
		{"/$Shared/img/LOGO.svg", 200, "<svg/>"},
		{"/$shared/../render_test.go", 404, ""},
		{"/$shared/none.png", 404, ""},
	} {
		w := get(s, c.target)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: got %d, want %d with %s:\n%s", c.target, w.Code, c.status, c.want, w.Body)
		}
	}
}

// TestBoot reads the boot data as the browser does and checks that nothing in
// it can end its script element.
func TestBoot(t *testing.T) {
	app := &application{index: "Home", pages: map[string]string{"Home": `{"metadata":{"title":"</script><script>alert(1)"}}`}}
	w := get(newServer(app, true), "/")
	body := w.Body.String()
	found := regexp.MustCompile(`(?s)<script type="application/json" id="quoin-boot">(.*?)</script>`).FindStringSubmatch(body)
	if found == nil || strings.Count(body, "<script") != 2 {
		t.Fatalf("page:\n%s", body)
	}
	var boot struct {
		Page struct {
			Name     string
			Document struct{ Metadata struct{ Title string } }
			Answers  map[string]any
		}
		Shared struct {
			Datasources map[string]any
			Styles      []struct{ Name string }
			Conditions  []any
			I18N        any
		}
		Catalog     map[string]any
		Guest       bool
		Application struct{ Name, IndexPage, DisplayMode, Locale string }
	}
	if err := json.Unmarshal([]byte(found[1]), &boot); err != nil {
		t.Fatalf("%v in %s", err, found[1])
	}
	if boot.Page.Document.Metadata.Title != "</script><script>alert(1)" || len(boot.Page.Answers) != 2 ||
		boot.Shared.Styles[0].Name != "</style>" || len(boot.Shared.Conditions) != 0 || !boot.Guest ||
		boot.Catalog["of"] != "/rest/$catalog/$all" || boot.Application.Name != "Book <shop>" || boot.Application.DisplayMode != "airy" {
		t.Errorf("boot %+v", boot)
	}
	policies := w.Header().Values("Content-Security-Policy")
	nonce := regexp.MustCompile(`script-src 'self' 'nonce-([^']+)'`).FindStringSubmatch(strings.Join(policies, " "))
	if len(policies) != 2 || nonce == nil || !strings.Contains(body, `nonce="`+nonce[1]+`"`) {
		t.Errorf("policies %v", policies)
	}
}

func TestTroubles(t *testing.T) {
	pages := map[string]string{"Home": "{}"}
	for _, c := range []struct {
		name   string
		app    *application
		built  bool
		status int
		want   string
	}{
		{"not built", &application{index: "Home", pages: pages}, false, 503, "make ui"},
		{"a start page that is not there", &application{index: "Gone", pages: pages}, true, 404, "There is no page named “Gone”"},
		{"no start page", &application{pages: pages}, true, 404, "nothing at this address"},
		{"broken", &application{index: "Home", pages: pages, broken: fault.New(fault.Invalid, "x", "roles.json:3:1: bad <comma>")}, true, 503, "roles.json:3:1: bad &lt;comma&gt;"},
	} {
		w := get(newServer(c.app, c.built), "/")
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: got %d\n%s", c.name, w.Code, w.Body)
		}
	}
	closed := New(Options{Current: func() Generation { return nil }, Sessions: session.New(session.Options{Host: host.Real()})})
	if w := get(web.New(web.Options{}, closed.Routes()), "/"); w.Code != 503 {
		t.Errorf("closed: %d", w.Code)
	}
}
