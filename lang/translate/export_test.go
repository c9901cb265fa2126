package translate

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Canonical returns the tree of a file as its own dialect has it, to be
// compared: names spelled as the catalogue does, no parentheses around
// operations, whose order the tree shows.
func Canonical(f *source.File, d syntax.Dialect, kind syntax.FileKind, p *Project) *syntax.File {
	t := &translator{Project: p, from: d, to: d, bare: true}
	tree, _ := t.translate(f, kind)
	return tree
}
