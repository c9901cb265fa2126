// Package check provides the diagnostics of a project's code: faults of
// syntax, names that nothing defines, arguments that do not fit.
package check

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
