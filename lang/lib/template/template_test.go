package template

import (
	"strings"
	"testing"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// FuzzTranslate checks that no template breaks the translation, that its code
// has a template line for each of its own, and that the parser reads it.
func FuzzTranslate(f *testing.F) {
	for _, s := range []string{"", "a<!--#4DTEXT $1-->b", "<!--#4DIF (1=1)-->x<!--#4DELSE-->y<!--#4DENDIF-->", "$4DEVAL($x:=\")\")",
		"<!--#4DCODE\n$x:=1\r\n-->", "<!--#4DINCLUDE a--><!--#4DBASE b-->", "<!--#4DLOOP m--><!--#4DENDLOOP-->", "<!--#4DEACH $a in $b-->", "$4DTEXT((", "<!--4D-->"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tr := translator{include: func(path string) (string, error) {
			if !strings.HasPrefix(path, "/") || strings.Contains(path, "/../") {
				t.Errorf("the path %q leads out", path)
			}
			return s, nil
		}}
		code, err := tr.method(s)
		if err != nil {
			return
		}
		if n := strings.Count(code, "\n"); n != len(tr.lines) {
			t.Errorf("%d lines of code, %d places", n, len(tr.lines))
		}
		syntax.ParseSnippet(source.NewFile(routine, code), syntax.FourD)
	})
}
