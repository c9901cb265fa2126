package service

import (
	"context"
	"slices"
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/source"
)

// Definition returns where the name at an offset is defined: in code, or in the
// data model.
func (s *Service) Definition(path string, offset int32) []Location {
	d := s.document(path)
	if d == nil || d.commentAt(offset) != nil {
		return nil
	}
	sym, _ := s.symbolAt(d, offset)
	if sym == nil {
		sym, _ = s.attributeInText(d, offset)
	}
	return s.definitionOf(sym)
}

func (s *Service) definitionOf(sym *check.Symbol) []Location {
	switch {
	case sym == nil:
		return nil
	case sym.File != nil:
		return []Location{{sym.File, sym.Span}}
	case s.files.Place == nil:
		return nil
	}
	name, attribute := "", ""
	switch sym.Kind {
	case check.Dataclass:
		name = sym.Name
	case check.Attribute:
		name, attribute = s.dataclassOf(sym.Owner), sym.Name
	case check.Class:
		name = s.dataclassOf("cs." + sym.Name)
	}
	if at, ok := s.files.Place(name, attribute); name != "" && ok {
		return []Location{at}
	}
	return nil
}

// dataclassOf returns the name of the dataclass that a class of the data model
// belongs to: "User" for cs.UserEntity; "" for another class.
func (s *Service) dataclassOf(class string) string {
	if t := s.entityOf(class); t != nil {
		return strings.TrimSuffix(strings.TrimPrefix(t.Class, "cs."), "Entity")
	}
	return ""
}

// TypeDefinition returns where the class of the value at an offset is defined.
func (s *Service) TypeDefinition(path string, offset int32) []Location {
	d := s.document(path)
	if d == nil {
		return nil
	}
	var t *check.Type
	if sym, _ := s.symbolAt(d, offset); sym != nil {
		if t = typed(sym, d, offset).Type; t == nil && len(sym.Signatures) > 0 {
			t = sym.Signatures[0].Result
		}
	} else {
		t, _ = valueAt(d, offset)
	}
	for t != nil && t.Class == "" && t.Elem != nil {
		t = t.Elem
	}
	if t == nil {
		return nil
	}
	return s.definitionOf(s.class(t.Class))
}

// class returns the symbol of a class, "cs.User" or "4D.File"; nil if there is
// none.
func (s *Service) class(full string) *check.Symbol {
	store, name, _ := strings.Cut(full, ".")
	if name == "" {
		return nil
	}
	for _, sym := range s.ws.Members(&check.Type{Store: store}) {
		if sym.Name == name {
			return sym
		}
	}
	return nil
}

// Ref is a place where a name stands.
type Ref struct {
	Location
	Write      bool
	Definition bool
}

// References returns the places where the name at an offset is written in the
// project: code, texts that name methods, and files such as pages.
func (s *Service) References(ctx context.Context, path string, offset int32, definition bool) []Ref {
	d := s.document(path)
	if d == nil {
		return nil
	}
	sym, _ := s.symbolAt(d, offset)
	if sym == nil {
		sym, _ = s.attributeInText(d, offset)
	}
	if sym == nil {
		return nil
	}
	var list []Ref
	for _, r := range s.refs(ctx, sym) {
		if definition || !r.Definition {
			list = append(list, r)
		}
	}
	return list
}

// refs returns all places of a symbol.
func (s *Service) refs(ctx context.Context, sym *check.Symbol) []Ref {
	var list []Ref
	files := map[string]*source.File{}
	for _, r := range s.ws.References(sym) {
		if files[r.Path] == nil {
			files[r.Path] = s.Source(r.Path)
		}
		if f := files[r.Path]; f != nil {
			list = append(list, Ref{Location{f, r.Span}, r.Write, r.Definition})
		}
	}
	if sym.Kind == check.Method {
		list = append(list, s.textRefs(ctx, sym)...)
	}
	for _, m := range s.Mentions() {
		if s.mentioned(m, sym) {
			list = append(list, Ref{Location: m.Location})
		}
	}
	return list
}

// textRefs returns the texts that name a method.
func (s *Service) textRefs(ctx context.Context, sym *check.Symbol) []Ref {
	var list []Ref
	for _, p := range s.ws.Paths() {
		if ctx.Err() != nil {
			return nil
		}
		if d := s.document(p); d != nil {
			d.methodsInTexts(func(name string, at source.Span) {
				if strings.EqualFold(name, sym.Name) {
					list = append(list, Ref{Location: Location{d.source, at}})
				}
			})
		}
	}
	return list
}

// mentioned reports whether a mention names a symbol.
func (s *Service) mentioned(m Mention, sym *check.Symbol) bool {
	owner := strings.TrimPrefix(sym.Owner, "cs.")
	switch m.Kind {
	case MentionsFunction:
		if sym.Kind != check.Function || sym.Name != m.Name {
			return false
		}
		return owner == m.Owner || m.Loose && (owner == m.Owner+"Entity" || owner == m.Owner+"Selection")
	case MentionsAttribute:
		return sym.Kind == check.Attribute && sym.Name == m.Name && s.dataclassOf(sym.Owner) == m.Owner
	case MentionsClass:
		return (sym.Kind == check.Class || sym.Kind == check.Dataclass) && sym.Name == m.Name
	}
	return false
}

// Highlights returns the places in a file where the name at an offset stands.
func (s *Service) Highlights(path string, offset int32) []Ref {
	d := s.document(path)
	if d == nil {
		return nil
	}
	sym, _ := s.symbolAt(d, offset)
	if sym == nil {
		return nil
	}
	var list []Ref
	for id, used := range d.info.Uses {
		if used.Same(sym) {
			list = append(list, Ref{Location{d.source, nameSpan(id)}, d.info.Writes(id), false})
		}
	}
	for t, used := range d.info.TypeUses {
		if used.Same(sym) {
			list = append(list, Ref{Location: Location{d.source, t.Span}})
		}
	}
	slices.SortFunc(list, func(a, b Ref) int { return int(a.Span.Start - b.Span.Start) })
	return list
}
