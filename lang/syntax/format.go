package syntax

import (
	"fmt"

	"quoin.dev/quoin/source"
)

// Format returns the text of a file in the canonical layout of its dialect (see
// Print). A file with an error is refused with the place of the first one: what
// its author still works on is not touched. The result is read again: a text
// with another tree never replaces an author's.
func Format(f *File) (string, error) {
	for _, e := range f.Errors {
		if !e.Warning {
			return "", fmt.Errorf("%s: %s", f.Source.Place(e.Span.Start), e.Message)
		}
	}
	text := Print(f, f.Dialect)
	if d := Diff(f, ParseFile(source.NewFile(f.Source.Path, text), f.Dialect, f.Kind)); d != "" {
		return "", fmt.Errorf("%s: formatting would change what the code means (%s); please report this file", f.Source.Path, d)
	}
	return text, nil
}
