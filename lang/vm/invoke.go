package vm

import (
	"runtime/debug"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// Call runs a function value (a formula, a class function, the name of a method
// as text) with a receiver and arguments.
func (p *Process) Call(fn, this value.Value, args ...value.Value) (value.Value, error) {
	f := AsFunction(fn)
	if f == nil && fn.Kind() == value.Text {
		m := p.Program().Method(fn.AsText())
		if m == nil {
			return value.Value{}, fault.New(fault.NotFound, "method.unknown", "There is no method %q.", fn.AsText())
		}
		return p.RunFunction(m, this, args...)
	}
	if f == nil {
		return value.Value{}, fault.Numbered(fault.Invalid, 1626, sigRuntime, "Got %s, want a function or the name of a method.", p.Describe(fn))
	}
	return p.callFunction(f, this, args)
}

func (p *Process) callFunction(f *FuncValue, this value.Value, args []value.Value) (value.Value, error) {
	if f.Native == nil && p.nested > 0 {
		return p.invoke(f.Function, f.Captured, this, args) // as sorting and mapping do, very often
	}
	if f.Native == nil {
		return p.protected(func() (value.Value, error) { return p.invoke(f.Function, f.Captured, this, args) })
	}
	if !f.This.IsUndefined() {
		this = f.This
	}
	return p.protected(func() (value.Value, error) { return p.native(f.Native, this, args) })
}

// RunMethod runs a project method by name.
func (p *Process) RunMethod(name string, args ...value.Value) (value.Value, error) {
	return p.Call(value.FromText(name), value.Value{}, args...)
}

// RunFunction runs a compiled function with a receiver.
func (p *Process) RunFunction(f *Function, this value.Value, args ...value.Value) (value.Value, error) {
	return p.protected(func() (value.Value, error) { return p.invoke(f, nil, this, args) })
}

// CallMember calls a function of a value by name, as "recv.name(args)" does.
func (p *Process) CallMember(recv value.Value, name string, args ...value.Value) (value.Value, error) {
	return p.protected(func() (value.Value, error) {
		fn, err := p.callee(recv, name)
		if err != nil {
			return value.Value{}, err
		}
		if fn.Native != nil {
			return p.native(fn.Native, fn.receiver(recv), args)
		}
		return p.invoke(fn.Function, fn.Captured, recv, args)
	})
}

// protected is the entrance of a process: a panic of ours becomes an error, and
// nothing that the code held stays held.
func (p *Process) protected(run func() (value.Value, error)) (v value.Value, err error) {
	if len(p.frames) > 0 || p.nested > 0 {
		return run()
	}
	defer func() {
		if bug := recover(); bug != nil {
			err = fault.New(fault.Internal, "vm.panic", "The machine failed while running %s: %v.", p.running(), bug)
			p.Runtime.Log.Error("the machine failed", "running", p.running(), "bug", bug, "stack", string(debug.Stack()))
		}
		for len(p.frames) > 0 {
			p.drop()
		}
		p.nested, p.calls, p.handler.running = 0, nil, false
		p.unlockTo(0)
	}()
	return run()
}

func (p *Process) running() string {
	if n := len(p.frames); n > 0 {
		return p.frames[n-1].fn.Name
	}
	return "nothing"
}

// invoke runs a function on top of the stack and waits for its result.
func (p *Process) invoke(fn *Function, captured []value.Value, this value.Value, args []value.Value) (value.Value, error) {
	if err := p.push(fn, captured, this, args, entryFrame); err != nil {
		return value.Value{}, err
	}
	return p.run()
}

func (p *Process) push(fn *Function, captured []value.Value, this value.Value, args []value.Value, flags frameFlags) error {
	if fn.Code == nil {
		return fn.brokenError()
	}
	w, own := p.window(max(fn.Code.Registers, len(args)))
	if own {
		flags |= ownsChunk
	}
	copy(w, args)
	if err := p.enter(fn, w, len(args), this, 0, flags); err != nil {
		return err
	}
	if len(captured) > 0 {
		p.capture(fn, captured)
	}
	return nil
}

func (p *Process) capture(fn *Function, captured []value.Value) {
	regs := p.frames[len(p.frames)-1].regs
	for i, c := range fn.Code.Captures {
		if i < len(captured) {
			regs[c.To] = captured[i]
		}
	}
}

// native runs a built-in. Its Call is used again afterwards: a body must not
// keep it, nor its arguments. (A body that panics leaves nothing in it: the
// process gets new ones.)
func (p *Process) native(n *Native, this value.Value, args []value.Value) (value.Value, error) {
	if p.stop.Load() {
		if err := p.attend(); err != nil {
			return value.Value{}, err
		}
	}
	if len(args) < n.Min {
		return value.Value{}, fault.New(fault.Invalid, "call.arguments", "%s: got %d arguments, want at least %d.", n.Name, len(args), n.Min)
	}
	if n := p.nested + len(p.frames); n >= p.depth && n >= p.limits.Depth {
		return value.Value{}, p.errDepth()
	}
	if p.nested == len(p.calls) {
		p.calls = append(p.calls, &Call{Process: p})
	}
	c := p.calls[p.nested]
	if p.nested++; p.nested == 1 {
		p.before = p.announced
	}
	c.Name, c.This, c.Args = n.Name, this, args
	v, err := n.Run(c)
	p.nested--
	if c.err != nil {
		if err == nil {
			err = c.err
		}
		c.err = nil
	}
	if err == nil && v.Kind() >= value.Text && v != this {
		err = p.announce(v)
	}
	return v, err
}

// announce counts the large results of built-ins towards the memory limit.
func (p *Process) announce(v value.Value) error {
	const large = 1 << 10
	switch v.Kind() {
	case value.Text:
		if n := len(v.AsText()); n >= large {
			return p.Grow(int64(n))
		}
	case value.Collection:
		if n := v.AsCollection().Len(); n*16 >= large {
			return p.Grow(int64(n) * 16)
		}
	case value.Blob:
		if n := len(v.AsBlob()); n >= large {
			return p.Grow(int64(n))
		}
	}
	return nil
}

// callee finds the function that recv.name stands for.
func (p *Process) callee(recv value.Value, name string) (*FuncValue, error) {
	v, m, err := p.lookup(recv, name, false)
	if err != nil {
		return nil, err
	}
	if m != nil {
		switch {
		case m.Function != nil:
			return FunctionValue(m.Function).AsObject().Native.(*FuncValue), nil
		case m.Native != nil:
			return m.nativeFunc(), nil
		}
		if v, err = p.read(recv, m); err != nil {
			return nil, err
		}
	}
	if f := AsFunction(v); f != nil {
		return f, nil
	}
	e := fault.Numbered(fault.NotFound, numMember, sigRuntime, "Unknown member method: %s has no function %q.", p.Describe(recv), name)
	e.Code, e.Subject = "member.not-function", name
	return nil, e
}

// nativeFunc returns the member's function value without a receiver.
func (m *Member) nativeFunc() *FuncValue {
	m.once.Do(m.prepare)
	return m.fn
}

func (m *Member) prepare() {
	m.fn = &FuncValue{Native: m.Native}
	m.getter = &Native{Name: m.Name, Run: m.NativeGet}
}

// nativeGet returns the built-in that reads the member.
func (m *Member) nativeGet() *Native {
	m.once.Do(m.prepare)
	return m.getter
}

func (f *FuncValue) receiver(recv value.Value) value.Value {
	if f.This.IsUndefined() {
		return recv
	}
	return f.This
}

// callValue executes the calls whose function is found at run time. A function
// of the language is pushed and runs in the same loop.
func (p *Process) callValue(in *Instr, f *frame, regs []value.Value) (err error) {
	recv, first := regs[in.A], in.A+1
	end := first + in.C
	var fn *FuncValue
	switch in.Op {
	case OpCallMember:
		if m := f.code.Caches[in.D].Load(); m != nil && m.native != nil && recv.Kind() == m.of && (m.of == value.Collection || isBareFunction(recv)) {
			return p.callNative(m.native, recv, regs, in.A, first, end)
		}
		if fn, err = p.callee(recv, f.code.Names[in.B]); err == nil {
			p.rememberCall(f, in, recv, fn)
		}
	case OpCallKey:
		fn, err = p.calleeByKey(recv, regs[first])
		first, end = first+1, end+1
	default:
		recv = value.Value{}
		fn, err = p.calleeOf(regs[in.A])
	}
	if err != nil {
		return err
	}
	if fn.Native != nil {
		return p.callNative(fn.Native, fn.receiver(recv), regs, in.A, first, end)
	}
	return p.enterValue(fn, regs[first:], end-first, recv, in.A)
}

// callNative runs a member function in Go. "f.call(this; …)" pushes the frame of
// the function itself.
func (p *Process) callNative(n *Native, recv value.Value, regs []value.Value, ret, first, end int32) (err error) {
	if n.calls && end > first {
		if target := AsFunction(recv); target != nil && target.Native == nil {
			return p.enterValue(target, regs[first+1:], end-first-1, receiverOf(regs[first]), ret)
		}
	}
	regs[ret], err = p.native(n, recv, regs[first:end:end])
	return err
}

// enterValue pushes a frame for a function value.
func (p *Process) enterValue(fn *FuncValue, window []value.Value, nargs int32, this value.Value, ret int32) error {
	if err := p.enter(fn.Function, window, int(nargs), this, ret, 0); err != nil {
		return err
	}
	if len(fn.Captured) > 0 {
		p.capture(fn.Function, fn.Captured)
	}
	return nil
}

func (p *Process) calleeOf(v value.Value) (*FuncValue, error) {
	if v.Kind() == value.Pointer {
		if x, err := v.AsPointer().Load(); err == nil {
			v = x
		}
	}
	if f := AsFunction(v); f != nil {
		return f, nil
	}
	return nil, fault.New(fault.Invalid, "call.not-function", "%s is not a function.", p.Describe(v))
}

func (p *Process) calleeByKey(recv, key value.Value) (*FuncValue, error) {
	if key.Kind() == value.Text {
		return p.callee(recv, key.AsText())
	}
	v, err := p.index(recv, key)
	if err != nil {
		return nil, err
	}
	return p.calleeOf(v)
}

// checkArguments converts arguments to the declared types.
func (p *Process) checkArguments(fn *Function, given []value.Value, ext *frameExt) error {
	for i := range given {
		if i >= len(fn.Params) {
			break
		}
		t := fn.Params[i].Type
		if t.Fits(given[i]) {
			continue
		}
		v, ok := t.Convert(given[i])
		if !ok {
			return p.errArgument(fn, i, given[i], t.String())
		}
		given[i] = v
	}
	if ext == nil || fn.VariadicType.Kind == 0 {
		return nil
	}
	for i, v := range ext.extra {
		x, ok := fn.VariadicType.Convert(v)
		if !ok {
			return p.errArgument(fn, len(given)+i, v, fn.VariadicType.String())
		}
		ext.extra[i] = x
	}
	return nil
}

func (p *Process) errArgument(fn *Function, i int, got value.Value, want string) error {
	e := fault.Numbered(fault.Invalid, numTypes, sigRuntime, "%s: got %s, want %s (argument %d).", fn.Name, p.Describe(got), want, i+1)
	e.Code = "call.argument-type"
	return e
}

// Arguments returns a copy of the arguments that the running method, function
// or formula was called with ("Copy parameters", "Count parameters").
func (p *Process) Arguments() []value.Value {
	p.argumentsRead++
	if n := len(p.frames); n > 0 {
		return p.arguments(p.frames[n-1])
	}
	return nil
}

func (p *Process) arguments(f *frame) []value.Value {
	n := min(int(f.nargs), f.code.Params)
	args := make([]value.Value, 0, f.nargs)
	for i := range n {
		args = append(args, f.variable(i))
	}
	if f.ext != nil && len(args) < int(f.nargs) {
		args = append(args, f.ext.extra[:int(f.nargs)-len(args)]...) // ${n} may have made more
	}
	return args
}

// variable reads a variable, which may be kept in a cell.
func (f *frame) variable(i int) value.Value {
	if f.code.inCell(i) {
		return uncell(f.regs[i])
	}
	return f.regs[i]
}

// argument reads ${i}.
func (p *Process) argument(f *frame, i value.Value) (value.Value, error) {
	n, err := p.argumentNumber(i)
	switch {
	case err != nil:
		return value.Value{}, err
	case n <= f.code.Params:
		return f.variable(n - 1), nil
	case f.ext != nil && n-1-f.code.Params < len(f.ext.extra):
		return f.ext.extra[n-1-f.code.Params], nil
	}
	return f.fn.VariadicType.Default(), nil
}

func (p *Process) setArgument(f *frame, i, v value.Value) error {
	n, err := p.argumentNumber(i)
	if err != nil {
		return err
	}
	if n <= f.code.Params {
		if f.code.inCell(n - 1) {
			return f.regs[n-1].AsPointer().Store(v)
		}
		var t = f.fn.VariadicType
		if n <= len(f.fn.Params) {
			t = f.fn.Params[n-1].Type
		}
		return p.convert(&f.regs[n-1], v, t)
	}
	e := f.more()
	for len(e.extra) < n-f.code.Params {
		e.extra = append(e.extra, f.fn.VariadicType.Default())
	}
	return p.convert(&e.extra[n-1-f.code.Params], v, f.fn.VariadicType)
}

// maxArguments bounds ${n}.
const maxArguments = 1 << 15

func (p *Process) argumentNumber(i value.Value) (int, error) {
	n := i.AsInt()
	if !isNumeric(i) || n < 1 || n > maxArguments {
		return 0, fault.New(fault.Invalid, "argument.number", "There is no parameter ${%s}.", describeNumber(i))
	}
	return int(n), nil
}

func describeNumber(v value.Value) string {
	b, err := value.AppendJSON(nil, v, value.JSONOptions{})
	if err != nil || !isNumeric(v) {
		return v.Kind().String()
	}
	return string(b)
}

func (f *Function) brokenError() error {
	if f.Broken != nil {
		return f.Broken
	}
	return fault.New(fault.Invalid, "vm.broken", "%s cannot run: its source has errors.", f.Name)
}
