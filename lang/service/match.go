package service

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// match reports whether a name fits what was typed, whatever the case, and how
// well: higher is better. The name begins with it, or its words do: the letters
// of the pattern follow one another or begin words, so that "rst" and "repst"
// fit "Replace string".
func match(pattern, name string) (score int, ok bool) {
	if pattern == "" {
		return 0, true
	}
	length := min(len(name), 200)
	if len(pattern) <= len(name) && strings.EqualFold(name[:len(pattern)], pattern) {
		score = 1000 - length
		if strings.HasPrefix(name, pattern) {
			score += 10
		}
		return score, true
	}
	if len(pattern) > maxPattern || length < len(name) {
		return 0, false
	}
	m := matcher{pattern: strings.ToLower(strings.ReplaceAll(pattern, " ", "")), name: name}
	jumps, ok := m.from(0, 0, false)
	return 500 - length - 20*jumps, ok
}

// maxPattern bounds what is compared letter by letter, in bytes.
const maxPattern = 64

// matcher compares the words of a name.
type matcher struct {
	pattern, name string
	steps         int
}

// from matches the rest of the pattern in the rest of the name and counts the
// words that were passed over. after says that the letter before was matched.
func (m *matcher) from(p, n int, after bool) (jumps int, ok bool) {
	if p == len(m.pattern) {
		return 0, true
	}
	if m.steps++; m.steps > 2000 {
		return 0, false
	}
	want, w := utf8.DecodeRuneInString(m.pattern[p:])
	for at := n; at < len(m.name); {
		r, width := utf8.DecodeRuneInString(m.name[at:])
		begins := wordBegins(m.name, at, r)
		if unicode.ToLower(r) == want && (begins || after && at == n) {
			if j, ok := m.from(p+w, at+width, true); ok {
				return jumps + j, true
			}
		}
		if begins {
			jumps++
		}
		at += width
	}
	return 0, false
}

// wordBegins reports whether a word of a name begins at a place: behind a blank
// or an underscore, or with a capital after a small letter.
func wordBegins(name string, at int, r rune) bool {
	if at == 0 {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(name[:at])
	switch before {
	case ' ', '_', '.', '$', '<', '>':
		return true
	}
	return unicode.IsUpper(r) && !unicode.IsUpper(before)
}
