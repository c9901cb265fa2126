package translate

import (
	_ "embed"
	"strings"
)

// reservedList holds the keywords and the documented commands of QodlyScript,
// in lower case between blanks.
//
//go:embed reserved.txt
var reservedList string

// isReserved reports whether no variable of QodlyScript may have a name, which
// is given in lower case.
func isReserved(name string) bool {
	return !strings.ContainsAny(name, " \n") && strings.Contains(reservedList, " "+name+" ")
}

// keywords begin or end statements of QodlyScript wherever they stand first.
const keywords = " break case catch class constructor continue declare default else end extends for foreach function" +
	" if property repeat return super switch this try until use var while "

// isSyntax reports whether a name, in lower case, is what the parser itself reads
// within expressions.
func isSyntax(name string) bool {
	switch name {
	case "this", "super", "formula", "try":
		return true
	}
	return false
}

// isKeyword reports whether nothing can be called by a name, given in lower
// case, in QodlyScript: "end", and "end it", which would end a block.
func isKeyword(name string) bool {
	first, _, _ := strings.Cut(name, " ")
	return strings.Contains(keywords, " "+first+" ")
}
