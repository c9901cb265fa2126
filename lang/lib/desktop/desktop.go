// Package desktop lists the commands of desktop applications: forms, windows,
// menus, printing, areas. They are recognised everywhere and fail, with a clear
// error, only when they are executed.
package desktop

import (
	_ "embed"
	"strings"

	"quoin.dev/quoin/lang/command"
)

//go:embed desktop.txt
var names string

// Family returns the rows of the family.
func Family() command.Family {
	var all []command.Command
	for line := range strings.Lines(names) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			all = append(all, command.Command{Name: line, Qodly: line, Sig: "(...arguments: Any) : Any", State: command.Rejected})
		}
	}
	return command.Family{Name: "desktop", Commands: all}
}
