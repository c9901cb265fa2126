package service

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// match reports whether a name has the letters of a pattern in its order,
// whatever the case, and how well it fits: higher is better. A beginning is
// better than beginnings of words, those are better than letters anywhere. The
// pattern's first letter begins a word of the name.
func match(pattern, name string) (score int, ok bool) {
	if pattern == "" {
		return 0, true
	}
	if len(pattern) <= len(name) && strings.EqualFold(name[:len(pattern)], pattern) {
		score = 1000 - min(len(name), 200)
		if strings.HasPrefix(name, pattern) {
			score += 10
		}
		return score, true
	}
	score, at, start := 500-min(len(name), 200), 0, true
	for i, want := range pattern {
		if want == ' ' {
			continue
		}
		found := false
		for at < len(name) {
			r, w := utf8.DecodeRuneInString(name[at:])
			begins := wordBegins(name, at, r)
			at += w
			if unicode.ToLower(r) != unicode.ToLower(want) || start && !begins {
				if i > 0 && !start {
					score -= 2
				}
				continue
			}
			if begins {
				score += 20
			}
			found, start = true, false
			break
		}
		if !found {
			return 0, false
		}
	}
	return score, true
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
