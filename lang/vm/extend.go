package vm

import "quoin.dev/quoin/value"

// A class object is shared and can be extended: code keeps an instance or a
// counter in cs.Person between Use and End use. What it adds stands in an
// object of its own, so that the class itself stays immutable and belongs to no
// lock group of a container it is put into.

// added returns what code added to the class object, making it when it is
// needed. Built-in classes cannot be extended: programs share them.
func (c *Class) added() *value.Obj {
	if c.Store != "cs" || c.Source == nil {
		return nil
	}
	c.extend.Do(func() { c.extra = value.NewSharedObject(nil) })
	return c.extra
}

// GroupOf returns the lock group of a shared value, that of a class object
// included; nil: the value is not shared.
func GroupOf(v value.Value) *value.Group {
	if c := AsClass(v); c != nil {
		if extra := c.added(); extra != nil {
			return extra.Group()
		}
	}
	return value.GroupOf(v)
}
