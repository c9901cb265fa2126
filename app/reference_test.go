package app_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/compile"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/translate"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

var exampleFence = regexp.MustCompile("(?s)```(4d|qodly)\n(.*?)\n// ([^\n]*)\n```")

// TestReferenceExamples runs the examples of the commands and classes that the
// application adds, each with fresh data, in a guest's session of a request.
func TestReferenceExamples(t *testing.T) {
	a := openReference(t)
	for _, f := range bind.Families() {
		for _, part := range strings.Split("\n"+f.Doc, "\n## ")[1:] {
			name, text, _ := strings.Cut(part, "\n")
			found := exampleFence.FindAllStringSubmatch(text, -1)
			if len(found) == 0 || len(found) != strings.Count(text, "```")/2 {
				t.Errorf("%s.md: %s has %d examples with a result", f.Name, name, len(found))
			}
			for _, m := range found {
				dialect := syntax.FourD
				if m[1] == "qodly" {
					dialect = syntax.Qodly
				}
				if got := example(t, a, m[2], dialect); got != m[3] {
					t.Errorf("%s.md: %s: %s\ngot  %s\nwant %s", f.Name, name, m[2], got, m[3])
				}
				// As editors of the other dialect show it.
				other := syntax.Qodly
				if dialect == syntax.Qodly {
					other = syntax.FourD
				}
				there, problems := translate.File(source.NewFile("example", m[2]+"\n"), dialect, syntax.Method, other, &translate.Project{Catalogue: catalogue(t)})
				if len(problems) > 0 || strings.Contains(m[2], "$incoming") { // which the example is given as a numbered parameter
					continue
				}
				if got := example(t, a, there, other); got != m[3] {
					t.Errorf("%s.md: %s, translated: %s\ngot  %s\nwant %s", f.Name, name, there, got, m[3])
				}
			}
		}
	}
}

// TestEveryRowOfTheApplicationIsDocumented checks that each row has a section
// that explains its parameters, and each section a row.
func TestEveryRowOfTheApplicationIsDocumented(t *testing.T) {
	for _, f := range bind.Families() {
		rows := map[string]string{}
		add := func(prefix string, list []command.Command) {
			for _, c := range list {
				if c.State == command.Done {
					rows[prefix+c.Name] = c.Sig
				}
			}
		}
		add("", f.Commands)
		for _, c := range f.Classes {
			if c.Doc == "" {
				t.Errorf("the class %s says nothing about itself", c.Name)
			}
			add(c.Name+".", c.Functions)
			for _, p := range c.Properties {
				rows[c.Name+"."+p.Name] = ""
			}
			if c.New != nil {
				rows[c.Name+".new"] = c.New.Sig
			}
		}
		for _, part := range strings.Split("\n"+f.Doc, "\n## ")[1:] {
			name, text, _ := strings.Cut(part, "\n")
			sig, ok := rows[name]
			if !ok {
				t.Errorf("%s.md: %q has no row", f.Name, name)
			}
			delete(rows, name)
			all, err := command.ParseSignatures(sig)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range all {
				for _, p := range s.Params {
					if !strings.Contains(text, "*"+p.Name+"*") && !(p.Star && strings.Contains(text, "`*`")) {
						t.Errorf("%s.md: %q does not explain %s", f.Name, name, p.Name)
					}
				}
			}
		}
		for name := range rows {
			t.Errorf("%s.md: %q has no section", f.Name, name)
		}
	}
}

func catalogue(t *testing.T) *command.Catalogue {
	t.Helper()
	c, err := app.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func openReference(t *testing.T) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), app.Options{Project: unpack(t, "testdata/reference.txtar"), OpenEngine: openEngine,
		Web: func() bind.Web {
			return bind.Web{Address: "http://127.0.0.1:8080", HTTP: ":8080", MaxBody: 16 << 20}
		}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// example runs a snippet in a request and returns its result as JSON, or
// "error NUMBER".
func example(t *testing.T, a *app.App, code string, dialect syntax.Dialect) string {
	t.Helper()
	if err := a.RunMethod(t.Context(), "seed"); err != nil {
		t.Fatal(err)
	}
	world := a.Current().World()
	in := &message.Incoming{Verb: "POST", URL: "/orders/7?color=red", Body: []byte(`{"size":2}`), Remote: "127.0.0.1"}
	in.Headers.Set("content-type", "application/json")
	scope := &bind.Scope{World: world, Session: guest(t, a), Incoming: in, Effects: message.NewEffects(a.Current().Stamps()),
		Event: &message.WebEvent{Caller: "button", EventType: "onclick"}}
	scope.NewCaller(t.Context(), nil)
	process := vm.ProcessOptions{Name: "example", Scope: scope}
	defer scope.End()
	if strings.Contains(code, "$incoming") {
		code = "$incoming:=$1\n" + code
	}
	fn, err := compile.Snippet(world.Runtime.Program, syntax.ParseSnippet(source.NewFile("example", code), dialect))
	if err != nil {
		return err.Error()
	}
	p := world.Runtime.NewProcess(t.Context(), process)
	defer p.Close()
	v, err := p.RunFunction(fn, value.Value{}, world.Incoming(in))
	if err != nil {
		t.Log(err)
		return "error " + strconv.Itoa(fault.As(err).Number)
	}
	if v.Kind() == value.Undefined {
		return "undefined"
	}
	out, err := value.AppendJSON(nil, v, value.JSONOptions{Plain: true, Native: bind.NativeJSON(p)})
	if err != nil {
		return err.Error()
	}
	return string(out)
}

// TestEdges runs testdata/edges.txt: what the reference does not show.
//
//	## title
//	the snippet
//	### gives
//	the result as JSON, or "error NUMBER"
func TestEdges(t *testing.T) {
	raw, err := os.ReadFile("testdata/edges.txt")
	if err != nil {
		t.Fatal(err)
	}
	a := openReference(t)
	for _, part := range strings.Split("\n"+string(raw), "\n## ")[1:] {
		title, body, _ := strings.Cut(part, "\n")
		code, gives, _ := strings.Cut(body, "\n### gives\n")
		if got, want := example(t, a, code, syntax.FourD), strings.TrimSpace(gives); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", title, got, want)
		}
	}
}
