package service

import (
	"slices"
	"sort"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// contains reports whether a span holds an offset, its end included: where a
// cursor stands behind a name, it is at the name.
func contains(s source.Span, offset int32) bool { return s.Start <= offset && offset <= s.End }

// pathTo returns the nodes around an offset, the file first.
func pathTo(f *syntax.File, offset int32) []syntax.Node {
	var path []syntax.Node
	syntax.Walk(f, func(n syntax.Node) bool {
		if _, whole := n.(*syntax.File); whole {
			path = append(path, n)
			return true
		}
		if !contains(extent(n), offset) {
			return false
		}
		path = append(path, n)
		return true
	})
	return nested(path)
}

// nested returns, of nodes that touch an offset in the order of the text, those
// around the smallest one; of two that meet at the offset, the later one.
func nested(nodes []syntax.Node) []syntax.Node {
	if len(nodes) == 0 {
		return nil
	}
	kept := nodes[:1:1]
	best, least := kept, int32(1<<31-1)
	for _, n := range nodes[1:] {
		s := extent(n)
		for len(kept) > 1 {
			if last := extent(kept[len(kept)-1]); last.Start <= s.Start && s.End <= last.End {
				break
			}
			kept = kept[:len(kept)-1]
		}
		kept = append(kept, n)
		if size := s.End - s.Start; size <= least {
			best, least = slices.Clone(kept), size
		}
	}
	return best
}

// extent is what a node covers; a function reaches to the end of its body.
func extent(n syntax.Node) source.Span {
	s := n.Pos()
	if f, ok := n.(*syntax.Function); ok && f.Body != nil {
		s = s.Join(f.Body.Span)
	}
	return s
}

// identAt returns the identifier at an offset with the nodes around it; nil if
// there is none.
func identAt(f *syntax.File, offset int32) (*syntax.Ident, []syntax.Node) {
	path := pathTo(f, offset)
	for i := len(path) - 1; i >= 0; i-- {
		if id, ok := path[i].(*syntax.Ident); ok && id.Name != "" {
			return id, path[:i]
		}
	}
	return nil, path
}

// functionAt returns the function of a class that holds an offset, nil outside
// of all.
func functionAt(f *syntax.File, offset int32) *syntax.Function {
	var found *syntax.Function
	for _, m := range f.Members {
		if m.Pos().Start > offset {
			break
		}
		if fn, ok := m.(*syntax.Function); ok {
			found = fn
		} else {
			found = nil
		}
	}
	return found
}

// bodyAt returns the signature and body around an offset: of the function of a
// class, or of a method.
func bodyAt(f *syntax.File, offset int32) (*syntax.Signature, *syntax.Block) {
	if f.Kind == syntax.Class {
		if fn := functionAt(f, offset); fn != nil {
			return fn.Sig, fn.Body
		}
		return nil, nil
	}
	return f.Declare, f.Body
}

// tokenBefore returns the index of the last token that begins before an offset,
// -1 if there is none.
func (d *document) tokenBefore(offset int32) int {
	return sort.Search(len(d.tokens), func(i int) bool { return d.tokens[i].Span.Start >= offset }) - 1
}

// commentAt returns the comment that holds an offset, nil if none. Behind the
// end of a line comment its text would go on.
func (d *document) commentAt(offset int32) *syntax.Comment {
	all := d.file.Comments
	i := sort.Search(len(all), func(i int) bool { return all[i].Span.Start >= offset }) - 1
	if i < 0 {
		return nil
	}
	c := all[i]
	block := len(c.Text) > 1 && c.Text[:2] == "/*"
	if offset < c.Span.End || offset == c.Span.End && !block {
		return c
	}
	if !block && d.source.Line(offset) == d.source.Line(c.Span.Start) { // blanks behind it
		return c
	}
	return nil
}

// text returns a token as written, without its suffix.
func (d *document) text(t syntax.Token) string {
	if t.Kind == syntax.Word {
		return d.source.Text[t.Span.Start:t.Name]
	}
	return d.source.Text[t.Span.Start:t.Span.End]
}

// lineTokens returns the tokens of the logical line around the token i, from
// its first one up to i.
func (d *document) lineTokens(i int) []syntax.Token {
	if i < 0 || d.tokens[i].Kind == syntax.LineEnd {
		return nil
	}
	first := i
	for first > 0 && d.tokens[first-1].Kind != syntax.LineEnd {
		first--
	}
	return d.tokens[first : i+1]
}
