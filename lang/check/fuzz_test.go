package check_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// FuzzCheck checks any text as a method and as classes that extend and use one
// another: no panic, diagnostics and symbols inside the files, and after edits
// the same findings as from nothing.
func FuzzCheck(f *testing.F) {
	for _, pattern := range []string{"testdata/diagnostics.txt", "../testdata/*.txt", "../syntax/testdata/errors_*.txt", "../../app/testdata/diagnostics.txt"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			raw, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			for _, part := range strings.Split(string(raw), "\n## ") {
				_, text, _ := strings.Cut(part, "\n")
				f.Add(text, "Function f\n\treturn This.g()\nFunction g\n\treturn cs.B.new().f()", strings.Contains(path, "qodly"))
			}
		}
	}
	f.Add("Class extends B\nFunction f\nreturn This.x", "Class constructor\nThis.x:=cs.A.new().f()", false)
	f.Fuzz(func(t *testing.T, text, other string, qodly bool) {
		if len(text)+len(other) > 1<<14 {
			return
		}
		dog := time.AfterFunc(10*time.Second, func() { panic("the checker hangs") })
		defer dog.Stop()
		texts := map[string]string{"m.4dm": text, "n.4dm": other, "A.4dm": text, "B.4dm": other, "UserEntity.4dm": other}
		p := check.NewProject(check.Options{Library: library{}, Model: model{}})
		for path, text := range texts {
			add(p, path, text, qodly)
		}
		ask(t, p, texts)
		texts["A.4dm"], texts["B.4dm"], texts["m.4dm"] = other, text, text+"\n"+other
		for path, text := range texts {
			add(p, path, text, qodly)
		}
		delete(texts, "n.4dm")
		p.Remove("n.4dm")
		edited := ask(t, p, texts)
		fresh := check.NewProject(check.Options{Library: library{}, Model: model{}})
		for path, text := range texts {
			add(fresh, path, text, qodly)
		}
		if again := ask(t, fresh, texts); again != edited {
			t.Errorf("after edits\n%s\nfrom nothing\n%s", edited, again)
		}
	})
}

func add(p *check.Project, path, text string, qodly bool) {
	d, kind, tree := syntax.FourD, check.MethodUnit, syntax.Method
	if qodly {
		d = syntax.Qodly
	}
	if path[0] < 'a' {
		kind, tree = check.ClassUnit, syntax.Class
	}
	p.Set(path, strings.TrimSuffix(path, ".4dm"), kind, syntax.ParseFile(source.NewFile(path, text), d, tree))
}

// ask looks at everything that is known and returns the findings as text.
func ask(t *testing.T, p *check.Project, texts map[string]string) string {
	var b strings.Builder
	for _, path := range []string{"A.4dm", "B.4dm", "UserEntity.4dm", "m.4dm", "n.4dm"} {
		for _, d := range p.Diagnostics(path) {
			fmt.Fprintln(&b, d)
			lines := source.NewFile(path, texts[path]).Lines()
			if d.Path != path || d.Line < 1 || d.EndLine > lines || d.Line > d.EndLine || d.Line == d.EndLine && d.Column > d.EndColumn {
				t.Errorf("%v is outside the file of %d lines", d, lines)
			}
		}
		info := p.Info(path)
		if info == nil {
			continue
		}
		for _, s := range info.Uses {
			if s.File != nil && (s.Span.Start < 0 || s.Span.Start > s.Span.End || int(s.Span.End) > len(s.File.Text)) {
				t.Errorf("%s is outside its file", s.Name)
			}
		}
		for _, typ := range info.Types {
			_ = typ.String()
			p.Members(typ)
		}
	}
	p.Globals()
	return b.String()
}
