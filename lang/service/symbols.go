package service

import (
	"context"
	"sort"
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Symbol is a part of a file that has a name.
type Symbol struct {
	Kind      SymbolKind
	Name      string
	Detail    string
	Container string       // the class of a function
	File      *source.File // of symbols from Find
	Span      source.Span  // all of it
	NameSpan  source.Span
	Children  []Symbol
}

// SymbolKind says what a symbol is.
type SymbolKind uint8

// The kinds of symbols.
const (
	SymbolClass SymbolKind = iota
	SymbolFunction
	SymbolConstructor
	SymbolProperty
	SymbolAttribute // computed or alias
	SymbolEvent
	SymbolMethod
	SymbolVariable
	SymbolDataclass
)

// Symbols returns the outline of a file: a class with its members, or a method
// with its parameters.
func (s *Service) Symbols(path string) []Symbol {
	d := s.document(path)
	if d == nil {
		return nil
	}
	whole := d.file.Pos()
	name := s.name(path)
	if d.file.Kind != syntax.Class {
		return []Symbol{{Kind: SymbolMethod, Name: name, Detail: signatureText(d, d.file.Declare), Span: whole,
			NameSpan: source.Span{Start: 0, End: 0}, Children: marks(d, whole)}}
	}
	class := Symbol{Kind: SymbolClass, Name: name, Span: whole}
	if e := d.file.Extends; e != nil {
		class.Detail = "extends " + typeText(e)
	}
	for _, m := range d.file.Members {
		class.Children = append(class.Children, d.member(m)...)
	}
	class.Children = append(class.Children, marks(d, whole)...)
	sort.SliceStable(class.Children, func(i, j int) bool { return class.Children[i].Span.Start < class.Children[j].Span.Start })
	return []Symbol{class}
}

// marks are the comments that divide a file: "// MARK: name".
func marks(d *document, within source.Span) []Symbol {
	var list []Symbol
	for _, c := range d.file.Comments {
		if title := markTitle(c); title != "" && within.Start <= c.Span.Start && c.Span.End <= within.End {
			list = append(list, Symbol{Kind: SymbolVariable, Name: title, Span: c.Span, NameSpan: c.Span})
		}
	}
	return list
}

// markTitle returns the title of a dividing comment, "" for another comment.
func markTitle(c *syntax.Comment) string {
	text := strings.TrimSpace(strings.TrimLeft(c.Text, "/"))
	if len(text) < 5 || !strings.EqualFold(text[:5], "mark:") {
		return ""
	}
	return strings.TrimSpace(strings.TrimLeft(text[5:], "- \t"))
}

func (d *document) member(m syntax.Member) []Symbol {
	switch m := m.(type) {
	case *syntax.Property:
		var list []Symbol
		for _, id := range m.Names {
			if id.Name != "" {
				list = append(list, Symbol{Kind: SymbolProperty, Name: id.Name, Detail: typeText(m.Type), Span: m.Span.Join(id.Span), NameSpan: id.Span})
			}
		}
		return list
	case *syntax.Alias:
		if m.Name.Name == "" {
			return nil
		}
		return []Symbol{{Kind: SymbolAttribute, Name: m.Name.Name, Detail: strings.Join(m.Path, "."), Span: m.Span, NameSpan: m.Name.Span}}
	case *syntax.Function:
		return []Symbol{d.function(m)}
	}
	return nil
}

func (d *document) function(f *syntax.Function) Symbol {
	x := Symbol{Kind: SymbolFunction, Detail: signatureText(d, f.Sig), Span: extent(f), NameSpan: source.Span{Start: f.Span.Start, End: f.Span.Start}}
	if f.Name != nil && f.Name.Name != "" {
		x.Name, x.NameSpan = f.Name.Name, f.Name.Span
	}
	switch f.Kind {
	case syntax.Constructor:
		x.Kind, x.Name = SymbolConstructor, "constructor"
	case syntax.Getter, syntax.Setter, syntax.QueryFunction, syntax.OrderByFunction:
		words := [...]string{syntax.Getter: "get ", syntax.Setter: "set ", syntax.QueryFunction: "query ", syntax.OrderByFunction: "orderBy "}
		x.Kind, x.Name = SymbolAttribute, words[f.Kind]+x.Name
	case syntax.EventFunction:
		x.Kind, x.Name = SymbolEvent, strings.TrimSpace("event "+f.Event+" "+x.Name)
	}
	if x.Name == "" {
		x.Name = "?"
	}
	x.Span = x.Span.Join(x.NameSpan)
	return x
}

// signatureText returns parameters and result as they are written, on one line.
func signatureText(d *document, sig *syntax.Signature) string {
	if sig == nil {
		return ""
	}
	text := d.source.Text[sig.Span.Start:min(sig.Span.End, int32(len(d.source.Text)))]
	if i := strings.IndexAny(text, "(:-"); i >= 0 {
		text = text[i:]
	}
	return strings.Join(strings.Fields(text), " ")
}

func typeText(t *syntax.TypeName) string {
	switch {
	case t == nil:
		return ""
	case t.Store != "":
		return t.Store + "." + t.Name
	}
	return t.Name
}

// maxFound is how many symbols a search returns.
const maxFound = 200

// Find returns the classes, functions, properties, methods and dataclasses of
// the project whose names have the letters of a query in its order; better ones
// first.
func (s *Service) Find(ctx context.Context, query string) []Symbol {
	type hit struct {
		Symbol
		score int
	}
	var hits []hit
	take := func(x Symbol) {
		if score, ok := match(query, x.Name); ok {
			hits = append(hits, hit{x, score})
		}
	}
	for _, p := range s.ws.Paths() {
		if ctx.Err() != nil {
			return nil
		}
		d := s.document(p)
		if d == nil {
			continue
		}
		for _, top := range s.Symbols(p) {
			top.File = d.source
			children := top.Children
			top.Children = nil
			take(top)
			for _, x := range children {
				if x.Kind != SymbolVariable {
					x.File, x.Container = d.source, top.Name
					take(x)
				}
			}
		}
	}
	for _, g := range s.ws.Members(&check.Type{Store: "ds"}) {
		if g.Kind != check.Dataclass || s.files.Place == nil {
			continue
		}
		if at, ok := s.files.Place(g.Name, ""); ok {
			take(Symbol{Kind: SymbolDataclass, Name: g.Name, File: at.File, Span: at.Span, NameSpan: at.Span, Container: "model"})
		}
	}
	sort.SliceStable(hits, func(i, j int) bool { return hits[i].score > hits[j].score })
	list := make([]Symbol, 0, min(len(hits), maxFound))
	for _, h := range hits[:min(len(hits), maxFound)] {
		list = append(list, h.Symbol)
	}
	return list
}
