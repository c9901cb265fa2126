package check

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// Component is a project whose code another one uses: its classes stand under a
// namespace, and the methods that it shares are called by their names.
type Component struct {
	Namespace string
	// Project is the component's code, made when it is first asked for. Nobody may
	// change it.
	Project func() *Project
	// Shared reports whether a method is shared.
	Shared func(*syntax.File) bool
}

// component returns the component of a namespace, in any case; nil: none.
func (p *Project) component(namespace string) *Component {
	for i := range p.components {
		if strings.EqualFold(p.components[i].Namespace, namespace) {
			return &p.components[i]
		}
	}
	return nil
}

// componentClass returns a class of a component by what follows "cs.", such as
// "NetKit.Google"; nil: none.
func (p *Project) componentClass(short string) *ClassInfo {
	namespace, name, nested := strings.Cut(short, ".")
	if !nested {
		return nil
	}
	low := strings.ToLower(short)
	if c, done := p.imported[low]; done {
		return c
	}
	var c *ClassInfo
	if k := p.component(namespace); k != nil {
		c = importer{k.Project(), k.Namespace}.class(name)
	}
	p.imported[low] = c
	return c
}

// sharedMethod returns a method that a component shares; nil: none.
func (p *Project) sharedMethod(name string) *Symbol {
	if s, done := p.shared[name]; done {
		return s
	}
	var found *Symbol
	for _, k := range p.components {
		q := k.Project()
		if list := q.methods[name]; len(list) > 0 && k.Shared(list[0].tree) {
			found = importer{q, k.Namespace}.symbol(list[0].method)
			break
		}
	}
	p.shared[name] = found
	return found
}

// importer hands on what a component knows: cs.Google of the component is
// cs.NetKit.Google outside. What is inferred there is worked out at once.
type importer struct {
	from      *Project
	namespace string
}

func (m importer) class(name string) *ClassInfo {
	c := m.from.class("cs." + name)
	if c == nil {
		return nil
	}
	out := *c
	out.Name, out.Parent, out.unit, out.from = m.name(c.Name), m.name(c.Parent), nil, m.from
	if c.Parent != "" && !strings.Contains(c.Parent, ".") && m.from.class("cs."+c.Parent) != nil {
		out.Parent = "cs." + m.namespace + "." + c.Parent
	}
	out.Symbol = m.symbol(c.Symbol)
	out.Symbol.Type = &Type{Type: types.Type{Kind: types.Object, Class: out.Name}, Static: true}
	out.Members = make(map[string]*Symbol, len(c.Members))
	for name, s := range c.Members {
		out.Members[name] = m.symbol(s)
	}
	if c.Constructor != nil {
		out.Constructor = m.symbol(c.Constructor)
	}
	return &out
}

// symbol returns a symbol as it is seen outside.
func (m importer) symbol(s *Symbol) *Symbol {
	out := *s
	out.Owner, out.node, out.unit, out.many, out.member = m.name(s.Owner), nil, nil, nil, plainMember
	if s.Kind == Class {
		out.Owner = "cs." + m.namespace
	}
	if !s.Callable() {
		out.Type = m.typ(m.from.property(s), 8)
		return &out
	}
	out.Type = m.typ(m.from.result(s), 8)
	out.Signatures = make([]Signature, len(s.Signatures))
	for i, sig := range s.Signatures {
		params := make([]Param, len(sig.Params))
		for k, param := range sig.Params {
			params[k] = param
			params[k].Types = make([]*Type, len(param.Types))
			for n, t := range param.Types {
				params[k].Types[n] = m.typ(t, 8)
			}
		}
		out.Signatures[i] = Signature{Params: params, Result: out.Type, HasResult: sig.HasResult || out.Type != nil}
	}
	return &out
}

// name is the full name of a class as it is seen outside.
func (m importer) name(class string) string {
	short, own := strings.CutPrefix(class, "cs.")
	if !own || strings.Contains(short, ".") || m.from.class(class) == nil {
		return class
	}
	return "cs." + m.namespace + "." + short
}

func (m importer) typ(t *Type, depth int) *Type {
	if t == nil || depth == 0 {
		return nil
	}
	out := *t
	out.Class, out.Func = m.name(t.Class), nil
	if t.Store == "cs" {
		out.Store = "cs." + m.namespace
	}
	out.Elem = m.typ(t.Elem, depth-1)
	if t.Props != nil {
		out.Props = make(map[string]*Type, len(t.Props))
		for name, prop := range t.Props {
			out.Props[name] = m.typ(prop, depth-1)
		}
	}
	return &out
}
