package bind

import (
	_ "embed"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
)

//go:embed data.md
var dataDoc string

//go:embed session.md
var sessionDoc string

//go:embed web.md
var webDoc string

//go:embed project.md
var projectDoc string

// Families returns the commands and classes that the application adds to the
// language.
func Families() []command.Family {
	return []command.Family{
		{
			Name: "data", Doc: dataDoc,
			Commands: []command.Command{
				{Name: "ds", Sig: "(localID?: Text) : cs.DataStore", Run: dsCommand},
				{Name: "START TRANSACTION", Sig: "()", Run: startTransaction},
				{Name: "VALIDATE TRANSACTION", Sig: "()", Run: validateTransaction},
				{Name: "CANCEL TRANSACTION", Sig: "()", Run: cancelTransaction},
				{Name: "In transaction", Sig: "() : Boolean", Run: inTransaction},
				{Name: "Transaction level", Sig: "() : Integer", Run: transactionLevel},
				{Name: "Table name", Sig: "(table: Integer|Text) : Text", Run: tableName},
				{Name: "Field name", Sig: "(table: Integer|Text, field: Integer) : Text", Run: fieldName},
				{Name: "Is table number valid", Sig: "(table: Integer) : Boolean", Run: isTableNumber},
				{Name: "Is field number valid", Sig: "(table: Integer|Text, field: Integer) : Boolean", Run: isFieldNumber},
				{Name: "Last table number", Aliases: []string{"Get last table number"}, Sig: "() : Integer", Run: lastTableNumber},
				{Name: "Last field number", Aliases: []string{"Get last field number"}, Sig: "(table: Integer|Text) : Integer", Run: lastFieldNumber},
				{Name: "Create entity selection", Sig: "(table: Text, settings?: Object) : 4D.EntitySelection", Run: createSelection},
				{Name: "USE ENTITY SELECTION", Sig: "(selection: 4D.EntitySelection)", Run: useSelection},
				{Name: "Trigger event", Sig: "() : Integer", Run: triggerEvent},
				{Name: "TRUNCATE TABLE", Sig: "(table: Text)", Run: truncateTable},
			},
			Classes: []command.Class{datastoreClass, dataclassClass, entityClass, selectionClass},
		},
		{
			Name: "session", Doc: sessionDoc,
			Commands: []command.Command{
				{Name: "Session", Sig: "() : 4D.Session", Run: sessionCommand},
				{Name: "Session storage", Sig: "(id: Text) : Object", Run: sessionStorage},
			},
			Classes: []command.Class{sessionClass, usersClass, endpointsClass},
		},
		{
			Name: "web", Doc: webDoc,
			Commands: []command.Command{
				{Name: "Web Form", Sig: "() : 4D.WebForm", Run: webFormCommand},
				{Name: "Web Event", Sig: "() : Object", Run: webEventCommand},
				{Name: "WEB Server", Sig: "(which?: Integer) : 4D.WebServer", Run: webServerCommand},
				{Name: "WEB Is server running", Sig: "() : Boolean", Run: webIsRunning},
				{Name: "WEB START SERVER", Sig: "()", Run: webIgnored},
				{Name: "WEB STOP SERVER", Sig: "()", Run: webIgnored},
				{Name: "WEB SEND TEXT", Sig: "(text: Text, type?: Text)", Run: webSendText},
				{Name: "WEB SEND BLOB", Sig: "(blob: Blob, type?: Text)", Run: webSendBlob},
				{Name: "WEB SEND FILE", Sig: "(path: Text)", Run: webSendFile},
				{Name: "WEB GET HTTP BODY", Sig: "(&body: Text|Blob)", Run: webGetBody},
				{Name: "WEB GET HTTP HEADER", Sig: "(&header: Text) | (&names: Array, &values: Array)", Run: webGetHeader},
				{Name: "WEB GET VARIABLES", Sig: "(&names: Array, &values: Array)", Run: webGetVariables},
				{Name: "WEB SET HTTP HEADER", Sig: "(header: Text) | (names: Array, values: Array)", Run: webSetHeader},
				{Name: "WEB SEND HTTP REDIRECT", Sig: "(url: Text, *)", Run: webSendRedirect},
			},
			Classes: []command.Class{webFormClass, webFormItemClass, webServerClass, incomingClass, outgoingClass},
		},
		{
			Name: "project", Doc: projectDoc,
			Commands: []command.Command{
				{Name: "Compile project", Sig: "(file?: 4D.File|Object, options?: Object) : Object", Run: compileProject},
			},
		},
	}
}

// builtin returns a class of the application.
func builtin(p *vm.Process, name string) *vm.Class {
	return p.Runtime.Program.Builtins.Class("4D", name)
}
