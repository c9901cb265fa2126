package text

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/unicode/norm"
)

// foldLimit is the first character the table of a folder does not cover.
const foldLimit = 0x250

// folder maps the characters of the Latin blocks to what they equal when case
// and accents are ignored: "É" to "e", "œ" to "oe", ignorable control
// characters to nothing. Characters that the language sorts as letters of their
// own (Swedish "å") stay as they are, in lower case.
//
// Two texts of the covered characters are equal for the collator when their
// folded forms are the same, which is what makes searching linear.
type folder struct {
	table [foldLimit]string
	// exact is false for languages with contractions that equal a single letter
	// ("aa" and "å" in Danish); folding then decides nothing.
	exact bool
	// rank orders the ASCII characters as the collator does; 0 for those that
	// need it. It is used for languages without contractions of such characters.
	rank   [utf8.RuneSelf]uint8
	ranked bool
}

func newFolder(loose *collate.Collator, base string) *folder {
	f := &folder{exact: true}
	for r := rune(0); r < foldLimit; r++ {
		s := string(r)
		switch {
		case r < utf8.RuneSelf:
			f.table[r] = string(unicode.ToLower(r))
			if loose.CompareString(s, "") == 0 {
				f.table[r] = ""
			}
		case loose.CompareString(s, "") == 0:
		default:
			f.table[r] = string(unicode.ToLower(r))
			for _, candidate := range []string{expansion(r), baseLetter(r)} {
				if candidate != "" && loose.CompareString(s, candidate) == 0 {
					f.table[r] = candidate
					break
				}
			}
		}
	}
	switch base {
	case "da", "nb", "nn", "no":
		f.exact = false
	case "de", "en", "es", "fr", "it", "nl", "pt", "und":
		f.rankASCII(loose)
	}
	return f
}

// rankASCII sorts the ASCII characters by the collator.
func (f *folder) rankASCII(loose *collate.Collator) {
	var chars []string
	for c := byte(1); c < utf8.RuneSelf; c++ {
		if f.table[c] != "" {
			chars = append(chars, string(rune(c)))
		}
	}
	slices.SortFunc(chars, func(a, b string) int { return loose.CompareString(a, b) })
	n := uint8(1)
	for i, s := range chars {
		if i > 0 && loose.CompareString(chars[i-1], s) != 0 {
			n++
		}
		f.rank[s[0]] = n
	}
	f.ranked = true
}

// compareASCII orders two texts of ranked ASCII characters; ok is false for
// others.
func (f *folder) compareASCII(a, b string) (order int, ok bool) {
	if !f.ranked {
		return 0, false
	}
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] >= utf8.RuneSelf || b[i] >= utf8.RuneSelf {
			return 0, false
		}
		x, y := f.rank[a[i]], f.rank[b[i]]
		if x == 0 || y == 0 {
			return 0, false
		}
		if x != y {
			// What follows must not change what this character means: a combining
			// mark or an ignorable character does not within ASCII.
			return cmp.Compare(x, y), next(a, i+1) && next(b, i+1)
		}
	}
	for _, rest := range []string{a[min(len(a), len(b)):], b[min(len(a), len(b)):]} {
		for i := 0; i < len(rest); i++ {
			if rest[i] >= utf8.RuneSelf || f.rank[rest[i]] == 0 {
				return 0, false
			}
		}
	}
	return cmp.Compare(len(a), len(b)), true
}

// next reports whether the text ends or goes on in ASCII at i.
func next(s string, i int) bool { return i >= len(s) || s[i] < utf8.RuneSelf }

// baseLetter returns a letter without its accents, in lower case.
func baseLetter(r rune) string {
	return strings.ToLower(StripAccents(string(r)))
}

// expansion returns what a ligature or stroked letter may stand for.
func expansion(r rune) string {
	switch unicode.ToLower(r) {
	case 'æ', 'ǽ', 'ǣ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ß':
		return "ss"
	case 'ø', 'ǿ':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ł':
		return "l"
	case 'ħ':
		return "h"
	case 'ŧ':
		return "t"
	case 'ĳ':
		return "ij"
	case 'ŉ':
		return "'n"
	}
	return ""
}

// fold returns the folded form; ok is false when it does not decide equality.
func (f *folder) fold(s string) (folded string, ok bool) {
	if !f.exact {
		return "", false
	}
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c < ' ' || c == 0x7F || c >= 'A' && c <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r >= foldLimit {
			return "", false
		}
		b = append(b, f.table[r]...)
	}
	return string(b), true
}

// appendFold appends what one character folds to. Beyond the table that is its
// base letter in lower case.
func (f *folder) appendFold(b []byte, r rune, bytes string) []byte {
	switch {
	case r == utf8.RuneError && len(bytes) == 1:
		return append(b, bytes...)
	case r < foldLimit:
		return append(b, f.table[r]...)
	case r >= 0x300 && r <= 0x36F:
		return b
	}
	for _, d := range norm.NFD.String(bytes) {
		if d < 0x300 || d > 0x36F {
			b = utf8.AppendRune(b, unicode.ToLower(d))
		}
	}
	return b
}

// StripAccents removes accents: "hélène" becomes "helene". Only combining
// diacritical marks fall, so that vowel signs of other scripts stay.
func StripAccents(s string) string {
	if IsASCII(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && w == 1 || r < utf8.RuneSelf {
			b.WriteString(s[i : i+w])
			i += w
			continue
		}
		for _, d := range norm.NFD.String(s[i : i+w]) {
			if d < 0x300 || d > 0x36F {
				b.WriteRune(d)
			}
		}
		i += w
	}
	return norm.NFC.String(b.String())
}

// Upper and Lower change the case of every letter and keep accents and lone
// surrogates.
func Upper(s string) string { return mapRunes(s, unicode.ToUpper) }

// Lower is the inverse of Upper.
func Lower(s string) string { return mapRunes(s, unicode.ToLower) }

func mapRunes(s string, f func(rune) rune) string {
	if utf8.ValidString(s) {
		return strings.Map(f, s)
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && w == 1 {
			b.WriteByte(s[i])
		} else {
			b.WriteRune(f(r))
		}
		i += w
	}
	return b.String()
}

// Runes returns the characters of a text; a lone surrogate is one of them,
// unlike in a conversion to []rune.
func Runes(s string) []rune {
	out := make([]rune, 0, len(s))
	for i := 0; i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && w == 1 && isSurrogate(s[i:]) {
			r, w = surrogate(s[i:]), 3
		}
		out = append(out, r)
		i += w
	}
	return out
}

// RuneUnits returns how many UTF-16 units a character takes.
func RuneUnits(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// AppendRune appends a character; a lone surrogate stays one.
func AppendRune(b []byte, r rune) []byte {
	if r >= 0xD800 && r < 0xE000 {
		return append(b, encodeSurrogate(r)...)
	}
	return utf8.AppendRune(b, r)
}
