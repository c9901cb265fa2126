package syntax_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// FuzzParse parses any text as every kind of file in both dialects: it ends,
// its nodes and errors lie in the text, and printing keeps the tree.
func FuzzParse(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range []syntax.Dialect{syntax.FourD, syntax.Qodly} {
			for _, k := range []syntax.FileKind{syntax.Method, syntax.Class} {
				file := syntax.ParseFile(source.NewFile("fuzz", text), d, k)
				checkSpans(t, file)
				checkRoundTrip(t, file)
			}
		}
	})
}

// seeds returns the sources of the other tests.
func seeds(f *testing.F) []string {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	var list []string
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(text).Files {
			list = append(list, string(file.Data))
		}
	}
	return list
}

// checkSpans fails if a node or an error lies outside of the text, or a part
// outside of its whole.
func checkSpans(t *testing.T, f *syntax.File) {
	t.Helper()
	size := int32(len(f.Source.Text))
	inside := func(what string, s source.Span) {
		if s.Start < 0 || s.Start > s.End || s.End > size {
			t.Fatalf("%s spans %v in a text of %d bytes: %q", what, s, size, f.Source.Text)
		}
	}
	for _, e := range f.Errors {
		inside(e.Code, e.Span)
	}
	for _, c := range f.Comments {
		inside("comment", c.Span)
		if f.Source.Text[c.Span.Start:c.Span.End] != c.Text {
			t.Fatalf("comment %q is not what stands at %v", c.Text, c.Span)
		}
	}
	syntax.Walk(f, func(n syntax.Node) bool {
		inside("node", n.Pos())
		return true
	})
}
