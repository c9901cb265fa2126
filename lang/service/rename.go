package service

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Renaming is what a new name takes: edits, and for a method or class its file.
type Renaming struct {
	Edits    []Edit
	From, To string // paths of the file to rename, "" if none
}

// Renameable returns the place and text of the name at an offset, or why it
// cannot be renamed.
func (s *Service) Renameable(path string, offset int32) (source.Span, string, error) {
	sym, at, err := s.renameable(path, offset)
	if err != nil {
		return source.Span{}, "", err
	}
	return at, sym.Name, nil
}

func (s *Service) renameable(path string, offset int32) (*check.Symbol, source.Span, error) {
	d := s.document(path)
	if d == nil {
		return nil, source.Span{}, fmt.Errorf("there is no file %s", path)
	}
	sym, at := s.symbolAt(d, offset)
	switch {
	case sym == nil:
		return nil, at, fmt.Errorf("there is no name here that stands for something")
	case sym.Kind == check.Dataclass, sym.File == nil && (sym.Kind == check.Attribute || sym.Kind == check.Class):
		return nil, at, fmt.Errorf("%s belongs to the data model; rename it in the model editor", sym.Name)
	case sym.File == nil:
		return nil, at, fmt.Errorf("%s is built in and keeps its name", sym.Name)
	case sym.Kind == check.Class && (sym.Name == "DataStore" || s.dataclassOf("cs."+sym.Name) != ""):
		return nil, at, fmt.Errorf("cs.%s belongs to the data model by its name", sym.Name)
	case sym.Name == "constructor":
		return nil, at, fmt.Errorf("a constructor has no name of its own")
	case strings.HasPrefix(sym.Name, "$") && len(sym.Name) > 1 && sym.Name[1] >= '0' && sym.Name[1] <= '9':
		return nil, at, fmt.Errorf("%s is a numbered parameter", sym.Name)
	}
	if at = onlyName(Location{d.source, at}, sym); at.Start == at.End { // cs.Tool.me
		return nil, at, fmt.Errorf("this stands for %s; rename it where its own name is", sym.Name)
	}
	return sym, at, nil
}

// Rename gives the name at an offset another text everywhere: in code, in texts
// that name a method, in pages and the other files that mention it. Every other
// byte stays as it is.
func (s *Service) Rename(ctx context.Context, file string, offset int32, name string) (Renaming, error) {
	sym, _, err := s.renameable(file, offset)
	if err != nil {
		return Renaming{}, err
	}
	name = strings.TrimSpace(name)
	if err := s.acceptable(sym, &name); err != nil {
		return Renaming{}, err
	}
	var r Renaming
	done := map[Location]bool{}
	for _, sym := range s.overrides(sym) {
		for _, ref := range s.refs(ctx, sym) {
			at := ref.Location
			at.Span = onlyName(at, sym)
			if !done[at] && at.Span.Start < at.Span.End {
				done[at] = true
				r.Edits = append(r.Edits, Edit{at, name})
			}
		}
	}
	if sym.Kind == check.Method || sym.Kind == check.Class {
		r.From = sym.File.Path
		r.To = path.Join(path.Dir(r.From), name+path.Ext(r.From))
	}
	return r, ctx.Err()
}

// overrides returns a symbol with the functions of the same name of the classes
// above and below its own, which are called where it is; a symbol that is no
// function of a class of the project, alone.
func (s *Service) overrides(sym *check.Symbol) []*check.Symbol {
	all := []*check.Symbol{sym}
	if sym.Kind != check.Function {
		return all
	}
	parents := map[string]string{} // of the classes that have a function of the name
	functions := map[string]*check.Symbol{}
	for _, class := range s.ws.Members(&check.Type{Store: "cs"}) {
		if class.File == nil {
			continue
		}
		full := "cs." + class.Name
		for _, m := range s.ws.Members(instanceOf(full)) {
			if m.Name == sym.Name && m.Kind == check.Function && m.Owner == full {
				functions[full] = m
			}
		}
		if d := s.document(class.File.Path); d != nil && d.file.Extends != nil {
			parents[full] = "cs." + d.file.Extends.Name
		}
	}
	root := func(class string) string {
		for top, n := class, 0; ; n++ {
			if functions[top] != nil {
				class = top
			}
			if top = parents[top]; top == "" || n > 100 {
				return class
			}
		}
	}
	for class, m := range functions {
		if class != sym.Owner && root(class) == root(sym.Owner) {
			all = append(all, m)
		}
	}
	slices.SortFunc(all[1:], func(a, b *check.Symbol) int { return strings.Compare(a.Owner, b.Owner) })
	return all
}

// onlyName cuts a place down to the name in it: without the store of "cs.User",
// without a token; an empty place if another text stands there.
func onlyName(at Location, sym *check.Symbol) source.Span {
	text, n := at.File.Text[at.Span.Start:at.Span.End], len(sym.Name)
	lower, name := strings.ToLower(text), strings.ToLower(sym.Name)
	switch i := strings.Index(lower, name); {
	case i == 0:
		return source.Span{Start: at.Span.Start, End: at.Span.Start + int32(n)}
	case i > 0 && text[i-1] == '.':
		return source.Span{Start: at.Span.Start + int32(i), End: at.Span.Start + int32(i+n)}
	}
	return source.Span{Start: at.Span.Start, End: at.Span.Start}
}

// acceptable reports why a symbol cannot have a name; a "$" that belongs before
// it is added.
func (s *Service) acceptable(sym *check.Symbol, name *string) error {
	bare := *name
	switch {
	case strings.HasPrefix(sym.Name, "$"):
		bare = strings.TrimPrefix(bare, "$")
		*name = "$" + bare
	case strings.HasPrefix(sym.Name, "<>"):
		bare = strings.TrimPrefix(bare, "<>")
		*name = "<>" + bare
	}
	spaces := sym.Kind == check.Method || sym.Kind == check.ProcessVariable || sym.Kind == check.InterProcess
	if !isIdentifier(bare, spaces, sym.Kind == check.Method) {
		return fmt.Errorf("%q is no name for a %s: letters, digits and _ are", *name, sym.Kind)
	}
	if *name == sym.Name {
		return nil
	}
	if other := s.taken(sym, *name); other != "" {
		return fmt.Errorf("there is already %s", other)
	}
	return nil
}

// taken says what has a name already where a symbol is known, "" if nothing.
func (s *Service) taken(sym *check.Symbol, name string) string {
	same := func(other string) bool {
		return syntax.Normalize(other) == syntax.Normalize(name) && syntax.Normalize(other) != syntax.Normalize(sym.Name)
	}
	switch sym.Kind {
	case check.Local, check.Parameter:
		d := s.document(sym.File.Path)
		if d == nil {
			return ""
		}
		found := ""
		sig, body := bodyAt(d.file, sym.Span.Start)
		look := func(n syntax.Node) bool {
			if id, ok := n.(*syntax.Ident); ok && same(id.Name) {
				if used := d.info.Uses[id]; used != nil && (used.Kind == check.Local || used.Kind == check.Parameter) {
					found = "a variable " + id.Name + " in this function"
				}
			}
			return true
		}
		if sig != nil {
			syntax.Walk(sig, look)
		}
		if body != nil {
			syntax.Walk(body, look)
		}
		return found
	case check.Function, check.Property, check.Attribute:
		for _, m := range s.ws.Members(instanceOf(sym.Owner)) {
			if m.Name == name {
				return fmt.Sprintf("a %s %s of %s", m.Kind, m.Name, m.Owner)
			}
		}
	case check.Class:
		for _, m := range s.ws.Members(&check.Type{Store: "cs"}) {
			if strings.EqualFold(m.Name, name) && !strings.EqualFold(m.Name, sym.Name) {
				return "a class cs." + m.Name
			}
		}
	default:
		for _, g := range s.ws.Globals() {
			if g.Kind != check.Class && g.Kind != check.BuiltinClass && (same(g.Name) || g.Qodly != "" && same(g.Qodly)) {
				return fmt.Sprintf("a %s %s", g.Kind, g.Name)
			}
		}
	}
	return ""
}

// isIdentifier reports whether a name is one: letters, digits and "_", single
// blanks where they are allowed; a digit in front only where that is.
func isIdentifier(name string, spaces, digit bool) bool {
	if name == "" || len(name) > 255 {
		return false
	}
	last := ' '
	for i, r := range name {
		switch {
		case r == ' ' && spaces && last != ' ':
		case r == '_' || unicode.IsLetter(r):
		case unicode.IsDigit(r) && (i > 0 || digit):
		default:
			return false
		}
		last = r
	}
	return last != ' '
}
