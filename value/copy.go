package value

import "quoin.dev/quoin/fault"

// CopyOptions say how Copy copies.
type CopyOptions struct {
	// Shared makes shared objects and collections of the copies, in the group
	// given, or in one new group when Group is nil.
	Shared bool
	Group  *Group
	// KeepShared keeps references to shared values instead of copying them.
	KeepShared bool
	// Native copies an object that has Native set and reports whether it did;
	// nil or false keeps the reference.
	Native func(o *Obj) (Value, bool)
	// Depth limits nesting; 0 means 512.
	Depth int
	// Grow is asked before each object and collection, with the bytes that its
	// copy takes; its error ends the copy. Nil: no limit.
	Grow func(bytes int64) error
}

// Copy returns a deep copy of objects and collections, unshared unless the
// options say otherwise; other values are returned as they are. References to
// one object stay references to one copy, so that cycles are copied as cycles.
func Copy(v Value, o CopyOptions) (Value, error) {
	if o.Depth == 0 {
		o.Depth = 512
	}
	if o.Shared && o.Group == nil {
		o.Group = NewGroup()
	}
	c := copier{o, map[any]Value{}}
	return c.value(v, 0)
}

type copier struct {
	CopyOptions
	done map[any]Value
}

func (c *copier) value(v Value, depth int) (Value, error) {
	if depth > c.Depth {
		return v, fault.New(fault.Limit, "value.depth", "The value is nested more than %d levels deep.", c.Depth)
	}
	switch v.Kind() {
	case Object:
		return c.object(v.AsObject(), depth)
	case Collection:
		return c.list(v.AsCollection(), depth)
	}
	return v, nil
}

func (c *copier) object(o *Obj, depth int) (Value, error) {
	if known, ok := c.done[o]; ok {
		return known, nil
	}
	if c.KeepShared && o.shared != nil {
		return FromObject(o), nil
	}
	if o.Native != nil {
		if c.Native != nil {
			if v, ok := c.Native(o); ok {
				return v, nil
			}
		}
		if _, isBlob := o.Native.(*Bytes); c.Shared && !isBlob && o.Group() == nil && !isConstant(o.Native) {
			return Value{}, errNotShareable("an object of this class")
		}
		return FromObject(o), nil
	}
	out := NewObject()
	if c.Shared {
		out = NewSharedObject(c.Group)
	}
	out.Class = o.Class
	if s := o.shape; s != nil && !c.Shared {
		out.shape = s.tree.root
		out.values = make([]Value, 0, len(s.names))
	}
	c.done[o] = FromObject(out)
	if err := c.grow(o.Len()); err != nil {
		return Value{}, err
	}
	for name, v := range o.All() {
		v, err := c.value(v, depth+1)
		if err != nil {
			return Value{}, err
		}
		out.Set(name, v)
	}
	return FromObject(out), nil
}

func (c *copier) list(l *List, depth int) (Value, error) {
	if known, ok := c.done[l]; ok {
		return known, nil
	}
	if c.KeepShared && l.shared != nil {
		return FromCollection(l), nil
	}
	out := NewList()
	if c.Shared {
		out = NewSharedList(c.Group)
	}
	c.done[l] = FromCollection(out)
	if err := c.grow(l.Len()); err != nil {
		return Value{}, err
	}
	items := make([]Value, l.Len())
	for i, v := range l.Items()[:len(items)] {
		v, err := c.value(v, depth+1)
		if err != nil {
			return Value{}, err
		}
		items[i] = v
	}
	out.Replace(items)
	return FromCollection(out), nil
}

// grow announces a container of n members.
func (c *copier) grow(n int) error {
	if c.Grow == nil {
		return nil
	}
	return c.Grow(int64(n)*32 + 200) // what it takes, its place in done included
}

// isConstant reports whether what stands behind an object never changes, as a
// class does, so that every process may hold it.
func isConstant(native any) bool {
	_, ok := native.(Class)
	return ok
}

func errNotShareable(what string) error {
	return fault.Numbered(fault.Invalid, -10721, "4DRT", "A shared object or collection cannot hold %s.", what)
}
