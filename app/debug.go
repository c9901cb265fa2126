package app

import (
	"quoin.dev/quoin/lang/debug"
	"quoin.dev/quoin/lang/vm"
)

// newDebugger returns the debugger of the application. It costs nothing until a
// client attaches.
func (a *App) newDebugger() *debug.Debugger {
	return debug.New(debug.Target{State: a.state, Root: a.project.Root(),
		Program: func() *vm.Program { return a.Current().Program }})
}

// Debugger stops the application's code and looks into it.
func (a *App) Debugger() *debug.Debugger { return a.debugger }
