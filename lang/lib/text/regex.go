package text

import (
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// matchTime is how long one match may take: backtracking can be exponential.
const matchTime = time.Second

// maxPattern bounds a pattern in bytes: compiled it takes hundreds of times as
// much.
const maxPattern = 1 << 18

func matchRegex(c *vm.Call) (value.Value, error) {
	pattern, source := c.Text(0), c.Text(1)
	whole := c.Len() == 2
	if len(pattern) > maxPattern {
		return value.Value{}, fault.New(fault.Limit, "regex.size", "Match regex: the pattern is longer than %d KB.", maxPattern>>10)
	}
	translated := translate(pattern)
	switch {
	case whole:
		translated = `\A(?:` + translated + `)\z`
	case c.HasMark(vm.Star):
		translated = `\G(?:` + translated + `)`
	}
	re, err := regexp2.Compile(translated, regexp2.None)
	if err != nil {
		return c.Failf(304, "%q is not a regular expression: %v", clip(pattern), clip(err.Error()))
	}
	re.MatchTimeout = matchTime
	runes := text.Runes(source)
	start := 0
	if !whole && c.Arg(2) != vm.Star {
		start = runeIndex(runes, max(c.Int(2), 1)-1)
		if start < 0 {
			return value.FromBool(false), nil
		}
	}
	m, err := re.FindRunesMatchStartingAt(runes, start)
	if err != nil {
		return value.Value{}, fault.New(fault.Limit, "regex.time", "Match regex: matching %q took more than %v.", clip(pattern), matchTime)
	}
	if m != nil && c.Len() > 3 {
		setGroups(c, runes, m)
	}
	return value.FromBool(m != nil), nil
}

// clip shortens a text for a message.
func clip(s string) string {
	if len(s) > 100 {
		return strings.ToValidUTF8(s[:100], "") + "…"
	}
	return s
}

// runeIndex returns the index of the character at a UTF-16 position from 0; -1
// past the end.
func runeIndex(runes []rune, unit int) int {
	n := 0
	for i, r := range runes {
		if n >= unit {
			return i
		}
		n += text.RuneUnits(r)
	}
	if n >= unit {
		return len(runes)
	}
	return -1
}

// setGroups writes position and length back: numbers of the whole match, or
// arrays where element 0 is the whole match and the others are the groups.
func setGroups(c *vm.Call, runes []rune, m *regexp2.Match) {
	var positions, lengths []value.Value
	for _, g := range m.Groups() {
		at, n := -1, 0
		if len(g.Captures) > 0 {
			at = unitsOf(runes[:g.Index]) + 1
			n = unitsOf(runes[g.Index : g.Index+g.Length])
		}
		positions = append(positions, value.FromInt(int64(at)))
		lengths = append(lengths, value.FromInt(int64(n)))
	}
	write(c, 3, positions)
	write(c, 4, lengths)
}

func write(c *vm.Call, i int, groups []value.Value) {
	if c.Len() <= i || c.Arg(i) == vm.Star {
		return
	}
	if a := c.Out(i).AsArray(); a != nil {
		a.Items = groups
		return
	}
	c.SetOut(i, groups[0])
}

func unitsOf(runes []rune) int {
	n := 0
	for _, r := range runes {
		n += text.RuneUnits(r)
	}
	return n
}

// translate turns the parts of ICU's syntax that the engine does not know into
// what it does: possessive quantifiers, \Q…\E, \x{…}, \h, \R and the POSIX
// classes within brackets.
func translate(p string) string {
	if !strings.ContainsAny(p, `+\[`) {
		return p
	}
	t := translator{p: p}
	for t.i < len(p) {
		t.atom()
	}
	return t.out.String()
}

type translator struct {
	p     string
	i     int
	out   strings.Builder
	start int   // of the last atom in out; -1 when a quantifier cannot follow
	open  []int // starts of the groups that are open, in out
}

func (t *translator) atom() {
	switch ch := t.p[t.i]; ch {
	case '\\':
		t.begin()
		t.escape(false)
	case '[':
		t.begin()
		t.set()
	case '(':
		t.open = append(t.open, t.out.Len())
		t.copy(1)
		t.start = -1
	case ')':
		if n := len(t.open); n > 0 {
			t.start = t.open[n-1]
			t.open = t.open[:n-1]
		}
		t.copy(1)
	case '*', '+', '?', '{':
		t.quantifier()
	default:
		t.begin()
		t.copy(1)
		for t.i < len(t.p) && t.p[t.i]&0xC0 == 0x80 { // the rest of a character
			t.copy(1)
		}
	}
}

func (t *translator) begin() { t.start = t.out.Len() }

func (t *translator) copy(n int) {
	t.out.WriteString(t.p[t.i : t.i+n])
	t.i += n
}

// quantifier copies one; a possessive one ("a++") becomes an atomic group.
func (t *translator) quantifier() {
	n := 1
	if t.p[t.i] == '{' {
		end := strings.IndexByte(t.p[t.i:], '}')
		if end < 0 {
			t.begin()
			t.copy(1)
			return
		}
		n = end + 1
	}
	t.copy(n)
	if t.i < len(t.p) && t.p[t.i] == '+' && t.start >= 0 {
		s := t.out.String()
		t.out.Reset()
		t.out.WriteString(s[:t.start] + "(?>" + s[t.start:] + ")")
		t.i++
	}
}

func (t *translator) escape(inSet bool) {
	rest := t.p[t.i+1:]
	switch {
	case strings.HasPrefix(rest, "Q"):
		quoted, _, found := strings.Cut(rest[1:], `\E`)
		t.out.WriteString(regexp2.Escape(quoted))
		t.i += 2 + len(quoted)
		if found {
			t.i += 2
		}
	case strings.HasPrefix(rest, "x{"):
		digits, _, found := strings.Cut(rest[2:], "}")
		if !found || len(digits) > 6 {
			t.copy(1)
			return
		}
		if len(digits) <= 4 {
			t.out.WriteString(`\u` + strings.Repeat("0", 4-len(digits)) + digits)
		} else {
			t.out.WriteString(astral(digits))
		}
		t.i += 4 + len(digits)
	case strings.HasPrefix(rest, "h") && inSet:
		t.out.WriteString(`\t `)
		t.i += 2
	case strings.HasPrefix(rest, "h"):
		t.out.WriteString(`[\t\u00A0\p{Zs}]`)
		t.i += 2
	case strings.HasPrefix(rest, "R") && !inSet:
		t.out.WriteString(`(?:\r\n|[\n\r\u000B\u000C\u0085\u2028\u2029])`)
		t.i += 2
	default:
		t.copy(min(2, len(t.p)-t.i))
	}
}

// astral returns the character of a code beyond the first plane as itself.
func astral(digits string) string {
	code := rune(0)
	for _, ch := range strings.ToLower(digits) {
		code = code*16 + rune(strings.IndexRune("0123456789abcdef", ch))
	}
	return string(code)
}

// set copies a bracketed set.
func (t *translator) set() {
	t.copy(1)
	if t.i < len(t.p) && t.p[t.i] == '^' {
		t.copy(1)
	}
	for first := true; t.i < len(t.p); first = false {
		switch {
		case t.p[t.i] == ']' && !first:
			t.copy(1)
			return
		case t.p[t.i] == '\\':
			t.escape(true)
		case strings.HasPrefix(t.p[t.i:], "[:"):
			t.posix()
		case t.p[t.i] == '[': // a literal bracket for the engine, unless escaped
			t.out.WriteString(`\[`)
			t.i++
		default:
			t.copy(1)
		}
	}
}

func (t *translator) posix() {
	name, _, found := strings.Cut(t.p[t.i+2:], ":]")
	classes := map[string]string{"alpha": `\p{L}`, "digit": `\d`, "alnum": `\p{L}\p{Nd}`, "space": `\s`,
		"upper": `\p{Lu}`, "lower": `\p{Ll}`, "punct": `\p{P}`, "word": `\w`, "xdigit": `0-9A-Fa-f`, "blank": `\t `}
	class, known := classes[name]
	if !found || !known {
		t.out.WriteString(`\[`)
		t.i++
		return
	}
	t.out.WriteString(class)
	t.i += len(name) + 4
}
