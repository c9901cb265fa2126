// Package text provides what the language and the database mean by text:
// positions in UTF-16 units over UTF-8 storage, comparison that ignores case
// and accents, and the wildcard "@".
//
// Text is UTF-8 that may hold a lone surrogate in its three-byte form (WTF-8),
// because text cut between the halves of a pair must survive being joined
// again. ASCII text takes a fast path everywhere.
package text

import (
	"unicode/utf8"
)

// IsASCII reports whether every byte is below 0x80, so that byte offsets and
// UTF-16 positions are the same.
func IsASCII(s string) bool { return asciiTo(s, len(s)) == len(s) }

// asciiTo returns how many of the first n bytes, or all there are, come before the
// first that is not ASCII; eight are looked at at once.
func asciiTo(s string, n int) int {
	n = min(n, len(s))
	i := 0
	for ; i+8 <= n; i += 8 {
		w := s[i : i+8]
		if (w[0]|w[1]|w[2]|w[3]|w[4]|w[5]|w[6]|w[7])&utf8.RuneSelf != 0 {
			break
		}
	}
	for i < n && s[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// Units returns the length in UTF-16 units.
func Units(s string) int {
	i := asciiTo(s, len(s))
	n := i
	for i < len(s) {
		w, u := step(s[i:])
		i, n = i+w, n+u
	}
	return n
}

// ByteOffset returns the byte offset of a UTF-16 position (from 0). The
// second result is true when the position falls between the halves of a
// surrogate pair; the offset is then that of the pair. A position past the
// end gives len(s).
func ByteOffset(s string, unit int) (offset int, inside bool) {
	i := asciiTo(s, unit)
	n := i
	for i < len(s) {
		if n >= unit {
			return i, false
		}
		w, u := step(s[i:])
		if n+u > unit {
			return i, true
		}
		i, n = i+w, n+u
	}
	return len(s), false
}

// Slice returns the text between two UTF-16 positions (from 0, end excluded),
// clamped to the text. A cut inside a surrogate pair leaves a lone surrogate.
func Slice(s string, from, to int) string {
	from = max(from, 0)
	if from >= to {
		return ""
	}
	if IsASCII(s) {
		if from >= len(s) {
			return ""
		}
		return s[from:min(to, len(s))]
	}
	start, inStart := ByteOffset(s, from)
	end, inEnd := ByteOffset(s, to)
	var head, tail string
	if inStart {
		r, w := utf8.DecodeRuneInString(s[start:])
		head, start = encodeSurrogate(0xDC00+(r-0x10000)&0x3FF), start+w
	}
	if inEnd {
		r, _ := utf8.DecodeRuneInString(s[end:])
		tail = encodeSurrogate(0xD800 + (r-0x10000)>>10)
	}
	if head == "" && tail == "" {
		return s[start:end]
	}
	return Join(head+s[start:max(start, end)], tail)
}

// Join concatenates, mending a surrogate pair whose halves meet at the seam.
func Join(a, b string) string {
	if len(a) >= 3 && isSurrogate(a[len(a)-3:]) && isSurrogate(b) {
		hi, lo := surrogate(a[len(a)-3:]), surrogate(b[:3])
		if hi >= 0xD800 && hi < 0xDC00 && lo >= 0xDC00 && lo < 0xE000 {
			r := (hi-0xD800)<<10 + (lo - 0xDC00) + 0x10000
			return a[:len(a)-3] + string(r) + b[3:]
		}
	}
	return a + b
}

// CharCode returns the UTF-16 unit at a position (from 0), -1 outside.
func CharCode(s string, unit int) int {
	if unit < 0 {
		return -1
	}
	i, inside := ByteOffset(s, unit)
	if i >= len(s) {
		return -1
	}
	r, w := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError && w == 1 {
		if isSurrogate(s[i:]) {
			return int(surrogate(s[i : i+3]))
		}
		return int(s[i])
	}
	if r < 0x10000 {
		return int(r)
	}
	if inside {
		return int(0xDC00 + (r-0x10000)&0x3FF)
	}
	return int(0xD800 + (r-0x10000)>>10)
}

// FromUnit returns the text of one UTF-16 unit.
func FromUnit(u int) string {
	if u >= 0xD800 && u < 0xE000 {
		return encodeSurrogate(rune(u))
	}
	return string(rune(u))
}

// step returns the bytes and UTF-16 units of the first character.
func step(s string) (width, units int) {
	if s[0] < utf8.RuneSelf {
		return 1, 1
	}
	r, w := utf8.DecodeRuneInString(s)
	switch {
	case r > 0xFFFF:
		return w, 2
	case w == 1 && isSurrogate(s):
		return 3, 1
	}
	return w, 1
}

// isSurrogate reports whether s begins with a lone surrogate in its three bytes.
func isSurrogate(s string) bool {
	return len(s) >= 3 && s[0] == 0xED && s[1] >= 0xA0 && s[1] < 0xC0 && s[2] >= 0x80 && s[2] < 0xC0
}

func surrogate(s string) rune {
	return rune(s[0]&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F)
}

func encodeSurrogate(r rune) string {
	return string([]byte{0xE0 | byte(r>>12), 0x80 | byte(r>>6)&0x3F, 0x80 | byte(r)&0x3F})
}
