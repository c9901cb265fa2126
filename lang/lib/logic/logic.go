// Package logic provides the truth values, null and the choice between values.
package logic

import (
	_ "embed"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed logic.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "logic", Commands: commands(), Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "Bool", Sig: "(source: Any) : Boolean", Run: toBool},
		{Name: "Choose", Sig: "(criterion: Boolean|Integer, ...values: Any) : Any", Run: choose},
		{Name: "False", Sig: "() : Boolean", Run: constant(value.FromBool(false))},
		{Name: "Not", Sig: "(condition: Boolean) : Boolean", Run: not},
		{Name: "Null", Sig: "() : Any", Run: constant(value.NullValue())},
		{Name: "True", Sig: "() : Boolean", Run: constant(value.FromBool(true))},
		{Name: "Undefined", Sig: "(source: Any) : Boolean", Run: undefined},
	}
}

func constant(v value.Value) vm.Builtin {
	return func(*vm.Call) (value.Value, error) { return v, nil }
}

func toBool(c *vm.Call) (value.Value, error) { return value.FromBool(convert.Bool(c.Arg(0))), nil }

func not(c *vm.Call) (value.Value, error) { return value.FromBool(!c.Bool(0)), nil }

func undefined(c *vm.Call) (value.Value, error) { return value.FromBool(c.Arg(0).IsUndefined()), nil }

// choose picks by a Boolean or by a position from 0. Outside, it yields the
// empty value of the type of the first choice.
func choose(c *vm.Call) (value.Value, error) {
	at := 0
	if c.Arg(0).Kind() == value.Bool {
		if !c.Bool(0) {
			at = 1
		}
	} else {
		at = c.Int(0)
	}
	if at >= 0 && at < c.Len()-1 {
		return c.Arg(at + 1), nil
	}
	return types.Type{Kind: kindOf(c.Arg(1))}.Default(), nil
}

func kindOf(v value.Value) types.Kind {
	switch v.Kind() {
	case value.Bool:
		return types.Boolean
	case value.Int, value.Real:
		return types.Real
	case value.Text:
		return types.Text
	case value.Date:
		return types.Date
	case value.Time:
		return types.Time
	case value.Blob:
		return types.Blob
	case value.Picture:
		return types.Picture
	case value.Object:
		return types.Object
	case value.Collection:
		return types.Collection
	}
	return types.Variant
}
