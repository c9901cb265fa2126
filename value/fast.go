package value

import (
	"math"
	"unsafe"
)

// What follows is for the machine's inner loop: tests and readings that the
// compiler of Go can place inline. The readings are defined only for values
// that passed the matching test.

// IsInt reports whether the value is a whole number (Int).
func (v Value) IsInt() bool { return v.ref == unsafe.Pointer(&scalars[Int]) }

// IsReal reports whether the value is a real (Real).
func (v Value) IsReal() bool { return v.ref == unsafe.Pointer(&scalars[Real]) }

// IsBool reports whether the value is a boolean.
func (v Value) IsBool() bool { return v.ref == unsafe.Pointer(&scalars[Bool]) }

// RawInt returns the number of an Int or Time.
func (v Value) RawInt() int64 { return int64(v.bits) }

// RawReal returns the number of a Real.
func (v Value) RawReal() float64 { return math.Float64frombits(v.bits) }

// RawBool returns the boolean of a Bool.
func (v Value) RawBool() bool { return v.bits&1 == 1 }

// SmallInt returns a whole number that is known to fit 55 bits.
func SmallInt(i int64) Value { return scalar(Int, uint64(i)) }

// InRange reports whether a whole number stays an Int; beyond it is a real.
func InRange(i int64) bool { return uint64(i-minInt) <= maxInt-minInt }

// PutInt changes the number of an Int in place: one word, no pointer. The value
// must be an Int.
func (v *Value) PutInt(i int64) { v.bits = uint64(i) }

// Bits returns the second word: the number of an Int.
func (v *Value) Bits() int64 { return int64(v.bits) }

// RawObject returns the object of an Object.
func (v Value) RawObject() *Obj { return (*Obj)(v.ref) }

// RawCollection returns the collection of a Collection.
func (v Value) RawCollection() *List { return (*List)(v.ref) }
