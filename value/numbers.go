package value

import "math"

// Numbers is what the Native of an object offers when it is a sequence of
// numbers that never changes (a vector): its JSON form is an array.
type Numbers interface{ Numbers() []float64 }

// AsNumbers reads the numbers of a vector, or of a collection of numbers alone.
func AsNumbers(v Value) ([]float64, bool) {
	if o := v.AsObject(); o != nil {
		if n, ok := o.Native.(Numbers); ok {
			return n.Numbers(), true
		}
		return nil, false
	}
	l := v.AsCollection()
	if l == nil {
		return nil, false
	}
	out := make([]float64, l.Len())
	for i, x := range l.Items() {
		if !x.IsNumber() {
			return nil, false
		}
		out[i] = x.AsReal()
	}
	return out, true
}

// FromNumbers returns a collection of numbers, whole ones as integers.
func FromNumbers(numbers []float64) Value {
	items := make([]Value, len(numbers))
	for i, f := range numbers {
		if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			items[i] = FromInt(int64(f))
		} else {
			items[i] = FromReal(f)
		}
	}
	return FromCollection(NewList(items...))
}
