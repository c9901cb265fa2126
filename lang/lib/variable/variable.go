// Package variable provides the commands over variables, parameters and their
// types. What declares (C_TEXT and its like) is compiled, never called.
package variable

import (
	_ "embed"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed variable.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "variable", Commands: commands(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	all := []command.Command{
		{Name: "CLEAR VARIABLE", Sig: "(&variable: Any)", Run: clearVariable},
		{Name: "C_STRING", Qodly: "C_STRING", Sig: "(length: Integer, ...variables: Any)", State: command.Later},
		{Name: "Copy parameters", Sig: "(from?: Integer) : Collection", Run: copyParameters},
		{Name: "Count parameters", Sig: "() : Integer", Run: countParameters},
		{Name: "Get pointer", Sig: "(name: Text) : Pointer", Run: getPointer},
		{Name: "Is a variable", Sig: "(pointer: Pointer) : Boolean", State: command.Later},
		{Name: "Is nil pointer", Sig: "(pointer: Pointer) : Boolean", Run: isNilPointer},
		{Name: "RESOLVE POINTER", Sig: "(pointer: Pointer, &name: Text, &table: Integer, &field: Integer)", Run: resolvePointer},
		{Name: "Type", Sig: "(variable: Any) : Integer", Run: valueType},
		{Name: "Value type", Sig: "(expression: Any) : Integer", Run: valueType},
	}
	for _, kind := range []string{"BLOB", "BOOLEAN", "COLLECTION", "DATE", "INTEGER", "LONGINT", "OBJECT",
		"PICTURE", "POINTER", "REAL", "TEXT", "TIME", "VARIANT"} {
		all = append(all, command.Command{Name: "C_" + kind, Qodly: "C_" + kind, Sig: "(...variables: Any)", Run: nothing})
	}
	return all
}

// nothing is the body of declarations: the compiler has read them.
func nothing(*vm.Call) (value.Value, error) { return value.Value{}, nil }

func clearVariable(c *vm.Call) (value.Value, error) {
	c.SetOut(0, value.Value{})
	return value.Value{}, nil
}

func copyParameters(c *vm.Call) (value.Value, error) {
	args := c.Process.Arguments()
	from := min(max(c.IntOr(0, 1)-1, 0), len(args))
	items := make([]value.Value, 0, len(args)-from)
	for _, v := range args[from:] {
		if v.IsUndefined() {
			v = value.NullValue()
		}
		items = append(items, v)
	}
	return value.FromCollection(value.NewList(items...)), nil
}

func countParameters(c *vm.Call) (value.Value, error) {
	return value.FromInt(int64(len(c.Process.Arguments()))), nil
}

func valueType(c *vm.Call) (value.Value, error) {
	return value.FromInt(int64(convert.TypeCode(c.Arg(0)))), nil
}

// getPointer answers a pointer to a process variable.
func getPointer(c *vm.Call) (value.Value, error) { return c.Process.PointerTo(c.Text(0)), nil }

func isNilPointer(c *vm.Call) (value.Value, error) { return value.FromBool(c.Arg(0).IsAbsent()), nil }

// resolvePointer answers the name of a variable, and -1 for table and field, as
// for every pointer that is not one to a field. The number of an element stands
// in the place of the table.
func resolvePointer(c *vm.Call) (value.Value, error) {
	name, element := "", -1
	if p := c.Arg(0).AsPointer(); p != nil {
		name = p.Name
		if p.Element > 0 {
			element = p.Element
		}
	}
	c.SetOut(1, value.FromText(name))
	c.SetOut(2, value.FromInt(int64(element)))
	c.SetOut(3, value.FromInt(-1))
	return value.Value{}, nil
}

func constants() []command.Constant {
	return []command.Constant{
		{Name: "Is alpha field", Value: convert.IsAlpha},
		{Name: "Is real", Qodly: "kNumber", Value: convert.IsReal},
		{Name: "Is number", Value: convert.IsReal},
		{Name: "Is text", Qodly: "kString", Value: convert.IsText},
		{Name: "Is picture", Qodly: "kPicture", Value: convert.IsPicture},
		{Name: "Is date", Qodly: "kDate", Value: convert.IsDate},
		{Name: "Is undefined", Qodly: "kUndefined", Value: convert.IsUndefined},
		{Name: "Is boolean", Qodly: "kBoolean", Value: convert.IsBoolean},
		{Name: "Is subtable", Value: 7},
		{Name: "Is integer", Value: convert.IsInteger},
		{Name: "Is longint", Qodly: "kInteger", Value: convert.IsLongint},
		{Name: "Is time", Qodly: "kTime", Value: convert.IsTime},
		{Name: "Is variant", Qodly: "kVariant", Value: convert.IsVariant},
		{Name: "Is pointer", Qodly: "kPointer", Value: convert.IsPointer},
		{Name: "Is string var", Value: 24},
		{Name: "Is integer 64 bits", Value: convert.IsInt64},
		{Name: "_o_Is float", Value: 35},
		{Name: "Is BLOB", Qodly: "kBlob", Value: convert.IsBlob},
		{Name: "Is object", Qodly: "kObject", Value: convert.IsObject},
		{Name: "Is collection", Qodly: "kCollection", Value: convert.IsCollection},
		{Name: "Is null", Qodly: "kNull", Value: convert.IsNull},
		{Name: "Array 2D", Value: 13},
		{Name: "Real array", Value: 14},
		{Name: "Integer array", Value: 15},
		{Name: "LongInt array", Value: 16},
		{Name: "Date array", Value: 17},
		{Name: "Text array", Value: 18},
		{Name: "Picture array", Value: 19},
		{Name: "Pointer array", Value: 20},
		{Name: "String array", Value: 21},
		{Name: "Boolean array", Value: 22},
		{Name: "BLOB array", Value: 31},
		{Name: "Time array", Value: 32},
		{Name: "Object array", Value: 39},
	}
}
