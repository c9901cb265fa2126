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
