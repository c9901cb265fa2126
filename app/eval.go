package app

import (
	"context"
	"path/filepath"
	"strings"

	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
)

// Eval evaluates an expression or a snippet and returns its value as JSON on
// one line: that of the variable result ($result in 4D) when the snippet sets
// it, else of its last expression. Without a project only the language is
// there.
func Eval(ctx context.Context, code string, qodly bool, o Options) (string, error) {
	dialect := syntax.FourD
	if qodly {
		dialect = syntax.Qodly
	}
	rt, scope, finish, err := evalRuntime(ctx, o)
	if err != nil {
		return "", err
	}
	defer finish()
	process := vm.ProcessOptions{Name: "eval", Output: o.Output}
	if scope != nil {
		process.Scope = scope
	}
	v, err := lang.Eval(ctx, rt, code, dialect, process)
	if err != nil {
		return "", err
	}
	writer := rt.NewProcess(ctx, process) // entities in the value are read for writing
	defer writer.Close()
	var b strings.Builder
	err = writeValue(&b, v, writer)
	return b.String(), err
}

// evalRuntime opens the project, if there is one; otherwise only the language
// is there, and the scope is nil.
func evalRuntime(ctx context.Context, o Options) (*vm.Runtime, *bind.Scope, func(), error) {
	if o.Project != "" {
		a, err := Open(ctx, o)
		if err != nil {
			return nil, nil, nil, err
		}
		world := a.Current().world
		scope := &bind.Scope{World: world}
		scope.NewCaller(ctx, nil)
		return world.Runtime, scope, func() { a.Close() }, nil
	}
	cat, err := Catalogue()
	if err != nil {
		return nil, nil, nil, err
	}
	unit := lang.Compile(ctx, nil, lang.Options{Builtins: cat.Builtins()})
	rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{Host: host.Real(), Programs: o.Programs, Limits: vm.Limits{Memory: o.CodeMemory}})
	return rt, nil, rt.Close, nil
}

// IsSource reports whether a file is code, by its name.
func IsSource(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".4dm" || ext == ".4qs"
}

// Format returns the canonical layout of a source file. A file with syntax
// errors is refused: its text is what its author still works on.
func Format(path, text string) (string, error) {
	dialect, kind := syntax.FourD, syntax.Method
	if strings.EqualFold(filepath.Ext(path), ".4qs") {
		dialect = syntax.Qodly
	}
	if strings.EqualFold(filepath.Base(filepath.Dir(path)), "Classes") {
		kind = syntax.Class
	}
	file := source.NewFile(path, text)
	tree := syntax.ParseFile(file, dialect, kind)
	for _, e := range tree.Errors {
		if !e.Warning {
			return "", fault.New(fault.Invalid, e.Code, "%s: %s. The file is left as it is.", file.Place(e.Span.Start), strings.TrimSuffix(e.Message, "."))
		}
	}
	return syntax.Print(tree, dialect), nil
}
