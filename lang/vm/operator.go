package vm

import (
	"math"
	"math/bits"
	"strings"
	"unicode/utf8"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// The operators of spec/language.md 1.8 with the rules of 2.3 to 2.6. The
// machine's loop handles pairs of integers and reals itself and comes here for
// everything else.

// Numbers of the original's run-time errors.
const (
	numTypes     = 54     // argument types are incompatible
	numAssert    = -10518 //
	numShareable = -10721
	numMember    = -10729
	numVariable  = -10737
	numEarlyThis = -10743
	numNoClass   = -10745
	numBadSuper  = -10746
	numNoSuper   = -10748
	sigRuntime   = "4DRT"
)

func (p *Process) mismatch(op Op, a, b value.Value) error {
	e := fault.Numbered(fault.Invalid, numTypes, sigRuntime, "%s cannot be applied to %s and %s.",
		spelling[op], p.Describe(a), p.Describe(b))
	e.Code = "type.operands"
	return e
}

var spelling = map[Op]string{OpAdd: `"+"`, OpSub: `"-"`, OpMul: `"*"`, OpDiv: `"/"`, OpIntDiv: `"\"`,
	OpMod: `"%"`, OpPow: `"^"`, OpLt: `"<"`, OpLe: `"<="`, OpGt: `">"`, OpGe: `">="`, OpAnd: `"&"`,
	OpOr: `"|"`, OpXor: `"^|"`, OpShiftL: `"<<"`, OpShiftR: `">>"`, OpBitSet: `"?+"`,
	OpBitClear: `"?-"`, OpBitTest: `"??"`, OpNeg: `"-"`}

// binary applies an operator to any two values.
func (p *Process) binary(op Op, a, b value.Value) (value.Value, error) {
	switch op {
	case OpEq:
		return value.FromBool(p.Equal(a, b)), nil
	case OpNe:
		return value.FromBool(!p.Equal(a, b)), nil
	case OpLt, OpLe, OpGt, OpGe:
		ok, err := p.less(op, a, b)
		return value.FromBool(ok), err
	case OpAdd, OpSub, OpMul, OpDiv, OpIntDiv, OpMod, OpPow:
		return p.arithmetic(op, a, b)
	}
	return p.bitwise(op, a, b)
}

// less decides "<", "<=", ">" and ">=".
func (p *Process) less(op Op, a, b value.Value) (bool, error) {
	ka, kb := a.Kind(), b.Kind()
	if a.IsUndefined() || b.IsUndefined() {
		other := kb
		if b.IsUndefined() {
			other = ka
		}
		switch other {
		case value.Text, value.Date, value.Time, value.Int, value.Real, value.Bool:
			return false, nil // undefined against a scalar
		}
		return false, p.mismatch(op, a, b)
	}
	if !value.Comparable(ka, kb) {
		return false, p.mismatch(op, a, b)
	}
	c := 0
	if ka == value.Text {
		c = p.compareText(op, a.AsText(), b.AsText())
	} else {
		c = p.Compare(a, b)
		if isNaN(a) || isNaN(b) {
			return false, nil
		}
	}
	switch op {
	case OpLt:
		return c < 0, nil
	case OpLe:
		return c <= 0, nil
	case OpGt:
		return c > 0, nil
	}
	return c >= 0, nil
}

func isNaN(v value.Value) bool { return v.IsReal() && math.IsNaN(v.RawReal()) }

// compareText orders two texts; one trailing "@" in the right one makes every
// text that begins with the rest equal to it.
func (p *Process) compareText(op Op, a, b string) int {
	c := p.Runtime.Collator
	if prefix, ok := strings.CutSuffix(b, "@"); ok {
		if c.Match(a, b) {
			return 0
		}
		return c.Compare(a, prefix)
	}
	return c.Compare(a, b)
}

func isNumeric(v value.Value) bool { return v.IsNumber() || v.Kind() == value.Time }

func (p *Process) arithmetic(op Op, a, b value.Value) (value.Value, error) {
	if isNumeric(a) && isNumeric(b) {
		v := numeric(op, a, b)
		return v, nil
	}
	ka, kb := a.Kind(), b.Kind()
	switch {
	case ka == value.Text && kb == value.Text && op == OpAdd:
		return p.concat(a, b)
	case ka == value.Text && kb == value.Text && op == OpMod:
		return value.FromBool(p.Runtime.Collator.HasWord(a.AsText(), b.AsText())), nil
	case ka == value.Text && isNumeric(b) && op == OpMul:
		return p.repeat(a.AsText(), b.AsInt())
	case isNumeric(a) && kb == value.Text && op == OpMul:
		return p.repeat(b.AsText(), a.AsInt())
	case ka == value.Date && isNumeric(b) && op == OpAdd:
		return value.FromDate(a.AsDate().AddDays(days(b.AsReal()))), nil
	case ka == value.Date && isNumeric(b) && op == OpSub:
		return value.FromDate(a.AsDate().AddDays(-days(b.AsReal()))), nil
	case ka == value.Date && kb == value.Date && op == OpSub:
		return value.FromInt(int64(a.AsDate().Number() - b.AsDate().Number())), nil
	case ka == value.Undefined || kb == value.Undefined:
		return p.withUndefined(op, a, b)
	}
	return value.Value{}, p.mismatch(op, a, b)
}

// withUndefined treats an undefined operand as the empty value of the other's
// type: an undeclared variable is built up so ("$n:=$n+1", "$t:=$t+\"x\"").
func (p *Process) withUndefined(op Op, a, b value.Value) (value.Value, error) {
	switch {
	case a.IsUndefined() && b.IsUndefined():
		return value.Value{}, p.mismatch(op, a, b)
	case a.IsUndefined():
		switch b.Kind() {
		case value.Text:
			a = value.FromText("")
		case value.Int, value.Real, value.Time:
			a = value.FromInt(0)
		case value.Date:
			a = value.FromDate(0)
		default:
			return value.Value{}, p.mismatch(op, a, b)
		}
	default:
		switch a.Kind() {
		case value.Text:
			if b = value.FromText(""); op == OpMul {
				b = value.FromInt(0)
			}
		case value.Int, value.Real, value.Time, value.Date:
			b = value.FromInt(0)
		default:
			return value.Value{}, p.mismatch(op, a, b)
		}
	}
	return p.arithmetic(op, a, b)
}

func days(f float64) int { return int(max(min(math.Trunc(f), 1<<31), -1<<31)) }

// numeric computes with numbers and times. Whole numbers stay whole except in a
// division; a time with a time gives a time in "+", "-", "%", "*" and "/", with
// a number a number.
func numeric(op Op, a, b value.Value) value.Value {
	both := a.Kind() == value.Time && b.Kind() == value.Time
	v := number(op, a, b)
	if both && op != OpIntDiv && op != OpPow {
		return value.FromTime(RoundToInt(v.AsReal()))
	}
	return v
}

func number(op Op, a, b value.Value) value.Value {
	whole := !a.IsReal() && !b.IsReal()
	switch op {
	case OpAdd:
		if whole {
			return value.FromInt(a.RawInt() + b.RawInt())
		}
		return value.FromReal(a.AsReal() + b.AsReal())
	case OpSub:
		if whole {
			return value.FromInt(a.RawInt() - b.RawInt())
		}
		return value.FromReal(a.AsReal() - b.AsReal())
	case OpMul:
		if whole {
			return product(a.RawInt(), b.RawInt())
		}
		return value.FromReal(a.AsReal() * b.AsReal())
	case OpDiv:
		return value.FromReal(a.AsReal() / b.AsReal())
	case OpPow:
		return value.FromReal(math.Pow(a.AsReal(), b.AsReal()))
	}
	x, y := math.RoundToEven(a.AsReal()), math.RoundToEven(b.AsReal())
	if y == 0 {
		if op == OpMod {
			return value.FromReal(math.NaN())
		}
		return value.FromReal(x / y)
	}
	if op == OpMod {
		return whole64(math.Mod(x, y))
	}
	return whole64(math.Trunc(x / y))
}

func whole64(f float64) value.Value {
	if math.Abs(f) < 1<<53 {
		return value.FromInt(int64(f))
	}
	return value.FromReal(f)
}

func product(x, y int64) value.Value {
	hi, lo := bits.Mul64(uint64(abs(x)), uint64(abs(y)))
	if hi == 0 && lo < 1<<55 {
		return value.FromInt(x * y)
	}
	return value.FromReal(float64(x) * float64(y))
}

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}

// bitwise computes the logical and the bit operators. Numbers are taken as 32
// bits; both shifts fill with zeros.
func (p *Process) bitwise(op Op, a, b value.Value) (value.Value, error) {
	if x, y, ok := logical(a, b); ok {
		switch op {
		case OpAnd:
			return value.FromBool(x && y), nil
		case OpOr:
			return value.FromBool(x || y), nil
		case OpXor:
			return value.FromBool(x != y), nil
		}
	}
	if !isNumeric(a) || !isNumeric(b) {
		return value.Value{}, p.mismatch(op, a, b)
	}
	x, n := word(a), word(b)
	switch op {
	case OpAnd:
		x &= n
	case OpOr:
		x |= n
	case OpXor:
		x ^= n
	case OpShiftL:
		x <<= n // Go gives 0 for a shift above 31
	case OpShiftR:
		x >>= n
	case OpBitSet:
		x |= 1 << (n & 31)
	case OpBitClear:
		x &^= 1 << (n & 31)
	case OpBitTest:
		return value.FromBool(n < 32 && x>>n&1 == 1), nil
	default:
		return value.Value{}, p.mismatch(op, a, b)
	}
	return value.FromInt(int64(int32(x))), nil
}

// logical reads two booleans; undefined and null count as false beside one.
func logical(a, b value.Value) (x, y, ok bool) {
	if !a.IsBool() && !b.IsBool() {
		return false, false, a.IsAbsent() && b.IsAbsent()
	}
	return a.AsBool(), b.AsBool(), (a.IsBool() || a.IsAbsent()) && (b.IsBool() || b.IsAbsent())
}

func word(v value.Value) uint32 {
	if v.IsReal() {
		return uint32(int64(max(min(math.RoundToEven(v.RawReal()), 1<<53), -1<<53)))
	}
	return uint32(v.RawInt())
}

// negate computes "-x".
func (p *Process) negate(v value.Value) (value.Value, error) {
	switch v.Kind() {
	case value.Int:
		return value.FromInt(-v.RawInt()), nil
	case value.Real:
		return value.FromReal(-v.RawReal()), nil
	case value.Time:
		return value.FromTime(-v.RawInt()), nil
	case value.Undefined:
		return value.FromInt(0), nil
	}
	return value.Value{}, fault.Numbered(fault.Invalid, numTypes, sigRuntime, `"-" cannot be applied to %s.`, p.Describe(v))
}

// condition decides what If, While and Case test: a boolean; undefined and null
// are false. Objects and collections count by their truth, because "&&" and
// "||" yield them.
func (p *Process) condition(v value.Value) (bool, error) {
	switch v.Kind() {
	case value.Bool:
		return v.RawBool(), nil
	case value.Undefined, value.Null:
		return false, nil
	case value.Object, value.Collection:
		return value.Truthy(v), nil
	}
	return false, fault.Numbered(fault.Invalid, numTypes, sigRuntime, "Got %s, want Boolean as condition.", p.Describe(v))
}

// repeat computes text*number.
func (p *Process) repeat(s string, n int64) (value.Value, error) {
	if n <= 0 || s == "" {
		return value.FromText(""), nil
	}
	if n > maxText/int64(len(s)) {
		return value.Value{}, errTextSize()
	}
	if err := p.Grow(n * int64(len(s))); err != nil {
		return value.Value{}, err
	}
	return value.FromText(strings.Repeat(s, int(n))), nil
}

// charAt reads t[[n]], from 1.
func (p *Process) charAt(v, index value.Value) (value.Value, error) {
	s, i, err := p.charIndex(v, index)
	if err != nil {
		return value.Value{}, err
	}
	if at, _ := text.ByteOffset(s, i); at < len(s) && s[at] < utf8.RuneSelf {
		return value.FromText(s[at : at+1]), nil
	}
	return value.FromText(text.Slice(s, i, i+1)), nil
}

// setChar gives t with character n replaced by the first one of another text.
func (p *Process) setChar(v, index, char value.Value) (value.Value, error) {
	s, i, err := p.charIndex(v, index)
	if err != nil {
		return value.Value{}, err
	}
	if char.Kind() != value.Text || char.AsText() == "" {
		return value.Value{}, fault.Numbered(fault.Invalid, numTypes, sigRuntime, "Got %s, want a character.", p.Describe(char))
	}
	head, tail := text.Slice(s, 0, i), text.Slice(s, i+1, text.Units(s))
	return value.FromText(text.Join(text.Join(head, text.Slice(char.AsText(), 0, 1)), tail)), nil
}

func (p *Process) charIndex(v, index value.Value) (s string, i int, err error) {
	if v.Kind() != value.Text && !v.IsUndefined() || !isNumeric(index) {
		return "", 0, fault.Numbered(fault.Invalid, numTypes, sigRuntime, "Characters are read with a number from a text, got %s and %s.", p.Describe(v), p.Describe(index))
	}
	s, n := v.AsText(), index.AsInt()
	if n < 1 || n > int64(len(s)) || text.CharCode(s, int(n-1)) < 0 {
		return "", 0, fault.New(fault.Invalid, "text.index", "Character %d is outside the text, which has %d.", n, text.Units(s))
	}
	return s, int(n - 1), nil
}

// Equal is the language's "=" in the process.
func (p *Process) Equal(a, b value.Value) bool {
	return value.EqualWithin(a, b, p.Runtime.Collator, p.epsilon)
}

// Compare orders two values of comparable kinds as the process does.
func (p *Process) Compare(a, b value.Value) int {
	return value.CompareWithin(a, b, p.Runtime.Collator, p.epsilon)
}

// SetRealLevel sets the distance up to which the process takes two reals as
// equal. The fast paths know the usual one only, and are not used with another.
func (p *Process) SetRealLevel(epsilon float64) {
	p.epsilon = epsilon
	p.plain = p.plain || epsilon != value.Epsilon
}
