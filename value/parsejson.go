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
	// Shapes is the root of the shapes of the objects read; nil: they get none.
	Shapes *Shape
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
	// open holds the values read so far of the objects and lists that are open.
	open []Value
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
	shape, first := p.o.Shapes, len(p.open)
	var o *Obj // once the names have left the shapes
	if shape == nil {
		o = NewObject()
	}
	p.i++
	for n := 0; ; n++ {
		p.space()
		if p.i < len(p.s) && p.s[p.i] == '}' && n == 0 {
			p.i++
			return FromObject(NewObjectIn(shape, 0)), nil
		}
		name, err := p.name()
		if err != nil {
			return Value{}, err
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return Value{}, err
		}
		if o == nil {
			if next := shape.following(name); next != nil {
				shape, p.open = next, append(p.open, v)
			} else if i := shape.Find(name); i >= 0 {
				p.open[first+i] = v
			} else if next := shape.With(name); next != nil {
				shape, p.open = next, append(p.open, v)
			} else {
				o = p.closed(shape, first)
			}
		}
		if o != nil {
			o.Set(name, v)
		}
		done, err := p.next('}')
		if err != nil {
			return Value{}, err
		}
		if done && o == nil {
			o = p.closed(shape, first)
		}
		if done {
			return FromObject(o), nil
		}
	}
}

// name reads a property's name and the ":" behind it.
func (p *jsonParser) name() (string, error) {
	if p.i >= len(p.s) || p.s[p.i] != '"' {
		return "", p.fail(`a property name in double quotes is missing`)
	}
	name, err := p.text()
	if err != nil {
		return "", err
	}
	p.space()
	if p.i >= len(p.s) || p.s[p.i] != ':' {
		return "", p.fail(`":" is missing`)
	}
	p.i++
	p.space()
	return name, nil
}

// closed makes the object of a shape with the values that are open.
func (p *jsonParser) closed(s *Shape, first int) *Obj {
	o := ObjectOf(s, p.open[first:]...)
	p.open = p.open[:first]
	return o
}

func (p *jsonParser) list(depth int) (Value, error) {
	first := len(p.open)
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
		p.open = append(p.open, v)
		done, err := p.next(']')
		if err != nil {
			return Value{}, err
		}
		if done {
			items := append(make([]Value, 0, len(p.open)-first), p.open[first:]...)
			p.open = p.open[:first]
			return FromCollection(NewList(items...)), nil
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
	if n, ok := p.short(); ok {
		return FromInt(n), nil
	}
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

// short reads a whole number of a few digits, as most are.
func (p *jsonParser) short() (int64, bool) {
	i, n := p.i, int64(0)
	if p.s[i] == '-' {
		i++
	}
	first := i
	for i < len(p.s) && i-first < 16 && p.s[i] >= '0' && p.s[i] <= '9' {
		n = n*10 + int64(p.s[i]-'0')
		i++
	}
	switch {
	case i == first || i-first == 16 || p.s[first] == '0' && (i-first > 1 || first > p.i):
		return 0, false // too long, "01" or "-0"
	case i < len(p.s) && (p.s[i] == '.' || p.s[i] == 'e' || p.s[i] == 'E'):
		return 0, false
	}
	if first > p.i {
		n = -n
	}
	p.i = i
	return n, true
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
	high := byte(0)
	for p.i < len(p.s) && p.s[p.i] != '"' && p.s[p.i] != '\\' && p.s[p.i] >= ' ' {
		high |= p.s[p.i]
		p.i++
	}
	if p.i < len(p.s) && p.s[p.i] == '"' {
		p.i++
		if high < utf8.RuneSelf {
			return p.s[start : p.i-1], nil
		}
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
