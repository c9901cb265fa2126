package text_test

import (
	"strings"
	"testing"

	"quoin.dev/quoin/text"
)

func TestEqual(t *testing.T) {
	c := text.NewCollator("en")
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"a", "A", true},
		{"n", "ñ", true},
		{"A", "å", true},
		{"\u0001", "", true},
		{"a\u0001b", "AB", true},
		{"æ", "ae", true},
		{"Œuvre", "oeuvre", true},
		{"e\u0301t\u00e9", "ETE", true},
		{"John Smith", "JohnSmith", false},
		{"a-b", "ab", false},
		{"a.b", "a,b", false},
		{"", " ", false},
		{"abc", "abcd", false},
		{"Привет", "привет", true},
		{"日本", "日木", false},
		{"a@b", "a@b", true},
	} {
		if got := c.Equal(tc.a, tc.b); got != tc.want {
			t.Errorf("Equal(%q, %q) = %v, want %v", tc.a, tc.b, got, tc.want)
		}
		if got := c.Compare(tc.a, tc.b) == 0; got != tc.want {
			t.Errorf("Compare(%q, %q) == 0 is %v, want %v", tc.a, tc.b, got, tc.want)
		}
		if got := string(c.Key(tc.a)) == string(c.Key(tc.b)); got != tc.want {
			t.Errorf("keys of %q and %q are equal: %v, want %v", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestMatch(t *testing.T) {
	c := text.NewCollator("en")
	for _, tc := range []struct {
		s, pattern string
		want       bool
	}{
		{"abcdefghij", "abc@", true},
		{"abc@", "abcdefghij", false},
		{"abcdefghij", "abc@@fg", false},
		{"abcdefghij", "@fg@", true},
		{"abcdefghij", "@hij", true},
		{"abcdefghij", "a@f@j", true},
		{"abcdefghij", "a@f@k", false},
		{"abc", "@", true},
		{"", "@", true},
		{"", "a@", false},
		{"aba", "ab@ba", false},
		{"Crème brûlée", "creme@lee", true},
		{"Bœuf", "bo@", false}, // a character is never cut
		{"Bœuf", "boe@", true},
		{"e@mail", "e@mail", true},
	} {
		if got := c.Match(tc.s, tc.pattern); got != tc.want {
			t.Errorf("Match(%q, %q) = %v, want %v", tc.s, tc.pattern, got, tc.want)
		}
	}
}

func TestIndex(t *testing.T) {
	c := text.NewCollator("en")
	for _, tc := range []struct {
		s, sub         string
		offset, length int
	}{
		{"Today is the first day", "DAY", 2, 3},
		{"Bœuf", "œ", 1, 2},
		{"Bœuf", "oe", 1, 2},
		{"Bœuf", "o", -1, 0},
		{"Crème brûlée", "Brulee", 7, 8},
		{"ab\u0001cd", "bc", 1, 3},
		{"Привет мир", "МИР", 13, 6},
		{"e\u0301a", "e", 0, 3},
		{"x", "", 0, 0},
		{"", "x", -1, 0},
	} {
		offset, length := c.Index(tc.s, tc.sub)
		if offset != tc.offset || offset >= 0 && length != tc.length {
			t.Errorf("Index(%q, %q) = %d, %d, want %d, %d", tc.s, tc.sub, offset, length, tc.offset, tc.length)
		}
	}
}

// TestOrderOfKeys checks that Compare, which takes short cuts, orders as Key does.
func TestOrderOfKeys(t *testing.T) {
	words := []string{"", " ", "a", "A", "b", "ab", "a b", "a-b", "a.b", "a_b", "1", "10", "2", "é", "e", "ez", "éa", "z", "~", "!", "$5", "a\tb",
		"a\u0001", "æ", "ae", "af", "ad", "a\u0301", "aé", "azé", "Ж", "日本"}
	for _, lang := range []string{"en", "fr", "de", "sv", "da", "cs", "es"} {
		c := text.NewCollator(lang)
		for _, a := range words {
			for _, b := range words {
				want := strings.Compare(string(c.Key(a)), string(c.Key(b)))
				if got := c.Compare(a, b); got != want {
					t.Errorf("%s: Compare(%q, %q) = %d, but the keys say %d", lang, a, b, got, want)
				}
			}
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	c := text.NewCollator("en")
	for b.Loop() {
		c.Compare("Item 4711, red", "item 4711, Green")
	}
}

func TestLanguages(t *testing.T) {
	for _, tc := range []struct {
		lang, a, b string
		want       bool
	}{
		{"sv", "å", "a", false},
		{"sv", "Å", "å", true},
		{"fr", "côté", "cote", true},
		{"de", "straße", "strasse", true},
		{"da", "å", "a", false},
		{"es", "ñ", "n", false},
		{"unknown language", "É", "e", true},
	} {
		if got := text.NewCollator(tc.lang).Equal(tc.a, tc.b); got != tc.want {
			t.Errorf("%s: Equal(%q, %q) = %v, want %v", tc.lang, tc.a, tc.b, got, tc.want)
		}
	}
}

func TestHasWord(t *testing.T) {
	c := text.NewCollator("en")
	for _, tc := range []struct {
		s, word string
		want    bool
	}{
		{"Alpha Bravo Charlie", "Bravo", true},
		{"Alpha Bravo Charlie", "vo", false},
		{"Alpha Bravo Charlie", "Alpha Bravo", false},
		{"Alpha,Bravo,Charlie", "alpha", true},
		{"Software and Computers", "comput@", true},
		{"", "a", false},
	} {
		if got := c.HasWord(tc.s, tc.word); got != tc.want {
			t.Errorf("HasWord(%q, %q) = %v, want %v", tc.s, tc.word, got, tc.want)
		}
	}
}

// TestSearchIsLinear would take hours if finding were quadratic.
func TestSearchIsLinear(t *testing.T) {
	c := text.NewCollator("en")
	s := strings.Repeat("я", 200_000)
	if i, _ := c.Index(s, strings.Repeat("я", 1000)+"x"); i != -1 {
		t.Errorf("found at %d", i)
	}
	c.Match(s, strings.Repeat("@я", 500)+"@x")
}

// FuzzCompare checks that the collator is an order, that keys agree with it and
// that what is equal is found.
func FuzzCompare(f *testing.F) {
	f.Add("abc", "ABD", "æ")
	f.Add("\u0001", "", "e\u0301")
	f.Add("John Smith", "john-smith", "Ж")
	c := text.NewCollator("en")
	f.Fuzz(func(t *testing.T, a, b, d string) {
		if c.Compare(a, b) != -c.Compare(b, a) {
			t.Errorf("Compare(%q, %q) is not antisymmetric", a, b)
		}
		if got, want := c.Compare(a, b), strings.Compare(string(c.Key(a)), string(c.Key(b))); got != want && text.IsASCII(a+b) {
			t.Errorf("Compare(%q, %q) = %d, but the keys say %d", a, b, got, want)
		}
		if c.Compare(a, a) != 0 || !c.Equal(a, a) {
			t.Errorf("%q differs from itself", a)
		}
		if c.Compare(a, b) <= 0 && c.Compare(b, d) <= 0 && c.Compare(a, d) > 0 {
			t.Errorf("%q <= %q <= %q, but not the first and the last", a, b, d)
		}
		if i, n := c.Index(a, b); i >= 0 && (i+n > len(a) || n < 0) {
			t.Errorf("Index(%q, %q) = %d, %d", a, b, i, n)
		}
		c.Match(a, b)
		c.HasWord(a, b)
	})
}
