package syntax_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

var update = flag.Bool("update", false, "rewrite the golden sections of testdata")

// archive reads the files of a text archive in testdata.
func archive(t *testing.T, name string) *txtar.Archive {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// parse parses a file of an archive: the folder says what it is.
func parse(f txtar.File) *syntax.File {
	d, k := syntax.FourD, syntax.Method
	if strings.HasSuffix(f.Name, ".4qs") {
		d = syntax.Qodly
	}
	if strings.HasPrefix(f.Name, "Classes/") {
		k = syntax.Class
	}
	return syntax.ParseFile(source.NewFile(f.Name, string(f.Data)), d, k)
}

func TestErrors(t *testing.T) {
	for _, name := range []string{"errors_4d.txt", "errors_qodly.txt"} {
		for _, file := range archive(t, name).Files {
			t.Run(file.Name, func(t *testing.T) { checkErrors(t, parse(file)) })
		}
	}
}

// An expectation is a comment /* ERROR "…" */ or /* WARNING "…" */.
type expectation struct {
	at      int32
	warning bool
	says    *regexp.Regexp
}

func checkErrors(t *testing.T, f *syntax.File) {
	expected := expectations(t, f.Source.Text)
	for _, e := range f.Errors {
		if !strings.HasPrefix(e.Code, "syntax.") {
			t.Errorf("the code %q does not begin with syntax.", e.Code)
		}
		if i := match(expected, e); i >= 0 {
			expected = append(expected[:i], expected[i+1:]...)
			continue
		}
		place := f.Source.Place(e.Span.Start)
		t.Errorf("%s: not expected: %s [%s]\n%s", place, e.Message, e.Code, f.Source.Caret(place))
	}
	for _, x := range expected {
		t.Errorf("%s: not reported: %s", f.Source.Place(x.at), x.says)
	}
	checkSpans(t, f)
}

func match(expected []expectation, e syntax.Error) int {
	for i, x := range expected {
		if x.at == e.Span.Start && x.warning == e.Warning && x.says.MatchString(fmt.Sprintf("%s [%s]", e.Message, e.Code)) {
			return i
		}
	}
	return -1
}

func expectations(t *testing.T, text string) []expectation {
	form := regexp.MustCompile(`/\* (ERROR|WARNING) "((?:[^"\\]|\\.)*)" \*/[ \t]*`)
	var list []expectation
	for _, m := range form.FindAllStringSubmatchIndex(text, -1) {
		says, err := regexp.Compile(text[m[4]:m[5]])
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, expectation{int32(m[1]), text[m[2]:m[3]] == "WARNING", says})
	}
	return list
}

// TestTrees compares the trees of tricky sources with golden ones: a source is
// followed by its tree. The sources have no errors.
func TestTrees(t *testing.T) {
	golden(t, "trees.txt", ".tree", func(t *testing.T, f *syntax.File) string {
		checkErrors(t, f)
		checkRoundTrip(t, f)
		return dump(f)
	})
}

// TestPrint compares canonical layouts with golden ones.
func TestPrint(t *testing.T) {
	golden(t, "print.txt", ".printed", func(t *testing.T, f *syntax.File) string {
		checkRoundTrip(t, f)
		return syntax.Print(f, f.Dialect)
	})
}

// golden runs an archive in which each source is followed by what is expected
// of it, in a file of the same name with a suffix.
func golden(t *testing.T, name, suffix string, result func(*testing.T, *syntax.File) string) {
	a := archive(t, name)
	rewritten := &txtar.Archive{Comment: a.Comment}
	want := map[string]string{}
	for _, file := range a.Files {
		want[file.Name] = string(file.Data)
	}
	for _, file := range a.Files {
		if strings.HasSuffix(file.Name, suffix) {
			continue
		}
		t.Run(file.Name, func(t *testing.T) {
			got := result(t, parse(file))
			rewritten.Files = append(rewritten.Files, file, txtar.File{Name: file.Name + suffix, Data: []byte(got)})
			if expected := want[file.Name+suffix]; got != expected && !*update {
				t.Errorf("got\n%s\nfirst difference\n%s", got, firstDifference(expected, got))
			}
		})
	}
	if *update {
		if err := os.WriteFile(filepath.Join("testdata", name), txtar.Format(rewritten), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
