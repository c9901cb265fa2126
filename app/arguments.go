package app

import (
	"math"
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// arguments fits what came over HTTP to the parameters a function declares:
// JSON has neither dates nor times, and pages write constants as text whatever
// the parameter's type (corpus: "-1" for an Integer). What does not fit is left
// as it is, and the machine says so in its own words.
func arguments(f *vm.Function, args []value.Value) []value.Value {
	fitted := args
	for i := range args {
		t := types.Type{}
		switch {
		case i < len(f.Params):
			t = f.Params[i].Type
		case f.Variadic:
			t = f.VariadicType
		}
		v := fit(t.Kind, args[i])
		if v != args[i] && &fitted[0] == &args[0] {
			fitted = append([]value.Value(nil), args...)
		}
		fitted[i] = v
	}
	return fitted
}

func fit(kind types.Kind, v value.Value) value.Value {
	if v.IsNull() && kind != types.Object && kind != types.Collection && kind != types.Variant {
		return value.Value{} // the parameter keeps its default
	}
	switch {
	case v.Kind() == value.Text:
		return fitText(kind, v)
	case kind == types.Time && v.IsNumber():
		return value.FromTime(int64(math.Round(v.AsReal() / 1000))) // durations travel in milliseconds
	}
	return v
}

func fitText(kind types.Kind, v value.Value) value.Value {
	s := strings.TrimSpace(v.AsText())
	switch kind {
	case types.Date:
		return value.FromDate(convert.ParseDate(s))
	case types.Time:
		if n, err := strconv.ParseFloat(s, 64); err == nil {
			return value.FromTime(int64(math.Round(n / 1000)))
		}
		return value.FromTime(convert.ParseTime(s))
	case types.Integer, types.Real:
		if s == "" {
			return value.Value{}
		}
		if n, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) {
			return value.FromReal(n)
		}
	case types.Boolean:
		switch strings.ToLower(s) {
		case "true":
			return value.FromBool(true)
		case "false", "":
			return value.FromBool(false)
		}
	}
	return v
}
