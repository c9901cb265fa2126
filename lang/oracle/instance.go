package oracle

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/value"
)

// construct is "c.new(…)". A singleton is made once.
func (o *Oracle) construct(c *class, args []value.Value) (value.Value, error) {
	if !c.singleton {
		return o.create(c, args)
	}
	o.Reached["singleton"]++
	if one, ok := o.singletons[c.name]; ok {
		return one, nil
	}
	return o.create(c, args)
}

// create makes an instance: property lines, parents' first, then the nearest
// constructor. While they run a shared one is locked, and a singleton that asks
// for itself gets itself; one that fails is forgotten.
func (o *Oracle) create(c *class, args []value.Value) (value.Value, error) {
	obj := value.NewObject()
	if c.shared {
		obj = value.NewSharedObject(nil)
	}
	obj.Class = c.vm
	this := value.FromObject(obj)
	if c.singleton {
		o.singletons[c.name] = this
	}
	_, err := o.locked(c.shared, this, func() (v value.Value, err error) {
		if err = o.initialise(c, this); err != nil {
			return v, err
		}
		for k := c; k != nil; k = k.parent {
			if k.constructor != nil {
				return o.call(k.constructor, this, args)
			}
		}
		return v, nil
	})
	if err != nil {
		delete(o.singletons, c.name)
		return value.Value{}, err
	}
	return this, nil
}

// initialise runs the property lines: each is a statement.
func (o *Oracle) initialise(c *class, this value.Value) error {
	if c == nil {
		return nil
	}
	if err := o.initialise(c.parent, this); err != nil {
		return err
	}
	f := newFrame(&function{name: c.name + ":properties", owner: c, file: c.file.Source})
	f.this = this
	o.frames = append(o.frames, f)
	defer func() { o.frames = o.frames[:len(o.frames)-1] }()
	for _, p := range c.init {
		for _, id := range p.Names {
			f.at = p
			err := o.initialiseProperty(f, p, id.Name)
			if err != nil {
				err = o.failed(f, err)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// initialiseProperty gives a property its first value; in shared classes objects
// and collections become shared.
func (o *Oracle) initialiseProperty(f *frame, p *syntax.Property, name string) error {
	v, err := o.eval(f, p.Init)
	if err != nil {
		return err
	}
	if f.fn.owner.shared && !shareable(v) {
		if v, err = value.Copy(v, value.CopyOptions{Shared: true, Group: value.GroupOf(f.this)}); err != nil {
			return err
		}
	}
	return o.setMember(f.this, name, v)
}
