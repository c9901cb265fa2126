// Package types provides the types that sources declare: what a variable,
// parameter or result may hold, its value before anything was assigned, and
// the conversion that assignment does.
package types

import (
	"math"
	"strings"

	"quoin.dev/quoin/value"
)

// Kind is a type by its nature; Type adds the class of an object.
type Kind uint8

// Variant holds any value; it is also the type of what is not declared.
const (
	Variant Kind = iota
	Text
	Integer
	Real
	Boolean
	Date
	Time
	Blob
	Picture
	Object
	Collection
	Pointer
	Array
)

var kindNames = [...]string{"Variant", "Text", "Integer", "Real", "Boolean", "Date", "Time",
	"Blob", "Picture", "Object", "Collection", "Pointer", "Array"}

// String returns the 4D spelling.
func (k Kind) String() string { return kindNames[k] }

// Type is a declared type. The zero Type is variant.
type Type struct {
	Kind Kind
	// Class is the class of an object, "cs.User" or "4D.File"; "" for any. It
	// informs people and the checker: assignment does not test it.
	Class string
}

// String returns the type as a declaration writes it.
func (t Type) String() string {
	if t.Class != "" {
		return t.Class
	}
	return t.Kind.String()
}

// Lookup returns the type of a name in either dialect, store "" for a basic
// type. An unknown basic name is reported and reads as variant.
func Lookup(store, name string) (t Type, known bool) {
	if store != "" {
		return Type{Object, store + "." + name}, true
	}
	k, ok := basic(strings.ToLower(name))
	return Type{Kind: k}, ok
}

func basic(name string) (Kind, bool) {
	switch name {
	case "variant", "any":
		return Variant, true
	case "text", "string", "alpha":
		return Text, true
	case "integer", "longint", "integer 64 bits":
		return Integer, true
	case "real", "number":
		return Real, true
	case "boolean", "bool":
		return Boolean, true
	case "date":
		return Date, true
	case "time", "duration":
		return Time, true
	case "blob":
		return Blob, true
	case "picture", "image":
		return Picture, true
	case "object":
		return Object, true
	case "collection":
		return Collection, true
	case "pointer":
		return Pointer, true
	case "null", "undefined":
		return Variant, true
	}
	return Variant, false
}

// Default returns the value of a variable that was declared and not assigned.
func (t Type) Default() value.Value {
	switch t.Kind {
	case Text:
		return value.FromText("")
	case Integer, Real:
		return value.FromInt(0)
	case Boolean:
		return value.FromBool(false)
	case Date:
		return value.FromDate(0)
	case Time:
		return value.FromTime(0)
	case Blob:
		return value.FromBlob(nil)
	case Picture:
		return value.FromPicture(&value.Image{})
	case Object, Collection, Pointer:
		return value.NullValue()
	}
	return value.Value{}
}

// Code returns the number that the command Type gives for a variable of the
// type (spec/language.md 2.1).
func (t Type) Code() int {
	codes := [...]int{Variant: 12, Text: 2, Integer: 9, Real: 1, Boolean: 6, Date: 4, Time: 11,
		Blob: 30, Picture: 3, Object: 38, Collection: 42, Pointer: 23, Array: 13}
	return codes[t.Kind]
}

// Fits reports whether the value can stay as it is in a variable of the type.
func (t Type) Fits(v value.Value) bool { return fitting[t.Kind]>>(v.Kind()&15)&1 == 1 }

// Mask has bit k set when values of kind k fit the type.
func (t Type) Mask() uint16 { return fitting[t.Kind] }

// fitting are the masks by type: numbers of both kinds are reals, null is an
// object, a collection and a pointer of which nothing was assigned yet.
var fitting = [...]uint16{
	Variant:    1<<16 - 1,
	Text:       1 << value.Text,
	Integer:    1 << value.Int,
	Real:       1<<value.Int | 1<<value.Real,
	Boolean:    1 << value.Bool,
	Date:       1 << value.Date,
	Time:       1 << value.Time,
	Blob:       1 << value.Blob,
	Picture:    1 << value.Picture,
	Object:     1<<value.Object | 1<<value.Null,
	Collection: 1<<value.Collection | 1<<value.Null,
	Pointer:    1<<value.Pointer | 1<<value.Null,
	Array:      1 << value.Array,
}

// Convert returns what a variable of the type holds after the assignment of a
// value: numbers and times convert among themselves, undefined clears, null
// clears what can be null. ok is false when the value does not fit.
func (t Type) Convert(v value.Value) (converted value.Value, ok bool) {
	if t.Fits(v) {
		return v, true
	}
	switch {
	case v.IsUndefined():
		return t.Default(), true
	case v.IsNull() && t.Kind == Picture:
		return t.Default(), true
	}
	numeric := v.IsNumber() || v.Kind() == value.Time
	switch t.Kind {
	case Integer:
		if numeric {
			return value.FromInt(RoundToInt(v.AsReal())), true
		}
	case Real:
		if numeric {
			return value.FromInt(v.AsInt()), true
		}
	case Time:
		if numeric {
			return value.FromTime(RoundToInt(v.AsReal())), true
		}
	case Blob:
		if o := v.AsObject(); o != nil {
			if b, ok := o.Native.(*value.Bytes); ok {
				return value.FromBlob(append([]byte(nil), b.Data...)), true
			}
		}
	case Object:
		if v.Kind() == value.Blob {
			return value.FromObject(value.NewNative(nil, &value.Bytes{Data: v.AsBlob()})), true
		}
	}
	return value.Value{}, false
}

// RoundToInt rounds a real as assignment to an integer variable does: half up.
// Not-a-number gives 0; the result saturates at 55 bits.
func RoundToInt(f float64) int64 {
	if math.IsNaN(f) {
		return 0
	}
	switch f = math.Floor(f + 0.5); {
	case f >= 1<<55:
		return 1<<55 - 1
	case f <= -1<<55:
		return -1 << 55
	}
	return int64(f)
}
