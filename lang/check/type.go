package check

import (
	"slices"
	"strings"

	"quoin.dev/quoin/lang/types"
)

// Type is what the checker knows of a value. A nil Type knows nothing.
type Type struct {
	types.Type                  // Kind and Class ("cs.User", "4D.File", "4D.Function")
	Static     bool             // the class object itself: cs.User, 4D.File
	Store      string           // "cs", "4D", "ds": the stores themselves; "cs.NetKit" for those of a component
	Elem       *Type            // items of a collection or selection; nil: unknown
	Props      map[string]*Type // properties known of an object literal; open
	Func       *Symbol          // the function, for a function value

	// null is true for the value Null; of undefined nothing is known.
	null bool
	// sure is true where the machine itself keeps the kind: literals, declared
	// variables, results of built-ins. What is merely inferred may be overtaken by
	// code that the checker does not see.
	sure bool
	// size counts the types it is made of, itself included.
	size int32
}

// maxSize bounds what is kept of an object's properties and a collection's items:
// types are made of types, and a program can double them in every line.
const maxSize = 250

// bound forgets properties and items where there are too many in all.
func (t *Type) bound() *Type {
	t.size = 1
	if t.Elem != nil {
		t.size += max(t.Elem.size, 1)
	}
	for _, p := range t.Props {
		if p != nil {
			t.size += max(p.size, 1)
		}
	}
	if t.size > maxSize {
		t.Elem, t.Props, t.size = nil, nil, 1
	}
	return t
}

func kind(k types.Kind) *Type { return &Type{Type: types.Type{Kind: k}, sure: true} }

func instance(class string) *Type {
	return &Type{Type: types.Type{Kind: types.Object, Class: class}}
}

func collectionOf(elem *Type) *Type {
	t := &Type{Type: types.Type{Kind: types.Collection}, Elem: elem, sure: true}
	return t.bound()
}

func nullType() *Type { return &Type{null: true, sure: true} }

// declared returns the type of a declaration, nil for a variant.
func declared(t types.Type) *Type {
	if t.Kind == types.Variant {
		return nil
	}
	return &Type{Type: t, sure: true}
}

// unsure returns the type as one that is not certain.
func (t *Type) unsure() *Type {
	if t == nil || !t.sure {
		return t
	}
	u := *t
	u.sure = false
	return &u
}

// is reports whether the type is known and of one of the kinds.
func (t *Type) is(kinds ...types.Kind) bool {
	return t != nil && !t.null && slices.Contains(kinds, t.Kind)
}

func (t *Type) isNumeric() bool { return t.is(types.Integer, types.Real, types.Time) }

// plainObject reports whether nothing more than "an object" is known.
func (t *Type) plainObject() bool {
	return t.is(types.Object) && t.Class == "" && t.Props == nil && t.Func == nil && t.Store == "" && !t.Static
}

// String describes the type as a person reads it: "cs.UserEntity", "Collection
// of Text", "class cs.User"; "Variant" for an unknown one.
func (t *Type) String() string { return t.text(4) }

func (t *Type) text(depth int) string {
	switch {
	case t == nil || depth == 0:
		return "Variant"
	case t.null:
		return "Null"
	case t.Store == "ds":
		return "cs.DataStore"
	case t.Store != "":
		return "class store " + t.Store
	case t.Static:
		return "class " + t.Class
	case t.Elem != nil && t.Kind == types.Collection:
		return "Collection of " + t.Elem.text(depth-1)
	case t.Props != nil && t.Class == "":
		return t.properties(depth)
	}
	return t.Type.String()
}

// properties prints what is known of an object literal.
func (t *Type) properties(depth int) string {
	names := make([]string, 0, len(t.Props))
	for name := range t.Props {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	b.WriteString("{")
	for i, name := range names {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(name + ": " + t.Props[name].text(depth-1))
	}
	return b.String() + "}"
}

// print returns a text that differs where two types differ: for fingerprints.
func (t *Type) print() string {
	s := t.text(6)
	if t == nil {
		return s
	}
	if t.sure {
		s += "!"
	}
	if t.Func != nil {
		s += " " + t.Func.key()
	}
	return s
}

// same reports whether two types say the same.
func same(a, b *Type) bool { return a == b || a.print() == b.print() }

// join returns what is known of a value that is of one type or of the other.
func join(a, b *Type) *Type {
	switch {
	case a == nil || b == nil:
		return nil
	case a.null:
		return b.unsure()
	case b.null:
		return a.unsure()
	case same(a, b):
		return a
	case a.isNumeric() && b.isNumeric() && a.Kind != types.Time && b.Kind != types.Time:
		return &Type{Type: types.Type{Kind: types.Real}, sure: a.sure && b.sure}
	case a.Kind != b.Kind || a.Static || b.Static || a.Store != "" || b.Store != "":
		return nil
	case a.Kind == types.Collection:
		t := &Type{Type: a.Type, Elem: joinKnown(a.Elem, b.Elem), sure: a.sure && b.sure}
		return t.bound()
	case a.Kind == types.Object:
		t := &Type{Type: types.Type{Kind: types.Object}, sure: a.sure && b.sure}
		if a.Class == b.Class {
			t.Class = a.Class
		}
		t.Props = mergeProps(a.Props, b.Props)
		return t.bound()
	}
	return &Type{Type: a.Type, sure: a.sure && b.sure}
}

// joinKnown joins the items of two collections; an empty literal adds nothing.
func joinKnown(a, b *Type) *Type {
	switch {
	case a == nil:
		return b.unsure()
	case b == nil:
		return a.unsure()
	}
	return join(a, b)
}

func mergeProps(a, b map[string]*Type) map[string]*Type {
	if a == nil || b == nil {
		return nil
	}
	all := make(map[string]*Type, len(a)+len(b))
	for name, t := range a {
		all[name] = t
	}
	for name, t := range b {
		if old, ok := all[name]; ok {
			t = join(old, t)
		}
		all[name] = t
	}
	return all
}

// TypeOf returns the type of a declaration or of a built-in's row; nil for a
// variant.
func TypeOf(t types.Type) *Type { return declared(t) }

// Loose returns the type of something that may be null as well, such as an
// attribute of an entity.
func Loose(t types.Type) *Type { return declared(t).unsure() }
