package check

import (
	"fmt"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Info is what is known of one file: side tables, the tree is unchanged.
type Info struct {
	File *syntax.File
	// Types of expressions; one that is missing or nil is not known.
	Types map[syntax.Expr]*Type
	// Uses says what names stand for, where they are defined too.
	Uses map[*syntax.Ident]*Symbol
	// TypeUses are the classes that declarations name.
	TypeUses    map[*syntax.TypeName]*Symbol
	Diagnostics []Diagnostic

	// writes are the identifiers where something is defined or assigned.
	writes map[*syntax.Ident]bool
}

// Writes reports whether a name is defined or assigned where it stands.
func (i *Info) Writes(id *syntax.Ident) bool { return i.writes[id] }

// checker works on one file.
type checker struct {
	project *Project
	unit    *unit
	file    *syntax.File
	info    *Info
	silent  bool // only types are wanted
}

func (p *Project) checker(u *unit) *checker {
	return &checker{project: p, unit: u, file: u.tree, info: &Info{File: u.tree, Types: map[syntax.Expr]*Type{},
		Uses: map[*syntax.Ident]*Symbol{}, TypeUses: map[*syntax.TypeName]*Symbol{}, writes: map[*syntax.Ident]bool{}}}
}

// quiet returns a checker that finds types only.
func (p *Project) quiet(u *unit) *checker {
	c := p.checker(u)
	c.silent = true
	return c
}

// Info returns what is known of a file, nil for a path without one. Places of
// symbols in other files are those of their newest versions.
func (p *Project) Info(path string) *Info {
	e := p.look(path, true)
	if e == nil {
		return nil
	}
	return e.info
}

// Diagnostics returns what there is to say about a file. nil: there is none of
// that path. The tables of Info are not kept until somebody asks for them.
func (p *Project) Diagnostics(path string) []Diagnostic {
	e := p.look(path, false)
	if e == nil {
		return nil
	}
	return e.found
}

// look returns what was found in a file, looking again where something that it
// asked for has changed; full says that the tables are wanted, and places that
// are exact.
func (p *Project) look(path string, full bool) *entry {
	u := p.units[path]
	if u == nil {
		return nil
	}
	e := p.files[path]
	switch {
	case e == nil, full && e.info == nil:
	case e.revision == p.revision && (e.exact || !full):
		return e
	case p.valid(e.deps, full):
		e.revision, e.exact = p.revision, full
		return e
	}
	fresh := &entry{revision: p.revision, exact: true}
	fresh.deps = p.record(func() { fresh.info = p.check(u) })
	fresh.found = fresh.info.Diagnostics
	if !full && (e == nil || e.info == nil) {
		fresh.info = nil
	}
	p.files[path] = fresh
	return fresh
}

// check checks a file from its beginning.
func (p *Project) check(u *unit) *Info {
	c := p.checker(u)
	for _, e := range u.tree.Errors {
		severity := Error
		if e.Warning {
			severity = Warning
		}
		c.add(e.Span, severity, e.Code, e.Message)
	}
	if u.kind == ClassUnit {
		c.class()
	} else {
		c.method()
	}
	c.silence()
	Sort(c.info.Diagnostics)
	return c.info
}

func (c *checker) add(at source.Span, severity Severity, code, message string) {
	if !c.silent {
		c.info.Diagnostics = append(c.info.Diagnostics, diagnostic(c.file.Source, at, severity, code, message))
	}
}

func (c *checker) report(at source.Span, code, format string, args ...any) {
	if !c.silent {
		if severity := c.project.levels[code]; severity != Off {
			c.add(at, severity, code, fmt.Sprintf(format, args...))
		}
	}
}

// use notes what a name stands for.
func (c *checker) use(id *syntax.Ident, s *Symbol) {
	if id != nil && s != nil {
		c.info.Uses[id] = s
	}
}

// define notes where something is defined or assigned.
func (c *checker) define(id *syntax.Ident, s *Symbol) {
	c.use(id, s)
	if id != nil {
		c.info.writes[id] = true
	}
}
