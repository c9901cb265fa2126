package check

import (
	"slices"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// member checks "x.name".
func (b *body) member(m *syntax.MemberExpr) *Type {
	t := b.expr(m.X)
	if _, super := syntax.Unparen(m.X).(*syntax.Super); super && t == nil {
		return nil
	}
	s, typ := b.project.memberOf(t, m.Name.Name)
	if s != nil {
		b.use(m.Name, s)
	}
	if s == nil && typ == nil && t != nil {
		b.unknown(m, t)
	}
	return typ
}

// memberOf finds a member of a value: its symbol, and the type that reading it
// gives.
func (p *Project) memberOf(t *Type, name string) (*Symbol, *Type) {
	switch {
	case t == nil || t.null:
		return nil, nil
	case t.Store != "":
		return p.memberOfStore(t, name)
	case t.Static:
		return p.memberOfClass(t, name)
	}
	if known, ok := t.Props[name]; ok {
		return &Symbol{Kind: Property, Name: name, Type: known}, known
	}
	c := p.classOf(t)
	if c == nil {
		return nil, nil
	}
	s := p.find(c, name)
	if s == nil {
		for _, below := range p.below(c.Name) {
			if c := p.class(below); c != nil && c.Members[name] != nil {
				return c.Members[name], nil
			}
		}
		return nil, nil
	}
	return p.read(s, t)
}

// classOf returns the class whose members a value has; nil: not known, or none.
func (p *Project) classOf(t *Type) *ClassInfo {
	switch {
	case t.Class != "":
		return p.class(t.Class)
	case t.Kind == types.Collection:
		return p.library.Class("4D.Collection")
	case t.Kind == types.Blob:
		return p.library.Class("4D.Blob")
	case t.Kind == types.Object:
		return p.library.Class("4D.Object")
	}
	return nil
}

// read gives the type of a member that was found on a value.
func (p *Project) read(s *Symbol, on *Type) (*Symbol, *Type) {
	if s.Callable() {
		s = p.onOwn(s, on)
		return s, &Type{Type: types.Type{Kind: types.Object, Class: "4D.Function"}, Func: s}
	}
	t := p.property(s)
	if s.Kind == Dataclass {
		return s, s.Type
	}
	if t != s.Type {
		typed := *s
		typed.Type = t
		s = &typed
	}
	return s, t
}

// onOwn returns a function of the library as the class that it was found on has
// it: what gives "an entity" gives one of the own dataclass.
func (p *Project) onOwn(s *Symbol, on *Type) *Symbol {
	if s.Kind != BuiltinMember || on.Class == "" {
		return s
	}
	var own []Signature
	for i, sig := range s.Signatures {
		t := p.ownImplied(sig.Result, on)
		if t == sig.Result {
			continue
		}
		if own == nil {
			own = slices.Clone(s.Signatures)
		}
		own[i].Result = t
	}
	if own == nil {
		return s
	}
	its := *s
	its.Signatures = own
	return &its
}

// ownImplied makes a class of the library that stands for every dataclass the one
// of the dataclass that a value belongs to.
func (p *Project) ownImplied(t, on *Type) *Type {
	if t == nil {
		return nil
	}
	if t.Class == "4D.DataStoreImplementation" {
		return instance("cs.DataStore")
	}
	d, r := p.dataclassOf(on.Class)
	if r == noRole {
		return t
	}
	switch t.Class {
	case "4D.Entity":
		return instance("cs." + d.Symbol.Name + "Entity")
	case "4D.EntitySelection":
		return instance("cs." + d.Symbol.Name + "Selection")
	case "4D.DataClass":
		return instance("cs." + d.Symbol.Name)
	}
	return t
}

// memberOfStore reads "cs.Name", "4D.Name" and "ds.Name".
func (p *Project) memberOfStore(t *Type, name string) (*Symbol, *Type) {
	if t.Store == "ds" {
		return p.memberOf(instance("cs.DataStore"), name)
	}
	if c := p.class(t.Store + "." + name); c != nil {
		return c.Symbol, &Type{Type: types.Type{Kind: types.Object, Class: c.Name}, Static: true}
	}
	if namespace, ok := strings.CutPrefix(t.Store, "cs."); ok {
		if c := p.componentClass(namespace + "." + name); c != nil {
			return c.Symbol, c.Symbol.Type
		}
		if c := p.library.Class("cs." + namespace + "." + name); c != nil {
			return c.Symbol, &Type{Type: types.Type{Kind: types.Object, Class: c.Name}, Static: true}
		}
		return nil, nil
	}
	if t.Store == "cs" && (p.component(name) != nil || p.namespace(name)) {
		return nil, &Type{Type: types.Type{Kind: types.Object}, Store: "cs." + name}
	}
	return nil, nil
}

// namespace reports whether built-in classes stand under "cs.Name.".
func (p *Project) namespace(name string) bool {
	for _, s := range p.library.All() {
		if s.Kind == BuiltinClass && s.Owner == "cs" && strings.HasPrefix(s.Name, name+".") {
			return true
		}
	}
	return false
}

// memberOfClass reads a member of a class object: new, me, name, and what
// built-in classes have.
func (p *Project) memberOfClass(t *Type, name string) (*Symbol, *Type) {
	c := p.class(t.Class)
	if c == nil {
		return nil, nil
	}
	var static *Symbol
	p.parents(c, func(c *ClassInfo) bool {
		static = c.Statics[name]
		return static == nil
	})
	switch {
	case static != nil:
		return static, &Type{Type: types.Type{Kind: types.Object, Class: "4D.Function"}, Func: static}
	case name == "new":
		s := p.constructor(c)
		return s, &Type{Type: types.Type{Kind: types.Object, Class: "4D.Function"}, Func: s}
	case name == "me":
		return c.Symbol, instance(c.Name)
	case name == "name":
		return nil, kind(types.Text)
	case name == "superclass":
		if parent := p.parent(c); parent != nil {
			return parent.Symbol, &Type{Type: types.Type{Kind: types.Object, Class: parent.Name}, Static: true}
		}
	}
	if class := p.library.Class("4D.Class"); class != nil {
		if s := p.find(class, name); s != nil {
			return p.read(s, t)
		}
	}
	return nil, nil
}

// constructor returns what "new" calls: the nearest constructor, giving an
// instance of the class.
func (p *Project) constructor(c *ClassInfo) *Symbol {
	var found *Symbol
	p.parents(c, func(c *ClassInfo) bool {
		found = c.Constructor
		return found == nil
	})
	sig := Signature{Result: instance(c.Name), HasResult: true}
	s := &Symbol{Kind: Function, Name: "new", Owner: c.Name, File: c.Symbol.File, Span: c.Symbol.Span, Doc: c.Symbol.Doc}
	if found != nil {
		if len(found.Signatures) > 0 {
			sig.Params = found.Signatures[0].Params
		}
		copied := *found
		s = &copied
	}
	s.Signatures = []Signature{sig}
	s.Type = sig.Result
	return s
}

// index checks "x[i]".
func (b *body) index(x *syntax.Index) *Type {
	t := b.expr(x.X)
	b.expr(x.I)
	switch {
	case t == nil:
		return nil
	case t.Elem != nil || t.is(types.Collection):
		return t.Elem
	}
	if lit, ok := syntax.Unparen(x.I).(*syntax.Lit); ok && lit.Kind == syntax.TextLit {
		_, typ := b.project.memberOf(t, lit.Value)
		return typ
	}
	if _, r := b.project.dataclassOf(t.Class); t.is(types.Object) && t.Class != "" && r == selectionRole {
		return b.itemOf(t)
	}
	return nil
}
