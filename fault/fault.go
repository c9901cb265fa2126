// Package fault provides errors as values: what kind of failure it is, a
// stable code, what it is about and where it happened. Every layer returns a
// *fault.Error (or wraps one); only the doors turn it into a response or a
// log line.
package fault

import (
	"errors"
	"fmt"
	"strings"

	"quoin.dev/quoin/source"
)

// Kind says what sort of failure an error is; the doors map it to a status.
type Kind uint8

const (
	Other       Kind = iota // anything else; the user's code or data, not the server
	Invalid                 // malformed input: syntax, arguments, request
	NotFound                // the subject does not exist or is not visible
	Permission              // the caller may not do this
	Conflict                // stamp, lock, uniqueness, restrict
	Limit                   // time, depth, memory, size or rate exceeded
	Cancelled               // the caller went away or the process was stopped
	Unsupported             // known, but not available here
	IO                      // disk, network, engine
	Internal                // a bug of ours
)

var kindNames = [...]string{"error", "invalid", "not found", "not permitted", "conflict",
	"limit", "cancelled", "not available", "input/output", "internal error"}

func (k Kind) String() string { return kindNames[k] }

// Error is a failure. The zero value of each field means "not known".
type Error struct {
	Kind Kind
	// Code is the stable name of the failure, for example "syntax.end-missing".
	Code string
	// Number is the error number of the original's numbering (errCode), 0 if none.
	Number int
	// Signature names the component in the original's error stacks: "dbmg",
	// "4DRT", "host" and so on.
	Signature string
	// Subject names what the error is about: a file, a dataclass, a function.
	Subject string
	// Message is a sentence for a person. It says what happened and what to do.
	Message string
	Place   source.Place
	Err     error
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Place.Path != "" {
		b.WriteString(e.Place.String())
		b.WriteString(": ")
	}
	switch {
	case e.Message != "":
		b.WriteString(e.Message)
	case e.Err != nil:
		b.WriteString(e.Err.Error())
	default:
		b.WriteString(e.Kind.String())
		if e.Subject != "" {
			b.WriteString(": " + e.Subject)
		}
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// New returns an error of a kind with a stable code and a formatted message.
func New(kind Kind, code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// Numbered returns an error that carries the original's error number and
// component signature, because scripts and REST clients test them.
func Numbered(kind Kind, number int, signature, format string, args ...any) *Error {
	e := New(kind, fmt.Sprintf("%s.%d", signature, number), format, args...)
	e.Number, e.Signature = number, signature
	return e
}

// At returns a copy of the error that happened at a place, unless it already
// has one: the innermost place is the one a person wants.
func (e *Error) At(p source.Place) *Error {
	if e.Place.Path != "" {
		return e
	}
	c := *e
	c.Place = p
	return &c
}

// As returns the first *Error in err's chain; nil when there is none.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// KindOf returns the kind of the first *Error in err's chain, Other if none.
func KindOf(err error) Kind {
	if e := As(err); e != nil {
		return e.Kind
	}
	return Other
}
