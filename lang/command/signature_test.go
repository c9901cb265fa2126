package command

import (
	"strings"
	"testing"
)

func TestParseSignatures(t *testing.T) {
	for _, tc := range []struct {
		sig, shown  string
		least, most int
		out         uint64
	}{
		{"", "()", 0, 0, 0},
		{"()", "()", 0, 0, 0},
		{"() : Text", "() : Text", 0, 0, 0},
		{"(a: Text)", "(a : Text)", 1, 1, 0},
		{"(a: Text, b?: Integer, c: Real) : Text", "(a : Text {; b : Integer {; c : Real}}) : Text", 1, 3, 0},
		{"(a, *)", "(a {; *})", 1, 2, 0},
		{"(a: Text|Blob, ...more: Any)", "(a : Text, Blob {; ...more})", 1, -1, 0},
		{"(a: Text, &b: Integer, &c?: Integer)", "(a : Text ; b : Integer {; c : Integer})", 2, 3, 0b110},
		{"(&...all: Any)", "({...all})", 0, -1, ^uint64(0)},
		{"(a: Text) : Text | (a: Text, b: Text, &c: Text)", "(a : Text) : Text", 1, 3, 0b100},
	} {
		all, err := ParseSignatures(tc.sig)
		if err != nil {
			t.Errorf("%s: %v", tc.sig, err)
			continue
		}
		if got := all[0].String(); got != tc.shown {
			t.Errorf("%s is shown as %s, want %s", tc.sig, got, tc.shown)
		}
		if least, most, out := arity(all); least != tc.least || most != tc.most || out != tc.out {
			t.Errorf("%s: arity %d, %d, %b, want %d, %d, %b", tc.sig, least, most, out, tc.least, tc.most, tc.out)
		}
	}
	for _, sig := range []string{"a", "(a", "(a b)", "(a:)", "(,)", "(a) Text", "(a) :", "(...a, b)", "(a) (b)", "(a: Text|)"} {
		if all, err := ParseSignatures(sig); err == nil {
			t.Errorf("%s is accepted: %+v", sig, all)
		}
	}
}

func FuzzParseSignatures(f *testing.F) {
	f.Add("(a: Text, &b?: Integer|Real, ...c) : Text | (*)")
	f.Fuzz(func(t *testing.T, sig string) {
		all, err := ParseSignatures(sig)
		if err != nil {
			return
		}
		for _, s := range all {
			if strings.Count(s.String(), "{") != strings.Count(s.String(), "}") && !strings.ContainsAny(sig, "{}") {
				t.Errorf("%q is shown as %q", sig, s)
			}
		}
	})
}

func TestNewCatalogueRefuses(t *testing.T) {
	run := unavailable("x", "")
	for name, families := range map[string][]Family{
		"two bodies for one name": {{Name: "a", Commands: []Command{{Name: "Same name", Run: run}, {Name: "same  NAME", Run: run}}}},
		"no body":                 {{Name: "a", Commands: []Command{{Name: "Empty"}}}},
		"a malformed signature":   {{Name: "a", Commands: []Command{{Name: "Bad", Sig: "(", Run: run}}}},
		"an unknown parent":       {{Name: "a", Classes: []Class{{Name: "A", Parent: "Missing"}}}},
		"two values for one name": {{Name: "a", Constants: []Constant{{Name: "k", Value: 1}, {Name: "k", Value: 2}}}},
		"two classes of one name": {{Name: "a", Classes: []Class{{Name: "A"}, {Name: "A"}}}},
	} {
		if _, err := NewCatalogue(families...); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	planned := Family{Name: "planned", Commands: []Command{{Name: "Later", State: Later}}}
	real := Family{Name: "real", Commands: []Command{{Name: "later", Run: run}}}
	for _, order := range [][]Family{{planned, real}, {real, planned}} {
		c, err := NewCatalogue(order...)
		if err != nil || c.Command("LATER").Family != "real" {
			t.Errorf("a row that is done does not replace a planned one: %v", err)
		}
	}
}
