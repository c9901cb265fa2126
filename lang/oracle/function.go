package oracle

import (
	"strconv"

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
	sig      *syntax.Signature
	body     *syntax.Block
	formula  syntax.Stmt // of a formula, instead of body
	captured map[string]value.Value

	params      []declaration
	declared    []declaration // with var
	numbered    bool          // declares $1: not known here
	constructor bool
	object      value.Value // its value, once it was asked for
}

type declaration struct {
	name string
	typ  types.Type
}

func (o *Oracle) function(name string, file *source.File, sig *syntax.Signature, body *syntax.Block) *function {
	f := &function{name: name, file: file, sig: sig, body: body}
	if sig != nil {
		for i, p := range sig.Params {
			t := typeOf(p.Type)
			if i+1 < len(sig.Params) && sig.Params[i+1].Type == p.Type {
				t = types.Type{} // a type belongs to the last name before it
			}
			f.params = append(f.params, declaration{p.Name.Norm, t})
		}
	}
	syntax.Walk(body, func(n syntax.Node) bool {
		v, ok := n.(*syntax.Var)
		if !ok {
			return true
		}
		t := typeOf(v.Type)
		if v.Type == nil && v.Init != nil {
			t = literalType(v.Init)
		}
		for _, id := range v.Names {
			f.declared = append(f.declared, declaration{id.Norm, t})
			f.numbered = f.numbered || len(id.Norm) > 1 && id.Norm[1] >= '0' && id.Norm[1] <= '9'
		}
		return true
	})
	return f
}

func typeOf(t *syntax.TypeName) types.Type {
	if t == nil {
		return types.Type{}
	}
	typ, _ := types.Lookup(t.Store, t.Name)
	return typ
}

// literalType is the type that "var $x := literal" gives.
func literalType(x syntax.Expr) types.Type {
	switch x := unparen(x).(type) {
	case *syntax.Lit:
		return types.Type{Kind: [...]types.Kind{syntax.IntLit: types.Real, syntax.RealLit: types.Real,
			syntax.TextLit: types.Text, syntax.DateLit: types.Date, syntax.TimeLit: types.Time}[x.Kind]}
	case *syntax.CollectionLit:
		return types.Type{Kind: types.Collection}
	case *syntax.ObjectLit:
		return types.Type{Kind: types.Object}
	}
	return types.Type{}
}

func unparen(x syntax.Expr) syntax.Expr {
	for {
		p, ok := x.(*syntax.Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}

// call runs a function with a receiver and arguments.
func (o *Oracle) call(fn *function, this value.Value, args []value.Value) (v value.Value, err error) {
	if fn.numbered {
		return v, ErrUnsupported
	}
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
	v, err = o.run(f)
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
		f.vars[name] = &variable{v: v}
	}
	for i, p := range fn.params {
		l := f.declare(p.name, p.typ)
		if i >= len(args) {
			continue
		}
		x, ok := p.typ.Convert(args[i])
		if !ok {
			return nil, failed(54, "call.argument-type", "%s: got %s, want %s (argument %d).", fn.name, o.p.Describe(args[i]), p.typ, i+1)
		}
		l.v, l.given = x, true
	}
	if fn.sig != nil {
		if t := typeOf(fn.sig.Variadic); t.Kind != types.Variant {
			for i := len(fn.params); i < len(args); i++ {
				x, ok := t.Convert(args[i])
				if !ok {
					return nil, failed(54, "call.argument-type", "%s: got %s, want %s (argument %d).", fn.name, o.p.Describe(args[i]), t, i+1)
				}
				f.args[i] = x
			}
		}
		if fn.sig.ResultName != nil {
			f.result = f.declare(fn.sig.ResultName.Norm, typeOf(fn.sig.Result))
		}
	}
	for _, d := range fn.declared {
		f.declare(d.name, d.typ)
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
	t := types.Type{}
	if f.fn.sig != nil {
		t = typeOf(f.fn.sig.Result)
	}
	y, ok := t.Convert(x)
	if !ok {
		return value.Value{}, failed(54, "type.result", "%s returned %s, want %s.", f.fn.name, o.p.Describe(x), t)
	}
	return y, nil
}

func (o *Oracle) runFormula(f *frame) (value.Value, error) {
	s, ok := f.fn.formula.(*syntax.ExprStmt)
	if !ok {
		v, _, err := o.stmt(f, f.fn.formula)
		return v, err
	}
	if n, ok := unparen(s.X).(*syntax.Name); ok && !n.Local { // the name of a method takes all arguments
		if m := o.resolve(n.Ident); m.method != nil {
			return o.call(m.method, f.this, f.args)
		}
	}
	return o.eval(f, s.X)
}

// formulaValue makes the value of "Formula(code)": variables are captured as
// they are now.
func (o *Oracle) formulaValue(f *frame, x *syntax.Formula) value.Value {
	fn := &function{name: "formula", file: f.fn.file, owner: f.fn.owner, formula: x.Body, captured: map[string]value.Value{}}
	for name, l := range f.vars {
		if name[1] < '0' || name[1] > '9' { // $1 is the formula's own
			fn.captured[name] = l.v
		}
	}
	return o.value(fn, text(f.fn.file, x.Body))
}

// value returns the language's value of a function.
func (o *Oracle) value(fn *function, text string) value.Value {
	native := &vm.Native{Name: fn.name, Max: -1, Run: func(c *vm.Call) (value.Value, error) {
		return o.call(fn, c.This, append([]value.Value(nil), c.Args...))
	}}
	return value.FromObject(value.NewNative(nil, &vm.FuncValue{Native: native, Source: text}))
}

func text(file *source.File, n syntax.Node) string {
	s := n.Pos()
	return file.Text[s.Start:s.End]
}

// numbered returns the variable of $n, nil for an argument beyond those declared.
func (f *frame) numbered(n int) *variable {
	switch {
	case n == 0:
		if f.result == nil {
			f.result = &variable{}
		}
		return f.result
	case n <= len(f.fn.params):
		return f.vars[f.fn.params[n-1].name]
	}
	name := "$" + strconv.Itoa(n)
	l := f.vars[name]
	if l == nil {
		l = &variable{}
		if n <= len(f.args) {
			l.v = f.args[n-1]
		}
		f.vars[name] = l
	}
	return l
}
