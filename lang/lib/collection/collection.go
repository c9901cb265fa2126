// Package collection provides the class Collection and the commands that make
// collections.
package collection

import (
	_ "embed"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed collection.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{
		Name:      "collection",
		Commands:  commands(),
		Classes:   []command.Class{class()},
		Constants: constants(),
		Doc:       doc,
	}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "New collection", Sig: "(...values: Any) : Collection", Run: newCollection},
		{Name: "New shared collection", Sig: "(...values: Any) : Collection", Run: newSharedCollection},
	}
}

func class() command.Class {
	return command.Class{
		Name: "Collection",
		Doc:  "An ordered list of values, from position 0.",
		Properties: []command.Property{
			{Name: "length", Type: "Integer", Get: length},
		},
		Functions: []command.Command{
			{Name: "at", Sig: "(index: Integer) : Any", Run: at},
			{Name: "average", Sig: "(path?: Text) : Real", Run: average},
			{Name: "clear", Sig: "() : Collection", Run: clearAll},
			{Name: "combine", Sig: "(other: Collection, index?: Integer) : Collection", Run: combine},
			{Name: "concat", Sig: "(...values: Any) : Collection", Run: concat},
			{Name: "copy", Sig: "(option?: Integer, groupWith?: Object|Collection) : Collection", Run: copyAll},
			{Name: "count", Sig: "(path?: Text) : Real", Run: count},
			{Name: "countValues", Sig: "(value: Any, path?: Text) : Real", Run: countValues},
			{Name: "distinct", Sig: "(options?: Integer) : Collection | (path: Text, options?: Integer) : Collection", Run: distinct},
			{Name: "equal", Sig: "(other: Collection, option?: Integer) : Boolean", Run: equal},
			{Name: "every", Sig: "(function: 4D.Function|Text, ...params: Any) : Boolean | (startFrom: Integer, function: 4D.Function|Text, ...params: Any) : Boolean", Run: every},
			{Name: "extract", Sig: "(path: Text, option?: Integer) : Collection | (path: Text, target: Text, ...paths: Text) : Collection", Run: extract},
			{Name: "fill", Sig: "(value: Any, startFrom?: Integer, end?: Integer) : Collection", Run: fill},
			{Name: "filter", Sig: "(function: 4D.Function|Text, ...params: Any) : Collection", Run: filter},
			{Name: "find", Sig: "(function: 4D.Function|Text, ...params: Any) : Any | (startFrom: Integer, function: 4D.Function|Text, ...params: Any) : Any", Run: find},
			{Name: "findIndex", Sig: "(function: 4D.Function|Text, ...params: Any) : Integer | (startFrom: Integer, function: 4D.Function|Text, ...params: Any) : Integer", Run: findIndex},
			{Name: "first", Sig: "() : Any", Run: first},
			{Name: "flat", Sig: "(depth?: Integer) : Collection", Run: flat},
			{Name: "flatMap", Sig: "(function: 4D.Function|Text, ...params: Any) : Collection", Run: flatMap},
			{Name: "includes", Sig: "(value: Any, startFrom?: Integer) : Boolean", Run: includes},
			{Name: "indexOf", Sig: "(value: Any, startFrom?: Integer) : Integer", Run: indexOf},
			{Name: "indices", Sig: "(query: Text, ...values: Any) : Collection", Run: indices},
			{Name: "insert", Sig: "(index: Integer, element: Any) : Collection", Run: insert},
			{Name: "join", Sig: "(delimiter: Text, option?: Integer) : Text", Run: join},
			{Name: "last", Sig: "() : Any", Run: last},
			{Name: "lastIndexOf", Sig: "(value: Any, startFrom?: Integer) : Integer", Run: lastIndexOf},
			{Name: "map", Sig: "(function: 4D.Function|Text, ...params: Any) : Collection", Run: mapAll},
			{Name: "max", Sig: "(path?: Text) : Any", Run: maximum},
			{Name: "min", Sig: "(path?: Text) : Any", Run: minimum},
			{Name: "multiSort", Sig: "(columns: Collection) : Collection | (function: 4D.Function|Text, columns: Collection) : Collection", Run: multiSort},
			{Name: "orderBy", Sig: "(criteria?: Text|Collection|Integer) : Collection", Run: orderBy},
			{Name: "orderByMethod", Sig: "(function: 4D.Function|Text, ...params: Any) : Collection", Run: orderByMethod},
			{Name: "pop", Sig: "() : Any", Run: pop},
			{Name: "push", Sig: "(element: Any, ...elements: Any) : Collection", Run: push},
			{Name: "query", Sig: "(query: Text, ...values: Any) : Collection", Run: queryAll},
			{Name: "reduce", Sig: "(function: 4D.Function|Text, init?: Any, ...params: Any) : Any", Run: reduce},
			{Name: "reduceRight", Sig: "(function: 4D.Function|Text, init?: Any, ...params: Any) : Any", Run: reduceRight},
			{Name: "remove", Sig: "(index: Integer, howMany?: Integer) : Collection", Run: remove},
			{Name: "resize", Sig: "(size: Integer, default?: Any) : Collection", Run: resize},
			{Name: "reverse", Sig: "() : Collection", Run: reverse},
			{Name: "shift", Sig: "() : Any", Run: shift},
			{Name: "slice", Sig: "(start: Integer, end?: Integer) : Collection", Run: slice},
			{Name: "some", Sig: "(function: 4D.Function|Text, ...params: Any) : Boolean | (startFrom: Integer, function: 4D.Function|Text, ...params: Any) : Boolean", Run: some},
			{Name: "sort", Sig: "(function?: 4D.Function|Text|Integer, ...params: Any) : Collection", Run: sortAll},
			{Name: "sum", Sig: "(path?: Text) : Real", Run: sum},
			{Name: "unshift", Sig: "(value: Any, ...values: Any) : Collection", Run: unshift},
		},
	}
}

// Options of the functions.
const (
	ascending       = 0
	descending      = 1
	keepNull        = 1
	ignoreNull      = 1
	resolvePointers = 1
	shared          = 2
	diacritical     = 8
	withCounts      = 32
)

func constants() []command.Constant {
	return []command.Constant{
		{Name: "ck ascending", Value: ascending},
		{Name: "ck descending", Value: descending},
		{Name: "ck diacritical", Value: diacritical},
		{Name: "ck count values", Value: withCounts},
		{Name: "ck keep null", Value: keepNull},
		{Name: "ck ignore null or empty", Value: ignoreNull},
		{Name: "ck resolve pointers", Value: resolvePointers},
		{Name: "ck shared", Value: shared},
	}
}

// slot is what one element takes, for limits.
const slot = 16

func newCollection(c *vm.Call) (value.Value, error) {
	items := make([]value.Value, c.Len())
	for i := range items {
		items[i] = present(c.Arg(i))
	}
	return made(items), nil
}

func newSharedCollection(c *vm.Call) (value.Value, error) {
	l := value.FromCollection(value.NewSharedList(nil))
	defer c.Hold(l)()
	for i := range c.Len() {
		if !c.Admit(l, c.Arg(i)) {
			return value.Value{}, nil
		}
		l.AsCollection().Push(present(c.Arg(i)))
	}
	return l, nil
}

// present is what a collection keeps of a value: undefined becomes null, a time
// its seconds.
func present(v value.Value) value.Value {
	switch v.Kind() {
	case value.Undefined:
		return value.NullValue()
	case value.Time:
		return value.FromInt(v.AsInt())
	}
	return v
}

func made(items []value.Value) value.Value { return value.FromCollection(value.NewList(items...)) }

// derived returns a collection of elements taken from the receiver: shared, in
// the receiver's group, when the receiver is.
func derived(c *vm.Call, items []value.Value) value.Value {
	g := value.GroupOf(c.This)
	if g == nil {
		return made(items)
	}
	l := value.NewSharedList(g)
	l.Replace(items)
	return value.FromCollection(l)
}

// receiver returns the collection the function was called on.
func receiver(c *vm.Call) *value.List {
	l := c.This.AsCollection()
	if l == nil {
		c.Fail(vm.WrongReceiver(c))
		return value.NewList()
	}
	return l
}

// from resolves a position where negative ones count from the end, clamped to 0.
func from(i, n int) int {
	if i < 0 {
		i += n
	}
	return max(i, 0)
}

// number returns a count or position.
func number(i int) value.Value { return value.FromInt(int64(i)) }

// interval is how many elements native loops handle between two polls.
const interval = 64

// stopped polls, now and then, whether the process has to stop.
func stopped(c *vm.Call, i int) bool {
	if i%interval != interval-1 {
		return false
	}
	if err := c.Process.Poll(); err != nil {
		c.Fail(err)
		return true
	}
	return false
}
