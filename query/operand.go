package query

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"quoin.dev/quoin/value"
)

// maxPlaceholder is the highest number of an indexed placeholder.
const maxPlaceholder = 128

// operand := placeholder | list | quoted | bare
func (p *parser) operand(op Op) (Operand, error) {
	if p.end() {
		return Operand{}, p.fail("a value")
	}
	operand, err := p.rawOperand()
	if err != nil {
		return Operand{}, err
	}
	if op == In && operand.Value.Kind() != value.Collection && operand.Value.Kind() != value.Object {
		if operand.Bound {
			return Operand{}, p.failAs(1280, "a collection for IN")
		}
		return Operand{}, p.fail("a list in brackets before it, or a placeholder, for IN")
	}
	if op == Eq || op == Ne {
		operand.Value = oneWildcard(operand.Value)
		if operand.Source != "" {
			operand.Source = oneWildcard(value.FromText(operand.Source)).AsText()
		}
	}
	return operand, nil
}

// oneWildcard makes one "@" of several in a row. In the language two of them
// never match (spec/language.md 2.5); a search for "@"+$text+"@" with an empty
// text is in most applications, and finds everything.
func oneWildcard(v value.Value) value.Value {
	if v.Kind() != value.Text || !strings.Contains(v.AsText(), "@@") {
		return v
	}
	s := v.AsText()
	for strings.Contains(s, "@@") {
		s = strings.ReplaceAll(s, "@@", "@")
	}
	return value.FromText(s)
}

func (p *parser) rawOperand() (Operand, error) {
	switch p.text[p.pos] {
	case ':':
		v, err := p.valueReference()
		return Operand{Value: v, Bound: true}, err
	case '[':
		return p.list()
	case '\'', '"':
		s, err := p.quoted()
		return Operand{Value: value.FromText(s)}, err
	}
	if strings.ContainsRune("=<>", rune(p.text[p.pos])) {
		return Operand{}, p.failAs(1112, "a value after the comparator")
	}
	source := p.bare(false)
	if source == "" {
		return Operand{}, p.fail("a value")
	}
	return Operand{Value: literal(source), Bare: true, Source: source}, nil
}

// list := "[" [item ("," item)*] "]"
func (p *parser) list() (Operand, error) {
	p.symbol("[")
	items := []value.Value{}
	bare := false
	for !p.symbol("]") {
		if len(items) > 0 && !p.symbol(",") {
			return Operand{}, p.fail(`"," or "]"`)
		}
		if p.end() {
			return Operand{}, p.fail(`a value or "]"`)
		}
		item, err := p.item(&bare)
		if err != nil {
			return Operand{}, err
		}
		items = append(items, item)
	}
	return Operand{Value: value.FromCollection(value.NewList(items...)), Bare: bare}, nil
}

func (p *parser) item(bare *bool) (value.Value, error) {
	switch p.text[p.pos] {
	case ':':
		return p.valueReference()
	case '\'', '"':
		s, err := p.quoted()
		return value.FromText(s), err
	}
	source := p.bare(true)
	if source == "" {
		return value.Value{}, p.fail("a value")
	}
	*bare = true
	v := literal(source)
	if v.IsNumber() && formatValue(v) != source { // "007": a text attribute wants the zeros
		v = value.FromText(source)
	}
	return v, nil
}

// quoted reads 'text', in which nothing can be escaped, or "text" with the
// escapes of JSON.
func (p *parser) quoted() (string, error) {
	quote, start := p.text[p.pos], p.pos+1
	for i := start; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '\\' && quote == '"':
			i++
		case c == quote:
			s := p.text[start:i]
			if quote == '"' && strings.Contains(s, `\`) {
				v, err := value.ParseJSON(p.text[start-1:i+1], value.ParseOptions{})
				if err != nil {
					return "", p.fail("a text with valid escapes")
				}
				s = v.AsText()
			}
			p.pos = i + 1
			p.space()
			return s, nil
		}
	}
	return "", p.fail("a text that ends with " + string(quote))
}

// bare reads words without quotes up to what can follow a value: and, or,
// except, order by, a parenthesis that is not opened in the words themselves;
// in a list also a comma or bracket.
func (p *parser) bare(inList bool) string {
	start, open := p.pos, 0
	afterSpace := true
scan:
	for p.pos < len(p.text) {
		r, w := utf8.DecodeRuneInString(p.text[p.pos:])
		switch {
		case inList && (r == ',' || r == ']'), r == '&', r == '|':
			break scan
		case r == '(':
			open++
		case r == ')':
			if open--; open < 0 {
				break scan
			}
		case afterSpace && p.endsBare():
			break scan
		}
		afterSpace = unicode.IsSpace(r) || r == ')'
		p.pos += w
	}
	source := strings.TrimSpace(p.text[start:p.pos])
	p.space()
	return source
}

func (p *parser) endsBare() bool {
	switch p.text[p.pos] | 0x20 {
	case 'a', 'o', 'e':
		return p.peekWord("and") || p.peekWord("or") || p.peekOrderBy() ||
			p.settings.REST && p.peekWord("except")
	}
	return false
}

// literal gives bare words the type they look like; the text stays at hand in
// Operand.Source for attributes that want it.
func literal(s string) value.Value {
	switch {
	case strings.EqualFold(s, "null"):
		return value.NullValue()
	case strings.EqualFold(s, "true"):
		return value.FromBool(true)
	case strings.EqualFold(s, "false"):
		return value.FromBool(false)
	}
	if d, ok := value.ParseDay(s); ok {
		return value.FromDate(d)
	}
	if strings.Trim(s, "0123456789+-.eE") == "" && strings.ContainsAny(s, "0123456789") {
		if i, err := strconv.ParseInt(s, 10, 64); err == nil {
			return value.FromInt(i)
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return value.FromReal(f)
		}
	}
	return value.FromText(s)
}

// reference is a placeholder as written: ":1", ":name" or ":name.property".
type reference struct {
	index int // from 1; 0 for a named one
	names []string
}

// reference reads ":" digits or ":" name, then the properties behind dots. A
// blank behind the colon is in published code: "label =: 1".
func (p *parser) reference() (reference, error) {
	p.pos++ // ":"
	for p.pos < len(p.text) && p.text[p.pos] == ' ' {
		p.pos++
	}
	var r reference
	if n, ok := p.digits(); ok {
		if n < 1 || n > maxPlaceholder {
			return r, p.fail("a placeholder from :1 to :128 before it")
		}
		r.index = n
	} else if name := p.name(); name != "" {
		r.names = append(r.names, name)
	} else {
		return r, p.fail("the number or name of a placeholder")
	}
	for p.pos < len(p.text) && p.text[p.pos] == '.' {
		back := p.pos
		p.pos++
		name := p.name()
		if name == "" {
			p.pos = back
			break
		}
		r.names = append(r.names, name)
	}
	return r, nil
}

// valueReference reads a placeholder in the place of a value. Null is an
// error: only the literal finds what is null.
func (p *parser) valueReference() (value.Value, error) {
	r, err := p.reference()
	if err != nil {
		return value.Value{}, err
	}
	p.space()
	v := p.lookup(r)
	if v.IsAbsent() {
		return v, p.failAs(1279, "a value that is not null in placeholder "+r.String())
	}
	return v, nil
}

// pathReference reads the placeholder of a path: names of settings.attributes
// come first, and what stands behind the dot then goes on with the path.
func (p *parser) pathReference() (value.Value, error) {
	start := p.pos
	r, err := p.reference()
	if err != nil {
		return value.Value{}, err
	}
	if r.index == 0 {
		if v := property(p.settings.Attributes, r.names[:1]); !v.IsAbsent() {
			p.pos = start + 1 + len(r.names[0])
			return v, nil
		}
	}
	if v := p.lookup(r); !v.IsAbsent() {
		return v, nil
	}
	if r.index > 0 { // ":1.lastName": the path goes on behind the placeholder
		p.pos = start + 1
		p.digits()
		r.names = nil
	}
	return p.lookup(r), nil
}

// loneReference returns the value of a placeholder that no comparator and no
// further path follows: a formula.
func (p *parser) loneReference() (value.Value, bool) {
	if p.end() || p.text[p.pos] != ':' {
		return value.Value{}, false
	}
	r, err := p.reference()
	if err != nil {
		return value.Value{}, false
	}
	p.space()
	if !p.end() && p.text[p.pos] != ')' && !p.endsBare() && p.text[p.pos] != '&' && p.text[p.pos] != '|' {
		return value.Value{}, false
	}
	return p.lookup(r), true
}

// lookup returns the value of a placeholder, undefined when there is none.
func (p *parser) lookup(r reference) value.Value {
	if r.index > 0 {
		if r.index > len(p.args) {
			return value.Value{}
		}
		return property(p.args[r.index-1], r.names)
	}
	if v := property(p.settings.Parameters, r.names); !v.IsUndefined() {
		return v
	}
	return property(p.settings.Attributes, r.names)
}

func property(v value.Value, names []string) value.Value {
	for _, name := range names {
		o := v.AsObject()
		if o == nil {
			return value.Value{}
		}
		v = o.Get(name)
	}
	return v
}

// String returns the placeholder as it is written.
func (r reference) String() string {
	s := ":"
	if r.index > 0 {
		s += strconv.Itoa(r.index)
		if len(r.names) > 0 {
			s += "."
		}
	}
	return s + strings.Join(r.names, ".")
}
