// Package oracle evaluates programs by walking their trees, as plainly as it
// can: it is what the compiler and the machine are compared with. It knows the
// core of the language (expressions, control flow, functions, formulas, classes,
// errors, objects and collections); commands and the members of built-in classes
// are those of the catalogue, run in a process without a program.
//
//	o := oracle.New(sources, builtins)
//	v, err := o.Eval(ctx, snippet)
//
// What it does not know it refuses with ErrUnsupported: handlers of ON ERR CALL,
// pointers, classic arrays, Use, singletons, events.
package oracle

import (
	"context"
	"errors"
	"fmt"
	"math"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// ErrUnsupported says that a program uses what the oracle does not know.
var ErrUnsupported = errors.New("the oracle does not know this")

// ErrTooLong says that a program took more steps than allowed.
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

	p       *vm.Process // runs the built-ins
	frames  []*frame
	globals map[string]*variable // variables of the process
}

// New reads a program. Files with errors of syntax are refused.
func New(sources []Source, builtins *vm.Builtins) (*Oracle, error) {
	o := &Oracle{builtins: builtins, methods: map[string]*function{}, classes: map[string]*class{}, globals: map[string]*variable{}}
	files := map[string]*syntax.File{}
	for _, s := range sources {
		kind := syntax.Method
		if s.Class {
			kind = syntax.Class
		}
		f := syntax.ParseFile(source.NewFile(s.Name, s.Text), s.Dialect, kind)
		for _, e := range f.Errors {
			if !e.Warning {
				return nil, fmt.Errorf("%s: %s", s.Name, e.Message)
			}
		}
		if s.Class {
			files[s.Name] = f
			o.classes[s.Name] = &class{name: s.Name, members: map[string]*member{},
				vm: &vm.Class{Name: s.Name, Store: "cs", Members: map[string]*vm.Member{}}}
			continue
		}
		o.methods[vm.Norm(s.Name)] = o.function(s.Name, f.Source, f.Declare, f.Body)
	}
	for name, f := range files {
		if err := o.declareClass(o.classes[name], f); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// Eval runs a snippet of 4D: its result is that of the variable $result where it
// has one, otherwise that of its last expression.
func (o *Oracle) Eval(ctx context.Context, text string, steps int) (v value.Value, err error) {
	f := syntax.ParseSnippet(source.NewFile("snippet", text), syntax.FourD)
	for _, e := range f.Errors {
		if !e.Warning {
			return v, fmt.Errorf("snippet: %s", e.Message)
		}
	}
	rt := vm.NewRuntime(vm.NewProgram(o.builtins), vm.RuntimeOptions{})
	defer rt.Close()
	o.p = rt.NewProcess(ctx, vm.ProcessOptions{})
	defer o.p.Close()
	o.steps = steps
	fn := o.function("snippet", f.Source, nil, f.Body)
	return o.snippet(fn)
}

// snippet runs the statements of a snippet in a frame whose $result counts.
func (o *Oracle) snippet(fn *function) (value.Value, error) {
	body := fn.body.Stmts
	var last syntax.Expr
	if n := len(body); n > 0 {
		if x, ok := body[n-1].(*syntax.ExprStmt); ok {
			last, body = x.X, body[:n-1]
		}
	}
	f := &frame{fn: fn, vars: map[string]*variable{}}
	for _, d := range fn.declared {
		f.declare(d.name, d.typ)
	}
	o.frames = append(o.frames, f)
	defer func() { o.frames = o.frames[:0] }()
	v, out, err := value.Value{}, normal, error(nil)
	for _, s := range body {
		if v, out, err = o.stmt(f, s); err != nil || out == returns {
			break
		}
	}
	if err == nil && out != returns && last != nil {
		v, err = o.eval(f, last)
	}
	if r := f.vars["$result"]; err == nil && out != returns && r != nil {
		v = r.v
	}
	if err == nil {
		err = f.left()
	}
	return v, err
}

// A frame is a function that runs.
type frame struct {
	fn       *function
	vars     map[string]*variable
	result   *variable
	args     []value.Value
	this     value.Value
	deferred []error
	super    bool // Super was called
	loops    int  // that are open
}

// variable is a place that holds values of a type.
type variable struct {
	typ      types.Type
	declared bool
	given    bool // an argument: a declaration behind the parameters leaves it as it is
	v        value.Value
}

func (f *frame) declare(name string, t types.Type) *variable {
	l := f.vars[name]
	if l == nil {
		l = &variable{}
		f.vars[name] = l
	}
	if l.typ.Kind == types.Variant {
		if l.typ = t; !l.given {
			l.v = t.Default()
		}
	}
	l.declared = true
	return l
}

// local returns a variable of the function, made at its first use.
func (f *frame) local(name string) *variable {
	l := f.vars[name]
	if l == nil {
		l = &variable{}
		f.vars[name] = l
	}
	return l
}

// set assigns with the conversion of the variable's type.
func (o *Oracle) set(l *variable, v value.Value) error {
	if l.typ.Kind == types.Integer && v.IsReal() && math.Abs(v.AsReal()) >= 1<<55 {
		return ErrUnsupported // an integer out of range: undefined in the original
	}
	x, ok := l.typ.Convert(v)
	if !ok {
		return failed(54, "type.assign", "Got %s, want %s.", o.p.Describe(v), l.typ)
	}
	l.v = x
	return nil
}

// left is the error that a function leaves behind: its deferred ones.
func (f *frame) left() error {
	n := len(f.deferred)
	if n == 0 {
		return nil
	}
	return f.deferred[n-1]
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
	if o.steps--; o.steps < 0 {
		return ErrTooLong
	}
	return nil
}

// catches reports whether Try takes an error: those of the oracle pass.
func catches(err error) bool {
	if errors.Is(err, ErrUnsupported) || errors.Is(err, ErrTooLong) {
		return false
	}
	f := fault.As(err)
	return f == nil || f.Kind != fault.Cancelled && f.Kind != fault.Internal && f.Kind != fault.Limit
}
