package value

import "math"

// What follows is for the machine's inner loop: tests and readings that the
// compiler of Go can place inline. The readings are defined only for values
// that passed the matching test.

// IsInt reports whether the value is a whole number (Int).
func (v Value) IsInt() bool { return v.ref == nil && v.bits>>kindShift == uint64(Int) }

// IsReal reports whether the value is a real (Real).
func (v Value) IsReal() bool { return v.ref == realTag }

// IsBool reports whether the value is a boolean.
func (v Value) IsBool() bool { return v.ref == nil && v.bits>>kindShift == uint64(Bool) }

// RawInt returns the number of an Int or Time.
func (v Value) RawInt() int64 { return int64(v.bits<<8) >> 8 }

// RawReal returns the number of a Real.
func (v Value) RawReal() float64 { return math.Float64frombits(v.bits) }

// RawBool returns the boolean of a Bool.
func (v Value) RawBool() bool { return v.bits&1 == 1 }

// SmallInt returns a whole number that is known to fit 55 bits.
func SmallInt(i int64) Value { return Value{nil, uint64(Int)<<kindShift | uint64(i)&lowMask} }
