// Package planned lists the built-ins that are known and not there yet: the
// checker accepts them, a call answers that they are not available. Those that
// need an application (ds, Session) are replaced by the embedder's rows.
package planned

import (
	_ "embed"
	"strings"

	"quoin.dev/quoin/lang/command"
)

//go:embed planned.txt
var names string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "planned", Commands: commands(), Classes: classes(), Constants: constants()}
}

// commands reads the list: a name a line; lines with "#" are headings.
func commands() []command.Command {
	var all []command.Command
	for line := range strings.Lines(names) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, qodly, given := strings.Cut(line, " = ")
		if !given {
			qodly = name
		}
		all = append(all, command.Command{Name: name, Qodly: qodly, Sig: "(...arguments: Any) : Any", State: command.Later})
	}
	return all
}

// classes are known to declarations; making an instance answers that the class
// is not available yet.
func classes() []command.Class {
	var all []command.Class
	for _, name := range []string{"IMAPNotifier",
		"TCPConnection", "TCPEvent", "TCPListener", "UDPEvent", "UDPSocket", "WebSocket", "WebSocketConnection",
		"WebSocketServer"} {
		all = append(all, command.Class{Name: name, Doc: "Not there yet.",
			New: &command.Command{Name: "4D." + name + ".new", Sig: "(...arguments: Any) : 4D." + name, State: command.Later}})
	}
	return all
}

// constants are those of ORDA: their values are the same for every engine.
func constants() []command.Constant {
	return []command.Constant{
		{Name: "dk with primary key", Value: 1},
		{Name: "dk with stamp", Value: 2},
		{Name: "dk key as string", Value: 1},
		{Name: "dk auto merge", Value: 1},
		{Name: "dk force drop if stamp changed", Value: 2},
		{Name: "dk reload if stamp changed", Value: 4},
		{Name: "dk stop dropping on first error", Value: 8},
		{Name: "dk non ordered", Value: 0},
		{Name: "dk keep ordered", Value: 1},
		{Name: "dk ascending", Value: 0},
		{Name: "dk descending", Value: 1},
		{Name: "dk diacritical", Value: 8},
		{Name: "dk count values", Value: 32},
		{Name: "dk status wrong permission", Value: 1},
		{Name: "dk status stamp has changed", Value: 2},
		{Name: "dk status locked", Value: 3},
		{Name: "dk status serious error", Value: 4},
		{Name: "dk status entity does not exist anymore", Value: 5},
		{Name: "dk status automerge failed", Value: 6},
		{Name: "dk status validation failed", Value: 7},
		{Name: "dk status serious validation error", Value: 8},
		{Name: "Web server database", Value: 1},
		{Name: "Web server host database", Value: 2},
		{Name: "On before host database startup", Value: 1},
	}
}
