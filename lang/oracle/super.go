package oracle

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

func (c *class) needsSuper() bool {
	for ; c != nil; c = c.parent {
		if c.constructor != nil {
			return true
		}
	}
	return false
}

// early fails where a constructor uses This before it called Super.
func (f *frame) early() error {
	if f.fn.constructor && !f.super && f.fn.owner.parent.needsSuper() {
		return failed(-10743, "class.early-this", "This was used before the parent's constructor was called.")
	}
	return nil
}

func (f *frame) missedSuper() error {
	if !f.super && f.fn.owner.parent.needsSuper() {
		return failed(-10748, "class.no-super", "The constructor of %s did not call Super.", f.fn.owner.name)
	}
	return nil
}

// superNew is "Super(…)".
func (o *Oracle) superNew(f *frame, args []value.Value) error {
	if !f.fn.constructor {
		return failed(-10746, "class.super", "Super can be called in a constructor only.")
	}
	if f.super {
		return failed(-10746, "class.super", "Super was called twice.")
	}
	f.super = true
	for k := f.fn.owner.parent; k != nil; k = k.parent {
		if k.constructor != nil {
			_, err := o.call(k.constructor, f.this, args)
			return err
		}
	}
	return nil
}

func (o *Oracle) superMember(f *frame, name string) (*member, error) {
	if f.fn.owner == nil || f.this.AsObject() == nil {
		return nil, failed(-10746, "class.super", "Super can be used in the functions of a class only.")
	}
	if m := f.fn.owner.parent.find(name); m != nil {
		return m, nil
	}
	e := fault.Numbered(fault.NotFound, -10729, "4DRT", "Unknown member method: the parents of %s have no %q.", f.fn.owner.name, name)
	return nil, e
}

// superCall is "Super.name(…)".
func (o *Oracle) superCall(f *frame, name string, args []value.Value) (value.Value, error) {
	m, err := o.superMember(f, name)
	if err != nil {
		return value.Value{}, err
	}
	if m.function == nil {
		return value.Value{}, unknown("an accessor that Super calls")
	}
	return o.call(m.function, f.this, args)
}
