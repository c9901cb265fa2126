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

// Closing returns where the bracket that a piece of code begins with is closed,
// -1 if nowhere. Brackets in texts do not count.
func Closing(code string, open, end byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == open:
			depth++
		case c == end:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
