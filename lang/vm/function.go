package vm

import (
	"sync"

	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// Function is a compiled function, method, constructor or formula. It is
// immutable once its program is built.
type Function struct {
	// Name as people know it: "myMethod", "Person.fullName",
	// "Person:constructor", "formula".
	Name  string
	Kind  FunctionKind
	Owner *Class // the class that defines it; nil for methods and formulas

	Params       []Param
	Variadic     bool // a final "..." was declared
	VariadicType types.Type
	Result       types.Type
	HasResult    bool // a result was declared

	Exposed, Local, Shared, OnHTTPGet bool

	// Program is the component that the function belongs to; nil: the runtime's.
	Program *Program

	Source *source.File
	Span   source.Span // of the whole function
	Code   *Code       // nil: the source is broken, see Broken
	Broken error       // why calling it fails
	Qodly  bool        // its dialect, for code compiled at run time

	once   sync.Once
	object *value.Obj // its value as a class function or method

	hooking sync.Once
	hooks   *Code // its code with OpBreak at each statement; made for a debugger
}

// FunctionKind tells what a function was written as.
type FunctionKind uint8

// The kinds of functions. MethodKind stands for project methods, DatabaseKind
// for database methods and triggers.
const (
	MethodKind FunctionKind = iota
	DatabaseKind
	ClassFunction
	GetterKind
	SetterKind
	ConstructorKind
	FormulaKind
	InitKind // the property lines of a class
)

// Param is a declared parameter.
type Param struct {
	Name string // as written, without "$"
	Type types.Type
}

// Info is what the outside may want to know of a function.
type Info struct {
	Name       string // the bare name: "fullName"
	Class      string // "" for methods and formulas
	Kind       FunctionKind
	Params     []Param
	Variadic   bool
	Result     types.Type
	HasResult  bool
	Exposed    bool
	OnHTTPGet  bool
	Local      bool
	Shared     bool
	Place      source.Place
	Unloadable error // not nil: the source is broken and calling it fails
}

// Info describes the function.
func (f *Function) Info() Info {
	i := Info{Name: f.Bare(), Kind: f.Kind, Params: f.Params, Variadic: f.Variadic, Result: f.Result,
		HasResult: f.HasResult, Exposed: f.Exposed, OnHTTPGet: f.OnHTTPGet, Local: f.Local,
		Shared: f.Shared, Place: f.Place(), Unloadable: f.Broken}
	if f.Owner != nil {
		i.Class = f.Owner.Name
	}
	return i
}

// Bare returns the name without that of its class.
func (f *Function) Bare() string {
	if f.Owner != nil && len(f.Name) > len(f.Owner.Name) {
		return f.Name[len(f.Owner.Name)+1:]
	}
	return f.Name
}

// Place returns where the function begins.
func (f *Function) Place() source.Place {
	if f.Source == nil {
		return source.Place{}
	}
	return f.Source.Place(f.Span.Start)
}

// FuncValue is what stands behind a function value: a formula with what it
// captured, a class function, or a native one.
type FuncValue struct {
	Function *Function     // nil for a native one
	Captured []value.Value // of a formula, by Code.Captures
	Native   *Native
	// This is the receiver of a native function taken from a value; undefined
	// when the call decides.
	This value.Value
	// Source is the text of a formula, "" for other functions.
	Source string
}

// FunctionValue returns the language's value of a function. The value of the
// same function is the same object.
func FunctionValue(f *Function) value.Value {
	f.once.Do(func() { f.object = value.NewNative(nil, &FuncValue{Function: f}) })
	return value.FromObject(f.object)
}

// NativeValue returns a function value with a body in Go.
func NativeValue(n *Native) value.Value {
	return value.FromObject(value.NewNative(nil, &FuncValue{Native: n}))
}

// ClassValue returns the class object of a class. The value of the same class
// is the same object.
func ClassValue(c *Class) value.Value {
	c.once.Do(func() { c.object = value.NewNative(nil, c) })
	return value.FromObject(c.object)
}

// Lending is the use of one object as the first argument of many calls of a
// function that keeps no reference to it and passes none on.
type Lending struct {
	p      *Process
	lends  bool
	before int
}

// Lend begins to call a function value.
func (p *Process) Lend(fn value.Value) Lending {
	f := AsFunction(fn)
	return Lending{p, f != nil && f.Function != nil && f.Function.Code != nil && f.Function.Code.Lends, p.argumentsRead}
}

// Returned reports whether the argument of the calls so far is the caller's
// again: nobody else has it.
func (l *Lending) Returned() bool { return l.lends && l.p.argumentsRead == l.before }

// AsFunction returns what stands behind a function value; nil for any other.
func AsFunction(v value.Value) *FuncValue {
	if o := v.AsObject(); o != nil {
		f, _ := o.Native.(*FuncValue)
		return f
	}
	return nil
}

// AsClass returns the class behind a class object; nil for any other value.
func AsClass(v value.Value) *Class {
	if o := v.AsObject(); o != nil {
		c, _ := o.Native.(*Class)
		return c
	}
	return nil
}
