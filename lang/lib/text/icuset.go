package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSets bounds how deeply sets stand in one another.
const maxSets = 50

// set reads a set from its "[" and returns what matches one character of it.
//
//	[a-c[x-z]]   [a-cx-z]                 [a[^b]]    (?:[a]|[^b])
//	[a-z&&[^b]]  (?:(?=[^b])[a-z])        [a-z--b]   (?:(?![b])[a-z])
func (t *translator) set(depth int) string {
	t.i++
	s := setReader{t: t, depth: depth}
	if t.i < len(t.p) && t.p[t.i] == '^' {
		s.negated = true
		t.i++
	}
	for first := true; t.i < len(t.p); first = false {
		if t.p[t.i] == ']' && !first {
			t.i++
			return s.done()
		}
		s.item()
	}
	return "[" // the "]" is missing: the engine will say so
}

type setReader struct {
	t       *translator
	depth   int
	negated bool

	chars strings.Builder // of the operand that is being read, for the engine
	more  []string        // what else matches: sets that cannot be merged
	left  string          // the operands before, combined
	op    string          // "&&" or "--", "" before the first
}

func (s *setReader) item() {
	t := s.t
	rest := t.rest()
	switch {
	case strings.HasPrefix(rest, "&&"), strings.HasPrefix(rest, "--") && len(rest) > 2 && rest[2] != ']':
		s.combine()
		s.op = rest[:2]
		t.i += 2
	case strings.HasPrefix(rest, "[:"):
		if !s.posix(rest) {
			s.nested()
		}
	case rest[0] == '[':
		s.nested()
	case rest[0] == '\\' && strings.HasPrefix(rest, `\Q`):
		quoted, _, found := strings.Cut(rest[2:], `\E`)
		for _, r := range quoted {
			s.chars.WriteString(escaped(r))
		}
		t.i += 2 + len(quoted)
		if found {
			t.i += 2
		}
	case rest[0] == '\\' && len(rest) > 1:
		chars, negated, n := character(rest[1:])
		s.add(chars, negated)
		t.i += 1 + n
	default:
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == '-' || r >= 0x80:
			s.chars.WriteString(rest[:size])
		default:
			s.chars.WriteString(escaped(r))
		}
		t.i += size
	}
}

func (s *setReader) add(chars string, negated bool) {
	if negated {
		s.more = append(s.more, "[^"+chars+"]")
		return
	}
	s.chars.WriteString(chars)
}

// nested reads a set in the set. A bracket that nothing closes is a character.
func (s *setReader) nested() {
	t := s.t
	if s.depth >= maxSets || t.i >= t.nests {
		s.chars.WriteString(`\[`)
		t.i++
		return
	}
	s.more = append(s.more, t.set(s.depth+1))
}

// lastButOne returns where the last "]" but one is that no backslash precedes.
func lastButOne(p string) int {
	last, before := -1, -1
	for i := 0; i < len(p); i++ {
		switch p[i] {
		case '\\':
			i++
		case ']':
			last, before = i, last
		}
	}
	return before
}

// posix reads [:alpha:], [:^alpha:] and [:Lu:].
func (s *setReader) posix(rest string) bool {
	name, _, found := strings.Cut(rest[2:], ":]")
	if !found || len(name) > 40 || strings.ContainsAny(name, "[]\\") {
		return false
	}
	bare, inverse := strings.CutPrefix(name, "^")
	chars := map[string]string{"digit": `\d`, "alnum": `\p{L}\p{Nd}`, "space": `\s`, "punct": `\p{P}`, "word": `\w`,
		"xdigit": `0-9A-Fa-f`, "blank": blankChars, "cntrl": `\p{Cc}`, "graph": `\p{L}\p{M}\p{N}\p{P}\p{S}`,
		"print": `\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}`}[strings.ToLower(bare)]
	negated := false
	if chars == "" {
		chars, negated = property(bare)
	}
	s.add(chars, negated != inverse)
	s.t.i += len(name) + len("[::]")
	return true
}

// operand returns what matches one character of what was read since the last
// operator.
func (s *setReader) operand() string {
	chars := s.chars.String()
	all := s.more
	if chars != "" || len(all) == 0 {
		if chars == "" {
			chars = `^\s\S` // nothing
		}
		all = append([]string{"[" + chars + "]"}, all...)
	}
	s.chars.Reset()
	s.more = nil
	if len(all) == 1 {
		return all[0]
	}
	return "(?:" + strings.Join(all, "|") + ")"
}

func (s *setReader) combine() {
	right := s.operand()
	switch s.op {
	case "":
		s.left = right
	case "&&":
		s.left = "(?:(?=" + right + ")" + s.left + ")"
	default:
		s.left = "(?:(?!" + right + ")" + s.left + ")"
	}
}

func (s *setReader) done() string {
	if s.op == "" && len(s.more) == 0 {
		chars := s.chars.String()
		switch {
		case s.negated && chars == "":
			return `[\s\S]`
		case s.negated:
			return "[^" + chars + "]"
		}
	}
	s.combine()
	if s.negated {
		return "(?:(?!" + s.left + `)[\s\S])`
	}
	return s.left
}

// property returns the characters with a property of Unicode, for the inside of
// a set; negated: all others.
func property(name string) (chars string, negated bool) {
	name, negated = strings.CutPrefix(strings.TrimSpace(name), "^")
	if _, v, ok := strings.Cut(name, "="); ok {
		name = v
	}
	key := strings.ToLower(strings.NewReplacer("_", "", " ", "", "-", "").Replace(name))
	switch key {
	case "any":
		return `\s\S`, negated
	case "ascii":
		return `\u0000-\u007F`, negated
	case "alphabetic", "alpha":
		return `\p{L}\p{Nl}\p{Other_Alphabetic}`, negated
	case "uppercase", "upper":
		return `\p{Lu}\p{Other_Uppercase}`, negated
	case "lowercase", "lower":
		return `\p{Ll}\p{Other_Lowercase}`, negated
	case "whitespace", "space":
		return `\p{White_Space}`, negated
	}
	if short := generalCategory(key); short != "" {
		return `\p{` + short + `}`, negated
	}
	for _, table := range []map[string]*unicode.RangeTable{unicode.Categories, unicode.Scripts, unicode.Properties} {
		for known := range table {
			if strings.EqualFold(strings.ReplaceAll(known, "_", ""), key) {
				return `\p{` + known + `}`, negated
			}
		}
	}
	return `\p{` + name + `}`, negated // the engine will say that it is unknown
}

// generalCategory returns the short name of a category, "" for what is none.
func generalCategory(key string) string {
	return map[string]string{"letter": "L", "uppercaseletter": "Lu", "lowercaseletter": "Ll", "titlecaseletter": "Lt",
		"modifierletter": "Lm", "otherletter": "Lo", "mark": "M", "nonspacingmark": "Mn", "spacingmark": "Mc", "enclosingmark": "Me",
		"number": "N", "decimalnumber": "Nd", "decimaldigitnumber": "Nd", "letternumber": "Nl", "othernumber": "No",
		"punctuation": "P", "connectorpunctuation": "Pc", "dashpunctuation": "Pd", "openpunctuation": "Ps", "closepunctuation": "Pe",
		"initialpunctuation": "Pi", "finalpunctuation": "Pf", "otherpunctuation": "Po",
		"symbol": "S", "mathsymbol": "Sm", "currencysymbol": "Sc", "modifiersymbol": "Sk", "othersymbol": "So",
		"separator": "Z", "spaceseparator": "Zs", "lineseparator": "Zl", "paragraphseparator": "Zp",
		"other": "C", "control": "Cc", "format": "Cf", "surrogate": "Cs", "privateuse": "Co"}[key]
}
