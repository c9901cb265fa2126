package query

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// wholePath reads a text that is nothing but a path.
func (p *parser) wholePath() (Path, error) {
	p.space()
	path, err := p.path()
	if err == nil && !p.end() {
		err = p.fail("the end of the path")
	}
	return path, err
}

// path := segment ( "." segment )*, where a segment may be a placeholder that
// stands for one or more levels.
func (p *parser) path() (Path, error) {
	var path Path
	for {
		levels, err := p.segment()
		if err != nil {
			return nil, err
		}
		path = append(path, levels...)
		if err := p.suffix(&path[len(path)-1]); err != nil {
			return nil, err
		}
		if p.end() || p.text[p.pos] != '.' {
			p.space()
			return path, nil
		}
		p.pos++
	}
}

func (p *parser) segment() (Path, error) {
	if p.end() {
		return nil, p.fail("the name of an attribute")
	}
	if p.text[p.pos] == ':' {
		return p.boundPath()
	}
	name := p.name()
	if name == "" {
		return nil, p.fail("the name of an attribute")
	}
	return Path{{Name: name}}, nil
}

// suffix reads "[]", "[a]", "[3]" and "{2}" behind a name.
func (p *parser) suffix(s *Segment) error {
	if p.pos < len(p.text) && p.text[p.pos] == '[' {
		p.symbol("[")
		if err := p.elements(s); err != nil {
			return err
		}
		if p.end() || p.text[p.pos] != ']' {
			return p.fail(`"]"`)
		}
		p.pos++
	}
	if p.pos < len(p.text) && p.text[p.pos] == '{' {
		p.symbol("{")
		n, ok := p.digits()
		if !ok || n == 0 {
			return p.fail("a number from 1")
		}
		p.space()
		if p.end() || p.text[p.pos] != '}' {
			return p.fail(`"}"`)
		}
		p.pos++
		s.Alias = n
	}
	return nil
}

func (p *parser) elements(s *Segment) error {
	if p.end() {
		return p.fail(`"]"`)
	}
	switch c := p.text[p.pos] | 0x20; {
	case p.text[p.pos] == ']':
		s.Elements = Some
	case c >= 'a' && c <= 'z':
		s.Elements, s.Letter = Linked, c
		p.pos++
	default:
		n, ok := p.digits()
		if !ok {
			return p.fail(`a letter, a number or "]"`)
		}
		s.Elements, s.Index = Nth, n
	}
	p.space()
	return nil
}

// boundPath reads a placeholder in the place of a path: a text is a dotted
// path, a collection its levels one by one (for names with odd characters).
func (p *parser) boundPath() (Path, error) {
	v, err := p.pathReference()
	if err != nil {
		return nil, err
	}
	switch v.Kind() {
	case value.Text:
		path, err := ParsePath(v.AsText())
		if err != nil {
			return nil, fault.Numbered(fault.Invalid, 1280, signature,
				"The placeholder stands for a path, but %q is none: %w", v.AsText(), err)
		}
		return path, nil
	case value.Collection:
		var path Path
		for _, level := range v.AsCollection().Items() {
			if level.AsText() == "" {
				return nil, p.failAs(1280, "a collection of texts as the levels of a path")
			}
			path = append(path, Segment{Name: level.AsText()})
		}
		if path != nil {
			return path, nil
		}
	case value.Undefined, value.Null:
		return nil, p.failAs(1279, "a value in the placeholder")
	}
	return nil, p.failAs(1280, "a text or a collection of texts as a path")
}
