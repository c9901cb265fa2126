package model

import (
	"fmt"
	"slices"
)

// ChangeKind says what differs between two models.
type ChangeKind uint8

const (
	ClassAdded ChangeKind = iota
	ClassRemoved
	ClassRenamed
	AttributeAdded
	AttributeRemoved
	AttributeRenamed
	TypeChanged
	ConstraintChanged // unique, mandatory, length, automatic value, key
	RelationChanged
	IndexChanged
	ExposureChanged
	CollationChanged
)

// String returns the words for the kind: "attribute removed".
func (k ChangeKind) String() string {
	return [...]string{"class added", "class removed", "class renamed", "attribute added", "attribute removed",
		"attribute renamed", "type changed", "constraint changed", "relation changed", "index changed",
		"exposure changed", "collation changed"}[k]
}

// Change is one difference.
type Change struct {
	Kind ChangeKind
	// Class and Attribute are the names in the new model, in the old one for
	// what was removed.
	Class, Attribute string
	// Old and New say what it was and is: names, types, constraints.
	Old, New string
	// Destructive is true when stored data would be lost, converted, or may be
	// refused by the new model.
	Destructive bool
}

// String returns the change in words: "attribute removed Book.price (destructive)".
func (c Change) String() string {
	name := c.Class
	if c.Attribute != "" {
		name += "." + c.Attribute
	}
	s := c.Kind.String()
	if name != "" {
		s += " " + name
	}
	if c.Old != "" || c.New != "" {
		s += fmt.Sprintf(": %s -> %s", c.Old, c.New)
	}
	if c.Destructive {
		s += " (destructive)"
	}
	return s
}

// Diff returns what changed from one model to another, in the order of the new
// model, removals last. Dataclasses and columns are the same when their
// identities are; without one, when their names are.
func Diff(from, to *Model) []Change {
	var changes []Change
	if from.Collation != to.Collation {
		changes = append(changes, Change{Kind: CollationChanged, Old: from.Collation, New: to.Collation})
	}
	kept := map[*Dataclass]bool{}
	for _, d := range to.Classes {
		old := counterpart(from.Classes, d, func(d *Dataclass) (string, string) { return d.UUID, fold(d.Name) })
		if old == nil {
			changes = append(changes, Change{Kind: ClassAdded, Class: d.Name})
			continue
		}
		kept[old] = true
		changes = append(changes, diffClass(old, d)...)
	}
	for _, d := range from.Classes {
		if !kept[d] {
			changes = append(changes, Change{Kind: ClassRemoved, Class: d.Name, Destructive: true})
		}
	}
	return changes
}

// counterpart finds the thing of the same identity, else of the same name
// provided that not both have an identity.
func counterpart[T any](list []*T, x *T, names func(*T) (uuid, name string)) *T {
	uuid, name := names(x)
	var byName *T
	for _, y := range list {
		u, n := names(y)
		if uuid != "" && u == uuid {
			return y
		}
		if n == name && (u == "" || uuid == "") {
			byName = y
		}
	}
	return byName
}

func diffClass(from, to *Dataclass) []Change {
	var changes []Change
	add := func(c Change) {
		c.Class = to.Name
		changes = append(changes, c)
	}
	if from.Name != to.Name {
		add(Change{Kind: ClassRenamed, Old: from.Name, New: to.Name})
	}
	if from.Exposed != to.Exposed {
		add(Change{Kind: ExposureChanged, Old: exposure(from.Exposed), New: exposure(to.Exposed)})
	}
	kept := map[*Attribute]bool{}
	for _, a := range to.Attributes {
		old := counterpart(sameSort(from, a), a, func(a *Attribute) (string, string) { return a.UUID, a.Name })
		if old == nil {
			// A unique or mandatory column over records that have no value yet is
			// filled or null: nothing stored is lost.
			add(Change{Kind: AttributeAdded, Attribute: a.Name})
			continue
		}
		kept[old] = true
		for _, c := range diffAttribute(old, a) {
			add(c)
		}
	}
	if k, l := keyName(from), keyName(to); k != l && !(from.Key != nil && to.Key != nil && from.Key.UUID == to.Key.UUID && to.Key.UUID != "") {
		add(Change{Kind: ConstraintChanged, Attribute: l, Old: "key " + k, New: "key " + l, Destructive: true})
	}
	if !slices.Equal(indexNames(from), indexNames(to)) {
		add(Change{Kind: IndexChanged})
	}
	for _, a := range from.Attributes {
		if !kept[a] {
			add(Change{Kind: AttributeRemoved, Attribute: a.Name, Destructive: a.Kind == Storage})
		}
	}
	return changes
}

// sameSort returns the attributes that one of a kind may have been: columns for
// a column, the same kind of relation for a relation, which shares its identity
// with its mirror.
func sameSort(d *Dataclass, a *Attribute) []*Attribute {
	var list []*Attribute
	for _, b := range d.Attributes {
		if a.Kind == b.Kind {
			list = append(list, b)
		}
	}
	return list
}

func diffAttribute(from, to *Attribute) []Change {
	var changes []Change
	add := func(c Change) {
		c.Attribute = to.Name
		changes = append(changes, c)
	}
	if from.Name != to.Name {
		add(Change{Kind: AttributeRenamed, Old: from.Name, New: to.Name})
	}
	if from.Type != to.Type {
		add(Change{Kind: TypeChanged, Old: from.Type.String(), New: to.Type.String(),
			Destructive: from.Kind == Storage && !widens(from.Type, to.Type)})
	}
	if from.Exposed != to.Exposed {
		add(Change{Kind: ExposureChanged, Old: exposure(from.Exposed), New: exposure(to.Exposed)})
	}
	if a, b := from.constraints(), to.constraints(); a != b {
		stricter := to.Unique && !from.Unique || to.Mandatory && !from.Mandatory ||
			to.MaxLength > 0 && (from.MaxLength == 0 || to.MaxLength < from.MaxLength)
		add(Change{Kind: ConstraintChanged, Old: a, New: b, Destructive: stricter})
	}
	if a, b := from.leadsTo(), to.leadsTo(); a != b {
		add(Change{Kind: RelationChanged, Old: a, New: b})
	}
	return changes
}

// widens reports whether every value of one type is one of the other.
func widens(from, to Type) bool {
	switch from {
	case BoolType:
		return to == IntType || to == LongType
	case IntType:
		return to == LongType || to == RealType || to == TextType
	case LongType, RealType, UUIDType, DateType, TimeType:
		return to == TextType
	}
	return false
}

// String returns the name of a type in REST catalogs.
func (t Type) String() string {
	return [...]string{"", "bool", "long", "long64", "number", "date", "duration", "string", "uuid", "image", "blob", "object"}[t]
}

// constraints describes what the engine enforces or fills in.
func (a *Attribute) constraints() string {
	var s string
	for _, c := range []struct {
		on   bool
		name string
	}{{a.Unique, "unique "}, {a.Mandatory, "mandatory "}, {a.NeverNull, "never null "},
		{a.AutoSequence, "sequence "}, {a.AutoUUID, "automatic uuid "}} {
		if c.on {
			s += c.name
		}
	}
	if a.MaxLength > 0 {
		s += fmt.Sprintf("length %d ", a.MaxLength)
	}
	if s == "" {
		return "free"
	}
	return s[:len(s)-1]
}

// leadsTo describes where a relation goes, by identities where there are some
// so that a rename alone is no change.
func (a *Attribute) leadsTo() string {
	if a.Related == nil {
		return ""
	}
	id := func(uuid, name string) string {
		if uuid != "" {
			return uuid
		}
		return name
	}
	return fmt.Sprintf("%s by %s to %s, %s", id(a.Related.UUID, a.Related.Name), id(a.ForeignKey.UUID, a.ForeignKey.Name),
		id(a.TargetKey.UUID, a.TargetKey.Name), [...]string{"leave", "restrict", "cascade"}[a.OnDelete])
}

func exposure(exposed bool) string {
	if exposed {
		return "exposed"
	}
	return "hidden"
}

func keyName(d *Dataclass) string {
	if d.Key == nil {
		return ""
	}
	return d.Key.Name
}

func indexNames(d *Dataclass) []string {
	var names []string
	for _, ix := range d.Indexes {
		s := fmt.Sprint(ix.Unique, ix.Keywords)
		for _, a := range ix.Attributes {
			s += " " + a.UUID
			if a.UUID == "" {
				s += a.Name
			}
		}
		names = append(names, s)
	}
	slices.Sort(names)
	return names
}
