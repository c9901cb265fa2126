package oracle

import (
	"math"
	"strconv"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// A frame is a function that runs.
type frame struct {
	fn       *function
	vars     map[string]*variable
	result   *variable
	args     []value.Value
	this     value.Value
	at       syntax.Node  // the statement or condition that runs
	deferred []*vm.Thrown // errors that wait for the end of the function
	super    bool         // Super was called
	loops    int          // that are open
}

// newFrame makes a frame whose variables are empty.
func newFrame(fn *function) *frame {
	f := &frame{fn: fn, vars: map[string]*variable{}}
	for _, d := range fn.declared {
		f.declare(d.name, d.typ)
	}
	return f
}

// variable is a place that holds values of a type.
type variable struct {
	name    string
	typ     types.Type
	v       value.Value
	pointer *value.Ref // once "->" was applied to it
}

// declare makes a variable known; one that has a type keeps it.
func (f *frame) declare(name string, t types.Type) *variable {
	l := f.local(name)
	if l.typ.Kind == types.Variant {
		l.typ, l.v = t, t.Default()
	}
	return l
}

// local returns a variable of the function, made at its first use.
func (f *frame) local(name string) *variable {
	l := f.vars[name]
	if l == nil {
		l = &variable{name: name}
		f.vars[name] = l
	}
	return l
}

// numbered returns the variable of $n: that of a declared parameter, or one of
// its own; $0 is the result.
func (f *frame) numbered(n int) *variable {
	switch {
	case n == 0:
		if f.result == nil {
			t := f.fn.result
			f.result = &variable{name: "$0", typ: t, v: t.Default()}
		}
		return f.result
	case n <= len(f.fn.params):
		return f.vars[f.fn.params[n-1].name]
	}
	name := "$" + strconv.Itoa(n)
	l := f.vars[name]
	if l == nil {
		t := f.fn.parameterType(n)
		if l = (&variable{name: name, typ: t, v: t.Default()}); n <= len(f.args) {
			l.v = f.args[n-1]
		}
		f.vars[name] = l
	}
	return l
}

// parameter returns the variable of ${n}.
func (o *Oracle) parameter(f *frame, x *syntax.Numbered) (*variable, error) {
	if x.Index == nil {
		return f.numbered(x.N), nil
	}
	o.Reached["${n}"]++
	i, err := o.eval(f, x.Index)
	if err != nil {
		return nil, err
	}
	n := i.AsInt()
	if !isNumeric(i) {
		return nil, fail("argument.number", "There is no parameter ${%s}.", i.Kind())
	}
	if n < 1 || n > 1<<15 {
		shown, _ := value.AppendJSON(nil, i, value.JSONOptions{})
		return nil, fail("argument.number", "There is no parameter ${%s}.", shown)
	}
	return f.numbered(int(n)), nil
}

// global returns a variable of the process, made at its first use.
func (o *Oracle) global(norm string) *variable {
	if o.globals[norm] == nil {
		o.globals[norm] = &variable{name: norm}
	}
	return o.globals[norm]
}

// declareGlobal gives a variable of the process a type, when its declaration
// runs: what does not fit it is lost.
func (o *Oracle) declareGlobal(norm string, t types.Type) {
	l := o.global(norm)
	if l.typ != t && !t.Fits(l.v) {
		l.v = t.Default()
	}
	l.typ = t
}

// set assigns with the conversion of the variable's type.
func (o *Oracle) set(l *variable, v value.Value) error {
	switch {
	case l.typ.Kind == types.Integer && v.IsReal() && math.Abs(v.AsReal()) >= 1<<55:
		return unknown("an integer out of range") // an integer out of range: undefined in the original
	case l.typ.Kind != types.Variant && (v.Kind() == value.Array || l.v.Kind() == value.Array):
		return unknown("an array in a variable of a type") // arrays are copied with COPY ARRAY only
	}
	x, ok := l.typ.Convert(v)
	if !ok {
		return failed(54, "type.assign", "Got %s, want %s.", o.p.Describe(v), l.typ)
	}
	l.v = x
	return nil
}
