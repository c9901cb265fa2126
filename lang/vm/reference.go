package vm

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/value"
)

// elementType returns the declared type that fits the elements of an array.
func elementType(k value.Kind) types.Type {
	kinds := map[value.Kind]types.Kind{value.Bool: types.Boolean, value.Int: types.Integer,
		value.Real: types.Real, value.Text: types.Text, value.Date: types.Date, value.Time: types.Time,
		value.Blob: types.Blob, value.Picture: types.Picture, value.Object: types.Object,
		value.Collection: types.Collection, value.Pointer: types.Pointer, value.Array: types.Array}
	return types.Type{Kind: kinds[k]}
}

// reference makes the pointer of an "->" or of an argument that is written back.
func (p *Process) reference(in *Instr, f *frame, regs []value.Value) value.Value {
	switch in.Op {
	case OpRefLocal:
		return p.localRef(&regs[in.B], f.code.Types[in.C])
	case OpRefGlobal:
		return p.globalRef(int(in.B))
	case OpRefShared:
		n := f.code.Names[in.B]
		return pointer(n, func() (value.Value, error) { return p.sharedVariable(n) },
			func(x value.Value) error { return p.setSharedVariable(n, x) })
	case OpRefGet:
		o, name := regs[in.B], f.code.Names[in.C]
		return pointerInto(o, name, name, func() (value.Value, error) { return p.get(o, name, true) },
			func(x value.Value) error { return p.SetMember(o, name, x) })
	case OpRefIndex:
		o, i := regs[in.B], regs[in.C]
		return pointerInto(o, keyOf(i), "element", func() (value.Value, error) { return p.index(o, i) },
			func(x value.Value) error { return p.setIndex(o, i, x) })
	case OpRefElem:
		o, i, name := regs[in.B], regs[in.C], ""
		if in.D > 0 {
			name = f.code.Names[in.D-1]
		}
		v := pointerInto(o, keyOf(i), name, func() (value.Value, error) { return p.element(o, i) },
			func(x value.Value) error { _, err := p.setElement(o, i, x); return err })
		if n := i.AsInt(); i.IsNumber() && n > 0 {
			v.AsPointer().Element = int(n)
		}
		return v
	}
	return p.argumentRef(f, regs[in.B])
}

// argumentRef points at the parameter ${n} of the top frame. Once that has ended
// there is nothing: the frame serves others, and what it had (frameExt) tells.
func (p *Process) argumentRef(f *frame, n value.Value) value.Value {
	level, ext := len(p.frames)-1, f.more()
	runs := func() bool { return level < len(p.frames) && p.frames[level].ext == ext }
	return pointer("parameter", func() (value.Value, error) {
		if !runs() {
			return value.Value{}, nil
		}
		return p.argument(p.frames[level], n)
	}, func(x value.Value) error {
		if !runs() {
			return nil
		}
		return p.setArgument(p.frames[level], n, x)
	})
}

// localName returns the name of the local variable in a register, "" when it
// holds none.
func localName(f *frame, register int32) string {
	if n := int(register); n >= 0 && n < len(f.code.Locals) {
		return f.code.Locals[n]
	}
	return ""
}

func pointer(name string, load func() (value.Value, error), store func(value.Value) error) value.Value {
	return value.FromPointer(&value.Ref{Name: name, Load: load, Store: store})
}

// pointerInto points at a part of a value.
func pointerInto(whole value.Value, key any, name string, load func() (value.Value, error), store func(value.Value) error) value.Value {
	return value.FromPointer(&value.Ref{Name: name, Of: whole, Key: key, Load: load, Store: store})
}

// keyOf says which part an index stands for.
func keyOf(i value.Value) any {
	if i.Kind() == value.Text {
		return i.AsText()
	}
	return i.AsInt()
}

// localRef points at a local variable for the length of a call.
func (p *Process) localRef(to *value.Value, t types.Type) value.Value {
	return pointer("variable", func() (value.Value, error) { return *to, nil },
		func(x value.Value) error {
			if x.Kind() == value.Array {
				*to = x // ARRAY TEXT and its like type the variable
				return nil
			}
			return p.convert(to, x, t)
		})
}

// globalRef points at a process variable; the same variable has one pointer.
func (p *Process) globalRef(n int) value.Value {
	if r := p.globalRefs[n]; r != nil {
		return value.FromPointer(r)
	}
	v := pointer(p.Runtime.Program.variableName(n), func() (value.Value, error) { return p.Global(n), nil },
		func(x value.Value) error { return p.SetGlobal(n, x) })
	if p.globalRefs == nil {
		p.globalRefs = map[int]*value.Ref{}
	}
	p.globalRefs[n] = v.AsPointer()
	return v
}

func (p *Process) deref(v value.Value) (value.Value, error) {
	r := v.AsPointer()
	if r == nil {
		return value.Value{}, fault.New(fault.Invalid, "pointer.nil", "Got %s, want a pointer.", p.Describe(v))
	}
	return r.Load()
}

func (p *Process) setDeref(v, x value.Value) error {
	r := v.AsPointer()
	if r == nil {
		return fault.New(fault.Invalid, "pointer.nil", "Got %s, want a pointer.", p.Describe(v))
	}
	return r.Store(x)
}

// Global returns a process variable by its number (Program.ProcessVariable).
func (p *Process) Global(n int) value.Value {
	if n < len(p.globals) {
		return p.globals[n]
	}
	return value.Value{}
}

// SetGlobal assigns a process variable by its number.
func (p *Process) SetGlobal(n int, v value.Value) error {
	p.growGlobals(n)
	if v.Kind() == value.Array {
		p.globals[n] = v
		return nil
	}
	return p.convert(&p.globals[n], v, p.globalTypes[n])
}

func (p *Process) growGlobals(n int) {
	for n >= len(p.globals) {
		p.globals = append(p.globals, value.Value{})
		p.globalTypes = append(p.globalTypes, types.Type{})
	}
}

// typeGlobal declares a process variable; declaring it again changes nothing.
func (p *Process) typeGlobal(n int, t types.Type) {
	p.growGlobals(n)
	if p.globalTypes[n] == t {
		return
	}
	p.globalTypes[n] = t
	if !t.Fits(p.globals[n]) {
		p.globals[n] = t.Default()
	}
}

// Variable returns a process variable by name: "OK", "Error", "Document".
func (p *Process) Variable(name string) value.Value {
	return p.Global(p.Runtime.Program.ProcessVariable(name))
}

// SetVariable assigns a process variable by name. The type it was declared with
// does not hold it back.
func (p *Process) SetVariable(name string, v value.Value) {
	n := p.Runtime.Program.ProcessVariable(name)
	p.growGlobals(n)
	p.globals[n] = v
}

// PointerTo returns the pointer to a process variable ("Get pointer").
func (p *Process) PointerTo(name string) value.Value {
	return p.globalRef(p.Runtime.Program.ProcessVariable(name))
}

// An inter-process variable is seen by all processes. A container that is not
// shared stays with the process that stored it; the others see a copy, because
// two processes cannot change it safely.
type interVariable struct {
	v     value.Value // deep copy
	owner *Process
	own   value.Value
}

func (p *Process) sharedVariable(name string) (value.Value, error) {
	s := p.Runtime.State
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.variables[name]
	switch {
	case !ok:
		return value.Value{}, nil
	case x.owner == p:
		return x.own, nil
	}
	return transfer(p, x.v)
}

func (p *Process) setSharedVariable(name string, v value.Value) error {
	c, err := transfer(p, v)
	if err != nil {
		return err
	}
	s := p.Runtime.State
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.variables == nil {
		s.variables = map[string]interVariable{}
	}
	s.variables[name] = interVariable{v: c, owner: p, own: v}
	return nil
}
