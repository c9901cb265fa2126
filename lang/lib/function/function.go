// Package function provides formulas and the words that name classes and
// receivers. The compiler reads Formula, This, Super, cs, 4D and Try itself;
// their rows tell the checker, the editor and the reference about them.
package function

import (
	_ "embed"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed function.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "function", Commands: commands(), Classes: classes(), Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "4D", Sig: "() : Object", Run: compiled},
		{Name: "cs", Sig: "() : Object", Run: compiled},
		{Name: "Formula", Sig: "(expression: Any) : 4D.Function", Run: compiled},
		{Name: "Formula from string", Sig: "(text: Text, context?: Integer) : 4D.Function", Run: formulaFromString},
		{Name: "Super", Sig: "(...params: Any) : Object", Run: compiled},
		{Name: "This", Sig: "() : Object", Run: compiled},
		{Name: "Try", Sig: "(expression: Any) : Any", Run: compiled},
	}
}

func classes() []command.Class {
	return []command.Class{
		{Name: "Object", Doc: "The root of every class. A plain object belongs to it."},
		{Name: "Class", Doc: "A class: of yours in cs, built-in in 4D."},
		{Name: "Function", Doc: "A formula, a function of a class or a built-in function: something that can be called."},
		{Name: "Method", Doc: "Code compiled from text at run time.",
			New: &command.Command{Name: "new", Sig: "(source: Text, name?: Text) : 4D.Method", State: command.Later}},
	}
}

// compiled is the body of words that the compiler reads itself.
func compiled(c *vm.Call) (value.Value, error) {
	return value.Value{}, fault.New(fault.Unsupported, "call.word", "%s cannot be used in this way.", c.Name)
}

func formulaFromString(c *vm.Call) (value.Value, error) {
	return vm.FormulaFromText(c.Process, c.Text(0))
}
