package project

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/jsontext"
)

// write makes files below a folder: "path" or "path: content".
func write(t *testing.T, root string, files ...string) {
	t.Helper()
	for _, f := range files {
		name, content, _ := strings.Cut(f, ": ")
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func open(t *testing.T, path string, o Options) *Project {
	t.Helper()
	p, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func load(t *testing.T, p *Project) *Snapshot {
	t.Helper()
	s, err := p.Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "shop/Project/Shop.4DProject: {}", "shop/Project/Sources/roles.json: {}", "shop/Tests/Project/Sources/x.json: {}",
		"cloud/project/sources/model.4DModel: {}",
		"two/Project/A.4DProject: {}", "two/Project/B.4DProject: {}",
		"repo/apps/one/Project/One.4DProject: {}", "repo/apps/README.md: x",
		"many/a/Project/A.4DProject: {}", "many/b/Project/B.4DProject: {}", "many/.git/c/Project/C.4DProject: {}",
		"empty/notes.txt: x")
	for _, c := range []struct{ path, name, root, err string }{
		{"shop", "Shop", "shop", ""},
		{"shop/Project", "Shop", "shop", ""},
		{"shop/Project/Shop.4DProject", "Shop", "shop", ""},
		{"shop/Project/Sources/roles.json", "", "", "want a folder or a .4DProject file"},
		{"cloud", "cloud", "cloud", ""},
		{"two", "", "", "Several projects"},
		{"two/Project/B.4DProject", "B", "two", ""},
		{"repo", "One", "repo/apps/one", ""},
		{"many", "", "", "many/a/Project/A.4DProject"},
		{"many", "", "", "many/b/Project/B.4DProject"},
		{"empty", "", "", "There is no project in"},
		{"nowhere", "", "", "There is no project at"},
	} {
		p, err := Open(filepath.Join(dir, c.path), Options{})
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "C.4DProject") {
				t.Errorf("%s: got %v, want %s", c.path, err, c.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
		} else if p.Name() != c.name || p.Root() != filepath.Join(dir, c.root) {
			t.Errorf("%s: got %s in %s", c.path, p.Name(), p.Root())
		}
	}
}

// shop is a project with a little of everything, and both forms of some.
func shop(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "Project/Shop.4DProject: {}",
		"Project/Sources/catalog.4DCatalog: <base/>", "Project/Sources/model.4DModel: {}",
		"Project/Sources/Classes/Book.4dm: Class extends DataClass", "Project/Sources/Classes/Book.4qs: extends DataClass",
		"Project/Sources/Classes/Cart.4qs: ", "Project/Sources/Classes/book.4dm: ", "Project/Sources/Classes/.Book.4dm.swp: x",
		"Project/Sources/Methods/00_Start.4dm: ", "Project/Sources/Methods/with space.4dm: ",
		"Project/Sources/DatabaseMethods/onServerStartup.4dm: ", "Project/Sources/Triggers/table_1.4dm: ",
		"Project/Sources/Forms/F/method.4dm: ", "Project/Sources/Forms/F/form.4DForm: {}",
		"Project/DerivedData/x.json: {}", "Project/Trash/Methods/old.4dm: ",
		"Project/Sources/WebForms/home.WebForm: {}", "Project/Sources/WebForms/List.webform: {}",
		"Project/Sources/WebForms/crafted_components.json: []",
		"Project/Sources/roles.json: {}", "Project/Sources/HTTPHandlers.json: []", "Project/Sources/folders.json: {}",
		`Project/Sources/qodlyApp.json: {"webforms.renderer.indexPage":"Home","webforms.display-mode":"airy","webforms.i18n":{"primary":"fr","supported":[{"isocode":"fr"},{"isocode":"en"}]}}`,
		`Project/Sources/settings.json: {"webforms.renderer.indexPage":"old"}`,
		`Project/Sources/settings.4DSettings: <preferences stamp="5"><com.4d><web><standalone_server><rest launch_at_startup="true"/></standalone_server></web></com.4d></preferences>`,
		"Project/Sources/Shared/shared_css.json: {}", "Project/Sources/Shared/shared_datasources.json: {}",
		"Project/Sources/Shared/saved_conditions.json: {}", "Project/Sources/Shared/i18n.json: {}",
		"Project/Sources/Shared/manifest.json: {}", "Project/Sources/Shared/Images/Logo.PNG: png",
		"Project/Sources/Shared/CustomComponents/manifest.json: []", "Project/Sources/Shared/CustomComponents/a/main.js: js",
		"WebFolder/index.html: x", "Data/x.json: {}")
	return dir
}

func names(list []*Source) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString(s.Name + [...]string{"", "(qs)"}[s.Dialect] + " ")
	}
	return strings.TrimSpace(b.String())
}

func TestLoad(t *testing.T) {
	dir := shop(t)
	s := load(t, open(t, dir, Options{}))
	for _, c := range []struct{ what, got, want string }{
		{"name", s.Name, "Shop"},
		{"classes", names(s.Classes), "Book Cart(qs)"},
		{"methods", names(s.Methods), "00_Start with space"},
		{"database methods", names(s.DatabaseMethods), "onServerStartup"},
		{"triggers", names(s.Triggers), "table_1"},
		{"catalog", s.Catalog.Path, "Project/Sources/catalog.4DCatalog"},
		{"a class", s.Class("BOOK").File.Text(), "Class extends DataClass"},
		{"a method", s.Method("00_start").Name, "00_Start"},
		{"a database method", s.DatabaseMethod("OnServerStartup").Name, "onServerStartup"},
		{"a page", s.Page("Home").Name, "home"},
		{"another page", s.Page("list").File.Path, "Project/Sources/WebForms/List.webform"},
		{"roles", s.Roles.Path, "Project/Sources/roles.json"},
		{"styles", s.SharedStyles.Path, "Project/Sources/Shared/shared_css.json"},
		{"components", s.Components.Path, "Project/Sources/Shared/CustomComponents/manifest.json"},
		{"shared folder", s.Folder("project/sources/SHARED"), "Project/Sources/Shared"},
		{"web folder", s.Folder("webfolder"), "WebFolder"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	if s.IsModel || s.Class("nobody") != nil || s.Page("nowhere") != nil || s.HTTPRules != nil {
		t.Error("want the catalog and nothing that is not there")
	}
	for _, hidden := range []string{"Project/Sources/Forms/F/method.4dm", "Project/Trash/Methods/old.4dm", "Project/DerivedData/x.json", "Data/x.json",
		"Project/Sources/Shared/Images/Logo.PNG"} {
		if s.Files[hidden] != nil {
			t.Errorf("%s was loaded", hidden)
		}
	}
	if path, ok := s.Absolute("images/LOGO.png"); !ok || path != filepath.Join(dir, "Project/Sources/Shared/Images/Logo.PNG") {
		t.Errorf("got asset %s", path)
	}
	for _, outside := range []string{"../roles.json", "../../roles.json", "images", "", "/"} {
		if path, ok := s.Absolute(outside); ok {
			t.Errorf("asset %q: got %s", outside, path)
		}
	}
	var problems []string
	for _, p := range s.Problems {
		problems = append(problems, p.String())
	}
	slices.Sort(problems)
	want := []string{
		"Project/Sources/Classes/Book.4qs: warning: The class Book is also in Project/Sources/Classes/Book.4dm, which is the one taken. [project.same-name]",
		"Project/Sources/Classes/book.4dm: warning: The class book is also in Project/Sources/Classes/Book.4dm, which is the one taken. [project.same-name]",
	}
	if !slices.Equal(problems, want) {
		t.Errorf("got %s", strings.Join(problems, "\n"))
	}
}

func TestQodlyForm(t *testing.T) {
	s := load(t, open(t, shop(t), Options{Form: Qodly}))
	if got := names(s.Classes); got != "Book(qs) Cart(qs)" {
		t.Errorf("got %s", got)
	}
	if !s.IsModel || s.Catalog.Path != "Project/Sources/model.4DModel" || names(s.Methods) != "00_Start with space" {
		t.Error("want the model, and methods that exist in one form only")
	}
}

func TestSettings(t *testing.T) {
	dir := shop(t)
	p := open(t, dir, Options{})
	a, problems := load(t, p).Application()
	if a.IndexPage != "Home" || a.DisplayMode != "airy" || a.Locale != "fr" || strings.Join(a.Locales, " ") != "fr en" || problems != nil {
		t.Errorf("got %+v %v", a, problems)
	}
	values, problems := load(t, p).Preferences()
	if values["com.4d/web/standalone_server/rest@launch_at_startup"] != "true" || problems != nil {
		t.Errorf("got %v %v", values, problems)
	}
	write(t, dir, "Project/Sources/qodlyApp.json: {\"x\":\n oops}", "Project/Sources/settings.4DSettings: <a>\n<b></a>")
	s := load(t, p)
	a, problems = s.Application()
	if a.IndexPage != "old" || len(problems) != 1 || problems[0].Line != 2 {
		t.Errorf("got %+v %v", a, problems)
	}
	if _, problems = s.Preferences(); len(problems) != 1 || problems[0].Line != 2 {
		t.Errorf("got %v", problems)
	}
}

func TestSnapshotsShareWhatDidNotChange(t *testing.T) {
	dir := shop(t)
	p := open(t, dir, Options{})
	before := load(t, p)
	write(t, dir, "Project/Sources/Classes/Cart.4qs: changed")
	after := load(t, p)
	if before.Class("Book").File != after.Class("Book").File || before.Class("Cart").File == after.Class("Cart").File {
		t.Error("want a new file where the content is new only")
	}
	if before.Class("Cart").File.Text() != "" || after.Class("Cart").File.Hash != HashOf([]byte("changed")) {
		t.Error("want an old snapshot that stays as it was")
	}
}

func TestFileSize(t *testing.T) {
	dir := shop(t)
	f, err := os.Create(filepath.Join(dir, "Project/Sources/WebForms/huge.WebForm"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(MaxFileSize+1), f.Close()); err != nil {
		t.Fatal(err)
	}
	p := open(t, dir, Options{})
	s := load(t, p)
	if s.Page("huge") != nil || !slices.ContainsFunc(s.Problems, func(p fault.Problem) bool { return p.Code == "project.file-size" }) {
		t.Errorf("got %v", s.Problems)
	}
	if err := p.Write("Project/Sources/big.json", make([]byte, MaxFileSize+1), Hash{}); fault.KindOf(err) != fault.Limit {
		t.Errorf("got %v", err)
	}
}

func TestWriting(t *testing.T) {
	dir := shop(t)
	p := open(t, dir, Options{})
	const name = "Project/Sources/New/deep/x.json"
	if err := p.Write(name, []byte("{\n\t\"a\": 1\n}"), Hash{}); err != nil {
		t.Fatal(err)
	}
	f, err := p.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Write(name, []byte("{\n\t\"a\": 2\n}"), f.Hash); err != nil {
		t.Fatal(err)
	}
	if err := p.Write(name, nil, f.Hash); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v, want a conflict", err)
	}
	inverse, err := p.Edit(name, jsontext.Edit{Op: jsontext.Set, At: "/b", Value: "[]"})
	if err != nil {
		t.Fatal(err)
	}
	if f, _ = p.Read(name); f.Text() != "{\n\t\"a\": 2,\n\t\"b\": []\n}" {
		t.Errorf("got %s", f.Text())
	}
	if _, err = p.Edit(name, inverse...); err != nil {
		t.Fatal(err)
	}
	if f, _ = p.Read(name); f.Text() != "{\n\t\"a\": 2\n}" {
		t.Errorf("got %s", f.Text())
	}
	if err := p.Rename(name, "Project/Sources/roles.json"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v, want a conflict", err)
	}
	if err := p.Rename(name, "Project/Sources/y.json"); err != nil {
		t.Fatal(err)
	}
	if err := p.Remove("Project/Sources/y.json"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Read("Project/Sources/y.json"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v, want not found", err)
	}
}

func TestPathsOutside(t *testing.T) {
	dir := shop(t)
	if err := os.Symlink(t.TempDir(), filepath.Join(dir, "Project/Sources/Shared/out")); err != nil {
		t.Skip("no links here")
	}
	p := open(t, dir, Options{})
	for _, name := range []string{"", ".", "Project", "/etc/passwd", "../x", "Project/../../x", "Project//x", "Project/./x", "Data/x",
		"Project/.git/config", "Project\\..\\x", "Project/a\x00b", "Project/Sources/Shared/out/x", "x.json"} {
		if err := p.Write(name, nil, Hash{}); fault.KindOf(err) != fault.Permission {
			t.Errorf("write %q: got %v", name, err)
		}
		if _, err := p.Read(name); fault.KindOf(err) != fault.Permission {
			t.Errorf("read %q: got %v", name, err)
		}
		if err := p.Remove(name); fault.KindOf(err) != fault.Permission {
			t.Errorf("remove %q: got %v", name, err)
		}
	}
}

// watching runs a watch and returns what it tells, one call a slice.
func watching(t *testing.T, run func(context.Context, func([]string)) error) chan []string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	calls := make(chan []string, 100)
	done := make(chan error)
	go func() { done <- run(ctx, func(paths []string) { calls <- paths }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	time.Sleep(100 * time.Millisecond) // until the watches are there
	return calls
}

// expect waits until all the paths have been told, and nothing else.
func expect(t *testing.T, calls chan []string, want ...string) {
	t.Helper()
	told := map[string]bool{}
	deadline := time.After(10 * time.Second)
	for len(told) < len(want) {
		select {
		case paths := <-calls:
			for _, p := range paths {
				told[p] = true
				if !slices.Contains(want, p) {
					t.Errorf("told %s", p)
				}
			}
		case <-deadline:
			t.Fatalf("got %v, want %v", told, want)
		}
	}
}

func TestWatch(t *testing.T) {
	dir := shop(t)
	p := open(t, dir, Options{})
	calls := watching(t, p.Watch)
	write(t, dir, "Project/Sources/Classes/.Book.4dm.swp: y", "Project/Sources/Classes/Book.4dm~: y", "Project/Sources/Classes/4913: ",
		"Data/other.json: {}", "Project/DerivedData/x.json: y", "Project/Sources/roles.json: {\"a\":1}")
	expect(t, calls, "Project/Sources/roles.json")

	if err := p.Write("Project/Sources/Classes/Book.4dm", []byte("replaced"), Hash{}); err != nil {
		t.Fatal(err)
	}
	expect(t, calls, "Project/Sources/Classes/Book.4dm")

	write(t, dir, "Project/Sources/Shared/new/deep/a.css: x", "Project/Sources/Shared/new/b.css: x")
	expect(t, calls, "Project/Sources/Shared/new/deep/a.css", "Project/Sources/Shared/new/b.css")
	write(t, dir, "Project/Sources/Shared/new/deep/c.css: x")
	expect(t, calls, "Project/Sources/Shared/new/deep/c.css")

	if err := os.Remove(filepath.Join(dir, "Project/Sources/WebForms/home.WebForm")); err != nil {
		t.Fatal(err)
	}
	expect(t, calls, "Project/Sources/WebForms/home.WebForm")
}

// quickClock waits a hundredth of what it is asked for.
type quickClock struct{ host.Clock }

func (c quickClock) Sleep(ctx context.Context, d time.Duration) error {
	return c.Clock.Sleep(ctx, d/100)
}

func TestPolling(t *testing.T) {
	dir := shop(t)
	h := host.Real()
	h.Clock = quickClock{h.Clock}
	p := open(t, dir, Options{Host: h})
	calls := watching(t, p.poll)
	write(t, dir, "Project/Sources/roles.json: {\"longer\":1}", "Project/Sources/Classes/Book.4dm~: y", "Project/Sources/Shared/new/a.css: x")
	expect(t, calls, "Project/Sources/roles.json", "Project/Sources/Shared/new/a.css")
	if err := os.Remove(filepath.Join(dir, "Project/Sources/WebForms/home.WebForm")); err != nil {
		t.Fatal(err)
	}
	expect(t, calls, "Project/Sources/WebForms/home.WebForm")
}

// TestPublicProjects opens the projects in QUOIN_APPS.
func TestPublicProjects(t *testing.T) {
	apps := os.Getenv("QUOIN_APPS")
	if apps == "" {
		t.Skip("QUOIN_APPS is not set")
	}
	dirs, _ := filepath.Glob(filepath.Join(apps, "*"))
	for _, dir := range dirs {
		p, err := Open(dir, Options{})
		if err != nil {
			t.Log(err)
			continue
		}
		start := time.Now()
		s := load(t, p)
		a, problems := s.Application()
		_, more := s.Preferences()
		t.Logf("%s: %d classes, %d methods, %d database methods, %d triggers, %d pages, %d files, %d assets, start page %q exists %v, %v",
			p.Name(), len(s.Classes), len(s.Methods), len(s.DatabaseMethods), len(s.Triggers), len(s.Pages), len(s.Files), len(s.Assets),
			a.IndexPage, s.Page(a.IndexPage) != nil, time.Since(start).Round(time.Millisecond))
		for _, problem := range slices.Concat(s.Problems, problems, more) {
			t.Log(problem)
		}
	}
}
