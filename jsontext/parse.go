package jsontext

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// maxDepth limits nesting; project files stay far below.
const maxDepth = 256

// bom is the mark some editors put in front of UTF-8 files.
const bom = "\uFEFF"

// Parse reads a JSON text. The error is a *fault.Error of kind Invalid whose
// Place is the character that does not belong there.
func Parse(path string, data []byte) (*Doc, error) {
	p := &parser{file: source.NewFile(path, string(data)), s: string(data)}
	if strings.HasPrefix(p.s, bom) {
		p.i = len(bom)
	}
	p.space()
	root, err := p.value(0)
	if err != nil {
		return nil, err
	}
	p.space()
	if p.i < len(p.s) {
		return nil, p.fail("the end of the file")
	}
	return &Doc{File: p.file, Root: root}, nil
}

type parser struct {
	file *source.File
	s    string
	i    int
}

func (p *parser) fail(want string) error {
	got := "the end of the file"
	if p.i < len(p.s) {
		r, w := utf8.DecodeRuneInString(p.s[p.i:])
		got = fmt.Sprintf("%q", r)
		if r == utf8.RuneError && w == 1 {
			got = fmt.Sprintf("the byte %#x", p.s[p.i])
		}
	}
	return fault.New(fault.Invalid, "json.syntax", "Malformed JSON: got %s, want %s.", got, want).
		At(p.file.Place(int32(p.i)))
}

func (p *parser) space() {
	for p.i < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.i]) >= 0 {
		p.i++
	}
}

func (p *parser) take(c byte) bool {
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *parser) value(depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, fault.New(fault.Limit, "json.depth", "The JSON is nested more than %d levels deep.", maxDepth).
			At(p.file.Place(int32(p.i)))
	}
	if p.i >= len(p.s) {
		return nil, p.fail("a value")
	}
	n := &Node{Span: source.Span{Start: int32(p.i)}}
	var err error
	switch c := p.s[p.i]; {
	case c == '{':
		err = p.object(n, depth)
	case c == '[':
		err = p.list(n, depth)
	case c == '"':
		n.Kind = String
		n.text, err = p.text()
	case c == '-' || c >= '0' && c <= '9':
		n.Kind = Number
		err = p.number()
	default:
		err = p.word(n)
	}
	n.Span.End = int32(p.i)
	n.raw = p.s[n.Span.Start:n.Span.End]
	return n, err
}

func (p *parser) word(n *Node) error {
	for _, w := range [...]struct {
		text string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		if strings.HasPrefix(p.s[p.i:], w.text) {
			n.Kind = w.kind
			p.i += len(w.text)
			return nil
		}
	}
	return p.fail("a value")
}

func (p *parser) object(n *Node, depth int) error {
	n.Kind = Object
	p.i++
	p.space()
	if p.take('}') {
		return nil
	}
	for {
		if p.i >= len(p.s) || p.s[p.i] != '"' {
			return p.fail("a name in double quotes")
		}
		m := Member{NameSpan: source.Span{Start: int32(p.i)}}
		var err error
		if m.Name, err = p.text(); err != nil {
			return err
		}
		m.NameSpan.End = int32(p.i)
		p.space()
		if !p.take(':') {
			return p.fail(`":"`)
		}
		p.space()
		if m.Value, err = p.value(depth + 1); err != nil {
			return err
		}
		n.Members = append(n.Members, m)
		p.space()
		if p.take('}') {
			return nil
		}
		if !p.take(',') {
			return p.fail(`"," or "}"`)
		}
		p.space()
	}
}

func (p *parser) list(n *Node, depth int) error {
	n.Kind = Array
	p.i++
	p.space()
	if p.take(']') {
		return nil
	}
	for {
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
		p.space()
		if p.take(']') {
			return nil
		}
		if !p.take(',') {
			return p.fail(`"," or "]"`)
		}
		p.space()
	}
}

// text reads a text in double quotes and returns what it stands for.
func (p *parser) text() (string, error) {
	start, escaped := p.i, false
	for p.i++; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; {
		case c == '"':
			p.i++
			if !escaped {
				return p.s[start+1 : p.i-1], nil
			}
			v, err := value.ParseJSON(p.s[start:p.i], value.ParseOptions{})
			if err != nil {
				p.i = start
				return "", p.fail("a text with valid escapes")
			}
			return v.AsText(), nil
		case c == '\\':
			escaped = true
			p.i++
		case c < ' ':
			return "", p.fail("a text without line breaks and control characters")
		}
	}
	p.i = min(p.i, len(p.s))
	return "", p.fail("the closing quote of a text")
}

func (p *parser) number() error {
	p.take('-')
	if !p.take('0') && !p.digits() {
		return p.fail("a digit")
	}
	if p.take('.') && !p.digits() {
		return p.fail("a digit after the point")
	}
	if p.take('e') || p.take('E') {
		if !p.take('+') {
			p.take('-')
		}
		if !p.digits() {
			return p.fail("the digits of the exponent")
		}
	}
	return nil
}

func (p *parser) digits() bool {
	start := p.i
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		p.i++
	}
	return p.i > start
}
