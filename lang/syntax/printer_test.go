package syntax_test

import (
	"os"
	"strings"
	"testing"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// checkRoundTrip fails if printing a file changes its tree or its comments, or
// if printing it again changes the text.
func checkRoundTrip(t *testing.T, f *syntax.File) {
	t.Helper()
	printed := syntax.Print(f, f.Dialect)
	again := syntax.ParseFile(source.NewFile(f.Source.Path, printed), f.Dialect, f.Kind)
	if want, got := dump(f), dump(again); want != got {
		t.Errorf("%s: printing changes the tree:\n%s\nfrom\n%s\nprinted\n%s", f.Source.Path, firstDifference(want, got), f.Source.Text, printed)
		return
	}
	if want, got := commentTexts(f), commentTexts(again); want != got {
		t.Errorf("%s: printing changes comments: %s\nprinted\n%s", f.Source.Path, firstDifference(want, got), printed)
		return
	}
	if twice := syntax.Print(again, f.Dialect); twice != printed {
		t.Errorf("%s: printing twice changes the text: %s\nprinted\n%s", f.Source.Path, firstDifference(printed, twice), printed)
	}
}

func commentTexts(f *syntax.File) string {
	var b strings.Builder
	for _, c := range f.Comments {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
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
	root := os.Getenv("QUOIN_APPS")
	if root == "" {
		t.Skip("QUOIN_APPS names no folder with public apps")
	}
	n := 0
	for path := range sourceFiles(t, root) {
		checkRoundTrip(t, parsePath(t, root, path))
		n++
	}
	t.Logf("%d files printed", n)
}
