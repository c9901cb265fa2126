package text

import (
	"testing"
	"time"

	"github.com/dlclark/regexp2"
)

func TestTranslate(t *testing.T) {
	for _, tc := range []struct {
		pattern, s string
		want       bool
	}{
		{`a++b`, "aab", true},
		{`a++ab`, "aaab", false}, // possessive: nothing is given back
		{`(?:ab)*+c`, "ababc", true},
		{`(a|b)?+b`, "b", false},
		{`x{2,3}+x`, "xxx", false},
		{`\Qa.b\E`, "a.b", true},
		{`\Qa.b\E`, "axb", false},
		{`\x{41}\x{1F600}`, "A😀", true},
		{`\h+\R`, " \t\r\n", true},
		{`[[:alpha:]]+`, "äb", true},
		{`[[:digit:]x]+`, "1x2", true},
		{`[^[:space:]]`, " ", false},
		{`[a[b]+`, "[ab", true},
		{`[]a]+`, "]a", true},
		{`\p{Lu}\p{L}*`, "Éa", true},
		{`(?<!a)b`, "b", true},
		{`(?i)ABC`, "abc", true},
		{`\\+`, `\\`, true},
		{`é++x`, "éx", true},
		{`\p{L}+`, "éà", true},
		{`\p{Lu}++a`, "ABa", true},
		{`\p{Letter}\p{Script=Greek}\P{L}\p{^L}`, "aα11", true},
		{`\p{Alphabetic}[[:Lu:]][[:^L:]]\p{greek}`, "aA1α", true},
		{`a.b`, "a\rb", false},
		{`(?s)a.b`, "a\rb", true},
		{`(?s:a.b).c`, "a\nb\nc", false},
		{`(?m)a$\R^b$\R?`, "a\r\nb\r", true},
		{`a$\n`, "a\n", true},
		{`(?x) a b # more
			c`, "abc", true},
		{`(?i:A)B`, "aB", true},
		{`(?<year>\d+)-(\d+)-\k<year>`, "12-3-12", true},
		{`(?<n>a)(b)\2\1`, "abba", true},
		{`[a-z&&[^b]]+`, "acd", true},
		{`[a-z&&[^b]]+`, "abd", false},
		{`[a-z--[bc]]+`, "ade", true},
		{`[a-z--[bc]]+`, "ac", false},
		{`[a-c[x-z]]+`, "axbz", true},
		{`[^a-c[x-z]]+`, "dw", true},
		{`[^a-c[x-z]]+`, "dx", false},
		{`[\w--\d]+`, "a_", true},
		{`[\-\]\[_.]+`, "-][_.", true},
		{`[\p{L}\P{L}]`, "1", true},
		{`[a\P{L}]+`, "a1", true},
		{`[\Q-]\E]+`, "-]", true},
		{`\u0041\x42\U00000043\0104\x{45}`, "ABCDE", true},
		{`\v\V\H`, "\ra1", true},
		{`\_\-\"\/`, `_-"/`, true},
		{`a{2}\Qb+\E{2}`, "aab++", true},
		{`(?#a comment)a`, "a", true},
		{`\X\X`, "e\u0301a", true},
		{`x*+x`, "xx", false},
	} {
		re, err := regexp2.Compile(`\A(?:`+translate(tc.pattern)+`)\z`, regexp2.None)
		if err != nil {
			t.Errorf("%s becomes %s: %v", tc.pattern, translate(tc.pattern), err)
			continue
		}
		re.MatchTimeout = time.Second
		if got, err := re.MatchString(tc.s); got != tc.want || err != nil {
			t.Errorf("%s (%s) on %q: %v, %v", tc.pattern, translate(tc.pattern), tc.s, got, err)
		}
	}
}

func FuzzTranslate(f *testing.F) {
	f.Add(`a++[[:alpha:]\x{41}]\Q+\E(?:b)?+`)
	f.Add(`((((`)
	f.Add(`[\`)
	f.Fuzz(func(t *testing.T, pattern string) {
		if out := translate(pattern); len(out) > 90*len(pattern)+64 {
			t.Errorf("%q grows to %d bytes", pattern, len(out))
		}
	})
}
