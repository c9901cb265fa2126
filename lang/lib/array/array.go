// Package array provides the classic arrays of older 4D code: elements from 1,
// beside an element 0.
package array

import (
	_ "embed"
	"math"
	"slices"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed array.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "array", Commands: commands(), Doc: doc}
}

func commands() []command.Command {
	later := command.Later
	all := []command.Command{
		{Name: "APPEND TO ARRAY", Sig: "(&array: Array, value: Any)", Run: appendTo},
		{Name: "ARRAY TO COLLECTION", Sig: "(&collection: Collection, array: Array, ...more: Any)", Run: toCollection},
		{Name: "COLLECTION TO ARRAY", Sig: "(collection: Collection, &array: Array, &...more: Any)", Run: fromCollection},
		{Name: "COPY ARRAY", Sig: "(source: Array, &target: Array)", Run: copyArray},
		{Name: "Count in array", Sig: "(array: Array, value: Any) : Integer", Run: countIn},
		{Name: "DELETE FROM ARRAY", Sig: "(&array: Array, position: Integer, count?: Integer)", Run: deleteFrom},
		{Name: "Find in array", Sig: "(array: Array, value: Any, start?: Integer) : Integer", Run: findIn},
		{Name: "Find in sorted array", Sig: "(...arguments: Any) : Boolean", State: later},
		{Name: "INSERT IN ARRAY", Sig: "(&array: Array, position: Integer, count?: Integer)", Run: insertIn},
		{Name: "Max", Sig: "(series: Array) : Any", Run: extreme(1)},
		{Name: "Min", Sig: "(series: Array) : Any", Run: extreme(-1)},
		{Name: "MULTI SORT ARRAY", Sig: "(...arguments: Any)", State: later},
		{Name: "Size of array", Sig: "(array: Array) : Integer", Run: sizeOf},
		{Name: "SORT ARRAY", Sig: "(&array: Array, &...more: Any)", Run: sortArray},
		{Name: "Average", Sig: "(series: Array) : Real", Run: statistic(func(n, sum, _, _ float64) float64 { return sum / n })},
		{Name: "Std deviation", Sig: "(series: Array) : Real", Run: statistic(func(n, _, _, spread float64) float64 { return math.Sqrt(spread / n) })},
		{Name: "Sum", Sig: "(series: Array) : Real", Run: sum},
		{Name: "Sum squares", Sig: "(series: Array) : Real", Run: statistic(func(_, _, squares, _ float64) float64 { return squares })},
		{Name: "Variance", Sig: "(series: Array) : Real", Run: statistic(func(n, _, _, spread float64) float64 { return spread / n })},
		{Name: "TEXT TO ARRAY", Sig: "(...arguments: Any)", State: later},
	}
	for _, t := range []struct {
		name string
		kind value.Kind
	}{
		{"BLOB", value.Blob}, {"BOOLEAN", value.Bool}, {"DATE", value.Date}, {"INTEGER", value.Int},
		{"LONGINT", value.Int}, {"OBJECT", value.Object}, {"PICTURE", value.Picture}, {"POINTER", value.Pointer},
		{"REAL", value.Real}, {"TEXT", value.Text}, {"TIME", value.Time},
	} {
		all = append(all, command.Command{Name: "ARRAY " + t.name, Sig: "(&array: Array, size: Integer, columns?: Integer)", Run: declare(t.kind)})
	}
	return all
}

// most is a number of elements that no process may have, small enough to
// compute with.
const most = 1 << 28

// declare makes or resizes an array; what it held stays when the type does.
func declare(k value.Kind) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		n := min(max(c.Int(1), 0), most)
		columns := 0
		if c.Len() > 2 {
			columns = min(max(c.Int(2), 0), most)
		}
		if !c.Reserve(16 * (n + 1) * (columns + 1)) {
			return value.Value{}, nil
		}
		if c.Len() > 2 {
			become(c, 0, table(k, n, columns))
			return value.Value{}, nil
		}
		old := c.Out(0).AsArray()
		if old == nil || old.Element != k {
			become(c, 0, blank(k, n))
			return value.Value{}, nil
		}
		for len(old.Items) < n+1 {
			old.Items = append(old.Items, vm.ArrayZero(k))
		}
		old.Items = old.Items[:n+1]
		return value.Value{}, nil
	}
}

// become gives argument i another array. A variable that has one keeps it with other
// elements, so that pointers to them point there still.
func become(c *vm.Call, i int, a *value.Arr) {
	if old := c.Out(i).AsArray(); old != nil {
		*old = *a
		return
	}
	c.SetOut(i, value.FromArray(a))
}

func blank(k value.Kind, n int) *value.Arr {
	a := &value.Arr{Element: k, Items: make([]value.Value, n+1)}
	for i := range a.Items {
		a.Items[i] = vm.ArrayZero(k)
	}
	return a
}

// table makes an array of arrays: rows from 1, each with its columns.
func table(k value.Kind, rows, columns int) *value.Arr {
	a := &value.Arr{Element: value.Array, Items: make([]value.Value, rows+1)}
	for i := range a.Items {
		a.Items[i] = value.FromArray(blank(k, columns))
	}
	return a
}

// get returns the array in argument i; a pointer to one is followed.
func get(c *vm.Call, i int) *value.Arr {
	v := c.Out(i)
	if p := v.AsPointer(); p != nil {
		var err error
		if v, err = p.Load(); err != nil {
			c.Fail(err)
		}
	}
	a := v.AsArray()
	if a == nil {
		c.Fail(fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want Array (argument %d).", c.Name, c.Process.Describe(v), i+1))
		return blank(value.Text, 0)
	}
	return a
}

func sizeOf(c *vm.Call) (value.Value, error) {
	return value.FromInt(int64(len(get(c, 0).Items) - 1)), nil
}

func appendTo(c *vm.Call) (value.Value, error) {
	if c.Out(0).IsAbsent() {
		c.SetOut(0, value.FromArray(blank(c.Arg(1).Kind(), 0)))
	}
	a := get(c, 0)
	if c.Reserve(16) {
		a.Items = append(a.Items, vm.ArrayItem(a.Element, c.Arg(1)))
	}
	return value.Value{}, nil
}

func insertIn(c *vm.Call) (value.Value, error) {
	a, n := get(c, 0), min(max(c.IntOr(2, 1), 0), most)
	if !c.Reserve(16 * n) {
		return value.Value{}, nil
	}
	at := min(max(c.Int(1), 1), len(a.Items))
	a.Items = slices.Insert(a.Items, at, blank(a.Element, n).Items[1:]...)
	return value.Value{}, nil
}

func deleteFrom(c *vm.Call) (value.Value, error) {
	a, at, n := get(c, 0), max(c.Int(1), 1), max(c.IntOr(2, 1), 0)
	if at < len(a.Items) {
		a.Items = slices.Delete(a.Items, at, at+min(n, len(a.Items)-at))
	}
	return value.Value{}, nil
}

func copyArray(c *vm.Call) (value.Value, error) {
	a := get(c, 0)
	size := len(a.Items)
	for _, v := range a.Items {
		if row := v.AsArray(); row != nil {
			size += len(row.Items)
		}
	}
	if c.Reserve(16 * size) {
		become(c, 1, clone(a))
	}
	return value.Value{}, nil
}

// clone copies an array, and its rows where it is one of arrays.
func clone(a *value.Arr) *value.Arr {
	b := &value.Arr{Element: a.Element, Items: slices.Clone(a.Items)}
	for i, v := range b.Items {
		if row := v.AsArray(); row != nil && a.Element == value.Array {
			b.Items[i] = value.FromArray(&value.Arr{Element: row.Element, Items: slices.Clone(row.Items)})
		}
	}
	return b
}

func findIn(c *vm.Call) (value.Value, error) {
	a := get(c, 0)
	for i := max(c.IntOr(2, 1), 1); i < len(a.Items); i++ {
		if err := c.Process.Poll(); err != nil {
			return value.Value{}, err
		}
		if c.Process.Equal(a.Items[i], c.Arg(1)) {
			return value.FromInt(int64(i)), nil
		}
	}
	return value.FromInt(-1), nil
}

func countIn(c *vm.Call) (value.Value, error) {
	n := 0
	for _, v := range get(c, 0).Items[1:] {
		if c.Process.Equal(v, c.Arg(1)) {
			n++
		}
	}
	return value.FromInt(int64(n)), nil
}

func sum(c *vm.Call) (value.Value, error) {
	f := 0.0
	for _, v := range get(c, 0).Items[1:] {
		f += v.AsReal()
	}
	return value.FromReal(f), nil
}

// statistic computes something of the number of elements, their sum, that of
// their squares, and that of the squares of their distances to the mean. Of an
// empty array it is 0.
func statistic(of func(n, sum, squares, spread float64) float64) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		items := get(c, 0).Items[1:]
		if len(items) == 0 {
			return value.FromReal(0), nil
		}
		n, sum, squares, spread := float64(len(items)), 0.0, 0.0, 0.0
		for _, v := range items {
			sum += v.AsReal()
			squares += v.AsReal() * v.AsReal()
		}
		for _, v := range items {
			d := v.AsReal() - sum/n
			spread += d * d
		}
		return value.FromReal(of(n, sum, squares, spread)), nil
	}
}

func extreme(sign int) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		best := value.Value{}
		for _, v := range get(c, 0).Items[1:] {
			if best.IsUndefined() || value.Order(v, best, c.Runtime().Collator)*sign > 0 {
				best = v
			}
		}
		return best, nil
	}
}

// sortArray sorts the first array and moves the elements of the others along.
func sortArray(c *vm.Call) (value.Value, error) {
	down := c.HasMark(vm.Less)
	var all []*value.Arr
	for i := range c.Len() {
		if a := c.Arg(i); a != vm.Less && a != vm.Greater {
			all = append(all, get(c, i))
		}
	}
	if c.Err() != nil || len(all) == 0 {
		return value.Value{}, nil
	}
	first := all[0]
	order := make([]int, len(first.Items)-1)
	for i := range order {
		order[i] = i + 1
	}
	slices.SortStableFunc(order, func(x, y int) int {
		o := value.Order(first.Items[x], first.Items[y], c.Runtime().Collator)
		if down {
			return -o
		}
		return o
	})
	for _, a := range all {
		if len(a.Items) != len(first.Items) {
			return c.Failf(0, "the arrays must have the same size")
		}
	}
	for _, a := range all {
		old := slices.Clone(a.Items)
		for i, from := range order {
			a.Items[i+1] = old[from]
		}
	}
	return value.Value{}, nil
}
