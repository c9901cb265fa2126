// Package lang is the front door of the language: sources in, a compiled
// program and diagnostics out.
//
//	unit := lang.Compile(ctx, sources, lang.Options{Builtins: builtins})
//	rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{})
//	v, err := lang.Eval(ctx, rt, `Uppercase("a")`, lang.FourD, vm.ProcessOptions{})
package lang

import (
	"context"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/compile"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
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

// Dialect is one of the two spellings of the language.
type Dialect = syntax.Dialect

// The two dialects.
const (
	FourD = syntax.FourD
	Qodly = syntax.Qodly
)

// Source is one file of code.
type Source struct {
	Path    string // relative to the project's folder, for places
	Name    string // of the method or class: the file's name without extension
	Kind    Kind
	Dialect Dialect
	Text    string
}

// ModelView is what the checker asks of the data model.
type ModelView interface {
	// Dataclasses returns the dataclasses with the attributes that the model
	// declares.
	Dataclasses() []*check.DataclassInfo
}

// Options are the surroundings of a compilation.
type Options struct {
	Builtins *vm.Builtins
	// Catalogue is where Builtins come from: signatures and documentation for the
	// checker. nil: names and numbers of arguments are all it knows.
	Catalogue *command.Catalogue
	// Levels gives diagnostics another severity, or turns them off.
	Levels check.Levels
	// Policy says who may call exposed functions; nil: everybody.
	Policy check.Policy
	// Model is the data model; nil when there is none.
	Model ModelView
	// Base says what an implicit class of the data model (cs.User,
	// cs.UserEntity, cs.UserSelection, cs.DataStore) descends from: the name of
	// its 4D parent, "DataClass". nil: there are none.
	Base func(class string) (parent string, ok bool)
	// Implicit lists those classes by name, so that cs.User exists without a
	// file of its own.
	Implicit []string
	// Components are projects that the code uses, dependencies first.
	Components []Component
}

// Unit is a compiled program with what was found on the way.
type Unit struct {
	Program     *vm.Program
	Diagnostics []check.Diagnostic
}

// Compile compiles sources. A broken file yields diagnostics; the rest works,
// and calling something from the broken file raises a clear error. A context
// that ends leaves out diagnostics.
func Compile(ctx context.Context, sources []Source, o Options) *Unit {
	w := NewWorkspace(o)
	w.Set(sources...)
	return w.Compile(ctx)
}

// Eval runs a snippet and returns the value of the variable "result" ("$result"
// in 4D) when the snippet sets it, otherwise that of its last expression.
func Eval(ctx context.Context, rt *vm.Runtime, snippet string, d Dialect, o vm.ProcessOptions) (value.Value, error) {
	fn, err := compile.Snippet(rt.Program, syntax.ParseSnippet(source.NewFile("snippet", snippet), d))
	if err != nil {
		return value.Value{}, err
	}
	p := rt.NewProcess(ctx, o)
	defer p.Close()
	return p.RunFunction(fn, value.Value{})
}

// Routine compiles statements that code made at run time; the value is a
// function that runs them as a method of that name would.
func Routine(prog *vm.Program, name, text string, d Dialect) (value.Value, error) {
	fn, err := compile.Routine(prog, name, syntax.ParseSnippet(source.NewFile(name, text), d))
	if err != nil {
		return value.Value{}, err
	}
	return vm.FunctionValue(fn), nil
}
