package syntax_test

import (
	"strings"
	"testing"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// checkRoundTrip fails if printing a file changes its tree, or if printing it
// again changes the text.
func checkRoundTrip(t *testing.T, f *syntax.File) {
	t.Helper()
	printed := syntax.Print(f, f.Dialect)
	again := syntax.ParseFile(source.NewFile(f.Source.Path, printed), f.Dialect, f.Kind)
	if d := syntax.Diff(f, again); d != "" {
		t.Errorf("%s: printing changes the tree: %s\nfrom\n%s\nprinted\n%s", f.Source.Path, d, f.Source.Text, printed)
		return
	}
	if twice := syntax.Print(again, f.Dialect); twice != printed {
		t.Errorf("%s: printing twice changes the text: %s\nprinted\n%s", f.Source.Path, firstDifference(printed, twice), printed)
	}
}

// firstDifference shows the first lines in which two texts differ.
func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			other := "(end)"
			if i < len(y) {
				other = y[i]
			}
			return "- " + x[i] + "\n+ " + other
		}
	}
	return "(no difference, or more text after the end)"
}

// TestPrintPublicApps prints the sources of the projects in QUOIN_APPS.
func TestPrintPublicApps(t *testing.T) {
	n := 0
	for f := range publicFiles(t) {
		checkRoundTrip(t, f)
		n++
	}
	t.Logf("%d files printed", n)
}
