package check

import (
	"strconv"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// SymbolKind says what a name stands for.
type SymbolKind uint8

// The kinds of symbols.
const (
	Local           SymbolKind = iota
	Parameter                  // of a method or function, "$1" included
	ProcessVariable            // a variable of the process
	InterProcess               // "<>name"
	Method                     // a project method
	Class                      // a class of the project, or one its model implies
	Function                   // a function of a class
	Property                   // a property of a class or of an object literal
	Attribute                  // of a dataclass
	Command                    // a built-in command
	Constant                   // a built-in constant
	BuiltinClass               // 4D.File
	BuiltinMember              // a function or property of a built-in class
	Dataclass                  // ds.User
)

// String names the kind as messages do.
func (k SymbolKind) String() string {
	return [...]string{"local variable", "parameter", "process variable", "interprocess variable", "method", "class",
		"function", "property", "attribute", "command", "constant", "class", "member", "dataclass"}[k]
}

// Symbol is what a name stands for. It does not change once it was handed out.
type Symbol struct {
	Kind  SymbolKind
	Name  string // 4D's spelling of a command or constant; with "$" for a local variable of 4D
	Owner string // the class of a member, "cs.User"; the method or function of a local variable
	Type  *Type  // of the value; of a function, its result as declared (nil: none declared)
	// File and Span are where the name is defined; File is nil for built-ins.
	File *source.File
	Span source.Span
	// Signatures of what can be called; several for a command with several forms.
	Signatures []Signature
	// Doc is the comment above a definition or the section of the family's
	// documentation.
	Doc string

	Qodly       string // QodlyScript's spelling of a command or constant, "" elsewhere
	Token       string // ":C1710" without the colon, "K8:3" for a constant; "" if none
	Unavailable string // why a built-in does nothing here; "" for one that works
	ReadOnly    bool   // a property or attribute that cannot be assigned
	Modifiers   syntax.Modifiers

	// node is the function's tree, for the inference of its result.
	node   *syntax.Function
	unit   *unit
	member memberKind
	// many is the attribute of an entity that this one of a selection gathers.
	many *Symbol
}

type memberKind uint8

const (
	plainMember memberKind = iota
	accessor               // its Type is that of the value
	alias                  // of an entity class: node and path lead on
	assigned               // a property that code assigns to This
)

// Signature is one way to call something.
type Signature struct {
	Params []Param
	// Result is the type of the result; nil when it is unknown, or when there is
	// none: HasResult tells.
	Result    *Type
	HasResult bool
}

// Param is one parameter of a signature.
type Param struct {
	Name string
	// Types are what is accepted; empty: anything.
	Types    []*Type
	Optional bool
	Out      bool // written back: the argument must be assignable
	Variadic bool // the last one, which may be repeated or left out
	Star     bool // a lone "*" (or ">" or "<")
}

// key names a symbol across versions of its file.
func (s *Symbol) key() string {
	k := strconv.Itoa(int(s.Kind)) + ":" + s.Owner + "." + s.Name
	switch s.Kind {
	case Local, Parameter:
		if s.File != nil {
			k += "@" + s.File.Path + strconv.Itoa(int(s.Span.Start))
		}
	case ProcessVariable, InterProcess, Method:
		k = strconv.Itoa(int(s.Kind)) + ":" + syntax.Normalize(s.Name)
	}
	return k
}

// Callable reports whether the symbol is a command, method or function.
func (s *Symbol) Callable() bool {
	switch s.Kind {
	case Method, Command, Function:
		return true
	case BuiltinMember:
		return len(s.Signatures) > 0
	}
	return false
}

// Same reports whether two symbols stand for the same thing, even when one of
// them is of an older version of the sources.
func (s *Symbol) Same(t *Symbol) bool { return s == t || s != nil && t != nil && s.key() == t.key() }
