package check

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
)

// Types of results and properties, found when somebody asks.

// maxDepth bounds how far the inference of one type leads to others.
const maxDepth = 24

// infer returns an inferred type: "r:cs.User.f" the result of a function,
// "r:method", "p:cs.User.x" a property.
func (p *Project) infer(key string) *Type {
	n := p.nodes[key]
	if n == nil {
		n = &node{}
		p.nodes[key] = n
	}
	switch {
	case n.busy || len(p.running) > maxDepth:
		return nil // it depends on itself
	case n.revision == p.revision:
		return n.value
	}
	n.busy = true
	defer func() { n.busy = false }()
	if n.revision == 0 || !p.valid(n.deps, false) {
		n.deps = p.record(func() { n.value = p.work(key).unsure() })
	}
	n.revision = p.revision
	return n.value
}

// work infers a type.
func (p *Project) work(key string) *Type {
	name := key[2:]
	if key[0] == 'r' && !strings.Contains(name, ".") {
		if list := p.methods[name]; len(list) > 0 {
			p.ask("b:" + list[0].path)
			return p.quiet(list[0]).resultOf(list[0].tree.Declare, list[0].tree.Body, nil)
		}
		return nil
	}
	dot := strings.LastIndexByte(name, '.')
	list := p.classes[strings.ToLower(strings.TrimPrefix(name[:dot], "cs."))]
	if len(list) == 0 {
		return nil
	}
	u, member := list[0], name[dot+1:]
	p.ask("b:" + u.path)
	if key[0] == 'p' {
		return p.quiet(u).givenType(u.given[member])
	}
	if s := u.class.Members[member]; s != nil && s.node != nil {
		return p.quiet(u).resultOf(s.node.Sig, s.node.Body, s.node)
	}
	return nil
}

// result returns the result of a function or method: as declared, or inferred.
func (p *Project) result(s *Symbol) *Type {
	if s == nil || len(s.Signatures) > 0 && s.Signatures[0].HasResult {
		if s != nil {
			return s.Signatures[0].Result
		}
		return nil
	}
	if s.unit == nil {
		return s.Type
	}
	key := "r:" + s.Owner + "." + s.Name
	if s.Kind == Method {
		key = "r:" + syntax.Normalize(s.Name)
	}
	t := p.infer(key)
	p.ask(key)
	return t
}

// property returns the type of a property or attribute of a class of the
// project: as declared, or inferred from what is assigned.
func (p *Project) property(s *Symbol) *Type {
	if s.Type != nil || s.unit == nil {
		return s.Type
	}
	switch {
	case s.many != nil:
		return p.manyOf(p.property(s.many))
	case s.member == alias:
		return p.aliased(s)
	case s.member == accessor:
		return p.result(s)
	}
	key := "p:" + s.Owner + "." + s.Name
	t := p.infer(key)
	p.ask(key)
	return t
}

// aliased follows the path of an alias attribute.
func (p *Project) aliased(s *Symbol) *Type {
	t := instance(s.Owner)
	for _, m := range s.unit.tree.Members {
		a, ok := m.(*syntax.Alias)
		if !ok || a.Name.Name != s.Name {
			continue
		}
		for _, step := range a.Path {
			c := p.class(t.Class)
			if c == nil {
				return nil
			}
			next := p.find(c, step)
			if next == nil || next.member == alias {
				return nil
			}
			if t = p.property(next); t == nil {
				return nil
			}
		}
		return t.unsure()
	}
	return nil
}
