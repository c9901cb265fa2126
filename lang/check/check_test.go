package check_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// world knows the commands, constants, classes and methods of the test files.
type world struct{ variables map[string]bool }

func (world) Command(id *syntax.Ident) (check.Command, bool) {
	switch id.Norm {
	case "upper", "string of":
		return check.Command{Min: 1, Max: 1}, true
	case "later one":
		return check.Command{Max: -1, Unavailable: "is not available yet"}, true
	}
	return check.Command{}, false
}

func (world) Constant(id *syntax.Ident) bool { return id.Norm == "known constant" }
func (world) Method(norm string) bool        { return norm == "other" }
func (world) Class(_, name string) bool      { return name == "User" || name == "File" }
func (w world) Variable(norm string) bool    { return w.variables[norm] }

// TestDiagnostics runs testdata/diagnostics.txt: sections "## title", a source
// ("[class]" in the title: a class), and after "### finds" one line for each
// diagnostic: line:column severity code.
func TestDiagnostics(t *testing.T) {
	raw, err := os.ReadFile("testdata/diagnostics.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split("\n"+string(raw), "\n## ")[1:] {
		title, body, _ := strings.Cut(part, "\n")
		text, want, _ := strings.Cut(body, "\n### finds\n")
		t.Run(title, func(t *testing.T) {
			kind := syntax.Method
			if strings.Contains(title, "[class]") {
				kind = syntax.Class
			}
			f := syntax.ParseFile(source.NewFile("m.4dm", text+"\n"), syntax.FourD, kind)
			w := world{map[string]bool{}}
			for _, name := range check.Variables(f) {
				w.variables[name] = true
			}
			all := check.File(f, w)
			check.Sort(all)
			var got []string
			for _, d := range all {
				got = append(got, fmt.Sprintf("%d:%d %s %s", d.Line, d.Column, d.Severity, d.Code))
			}
			if g, w := strings.Join(got, "\n"), strings.TrimSpace(want); g != w {
				t.Errorf("got\n%s\nwant\n%s\n%v", g, w, all)
			}
		})
	}
}

// TestCodes keeps the table sorted, explained, and covered by the test file or
// by the compiler, which finds the problems between files.
func TestCodes(t *testing.T) {
	raw, _ := os.ReadFile("testdata/diagnostics.txt")
	between := "class.cycle class.duplicate class.duplicate-member class.unknown-parent method.duplicate"
	last := ""
	for _, c := range check.Codes() {
		if c.Code <= last {
			t.Errorf("%s is out of order", c.Code)
		}
		last = c.Code
		if len(c.Explanation) < 20 || !strings.HasSuffix(c.Explanation, ".") {
			t.Errorf("%s has no explanation", c.Code)
		}
		if !strings.Contains(string(raw), "## "+c.Code) && !strings.Contains(between, c.Code) {
			t.Errorf("%s has no example", c.Code)
		}
	}
}
