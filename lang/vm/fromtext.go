package vm

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// Code that is compiled while it runs.

// FormulaFromText compiles one statement as a formula, in the dialect of the
// code that runs.
func FormulaFromText(p *Process, text string) (value.Value, error) {
	return fromText(p, text, false)
}

// StatementFromText compiles one statement that may use variables ("EXECUTE
// FORMULA"), in the dialect of the code that runs.
func StatementFromText(p *Process, text string) (value.Value, error) {
	return fromText(p, text, true)
}

func fromText(p *Process, text string, variables bool) (value.Value, error) {
	prog := p.Program()
	compile := prog.FromText
	if compile == nil {
		return value.Value{}, fault.New(fault.Unsupported, "vm.compiler", "This program cannot compile formulas from text.")
	}
	qodly := len(p.frames) > 0 && p.frames[len(p.frames)-1].fn.Qodly
	f, err := compile(prog, text, qodly, variables)
	if err != nil {
		return value.Value{}, err
	}
	return value.FromObject(value.NewNative(nil, &FuncValue{Function: f, Source: text})), nil
}
