package collection

import (
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// walk calls a user's function for elements of the receiver. What the function
// gets as $1 is an object {value, result, stop}; further parameters follow. The
// number of elements is fixed at the start, as for For each.
type walk struct {
	c     *vm.Call
	list  *value.List
	fn    value.Value
	args  []value.Value // $1, then the further parameters
	shape *value.Shape  // of $1
	start int
}

// newWalk reads "function {, params}" from argument i on.
func newWalk(c *vm.Call, i int) *walk {
	w := &walk{c: c, list: receiver(c), fn: c.Arg(i), args: make([]value.Value, 1, 4), shape: c.Process.ShapeOf("value")}
	if i+1 < c.Len() {
		w.args = append(w.args, c.Args[i+1:]...)
	}
	return w
}

// newWalkFrom reads "{startFrom,} function {, params}".
func newWalkFrom(c *vm.Call) *walk {
	if !c.Arg(0).IsNumber() {
		return newWalk(c, 0)
	}
	w := newWalk(c, 1)
	w.start = from(c.Int(0), w.list.Len())
	return w
}

// call runs the function with $1 and returns its result: what it returned, or
// else the property "result" it set.
func (w *walk) call(event *value.Obj) (result value.Value, stop bool, err error) {
	w.args[0] = value.FromObject(event)
	shape := event.Shape()
	result, err = w.c.Invoke(w.fn, value.NullValue(), w.args...)
	if err != nil {
		return result, true, err
	}
	if shape != nil && event.Shape() == shape {
		return result, false, nil // the function set neither "result" nor "stop"
	}
	if result.IsUndefined() {
		result = event.Get("result")
	}
	return result, event.Get("stop").AsBool(), nil
}

// each calls the function for every element until it asks to stop or yield
// reports false.
func (w *walk) each(yield func(i int, element, result value.Value) bool) error {
	n := w.list.Len()
	lent := w.c.Process.Lend(w.fn)
	var event *value.Obj
	for i := w.start; i < n; i++ {
		element := w.list.At(i)
		if event != nil && event.Shape() == w.shape && lent.Returned() {
			event.SetSlot(0, element) // nobody else has it
		} else {
			event = value.ObjectOf(w.shape, element)
		}
		result, stop, err := w.call(event)
		if err != nil {
			return err
		}
		if !yield(i, element, result) || stop {
			return nil
		}
	}
	return nil
}

func every(c *vm.Call) (value.Value, error) {
	w := newWalkFrom(c)
	if w.start > 0 && w.start >= w.list.Len() {
		return value.FromBool(false), nil
	}
	all := true
	err := w.each(func(_ int, _, result value.Value) bool {
		all = result.AsBool()
		return all
	})
	return value.FromBool(all), err
}

func some(c *vm.Call) (value.Value, error) {
	any := false
	err := newWalkFrom(c).each(func(_ int, _, result value.Value) bool {
		any = result.AsBool()
		return !any
	})
	return value.FromBool(any), err
}

func find(c *vm.Call) (value.Value, error) {
	found := value.Value{}
	err := newWalkFrom(c).each(func(_ int, element, result value.Value) bool {
		if result.AsBool() {
			found = element
		}
		return !result.AsBool()
	})
	return found, err
}

func findIndex(c *vm.Call) (value.Value, error) {
	found := -1
	err := newWalkFrom(c).each(func(i int, _, result value.Value) bool {
		if result.AsBool() {
			found = i
		}
		return !result.AsBool()
	})
	return number(found), err
}

func filter(c *vm.Call) (value.Value, error) {
	var items []value.Value
	err := newWalk(c, 0).each(func(_ int, element, result value.Value) bool {
		if result.AsBool() {
			items = append(items, element)
		}
		return true
	})
	return derived(c, items), err
}

func mapAll(c *vm.Call) (value.Value, error) {
	items, err := mapped(c)
	return made(items), err
}

func mapped(c *vm.Call) ([]value.Value, error) {
	w := newWalk(c, 0)
	items := make([]value.Value, 0, w.list.Len())
	err := w.each(func(_ int, _, result value.Value) bool {
		items = append(items, present(result))
		return true
	})
	return items, err
}

func flatMap(c *vm.Call) (value.Value, error) {
	items, err := mapped(c)
	if err != nil {
		return value.Value{}, err
	}
	return made(flatten(c, nil, value.NewList(items...), 1)), nil
}

func reduce(c *vm.Call) (value.Value, error) { return accumulate(c, 0, 1) }

func reduceRight(c *vm.Call) (value.Value, error) {
	return accumulate(c, receiver(c).Len()-1, -1)
}

// accumulate hands the property "accumulator" of $1 from call to call.
func accumulate(c *vm.Call, i, step int) (value.Value, error) {
	w := newWalk(c, 0)
	acc := c.Arg(1)
	if len(w.args) > 1 {
		w.args = append(w.args[:1], w.args[2:]...)
	}
	lent, both := c.Process.Lend(w.fn), c.Process.ShapeOf("value", "accumulator")
	var event *value.Obj
	for range w.list.Len() {
		switch {
		case event != nil && event.Shape() == both && !acc.IsUndefined() && lent.Returned():
			event.SetSlot(0, w.list.At(i)) // nobody else has it
			event.SetSlot(1, acc)
		case acc.IsUndefined():
			event = value.ObjectOf(w.shape, w.list.At(i))
		default:
			event = value.ObjectOf(both, w.list.At(i), acc)
		}
		_, stop, err := w.call(event)
		if err != nil {
			return value.Value{}, err
		}
		acc = event.Get("accumulator")
		if stop {
			break
		}
		i += step
	}
	return acc, nil
}
