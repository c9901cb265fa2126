package fault

import (
	"fmt"

	"quoin.dev/quoin/source"
)

// Severity says how grave a problem of a file is.
type Severity uint8

const (
	Grave   Severity = iota // this part of the file does not work: "error"
	Warning                 // it works, perhaps not as meant
	Hint                    // worth knowing
)

// String returns the word that quoin check prints.
func (s Severity) String() string { return [...]string{"error", "warning", "hint"}[s] }

// Problem is a finding about a project file that is not code: the model, a
// page, the roles. Reading goes on after it.
type Problem struct {
	source.Place
	Severity Severity
	// Code is stable: "model.no-key".
	Code    string
	Message string
}

// String returns "path:line:column: severity: message [code]".
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s: %s [%s]", p.Place, p.Severity, p.Message, p.Code)
}

// AsProblem returns an error as a finding of grave severity. An error without
// a place is put at the file given.
func AsProblem(err error, path string) Problem {
	p := Problem{Place: source.Place{Path: path}, Code: "file.unreadable", Message: err.Error()}
	if e := As(err); e != nil {
		if e.Place.Path != "" {
			p.Place = e.Place
		}
		p.Code, p.Message = e.Code, e.Message
	}
	return p
}
