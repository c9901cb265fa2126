// Package desktop lists the commands of desktop applications: forms, windows,
// menus, printing, areas. They are recognised everywhere and fail, with a clear
// error, only when they are executed. Questions about a key or a button are
// answered: nobody holds one down.
package desktop

import (
	_ "embed"
	"strings"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed desktop.txt
var names string

// Family returns the rows of the family.
func Family() command.Family {
	var all []command.Command
	for line := range strings.Lines(names) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			row := command.Command{Name: line, Qodly: line, Sig: "(...arguments: Any) : Any", State: command.Rejected}
			if isKey(line) {
				row.Sig, row.Run = "() : Boolean", released
			}
			all = append(all, row)
		}
	}
	return command.Family{Name: "desktop", Commands: all}
}

// isKey reports whether a command asks for the state of a key or a button.
func isKey(name string) bool {
	return strings.HasSuffix(name, " down") || strings.HasSuffix(name, " click")
}

func released(*vm.Call) (value.Value, error) { return value.FromBool(false), nil }
