// Package value provides what every part of Quoin passes around: text,
// number, boolean, date, time, blob, picture, object, collection, null and
// undefined; with their equality, order and JSON form.
//
// A Value is two words and holds scalars without allocation. Values belong to
// one process, with the exception of shared objects and collections, which
// guard themselves (see shared.go).
package value

import (
	"math"
	"unsafe"
)

// Kind is the type of a value.
type Kind uint8

const (
	Undefined  Kind = iota // absence of a value; the zero Value
	Null                   // the value null
	Bool                   //
	Int                    // a whole number; 32 bits in the language, 55 here
	Real                   // an IEEE double
	Text                   // WTF-8, see package text
	Date                   // a civil day, or the null date
	Time                   // a duration in seconds
	Blob                   // bytes, copied on assignment
	Picture                // an image, copied on assignment
	Object                 // a reference: objects, class instances, functions, classes
	Collection             // a reference to an ordered list
	Pointer                // a reference to a variable or field (4D only)
	Array                  // a classic array (4D only); not first-class in the language
)

var kindNames = [...]string{"Undefined", "Null", "Boolean", "Integer", "Real", "Text", "Date",
	"Time", "Blob", "Picture", "Object", "Collection", "Pointer", "Array"}

// String returns the name users know: "Text", "Date" and so on.
func (k Kind) String() string { return kindNames[k] }

// Value is one value of the language. The zero Value is undefined.
//
//	ref           bits
//	&scalars[k]   what a scalar of kind k holds: a whole number, the bits of a float64, a day, seconds
//	other         kind in the top byte, length of a text in the low 56 bits
//
// For text, ref points at the bytes; for references, at the Go struct. A scalar
// has its kind in ref alone, so that code that knows the kind of a register
// writes one word, and that word is no pointer the collector has to hear of.
type Value struct {
	ref  unsafe.Pointer
	bits uint64
}

// scalars is never read or written: its addresses are the kinds of scalars.
var scalars [8]byte

const (
	kindShift = 56
	lowMask   = 1<<kindShift - 1
)

func scalar(k Kind, bits uint64) Value { return Value{unsafe.Pointer(&scalars[k]), bits} }

// Kind returns the type of the value.
func (v Value) Kind() Kind {
	if k := uintptr(v.ref) - uintptr(unsafe.Pointer(&scalars)); k < uintptr(len(scalars)) {
		return Kind(k)
	}
	return Kind(v.bits >> kindShift)
}

// NullValue returns null.
func NullValue() Value { return Value{nil, uint64(Null) << kindShift} }

// FromBool returns a boolean.
func FromBool(b bool) Value {
	if b {
		return scalar(Bool, 1)
	}
	return scalar(Bool, 0)
}

// FromInt returns a whole number. Beyond 55 bits it becomes a real.
func FromInt(i int64) Value {
	if !InRange(i) {
		return FromReal(float64(i))
	}
	return scalar(Int, uint64(i))
}

const (
	maxInt = 1<<55 - 1
	minInt = -1 << 55
)

// FromReal returns a real.
func FromReal(f float64) Value { return scalar(Real, math.Float64bits(f)) }

// FromText returns a text.
func FromText(s string) Value {
	return Value{unsafe.Pointer(unsafe.StringData(s)), uint64(Text)<<kindShift | uint64(len(s))}
}

// FromDate returns a date.
func FromDate(d Day) Value { return scalar(Date, uint64(d)) }

// FromTime returns a time of some seconds, negative ones included.
func FromTime(seconds int64) Value { return scalar(Time, uint64(seconds)) }

// FromBlob returns a blob that owns b: the caller must not change b.
func FromBlob(b []byte) Value {
	return Value{unsafe.Pointer(&Bytes{b}), uint64(Blob) << kindShift}
}

// FromPicture returns a picture.
func FromPicture(p *Image) Value {
	return Value{unsafe.Pointer(p), uint64(Picture) << kindShift}
}

// FromObject returns a reference to an object; null for nil.
func FromObject(o *Obj) Value {
	if o == nil {
		return NullValue()
	}
	return Value{unsafe.Pointer(o), uint64(Object) << kindShift}
}

// FromCollection returns a reference to a collection; null for nil.
func FromCollection(c *List) Value {
	if c == nil {
		return NullValue()
	}
	return Value{unsafe.Pointer(c), uint64(Collection) << kindShift}
}

// FromPointer returns a pointer value; null for nil.
func FromPointer(p *Ref) Value {
	if p == nil {
		return NullValue()
	}
	return Value{unsafe.Pointer(p), uint64(Pointer) << kindShift}
}

// FromArray returns a reference to a classic array.
func FromArray(a *Arr) Value {
	return Value{unsafe.Pointer(a), uint64(Array) << kindShift}
}

// IsUndefined reports whether the value is undefined.
func (v Value) IsUndefined() bool { return v.ref == nil && v.bits == 0 }

// IsNull reports whether the value is null (not undefined).
func (v Value) IsNull() bool { return v.Kind() == Null }

// IsAbsent reports whether the value is null or undefined, which compare equal.
func (v Value) IsAbsent() bool { return v.ref == nil && v.bits>>kindShift <= uint64(Null) }

// IsNumber reports whether the value is an integer or a real.
func (v Value) IsNumber() bool { return v.IsInt() || v.IsReal() }

// The As methods read the value of a known kind; of another kind they return
// the zero of their type. They never convert: see package lang/convert.

// AsBool returns the boolean.
func (v Value) AsBool() bool { return v.Kind() == Bool && v.bits&1 == 1 }

// AsInt returns the whole number; a real is truncated, a time gives seconds.
func (v Value) AsInt() int64 {
	switch v.Kind() {
	case Int, Time:
		return int64(v.bits)
	case Real:
		return truncate(math.Float64frombits(v.bits))
	}
	return 0
}

// AsReal returns the number; a time gives seconds.
func (v Value) AsReal() float64 {
	switch v.Kind() {
	case Real:
		return math.Float64frombits(v.bits)
	case Int, Time:
		return float64(int64(v.bits))
	}
	return 0
}

// AsText returns the text.
func (v Value) AsText() string {
	if v.Kind() != Text {
		return ""
	}
	return unsafe.String((*byte)(v.ref), int(v.bits&lowMask))
}

// AsDate returns the date.
func (v Value) AsDate() Day {
	if v.Kind() != Date {
		return 0
	}
	return Day(v.bits)
}

// AsBlob returns the bytes, which the caller must not change.
func (v Value) AsBlob() []byte {
	if v.Kind() != Blob {
		return nil
	}
	return (*Bytes)(v.ref).Data
}

// AsPicture returns the image; nil for any other kind.
func (v Value) AsPicture() *Image {
	if v.Kind() != Picture {
		return nil
	}
	return (*Image)(v.ref)
}

// AsObject returns the object; nil for any other kind.
func (v Value) AsObject() *Obj {
	if v.Kind() != Object {
		return nil
	}
	return (*Obj)(v.ref)
}

// AsCollection returns the collection; nil for any other kind.
func (v Value) AsCollection() *List {
	if v.Kind() != Collection {
		return nil
	}
	return (*List)(v.ref)
}

// AsPointer returns the pointer; nil for any other kind.
func (v Value) AsPointer() *Ref {
	if v.Kind() != Pointer {
		return nil
	}
	return (*Ref)(v.ref)
}

// AsArray returns the array; nil for any other kind.
func (v Value) AsArray() *Arr {
	if v.Kind() != Array {
		return nil
	}
	return (*Arr)(v.ref)
}

// Same reports whether two values are the same reference or the same scalar of
// the same kind, bit for bit but for text, which is compared by content.
func Same(a, b Value) bool {
	if a.Kind() == Text && b.Kind() == Text {
		return a.AsText() == b.AsText()
	}
	return a == b
}

// Bytes is the content of a blob.
type Bytes struct{ Data []byte }

// Image is the content of a picture: its encoded bytes and their media type,
// "image/png" for example. An Image is immutable; an empty one has no bytes.
type Image struct {
	MIME string
	Data []byte
	// Name is that of the file it came from, or was given; "" for none.
	Name string
}

// Ref is a pointer of the 4D language: how to read and write what it points at.
type Ref struct {
	Name string // of the variable it points at, "" if it has none
	// Element is the number of the element of a classic array, 0 for none.
	Element int
	// Of is what it points into; of a variable that lives nowhere else, what that
	// holds.
	Of Value
	// Key is the part of it, the name of a property or the number of an element; nil
	// for a variable, which has one pointer only.
	Key   any
	Load  func() (Value, error)
	Store func(Value) error
}

// Arr is a classic array: element 0 exists, elements 1 to len-1 are its size.
type Arr struct {
	Element Kind
	Items   []Value // never empty
}

func truncate(f float64) int64 {
	switch {
	case f != f:
		return 0
	case f >= maxInt:
		return maxInt
	case f <= minInt:
		return minInt
	}
	return int64(f)
}
