package collection

import (
	"slices"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// less reports whether a sorts before b.
type less func(a, b value.Value) (bool, error)

// sorted returns the elements in order; equal ones keep theirs. It merges
// sorted halves, so that a function of the user's that contradicts itself ends
// all the same and is called about n·log n times.
func sorted(c *vm.Call, items []value.Value, before less) ([]value.Value, error) {
	a := slices.Clone(items)
	b := make([]value.Value, len(a))
	for width, done := 1, 0; width < len(a); width *= 2 {
		for lo := 0; lo < len(a); lo += 2 * width {
			mid, hi := min(lo+width, len(a)), min(lo+2*width, len(a))
			i, j := lo, mid
			for k := lo; k < hi; k++ {
				right := i >= mid
				if !right && j < hi {
					var err error
					if right, err = before(a[j], a[i]); err != nil {
						return items, err
					}
				}
				if right {
					b[k] = a[j]
					j++
				} else {
					b[k] = a[i]
					i++
				}
				if done++; stopped(c, done) {
					return items, c.Err()
				}
			}
		}
		a, b = b, a
	}
	return a, nil
}

// byValue orders by the order of values.
func byValue(c *vm.Call, down bool) less {
	collator := c.Process.Runtime.Collator
	return func(a, b value.Value) (bool, error) {
		if down {
			a, b = b, a
		}
		return value.Order(a, b, collator) < 0, nil
	}
}

// byFunction asks a function of the user's: $1 is {value, value2, result}, the
// same object for every question unless the function added to it.
func byFunction(w *walk) less {
	shape := w.c.Process.ShapeOf("value", "value2")
	var event *value.Obj
	return func(a, b value.Value) (bool, error) {
		if event == nil || event.Shape() != shape {
			event = value.ObjectOf(shape, a, b)
		} else {
			event.SetSlot(0, a)
			event.SetSlot(1, b)
		}
		result, _, err := w.call(event)
		return result.AsBool(), err
	}
}

func sortAll(c *vm.Call) (value.Value, error) {
	before := byValue(c, c.Arg(0).IsNumber() && c.Int(0)&descending != 0)
	if c.Has(0) && !c.Arg(0).IsNumber() {
		before = byFunction(newWalk(c, 0))
	}
	items, err := sorted(c, receiver(c).Items(), before)
	if err != nil {
		return value.Value{}, err
	}
	return change(c, nil, func([]value.Value) []value.Value { return items })
}

func orderByMethod(c *vm.Call) (value.Value, error) {
	items, err := sorted(c, receiver(c).Items(), byFunction(newWalk(c, 0)))
	return derived(c, items), err
}

func orderBy(c *vm.Call) (value.Value, error) {
	l := receiver(c)
	if !c.Has(0) || c.Arg(0).IsNumber() {
		items, err := sorted(c, l.Items(), byValue(c, c.Int(0)&descending != 0))
		return derived(c, items), err
	}
	criteria, err := criteria(c)
	if err != nil {
		return value.Value{}, err
	}
	items, err := sortedBy(c, l.Items(), criteria)
	return derived(c, items), err
}

// criterion is one level of an order.
type criterion struct {
	path []string
	down bool
}

// criteria reads "a.b desc, c" or [{propertyPath, descending}].
func criteria(c *vm.Call) ([]criterion, error) {
	if c.Arg(0).Kind() == value.Text {
		list, err := query.ParseOrder(c.Text(0))
		return fromOrder(list), err
	}
	var out []criterion
	given := c.Collection(0)
	if given == nil {
		return nil, c.Err()
	}
	for _, v := range given.Items() {
		o := v.AsObject()
		if o == nil {
			return nil, fault.New(fault.Invalid, "collection.order", "%s: got %s, want {propertyPath, descending}.", c.Name, c.Process.Describe(v))
		}
		out = append(out, criterion{strings.Split(o.Get("propertyPath").AsText(), "."), o.Get("descending").AsBool()})
	}
	return out, nil
}

func fromOrder(list []query.OrderBy) []criterion {
	var out []criterion
	for _, o := range list {
		k := criterion{down: o.Descending}
		for _, s := range o.Path {
			k.path = append(k.path, s.Name)
		}
		out = append(out, k)
	}
	return out
}

// sortedBy reads the paths once per element, then sorts positions.
func sortedBy(c *vm.Call, items []value.Value, levels []criterion) ([]value.Value, error) {
	keys := make([][]value.Value, len(levels))
	for k, level := range levels {
		keys[k] = make([]value.Value, len(items))
		for i, v := range items {
			keys[k][i] = follow(c, v, level.path)
		}
	}
	if c.Err() != nil {
		return nil, c.Err()
	}
	collator := c.Process.Runtime.Collator
	order, err := sorted(c, positions(len(items)), func(a, b value.Value) (bool, error) {
		for k, level := range levels {
			o := value.Order(keys[k][a.AsInt()], keys[k][b.AsInt()], collator)
			if level.down {
				o = -o
			}
			if o != 0 {
				return o < 0, nil
			}
		}
		return false, nil
	})
	return permuted(items, order), err
}

func positions(n int) []value.Value {
	out := make([]value.Value, n)
	for i := range out {
		out[i] = number(i)
	}
	return out
}

func permuted(items, order []value.Value) []value.Value {
	out := make([]value.Value, len(items))
	for i, at := range order {
		out[i] = items[at.AsInt()]
	}
	return out
}

func minimum(c *vm.Call) (value.Value, error) { return extreme(c, -1), nil }

func maximum(c *vm.Call) (value.Value, error) { return extreme(c, 1), nil }

// extreme returns the first or last value of the elements in ascending order.
// What a path does not lead to does not count.
func extreme(c *vm.Call, sign int) value.Value {
	best := value.Value{}
	path := c.Text(0)
	for i, v := range values(c, receiver(c), path) {
		if v.IsUndefined() || path != "" && v.IsNull() {
			continue
		}
		o := value.Order(v, best, c.Process.Runtime.Collator) * sign
		if best.IsUndefined() || o > 0 || o == 0 && sign > 0 {
			best = v
		}
		if stopped(c, i) {
			break
		}
	}
	return best
}

func distinct(c *vm.Call) (value.Value, error) {
	path, options := "", 0
	if c.Arg(0).Kind() == value.Text {
		path, options = c.Text(0), c.Int(1)
	} else {
		options = c.Int(0)
	}
	collator := c.Process.Runtime.Collator
	compare := func(a, b value.Value) int {
		o := value.Order(a, b, collator)
		if o == 0 && options&diacritical != 0 && a.Kind() == value.Text && b.Kind() == value.Text {
			return collator.CompareExact(a.AsText(), b.AsText())
		}
		return o
	}
	var present []value.Value
	for _, v := range values(c, receiver(c), path) {
		if !v.IsAbsent() {
			present = append(present, v)
		}
	}
	items, err := sorted(c, present, func(a, b value.Value) (bool, error) { return compare(a, b) < 0, nil })
	if err != nil {
		return value.Value{}, err
	}
	var unique []value.Value
	var counts []int
	for _, v := range items {
		reference := v.Kind() == value.Object || v.Kind() == value.Collection
		if n := len(unique); n > 0 && !reference && compare(unique[n-1], v) == 0 {
			counts[n-1]++
			continue
		}
		unique, counts = append(unique, v), append(counts, 1)
	}
	if options&withCounts != 0 {
		for i, v := range unique {
			o := value.NewObject()
			o.Set("value", v)
			o.Set("count", number(counts[i]))
			unique[i] = value.FromObject(o)
		}
	}
	return made(unique), nil
}

// multiSort sorts several collections together: by the first, or by several
// with an order each.
func multiSort(c *vm.Call) (value.Value, error) {
	at := c.Len() - 1
	columns, down, err := columns(c, c.Collection(at))
	if err != nil {
		return value.Value{}, err
	}
	l := receiver(c)
	before := byColumns(c, columns, down)
	if at > 0 {
		w := newWalk(c, 0)
		w.args = w.args[:1] // the columns are no parameter of the function
		f := byFunction(w)
		before = func(a, b value.Value) (bool, error) { return f(l.At(int(a.AsInt())), l.At(int(b.AsInt()))) }
	}
	order, err := sorted(c, positions(l.Len()), before)
	if err != nil {
		return value.Value{}, err
	}
	for _, column := range append([]*value.List{l}, columns...) {
		items := permuted(column.Items(), order)
		_, err := changeOf(c, value.FromCollection(column), nil, func([]value.Value) []value.Value { return items })
		if err != nil {
			return value.Value{}, err
		}
	}
	return c.This, nil
}

// columns reads the collections to sort along and their order; the receiver
// comes first in it unless it is listed.
func columns(c *vm.Call, list *value.List) (all []*value.List, down []bool, err error) {
	if list == nil {
		return nil, nil, fault.New(fault.Invalid, "collection.columns", "%s: the collections to sort are missing.", c.Name)
	}
	for _, v := range list.Items() {
		l, order := v.AsCollection(), false
		if o := v.AsObject(); o != nil {
			l, order = o.Get("collection").AsCollection(), o.Get("order").AsInt()&descending != 0
		}
		if l == nil || l.Len() != receiver(c).Len() {
			return nil, nil, fault.New(fault.Invalid, "collection.columns", "%s: the collections must have the same length.", c.Name)
		}
		if l == receiver(c) {
			continue
		}
		all, down = append(all, l), append(down, order)
	}
	return all, down, nil
}

func byColumns(c *vm.Call, columns []*value.List, down []bool) less {
	keys := append([]*value.List{receiver(c)}, columns...)
	down = append([]bool{false}, down...)
	return func(a, b value.Value) (bool, error) {
		for k, l := range keys {
			o := value.Order(l.At(int(a.AsInt())), l.At(int(b.AsInt())), c.Process.Runtime.Collator)
			if down[k] {
				o = -o
			}
			if o != 0 {
				return o < 0, nil
			}
		}
		return false, nil
	}
}
