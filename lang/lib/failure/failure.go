// Package failure provides the commands about errors and assertions.
package failure

import (
	_ "embed"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed failure.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "failure", Commands: commands(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "ABORT", Sig: "()", Run: abort},
		{Name: "ASSERT", Sig: "(condition: Boolean, message?: Text)", Run: assert},
		{Name: "Asserted", Sig: "(condition: Boolean, message?: Text) : Boolean", Run: asserted},
		{Name: "Call chain", Aliases: []string{"Get call chain"}, Sig: "() : Collection", Run: callChain},
		{Name: "Get assert enabled", Sig: "() : Boolean", Run: getAssertEnabled},
		{Name: "GET LAST ERROR STACK", Sig: "(&codes: Array, &components: Array, &texts: Array)", Run: getLastErrorStack},
		{Name: "Last errors", Sig: "() : Collection", Run: lastErrors},
		{Name: "Method called on error", Sig: "(scope?: Integer) : Text", Run: methodCalledOnError},
		{Name: "ON ERR CALL", Sig: "(method: Text, scope?: Integer)", Run: onErrCall},
		{Name: "SET ASSERT ENABLED", Sig: "(enabled: Boolean, *)", Run: setAssertEnabled},
		{Name: "throw", Sig: "(code?: Integer|Object, text?: Text)", Run: throw},
		{Name: "TRACE", Sig: "()", Run: trace},
		{Name: "_4D THROW ERROR", Qodly: "_4D THROW ERROR", Sig: "(error: Object)", Run: throw},
	}
}

// Scopes of ON ERR CALL.
const (
	local      = 0
	global     = 1
	components = 2
)

func constants() []command.Constant {
	return []command.Constant{
		{Name: "ek local", Value: local},
		{Name: "ek global", Value: global},
		{Name: "ek errors from components", Value: components},
	}
}

func throw(c *vm.Call) (value.Value, error) { return value.Value{}, c.Process.Throw(c.Args...) }

func abort(c *vm.Call) (value.Value, error) { return value.Value{}, c.Process.Abort() }

// trace stops in the debugger, when there is one.
func trace(c *vm.Call) (value.Value, error) {
	c.Process.Trace()
	return value.Value{}, nil
}

func assert(c *vm.Call) (value.Value, error) {
	if c.Process.AssertsOff() || c.Bool(0) || c.Err() != nil {
		return value.Value{}, nil
	}
	return value.Value{}, failed(c)
}

// failed is the error of a false assertion. Without a message the machine gives
// the source of the condition in its place.
func failed(c *vm.Call) error {
	return fault.Numbered(fault.Other, -10518, "4DRT", "Assert failed: %s", c.TextOr(1, "the condition is false"))
}

func asserted(c *vm.Call) (value.Value, error) {
	ok := c.Bool(0)
	if ok || c.Process.AssertsOff() || c.Err() != nil {
		return value.FromBool(ok), nil
	}
	return value.FromBool(false), failed(c)
}

func getAssertEnabled(c *vm.Call) (value.Value, error) {
	return value.FromBool(!c.Process.AssertsOff()), nil
}

func setAssertEnabled(c *vm.Call) (value.Value, error) {
	c.Process.SetAsserts(c.Bool(0), !c.HasMark(vm.Star))
	return value.Value{}, nil
}

// lastErrors answers null when there is none.
func lastErrors(c *vm.Call) (value.Value, error) {
	errors := c.Process.LastErrors()
	if len(errors) == 0 {
		return value.NullValue(), nil
	}
	l := value.NewList()
	for _, e := range errors {
		l.Push(e.Value())
	}
	return value.FromCollection(l), nil
}

// getLastErrorStack fills three arrays with what lastErrors answers.
func getLastErrorStack(c *vm.Call) (value.Value, error) {
	errors := c.Process.LastErrors()
	columns := []func(vm.ErrorInfo) value.Value{
		func(e vm.ErrorInfo) value.Value { return value.FromInt(int64(e.Code)) },
		func(e vm.ErrorInfo) value.Value { return value.FromText(e.Signature) },
		func(e vm.ErrorInfo) value.Value { return value.FromText(e.Message) },
	}
	for i, column := range columns {
		kind := value.Text
		if i == 0 {
			kind = value.Int
		}
		a := &value.Arr{Element: kind, Items: []value.Value{vm.ArrayZero(kind)}}
		for _, e := range errors {
			a.Items = append(a.Items, column(e))
		}
		c.SetOut(i, value.FromArray(a))
	}
	return value.Value{}, nil
}

func onErrCall(c *vm.Call) (value.Value, error) {
	method := c.Text(0)
	switch c.Int(1) {
	case local:
		c.Process.SetErrorHandler(method)
	case global, components:
		c.Process.SetGlobalErrorHandler(method)
	default:
		return c.Failf(0, "got the scope %d, want 0, 1 or 2", c.Int(1))
	}
	return value.Value{}, nil
}

func methodCalledOnError(c *vm.Call) (value.Value, error) {
	if c.Int(0) == local {
		return value.FromText(c.Process.ErrorHandler()), nil
	}
	return value.FromText(c.Process.GlobalErrorHandler()), nil
}

func callChain(c *vm.Call) (value.Value, error) {
	l := value.NewList()
	for _, site := range c.Process.CallChain() {
		o := value.NewObject()
		o.Set("type", value.FromText(kindName(site.Kind)))
		o.Set("name", value.FromText(site.Function))
		o.Set("line", value.FromInt(int64(site.Place.Line)))
		o.Set("database", value.FromText("host"))
		l.Push(value.FromObject(o))
	}
	return value.FromCollection(l), nil
}

func kindName(k vm.FunctionKind) string {
	switch k {
	case vm.MethodKind:
		return "projectMethod"
	case vm.DatabaseKind:
		return "databaseMethod"
	case vm.FormulaKind:
		return "executeFormula"
	}
	return "classFunction"
}
