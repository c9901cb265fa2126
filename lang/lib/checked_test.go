package lib_test

import (
	"strings"
	"testing"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
)

// mustBeFine fails where the checker calls an error what has just worked. Code
// that catches errors may hold some on purpose.
func mustBeFine(t testing.TB, code string, dialect syntax.Dialect, sources []lang.Source) {
	t.Helper()
	all := code
	for _, s := range sources {
		all += s.Text
	}
	for _, word := range []string{"try", "on err call", "onerrcall"} {
		if strings.Contains(strings.ToLower(all), word) {
			return
		}
	}
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	w := lang.NewWorkspace(lang.Options{Builtins: cat.Builtins(), Catalogue: cat})
	w.Set(sources...)
	w.Set(lang.Source{Path: "the snippet", Name: "the snippet", Kind: lang.DatabaseMethod, Dialect: dialect, Text: code})
	for _, d := range w.All(t.Context()) {
		if d.Severity == check.Error {
			t.Errorf("the checker finds an error in what works: %v\n%s", d, code)
		}
	}
}
