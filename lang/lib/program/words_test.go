package program

import (
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for line, want := range map[string]string{
		`ls -l /x`:                  "ls|-l|/x",
		`  "/a b/c" 'd "e"' f\ g  `: `/a b/c|d "e"|f g`,
		`a "b\"c" "d\e" '\'`:        `a|b"c|d\e|\`,
		`a "" b`:                    "a||b",
		`a;b $(c) | d > e`:          "a;b|$(c)|||d|>|e",
		"a\tb\nc":                   "a|b|c",
	} {
		got, err := words(line)
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%s: %q, %v, want %s", line, got, err, want)
		}
	}
	for _, line := range []string{"", "  ", `""`, `'a`, `a "b`, "a\x00b"} {
		if got, err := words(line); err == nil {
			t.Errorf("%q is accepted: %q", line, got)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add(`a "b c" 'd' \e`)
	f.Fuzz(func(t *testing.T, line string) {
		if all, err := words(line); err == nil && len(all) == 0 {
			t.Errorf("%q gives nothing", line)
		}
	})
}
