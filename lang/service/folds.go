package service

import (
	"slices"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Fold is a part of a file that can be folded: from the line it begins on to
// the last line that is hidden.
type Fold struct {
	Span source.Span
	Kind string // "", "comment" or "region"
}

// Folds returns what can be folded, in the order of the text.
func (s *Service) Folds(path string) []Fold {
	d := s.document(path)
	if d == nil {
		return nil
	}
	f := &folder{d: d}
	syntax.Walk(d.file, func(n syntax.Node) bool {
		f.node(n)
		return true
	})
	f.comments()
	f.regions()
	slices.SortFunc(f.folds, func(a, b Fold) int { return int(a.Span.Start - b.Span.Start) })
	return f.folds
}

type folder struct {
	d     *document
	folds []Fold
}

// add folds from the line of start up to the line before the one of end, or
// with it.
func (f *folder) add(start, end int32, kind string, whole bool) {
	src := f.d.source
	first, last := src.Line(start), src.Line(end)
	if !whole {
		last--
	}
	if last > first {
		f.folds = append(f.folds, Fold{source.Span{Start: start, End: src.LineStart(last) + int32(len(src.LineText(last)))}, kind})
	}
}

// block folds the body that follows a head.
func (f *folder) block(head int32, b *syntax.Block) {
	if b != nil {
		f.add(head, max(head, b.Span.End), "", false)
	}
}

func (f *folder) node(n syntax.Node) {
	switch n := n.(type) {
	case *syntax.Function:
		end := n.Span.End
		if n.Body != nil {
			end = max(end, f.lastOf(n.Body))
		}
		f.add(n.Span.Start, end, "", true)
	case *syntax.If:
		f.block(n.Span.Start, n.Then)
		if n.Else != nil {
			f.block(n.Else.Span.Start, n.Else)
		}
	case *syntax.Case:
		f.add(n.Span.Start, n.Span.End, "", false)
		for _, b := range n.Branches {
			f.block(b.Span.Start, b.Body)
		}
	case *syntax.For:
		f.block(n.Span.Start, n.Body)
	case *syntax.ForEach:
		f.block(n.Span.Start, n.Body)
	case *syntax.While:
		f.block(n.Span.Start, n.Body)
	case *syntax.Repeat:
		f.block(n.Span.Start, n.Body)
	case *syntax.Use:
		f.block(n.Span.Start, n.Body)
	case *syntax.Try:
		f.block(n.Span.Start, n.Body)
		if n.Catch != nil {
			f.block(n.Catch.Span.Start, n.Catch)
		}
	case *syntax.SQL, *syntax.CollectionLit, *syntax.ObjectLit, *syntax.Call:
		s := n.Pos()
		f.add(s.Start, s.End, "", false)
	}
}

// lastOf returns where the last statement of a body ends, or the comments that
// follow it line by line.
func (f *folder) lastOf(b *syntax.Block) int32 {
	src, end := f.d.source, b.Span.Start
	if n := len(b.Stmts); n > 0 {
		end = b.Stmts[n-1].Pos().End
	}
	for _, c := range f.d.file.Comments {
		if c.Span.Start >= end && c.Span.End <= b.Span.End && src.Line(c.Span.Start) <= src.Line(end)+1 {
			end = c.Span.End
		}
	}
	return end
}

// comments folds long comments, and line comments that follow one another.
func (f *folder) comments() {
	src, all := f.d.source, f.d.file.Comments
	for i := 0; i < len(all); i++ {
		first, last := all[i], all[i]
		for i+1 < len(all) && markTitle(all[i+1]) == "" && src.Line(all[i+1].Span.Start) == src.Line(last.Span.End)+1 && f.alone(all[i+1]) {
			i++
			last = all[i]
		}
		f.add(first.Span.Start, last.Span.End, "comment", true)
	}
}

// alone reports whether nothing stands before a comment on its line.
func (f *folder) alone(c *syntax.Comment) bool {
	start := f.d.source.LineStart(f.d.source.Line(c.Span.Start))
	for _, b := range []byte(f.d.source.Text[start:c.Span.Start]) {
		if b != ' ' && b != '\t' {
			return false
		}
	}
	return true
}

// regions folds from one dividing comment to the next.
func (f *folder) regions() {
	var open *syntax.Comment
	for _, c := range f.d.file.Comments {
		if markTitle(c) == "" {
			continue
		}
		if open != nil {
			f.add(open.Span.Start, c.Span.Start, "region", false)
		}
		open = c
	}
	if open != nil {
		f.add(open.Span.Start, int32(len(f.d.source.Text)), "region", true)
	}
}

// Selections returns what selecting more and more around an offset covers, the
// whole file first.
func (s *Service) Selections(path string, offset int32) []source.Span {
	d := s.document(path)
	if d == nil {
		return nil
	}
	var list []source.Span
	add := func(x source.Span) {
		x.End = min(x.End, int32(len(d.source.Text)))
		if n := len(list); x.Start <= x.End && (n == 0 || list[n-1] != x && list[n-1].Start <= x.Start && x.End <= list[n-1].End) {
			list = append(list, x)
		}
	}
	for _, n := range pathTo(d.file, offset) {
		add(extent(n))
	}
	if c := d.commentAt(offset); c != nil {
		add(c.Span)
	}
	return list
}
