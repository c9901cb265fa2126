package check

import (
	"strings"

	"quoin.dev/quoin/lang/types"
)

// Classes by their names: from files, and what the model implies (three for each
// dataclass), joined.

// class returns a class by its full name, in any case; nil: none.
func (p *Project) class(name string) *ClassInfo {
	store, short, _ := strings.Cut(name, ".")
	switch store {
	case "4D":
		return p.library.Class(name)
	case "cs":
		p.ask("c:" + short)
		if d, r := p.dataclassOf(short); r == dataclassRole || r == selectionRole {
			p.ask("c:" + d.Symbol.Name + "Entity") // its attributes are theirs too
		}
		return p.ownClass(short)
	}
	return nil
}

// ownClass joins what a class file declares with what the model implies.
func (p *Project) ownClass(short string) *ClassInfo {
	low := strings.ToLower(short)
	if c, ok := p.made[low]; ok {
		return c
	}
	var file *ClassInfo
	if list := p.classes[low]; len(list) > 0 {
		file = list[0].class
	}
	c := p.implied(low, file)
	if c == nil {
		c = file
	}
	if c == nil {
		c = p.componentClass(short)
	}
	if c == nil {
		c = p.library.Class("cs." + short)
	}
	p.made[low] = c
	return c
}

// role says what an implied class is to its dataclass.
type role uint8

const (
	noRole role = iota
	dataclassRole
	entityRole
	selectionRole
)

// dataclassOf returns the dataclass that a class belongs to.
func (p *Project) dataclassOf(class string) (*DataclassInfo, role) {
	low := strings.ToLower(strings.TrimPrefix(class, "cs."))
	if d := p.model[low]; d != nil {
		return d, dataclassRole
	}
	if name, ok := strings.CutSuffix(low, "entity"); ok && p.model[name] != nil {
		return p.model[name], entityRole
	}
	if name, ok := strings.CutSuffix(low, "selection"); ok && p.model[name] != nil {
		return p.model[name], selectionRole
	}
	return nil, noRole
}

// implied makes a class of the data model: cs.User, cs.UserEntity,
// cs.UserSelection, cs.DataStore.
func (p *Project) implied(low string, file *ClassInfo) *ClassInfo {
	d, r := p.dataclassOf(low)
	c := &ClassInfo{Members: map[string]*Symbol{}, Statics: map[string]*Symbol{}}
	switch {
	case low == "datastore":
		c.Name, c.Parent = "cs.DataStore", "4D.DataStoreImplementation"
		for _, d := range p.modeled {
			c.Members[d.Symbol.Name] = d.Symbol
		}
	case r == dataclassRole:
		c.Name, c.Parent = "cs."+d.Symbol.Name, "4D.DataClass"
		for _, a := range d.Attributes {
			c.Members[a.Name] = a.as(&Type{Type: types.Type{Kind: types.Object}})
		}
	case r == entityRole:
		c.Name, c.Parent = "cs."+d.Symbol.Name+"Entity", "4D.Entity"
		for _, a := range d.Attributes {
			c.Members[a.Name] = a
		}
	case r == selectionRole:
		c.Name, c.Parent = "cs."+d.Symbol.Name+"Selection", "4D.EntitySelection"
		for _, a := range d.Attributes {
			c.Members[a.Name] = a.as(p.manyOf(a.Type))
		}
	default:
		return nil
	}
	p.addDeclared(c, d, r)
	if file == nil {
		c.Symbol = &Symbol{Kind: Class, Name: strings.TrimPrefix(c.Name, "cs."), Owner: "cs",
			Type: &Type{Type: types.Type{Kind: types.Object, Class: c.Name}, Static: true}}
		return c
	}
	c.Symbol, c.Constructor, c.Open, c.unit, c.print = file.Symbol, file.Constructor, file.Open, file.unit, file.print
	for name, s := range file.Members {
		if s.member != assigned || c.Members[name] == nil { // This.name := … is mostly an attribute
			c.Members[name] = s
		}
	}
	return c
}

// addDeclared gives a selection and a dataclass the computed and alias
// attributes of the entity class.
func (p *Project) addDeclared(c *ClassInfo, d *DataclassInfo, r role) {
	if r != selectionRole && r != dataclassRole {
		return
	}
	list := p.classes[strings.ToLower(d.Symbol.Name)+"entity"]
	if len(list) == 0 {
		return
	}
	for name, s := range list[0].class.Members {
		if s.member != accessor && s.member != alias {
			continue
		}
		if r == selectionRole {
			// Its type may have to be inferred: it is worked out when it is asked for.
			many := *s
			many.Type, many.member, many.many = nil, plainMember, s
			c.Members[name] = &many
			continue
		}
		c.Members[name] = s.as(&Type{Type: types.Type{Kind: types.Object}})
	}
}

// as returns the symbol with another type.
func (s *Symbol) as(t *Type) *Symbol {
	c := *s
	c.Type = t
	if c.member == alias || c.member == accessor {
		c.node, c.member = nil, plainMember
	}
	return &c
}

// manyOf is the type of an attribute read from a whole selection.
func (p *Project) manyOf(t *Type) *Type {
	if t != nil && t.Class != "" {
		if d, r := p.dataclassOf(t.Class); r == entityRole || r == selectionRole {
			return instance("cs." + d.Symbol.Name + "Selection")
		}
	}
	return collectionOf(t.unsure()).unsure()
}
