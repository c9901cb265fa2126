// Package check provides the diagnostics of a project's code: faults of
// syntax, names that nothing defines, arguments that do not fit.
package check

import (
	"slices"
	"strings"

	"quoin.dev/quoin/source"
)

// Severity says how grave a diagnostic is.
type Severity uint8

// An Error cannot work; a Warning may be meant; a Hint is a matter of taste.
const (
	Error Severity = iota
	Warning
	Hint
)

// String returns "error", "warning" or "hint".
func (s Severity) String() string { return [...]string{"error", "warning", "hint"}[s] }

// Diagnostic is one finding. Lines and columns count from 1, columns in UTF-16
// units; the end is exclusive.
type Diagnostic struct {
	Path               string
	Line, Column       int
	EndLine, EndColumn int
	Severity           Severity
	Code               string
	Message            string
}

// Sort puts diagnostics in the order of paths, lines and columns.
func Sort(all []Diagnostic) {
	slices.SortStableFunc(all, func(a, b Diagnostic) int {
		if n := strings.Compare(a.Path, b.Path); n != 0 {
			return n
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
}

func diagnostic(f *source.File, span source.Span, severity Severity, code, message string) Diagnostic {
	from, to := f.Place(span.Start), f.Place(max(span.End, span.Start))
	return Diagnostic{Path: f.Path, Line: from.Line, Column: from.Column, EndLine: to.Line, EndColumn: to.Column,
		Severity: severity, Code: code, Message: message}
}
