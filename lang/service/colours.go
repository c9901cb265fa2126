package service

import (
	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/source"
)

// Colour is a piece of text with what it means.
type Colour struct {
	Span      source.Span
	Type      TokenType
	Modifiers uint32 // bits of TokenModifiers
}

// TokenType is an index into TokenTypes.
type TokenType uint8

// The types of tokens.
const (
	ClassToken TokenType = iota
	TypeToken
	ParameterToken
	VariableToken
	PropertyToken
	FunctionToken
	MethodToken
	KeywordToken
	CommentToken
	StringToken
	NumberToken
	OperatorToken
	ConstantToken
)

// TokenTypes returns the names of the types, as the protocol knows them.
func TokenTypes() []string {
	return []string{"class", "type", "parameter", "variable", "property", "function", "method", "keyword", "comment",
		"string", "number", "operator", "enumMember"}
}

// Modifiers of tokens, as bits.
const (
	declared uint32 = 1 << iota
	readOnly
	library
	deprecated
	static
)

// TokenModifiers returns the names of the modifiers, the first for bit 0.
func TokenModifiers() []string {
	return []string{"declaration", "readonly", "defaultLibrary", "deprecated", "static"}
}

// Colours returns the tokens of a file that touch a span, in order.
func (s *Service) Colours(path string, within source.Span) []Colour {
	d := s.document(path)
	if d == nil {
		return nil
	}
	names := d.names()
	var list []Colour
	comments := d.file.Comments
	comment := func(before int32) {
		for len(comments) > 0 && comments[0].Span.Start < before {
			if touches(comments[0].Span, within) {
				list = append(list, d.perLine(Colour{Span: comments[0].Span, Type: CommentToken})...)
			}
			comments = comments[1:]
		}
	}
	covered := int32(0) // names of several words are one token
	for _, t := range d.tokens {
		if t.Kind == syntax.LineEnd || t.Span.Start < covered {
			continue
		}
		comment(t.Span.Start)
		if !touches(t.Span, within) {
			continue
		}
		c, named := names[t.Span.Start]
		if !named {
			var ok bool
			if c, ok = d.plain(t); !ok {
				continue
			}
		}
		covered = c.Span.End
		list = append(list, d.perLine(c)...)
	}
	comment(int32(len(d.source.Text)) + 1)
	return list
}

func touches(a, b source.Span) bool { return a.Start <= b.End && b.Start <= a.End }

// perLine cuts a token that covers several lines.
func (d *document) perLine(c Colour) []Colour {
	first, last := d.source.Line(c.Span.Start), d.source.Line(max(c.Span.Start, c.Span.End-1))
	if first == last {
		return []Colour{c}
	}
	var list []Colour
	for line := first; line <= last; line++ {
		start := d.source.LineStart(line)
		part := c
		part.Span = source.Span{Start: max(c.Span.Start, start), End: min(c.Span.End, start+int32(len(d.source.LineText(line))))}
		if part.Span.Start < part.Span.End {
			list = append(list, part)
		}
	}
	return list
}

// plain is the colour of a token that is no name.
func (d *document) plain(t syntax.Token) (Colour, bool) {
	c := Colour{Span: t.Span}
	switch t.Kind {
	case syntax.Word, syntax.DeclareToken:
		c.Type = KeywordToken
	case syntax.LocalName, syntax.InterName:
		c.Type = VariableToken
	case syntax.ParamNumber:
		c.Type = ParameterToken
	case syntax.NumberToken, syntax.DateToken, syntax.TimeToken:
		c.Type = NumberToken
	case syntax.TextToken, syntax.SQLToken:
		c.Type = StringToken
	case syntax.OperatorToken:
		c.Type = OperatorToken
	default:
		return c, false
	}
	return c, true
}

// names returns the colours of the names of a file by where they begin.
func (d *document) names() map[int32]Colour {
	names := map[int32]Colour{}
	put := func(at source.Span, t TokenType, m uint32) {
		if at.Start < at.End {
			names[at.Start] = Colour{at, t, m}
		}
	}
	syntax.Walk(d.file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.This, *syntax.Super:
			put(n.Pos(), KeywordToken, 0)
		case *syntax.TypeName:
			t, m := TypeToken, library
			if _, basic := types.Lookup("", n.Name); n.Store != "" || !basic {
				t, m = ClassToken, 0
			}
			put(n.Span, t, m)
		case *syntax.Entry:
			if !n.Quoted {
				put(source.Span{Start: n.Span.Start, End: n.Span.Start + int32(len(n.Key))}, PropertyToken, 0)
			}
		case *syntax.Property:
			for _, id := range n.Names {
				put(id.Span, PropertyToken, declared)
			}
		case *syntax.Alias:
			put(n.Name.Span, PropertyToken, declared)
			d.aliasPath(n, put)
		case *syntax.Function:
			if n.Name != nil {
				t := MethodToken
				if n.Kind != syntax.Plain {
					t = PropertyToken
				}
				put(n.Name.Span, t, declared)
			}
		case *syntax.Param:
			put(n.Name.Span, ParameterToken, declared)
		case *syntax.MemberExpr:
			if _, known := names[n.Name.Span.Start]; !known {
				put(n.Name.Span, PropertyToken, 0)
			}
		case *syntax.Call:
			if m, ok := n.Fun.(*syntax.MemberExpr); ok {
				put(m.Name.Span, MethodToken, 0)
			}
		case *syntax.Name:
			switch {
			case n.Local || n.InterProcess:
			case isValueWord(n.Ident.Norm):
				put(n.Span, KeywordToken, 0)
			default:
				put(n.Span, VariableToken, 0)
			}
		case *syntax.Ident:
			if sym := d.info.Uses[n]; sym != nil && names[n.Span.Start].Type != KeywordToken {
				t, m := colourOf(sym)
				if old := names[n.Span.Start]; old.Modifiers&declared != 0 {
					t, m = old.Type, m|declared
				}
				put(n.Span, t, m)
			}
		}
		return true
	})
	return names
}

// isValueWord reports whether a name is a word of the language itself.
func isValueWord(norm string) bool {
	switch norm {
	case "true", "false", "null", "cs", "4d", "ds":
		return true
	}
	return false
}

// aliasPath colours the attributes that an alias leads along.
func (d *document) aliasPath(a *syntax.Alias, put func(source.Span, TokenType, uint32)) {
	for _, t := range d.tokens {
		if t.Kind == syntax.Word && t.Span.Start >= a.Name.Span.End && t.Span.End <= a.Span.End {
			put(t.Span, PropertyToken, 0)
		}
	}
}

// colourOf returns how a symbol is coloured.
func colourOf(sym *check.Symbol) (TokenType, uint32) {
	var m uint32
	if sym.File == nil {
		m |= library
	}
	if sym.Unavailable != "" {
		m |= deprecated
	}
	if sym.ReadOnly {
		m |= readOnly
	}
	switch sym.Kind {
	case check.Parameter:
		return ParameterToken, m &^ library
	case check.Local, check.ProcessVariable, check.InterProcess:
		return VariableToken, m &^ library
	case check.Method, check.Command:
		return FunctionToken, m
	case check.Class, check.BuiltinClass, check.Dataclass:
		return ClassToken, m
	case check.Function:
		return MethodToken, m
	case check.Constant:
		return ConstantToken, m | readOnly
	case check.BuiltinMember:
		if sym.Callable() {
			return MethodToken, m
		}
		return PropertyToken, m
	}
	return PropertyToken, m &^ library
}
