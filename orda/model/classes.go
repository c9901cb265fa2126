package model

import (
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/source"
)

// ClassDecl is what an entity class declares beyond the stored attributes, by
// attribute name.
type ClassDecl struct {
	Getters, Setters, Queries, Orders map[string]FuncDecl
	Aliases                           map[string]AliasDecl
	// Names is the order of the getters and aliases in the class; names that are
	// not in it follow in alphabetical order.
	Names []string
}

// FuncDecl is one function of a calculated attribute.
type FuncDecl struct {
	Result  string // type name as written: "Text", "cs.BookEntity"; "" if not declared
	Exposed bool
	Place   source.Place
}

// AliasDecl is an alias attribute.
type AliasDecl struct {
	Path    string // "author.lastName"
	Exposed bool
	Place   source.Place
}

// WithClasses returns a copy of the model in which the dataclasses have the
// calculated and alias attributes that their entity classes declare. decls is
// by the name of the entity class ("BookEntity"), without regard to case. What
// cannot be understood is left out and told in Problems.
func (m *Model) WithClasses(decls map[string]ClassDecl) *Model {
	c := m.copy()
	byClass := make(map[string]ClassDecl, len(decls))
	for name, decl := range decls {
		byClass[fold(name)] = decl
	}
	var aliases []pendingAlias
	for _, d := range c.Classes {
		if decl, ok := byClass[fold(d.Name+"Entity")]; ok {
			aliases = append(aliases, c.declare(d, decl)...)
		}
	}
	for changed := true; changed; { // aliases of aliases: as many rounds as they are deep
		changed = false
		for i := range aliases {
			changed = c.resolve(&aliases[i]) || changed
		}
	}
	for _, a := range aliases {
		if !a.done {
			c.problem(fault.Grave, a.place, "alias-path", "The alias %s.%s leads to %q, which does not exist.",
				a.class.Name, a.attr.Name, strings.Join(a.attr.Path, "."))
			a.class.remove(a.attr)
		}
	}
	return c
}

// pendingAlias is an alias whose type is not known yet.
type pendingAlias struct {
	class *Dataclass
	attr  *Attribute
	place source.Place
	done  bool
}

// declare adds the attributes of one class and returns its aliases.
func (m *Model) declare(d *Dataclass, decl ClassDecl) []pendingAlias {
	var aliases []pendingAlias
	for _, name := range decl.order() {
		getter, calculated := decl.Getters[name]
		alias := decl.Aliases[name]
		place := getter.Place
		if !calculated {
			place = alias.Place
		}
		if d.byName[name] != nil {
			m.problem(fault.Grave, place, "same-attribute", "%s has an attribute called %s already; the one its class declares is left out.", d.Name, name)
			continue
		}
		a := &Attribute{Name: name, Kind: Calculated, ReadOnly: true}
		if calculated {
			a.Exposed = d.Exposed && getter.Exposed
			if _, settable := decl.Setters[name]; settable {
				a.ReadOnly = false
			}
			m.resultType(a, getter.Result)
		} else {
			a.Kind, a.Path = Alias, strings.Split(alias.Path, ".")
			a.Exposed = d.Exposed && alias.Exposed
			aliases = append(aliases, pendingAlias{class: d, attr: a, place: place})
		}
		d.byName[name] = a
		d.Attributes = append(d.Attributes, a)
	}
	return aliases
}

func (d ClassDecl) order() []string {
	var names []string
	seen := map[string]bool{}
	add := func(name string) {
		_, getter := d.Getters[name]
		_, alias := d.Aliases[name]
		if (getter || alias) && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for _, name := range d.Names {
		add(name)
	}
	for _, name := range sortedNames(d.Getters) {
		add(name)
	}
	for _, name := range sortedNames(d.Aliases) {
		add(name)
	}
	return names
}

// resolve follows an alias to its target; it reports whether that worked now.
func (m *Model) resolve(p *pendingAlias) bool {
	if p.done {
		return false
	}
	d, many := p.class, false
	for i, step := range p.attr.Path {
		a := d.byName[step]
		if a == nil || a == p.attr || a.Internal || a.Kind == Alias && a.Type == NoType && a.ResultClass == nil {
			return false
		}
		next := a.Related
		if next == nil {
			next = a.ResultClass
		}
		many = many || a.Kind == RelatedEntities || a.Selection
		if i < len(p.attr.Path)-1 {
			if next == nil {
				return p.intoObject(a)
			}
			d = next
			continue
		}
		p.attr.Type, p.attr.TypeCode = a.Type, a.TypeCode
		p.attr.ResultClass, p.attr.Selection = next, next != nil && many
		if a.Type == NoType && next == nil {
			p.attr.Type = ObjectType // a calculated attribute without a declared type
		}
		p.attr.ReadOnly = len(p.attr.Path) > 1 || next != nil || a.ReadOnly
	}
	p.done = true
	return true
}

// intoObject ends an alias whose path goes on inside an object attribute: the
// type of what is found there is not known.
func (p *pendingAlias) intoObject(a *Attribute) bool {
	if a.Type != ObjectType {
		return false
	}
	p.attr.Type = ObjectType
	p.done = true
	return true
}

func (d *Dataclass) remove(a *Attribute) {
	delete(d.byName, a.Name)
	for i, b := range d.Attributes {
		if b == a {
			d.Attributes = append(d.Attributes[:i], d.Attributes[i+1:]...)
			return
		}
	}
}

// resultType gives a calculated attribute the type its get function declares,
// in the names of either dialect.
func (m *Model) resultType(a *Attribute, name string) {
	lower := strings.ToLower(strings.TrimSpace(name))
	if class, ok := strings.CutPrefix(lower, "cs."); ok {
		if d := m.Class(strings.TrimSuffix(class, "entity")); d != nil && strings.HasSuffix(class, "entity") {
			a.ResultClass = d
		} else if d := m.Class(strings.TrimSuffix(class, "selection")); d != nil && strings.HasSuffix(class, "selection") {
			a.ResultClass, a.Selection = d, true
		} else {
			a.Type, a.TypeCode = ObjectType, 21
		}
		return
	}
	switch lower {
	case "integer":
		a.Type, a.TypeCode = IntType, 4
	case "collection", "4d.vector":
		a.Type, a.TypeCode = ObjectType, 21
	case "4d.blob":
		a.Type, a.TypeCode = BlobType, 18
	default:
		a.Type, a.TypeCode = typeOfName(lower)
	}
}

func (m *Model) problem(s fault.Severity, place source.Place, code, format string, args ...any) {
	m.Problems = append(m.Problems, Problem{Place: place, Severity: s, Code: "model." + code,
		Message: fault.New(fault.Invalid, code, format, args...).Message})
}

// copy returns a deep copy: classes and attributes refer to one another inside
// the copy only.
func (m *Model) copy() *Model {
	c := &Model{Name: m.Name, UUID: m.UUID, Collation: m.Collation, byName: map[string]*Dataclass{}}
	classes := map[*Dataclass]*Dataclass{}
	attributes := map[*Attribute]*Attribute{}
	for _, d := range m.Classes {
		e := *d
		e.byName = make(map[string]*Attribute, len(d.byName))
		e.Attributes = make([]*Attribute, len(d.Attributes))
		for i, a := range d.Attributes {
			b := *a
			attributes[a] = &b
			e.Attributes[i] = &b
			e.byName[b.Name] = &b
		}
		classes[d] = &e
		c.Classes = append(c.Classes, &e)
		c.byName[fold(e.Name)] = &e
	}
	for _, d := range c.Classes {
		d.Key = attributes[d.Key]
		for _, a := range d.Attributes {
			a.Related, a.ResultClass = classes[a.Related], classes[a.ResultClass]
			a.ForeignKey, a.TargetKey, a.Inverse = attributes[a.ForeignKey], attributes[a.TargetKey], attributes[a.Inverse]
		}
		indexes := make([]Index, len(d.Indexes))
		for i, ix := range d.Indexes {
			indexes[i] = ix
			indexes[i].Attributes = make([]*Attribute, len(ix.Attributes))
			for k, a := range ix.Attributes {
				indexes[i].Attributes[k] = attributes[a]
			}
		}
		d.Indexes = indexes
	}
	return c
}
