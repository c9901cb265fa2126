package check

import (
	"fmt"
	"slices"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/source"
)

// Scope is what the checker asks about names outside a file.
type Scope interface {
	// Command returns what a command takes; the token decides where there is one.
	Command(id *syntax.Ident) (c Command, ok bool)
	Constant(id *syntax.Ident) bool
	Method(norm string) bool
	// Class reports whether a store has a class.
	Class(store, name string) bool
	// Variable reports whether some file assigns or declares a process variable.
	Variable(norm string) bool
}

// Command is what the checker knows of a command.
type Command struct {
	Min, Max int // bounds on the number of arguments; Max -1 for any number
	// Unavailable says why the command does nothing here, "" for one that works.
	Unavailable string
}

// Variables returns the names that a file assigns, declares or passes to be
// filled, other than local variables: its process variables.
func Variables(f *syntax.File) []string {
	var names []string
	add := func(x syntax.Expr) {
		if n, ok := x.(*syntax.Name); ok && !n.Local && !n.InterProcess {
			names = append(names, n.Ident.Norm)
		}
	}
	syntax.Walk(f, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Var:
			for _, id := range n.Names {
				names = append(names, id.Norm)
			}
		case *syntax.Assign:
			add(n.Target)
		case *syntax.For:
			add(n.Counter)
		case *syntax.ForEach:
			add(n.Item)
		case *syntax.Unary:
			add(n.X)
		case *syntax.Call:
			for _, a := range n.Args {
				add(a)
			}
		}
		return true
	})
	return names
}

// File checks one file and returns what it found, errors of syntax included.
func File(f *syntax.File, s Scope) []Diagnostic {
	c := &checker{file: f, scope: s}
	for _, e := range f.Errors {
		severity := Error
		if e.Warning {
			severity = Warning
		}
		c.add(e.Span, severity, e.Code, e.Message)
	}
	if f.Kind == syntax.Class {
		c.class()
		return c.found
	}
	c.body(f.Declare, f.Body)
	return c.found
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

// At returns a diagnostic with a code of the table.
func At(f *source.File, span source.Span, code, message string) Diagnostic {
	return diagnostic(f, span, severityOf(code), code, message)
}

func diagnostic(f *source.File, span source.Span, severity Severity, code, message string) Diagnostic {
	from, to := f.Place(span.Start), f.Place(max(span.End, span.Start))
	return Diagnostic{Path: f.Path, Line: from.Line, Column: from.Column, EndLine: to.Line, EndColumn: to.Column,
		Severity: severity, Code: code, Message: message}
}

type checker struct {
	file  *syntax.File
	scope Scope
	found []Diagnostic

	declared map[string]bool // names that are variables of the body
	loops    int
}

func (c *checker) add(at source.Span, severity Severity, code, message string) {
	c.found = append(c.found, diagnostic(c.file.Source, at, severity, code, message))
}

func (c *checker) report(at source.Span, code, format string, args ...any) {
	c.add(at, severityOf(code), code, fmt.Sprintf(format, args...))
}

func (c *checker) class() {
	functions := map[string]bool{}
	for _, m := range c.file.Members {
		switch m := m.(type) {
		case *syntax.Function:
			if m.Kind == syntax.Plain && m.Name != nil {
				functions[m.Name.Name] = true
			}
			c.body(m.Sig, m.Body)
		case *syntax.Property:
			c.typeName(m.Type)
		}
	}
	for _, m := range c.file.Members {
		if p, ok := m.(*syntax.Property); ok {
			for _, id := range p.Names {
				if functions[id.Name] {
					c.report(id.Span, "class.property-function", "The class has a function %s too.", id.Name)
				}
			}
			if p.Init != nil {
				c.body(nil, &syntax.Block{Stmts: []syntax.Stmt{&syntax.ExprStmt{X: p.Init}}})
			}
		}
	}
}

// body checks one function.
func (c *checker) body(sig *syntax.Signature, body *syntax.Block) {
	if body == nil {
		return
	}
	c.declared, c.loops = map[string]bool{}, 0
	if sig != nil {
		for _, p := range sig.Params {
			c.declared[p.Name.Norm] = true
			c.typeName(p.Type)
		}
		c.typeName(sig.Result)
		c.typeName(sig.Variadic)
		if sig.ResultName != nil {
			c.declared[sig.ResultName.Norm] = true
		}
	}
	syntax.Walk(body, c.declare)
	c.block(body)
}

// declare collects the variables of a body: what is declared, assigned or
// counted.
func (c *checker) declare(n syntax.Node) bool {
	name := func(x syntax.Expr) {
		if n, ok := x.(*syntax.Name); ok {
			c.declared[n.Ident.Norm] = true
		}
	}
	switch n := n.(type) {
	case *syntax.Var:
		for _, id := range n.Names {
			c.declared[id.Norm] = true
		}
	case *syntax.Assign:
		name(n.Target)
	case *syntax.For:
		name(n.Counter)
	case *syntax.ForEach:
		name(n.Item)
	}
	return true
}

func (c *checker) block(b *syntax.Block) {
	if b == nil {
		return
	}
	for _, s := range b.Stmts {
		c.statement(s)
	}
}

func (c *checker) loop(b *syntax.Block) {
	c.loops++
	c.block(b)
	c.loops--
}

func (c *checker) statement(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Var:
		c.typeName(s.Type)
		c.exprs(s.Init)
	case *syntax.If:
		c.exprs(s.Cond)
		c.block(s.Then)
		c.block(s.Else)
	case *syntax.Case:
		for _, b := range s.Branches {
			c.exprs(b.Cond)
			c.block(b.Body)
		}
		c.block(s.Else)
	case *syntax.For:
		c.exprs(s.Counter, s.From, s.To, s.Step)
		c.loop(s.Body)
	case *syntax.ForEach:
		c.exprs(s.Item, s.Over, s.Begin, s.End, s.Guard)
		c.loop(s.Body)
	case *syntax.While:
		c.exprs(s.Cond)
		c.loop(s.Body)
	case *syntax.Repeat:
		c.loop(s.Body)
		c.exprs(s.Cond)
	case *syntax.Use:
		c.exprs(s.X)
		c.block(s.Body)
	case *syntax.Try:
		c.block(s.Body)
		c.block(s.Catch)
	case *syntax.Break, *syntax.Continue:
		if c.loops == 0 {
			c.report(s.Pos(), "loop.outside", "Break and continue stand inside a loop only.")
		}
	default:
		syntax.Walk(s, c.expression)
	}
}

func (c *checker) exprs(list ...syntax.Expr) {
	for _, x := range list {
		if x != nil {
			syntax.Walk(x, c.expression)
		}
	}
}

// expression checks the names in an expression.
func (c *checker) expression(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Call:
		if name, ok := n.Fun.(*syntax.Name); ok {
			c.call(name, n)
			c.exprs(n.Args...)
			return false
		}
	case *syntax.MemberExpr:
		c.member(n)
	case *syntax.Name:
		c.name(n)
	}
	return true
}

// name checks a bare name that is not called.
func (c *checker) name(n *syntax.Name) {
	id := n.Ident
	switch {
	case n.Local || n.InterProcess || c.declared[id.Norm] || isWord(id.Norm) || c.scope.Constant(id):
	case strings.HasPrefix(id.Token, "K"):
		c.report(n.Span, "name.unknown-constant", "There is no constant %q.", id.Name)
	default:
		if cmd, ok := c.scope.Command(id); ok {
			c.command(n, cmd, 0)
			return
		}
		// An argument may be what a command fills: it counts as assigned.
		if !c.scope.Method(id.Norm) && !c.scope.Variable(id.Norm) {
			c.report(n.Span, "name.unknown", "Nothing gives %q a value.", id.Name)
		}
	}
}

// isWord reports whether a name belongs to the language itself.
func isWord(norm string) bool {
	switch norm {
	case "null", "true", "false", "cs", "4d", "ok", "error", "error method", "error line", "error formula", "document":
		return true
	}
	return false
}

func (c *checker) command(name *syntax.Name, cmd Command, args int) {
	id := name.Ident
	switch {
	case cmd.Unavailable != "":
		c.report(name.Span, "command.unavailable", "%s %s.", id.Name, cmd.Unavailable)
	case args < cmd.Min || cmd.Max >= 0 && args > cmd.Max:
		c.report(name.Span, "argument.count", "%s: got %d arguments, want %s.", id.Name, args, bounds(cmd.Min, cmd.Max))
	}
}

func (c *checker) call(name *syntax.Name, call *syntax.Call) {
	id := name.Ident
	if name.Local || name.InterProcess {
		return
	}
	if cmd, ok := c.scope.Command(id); ok {
		if !c.declared[id.Norm] {
			c.command(name, cmd, len(call.Args))
		}
		return
	}
	if !c.declared[id.Norm] && !c.scope.Method(id.Norm) && !c.scope.Constant(id) && !c.scope.Variable(id.Norm) {
		c.report(name.Span, "name.unknown-call", "There is no command or method %q.", id.Name)
	}
}

func bounds(least, most int) string {
	switch {
	case most < 0:
		return fmt.Sprintf("at least %d", least)
	case least == most:
		return fmt.Sprint(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

// member checks "cs.Name" and "4D.Name".
func (c *checker) member(m *syntax.MemberExpr) {
	n, ok := m.X.(*syntax.Name)
	if !ok || c.declared[n.Ident.Norm] {
		return
	}
	store := ""
	switch n.Ident.Norm {
	case "cs":
		store = "cs"
	case "4d":
		store = "4D"
	default:
		return
	}
	if !c.scope.Class(store, m.Name.Name) {
		c.report(m.Name.Span, "name.unknown-class", "There is no class %s.%s.", store, m.Name.Name)
	}
}

func (c *checker) typeName(t *syntax.TypeName) {
	if t == nil {
		return
	}
	if _, known := types.Lookup(t.Store, t.Name); !known {
		c.report(t.Span, "type.unknown", "There is no type %q.", t.Name)
		return
	}
	if t.Store != "" && !c.scope.Class(t.Store, t.Name) {
		c.report(t.Span, "name.unknown-class", "There is no class %s.%s.", t.Store, t.Name)
	}
}
