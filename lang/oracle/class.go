package oracle

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// class is a class of the program; vm shows it to the built-ins.
type class struct {
	name        string
	parent      *class
	file        *syntax.File
	members     map[string]*member
	constructor *function
	init        []*syntax.Property
	vm          *vm.Class
}

// member is a function, or a property with accessors.
type member struct {
	name     string
	function *function
	get, set *function
}

func (o *Oracle) declareClass(c *class, f *syntax.File) error {
	c.file = f
	c.vm.Parent = o.builtins.Class("4D", "Object")
	if f.Extends != nil {
		if c.parent = o.classes[f.Extends.Name]; c.parent == nil {
			return ErrUnsupported
		}
		c.vm.Parent = c.parent.vm
	}
	c.vm.Native = &vm.Native{Name: "new", Max: -1, Run: func(k *vm.Call) (value.Value, error) {
		return o.construct(c, append([]value.Value(nil), k.Args...))
	}}
	for _, m := range f.Members {
		switch m := m.(type) {
		case *syntax.Property:
			if m.Init != nil {
				c.init = append(c.init, m)
			}
		case *syntax.Function:
			if err := o.declareFunction(c, m); err != nil {
				return err
			}
		default:
			return ErrUnsupported
		}
	}
	return nil
}

func (o *Oracle) declareFunction(c *class, m *syntax.Function) error {
	if m.Modifiers.Shared || m.Modifiers.Singleton {
		return ErrUnsupported
	}
	fn := o.function(c.name+":constructor", c.file.Source, m.Sig, m.Body)
	fn.owner = c
	if m.Kind == syntax.Constructor {
		c.constructor, fn.constructor = fn, true
		return nil
	}
	name := m.Name.Name
	x, shown := c.members[name], c.vm.Members[name]
	if x == nil {
		x, shown = &member{name: name}, &vm.Member{Name: name, Owner: c.vm}
		c.members[name], c.vm.Members[name] = x, shown
	}
	run := func(k *vm.Call) (value.Value, error) {
		return o.call(fn, k.This, append([]value.Value(nil), k.Args...))
	}
	switch m.Kind {
	case syntax.Getter:
		fn.name, x.get, shown.NativeGet = c.name+".get "+name, fn, run
	case syntax.Setter:
		fn.name, x.set, shown.NativeSet = c.name+".set "+name, fn, run
	case syntax.Plain:
		fn.name, x.function = c.name+"."+name, fn
		shown.Native = &vm.Native{Name: fn.name, Max: -1, Run: run}
	default:
		return ErrUnsupported
	}
	return nil
}

func (c *class) find(name string) *member {
	for ; c != nil; c = c.parent {
		if m := c.members[name]; m != nil {
			return m
		}
	}
	return nil
}

// classOf returns the class of an instance, nil for any other value.
func (o *Oracle) classOf(v value.Value) *class {
	if obj := v.AsObject(); obj != nil {
		if c, ok := obj.Class.(*vm.Class); ok && c != nil && c.Store == "cs" {
			return o.classes[c.Name]
		}
	}
	return nil
}

// construct makes an instance: property lines, parents' first, then the
// nearest constructor.
func (o *Oracle) construct(c *class, args []value.Value) (value.Value, error) {
	obj := value.NewObject()
	obj.Class = c.vm
	this := value.FromObject(obj)
	if err := o.initialise(c, this); err != nil {
		return value.Value{}, err
	}
	for k := c; k != nil; k = k.parent {
		if k.constructor != nil {
			return o.call(k.constructor, this, args)
		}
	}
	return this, nil
}

func (o *Oracle) initialise(c *class, this value.Value) error {
	if c == nil {
		return nil
	}
	if err := o.initialise(c.parent, this); err != nil {
		return err
	}
	f := &frame{fn: &function{name: c.name + ":properties", owner: c, file: c.file.Source}, vars: map[string]*variable{}, this: this}
	o.frames = append(o.frames, f)
	defer func() { o.frames = o.frames[:len(o.frames)-1] }()
	for _, p := range c.init {
		for _, id := range p.Names {
			v, err := o.eval(f, p.Init)
			if err != nil {
				return err
			}
			if err := o.setMember(this, id.Name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

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
		return value.Value{}, ErrUnsupported
	}
	return o.call(m.function, f.this, args)
}
