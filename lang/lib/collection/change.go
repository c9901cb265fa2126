package collection

import (
	"slices"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// change runs f on the elements of the receiver, which f may change in place,
// and makes what it returns the new elements. A shared receiver is locked
// meanwhile. The values added must be given, to be admitted. The receiver is the
// result.
func change(c *vm.Call, added []value.Value, f func(items []value.Value) []value.Value) (value.Value, error) {
	receiver(c) // fails the call when it is none
	return changeOf(c, c.This, added, f)
}

// changeOf does the same with any collection.
func changeOf(c *vm.Call, v value.Value, added []value.Value, f func(items []value.Value) []value.Value) (value.Value, error) {
	l := v.AsCollection()
	defer c.Hold(v)()
	for _, x := range added {
		c.Admit(v, x)
	}
	if c.Err() != nil {
		return value.Value{}, nil
	}
	items := l.Items()
	if l.Group() != nil {
		items = slices.Clone(items)
	}
	if items = f(items); c.Err() == nil {
		l.Replace(items)
	}
	return v, nil
}

// room reports whether the receiver may have n elements more.
func room(c *vm.Call, n int) bool { return c.Reserve(slot * min(max(n, 0), 1<<40)) }

func clearAll(c *vm.Call) (value.Value, error) {
	return change(c, nil, func([]value.Value) []value.Value { return nil })
}

func push(c *vm.Call) (value.Value, error) {
	l := receiver(c)
	if !room(c, c.Len()) {
		return value.Value{}, nil
	}
	if l.Group() == nil {
		for _, v := range c.Args {
			l.Push(present(v))
		}
		return c.This, nil
	}
	return change(c, c.Args, func(items []value.Value) []value.Value {
		for _, v := range c.Args {
			items = append(items, present(v))
		}
		return items
	})
}

func unshift(c *vm.Call) (value.Value, error) { return insertAt(c, 0, c.Args) }

func insert(c *vm.Call) (value.Value, error) {
	n := receiver(c).Len()
	return insertAt(c, min(from(c.Int(0), n), n), []value.Value{c.Arg(1)})
}

func combine(c *vm.Call) (value.Value, error) {
	n := receiver(c).Len()
	other := c.Collection(0)
	if other == nil {
		return c.This, nil
	}
	return insertAt(c, min(from(c.IntOr(1, n), n), n), other.Items())
}

func insertAt(c *vm.Call, at int, added []value.Value) (value.Value, error) {
	if !room(c, len(added)) {
		return value.Value{}, nil
	}
	added = slices.Clone(added) // a collection may be combined with itself
	for i, v := range added {
		added[i] = present(v)
	}
	return change(c, added, func(items []value.Value) []value.Value {
		return slices.Insert(items, min(at, len(items)), added...)
	})
}

func pop(c *vm.Call) (value.Value, error) {
	out := value.Value{}
	_, err := change(c, nil, func(items []value.Value) []value.Value {
		if len(items) == 0 {
			return items
		}
		out = items[len(items)-1]
		return items[:len(items)-1]
	})
	return out, err
}

func shift(c *vm.Call) (value.Value, error) {
	out := value.Value{}
	_, err := change(c, nil, func(items []value.Value) []value.Value {
		if len(items) == 0 {
			return items
		}
		out = items[0]
		items[0] = value.Value{}
		return items[1:]
	})
	return out, err
}

func remove(c *vm.Call) (value.Value, error) {
	index, howMany := c.Int(0), c.IntOr(1, 1)
	return change(c, nil, func(items []value.Value) []value.Value {
		at := from(index, len(items))
		if at >= len(items) || howMany <= 0 {
			return items
		}
		return slices.Delete(items, at, at+min(howMany, len(items)-at))
	})
}

func resize(c *vm.Call) (value.Value, error) {
	size := max(c.Int(0), 0)
	if !room(c, size-receiver(c).Len()) {
		return value.Value{}, nil
	}
	filler := present(c.Arg(1))
	return change(c, []value.Value{filler}, func(items []value.Value) []value.Value {
		if size <= len(items) {
			return items[:size]
		}
		for len(items) < size {
			items = append(items, filler)
		}
		return items
	})
}

func fill(c *vm.Call) (value.Value, error) {
	v := present(c.Arg(0))
	return change(c, []value.Value{v}, func(items []value.Value) []value.Value {
		n := len(items)
		start, end := from(c.Int(1), n), n
		if c.Has(2) {
			if end = c.Int(2); end < 0 {
				end += n
			}
		}
		for i := start; i < min(end, n); i++ {
			items[i] = v
		}
		return items
	})
}
