package service

import (
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// methodsInTexts calls visit for each text that names a project method: the
// arguments of commands such as CALL WORKER. The span is inside the quotes.
func (d *document) methodsInTexts(visit func(name string, at source.Span)) {
	d.methodTexts(func(lit *syntax.Lit) {
		if lit.Span.End-lit.Span.Start == int32(len(lit.Value))+2 {
			visit(lit.Value, source.Span{Start: lit.Span.Start + 1, End: lit.Span.End - 1})
		}
	})
}

// methodTexts calls visit for each text among the arguments of such a command.
func (d *document) methodTexts(visit func(*syntax.Lit)) {
	syntax.Walk(d.file, func(n syntax.Node) bool {
		call, ok := n.(*syntax.Call)
		if !ok {
			return true
		}
		if name, ok := call.Fun.(*syntax.Name); ok && takesMethod(name.Ident.Norm) {
			for _, a := range call.Args {
				if lit, ok := a.(*syntax.Lit); ok && lit.Kind == syntax.TextLit {
					visit(lit)
				}
			}
		}
		return true
	})
}

// takesMethod reports whether a command takes the name of a method as a text.
func takesMethod(norm string) bool {
	switch norm {
	case "call worker", "callworker", "execute method", "executemethod", "new process", "newprocess", "on err call", "onerrcall",
		"execute on server", "execute on client", "call form", "callform", "method get code", "method get comments",
		"method get attribute", "method set code", "http set certificates folder", "on event call":
		return true
	}
	return false
}

// method returns a project method by name, nil if there is none.
func (s *Service) method(name string) *check.Symbol {
	norm := syntax.Normalize(name)
	for _, g := range s.ws.Globals() {
		if g.Kind == check.Method && syntax.Normalize(g.Name) == norm {
			return g
		}
	}
	return nil
}

// methodInText returns the method that the text at an offset names.
func (s *Service) methodInText(d *document, offset int32) (sym *check.Symbol, at source.Span) {
	d.methodsInTexts(func(name string, span source.Span) {
		if contains(span, offset) && sym == nil {
			sym, at = s.method(name), span
		}
	})
	return sym, at
}

// attributeInText returns the attribute that a word in the text of a query at
// an offset names.
func (s *Service) attributeInText(d *document, offset int32) (*check.Symbol, source.Span) {
	i := d.tokenBefore(offset)
	if i < 0 || d.tokens[i].Kind != syntax.TextToken || offset >= d.tokens[i].Span.End {
		return nil, source.Span{}
	}
	t := d.tokens[i]
	text := d.source.Text
	start, end := offset, offset
	for start > t.Span.Start+1 && isPathByte(text[start-1]) {
		start--
	}
	for end < t.Span.End-1 && isPathByte(text[end]) && text[end] != '.' {
		end++
	}
	if start == end {
		return nil, source.Span{}
	}
	steps := strings.Split(text[start:end], ".")
	last := len(steps) - 1
	entity := d.queried(s, t.Span)
	if entity == nil {
		return nil, source.Span{}
	}
	if entity = s.follow(entity, steps[:last]); entity == nil {
		return nil, source.Span{}
	}
	for _, sym := range s.ws.Members(entity) {
		if sym.Kind == check.Attribute && sym.Name == steps[last] {
			return sym, source.Span{Start: end - int32(len(steps[last])), End: end}
		}
	}
	return nil, source.Span{}
}
