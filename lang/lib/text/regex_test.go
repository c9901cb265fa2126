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
		if out := translate(pattern); len(out) > 32*len(pattern)+64 {
			t.Errorf("%q grows to %d bytes", pattern, len(out))
		}
	})
}
