// Package object provides the commands over objects and their classes.
package object

import (
	_ "embed"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed object.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "object", Commands: commands(), Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "New object", Sig: "(...pairs: Any) : Object", Run: newObject},
		{Name: "New shared object", Sig: "(...pairs: Any) : Object", Run: newSharedObject},
		{Name: "OB Class", Sig: "(object: Object|Collection) : 4D.Class", Run: classOf},
		{Name: "OB Copy", Sig: "(object: Object, option?: Integer|Boolean, groupWith?: Object|Collection) : Object", Run: copyObject},
		{Name: "OB Entries", Sig: "(object: Object) : Collection", Run: entries},
		{Name: "OB Get", Sig: "(object: Object, property: Text, type?: Integer) : Any", Run: get},
		{Name: "OB GET ARRAY", Sig: "(object: Object, property: Text, &array: Array)", Run: getArray},
		{Name: "OB GET PROPERTY NAMES", Sig: "(object: Object, &names: Array, &types?: Array)", Run: getPropertyNames},
		{Name: "OB Get type", Sig: "(object: Object, property: Text) : Integer", Run: getType},
		{Name: "OB Instance of", Qodly: "instanceOf", Sig: "(object: Object|Collection, class: 4D.Class) : Boolean", Run: instanceOf},
		{Name: "OB Is defined", Sig: "(object: Object, property?: Text) : Boolean", Run: isDefined},
		{Name: "OB Is empty", Sig: "(object: Object) : Boolean", Run: isEmpty},
		{Name: "OB Is shared", Sig: "(value: Object|Collection) : Boolean", Run: isShared},
		{Name: "OB Keys", Sig: "(object: Object) : Collection", Run: keys},
		{Name: "OB REMOVE", Sig: "(object: Object, property: Text)", Run: remove},
		{Name: "OB SET", Sig: "(&object: Object, property: Text, value: Any, ...pairs: Any)", Run: set},
		{Name: "OB SET ARRAY", Sig: "(&object: Object, property: Text, array: Array)", Run: setArray},
		{Name: "OB SET NULL", Sig: "(&object: Object, property: Text)", Run: setNull},
		{Name: "OB Values", Sig: "(object: Object) : Collection", Run: values},
		{Name: "Storage", Sig: "() : Object", Run: storage},
	}
}

func storage(c *vm.Call) (value.Value, error) {
	return value.FromObject(c.Process.Runtime.State.Storage), nil
}

func newObject(c *vm.Call) (value.Value, error) {
	o := value.FromObject(c.Process.NewObject(c.Len() / 2))
	return o, setPairs(c, o, 0)
}

func newSharedObject(c *vm.Call) (value.Value, error) {
	o := value.FromObject(value.NewSharedObject(nil))
	defer c.Hold(o)()
	return o, setPairs(c, o, 0)
}

// setPairs assigns name and value pairs from argument i on. A value that is
// missing or undefined leaves null, so that the property exists.
func setPairs(c *vm.Call, o value.Value, i int) error {
	for ; i < c.Len(); i += 2 {
		v := c.Arg(i + 1)
		if v.IsUndefined() {
			v = value.NullValue()
		}
		if err := c.Process.SetMember(o, c.Text(i), v); err != nil {
			return err
		}
	}
	return nil
}

// names returns the names of the properties that For each sees.
func names(c *vm.Call, o *value.Obj) []string {
	if o == nil {
		return nil
	}
	if d, ok := o.Native.(vm.Dynamic); ok {
		return d.PropertyNames(c.Process)
	}
	return o.Names()
}

// property reads one property, a computed one too.
func property(c *vm.Call, o *value.Obj, name string) value.Value {
	if o.Native == nil && o.Class == nil {
		return o.Get(name)
	}
	v, err := c.Process.Member(value.FromObject(o), name)
	if err != nil {
		c.Fail(err)
	}
	return v
}

func keys(c *vm.Call) (value.Value, error) {
	return list(c, func(name string, _ *value.Obj) value.Value { return value.FromText(name) })
}

func values(c *vm.Call) (value.Value, error) {
	return list(c, func(name string, o *value.Obj) value.Value { return property(c, o, name) })
}

func entries(c *vm.Call) (value.Value, error) {
	return list(c, func(name string, o *value.Obj) value.Value {
		e := value.NewObject()
		e.Set("key", value.FromText(name))
		e.Set("value", property(c, o, name))
		return value.FromObject(e)
	})
}

func list(c *vm.Call, of func(name string, o *value.Obj) value.Value) (value.Value, error) {
	o := c.Object(0)
	l := value.NewList()
	for _, name := range names(c, o) {
		l.Push(of(name, o))
	}
	return value.FromCollection(l), nil
}

func isDefined(c *vm.Call) (value.Value, error) {
	o := c.Object(0)
	if c.Len() < 2 || o == nil {
		return value.FromBool(o != nil), nil
	}
	name := c.Text(1)
	for _, n := range names(c, o) {
		if n == name {
			return value.FromBool(true), nil
		}
	}
	return value.FromBool(false), nil
}

func isEmpty(c *vm.Call) (value.Value, error) {
	return value.FromBool(len(names(c, c.Object(0))) == 0), nil
}

func isShared(c *vm.Call) (value.Value, error) {
	v := c.Arg(0)
	if o := v.AsObject(); o != nil {
		if s, ok := o.Native.(vm.Shareable); ok {
			return value.FromBool(s.Shareable()), nil
		}
	}
	return value.FromBool(value.GroupOf(v) != nil || vm.AsClass(v) != nil), nil
}

func remove(c *vm.Call) (value.Value, error) {
	if o := c.Object(0); o != nil {
		name := c.Text(1)
		defer c.Hold(c.Arg(0))()
		if c.Err() == nil {
			o.Delete(name)
		}
	}
	return value.Value{}, nil
}

func classOf(c *vm.Call) (value.Value, error) {
	k := c.Process.ClassOf(c.Arg(0))
	if k == nil {
		return value.NullValue(), nil
	}
	return vm.ClassValue(k), nil
}

func instanceOf(c *vm.Call) (value.Value, error) {
	want := vm.AsClass(c.Arg(1))
	if want == nil {
		return value.Value{}, fault.Numbered(fault.Invalid, -10745, "4DRT", "OB Instance of: got %s, want a class.", c.Process.Describe(c.Arg(1)))
	}
	k := c.Process.ClassOf(c.Arg(0))
	return value.FromBool(k != nil && k.Is(want)), nil
}

func copyObject(c *vm.Call) (value.Value, error) {
	o := vm.CopyOptions(c.Process)
	if c.Arg(1).IsNumber() && c.Int(1)&shared != 0 {
		o = vm.SharedCopyOptions(c.Process)
	}
	o.Group = vm.GroupOf(c.Arg(2))
	return value.Copy(value.FromObject(c.Object(0)), o)
}

// shared is the constant ck shared.
const shared = 2

func get(c *vm.Call) (value.Value, error) {
	o := c.Object(0)
	if o == nil {
		return value.Value{}, nil
	}
	v := property(c, o, c.Text(1))
	if c.Has(2) {
		v = convert.To(v, c.Int(2))
	}
	return v, nil
}

func getType(c *vm.Call) (value.Value, error) {
	o := c.Object(0)
	if o == nil {
		return value.FromInt(convert.IsUndefined), nil
	}
	return value.FromInt(int64(convert.TypeCode(property(c, o, c.Text(1))))), nil
}

// target returns the object that argument 0 holds, making one when the variable
// holds none yet.
func target(c *vm.Call) value.Value {
	v := c.Out(0)
	if v.IsAbsent() {
		v = value.FromObject(value.NewObject())
		c.SetOut(0, v)
	}
	if v.Kind() != value.Object {
		c.Fail(fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want Object (argument 1).", c.Name, c.Process.Describe(v)))
	}
	return v
}

func set(c *vm.Call) (value.Value, error) { return value.Value{}, setPairs(c, target(c), 1) }

func setNull(c *vm.Call) (value.Value, error) {
	return value.Value{}, c.Process.SetMember(target(c), c.Text(1), value.NullValue())
}
