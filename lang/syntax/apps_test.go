package syntax_test

import (
	"io/fs"
	"iter"
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
		"QodlyDemo_Weather/Project/Sources/Methods/Compiler_Variables.4dm":                 "commas between the arguments of 4D",
		"workPass-application/Project/Sources/Classes/data.4qs":                            "times of one number",
	}
}

// TestPublicApps parses every .4dm and .4qs file of the projects in QUOIN_APPS
// without a syntax error.
func TestPublicApps(t *testing.T) {
	files, lines, errors, warnings := 0, 0, 0, map[string]int{}
	broken := brokenApps()
	for f := range publicFiles(t) {
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

// publicFiles parses the sources of the projects below the folders that
// QUOIN_APPS names ("dir:dir"), and skips the test where there are none.
func publicFiles(t *testing.T) iter.Seq[*syntax.File] {
	roots := filepath.SplitList(os.Getenv("QUOIN_APPS"))
	if len(roots) == 0 {
		t.Skip("QUOIN_APPS names no folder with public apps")
	}
	return func(yield func(*syntax.File) bool) {
		for _, root := range roots {
			err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
				ext := strings.ToLower(filepath.Ext(path))
				inProject := strings.Contains(filepath.ToSlash(path), "/Project/Sources/")
				if err != nil || d.IsDir() || !inProject || ext != ".4dm" && ext != ".4qs" {
					return err
				}
				if !yield(parsePath(t, root, path)) {
					return fs.SkipAll
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
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
