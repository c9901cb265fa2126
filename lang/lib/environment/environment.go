// Package environment provides what code asks of the application and the
// machine it runs on: versions, settings, the log, the end of the application.
package environment

import (
	_ "embed"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed environment.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "environment", Commands: commands(), Constants: constants(), Doc: doc}
}

// version is that of the original whose behaviour this is.
const version = "2110"

func commands() []command.Command {
	later := command.Later
	return []command.Command{
		{Name: "ALERT", Sig: "(message: Text, button?: Text)", State: command.Rejected, Run: dialog(value.Value{})},
		{Name: "Application file", Sig: "() : Text", State: later},
		{Name: "Application info", Sig: "() : Object", Run: applicationInfo},
		{Name: "Application type", Sig: "() : Integer", Run: applicationType},
		{Name: "Application version", Sig: "(&build?: Integer, *) : Text", Run: applicationVersion},
		{Name: "BACKUP", Sig: "()", State: later},
		{Name: "BEEP", Sig: "()", State: command.Rejected, Run: dialog(value.Value{})},
		{Name: "Compile project", Sig: "(...arguments: Any) : Object", State: later},
		{Name: "COMPONENT LIST", Sig: "(&names: Array)", State: later},
		{Name: "CONFIRM", Sig: "(message: Text, ok?: Text, cancel?: Text)", State: command.Rejected, Run: dialog(value.Value{})},
		{Name: "Current machine", Sig: "() : Text", Run: machine},
		{Name: "Current system user", Sig: "() : Text", Run: systemUser},
		{Name: "Current user", Sig: "() : Text", Run: systemUser},
		{Name: "FLUSH CACHE", Sig: "(mode?: Any)", Run: answer(value.Value{})},
		{Name: "Form", Sig: "() : Object", Run: answer(value.NullValue())},
		{Name: "FORM Event", Sig: "() : Object", Run: answer(value.NullValue())},
		{Name: "Get database parameter", Sig: "(selector: Any, &text?: Any, &value?: Text) : Real", Run: getDatabaseParameter},
		{Name: "GET SYSTEM FORMAT", Sig: "(format: Integer, &value: Text)", Run: getSystemFormat},
		{Name: "Is compiled mode", Sig: "(*) : Boolean", Run: answer(value.FromBool(true))},
		{Name: "Is license available", Sig: "(license?: Integer) : Boolean", Run: answer(value.FromBool(true))},
		{Name: "Is macOS", Sig: "() : Boolean", Run: answer(value.FromBool(false))},
		{Name: "Is Windows", Sig: "() : Boolean", Run: answer(value.FromBool(false))},
		{Name: "License info", Sig: "() : Object", State: later},
		{Name: "License usage", Sig: "() : Collection", State: later},
		{Name: "LOG EVENT", Sig: "(message: Text, level?: Integer) | (target: Integer, message: Text, level?: Integer)", Run: logEvent},
		{Name: "MESSAGE", Sig: "(message: Text)", State: command.Rejected, Run: dialog(value.Value{})},
		{Name: "QUIT 4D", Sig: "(delay?: Integer)", Run: quit},
		{Name: "Request", Sig: "(message: Text, default?: Text, ok?: Text, cancel?: Text) : Text", State: command.Rejected, Run: dialog(value.FromText(""))},
		{Name: "RESTART 4D", Sig: "(delay?: Integer, message?: Text)", Run: quit},
		{Name: "SET DATABASE PARAMETER", Sig: "(...selector: Any)", Run: setDatabaseParameter},
		{Name: "SHOW ON DISK", Sig: "(path: Text, *)", State: command.Rejected, Run: dialog(value.Value{})},
		{Name: "System info", Aliases: []string{"Get system info"}, Sig: "() : Object", Run: systemInfo},
		{Name: "Version type", Sig: "() : Integer", Run: answer(value.FromInt(1))},
	}
}

// Answers of Application type.
const (
	typeServer = 5
	typeTool   = 6
)

func applicationType(c *vm.Call) (value.Value, error) {
	if settingsOf(c.Runtime()).Tool {
		return value.FromInt(typeTool), nil
	}
	return value.FromInt(typeServer), nil
}

func answer(v value.Value) vm.Builtin {
	return func(*vm.Call) (value.Value, error) { return v, nil }
}

func applicationVersion(c *vm.Call) (value.Value, error) {
	if c.Len() > 0 && c.Arg(0) != vm.Star {
		c.SetOut(0, value.FromInt(0))
	}
	if c.HasMark(vm.Star) {
		return value.FromText("F00" + version + "00"), nil
	}
	return value.FromText(version), nil
}

func applicationInfo(*vm.Call) (value.Value, error) {
	o := value.NewObject()
	o.Set("headless", value.FromBool(true))
	o.Set("newConnectionsAllowed", value.FromBool(true))
	o.Set("SDIMode", value.FromBool(false))
	o.Set("launchedAsService", value.FromBool(false))
	return value.FromObject(o), nil
}

func systemUser(c *vm.Call) (value.Value, error) {
	return value.FromText(c.Runtime().Host.Getenv("USER")), nil
}

// dialog is the body of what shows something to a person: it is logged, the
// answer is that of the default button.
func dialog(result value.Value) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		c.Runtime().Log.Info("a dialog was not shown", "command", c.Name, "message", vm.Shown(c.Arg(0)))
		c.Process.SetVariable("OK", value.FromInt(1))
		return result, nil
	}
}

// quit ends the process that calls it, and then the application, where the
// application may be ended by its code.
func quit(c *vm.Call) (value.Value, error) {
	if end := settingsOf(c.Runtime()).Quit; end != nil {
		end()
		return value.Value{}, c.Process.Abort()
	}
	c.Runtime().Log.Warn("the code asked to end the application, which only its operator does", "command", c.Name)
	return value.Value{}, nil
}

func getSystemFormat(c *vm.Call) (value.Value, error) {
	formats := map[int]string{
		0: ".", 1: ",", 2: "$", 3: "h:mm a", 4: "h:mm:ss a", 5: "h:mm:ss a z", 6: "MM/dd/yyyy", 7: "EEE, MMM d, yyyy",
		8: "EEEE, MMMM d, yyyy", 13: "/", 14: ":", 15: "2", 16: "1", 17: "3", 18: "AM", 19: "PM",
	}
	c.SetOut(1, value.FromText(formats[c.Int(0)]))
	return value.Value{}, nil
}
