package syntax_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// brokenApps lists the files that are faulty in the app itself, with the reason.
func brokenApps() map[string]string {
	return map[string]string{
		"DEMO_CarsSales/Project/Sources/Forms/D_TestInvoice/ObjectMethods/LB_Invoices.4dm": "a call has no closing parenthesis; the quote behind it stands too late",
	}
}

// TestPublicApps parses every .4dm and .4qs file of the projects in the folder
// QUOIN_APPS without a syntax error.
func TestPublicApps(t *testing.T) {
	root := os.Getenv("QUOIN_APPS")
	if root == "" {
		t.Skip("QUOIN_APPS names no folder with public apps")
	}
	files, lines, errors, warnings := 0, 0, 0, map[string]int{}
	broken := brokenApps()
	for path := range sourceFiles(t, root) {
		f := parsePath(t, root, path)
		files++
		lines += f.Source.Lines()
		for _, e := range f.Errors {
			if e.Warning {
				warnings[e.Code]++
				continue
			}
			errors++
			if reason := broken[filepath.ToSlash(f.Source.Path)]; reason != "" {
				t.Logf("%s: broken in the app: %s", f.Source.Path, reason)
				continue
			}
			place := f.Source.Place(e.Span.Start)
			t.Errorf("%s: %s [%s]\n%s", place, e.Message, e.Code, f.Source.Caret(place))
		}
	}
	t.Logf("%d files, %d lines, %d errors, warnings %v", files, lines, errors, warnings)
}

// sourceFiles goes through the sources of the projects below a folder.
func sourceFiles(t *testing.T, root string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			ext := strings.ToLower(filepath.Ext(path))
			inProject := strings.Contains(filepath.ToSlash(path), "/Project/Sources/")
			if d.IsDir() || !inProject || ext != ".4dm" && ext != ".4qs" {
				return nil
			}
			if !yield(path) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func parsePath(t *testing.T, root, path string) *syntax.File {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rel, err := filepath.Rel(root, path)
	if err != nil {
		t.Fatal(err)
	}
	dialect, kind := syntax.FourD, syntax.Method
	if strings.EqualFold(filepath.Ext(path), ".4qs") {
		dialect = syntax.Qodly
	}
	if filepath.Base(filepath.Dir(path)) == "Classes" {
		kind = syntax.Class
	}
	return syntax.ParseFile(source.NewFile(rel, string(text)), dialect, kind)
}
