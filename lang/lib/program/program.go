// Package program provides the programs of the machine: the class
// 4D.SystemWorker and LAUNCH EXTERNAL PROCESS. Code may start them only where
// the operator has allowed it.
package program

import (
	_ "embed"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed program.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "program", Commands: commands(), Classes: []command.Class{class()}, Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "LAUNCH EXTERNAL PROCESS", Sig: "(commandLine: Text, &input?: Any, &output?: Any, &error?: Any, &pid?: Integer)", Run: launch},
		{Name: "SET ENVIRONMENT VARIABLE", Sig: "(name: Text, value: Text)", Run: setVariable},
	}
}

func class() command.Class {
	read := func(name, kind string, get func(*worker) value.Value) command.Property {
		return command.Property{Name: name, Type: kind, Get: func(c *vm.Call) (value.Value, error) {
			if w := vm.Receiver[*worker](c); w != nil {
				return get(w), nil
			}
			return value.Value{}, nil
		}}
	}
	text := func(name string, get func(*worker) string) command.Property {
		return read(name, "Text", func(w *worker) value.Value { return value.FromText(get(w)) })
	}
	return command.Class{
		Name: "SystemWorker",
		Doc:  "A program of the machine that runs beside the code. It ends with the application at the latest.",
		New:  &command.Command{Name: "new", Sig: "(commandLine: Text, options?: Object) : 4D.SystemWorker", Run: newWorker},
		Functions: []command.Command{
			{Name: "closeInput", Sig: "()", Run: closeInput},
			{Name: "postMessage", Sig: "(message: Text|Blob)", Run: postMessage},
			{Name: "terminate", Sig: "()", Run: terminate},
			{Name: "wait", Sig: "(seconds?: Real) : 4D.SystemWorker", Run: wait},
		},
		Properties: []command.Property{
			text("commandLine", func(w *worker) string { return w.commandLine }),
			read("currentDirectory", "4D.Folder", func(w *worker) value.Value { return w.folder }),
			text("dataType", func(w *worker) string { return w.dataType }),
			text("encoding", func(w *worker) string { return w.encoding }),
			read("errors", "Collection", (*worker).errors),
			read("exitCode", "Integer", (*worker).exitCode),
			read("hideWindow", "Boolean", func(*worker) value.Value { return value.FromBool(true) }),
			read("pid", "Integer", func(w *worker) value.Value { return value.FromInt(int64(w.pid)) }),
			read("response", "Any", (*worker).response),
			read("responseError", "Text", (*worker).responseError),
			read("terminated", "Boolean", func(w *worker) value.Value { return value.FromBool(w.isDone()) }),
			read("timeout", "Real", func(w *worker) value.Value { return value.FromReal(w.timeout.Seconds()) }),
		},
	}
}

// admit refuses programs where the operator has not allowed them.
func admit(c *vm.Call, what string) error {
	if c.Runtime().Programs {
		return nil
	}
	return fault.New(fault.Permission, "program.off",
		"%s: code may not start programs of this machine. Who runs the server can allow it with --allow-programs or QUOIN_ALLOW_PROGRAMS=true.", what)
}
