package translate_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// FuzzThereAndBack translates any text that parses, in both dialects: the
// translation parses and comes back with the same meaning.
func FuzzThereAndBack(f *testing.F) {
	for _, p := range programs(f) {
		f.Add(p.snippet, p.dialect == syntax.Qodly, false)
		for _, s := range p.sources {
			f.Add(s.Text, p.dialect == syntax.Qodly, s.Kind != 0)
		}
	}
	paths, _ := filepath.Glob("../syntax/testdata/*.txt")
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(raw).Files {
			for _, qodly := range []bool{false, true} {
				f.Add(string(file.Data), qodly, false)
				f.Add(string(file.Data), qodly, true)
			}
		}
	}
	p := project(f)
	p.Methods["add"], p.Methods["first"], p.Methods["objectkeys"] = true, true, true
	f.Fuzz(func(t *testing.T, text string, qodly, class bool) {
		d, kind := syntax.FourD, syntax.Method
		if qodly {
			d = syntax.Qodly
		}
		if class {
			kind = syntax.Class
		}
		checkBack(t, source.NewFile("fuzz", text), d, kind, p)
	})
}
