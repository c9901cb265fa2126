package translate_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"quoin.dev/quoin/lang/lib"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/translate"
	"quoin.dev/quoin/source"
)

func project(t testing.TB) *translate.Project {
	c, err := lib.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return &translate.Project{Catalogue: c, Methods: map[string]bool{}}
}

func other(d syntax.Dialect) syntax.Dialect { return syntax.Qodly - d }

// checkBack translates a file there and back: what comes back has the same tree.
// It returns why the file cannot be translated.
func checkBack(t *testing.T, f *source.File, d syntax.Dialect, kind syntax.FileKind, p *translate.Project) []translate.Problem {
	t.Helper()
	there, problems := translate.File(f, d, kind, other(d), p)
	if len(problems) > 0 {
		return problems
	}
	back, problems := translate.File(source.NewFile(f.Path, there), other(d), kind, d, p)
	for _, q := range problems {
		place := source.NewFile(f.Path, there).Place(q.Span.Start)
		t.Errorf("%s: there, and not back: %s\n%s", place, q.Message, there)
	}
	if len(problems) > 0 {
		return nil
	}
	want, got := translate.Canonical(f, d, kind, p), translate.Canonical(source.NewFile(f.Path, back), d, kind, p)
	if diff := syntax.Diff(want, got); diff != "" {
		t.Errorf("%s: there and back is another tree: %s\n%s\nthere\n%s\nback\n%s", f.Path, diff, f.Text, there, back)
	}
	return nil
}

// TestThereAndBack translates every source of the examples, and of the public
// projects in QUOIN_APPS.
func TestThereAndBack(t *testing.T) {
	roots := []string{"../../examples", "../../app/template"}
	if apps := os.Getenv("QUOIN_APPS"); apps != "" {
		roots = append(roots, filepath.SplitList(apps)...)
	}
	c := project(t).Catalogue
	files, kept, reasons := 0, 0, map[string]int{}
	for _, root := range roots {
		for _, sources := range sourceFolders(t, root) {
			p := &translate.Project{Catalogue: c, Methods: map[string]bool{}}
			paths := sourceFiles(t, sources, p)
			for _, path := range paths {
				text, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				d, kind := syntax.FourD, syntax.Method
				if strings.EqualFold(filepath.Ext(path), ".4qs") {
					d = syntax.Qodly
				}
				if filepath.Base(filepath.Dir(path)) == "Classes" {
					kind = syntax.Class
				}
				files++
				if problems := checkBack(t, source.NewFile(path, string(text)), d, kind, p); len(problems) > 0 {
					kept++
					reasons[shape(problems[0].Message)]++
				}
			}
		}
	}
	t.Logf("%d files, %d keep their dialect", files, kept)
	var list []string
	for r := range reasons {
		list = append(list, r)
	}
	sort.Slice(list, func(i, j int) bool { return reasons[list[i]] > reasons[list[j]] })
	for _, r := range list {
		t.Logf("%5d %s", reasons[r], r)
	}
	if files == 0 {
		t.Error("no files")
	}
}

// shape replaces what a message quotes.
func shape(message string) string {
	parts := strings.Split(message, "`")
	for i := 1; i < len(parts); i += 2 {
		parts[i] = "…"
	}
	return strings.Join(parts, "`")
}

func sourceFolders(t *testing.T, root string) []string {
	var list []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasSuffix(filepath.ToSlash(path), "/Project/Sources") {
			list = append(list, path)
			return filepath.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func sourceFiles(t *testing.T, sources string, p *translate.Project) []string {
	var list []string
	err := filepath.WalkDir(sources, func(path string, d fs.DirEntry, err error) error {
		ext := strings.ToLower(filepath.Ext(path))
		if err != nil || d.IsDir() || ext != ".4dm" && ext != ".4qs" {
			return err
		}
		if filepath.Base(filepath.Dir(path)) == "Methods" {
			p.Methods[syntax.Normalize(strings.TrimSuffix(d.Name(), filepath.Ext(path)))] = true
		}
		list = append(list, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
