package oracle

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// maxFrames bounds recursion.
const maxFrames = 400

// function is a method, a function of a class, a constructor or a formula.
type function struct {
	name     string
	file     *source.File
	owner    *class
	body     *syntax.Block
	formula  syntax.Stmt // of a formula, instead of body
	captured map[string]value.Value

	params      []declaration // with names
	numbers     map[int]types.Type
	variadic    types.Type // of the parameters from rest on
	rest        int
	resultName  string // of its result variable, "" for $0
	result      types.Type
	declared    []declaration // with var
	constructor bool
	shared      bool        // holds the lock of its receiver
	object      value.Value // its value, once it was asked for
}

func newFunction(name string, file *source.File, sig *syntax.Signature, body *syntax.Block) *function {
	fn := &function{name: name, file: file, body: body, numbers: map[int]types.Type{}}
	if sig != nil {
		for i, p := range sig.Params {
			t := typeOf(p.Type)
			if i+1 < len(sig.Params) && sig.Params[i+1].Type == p.Type {
				t = types.Type{} // a type belongs to the last name before it
			}
			fn.params = append(fn.params, declaration{p.Name.Norm, t})
		}
		fn.variadic, fn.rest = typeOf(sig.Variadic), len(fn.params)+1
		fn.result = typeOf(sig.Result)
		if sig.ResultName != nil {
			fn.resultName = sig.ResultName.Norm
		}
	}
	syntax.Walk(body, func(n syntax.Node) bool {
		if v, ok := n.(*syntax.Var); ok {
			fn.declareNames(v)
		}
		return true
	})
	if sig == nil || sig.Result == nil {
		if t, ok := fn.numbers[0]; ok {
			fn.result = t
		}
	}
	return fn
}

// call runs a function with a receiver and arguments.
func (o *Oracle) call(fn *function, this value.Value, args []value.Value) (v value.Value, err error) {
	if len(o.frames) >= maxFrames {
		return v, ErrTooLong
	}
	if err := o.step(); err != nil {
		return v, err
	}
	f, err := o.enter(fn, this, args)
	if err != nil {
		return v, err
	}
	o.frames = append(o.frames, f)
	v, err = o.locked(fn.shared && fn.owner.shared && value.GroupOf(this) != nil, this, func() (value.Value, error) { return o.run(f) })
	o.frames = o.frames[:len(o.frames)-1]
	if err != nil {
		return value.Value{}, err
	}
	if fn.constructor {
		v = f.this
		if err := f.missedSuper(); err != nil && len(f.deferred) == 0 {
			return value.Value{}, err
		}
	}
	return v, f.left()
}

// enter makes the frame: arguments are converted, other variables are empty.
func (o *Oracle) enter(fn *function, this value.Value, args []value.Value) (*frame, error) {
	f := &frame{fn: fn, vars: map[string]*variable{}, this: this, args: append([]value.Value(nil), args...)}
	for name, v := range fn.captured {
		f.vars[name] = &variable{name: name, v: v}
	}
	for i, v := range args {
		t := fn.parameterType(i + 1)
		x, ok := t.Convert(v)
		if !ok {
			return nil, failed(54, "call.argument-type", "%s: got %s, want %s (argument %d).", fn.name, o.p.Describe(v), t, i+1)
		}
		f.args[i] = x
	}
	for _, d := range fn.declared {
		f.declare(d.name, d.typ)
	}
	for i, p := range fn.params {
		l := &variable{name: p.name, typ: fn.parameterType(i + 1)}
		if d := f.vars[p.name]; d != nil && l.typ.Kind == types.Variant {
			l.typ = d.typ // declared once more behind the parameters
		}
		if l.v = l.typ.Default(); i < len(args) {
			l.v = f.args[i]
		}
		f.vars[p.name] = l
	}
	if fn.resultName != "" {
		f.result = &variable{name: fn.resultName, typ: fn.result, v: fn.result.Default()}
		f.vars[fn.resultName] = f.result
	}
	return f, nil
}

// run executes the body and gives its result in the declared type.
func (o *Oracle) run(f *frame) (value.Value, error) {
	if f.fn.formula != nil {
		return o.runFormula(f)
	}
	v, out, err := o.block(f, f.fn.body)
	if err != nil || out == returns {
		return v, err
	}
	return o.result(f, nil)
}

// result gives what a function returns: v, or what its result variable holds.
func (o *Oracle) result(f *frame, v *value.Value) (value.Value, error) {
	var x value.Value
	switch {
	case v != nil:
		x = *v
	case f.result != nil:
		x = f.result.v
	}
	y, ok := f.fn.result.Convert(x)
	if !ok {
		return value.Value{}, failed(54, "type.result", "%s returned %s, want %s.", f.fn.name, o.p.Describe(x), f.fn.result)
	}
	return y, nil
}

func text(file *source.File, n syntax.Node) string {
	s := n.Pos()
	return file.Text[s.Start:s.End]
}

// value returns the language's value of a function.
func (o *Oracle) value(fn *function, text string, captured ...value.Value) value.Value {
	native := &vm.Native{Name: fn.name, Max: -1, Run: func(c *vm.Call) (value.Value, error) {
		return o.call(fn, c.This, append([]value.Value(nil), c.Args...))
	}}
	return value.FromObject(value.NewNative(nil, &vm.FuncValue{Native: native, Source: text, Captured: captured}))
}
