package plan

import (
	"math"
	"strconv"
	"strings"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// convert returns the operand of a criterion in the type of a column, as the
// original does: "v20" is 20 for a number. It reports false where there is no
// sensible value; nothing then matches.
func convert(o query.Operand, a *model.Attribute) (value.Value, bool) {
	v := o.Value
	switch a.Type {
	case model.TextType:
		return value.FromText(asText(o)), isScalar(v)
	case model.UUIDType:
		return value.FromText(strings.ToUpper(strings.ReplaceAll(asText(o), "-", ""))), isScalar(v)
	case model.BoolType:
		return asBool(v)
	case model.IntType, model.LongType, model.RealType, model.TimeType:
		return asNumber(v, a.Type == model.TimeType)
	case model.DateType:
		return asDate(v)
	}
	return v, false
}

// convertLoose returns the operand in the type of a value from an object.
func convertLoose(o query.Operand, kind value.Kind) (value.Value, bool) {
	v := o.Value
	switch kind {
	case value.Text:
		return value.FromText(asText(o)), isScalar(v)
	case value.Bool:
		return asBool(v)
	case value.Int, value.Real, value.Time:
		if v.Kind() == value.Text {
			f, err := strconv.ParseFloat(strings.TrimSpace(v.AsText()), 64)
			return number(f), err == nil
		}
		return asNumber(v, kind == value.Time)
	case value.Date:
		return asDate(v)
	}
	return v, v.Kind() == kind
}

func isScalar(v value.Value) bool {
	switch v.Kind() {
	case value.Bool, value.Int, value.Real, value.Text, value.Date, value.Time:
		return true
	}
	return false
}

func asText(o query.Operand) string {
	if o.Bare && o.Source != "" {
		return o.Source
	}
	return Text(o.Value)
}

// Text writes a scalar as a query would: dates as yyyy-mm-dd, times as hh:mm:ss.
func Text(v value.Value) string {
	switch v.Kind() {
	case value.Text:
		return v.AsText()
	case value.Date:
		return v.AsDate().String()
	case value.Bool:
		return strconv.FormatBool(v.AsBool())
	case value.Time:
		return clock(v.AsInt())
	case value.Int:
		return strconv.FormatInt(v.AsInt(), 10)
	case value.Real:
		return string(value.AppendNumber(nil, v.AsReal()))
	}
	return ""
}

func clock(seconds int64) string {
	sign := ""
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	two := func(n int64) string { return strconv.FormatInt(100+n, 10)[1:] }
	hours := strconv.FormatInt(seconds/3600, 10)
	if len(hours) < 2 {
		hours = "0" + hours
	}
	return sign + hours + ":" + two(seconds/60%60) + ":" + two(seconds%60)
}

func asBool(v value.Value) (value.Value, bool) {
	switch v.Kind() {
	case value.Bool:
		return v, true
	case value.Int, value.Real:
		return value.FromBool(v.AsReal() != 0), true
	case value.Text:
		switch s := strings.ToLower(v.AsText()); s {
		case "true", "1", "false", "0":
			return value.FromBool(s == "true" || s == "1"), true
		}
	}
	return v, false
}

func asNumber(v value.Value, isTime bool) (value.Value, bool) {
	switch v.Kind() {
	case value.Int, value.Time:
		return value.FromInt(v.AsInt()), true
	case value.Real:
		return number(v.AsReal()), true
	case value.Bool:
		if v.AsBool() {
			return value.FromInt(1), true
		}
		return value.FromInt(0), true
	case value.Text:
		if isTime {
			if seconds, ok := ParseClock(v.AsText()); ok {
				return value.FromInt(seconds), true
			}
		}
		return NumberIn(v.AsText())
	}
	return v, false
}

func number(f float64) value.Value {
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return value.FromInt(int64(f))
	}
	return value.FromReal(f)
}

// NumberIn reads the number in a text: its digits, signs and point, whatever
// stands between them. It reports false when there is no digit.
func NumberIn(s string) (value.Value, bool) {
	if f, err := strconv.ParseFloat(strings.TrimSpace(s), 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
		return number(f), true
	}
	var b strings.Builder
	point, digits := false, false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
			digits = true
		case r == '-' && b.Len() == 0:
			b.WriteRune(r)
		case r == '.' && !point && digits:
			b.WriteRune(r)
			point = true
		}
	}
	if !digits {
		return value.Value{}, false
	}
	f, err := strconv.ParseFloat(b.String(), 64)
	return number(f), err == nil
}

// ParseClock reads hh:mm or hh:mm:ss, more than 24 hours and a sign included.
func ParseClock(s string) (seconds int64, ok bool) {
	s = strings.TrimSpace(s)
	body, negative := strings.CutPrefix(s, "-")
	parts := strings.Split(body, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 31)
		if err != nil || i > 0 && n > 59 {
			return 0, false
		}
		seconds = seconds*60 + int64(n)
	}
	if len(parts) == 2 {
		seconds *= 60
	}
	if negative {
		seconds = -seconds
	}
	return seconds, true
}

// asDate reads a date, or the beginning of an ISO date and time.
func asDate(v value.Value) (value.Value, bool) {
	switch v.Kind() {
	case value.Date:
		return v, true
	case value.Text:
		s := v.AsText()
		if len(s) > 10 && s[10] == 'T' {
			s = s[:10]
		}
		if d, ok := value.ParseDay(s); ok {
			return value.FromDate(d), true
		}
		if strings.HasPrefix(s, "0000-00-00") || strings.HasPrefix(s, "00-00-00") {
			return value.FromDate(0), true
		}
	}
	return v, false
}
