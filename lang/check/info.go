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
func (p *Project) Info(path string) *Info { return p.look(path, true) }

// Diagnostics returns what there is to say about a file. nil: there is none of
// that path.
func (p *Project) Diagnostics(path string) []Diagnostic {
	if i := p.look(path, false); i != nil {
		return i.Diagnostics
	}
	return nil
}

// Fresh reports whether the diagnostics of a file need no work.
func (p *Project) Fresh(path string) bool {
	e := p.files[path]
	return e != nil && (e.revision == p.revision || p.valid(e.deps, false))
}

func (p *Project) look(path string, exact bool) *Info {
	u := p.units[path]
	if u == nil {
		return nil
	}
	e := p.files[path]
	if e != nil && (e.revision < p.revision || exact && !e.exact) {
		if p.valid(e.deps, exact) {
			e.revision, e.exact = p.revision, exact
		} else {
			e = nil
		}
	}
	if e == nil {
		e = &entry{revision: p.revision, exact: true}
		e.deps = p.record(func() { e.info = p.check(u) })
		p.files[path] = e
	}
	return e.info
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
