package model

import (
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/source"
)

// Problem is a finding about the model's file.
type Problem = fault.Problem

// builder collects a model and what is wrong with its file. Both readers, of
// catalogs and of models, end here.
type builder struct {
	file     *source.File
	model    *Model
	problems []Problem
}

func newBuilder(path string, data []byte) *builder {
	return &builder{
		file:  source.NewFile(path, string(data)),
		model: &Model{Collation: "en", byName: map[string]*Dataclass{}},
	}
}

func (b *builder) report(s fault.Severity, offset int32, code, format string, args ...any) {
	b.problems = append(b.problems, Problem{
		Place: b.file.Place(offset), Severity: s, Code: "model." + code,
		Message: fault.New(fault.Invalid, code, format, args...).Message,
	})
}

// reserved are the class names of the language that a dataclass would hide.
var reserved = []string{"DataClass", "DataStore", "Entity", "EntitySelection"}

// addClass takes a dataclass into the model, unless its name is taken: names of
// dataclasses are one namespace without regard to case.
func (b *builder) addClass(d *Dataclass, offset int32) bool {
	if d.Name == "" {
		b.report(fault.Grave, offset, "no-name", "A dataclass has no name; it is left out.")
		return false
	}
	if other := b.model.byName[fold(d.Name)]; other != nil {
		b.report(fault.Grave, offset, "same-class", "The dataclass %s has the name of %s; it is left out.", d.Name, other.Name)
		return false
	}
	for _, name := range reserved {
		if strings.EqualFold(name, d.Name) {
			b.report(fault.Warning, offset, "reserved-name", "%s is also the name of a class of the language.", d.Name)
		}
	}
	b.model.byName[fold(d.Name)] = d
	b.model.Classes = append(b.model.Classes, d)
	return true
}

// addStored takes a stored attribute into its class.
func (b *builder) addStored(d *Dataclass, a *Attribute, offset int32) bool {
	switch {
	case a.Name == "":
		b.report(fault.Grave, offset, "no-name", "An attribute of %s has no name; it is left out.", d.Name)
		return false
	case d.byName[a.Name] != nil:
		b.report(fault.Grave, offset, "same-attribute", "%s has two attributes called %s; the second is left out.", d.Name, a.Name)
		return false
	}
	d.byName[a.Name] = a
	d.Attributes = append(d.Attributes, a)
	return true
}

// addRelation takes a relation attribute into its class. Where a column has its
// name, the relation wins: the column goes on as an internal attribute under
// another name, because the foreign key must be stored somewhere.
func (b *builder) addRelation(d *Dataclass, a *Attribute, offset int32) bool {
	if other := d.byName[a.Name]; other != nil {
		if other.Kind != Storage {
			b.report(fault.Warning, offset, "same-attribute", "%s has two relations called %s; the second is left out.", d.Name, a.Name)
			return false
		}
		b.report(fault.Warning, offset, "relation-hides-column",
			"The relation %s.%s has the name of a column; the relation is what code, pages and REST see.", d.Name, a.Name)
		delete(d.byName, other.Name)
		other.Internal, other.Exposed = true, false
		other.Name = "__" + other.Name
		for d.byName[other.Name] != nil {
			other.Name += "_"
		}
		d.byName[other.Name] = other
	}
	d.byName[a.Name] = a
	d.Attributes = append(d.Attributes, a)
	return true
}

// link makes the two attributes of a relation from the many side's column to
// the one side's; either name may be empty for none.
func (b *builder) link(r relation) {
	foreign, target := r.foreign, r.target
	if foreign.Type != target.Type {
		b.report(fault.Warning, r.offset, "relation-types",
			"The relation %s.%s compares columns of different types.", r.many.Name, r.toOne)
	}
	if foreign.Unique {
		b.report(fault.Warning, r.offset, "unique-foreign-key",
			"%s.%s is a foreign key and unique: a second %s with the same value will be refused.", r.many.Name, foreign.Name, r.many.Name)
	}
	var one, all *Attribute
	if r.toOne != "" {
		one = &Attribute{Name: r.toOne, UUID: r.toOneUUID, Kind: RelatedEntity, Exposed: r.many.Exposed && r.one.Exposed,
			Related: r.one, ForeignKey: foreign, TargetKey: target, OnDelete: r.onDelete}
		if !b.addRelation(r.many, one, r.offset) {
			one = nil
		}
	}
	if r.toMany != "" {
		all = &Attribute{Name: r.toMany, UUID: r.toManyUUID, Kind: RelatedEntities, Exposed: r.many.Exposed && r.one.Exposed,
			Related: r.many, ForeignKey: foreign, TargetKey: target, OnDelete: r.onDelete}
		if !b.addRelation(r.one, all, r.offset) {
			all = nil
		}
	}
	if one != nil && all != nil {
		one.Inverse, all.Inverse = all, one
	}
}

// relation is what link needs to know.
type relation struct {
	many, one             *Dataclass
	foreign, target       *Attribute
	toOne, toMany         string
	toOneUUID, toManyUUID string
	onDelete              DeleteRule
	offset                int32
}

// addIndex takes an index into its class and marks the attributes it serves.
func (b *builder) addIndex(d *Dataclass, ix Index) {
	d.Indexes = append(d.Indexes, ix)
	if len(ix.Attributes) != 1 {
		return
	}
	a := ix.Attributes[0]
	if ix.Keywords {
		a.KeywordIndexed = true
		return
	}
	a.Indexed = true
	a.Unique = a.Unique || ix.Unique
}

// isKeyType reports whether a primary key may have the type.
func isKeyType(t Type) bool {
	switch t {
	case IntType, LongType, RealType, TextType, UUIDType:
		return true
	}
	return false
}
