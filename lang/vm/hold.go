package vm

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/value"
)

// Hold takes the lock of a shared value for the time of a call and returns what
// releases it; commands that change shared values lock on their own
// (spec/language.md 2.12). For other values there is nothing to do. The call
// fails when the process is stopped while it waits.
func (c *Call) Hold(v value.Value) (release func()) {
	if value.GroupOf(v) == nil {
		return func() {}
	}
	n := len(c.Process.locks)
	if err := c.Process.use(v); err != nil {
		c.Fail(err)
		return func() {}
	}
	return func() { c.Process.unlockTo(n) }
}

// Admit reports whether a container may take a value. A shared one takes
// scalars and shared values, whose lock groups it joins; anything else makes
// the call fail with error -10721. The caller holds the container.
func (c *Call) Admit(container, v value.Value) bool {
	g := value.GroupOf(container)
	if g == nil {
		return true
	}
	if o := container.AsObject(); o != nil && o.IsStorage() {
		if value.GroupOf(v) == nil && !v.IsAbsent() {
			c.Fail(errNotShareable(c.Process.Describe(v)))
		}
		return c.err == nil // a catalogue never joins the groups of its children
	}
	if err := c.Process.Adopt(g, v); err != nil {
		c.Fail(err)
		return false
	}
	return true
}

// WrongReceiver is the failure of a member function called on something else
// than an instance of its class.
func WrongReceiver(c *Call) error {
	return fault.New(fault.Invalid, "call.receiver", "%s cannot be called on %s.", c.Name, c.Process.Describe(c.This))
}

// Copier is what the Native of an object may offer to say how it is copied:
// an entity becomes null, an entity selection a copy. Others keep their reference.
type Copier interface {
	Copied(p *Process) value.Value
}

// SharedCopier is what a Copier may offer for a copy that is to be shared.
type SharedCopier interface {
	CopiedShared(p *Process) value.Value
}

// SharedCopyOptions are those of a deep copy that is shared.
func SharedCopyOptions(p *Process) value.CopyOptions {
	o := CopyOptions(p)
	copied := o.Native
	o.Shared = true
	o.Native = func(obj *value.Obj) (value.Value, bool) {
		if n, ok := obj.Native.(SharedCopier); ok {
			return n.CopiedShared(p), true
		}
		return copied(obj)
	}
	return o
}

// CopyOptions returns the options of a deep copy made for a process.
func CopyOptions(p *Process) value.CopyOptions {
	return value.CopyOptions{Grow: p.growing, Native: func(o *value.Obj) (value.Value, bool) {
		if n, ok := o.Native.(Copier); ok {
			return n.Copied(p), true
		}
		return value.Value{}, false
	}}
}

// growing is Grow for long work that also has to end when the process does.
func (p *Process) growing(bytes int64) error {
	if err := p.tick(); err != nil {
		return err
	}
	return p.Grow(bytes)
}

// FormulaFromText compiles one statement as a formula, in the dialect of the
// code that runs.
func FormulaFromText(p *Process, text string) (value.Value, error) {
	return fromText(p, text, false)
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

// Transfer copies a value for another process; see transfer.
func Transfer(p *Process, v value.Value) (value.Value, error) { return transfer(p, v) }

// transfer copies what goes to another process: shared values by reference,
// others as deep copies. What stands for something outside the language goes
// only when it says how it is copied, or never changes.
func transfer(p *Process, v value.Value) (value.Value, error) {
	p.shares = true
	t := transferrer{p, map[*FuncValue]value.Value{}}
	return t.copy(v)
}

type transferrer struct {
	p         *Process
	functions map[*FuncValue]value.Value // a formula may capture what holds it
}

func (t *transferrer) copy(v value.Value) (value.Value, error) {
	return value.Copy(v, value.CopyOptions{KeepShared: true, Native: t.native, Grow: t.p.growing})
}

func (t *transferrer) native(o *value.Obj) (value.Value, bool) {
	switch n := o.Native.(type) {
	case Copier:
		return n.Copied(t.p), true
	case *FuncValue:
		return t.function(n), true
	}
	if CanShare(value.FromObject(o)) {
		return value.FromObject(o), true
	}
	return value.NullValue(), true
}

func (t *transferrer) function(f *FuncValue) value.Value {
	if known, ok := t.functions[f]; ok {
		return known
	}
	c := *f
	out := value.FromObject(value.NewNative(nil, &c))
	t.functions[f] = out
	c.Captured = make([]value.Value, len(f.Captured))
	for i, v := range f.Captured {
		x, err := t.copy(v)
		if err != nil {
			x = value.NullValue()
		}
		c.Captured[i] = x
	}
	return out
}

// StatementFromText compiles one statement that may use variables ("EXECUTE
// FORMULA"), in the dialect of the code that runs.
func StatementFromText(p *Process, text string) (value.Value, error) {
	return fromText(p, text, true)
}

// Runtime returns the runtime of the process that runs the call.
func (c *Call) Runtime() *Runtime { return c.Process.Runtime }

// Class returns the built-in class of a name in the store 4D, for making
// instances of it.
func (c *Call) Class(name string) *Class { return c.Process.Runtime.Program.Builtins.Class("4D", name) }

// Shown returns a value as messages show it: the text itself, the number.
func Shown(v value.Value) string { return convert.Text(v) }

// Bytes returns the bytes of a value that is a blob or a 4D.Blob, which must not
// be changed; the call fails for other values.
func (c *Call) Bytes(v value.Value) []byte {
	switch v.Kind() {
	case value.Blob, value.Undefined, value.Null:
		return v.AsBlob()
	case value.Object:
		if b, ok := v.AsObject().Native.(*value.Bytes); ok {
			return b.Data
		}
	}
	c.Fail(fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want Blob.", c.Name, c.Process.Describe(v)))
	return nil
}
