package service

import (
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// instanceOf is the type of the instances of a class, "cs.User".
func instanceOf(class string) *check.Type {
	return &check.Type{Type: types.Type{Kind: types.Object, Class: class}}
}

// declaredType is the type that a declaration names, nil for a variant.
func declaredType(t *syntax.TypeName) *check.Type {
	declared, _ := types.Lookup(t.Store, t.Name)
	return check.TypeOf(declared)
}

// typeName spells a type for people, as a dialect writes it.
func typeName(t *check.Type, d syntax.Dialect) string {
	if t == nil {
		return plainType("Variant", d)
	}
	return plainType(t.String(), d)
}

// plainType spells a basic type as a dialect writes it; others are the same in
// both.
func plainType(name string, d syntax.Dialect) string {
	if d == syntax.FourD {
		return name
	}
	switch name {
	case "Text":
		return "string"
	case "Real":
		return "number"
	case "Integer", "Boolean", "Date", "Time", "Object", "Collection", "Variant", "Picture", "Blob", "Pointer", "Null":
		return strings.ToLower(name)
	}
	if rest, ok := strings.CutPrefix(name, "Collection of "); ok {
		return "collection of " + plainType(rest, d)
	}
	return name
}
