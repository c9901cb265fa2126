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
