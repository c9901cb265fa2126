package orda

import (
	"encoding/hex"
	"math"
	"net/http"
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/value"
)

// convert returns a value in the type of a stored attribute, as assignments and
// fromObject do; null stays null, unless the attribute is never null.
func convert(a *model.Attribute, v value.Value) (value.Value, error) {
	if v.IsAbsent() {
		if a.NeverNull {
			return blank(a.Type), nil
		}
		return value.NullValue(), nil
	}
	out, ok := value.Value{}, false
	switch a.Type {
	case model.BoolType:
		out, ok = toBool(v)
	case model.IntType, model.LongType:
		out, ok = toInteger(v)
	case model.RealType:
		out, ok = toReal(v)
	case model.DateType:
		out, ok = toDate(v)
	case model.TimeType:
		out, ok = toTime(v)
	case model.TextType:
		out, ok = toText(v)
	case model.UUIDType:
		out, ok = toUUID(v)
	case model.ObjectType:
		out, ok = v, v.Kind() == value.Object || v.Kind() == value.Collection
		if a.ObjectClass == "4D.Vector" {
			out, ok = toVector(v)
		}
	case model.PictureType:
		out, ok = toPicture(v)
	case model.BlobType:
		out, ok = v, v.Kind() == value.Blob
		if p := v.AsPicture(); p != nil {
			out, ok = value.FromBlob(p.Data), true
		}
	}
	if !ok {
		want := a.Type.String()
		if a.ObjectClass != "" {
			want = a.ObjectClass
		}
		return out, fault.New(fault.Invalid, "orda.type", "Attribute %s: got %s, want %s.", a.Name, describe(v), want)
	}
	return out, nil
}

// toVector takes a vector or a collection of numbers; stored and in entities it
// is a collection.
func toVector(v value.Value) (value.Value, bool) {
	numbers, ok := value.AsNumbers(v)
	return value.FromNumbers(numbers), ok
}

// describe names a value in an error, a text by its beginning.
func describe(v value.Value) string {
	if v.Kind() != value.Text {
		return v.Kind().String()
	}
	s := []rune(v.AsText())
	if len(s) > 30 {
		return strconv.Quote(string(s[:30])) + "…"
	}
	return strconv.Quote(string(s))
}

// blank is what a new entity holds in an attribute that is never null.
func blank(t model.Type) value.Value {
	switch t {
	case model.BoolType:
		return value.FromBool(false)
	case model.IntType, model.LongType:
		return value.FromInt(0)
	case model.RealType:
		return value.FromReal(0)
	case model.DateType:
		return value.FromDate(0)
	case model.TimeType:
		return value.FromTime(0)
	case model.TextType:
		return value.FromText("")
	}
	return value.NullValue() // a blank picture, blob, object or UUID is none
}

func toBool(v value.Value) (value.Value, bool) {
	switch v.Kind() {
	case value.Bool:
		return v, true
	case value.Int, value.Real:
		return value.FromBool(v.AsReal() != 0), true
	case value.Text:
		switch strings.ToLower(strings.TrimSpace(v.AsText())) {
		case "true", "1":
			return value.FromBool(true), true
		case "false", "0", "":
			return value.FromBool(false), true
		}
	}
	return v, false
}

func toInteger(v value.Value) (value.Value, bool) {
	switch v.Kind() {
	case value.Int, value.Time:
		return value.FromInt(v.AsInt()), true
	case value.Real:
		f := math.Round(v.AsReal())
		return value.FromInt(value.FromReal(f).AsInt()), !math.IsNaN(f) && !math.IsInf(f, 0)
	case value.Bool:
		return fromBool(v), true
	case value.Text:
		n, ok := plan.NumberIn(v.AsText())
		if !ok {
			return value.FromInt(0), true // as Num has it
		}
		return toInteger(n)
	}
	return v, false
}

func toReal(v value.Value) (value.Value, bool) {
	switch v.Kind() {
	case value.Int, value.Real, value.Time:
		return value.FromReal(v.AsReal()), true
	case value.Bool:
		return value.FromReal(fromBool(v).AsReal()), true
	case value.Text:
		n, _ := plan.NumberIn(v.AsText()) // 0 without digits, as Num has it
		return value.FromReal(n.AsReal()), true
	}
	return v, false
}

func fromBool(v value.Value) value.Value {
	if v.AsBool() {
		return value.FromInt(1)
	}
	return value.FromInt(0)
}

// toDate reads "yyyy-mm-dd", the beginning of an ISO date and time, and the
// "dd!mm!yyyy" of REST.
func toDate(v value.Value) (value.Value, bool) {
	if v.Kind() == value.Date {
		return v, true
	}
	if v.Kind() != value.Text {
		return v, false
	}
	s := strings.Trim(strings.TrimSpace(v.AsText()), "!")
	if s == "" || strings.HasPrefix(s, "0000-00-00") || strings.HasPrefix(s, "00-00-00") || s == "0!0!0" {
		return value.FromDate(0), true
	}
	if parts := strings.Split(s, "!"); len(parts) == 3 {
		day, err1 := strconv.Atoi(parts[0])
		month, err2 := strconv.Atoi(parts[1])
		year, err3 := strconv.Atoi(parts[2])
		d := value.NewDay(year, month, day)
		return value.FromDate(d), err1 == nil && err2 == nil && err3 == nil && d != 0
	}
	if len(s) > 10 && (s[10] == 'T' || s[10] == ' ') {
		s = s[:10]
	}
	d, ok := value.ParseDay(s)
	return value.FromDate(d), ok
}

func toTime(v value.Value) (value.Value, bool) {
	switch v.Kind() {
	case value.Time:
		return v, true
	case value.Int, value.Real:
		return value.FromTime(v.AsInt()), true
	case value.Text:
		if seconds, ok := plan.ParseClock(v.AsText()); ok {
			return value.FromTime(seconds), true
		}
	}
	return v, false
}

func toText(v value.Value) (value.Value, bool) {
	switch v.Kind() {
	case value.Text:
		return v, true
	case value.Bool, value.Int, value.Real, value.Date, value.Time:
		return value.FromText(plan.Text(v)), true
	}
	return v, false
}

// toUUID reads 32 hexadecimal digits, with or without hyphens. Empty text is
// null: the attribute then gets a new UUID where it asks for one.
func toUUID(v value.Value) (value.Value, bool) {
	if v.Kind() != value.Text {
		return v, false
	}
	s := strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(v.AsText()), "-", ""))
	if s == "" {
		return value.NullValue(), true
	}
	_, err := hex.DecodeString(s)
	return value.FromText(s), err == nil && len(s) == 32
}

func toPicture(v value.Value) (value.Value, bool) {
	switch v.Kind() {
	case value.Picture:
		return v, true
	case value.Blob:
		if len(v.AsBlob()) == 0 {
			return value.NullValue(), true
		}
		return value.FromPicture(&value.Image{MIME: http.DetectContentType(v.AsBlob()), Data: v.AsBlob()}), true
	}
	return v, false
}

// keyText is the text of a key value: what __KEY holds.
func keyText(v value.Value) string {
	if v.IsAbsent() {
		return ""
	}
	return plan.Text(v)
}
