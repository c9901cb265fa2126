package convert

import (
	"math"
	"strings"

	"quoin.dev/quoin/value"
)

// Codes of types, as Type and Value type answer them.
const (
	IsAlpha      = 0
	IsReal       = 1
	IsText       = 2
	IsPicture    = 3
	IsDate       = 4
	IsUndefined  = 5
	IsBoolean    = 6
	IsInteger    = 8
	IsLongint    = 9
	IsTime       = 11
	IsVariant    = 12
	IsPointer    = 23
	IsInt64      = 25
	IsBlob       = 30
	IsObject     = 38
	IsCollection = 42
	IsNull       = 255
)

// TypeCode returns the code of a value's type. Every number is a real (1): the
// machine answers otherwise for variables declared as integers.
func TypeCode(v value.Value) int {
	switch v.Kind() {
	case value.Null:
		return IsNull
	case value.Bool:
		return IsBoolean
	case value.Int, value.Real:
		return IsReal
	case value.Text:
		return IsText
	case value.Date:
		return IsDate
	case value.Time:
		return IsTime
	case value.Blob:
		return IsBlob
	case value.Picture:
		return IsPicture
	case value.Object:
		return IsObject
	case value.Collection:
		return IsCollection
	case value.Pointer:
		return IsPointer
	case value.Array:
		return arrayCode(v.AsArray().Element)
	}
	return IsUndefined
}

func arrayCode(k value.Kind) int {
	switch k {
	case value.Real:
		return 14
	case value.Int:
		return 16
	case value.Date:
		return 17
	case value.Picture:
		return 19
	case value.Pointer:
		return 20
	case value.Bool:
		return 22
	case value.Blob:
		return 31
	case value.Time:
		return 32
	case value.Object:
		return 39
	case value.Array:
		return 13
	}
	return 18
}

// Text prints a value as String does without a format. Objects print as
// "[object Object]", collections as "[object Collection]", as JSON does for
// what has no text.
func Text(v value.Value) string {
	switch v.Kind() {
	case value.Null:
		return "null"
	case value.Bool:
		if v.AsBool() {
			return "True"
		}
		return "False"
	case value.Int, value.Real:
		return Number(v.AsReal())
	case value.Text:
		return v.AsText()
	case value.Date:
		return FormatDate(v.AsDate(), SystemShort, 0, nil)
	case value.Time:
		return Time(v.AsInt())
	case value.Object:
		if c := v.AsObject().Class; c != nil {
			return "[object " + c.ClassName() + "]"
		}
		return "[object Object]"
	case value.Collection:
		return "[object Collection]"
	case value.Blob:
		return "[object Blob]"
	case value.Picture:
		return "[object Picture]"
	}
	return ""
}

// Num converts to a number as the command Num does.
func Num(v value.Value) float64 {
	switch v.Kind() {
	case value.Bool:
		if v.AsBool() {
			return 1
		}
	case value.Int, value.Real, value.Time:
		return v.AsReal()
	case value.Text:
		return ParseNumber(v.AsText(), '.')
	}
	return 0
}

// Bool converts to a boolean as the command Bool does: only booleans and
// numbers can be true.
func Bool(v value.Value) bool {
	switch v.Kind() {
	case value.Bool:
		return v.AsBool()
	case value.Int, value.Real, value.Time:
		return v.AsReal() != 0
	}
	return false
}

// Whole returns a number as an integer where it is one, so that 2.0 prints and
// indexes as 2.
func Whole(f float64) value.Value {
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return value.FromInt(int64(f))
	}
	return value.FromReal(f)
}

// To converts a value to the type of a code, as JSON Parse and OB Get do when
// they are given one. A code that is not known leaves the value alone.
func To(v value.Value, code int) value.Value {
	switch code {
	case IsText, IsAlpha:
		if v.Kind() == value.Date {
			return value.FromText(v.AsDate().String())
		}
		return value.FromText(Text(v))
	case IsReal:
		return value.FromReal(Num(v))
	case IsLongint, IsInteger, IsInt64:
		return value.FromInt(int64(math.Trunc(Num(v))))
	case IsBoolean:
		return value.FromBool(Bool(v))
	case IsDate:
		if v.Kind() == value.Text {
			return value.FromDate(ParseDate(v.AsText()))
		}
		return value.FromDate(v.AsDate())
	case IsTime:
		if v.Kind() == value.Text {
			return value.FromTime(ParseTime(v.AsText()))
		}
		return value.FromTime(v.AsInt())
	case IsObject:
		return value.FromObject(v.AsObject())
	case IsCollection:
		return value.FromCollection(v.AsCollection())
	}
	return v
}

// OneLine returns a text with its line breaks as blanks, for logs.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
