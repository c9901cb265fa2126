// Package math provides the commands over numbers.
package math

import (
	_ "embed"
	"encoding/binary"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed math.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "math", Commands: commands(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "Abs", Sig: "(number: Real) : Real", Run: real(math.Abs)},
		{Name: "Arctan", Aliases: []string{"atan"}, Sig: "(number: Real) : Real", Run: real(math.Atan)},
		{Name: "Cos", Sig: "(number: Real) : Real", Run: real(math.Cos)},
		{Name: "Dec", Sig: "(number: Real) : Real", Run: real(func(f float64) float64 { return f - math.Floor(f) })},
		{Name: "Exp", Sig: "(number: Real) : Real", Run: real(math.Exp)},
		{Name: "Int", Sig: "(number: Real) : Real", Run: real(math.Floor)},
		{Name: "Log", Sig: "(number: Real) : Real", Run: real(math.Log)},
		{Name: "Mod", Sig: "(number: Real, divisor: Real) : Real", Run: mod},
		{Name: "Random", Sig: "() : Integer", Run: random},
		{Name: "Round", Sig: "(number: Real, places?: Integer) : Real", Run: round},
		{Name: "SET REAL COMPARISON LEVEL", Sig: "(epsilon: Real)", Run: setRealLevel},
		{Name: "Sin", Sig: "(number: Real) : Real", Run: real(math.Sin)},
		{Name: "Square root", Aliases: []string{"sqrt"}, Sig: "(number: Real) : Real", Run: real(math.Sqrt)},
		{Name: "Tan", Sig: "(number: Real) : Real", Run: real(math.Tan)},
		{Name: "Trunc", Sig: "(number: Real, places?: Integer) : Real", Run: trunc},
	}
}

func constants() []command.Constant {
	return []command.Constant{
		{Name: "Pi", Value: math.Pi},
		{Name: "Degree", Value: math.Pi / 180},
		{Name: "Radian", Value: 180 / math.Pi},
		{Name: "e number", Value: math.E},
		{Name: "MAXINT", Value: 32767},
		{Name: "MAXLONG", Value: 2147483647},
		{Name: "MAXTEXTLENBEFOREV11", Value: 32000},
	}
}

// real makes the body of a function of one number.
func real(f func(float64) float64) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) { return convert.Whole(f(c.Real(0))), nil }
}

// mod rounds its operands first, half away from zero.
func mod(c *vm.Call) (value.Value, error) {
	return convert.Whole(math.Mod(math.Round(c.Real(0)), math.Round(c.Real(1)))), nil
}

// random yields 0 to 32767.
func random(c *vm.Call) (value.Value, error) {
	var b [2]byte
	if _, err := io.ReadFull(c.Process.Runtime.Host.Random, b[:]); err != nil {
		return value.Value{}, fault.New(fault.IO, "host.random", "Random: no random bytes: %w", err)
	}
	return value.FromInt(int64(binary.LittleEndian.Uint16(b[:]) & 0x7FFF)), nil
}

func round(c *vm.Call) (value.Value, error) {
	return convert.Whole(places(c.Real(0), c.Int(1), func(digit byte, _ bool, _ bool) bool { return digit >= '5' })), nil
}

// trunc cuts toward minus infinity.
func trunc(c *vm.Call) (value.Value, error) {
	return convert.Whole(places(c.Real(0), c.Int(1), func(_ byte, rest, negative bool) bool { return negative && rest })), nil
}

// places cuts a number after n decimal places (before the point for negative
// n). Away says, by the first digit cut off and whether anything but zeros was,
// if the last digit kept grows. It works on the 15 decimal digits a person
// sees, so that 29.8725 is what is rounded and not 29.872499….
func places(f float64, n int, away func(first byte, rest, negative bool) bool) float64 {
	if f == 0 || math.IsNaN(f) || math.IsInf(f, 0) || n > 30 {
		return f
	}
	mantissa, exp, _ := strings.Cut(strconv.FormatFloat(math.Abs(f), 'e', 14, 64), "e")
	digits := strings.Replace(mantissa, ".", "", 1)
	power, _ := strconv.Atoi(exp)
	keep := power + 1 + n // digits kept
	if keep >= len(digits) {
		return f
	}
	if keep < 0 { // every digit is cut off, behind zeros
		digits, keep = strings.Repeat("0", min(-keep, 400))+digits, 0
	}
	kept, _ := new(big.Int).SetString("0"+digits[:keep], 10)
	if away(digits[keep], strings.Trim(digits[keep:], "0") != "", f < 0) {
		kept.Add(kept, big.NewInt(1))
	}
	out, _ := strconv.ParseFloat(kept.String()+"e"+strconv.Itoa(-n), 64)
	if f < 0 {
		return -out
	}
	return out
}

// maxLevel is the greatest distance at which reals may count as equal.
const maxLevel = 1e-3

func setRealLevel(c *vm.Call) (value.Value, error) {
	if level := c.Real(0); c.Err() == nil && level >= 0 && level <= maxLevel {
		c.Process.SetRealLevel(level)
	}
	return value.Value{}, nil
}
