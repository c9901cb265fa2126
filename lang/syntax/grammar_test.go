package syntax_test

import (
	"os"
	"regexp"
	"testing"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// TestGrammarDocument parses the examples of doc/language/grammar.md.
func TestGrammarDocument(t *testing.T) {
	text, err := os.ReadFile("../../doc/language/grammar.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?ms)^```(4d|qodly)( class)?\n(.*?)^```").FindAllSubmatch(text, -1)
	if len(examples) < 8 {
		t.Fatalf("only %d examples found", len(examples))
	}
	for _, m := range examples {
		d, k := syntax.FourD, syntax.Method
		if string(m[1]) == "qodly" {
			d = syntax.Qodly
		}
		if len(m[2]) > 0 {
			k = syntax.Class
		}
		f := syntax.ParseFile(source.NewFile("grammar.md", string(m[3])), d, k)
		for _, e := range f.Errors {
			place := f.Source.Place(e.Span.Start)
			t.Errorf("%s: %s\n%s", place, e.Message, f.Source.Caret(place))
		}
		checkRoundTrip(t, f)
	}
}
