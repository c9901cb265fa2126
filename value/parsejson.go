package value

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/text"
)

// ParseOptions says how ParseJSON reads.
type ParseOptions struct {
	// Dates turns text of the exact shape yyyy-mm-dd into dates.
	Dates bool
	// Depth limits nesting; 0 means 512.
	Depth int
}

// ParseJSON reads one JSON value. Whole numbers within 55 bits become
// integers. The error names the position in bytes.
func ParseJSON(s string, o ParseOptions) (Value, error) {
	if o.Depth == 0 {
		o.Depth = 512
	}
	p := jsonParser{s: s, o: o}
	p.space()
	v, err := p.value(0)
	if err != nil {
		return Value{}, err
	}
	p.space()
	if p.i < len(s) {
		return Value{}, p.fail("the value ends here, but more text follows")
	}
	return v, nil
}

type jsonParser struct {
	s string
	i int
	o ParseOptions
}

func (p *jsonParser) fail(what string) error {
	return fault.New(fault.Invalid, "json.syntax", "Malformed JSON at byte %d: %s.", p.i+1, what)
}

func (p *jsonParser) space() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', '\t', '\n', '\r':
			p.i++
		default:
			return
		}
	}
}

func (p *jsonParser) value(depth int) (Value, error) {
	if depth > p.o.Depth {
		return Value{}, fault.New(fault.Limit, "json.depth", "The JSON text is nested more than %d levels deep.", p.o.Depth)
	}
	if p.i >= len(p.s) {
		return Value{}, p.fail("a value is missing")
	}
	switch c := p.s[p.i]; {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.list(depth)
	case c == '"':
		s, err := p.text()
		if err != nil {
			return Value{}, err
		}
		if p.o.Dates {
			if d, ok := ParseDay(s); ok {
				return FromDate(d), nil
			}
		}
		return FromText(s), nil
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	switch rest := p.s[p.i:]; {
	case strings.HasPrefix(rest, "true"):
		p.i += 4
		return FromBool(true), nil
	case strings.HasPrefix(rest, "false"):
		p.i += 5
		return FromBool(false), nil
	case strings.HasPrefix(rest, "null"):
		p.i += 4
		return NullValue(), nil
	}
	return Value{}, p.fail("a value is missing")
}

func (p *jsonParser) object(depth int) (Value, error) {
	o := NewObject()
	p.i++
	for n := 0; ; n++ {
		p.space()
		if p.i < len(p.s) && p.s[p.i] == '}' && n == 0 {
			p.i++
			return FromObject(o), nil
		}
		if p.i >= len(p.s) || p.s[p.i] != '"' {
			return Value{}, p.fail(`a property name in double quotes is missing`)
		}
		name, err := p.text()
		if err != nil {
			return Value{}, err
		}
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != ':' {
			return Value{}, p.fail(`":" is missing`)
		}
		p.i++
		p.space()
		v, err := p.value(depth + 1)
		if err != nil {
			return Value{}, err
		}
		o.Set(name, v)
		if done, err := p.next('}'); done || err != nil {
			return FromObject(o), err
		}
	}
}

func (p *jsonParser) list(depth int) (Value, error) {
	var items []Value
	p.i++
	p.space()
	if p.i < len(p.s) && p.s[p.i] == ']' {
		p.i++
		return FromCollection(NewList()), nil
	}
	for {
		p.space()
		v, err := p.value(depth + 1)
		if err != nil {
			return Value{}, err
		}
		items = append(items, v)
		if done, err := p.next(']'); done || err != nil {
			return FromCollection(NewList(items...)), err
		}
	}
}

// next reads "," or the closing character, and reports whether it was the latter.
func (p *jsonParser) next(closing byte) (bool, error) {
	p.space()
	if p.i < len(p.s) {
		switch p.s[p.i] {
		case closing:
			p.i++
			return true, nil
		case ',':
			p.i++
			return false, nil
		}
	}
	return false, p.fail(`"," or "` + string(closing) + `" is missing`)
}

// number reads "-"? ("0" | [1-9] digits) ("." digits)? ([eE] [+-]? digits)?.
func (p *jsonParser) number() (Value, error) {
	start := p.i
	p.accept("-")
	if !p.accept("0") && p.digits() == 0 {
		p.i = start
		return Value{}, p.fail("this is not a number")
	}
	whole := true
	if p.accept(".") {
		whole = false
		if p.digits() == 0 {
			return Value{}, p.fail("a digit is missing after the decimal point")
		}
	}
	if p.accept("eE") {
		whole = false
		p.accept("+-")
		if p.digits() == 0 {
			return Value{}, p.fail("a digit is missing in the exponent")
		}
	}
	word := p.s[start:p.i]
	if whole && word != "-0" {
		if n, err := strconv.ParseInt(word, 10, 64); err == nil && n >= minInt && n <= maxInt {
			return FromInt(n), nil
		}
	}
	f, _ := strconv.ParseFloat(word, 64) // out of range gives an infinity
	return FromReal(f), nil
}

// accept reads one of some characters if it is next.
func (p *jsonParser) accept(chars string) bool {
	if p.i < len(p.s) && strings.IndexByte(chars, p.s[p.i]) >= 0 {
		p.i++
		return true
	}
	return false
}

func (p *jsonParser) digits() int {
	start := p.i
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		p.i++
	}
	return p.i - start
}

func (p *jsonParser) text() (string, error) {
	p.i++
	start := p.i
	for p.i < len(p.s) && p.s[p.i] != '"' && p.s[p.i] != '\\' && p.s[p.i] >= ' ' {
		p.i++
	}
	if p.i < len(p.s) && p.s[p.i] == '"' {
		p.i++
		return strings.ToValidUTF8(p.s[start:p.i-1], "\uFFFD"), nil
	}
	b := []byte(p.s[start:p.i])
	for p.i < len(p.s) {
		switch c := p.s[p.i]; c {
		case '"':
			p.i++
			return string(b), nil
		case '\\':
			var err error
			if b, err = p.escape(b); err != nil {
				return "", err
			}
		default:
			if c < ' ' {
				return "", p.fail("a control character must be written as an escape")
			}
			b = append(b, c)
			p.i++
		}
	}
	return "", p.fail("the text has no closing quote")
}

func (p *jsonParser) escape(b []byte) ([]byte, error) {
	if p.i+1 >= len(p.s) {
		return b, p.fail("the escape is incomplete")
	}
	c := p.s[p.i+1]
	const from, to = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if k := strings.IndexByte(from, c); k >= 0 {
		p.i += 2
		return append(b, to[k]), nil
	}
	u, ok := p.unit(p.i)
	if !ok {
		return b, p.fail("this escape does not exist")
	}
	p.i += 6
	if u >= 0xD800 && u < 0xDC00 {
		if lo, ok := p.unit(p.i); ok && lo >= 0xDC00 && lo < 0xE000 {
			p.i += 6
			return utf8.AppendRune(b, (rune(u)-0xD800)<<10+rune(lo)-0xDC00+0x10000), nil
		}
	}
	return append(b, text.FromUnit(int(u))...), nil
}

func (p *jsonParser) unit(i int) (uint16, bool) {
	if i+6 > len(p.s) || p.s[i] != '\\' || p.s[i+1] != 'u' {
		return 0, false
	}
	u, err := strconv.ParseUint(p.s[i+2:i+6], 16, 16)
	return uint16(u), err == nil
}
