package vm

import "strings"

// Components are the projects that an application uses beside its own code. Each
// is a program: its classes stand in a namespace of the class store
// (cs.textChunker.Utils), the methods it shares are called by their names, and
// inside it "cs" means its own classes. All programs of an application share
// one Components.
type Components struct {
	programs []*Program // in the order in which they were added
	shared   map[string]*Function

	first *Program // its shapes and variables are those of all
}

// NewComponents returns an empty set.
func NewComponents() *Components { return &Components{shared: map[string]*Function{}} }

// NewProgramOf returns an empty program that sees components, and belongs to
// them under a namespace ("": it is the application's own). nil components are
// those of a program that uses none.
func NewProgramOf(b *Builtins, c *Components, namespace string) *Program {
	p := NewProgram(b)
	if c == nil {
		return p
	}
	if p.components, p.Namespace = c, namespace; c.first == nil {
		c.first = p
	}
	p.Shapes, p.names = c.first.Shapes, c.first.names
	if namespace != "" {
		c.programs = append(c.programs, p)
	}
	return p
}

// Share lets the other programs of an application call a method of this one.
// The first of a name counts.
func (p *Program) Share(f *Function) {
	if p.components != nil && p.components.shared[Norm(f.Name)] == nil {
		p.components.shared[Norm(f.Name)] = f
	}
}

// Component returns the program of a namespace, without case; nil: none.
func (p *Program) Component(namespace string) *Program {
	if p.components == nil {
		return nil
	}
	for _, c := range p.components.programs {
		if strings.EqualFold(c.Namespace, namespace) {
			return c
		}
	}
	return nil
}

// Components returns the components that the program sees.
func (p *Program) Components() []*Program {
	if p == nil || p.components == nil {
		return nil
	}
	return p.components.programs
}

// systemVariable: these are the same for the code of every program.
func systemVariable(name string) bool {
	switch Norm(name) {
	case "ok", "error", "error method", "error line", "error formula", "document":
		return true
	}
	return false
}

// Program returns the program whose code runs: that of a component while a
// function of it does, else the runtime's.
func (p *Process) Program() *Program {
	if n := len(p.frames); n > 0 && p.frames[n-1].fn.Program != nil {
		return p.frames[n-1].fn.Program
	}
	return p.Runtime.Program
}
