// Package oracle evaluates programs by walking their trees, as plainly as it
// can: it is what the compiler and the machine are compared with. It knows the
// core of the language (expressions, control flow, functions, formulas, classes
// and singletons, errors and their handlers, objects and collections, shared
// ones, pointers, classic arrays); commands and the members of built-in classes
// are those of the catalogue, run in a process without a program.
//
//	o := oracle.New(sources, builtins)
//	v, err := o.Eval(ctx, snippet)
//
// What it does not know it refuses with ErrUnsupported: variables of all
// processes ("<>x"), bytes of blobs, pictures, classes that extend built-in ones,
// other processes, code made at run time, the call chain, events; and what the
// language does not define: integers out of range, arrays in variables of another
// type, properties of what a pointer points at.
package oracle

import (
	"context"
	"errors"
	"fmt"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// ErrUnsupported says that a program uses what the oracle does not know.
var ErrUnsupported = errors.New("the oracle does not know")

func unknown(format string, args ...any) error {
	return fmt.Errorf("%w "+format, append([]any{ErrUnsupported}, args...)...)
}

// ErrTooLong says that a program took more steps or time than allowed.
var ErrTooLong = errors.New("the program takes too many steps")

// Source is one file of the program.
type Source struct {
	Name    string
	Class   bool
	Dialect syntax.Dialect
	Text    string
}

// Oracle is a program that can be evaluated.
type Oracle struct {
	builtins *vm.Builtins
	methods  map[string]*function // by normalized name
	classes  map[string]*class
	steps    int

	// Reached counts what ran of that which programs seldom have: it tells whether
	// programs written at random get there.
	Reached map[string]int

	ctx        context.Context
	p          *vm.Process // runs the built-ins
	frames     []*frame
	globals    map[string]*variable   // variables of the process, by normalized name
	singletons map[string]value.Value // by class
	errors     errorState
}

// New reads a program. Files with errors of syntax are refused.
func New(sources []Source, builtins *vm.Builtins) (*Oracle, error) {
	o := &Oracle{builtins: builtins, methods: map[string]*function{}, classes: map[string]*class{},
		Reached: map[string]int{}, globals: map[string]*variable{}, singletons: map[string]value.Value{}}
	files := map[string]*syntax.File{}
	for _, s := range sources {
		kind := syntax.Method
		if s.Class {
			kind = syntax.Class
		}
		f := syntax.ParseFile(source.NewFile(s.Name, s.Text), s.Dialect, kind)
		if err := broken(f); err != nil {
			return nil, err
		}
		if s.Class {
			files[s.Name] = f
			o.classes[s.Name] = newClass(s.Name, f)
			continue
		}
		o.methods[vm.Norm(s.Name)] = newFunction(s.Name, f.Source, f.Declare, f.Body)
	}
	for name, f := range files {
		if err := o.declareClass(o.classes[name], f); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func broken(f *syntax.File) error {
	for _, e := range f.Errors {
		if !e.Warning {
			return fmt.Errorf("%s: %s", f.Source.Path, e.Message)
		}
	}
	return nil
}

// Eval runs a snippet of 4D: its result is that of the variable $result where it
// has one, otherwise that of its last expression. It ends with the context, or
// after a number of steps.
func (o *Oracle) Eval(ctx context.Context, text string, steps int) (v value.Value, err error) {
	f := syntax.ParseSnippet(source.NewFile("snippet", text), syntax.FourD)
	if err := broken(f); err != nil {
		return v, err
	}
	rt := vm.NewRuntime(vm.NewProgram(o.builtins), vm.RuntimeOptions{})
	defer rt.Close()
	o.p = rt.NewProcess(ctx, vm.ProcessOptions{})
	defer o.p.Close()
	o.ctx, o.steps = ctx, steps
	return o.snippet(newFunction("snippet", f.Source, nil, f.Body))
}

// snippet runs the statements of a snippet in a frame whose $result counts.
func (o *Oracle) snippet(fn *function) (value.Value, error) {
	f := newFrame(fn)
	o.frames = append(o.frames, f)
	defer func() { o.frames = o.frames[:0] }()
	body := *fn.body
	var last syntax.Expr
	if n := len(body.Stmts); n > 0 {
		if x, ok := body.Stmts[n-1].(*syntax.ExprStmt); ok {
			last, body.Stmts = x.X, body.Stmts[:n-1]
		}
	}
	v, out, err := o.block(f, &body)
	if err == nil && out != returns && last != nil {
		f.at = last
		if v, err = o.eval(f, last); err != nil {
			v, err = value.Value{}, o.failed(f, err)
		}
	}
	if r := f.vars["$result"]; err == nil && out != returns && r != nil {
		v = r.v
	}
	if err == nil {
		err = f.left()
	}
	return v, err
}

func failed(number int, code, format string, args ...any) error {
	e := fault.Numbered(fault.Invalid, number, "4DRT", format, args...)
	if code != "" {
		e.Code = code
	}
	return e
}

func fail(code, format string, args ...any) error {
	return fault.New(fault.Invalid, code, format, args...)
}

// step counts what takes time.
func (o *Oracle) step() error {
	if o.steps--; o.steps < 0 || o.steps&63 == 0 && o.ctx.Err() != nil {
		return ErrTooLong
	}
	return nil
}
