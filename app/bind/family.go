package bind

import (
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
)

// Family returns the commands and classes that the application adds to the
// language.
func Family() command.Family {
	return command.Family{
		Name: "application",
		Commands: []command.Command{
			{Name: "ds", Sig: "(localID?: Text) : cs.DataStore", Run: dsCommand},
			{Name: "Session", Sig: "() : 4D.Session", Run: sessionCommand},
			{Name: "Session storage", Sig: "(id: Text) : Object", Run: sessionStorage},
			{Name: "Web Form", Sig: "() : 4D.WebForm", Run: webFormCommand},
			{Name: "Web Event", Sig: "() : Object", Run: webEventCommand},
			{Name: "WEB Server", Sig: "(which?: Integer) : 4D.WebServer", Run: webServerCommand},
			{Name: "WEB Is server running", Sig: "() : Boolean", Run: webIsRunning},
			{Name: "WEB START SERVER", Sig: "()", Run: webIgnored},
			{Name: "WEB STOP SERVER", Sig: "()", Run: webIgnored},
			{Name: "WEB SEND TEXT", Sig: "(text: Text, type?: Text)", Run: webSendText},
			{Name: "WEB SEND HTTP REDIRECT", Sig: "(url: Text, *)", Run: webSendRedirect},
			{Name: "START TRANSACTION", Sig: "()", Run: startTransaction},
			{Name: "VALIDATE TRANSACTION", Sig: "()", Run: validateTransaction},
			{Name: "CANCEL TRANSACTION", Sig: "()", Run: cancelTransaction},
			{Name: "In transaction", Sig: "() : Boolean", Run: inTransaction},
			{Name: "Transaction level", Sig: "() : Integer", Run: transactionLevel},
			{Name: "TRUNCATE TABLE", Sig: "(table: Text)", Run: truncateTable},
		},
		Classes: []command.Class{
			datastoreClass, dataclassClass, entityClass, selectionClass,
			sessionClass, webFormClass, webFormItemClass, webServerClass,
			incomingClass, outgoingClass,
		},
	}
}

// builtin returns a class of the application.
func builtin(p *vm.Process, name string) *vm.Class {
	return p.Runtime.Program.Builtins.Class("4D", name)
}
