// Package compile turns trees into the machine's code. It resolves names
// against the program and its built-ins; what it cannot resolve becomes code
// that fails when it is reached, because real programs hold such lines and
// work (diagnostics are the checker's business).
package compile

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
)

// File is a parsed source and what it stands for.
type File struct {
	Tree *syntax.File
	Name string // of the method or class
	Kind FileKind
}

// FileKind says what a file holds.
type FileKind uint8

// The kinds of files.
const (
	Method FileKind = iota
	Class
	DatabaseMethod
)

// Options are the surroundings of a compilation.
type Options struct {
	Builtins *vm.Builtins
	// Base says what an implicit class of the data model descends from, by the
	// name of a 4D class; nil: there are none.
	Base func(class string) (parent string, ok bool)
	// Implicit lists those classes.
	Implicit []string
	// Components are what the program may use beside its own code; nil: nothing.
	Components *vm.Components
	// Namespace makes the program one of them.
	Namespace string
}

// unit is one compilation.
type unit struct {
	prog    *vm.Program
	options Options
	classes []*classFile
	queue   []func() // bodies, compiled once everything is declared
}

type classFile struct {
	file  File
	class *vm.Class
}

// Program compiles files. Every file yields something: what is broken fails
// when it is called.
func Program(files []File, o Options) *vm.Program {
	u := &unit{prog: vm.NewProgramOf(o.Builtins, o.Components, o.Namespace), options: o}
	u.prog.FromText = fromText
	for _, f := range files {
		switch f.Kind {
		case Class:
			u.declareClass(f)
		case DatabaseMethod:
			u.declareMethod(f, vm.DatabaseKind, u.prog.AddDatabaseMethod)
		default:
			u.declareMethod(f, vm.MethodKind, u.prog.AddMethod)
		}
	}
	u.declareImplicit()
	u.link()
	for _, compile := range u.queue {
		compile()
	}
	return u.prog
}

func (u *unit) declareMethod(f File, kind vm.FunctionKind, add func(string, *vm.Function) bool) {
	fn := &vm.Function{Name: f.Name, Kind: kind, Source: f.Tree.Source, Span: f.Tree.Pos(), Qodly: f.Tree.Dialect == syntax.Qodly}
	if !add(f.Name, fn) {
		return // the first of two methods counts
	}
	u.queue = append(u.queue, func() { u.compile(fn, f.Tree, f.Tree.Declare, f.Tree.Body, f.Tree.Pos()) })
}

// compile compiles a body unless its text has errors of syntax.
func (u *unit) compile(fn *vm.Function, file *syntax.File, sig *syntax.Signature, body *syntax.Block, within source.Span) {
	c := u.newFunction(fn, file.Source, file.Dialect)
	fn.Source, fn.Qodly = file.Source, file.Dialect == syntax.Qodly
	c.variables(sig, body)
	if fn.Broken = broken(file, within); fn.Broken != nil {
		return
	}
	c.derived = fn.Kind == vm.ConstructorKind && fn.Owner != nil && fn.Owner.Parent != nil && fn.Owner.Parent.Store == "cs"
	c.prologue()
	if fn.Shared {
		c.emit(vm.OpUseThis)
	}
	c.block(body)
	c.finish()
}

// broken returns the error that calling something fails with when its text, or
// the text around the functions of its class, has errors of syntax.
func broken(file *syntax.File, within source.Span) error {
	for _, e := range file.Errors {
		if e.Warning || !(e.Span.Start >= within.Start && e.Span.Start <= within.End) && insideFunction(file, e.Span) {
			continue
		}
		f := fault.New(fault.Invalid, e.Code, "%s", e.Message)
		f.Place = file.Source.Place(e.Span.Start)
		f.Signature = "4DRT"
		return f
	}
	return nil
}

func insideFunction(file *syntax.File, at source.Span) bool {
	for _, m := range file.Members {
		if f, ok := m.(*syntax.Function); ok && at.Start >= f.Span.Start && at.Start <= f.Span.End {
			return true
		}
	}
	return false
}

// fromText compiles one statement as a formula at run time.
func fromText(prog *vm.Program, text string, qodly, variables bool) (*vm.Function, error) {
	d := syntax.FourD
	if qodly {
		d = syntax.Qodly
	}
	file := syntax.ParseSnippet(source.NewFile("", text), d)
	for _, e := range file.Errors {
		if !e.Warning {
			return nil, fault.New(fault.Invalid, e.Code, "%s", e.Message)
		}
	}
	if prog.Variables() > vm.MaxVariables {
		return nil, fault.New(fault.Limit, "formula.variables", "There are more than %d process variables.", vm.MaxVariables)
	}
	u := &unit{prog: prog}
	fn := &vm.Function{Name: "formula", Kind: vm.FormulaKind, Span: file.Pos()}
	c := u.newFunction(fn, file.Source, file.Dialect)
	c.closed = !variables
	if len(file.Body.Stmts) != 1 {
		return nil, fault.New(fault.Invalid, "formula.statement", "A formula is one statement, got %d.", len(file.Body.Stmts))
	}
	c.body(file.Body.Stmts[0])
	if c.err != nil {
		return nil, c.err
	}
	c.code.Text = text
	return fn, nil
}

// forbidden notes the use of a variable in a formula from text.
func (c *function) forbidden(name string) {
	if c.err == nil {
		e := fault.Numbered(fault.Invalid, -10737, "4DRT", "A formula from text cannot use the variable %s.", name)
		e.Code = "formula.variable"
		c.err = e
	}
}

// Snippet compiles statements that a person typed to be evaluated: the value is
// that of the variable "result" ("$result" in 4D) when the snippet sets it,
// otherwise of the last expression, which is compiled as "return expression".
func Snippet(prog *vm.Program, file *syntax.File) (*vm.Function, error) {
	for _, e := range file.Errors {
		if !e.Warning {
			f := fault.New(fault.Invalid, e.Code, "%s", e.Message)
			return nil, f.At(file.Source.Place(e.Span.Start))
		}
	}
	name := "$result"
	if file.Dialect == syntax.Qodly {
		name = "result"
	}
	u := &unit{prog: prog}
	fn := &vm.Function{Name: "snippet", Kind: vm.MethodKind, Span: file.Pos()}
	c := u.newFunction(fn, file.Source, file.Dialect)
	c.variables(file.Declare, file.Body)
	if l := c.find(name); l != nil && assigns(file.Body, name) {
		c.result = l
	} else {
		lastReturns(file.Body)
	}
	c.prologue()
	c.block(file.Body)
	c.finish()
	return fn, c.err
}

// Routine compiles statements that code made at run time as a method of a name.
// What it gives is what its statements return.
func Routine(prog *vm.Program, name string, file *syntax.File) (*vm.Function, error) {
	for _, e := range file.Errors {
		if !e.Warning {
			f := fault.New(fault.Invalid, e.Code, "%s", e.Message)
			return nil, f.At(file.Source.Place(e.Span.Start))
		}
	}
	u := &unit{prog: prog}
	fn := &vm.Function{Name: name, Kind: vm.MethodKind, Source: file.Source, Span: file.Pos()}
	c := u.newFunction(fn, file.Source, file.Dialect)
	c.variables(file.Declare, file.Body)
	c.prologue()
	c.block(file.Body)
	c.finish()
	return fn, c.err
}

// assigns reports whether a body assigns a variable.
func assigns(body *syntax.Block, name string) bool {
	found := false
	syntax.Walk(body, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Assign:
			if t, ok := n.Target.(*syntax.Name); ok && t.Ident.Norm == name {
				found = true
			}
		case *syntax.Var:
			for _, id := range n.Names {
				found = found || id.Norm == name
			}
		}
		return !found
	})
	return found
}
