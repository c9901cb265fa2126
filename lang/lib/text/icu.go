package text

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dlclark/regexp2"
)

// translate turns a pattern in ICU's syntax into one of the engine's, which is
// .NET's. Different are possessive quantifiers, line ends (ICU knows seven, the
// engine "\n" alone), the numbers of named groups, sets within sets and their
// operators, names of properties, and some escapes.
func translate(p string) string {
	t := translator{p: p, names: map[string]int{}, start: -1, nests: lastButOne(p)}
	for t.i < len(p) {
		t.atom()
	}
	return t.out.String()
}

// The translations of what concerns line ends: "." without (?s), "^" and "$"
// with and without (?m), "\R" and "\v".
const (
	anyButEnd  = `[^\n\r\u000B\u000C\u0085\u2028\u2029]`
	finalEnd   = `(?=(?:\r\n|[\n\r\u000B\u000C\u0085\u2028\u2029])?\z)(?<!\r(?=\n))`
	lineBegin  = `(?:\A|(?<=[\n\u000B\u000C\u0085\u2028\u2029]|\r(?!\n))(?!\z))`
	lineEnd    = `(?:(?=[\r\u000B\u000C\u0085\u2028\u2029]|\z)|(?<!\r)(?=\n))`
	someEnd    = `(?:\r\n|[\n\r\u000B\u000C\u0085\u2028\u2029])`
	endChars   = `\n\r\u000B\u000C\u0085\u2028\u2029`
	blankChars = `\t\p{Zs}`
	cluster    = `(?:\r\n|\P{M}\p{M}*|\p{M}+)`
)

type flags struct{ multi, dotall, verbose bool }

// group is an open group: where it begins in out, and the flags outside it.
type group struct {
	start int
	flags flags
}

type translator struct {
	p     string
	i     int
	out   strings.Builder
	start int // of the last atom in out; -1 when a quantifier cannot follow
	open  []group
	flags flags
	names map[string]int // numbers of named groups
	count int            // of capturing groups
	nests int            // before this a set in a set can end, and the one around it
}

func (t *translator) rest() string { return t.p[t.i:] }

func (t *translator) put(s string, read int) {
	t.out.WriteString(s)
	t.i += read
}

func (t *translator) begin() { t.start = t.out.Len() }

func (t *translator) atom() {
	switch ch := t.p[t.i]; {
	case ch == '\\':
		t.begin()
		t.escape()
	case ch == '[':
		t.begin()
		t.out.WriteString(t.set(0))
	case ch == '(':
		t.group()
	case ch == ')':
		t.start = -1
		if n := len(t.open); n > 0 {
			t.start, t.flags = t.open[n-1].start, t.open[n-1].flags
			t.open = t.open[:n-1]
		}
		t.put(")", 1)
	case ch == '*' || ch == '+' || ch == '?' || ch == '{':
		t.quantifier()
	case ch == '.':
		t.begin()
		if t.flags.dotall {
			t.put(`[\s\S]`, 1)
		} else {
			t.put(anyButEnd, 1)
		}
	case ch == '^' || ch == '$':
		t.begin()
		t.put(t.anchor(ch), 1)
	case t.flags.verbose && strings.IndexByte(" \t\n\r\f\v", ch) >= 0:
		t.i++
	case t.flags.verbose && ch == '#':
		n := strings.IndexAny(t.rest(), "\n\r")
		if n < 0 {
			n = len(t.rest())
		}
		t.i += n
	default:
		t.begin()
		n := 1
		for t.i+n < len(t.p) && t.p[t.i+n]&0xC0 == 0x80 { // the rest of a character
			n++
		}
		t.put(t.p[t.i:t.i+n], n)
	}
}

func (t *translator) anchor(ch byte) string {
	switch {
	case ch == '^' && t.flags.multi:
		return lineBegin
	case ch == '^':
		return `\A`
	case t.flags.multi:
		return lineEnd
	}
	return finalEnd
}

// group opens one. Named groups become numbered ones, because the engine would
// number them behind all others.
func (t *translator) group() {
	outer := group{t.out.Len(), t.flags}
	rest := t.rest()
	if !strings.HasPrefix(rest, "(?") {
		t.count++
		t.open = append(t.open, outer)
		t.put("(", 1)
		t.start = -1
		return
	}
	if strings.HasPrefix(rest, "(?#") {
		if n := strings.IndexByte(rest, ')'); n >= 0 {
			t.i += n + 1
			return
		}
	}
	for _, head := range [...]string{"(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!"} {
		if strings.HasPrefix(rest, head) {
			t.open = append(t.open, outer)
			t.put(head, len(head))
			t.start = -1
			return
		}
	}
	if name, ok := groupName(rest, "(?<", '>'); ok {
		t.count++
		t.names[name] = t.count
		t.open = append(t.open, outer)
		t.put("(", len("(?<>")+len(name))
		t.start = -1
		return
	}
	t.flagGroup(outer)
}

// groupName reads a name between head and end.
func groupName(s, head string, end byte) (string, bool) {
	s, ok := strings.CutPrefix(s, head)
	n := strings.IndexByte(s, end)
	if !ok || n < 1 {
		return "", false
	}
	for i, r := range s[:n] {
		if !(r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || i > 0 && r >= '0' && r <= '9') {
			return "", false
		}
	}
	return s[:n], true
}

// flagGroup reads (?im-s) and (?im-s:…). Only "i" is left to the engine.
func (t *translator) flagGroup(outer group) {
	rest := t.rest()
	on, next, n := true, t.flags, 2
	var keep [2]string
	for ; n < len(rest); n++ {
		switch rest[n] {
		case '-':
			on = false
			continue
		case 'm':
			next.multi = on
			continue
		case 's':
			next.dotall = on
			continue
		case 'x':
			next.verbose = on
			continue
		case 'd', 'w', 'u':
			continue
		case 'i':
			if on {
				keep[0] = "i"
			} else {
				keep[1] = "-i"
			}
			continue
		}
		break
	}
	if n >= len(rest) || rest[n] != ':' && rest[n] != ')' {
		t.put("(?", 2) // the engine will say what is wrong
		t.start = -1
		return
	}
	if rest[n] == ')' {
		t.flags = next
		if keep[0]+keep[1] != "" {
			t.out.WriteString("(?" + keep[0] + keep[1] + ")")
		}
		t.i += n + 1
		t.start = -1
		return
	}
	t.open = append(t.open, outer)
	t.flags = next
	t.put("(?"+keep[0]+keep[1]+":", n+1)
	t.start = -1
}

// quantifier copies one; a possessive one ("a++") becomes an atomic group.
func (t *translator) quantifier() {
	n := 1
	if t.p[t.i] == '{' {
		end := strings.IndexByte(t.rest(), '}')
		if end < 0 || t.start < 0 {
			t.begin()
			t.put(`\{`, 1)
			return
		}
		n = end + 1
	}
	t.put(t.p[t.i:t.i+n], n)
	if t.i < len(t.p) && t.p[t.i] == '+' && t.start >= 0 {
		s := t.out.String()
		t.out.Reset()
		t.out.WriteString(s[:t.start] + "(?>" + s[t.start:] + ")")
		t.i++
	}
}

// escape translates one outside sets.
func (t *translator) escape() {
	rest := t.p[t.i+1:]
	if rest == "" {
		t.put(`\`, 1)
		return
	}
	switch rest[0] {
	case 'Q':
		quoted, _, found := strings.Cut(rest[1:], `\E`)
		for i, r := range quoted {
			if i+len(string(r)) == len(quoted) {
				t.begin() // a quantifier that follows is for the last character
			}
			t.out.WriteString(regexp2.Escape(string(r)))
		}
		t.i += 2 + len(quoted)
		if found {
			t.i += 2
		}
	case 'R':
		t.put(someEnd, 2)
	case 'X':
		t.put(cluster, 2)
	case 'Z':
		t.put(finalEnd, 2)
	case 'A', 'z', 'G', 'b', 'B':
		t.put(t.p[t.i:t.i+2], 2)
	case 'k':
		name, ok := groupName(rest, "k<", '>')
		if n := t.names[name]; ok && n > 0 {
			t.put(`(?:\`+strconv.Itoa(n)+`)`, len(name)+4)
			return
		}
		t.put(t.p[t.i:t.i+2], 2)
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		t.put(t.p[t.i:t.i+2], 2)
	default:
		chars, negated, n := character(rest)
		t.i += 1 + n
		switch {
		case negated:
			t.out.WriteString("[^" + chars + "]")
		case n == 1 && len(chars) == 2 && chars[0] == '\\':
			t.out.WriteString(chars)
		default:
			t.out.WriteString("[" + chars + "]")
		}
	}
}

// character translates an escape that stands for characters: what follows the
// backslash in s. The result is for the inside of a set of the engine; negated:
// of a set with "^". n is how much of s was read.
func character(s string) (chars string, negated bool, n int) {
	switch s[0] {
	case 'p', 'P':
		name, n := s[1:], 1
		if strings.HasPrefix(name, "{") {
			end := strings.IndexByte(name, '}')
			if end < 0 {
				return `\` + s[:1], false, 1
			}
			name, n = name[1:end], end+2
		} else if name != "" {
			name, n = name[:1], 2
		}
		chars, negated = property(name)
		return chars, negated != (s[0] == 'P'), n
	case 'h', 'H':
		return blankChars, s[0] == 'H', 1
	case 'v', 'V':
		return endChars, s[0] == 'V', 1
	case 'x', 'u', 'U', '0':
		if code, n := number(s); n > 0 {
			return escaped(code), false, n
		}
	case 'N':
		return `\x4E`, false, 1
	case 'c':
		if len(s) > 1 {
			return escaped(rune(s[1]) & 0x1F), false, 2
		}
	case 'a', 'e', 'f', 'n', 'r', 't', 'd', 'D', 's', 'S', 'w', 'W':
		return `\` + s[:1], false, 1
	}
	r, size := utf8.DecodeRuneInString(s) // any other character stands for itself
	return escaped(r), false, size
}

// number reads the code in \xhh, \x{h…}, \uhhhh, \Uhhhhhhhh and \0ooo; n is 0
// when it is none.
func number(s string) (code rune, n int) {
	digits, base := "", 16
	switch s[0] {
	case 'x':
		if inner, ok := strings.CutPrefix(s, "x{"); ok {
			digits, _, ok = strings.Cut(inner, "}")
			n = len(digits) + 3
			if !ok {
				return 0, 0
			}
		} else {
			digits = s[1:min(3, len(s))]
		}
	case 'u':
		digits = s[1:min(5, len(s))]
	case 'U':
		digits = s[1:min(9, len(s))]
	case '0':
		base = 8
		for digits = ""; len(digits) < 3 && len(digits)+1 < len(s) && s[len(digits)+1] >= '0' && s[len(digits)+1] <= '7'; {
			digits = s[1 : len(digits)+2]
		}
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil || v > 0x10FFFF {
		return 0, 0
	}
	if n == 0 {
		n = 1 + len(digits)
	}
	return rune(v), n
}

// escaped writes a character so that it stands for itself in a set and outside.
func escaped(r rune) string {
	switch {
	case r < 0x80 && (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'):
		return string(r)
	case r < 0x10000:
		s := strconv.FormatInt(int64(r), 16)
		return `\u` + strings.Repeat("0", 4-len(s)) + s
	}
	return string(r)
}
