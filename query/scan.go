package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The scanner has no tokens: what "and" or a quote means depends on whether a
// path or a value is expected. Each method skips the spaces after what it took.

func (p *parser) end() bool { return p.pos >= len(p.text) }

func (p *parser) space() {
	for p.pos < len(p.text) {
		r, w := utf8.DecodeRuneInString(p.text[p.pos:])
		if !unicode.IsSpace(r) {
			return
		}
		p.pos += w
	}
}

// symbol takes a symbol if it stands here.
func (p *parser) symbol(s string) bool {
	if !strings.HasPrefix(p.text[p.pos:], s) {
		return false
	}
	p.pos += len(s)
	p.space()
	return true
}

// word takes a keyword, in any case, if it stands here as a whole word.
func (p *parser) word(w string) bool {
	if !p.peekWord(w) {
		return false
	}
	p.pos += len(w)
	p.space()
	return true
}

func (p *parser) peekWord(w string) bool {
	rest := p.text[p.pos:]
	if len(rest) < len(w) || !strings.EqualFold(rest[:len(w)], w) {
		return false
	}
	r, n := utf8.DecodeRuneInString(rest[len(w):])
	return n == 0 || !inName(r)
}

// orderBy takes "order by".
func (p *parser) orderBy() bool {
	start := p.pos
	if p.word("order") && p.word("by") {
		return true
	}
	p.pos = start
	return false
}

func (p *parser) peekOrderBy() bool {
	start := p.pos
	found := p.orderBy()
	p.pos = start
	return found
}

// comparator takes a comparator. Longer symbols come before their beginnings.
func (p *parser) comparator() (Op, bool) {
	for _, s := range [...]struct {
		text string
		op   Op
	}{
		{"===", Is}, {"!==", IsNot}, {"==", Eq}, {"!=", Ne}, {"<=", Le}, {">=", Ge},
		{"=", Eq}, {"#", Ne}, {"<", Lt}, {">", Gt}, {"%", Contains},
	} {
		if p.symbol(s.text) {
			return s.op, true
		}
	}
	switch {
	case p.word("is"):
		if p.word("not") {
			return IsNot, true
		}
		return Is, true
	case p.word("in"):
		return In, true
	case p.settings.REST && p.word("begin"):
		return Begin, true
	}
	return 0, false
}

// name takes the longest run of characters that no other part of the grammar
// claims. More than the documented identifiers pass, because property names of
// objects do.
func (p *parser) name() string {
	start := p.pos
	for p.pos < len(p.text) {
		r, w := utf8.DecodeRuneInString(p.text[p.pos:])
		if !inName(r) {
			break
		}
		p.pos += w
	}
	return p.text[start:p.pos]
}

func inName(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.IsControl(r) && !strings.ContainsRune(`.,:;=<>#!%&|()[]{}'"`, r)
}

// digits takes a whole number of at most nine digits.
func (p *parser) digits() (int, bool) {
	start, n := p.pos, 0
	for p.pos < len(p.text) && p.text[p.pos] >= '0' && p.text[p.pos] <= '9' {
		n = n*10 + int(p.text[p.pos]-'0')
		p.pos++
		if p.pos-start > 9 {
			return 0, false
		}
	}
	return n, p.pos > start
}
