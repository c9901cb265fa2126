package check

import (
	"slices"
	"strings"

	"quoin.dev/quoin/lang/types"
)

// Members returns what may follow a dot after a value, sorted by name.
func (p *Project) Members(t *Type) []*Symbol {
	found := map[string]*Symbol{}
	add := func(s *Symbol) {
		if s != nil && found[s.Name] == nil && s.Name != "constructor" {
			found[s.Name] = s
		}
	}
	switch {
	case t == nil || t.null:
		return nil
	case t.Store == "ds":
		p.addMembers(instance("cs.DataStore"), add)
	case t.Store != "":
		p.addClasses(t.Store, add)
	case t.Static:
		p.addStatics(t, add)
	default:
		for name := range t.Props {
			s, _ := p.memberOf(t, name)
			add(s)
		}
		p.addMembers(t, add)
	}
	all := make([]*Symbol, 0, len(found))
	for _, name := range sortedKeys(found) {
		all = append(all, found[name])
	}
	return all
}

func (p *Project) addMembers(t *Type, add func(*Symbol)) {
	p.parents(p.classOf(t), func(c *ClassInfo) bool {
		for _, name := range sortedKeys(c.Members) {
			s, _ := p.read(c.Members[name], t)
			if s.Type == nil && s.Callable() && s.unit != nil {
				inferred := *s
				inferred.Type = p.result(s)
				s = &inferred
			}
			add(s)
		}
		return true
	})
}

func (p *Project) addStatics(t *Type, add func(*Symbol)) {
	c := p.class(t.Class)
	if c == nil {
		return
	}
	p.parents(c, func(c *ClassInfo) bool {
		for _, s := range c.Statics {
			add(s)
		}
		return true
	})
	names := []string{"new"}
	if c.Singleton {
		names = append(names, "me")
	}
	for _, name := range names {
		if s, typ := p.memberOfClass(t, name); s != nil {
			named := *s
			named.Name, named.Type = name, typ
			if name == "new" {
				named.Type = typ.Func.Type
			}
			add(&named)
		}
	}
	if class := p.library.Class("4D.Class"); class != nil {
		p.addMembers(instance("4D.Class"), add)
	}
}

func (p *Project) addClasses(store string, add func(*Symbol)) {
	if store == "cs" {
		for _, c := range p.allClasses() {
			add(c.Symbol)
		}
	}
	p.addComponents(store, add)
	for _, s := range p.library.All() {
		if s.Kind != BuiltinClass {
			continue
		}
		space, name, nested := strings.Cut(s.Owner+"."+s.Name, ".")
		switch {
		case space == store && !strings.Contains(name, "."):
			add(s)
		case nested && strings.HasPrefix(s.Owner+"."+s.Name, store+"."):
			inner := *s
			inner.Name = strings.TrimPrefix(s.Owner+"."+s.Name, store+".")
			if first, _, more := strings.Cut(inner.Name, "."); more {
				inner.Name, inner.Type = first, &Type{Store: store + "." + first}
			}
			add(&inner)
		}
	}
}

// addComponents adds the namespaces of components to "cs", and the classes of one
// to "cs.Namespace".
func (p *Project) addComponents(store string, add func(*Symbol)) {
	for _, k := range p.components {
		if store == "cs" {
			add(&Symbol{Kind: Class, Name: k.Namespace, Owner: "cs", Type: &Type{Type: types.Type{Kind: types.Object}, Store: "cs." + k.Namespace}})
		}
		if !strings.EqualFold(store, "cs."+k.Namespace) {
			continue
		}
		for _, c := range k.Project().allClasses() {
			if imported := p.componentClass(k.Namespace + "." + c.Symbol.Name); imported != nil {
				add(imported.Symbol)
			}
		}
	}
}

// allClasses returns the classes of the store cs: those with a file, and those
// of the data model.
func (p *Project) allClasses() []*ClassInfo {
	names := map[string]bool{}
	for low, list := range p.classes {
		if len(list) > 0 {
			names[low] = true
		}
	}
	for low := range p.model {
		names[low], names[low+"entity"], names[low+"selection"] = true, true, true
	}
	if len(p.model) > 0 {
		names["datastore"] = true
	}
	var all []*ClassInfo
	for _, low := range sortedKeys(names) {
		if c := p.ownClass(low); c != nil {
			all = append(all, c)
		}
	}
	return all
}

// Globals returns what can be named anywhere: methods, classes, process
// variables, commands and constants, sorted by name.
func (p *Project) Globals() []*Symbol {
	var own []*Symbol
	for _, name := range sortedKeys(p.methods) {
		if list := p.methods[name]; len(list) > 0 {
			own = append(own, list[0].method)
		}
	}
	for _, c := range p.allClasses() {
		own = append(own, c.Symbol)
	}
	for _, name := range sortedKeys(p.variables) {
		// What is passed to a call may be filled by it; a command's name is none.
		if s := p.lookupVariable(name); s != nil && p.library.Command(name, "") == nil && p.library.Constant(name, "") == nil {
			own = append(own, s)
		}
	}
	slices.SortStableFunc(own, func(a, b *Symbol) int { return strings.Compare(a.Name, b.Name) })
	// Those of the library are thousands, sorted already, and always the same.
	library := p.library.All()
	all := make([]*Symbol, 0, len(library)+len(own))
	for _, s := range own {
		for len(library) > 0 && library[0].Name <= s.Name {
			all, library = append(all, library[0]), library[1:]
		}
		all = append(all, s)
	}
	return append(all, library...)
}

// Class returns what is known of a class by its full name, "cs.User"; nil: there
// is none.
func (p *Project) Class(name string) *ClassInfo { return p.class(name) }
