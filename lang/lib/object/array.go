package object

import (
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// The commands between objects and classic arrays. An array that is not
// declared yet takes the type the command fills it with.

func getPropertyNames(c *vm.Call) (value.Value, error) {
	o := c.Object(0)
	found := names(c, o)
	fill(c, 1, value.Text, func(add func(value.Value)) {
		for _, name := range found {
			add(value.FromText(name))
		}
	})
	if c.Len() > 2 {
		fill(c, 2, value.Int, func(add func(value.Value)) {
			for _, name := range found {
				add(value.FromInt(int64(convert.TypeCode(property(c, o, name)))))
			}
		})
	}
	return value.Value{}, nil
}

func getArray(c *vm.Call) (value.Value, error) {
	o := c.Object(0)
	if o == nil {
		return value.Value{}, nil
	}
	l := property(c, o, c.Text(1)).AsCollection()
	fill(c, 2, value.Text, func(add func(value.Value)) {
		if l == nil {
			return
		}
		for _, v := range l.Items() {
			add(v)
		}
	})
	return value.Value{}, nil
}

// fill replaces the elements of the array in argument i by those that produce
// adds, converted to the array's type.
func fill(c *vm.Call, i int, otherwise value.Kind, produce func(add func(value.Value))) {
	a := c.Out(i).AsArray()
	if a == nil {
		a = &value.Arr{Element: otherwise, Items: make([]value.Value, 1)}
		a.Items[0] = vm.ArrayZero(otherwise)
		defer func() { c.SetOut(i, value.FromArray(a)) }()
	}
	a.Items = a.Items[:1]
	produce(func(v value.Value) { a.Items = append(a.Items, vm.ArrayItem(a.Element, v)) })
}

func setArray(c *vm.Call) (value.Value, error) {
	o, name, v := target(c), c.Text(1), c.Arg(2)
	if p := v.AsPointer(); p != nil {
		var err error
		if v, err = p.Load(); err != nil {
			return value.Value{}, err
		}
	}
	l := value.NewList()
	if a := v.AsArray(); a != nil {
		l.Push(a.Items[1:]...)
	} else {
		l.Push(v)
	}
	return value.Value{}, c.Process.SetMember(o, name, value.FromCollection(l))
}
