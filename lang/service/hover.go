package service

import (
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Hover is what there is to say about a place, as Markdown.
type Hover struct {
	Span source.Span
	Text string
}

// Hover explains the name at an offset; nil where there is nothing to say.
func (s *Service) Hover(path string, offset int32) *Hover {
	d := s.document(path)
	if d == nil || d.commentAt(offset) != nil {
		return nil
	}
	sym, at := s.symbolAt(d, offset)
	if sym != nil {
		return &Hover{at, s.describe(typed(sym, d, offset), d.file.Dialect)}
	}
	if a, at := s.attributeInText(d, offset); a != nil {
		return &Hover{at, s.describe(a, d.file.Dialect)}
	}
	x, at := valueAt(d, offset)
	if x == nil || x.String() == "Variant" {
		return nil
	}
	return &Hover{at, fenced(d.source.Text[at.Start:min(at.End, at.Start+200)]+" : "+typeName(x, d.file.Dialect), d.file.Dialect)}
}

// symbolAt returns what the name at an offset stands for, and where the name
// is.
func (s *Service) symbolAt(d *document, offset int32) (*check.Symbol, source.Span) {
	id, around := identAt(d.file, offset)
	if id != nil {
		if sym := d.info.Uses[id]; sym != nil {
			return sym, nameSpan(id)
		}
	}
	for i := len(around) - 1; i >= 0; i-- {
		if t, ok := around[i].(*syntax.TypeName); ok {
			if sym := d.info.TypeUses[t]; sym != nil {
				return sym, t.Span
			}
		}
	}
	if sym, at := s.methodInText(d, offset); sym != nil {
		return sym, at
	}
	return nil, source.Span{}
}

// typed gives a variable without a declared type the one that is known of it
// where its name stands.
func typed(sym *check.Symbol, d *document, offset int32) *check.Symbol {
	if sym.Type != nil || sym.Kind != check.Local && sym.Kind != check.Parameter {
		return sym
	}
	t, _ := valueAt(d, offset)
	if t == nil {
		t = d.parameterType(sym)
	}
	if t == nil {
		return sym
	}
	known := *sym
	known.Type = t
	return &known
}

// parameterType returns the type that a parameter is declared with, nil if none.
func (d *document) parameterType(sym *check.Symbol) (t *check.Type) {
	syntax.Walk(d.file, func(n syntax.Node) bool {
		if p, ok := n.(*syntax.Param); ok && p.Name.Span == sym.Span && p.Type != nil {
			t = declaredType(p.Type)
		}
		return t == nil
	})
	return t
}

// nameSpan is where an identifier stands without its token suffix.
func nameSpan(id *syntax.Ident) source.Span {
	span := id.Span
	if id.Token != "" {
		span.End = max(span.Start, span.End-int32(len(id.Token))-1)
	}
	return span
}

// valueAt returns the type of the name at an offset that stands for no symbol:
// This, or a member of an object.
func valueAt(d *document, offset int32) (*check.Type, source.Span) {
	around := pathTo(d.file, offset)
	for i := len(around) - 1; i >= 0; i-- {
		switch n := around[i].(type) {
		case *syntax.Ident:
		case *syntax.This, *syntax.Super, *syntax.Name:
			return d.info.Types[n.(syntax.Expr)], n.Pos()
		case *syntax.MemberExpr:
			if contains(n.Name.Span, offset) {
				return d.info.Types[n], n.Name.Span
			}
			return nil, source.Span{}
		default:
			return nil, source.Span{}
		}
	}
	return nil, source.Span{}
}

// describe returns the signatures, the type and the documentation of a symbol.
func (s *Service) describe(sym *check.Symbol, d syntax.Dialect) string {
	var b strings.Builder
	var code []string
	switch {
	case sym.Callable() && len(sym.Signatures) > 0:
		for _, sig := range sym.Signatures {
			code = append(code, modifiers(sym)+label(sym, ownerOf(sym), sig, d).Label)
		}
	case sym.Kind == check.Class || sym.Kind == check.BuiltinClass:
		code = []string{"class " + ownerOf(sym) + sym.Name}
	case sym.Kind == check.Dataclass:
		code = []string{"ds." + sym.Name}
	case sym.Kind == check.Constant:
		code = []string{spelled(sym, d) + " : " + typeName(sym.Type, d) + " = " + sym.Doc}
	default:
		code = []string{modifiers(sym) + ownerOf(sym) + spelled(sym, d) + " : " + typeName(sym.Type, d)}
	}
	b.WriteString(fenced(strings.Join(code, "\n"), d))
	if note := kindNote(sym); note != "" {
		b.WriteString("\n" + note + "\n")
	}
	if sym.Unavailable != "" {
		b.WriteString("\n*" + sym.Name + " " + sym.Unavailable + ".*\n")
	}
	if sym.Doc != "" && sym.Kind != check.Constant {
		b.WriteString("\n" + s.documentation(sym, d) + "\n")
	}
	return b.String()
}

// documentation is what is written about a symbol, for those who read a dialect:
// what the project's own code says is left as it is.
func (s *Service) documentation(sym *check.Symbol, d syntax.Dialect) string {
	if sym.File != nil {
		return sym.Doc
	}
	return s.inDialect(sym.Doc, d)
}

func fenced(code string, d syntax.Dialect) string {
	lang := "4d"
	if d == syntax.Qodly {
		lang = "qodly"
	}
	return "```" + lang + "\n" + code + "\n```\n"
}

// kindNote says what a symbol is where its line of code does not.
func kindNote(sym *check.Symbol) string {
	switch sym.Kind {
	case check.Attribute:
		note := "attribute"
		if sym.ReadOnly {
			note = "read-only attribute"
		}
		return note + " of " + strings.TrimPrefix(sym.Owner, "cs.")
	case check.Local, check.Parameter, check.ProcessVariable, check.InterProcess, check.Dataclass:
		return sym.Kind.String()
	case check.Property, check.BuiltinMember:
		if sym.ReadOnly {
			return "read-only property"
		}
	}
	return ""
}

// modifiers are the words before the function that a symbol is.
func modifiers(sym *check.Symbol) string {
	var words []string
	m := sym.Modifiers
	for _, w := range []struct {
		on   bool
		word string
	}{{m.Exposed, "exposed"}, {m.Local, "local"}, {m.Shared, "shared"}, {m.OnHTTPGet, "onHTTPGet"}} {
		if w.on {
			words = append(words, w.word+" ")
		}
	}
	return strings.Join(words, "")
}

// ownerOf is what stands before a member's name: "cs.User.".
func ownerOf(sym *check.Symbol) string {
	switch sym.Kind {
	case check.Class, check.BuiltinClass, check.Function, check.Property, check.BuiltinMember, check.Attribute:
		if sym.Owner != "" {
			return sym.Owner + "."
		}
	}
	return ""
}

func spelled(sym *check.Symbol, d syntax.Dialect) string {
	if d == syntax.Qodly && sym.Qodly != "" {
		return sym.Qodly
	}
	return sym.Name
}
