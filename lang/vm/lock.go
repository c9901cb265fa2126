package vm

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// use takes the lock of a shared value until the end of the block ("Use").
func (p *Process) use(v value.Value) error {
	g := GroupOf(v)
	if g == nil {
		return fault.New(fault.Invalid, "use.not-shared", "Use: got %s, want a shared object or collection.", p.Describe(v))
	}
	if !g.Lock(p, p.over) {
		return p.stopped()
	}
	p.locks = append(p.locks, g)
	p.shares = true
	return nil
}

// unlockTo gives locks up until only the first n are held.
func (p *Process) unlockTo(n int) {
	for len(p.locks) > n {
		last := len(p.locks) - 1
		p.locks[last].Unlock(p)
		p.locks[last] = nil
		p.locks = p.locks[:last]
	}
}

// WithLock runs a function while the lock of a shared value is held, as the
// functions of shared collections do on their own. A value that is not shared
// needs no lock.
func (p *Process) WithLock(v value.Value, run func() error) error {
	if value.GroupOf(v) == nil {
		return run()
	}
	n := len(p.locks)
	if err := p.use(v); err != nil {
		return err
	}
	defer p.unlockTo(n)
	return run()
}

// CheckWrite fails unless the process is in a Use block of the group.
func (p *Process) CheckWrite(g *value.Group) error {
	if g == nil || g.HeldBy(p) {
		return nil
	}
	return fault.New(fault.Invalid, "shared.use", "A shared object or collection can be changed between Use and End use only.")
}

// Shareable is what the Native of an object offers when shared values may hold
// it: a selection that was made shareable.
type Shareable interface{ Shareable() bool }

// Immutable is what the Native of an object offers when it never changes, so
// that processes may share it.
type Immutable interface{ Immutable() }

// CanShare reports whether a shared value may hold v: scalars, pictures, shared
// values, functions that captured only such, and what processes may share safely.
func CanShare(v value.Value) bool {
	switch v.Kind() {
	case value.Pointer, value.Array:
		return false
	case value.Collection:
		return v.AsCollection().Group() != nil
	case value.Object:
	default:
		return true
	}
	o := v.AsObject()
	if o.Group() != nil {
		return true
	}
	switch n := o.Native.(type) {
	case *Class:
		return true
	case *FuncValue:
		for _, c := range n.Captured {
			if !CanShare(c) {
				return false
			}
		}
		return CanShare(n.This)
	case Shareable:
		return n.Shareable()
	case *value.Bytes, Immutable:
		return true
	}
	return false
}

// isShareable reports whether v is a shareable selection, which Storage takes
// though it is in no group.
func isShareable(v value.Value) bool {
	if o := v.AsObject(); o != nil {
		if s, ok := o.Native.(Shareable); ok {
			return s.Shareable()
		}
	}
	return false
}

// Adopt prepares a value for being stored in a shared one of group g: it must
// be shareable, and a shared one joins the group.
func (p *Process) Adopt(g *value.Group, v value.Value) error {
	if !CanShare(v) {
		return errNotShareable(p.Describe(v))
	}
	other := value.GroupOf(v)
	if other == nil {
		return nil
	}
	switch g.Merge(other, p) {
	case value.InUse:
		return fault.New(fault.Conflict, "shared.in-use", "The shared value is in use by another process and cannot join the group.")
	case value.Grouped:
		return fault.New(fault.Conflict, "shared.group", "The shared value belongs to another group already; a copy may be made for the group (OB Copy with ck shared).")
	}
	return nil
}

func errNotShareable(what string) error {
	e := fault.Numbered(fault.Invalid, numShareable, sigRuntime, "%s cannot be stored in a shared object or collection.", what)
	e.Code = "shared.value"
	return e
}

// setShared gives a shared object a property.
func (p *Process) setShared(o *value.Obj, g *value.Group, name string, v value.Value) error {
	if err := p.CheckWrite(g); err != nil {
		return err
	}
	if o.IsStorage() {
		if value.GroupOf(v) == nil && !v.IsAbsent() && !isShareable(v) {
			return errNotShareable(p.Describe(v))
		}
	} else if err := p.Adopt(g, v); err != nil {
		return err
	}
	o.Set(name, stored(v))
	return nil
}

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
