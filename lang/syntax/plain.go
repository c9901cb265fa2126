package syntax

import "strings"

// WithoutTokens returns a source text without the token suffixes that the
// original writes behind names (":C10", ":K8:3"). Texts and comments stay.
func WithoutTokens(src string, d Dialect) string {
	var b strings.Builder
	from := 0
	for _, t := range scan(src, d).tokens {
		if t.suffix != 0 {
			b.WriteString(src[from:t.suffix])
			from = int(t.end)
		}
	}
	b.WriteString(src[from:])
	return b.String()
}
