// Package vector provides numeric vectors and how near they are to each other.
package vector

import (
	_ "embed"
	"math"
	"unsafe"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed vector.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "vector", Classes: []command.Class{class()}, Constants: constants(), Doc: doc}
}

func class() command.Class {
	return command.Class{
		Name: "Vector",
		Doc:  "Numbers that do not change, read by their position from 0.",
		New:  &command.Command{Name: "new", Sig: "(values: Collection) : 4D.Vector", Run: newVector},
		Functions: []command.Command{
			{Name: "cosineSimilarity", Sig: "(other: 4D.Vector) : Real", Run: pair(cosine)},
			{Name: "dotSimilarity", Sig: "(other: 4D.Vector) : Real", Run: pair(dot)},
			{Name: "euclideanDistance", Sig: "(other: 4D.Vector) : Real", Run: pair(distance)},
			{Name: "toCollection", Sig: "() : Collection", Run: toCollection},
		},
		Properties: []command.Property{{Name: "length", Type: "Integer", Get: length}},
	}
}

func constants() []command.Constant {
	return []command.Constant{
		{Name: "mk cosine", Value: 0},
		{Name: "mk dot", Value: 1},
		{Name: "mk euclidean", Value: 2},
	}
}

// vector is what stands behind a 4D.Vector.
type vector []float64

// Immutable marks the vector: processes may share it.
func (vector) Immutable() {}

// Weigh adds the numbers (vm.Weighty).
func (v vector) Weigh(s *value.Scale) { s.Block(unsafe.Pointer(unsafe.SliceData(v)), 8*cap(v)) }

// Numbers gives the vector the JSON form of an array. It must not be changed.
func (v vector) Numbers() []float64 { return v }

// New returns a vector of some numbers, of the class 4D.Vector.
func New(class *vm.Class, numbers []float64) value.Value {
	return value.FromObject(value.NewNative(class, vector(numbers)))
}

// Len returns the number of dimensions; it makes the vector a sequence.
func (v vector) Len(*vm.Process) (int, error) { return len(v), nil }

// At returns one number.
func (v vector) At(_ *vm.Process, i int) (value.Value, error) {
	if i < 0 || i >= len(v) {
		return value.Value{}, nil
	}
	return value.FromReal(v[i]), nil
}

func newVector(c *vm.Call) (value.Value, error) {
	l := c.Collection(0)
	if l == nil {
		return value.Value{}, c.Err()
	}
	v := make([]float64, l.Len())
	for i, x := range l.Items() {
		if !x.IsNumber() {
			return c.Failf(0, "got %s at position %d, want numbers", c.Process.Describe(x), i)
		}
		v[i] = x.AsReal()
	}
	return New(c.Class("Vector"), v), nil
}

func length(c *vm.Call) (value.Value, error) {
	return value.FromInt(int64(len(vm.Receiver[vector](c)))), nil
}

func toCollection(c *vm.Call) (value.Value, error) {
	l := value.NewList()
	for _, f := range vm.Receiver[vector](c) {
		l.Push(convert.Whole(f))
	}
	return value.FromCollection(l), nil
}

// pair makes the body of a function of two vectors of the same length.
func pair(f func(a, b vector) float64) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		a, b := vm.Receiver[vector](c), vm.ArgAs[vector](c, 0, "4D.Vector")
		if len(a) != len(b) {
			return value.Value{}, fault.New(fault.Invalid, "vector.length", "%s: the vectors have %d and %d dimensions.", c.Name, len(a), len(b))
		}
		return value.FromReal(f(a, b)), nil
	}
}

func dot(a, b vector) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func cosine(a, b vector) float64 { return dot(a, b) / math.Sqrt(dot(a, a)*dot(b, b)) }

func distance(a, b vector) float64 {
	sum := 0.0
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(sum)
}
