package syntax

import "strings"

// Normalize returns what names are compared by: lower case, words joined by
// single spaces, none at the ends. It is the Norm of an Ident.
func Normalize(name string) string {
	if !strings.ContainsAny(name, " \t\u00a0") {
		return strings.ToLower(name)
	}
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}
