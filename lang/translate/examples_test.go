package translate_test

import (
	"regexp"
	"testing"

	"quoin.dev/quoin/lang/syntax"
)

var documented = regexp.MustCompile("(?s)```(4d|qodly)\n(.*?)\n// ([^\n]*)\n```")

// TestExamplesOfTheReference translates the examples of the documentation, as
// editors show them: they give what is written below them in the other dialect
// too.
func TestExamplesOfTheReference(t *testing.T) {
	c := project(t).Catalogue
	same, kept := 0, 0
	for _, f := range c.Families() {
		for _, m := range documented.FindAllStringSubmatch(f.Doc, -1) {
			p := program{name: f.Name, snippet: m[2]}
			if m[1] == "qodly" {
				p.dialect = syntax.Qodly
			}
			there, err := translated(c, p)
			if err != nil {
				kept++
				continue
			}
			if outcome(c, p) != m[3] {
				continue // of a world that is not here: the files, the clock
			}
			if same++; outcome(c, there) != m[3] {
				t.Errorf("%s: %s\ngives %s, want %s", f.Name, there.snippet, outcome(c, there), m[3])
			}
		}
	}
	t.Logf("%d examples give the same, %d keep their dialect", same, kept)
	if same < 300 {
		t.Errorf("%d examples run; where are the others?", same)
	}
}
