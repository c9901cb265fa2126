package diagnostics

import (
	"slices"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	all := Entries()
	if len(all) < 100 {
		t.Fatalf("%d pages", len(all))
	}
	for _, e := range all {
		if !slices.Contains([]string{"error", "warning", "hint"}, e.Severity) || !strings.HasSuffix(e.Meaning, ".") {
			t.Errorf("%s begins with %q and %q", e.Code, e.Severity, e.Meaning)
		}
		if !strings.Contains(Index(), "["+e.Code+"]("+e.Code+".md)") {
			t.Errorf("%s is not in the index", e.Code)
		}
	}
	for _, code := range []string{"", "README", "none.such", "../diagnostics/README", `..\x`} {
		if _, ok := Page(code); ok {
			t.Errorf("there is a page %q", code)
		}
	}
}

func TestNearest(t *testing.T) {
	for code, want := range map[string]string{
		"name.unknwon":       "name.unknown",
		"NAME.UNKNOWN":       "name.unknown",
		"unknown-source":     "page.unknown-source",
		"model.nokey":        "model.no-key",
		"variable-unused":    "variable.unused",
		"zzzzzzzzzzzzzzzz":   "",
		"x":                  "",
		"roles.unknown-targ": "roles.unknown-target",
	} {
		got := ""
		if list := Nearest(code); len(list) > 0 {
			got = list[0]
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}
