// Package lang is the front door of the language: sources in, a compiled
// program and diagnostics out.
package lang

import (
	"context"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
)

// Kind says what a source file is.
type Kind uint8

// The kinds of source files.
const (
	Method Kind = iota
	Class
	DatabaseMethod
	Trigger
)

// Source is one file of code.
type Source struct {
	Path    string // relative to the project's folder, for places
	Name    string // of the method or class: the file's name without extension
	Kind    Kind
	Dialect syntax.Dialect
	Text    string
}

// ModelView is what the checker asks of the data model.
type ModelView interface {
	HasDataclass(name string) bool
}

// Options are the surroundings of a compilation.
type Options struct {
	Builtins *vm.Builtins
	// Model is the data model; nil when there is none.
	Model ModelView
	// Base says what an implicit class of the data model (cs.User,
	// cs.UserEntity, cs.UserSelection, cs.DataStore) descends from: the name of
	// its 4D parent, "DataClass". nil: there are none.
	Base func(class string) (parent string, ok bool)
	// Implicit lists those classes by name, so that cs.User exists without a
	// file of its own.
	Implicit []string
}

// Unit is a compiled program with what was found on the way.
type Unit struct {
	Program     *vm.Program
	Diagnostics []check.Diagnostic
}

// Compile compiles sources. A broken file yields diagnostics; the rest works,
// and calling something from the broken file raises a clear error.
func Compile(ctx context.Context, sources []Source, o Options) *Unit {
	return &Unit{Program: vm.NewProgram(o.Builtins)}
}
