package syntax

import "fmt"

// Format returns the text of a file in the canonical layout of its dialect (see
// Print). A file with an error is refused with the place of the first one: what
// its author still works on is not touched.
func Format(f *File) (string, error) {
	for _, e := range f.Errors {
		if !e.Warning {
			return "", fmt.Errorf("%s: %s", f.Source.Place(e.Span.Start), e.Message)
		}
	}
	return Print(f, f.Dialect), nil
}
