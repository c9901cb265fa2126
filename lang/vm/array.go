package vm

import (
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/value"
)

// ArrayZero returns what an element of a classic array holds before it is
// assigned.
func ArrayZero(k value.Kind) value.Value {
	switch k {
	case value.Text:
		return value.FromText("")
	case value.Int, value.Real:
		return value.FromInt(0)
	case value.Bool:
		return value.FromBool(false)
	case value.Date:
		return value.FromDate(0)
	case value.Time:
		return value.FromTime(0)
	case value.Blob:
		return value.FromBlob(nil)
	case value.Picture:
		return value.FromPicture(&value.Image{})
	}
	return value.NullValue()
}

// ArrayItem returns a value as an element of a classic array holds it: converted
// to the type of the array, which is empty where there is no conversion.
func ArrayItem(k value.Kind, v value.Value) value.Value {
	switch {
	case v.Kind() == k:
		return v
	case v.IsAbsent():
		return ArrayZero(k)
	}
	switch k {
	case value.Text:
		return value.FromText(convert.Text(v))
	case value.Int:
		return value.FromInt(RoundToInt(convert.Num(v)))
	case value.Real:
		return value.FromReal(convert.Num(v))
	case value.Bool:
		return value.FromBool(convert.Bool(v))
	case value.Time:
		return value.FromTime(int64(convert.Num(v)))
	}
	return ArrayZero(k)
}
