package oracle

import (
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

	shared    bool // instances are
	singleton bool
}

// member is a function, or a property with accessors.
type member struct {
	name     string
	function *function
	get, set *function
}

func newClass(name string, f *syntax.File) *class {
	return &class{name: name, file: f, members: map[string]*member{},
		vm: &vm.Class{Name: name, Store: "cs", Members: map[string]*vm.Member{}, Source: f.Source}}
}

func (o *Oracle) declareClass(c *class, f *syntax.File) error {
	c.vm.Parent = o.builtins.Class("4D", "Object")
	if f.Extends != nil {
		if c.parent = o.classes[f.Extends.Name]; c.parent == nil {
			return unknown("a parent outside the program")
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
			return unknown("an alias")
		}
	}
	return nil
}

func (o *Oracle) declareFunction(c *class, m *syntax.Function) error {
	fn := newFunction(c.name+":constructor", c.file.Source, m.Sig, m.Body)
	fn.owner, fn.shared = c, m.Modifiers.Shared
	if m.Kind == syntax.Constructor {
		c.constructor, fn.constructor, fn.shared = fn, true, false
		c.singleton = m.Modifiers.Singleton
		c.shared = m.Modifiers.Shared || m.Modifiers.Session
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
		return unknown("a function of this kind")
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
