// Package command says what a built-in is to the rest of the product: a row
// with its name, its signature and its body, joined with one section of
// documentation. The rows of a family stand in its folder below lang/lib.
package command

import "quoin.dev/quoin/lang/vm"

// Command is one command: Replace string, JSON Parse, ds.
type Command struct {
	// Name is the 4D spelling, "Replace string". The QodlyScript spelling is
	// derived from it (replaceString) unless Qodly gives it.
	Name  string
	Qodly string
	// Aliases are further accepted spellings: former names, documented variants.
	Aliases []string
	// Sig is the signature: "(find: Text, in: Text, start?: Integer) : Integer".
	// "?" marks an optional parameter, "&" one that is written back, "..." a
	// variadic one, "*" a lone star; several signatures are separated by "|"
	// (see ParseSignatures).
	Sig string
	Run vm.Builtin
	// State is Done (zero), Later (known to the checker, "not available yet" at
	// the call) or Rejected (fails when executed; dialogs are logged).
	State State
	// Number of the token ":C1710"; 0 if none.
	Number int
}

// State says whether a built-in can be used.
type State uint8

const (
	Done State = iota
	Later
	Rejected
)

// Class is a built-in class: 4D.File, Collection, 4D.Entity.
type Class struct {
	Name   string // "File"
	Store  string // "4D" (default) or "cs"
	Parent string // name of the parent; "" = Object
	Doc    string
	// Singleton classes of the store "cs" have one instance for the application: me.
	Singleton bool
	// New is the constructor, nil when the class has none.
	New *Command
	// Functions are called on instances, Statics on the class object.
	Functions, Statics []Command
	Properties         []Property
}

// Property is a property of a built-in class.
type Property struct {
	Name string
	Type string // "Text", "Integer", "4D.File", "Collection"
	Get  vm.Builtin
	Set  vm.Builtin // nil: read-only
}

// Constant is a named value: "Is text", "ck shared".
type Constant struct {
	Name  string
	Qodly string // the QodlyScript spelling, "kString"
	Value any    // int, float64 or string
	Token string // "K8:3", "" if not known
}

// Family is what one folder of lang/lib provides.
type Family struct {
	Name      string // "text"
	Commands  []Command
	Classes   []Class
	Constants []Constant
	Doc       string // the family's Markdown, embedded
}
