package file

import (
	"strings"
	"testing"

	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/vm"
)

func testRuntime() *vm.Runtime {
	h := host.Real()
	h.Getenv = func(string) string { return "/scratch" }
	return vm.NewRuntime(vm.NewProgram(vm.NewBuiltins()), vm.RuntimeOptions{Host: h, Paths: map[string]string{
		"/PACKAGE/": "/srv/app", "/DATA/": "/srv/app/Data", "/PROJECT/": "/srv/app/Project", "/LOGS/": "", "/RESOURCES/": "relative",
	}})
}

func TestResolve(t *testing.T) {
	for p, want := range map[string]string{
		"/DATA/a.txt":            "/srv/app/Data/a.txt",
		"/DATA":                  "/srv/app/Data",
		"/DATA/../../etc/passwd": "/srv/app/Data/etc/passwd",
		"/DATA/./b//c":           "/srv/app/Data/b/c",
		"a/b":                    "/srv/app/a/b",
		"../../etc":              "/srv/app/etc",
		"":                       "/srv/app",
		"/srv/app/x":             "/srv/app/x",
		"/srv/app/Data/../x":     "/srv/app/x",
		"/TEMP/t":                "/scratch/quoin/t",
		"/scratch/quoin/t":       "/scratch/quoin/t",
		"/DATAX":                 "",
		"/etc/passwd":            "",
		"/srv/application":       "",
		"/srv/app/../other":      "",
		"/LOGS/x":                "",
		"/RESOURCES/x":           "",
		"/":                      "",
		"a\x00b":                 "",
	} {
		e, err := resolve(testRuntime(), p, false)
		switch {
		case want == "" && err == nil:
			t.Errorf("%q leads to %s", p, e.real)
		case want != "" && (err != nil || e.real != want):
			t.Errorf("%q leads to %v, %v, want %s", p, e, err, want)
		}
	}
}

func TestIn(t *testing.T) {
	e, err := resolve(testRuntime(), "/DATA/x/", true)
	if err != nil {
		t.Fatal(err)
	}
	for relative, want := range map[string]string{
		"a": "/srv/app/Data/x/a", "../b": "/srv/app/Data/b", "..": "/srv/app/Data", "../../c": "", "/etc": "", "a/../../../../z": "",
	} {
		got := e.in(relative, false)
		if want == "" && got != nil || want != "" && (got == nil || got.real != want) {
			t.Errorf("%q leads to %+v, want %q", relative, got, want)
		}
	}
	root, _ := resolve(testRuntime(), "/DATA/", true)
	if root.up() != nil || e.up().path != "/DATA/" {
		t.Error("the parent of a root is a folder, or that of another is not")
	}
}

// FuzzResolve checks that no path leads out of the folders it may use.
func FuzzResolve(f *testing.F) {
	for _, s := range []string{"/DATA/../..", "..", "//etc", "/DATA/\x00", "/TEMP/a/../../..", "/srv/app/./../app2"} {
		f.Add(s, "../x")
	}
	rt := testRuntime()
	f.Fuzz(func(t *testing.T, p, relative string) {
		e, err := resolve(rt, p, true)
		if err != nil {
			return
		}
		for _, x := range []*entry{e, e.in(relative, false), e.up()} {
			if x != nil && !strings.HasPrefix(x.real+"/", "/srv/app/") && !strings.HasPrefix(x.real+"/", "/scratch/quoin/") {
				t.Errorf("%q and %q lead to %s", p, relative, x.real)
			}
		}
	})
}
