package vm

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// machineClasses are the classes that the machine itself provides.
func machineClasses() []*Class {
	object := &Class{Name: "Object", Store: "4D", Members: map[string]*Member{}}
	class := &Class{Name: "Class", Store: "4D", Parent: object}
	class.Members = members(class, map[string]Builtin{
		"name":               classProperty(func(c *Class) value.Value { return value.FromText(c.Name) }),
		"superclass":         classProperty(superclass),
		"isShared":           classProperty(func(c *Class) value.Value { return value.FromBool(c.Shared || c.SessionSingleton) }),
		"isSingleton":        classProperty(func(c *Class) value.Value { return value.FromBool(c.Singleton || c.SessionSingleton) }),
		"isSessionSingleton": classProperty(func(c *Class) value.Value { return value.FromBool(c.SessionSingleton) }),
		"me":                 ofClass(func(c *Call, class *Class) (value.Value, error) { return c.Process.Singleton(class) }),
	}, map[string]Builtin{
		"new": ofClass(func(c *Call, class *Class) (value.Value, error) { return c.Process.New(class, c.Args...) }),
	})
	function := &Class{Name: "Function", Store: "4D", Parent: object}
	function.Members = members(function, map[string]Builtin{"source": ofFunction(functionSource)},
		map[string]Builtin{"call": ofFunction(functionCall), "apply": ofFunction(functionApply)})
	function.Members["call"].Native.calls = true
	formula := &Class{Name: "Formula", Store: "4D", Parent: function, Members: map[string]*Member{}}
	return []*Class{object, class, function, formula}
}

func members(owner *Class, properties, functions map[string]Builtin) map[string]*Member {
	all := map[string]*Member{}
	for name, get := range properties {
		all[name] = &Member{Name: name, NativeGet: get, Owner: owner}
	}
	for name, run := range functions {
		all[name] = &Member{Name: name, Native: &Native{Name: name, Run: run, Max: -1}, Owner: owner}
	}
	return all
}

func classProperty(get func(*Class) value.Value) Builtin {
	return ofClass(func(_ *Call, class *Class) (value.Value, error) { return get(class), nil })
}

// ofClass is a member of class objects: functions are values, so "call" may
// give it any receiver.
func ofClass(run func(*Call, *Class) (value.Value, error)) Builtin {
	return func(c *Call) (value.Value, error) {
		if class := AsClass(c.This); class != nil {
			return run(c, class)
		}
		return value.Value{}, WrongReceiver(c)
	}
}

func ofFunction(run func(*Call, *FuncValue) (value.Value, error)) Builtin {
	return func(c *Call) (value.Value, error) {
		if f := AsFunction(c.This); f != nil {
			return run(c, f)
		}
		return value.Value{}, WrongReceiver(c)
	}
}

func superclass(c *Class) value.Value {
	if c.Parent == nil {
		return value.NullValue()
	}
	return ClassValue(c.Parent)
}

func functionSource(_ *Call, f *FuncValue) (value.Value, error) {
	switch {
	case f.Source != "":
		return value.FromText(f.Source), nil
	case f.Function != nil && f.Function.Source != nil:
		s := f.Function.Span
		return value.FromText(f.Function.Source.Text[s.Start:s.End]), nil
	}
	return value.FromText(""), nil
}

func functionCall(c *Call, f *FuncValue) (value.Value, error) {
	this, args := value.Value{}, c.Args
	if len(args) > 0 {
		this, args = args[0], args[1:]
	}
	return c.Process.callFunction(f, receiverOf(this), args)
}

func functionApply(c *Call, f *FuncValue) (value.Value, error) {
	var args []value.Value
	if list := c.Collection(1); list != nil {
		args = append(args, list.Items()...)
	}
	if c.Err() != nil {
		return value.Value{}, c.Err()
	}
	return c.Process.callFunction(f, receiverOf(c.Arg(0)), args)
}

// receiverOf is This inside a function that call or apply runs: null for none.
func receiverOf(v value.Value) value.Value {
	if v.IsUndefined() {
		return value.NullValue()
	}
	return v
}

// classStore is the value of "cs" and "4D", and of a namespace in "cs":
// classes by name.
type classStore struct {
	program *Program
	store   string
	prefix  string // of the names, "Qodly." in the namespace cs.Qodly
}

// Immutable marks the store: processes may share it.
func (*classStore) Immutable() {}

// Property returns the class object of a name, undefined when there is none, so
// that "cs.Missing # Null" can be asked.
func (s *classStore) Property(_ *Process, name string) (value.Value, bool, error) {
	if c := s.class(s.prefix + name); c != nil {
		return ClassValue(c), true, nil
	}
	if s.prefix == "" && s.store == "cs" {
		if c := s.program.Component(name); c != nil {
			return c.cs, true, nil
		}
	}
	if s.prefix == "" && s.store == "cs" && s.program.Builtins.hasNamespace(name) {
		return value.FromObject(value.NewNative(nil, &classStore{s.program, "cs", name + "."})), true, nil
	}
	return value.Value{}, true, nil
}

func (s *classStore) class(name string) *Class {
	if s.store == "cs" {
		if c := s.program.classes[name]; c != nil {
			return c
		}
		if c := s.program.Builtins.Class("cs", name); c != nil {
			return c
		}
		return s.program.Class(name)
	}
	return s.program.Builtins.Class("4D", name)
}

// SetProperty refuses: the stores cannot be changed.
func (s *classStore) SetProperty(*Process, string, value.Value) (bool, error) {
	return false, fault.New(fault.Invalid, "member.read-only", "The classes of %s cannot be changed.", s.store)
}

// PropertyNames lists the classes.
func (s *classStore) PropertyNames(*Process) []string {
	var names []string
	if s.store == "cs" {
		for _, c := range s.program.Classes() {
			names = append(names, c.Name)
		}
	}
	return names
}

// Store returns the value of "cs" or "4D".
func (p *Program) Store(name string) value.Value {
	if name == "cs" {
		return p.cs
	}
	return p.fourD
}
