package vm

import (
	"quoin.dev/quoin/value"
)

// How values are copied: by code, and for other processes.

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
