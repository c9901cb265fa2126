package oracle

import (
	"math"
	"math/big"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/value"
)

// The operators, by the kinds of their operands.

func isNumeric(v value.Value) bool { return v.IsNumber() || v.Kind() == value.Time }

func (o *Oracle) incompatible(op syntax.Operator, a, b value.Value) error {
	return failed(54, "type.operands", "\"%s\" cannot be applied to %s and %s.", op, o.p.Describe(a), o.p.Describe(b))
}

func (o *Oracle) binary(op syntax.Operator, a, b value.Value) (value.Value, error) {
	switch op {
	case syntax.Eq:
		return value.FromBool(o.equal(a, b)), nil
	case syntax.Ne:
		return value.FromBool(!o.equal(a, b)), nil
	case syntax.Lt, syntax.Le, syntax.Gt, syntax.Ge:
		return o.ordered(op, a, b)
	case syntax.Add, syntax.Sub, syntax.Mul, syntax.Div, syntax.IntDiv, syntax.Mod, syntax.Pow:
		return o.arithmetic(op, a, b)
	case syntax.MulPlus, syntax.MulBar:
		return value.Value{}, unknown("an operator of pictures")
	}
	return o.bits(op, a, b)
}

func (o *Oracle) equal(a, b value.Value) bool {
	switch {
	case a.IsAbsent() || b.IsAbsent():
		return a.IsAbsent() && b.IsAbsent()
	case a.Kind() == value.Text && b.Kind() == value.Text:
		return o.p.Runtime.Collator.Match(a.AsText(), b.AsText())
	case isNumeric(a) && isNumeric(b):
		if a.IsReal() || b.IsReal() {
			x, y := a.AsReal(), b.AsReal()
			return x == y || math.Abs(x-y) <= 1e-6
		}
		return a.AsInt() == b.AsInt()
	}
	return value.Equal(a, b, o.p.Runtime.Collator) // by identity, and blobs
}

func (o *Oracle) ordered(op syntax.Operator, a, b value.Value) (value.Value, error) {
	no := value.FromBool(false)
	if a.IsUndefined() || b.IsUndefined() {
		other := a
		if a.IsUndefined() {
			other = b
		}
		switch other.Kind() {
		case value.Text, value.Date, value.Time, value.Int, value.Real, value.Bool:
			return no, nil
		}
		return no, o.incompatible(op, a, b)
	}
	c := 0
	switch {
	case isNumeric(a) && isNumeric(b):
		x, y := a.AsReal(), b.AsReal()
		if math.IsNaN(x) || math.IsNaN(y) {
			return no, nil
		}
		if !a.IsReal() && !b.IsReal() {
			c = sign(a.AsInt(), b.AsInt())
		} else if math.Abs(x-y) > 1e-6 {
			c = sign(x, y)
		}
	case a.Kind() != b.Kind():
		return no, o.incompatible(op, a, b)
	case a.Kind() == value.Text:
		c = o.compareTexts(a.AsText(), b.AsText())
	case a.Kind() == value.Date:
		c = sign(a.AsDate(), b.AsDate())
	case a.Kind() == value.Bool:
		c = sign(number(a), number(b))
	default:
		return no, o.incompatible(op, a, b)
	}
	switch op {
	case syntax.Lt:
		return value.FromBool(c < 0), nil
	case syntax.Le:
		return value.FromBool(c <= 0), nil
	case syntax.Gt:
		return value.FromBool(c > 0), nil
	}
	return value.FromBool(c >= 0), nil
}

// compareTexts: "@" at the end of the right one stands for any rest.
func (o *Oracle) compareTexts(a, b string) int {
	c := o.p.Runtime.Collator
	prefix, any := strings.CutSuffix(b, "@")
	if any && c.Match(a, b) {
		return 0
	}
	return c.Compare(a, prefix)
}

func number(v value.Value) int {
	if v.AsBool() {
		return 1
	}
	return 0
}

func sign[T int | int64 | float64 | value.Day](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (o *Oracle) arithmetic(op syntax.Operator, a, b value.Value) (value.Value, error) {
	if a.IsUndefined() != b.IsUndefined() { // nothing yet: empty, of the other's kind
		if a.IsUndefined() {
			a = emptyLike(b, a)
		} else if b = emptyLike(a, b); a.Kind() == value.Date || op == syntax.Mul && a.Kind() == value.Text {
			b = value.FromInt(0)
		}
	}
	ka, kb := a.Kind(), b.Kind()
	switch {
	case isNumeric(a) && isNumeric(b):
		v := compute(op, a, b)
		if ka == value.Time && kb == value.Time && op != syntax.IntDiv && op != syntax.Pow {
			return value.FromTime(roundHalfUp(v.AsReal())), nil
		}
		return v, nil
	case ka == value.Text && kb == value.Text && op == syntax.Add:
		if t := a.AsText(); len(t)+len(b.AsText()) > 1<<24 {
			return a, ErrTooLong
		}
		return value.FromText(a.AsText() + b.AsText()), nil
	case ka == value.Text && kb == value.Text && op == syntax.Mod:
		return value.FromBool(o.p.Runtime.Collator.HasWord(a.AsText(), b.AsText())), nil
	case ka == value.Text && isNumeric(b) && op == syntax.Mul:
		return repeat(a.AsText(), b.AsInt())
	case kb == value.Text && isNumeric(a) && op == syntax.Mul:
		return repeat(b.AsText(), a.AsInt())
	case ka == value.Date && isNumeric(b) && (op == syntax.Add || op == syntax.Sub):
		n := int(max(min(math.Trunc(b.AsReal()), 1<<31), -1<<31))
		if op == syntax.Sub {
			n = -n
		}
		return value.FromDate(a.AsDate().AddDays(n)), nil
	case ka == value.Date && kb == value.Date && op == syntax.Sub:
		return value.FromInt(int64(a.AsDate().Number() - b.AsDate().Number())), nil
	}
	return value.Value{}, o.incompatible(op, a, b)
}

func repeat(text string, n int64) (value.Value, error) {
	if n > 0 && int64(len(text))*min(n, 1<<30) > 1<<24 {
		return value.Value{}, ErrTooLong
	}
	return value.FromText(strings.Repeat(text, int(max(n, 0)))), nil
}

// emptyLike returns the empty value that stands for an undefined operand beside
// another; the operand itself where there is none.
func emptyLike(other, undefined value.Value) value.Value {
	switch other.Kind() {
	case value.Text:
		return value.FromText("")
	case value.Int, value.Real, value.Time:
		return value.FromInt(0)
	case value.Date:
		return value.FromDate(0)
	}
	return undefined
}

// compute calculates with numbers: whole ones stay whole except in "/" and "^",
// and as long as 55 bits hold them.
func compute(op syntax.Operator, a, b value.Value) value.Value {
	x, y := a.AsReal(), b.AsReal()
	whole := !a.IsReal() && !b.IsReal()
	if whole && (op == syntax.Add || op == syntax.Sub || op == syntax.Mul) {
		i, j, r := big.NewInt(a.AsInt()), big.NewInt(b.AsInt()), new(big.Int)
		switch op {
		case syntax.Add:
			r.Add(i, j)
		case syntax.Sub:
			r.Sub(i, j)
		default:
			r.Mul(i, j)
		}
		if limit := new(big.Int).Lsh(big.NewInt(1), 55); r.CmpAbs(limit) < 0 {
			return value.FromInt(r.Int64())
		} else if op != syntax.Mul && r.IsInt64() {
			return value.FromInt(r.Int64()) // which is a real then
		}
	}
	switch op {
	case syntax.Add:
		return value.FromReal(x + y)
	case syntax.Sub:
		return value.FromReal(x - y)
	case syntax.Mul:
		return value.FromReal(x * y)
	case syntax.Div:
		return value.FromReal(x / y)
	case syntax.Pow:
		return value.FromReal(math.Pow(x, y))
	}
	x, y = math.RoundToEven(x), math.RoundToEven(y)
	var r float64
	switch {
	case op == syntax.IntDiv && y == 0:
		return value.FromReal(x / y)
	case op == syntax.IntDiv:
		r = math.Trunc(x / y)
	case y == 0:
		return value.FromReal(math.NaN())
	default:
		r = math.Mod(x, y)
	}
	if math.Abs(r) < 1<<53 {
		return value.FromInt(int64(r))
	}
	return value.FromReal(r)
}

func roundHalfUp(x float64) int64 {
	switch x = math.Floor(x + 0.5); {
	case math.IsNaN(x):
		return 0
	case x >= 1<<55:
		return 1<<55 - 1
	case x <= -1<<55:
		return -1 << 55
	}
	return int64(x)
}

// bits are the operators of logic and of 32 bits.
func (o *Oracle) bits(op syntax.Operator, a, b value.Value) (value.Value, error) {
	truths := a.Kind() == value.Bool || a.IsAbsent()
	truths = truths && (b.Kind() == value.Bool || b.IsAbsent())
	if x, y := a.AsBool(), b.AsBool(); truths {
		switch op {
		case syntax.And:
			return value.FromBool(x && y), nil
		case syntax.Or:
			return value.FromBool(x || y), nil
		case syntax.Xor:
			return value.FromBool(x != y), nil
		}
	}
	if !isNumeric(a) || !isNumeric(b) {
		return value.Value{}, o.incompatible(op, a, b)
	}
	x, n := word(a), word(b)
	switch op {
	case syntax.And:
		x &= n
	case syntax.Or:
		x |= n
	case syntax.Xor:
		x ^= n
	case syntax.ShiftL:
		x <<= n
	case syntax.ShiftR:
		x >>= n
	case syntax.BitSet:
		x |= 1 << (n % 32)
	case syntax.BitClear:
		x &^= 1 << (n % 32)
	case syntax.BitTest:
		return value.FromBool(n < 32 && x>>n&1 == 1), nil
	default:
		return value.Value{}, unknown("this operator")
	}
	return value.FromInt(int64(int32(x))), nil
}

func word(v value.Value) uint32 {
	if v.IsReal() {
		return uint32(int64(max(min(math.RoundToEven(v.AsReal()), 1<<53), -1<<53)))
	}
	return uint32(v.AsInt())
}

func (o *Oracle) unary(op syntax.Operator, v value.Value) (value.Value, error) {
	if op == syntax.Plus {
		if isNumeric(v) || v.IsUndefined() {
			return v, nil
		}
		return value.Value{}, failed(54, "", `"+" cannot be applied to %s.`, o.p.Describe(v))
	}
	switch v.Kind() {
	case value.Int:
		return value.FromInt(-v.AsInt()), nil
	case value.Real:
		return value.FromReal(-v.AsReal()), nil
	case value.Time:
		return value.FromTime(-v.AsInt()), nil
	case value.Undefined:
		return value.FromInt(0), nil
	}
	return value.Value{}, failed(54, "", `"-" cannot be applied to %s.`, o.p.Describe(v))
}
