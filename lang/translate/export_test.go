package translate

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Canonical returns what a file means in its own dialect, to be compared: names
// spelled as the catalogue does, parentheses only where they are needed.
func Canonical(f *source.File, d syntax.Dialect, kind syntax.FileKind, p *Project) string {
	t := &translator{Project: p, from: d, to: d, bare: true}
	text, _ := t.translate(f, kind)
	return text
}
