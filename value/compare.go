package value

import (
	"cmp"

	"quoin.dev/quoin/text"
)

// Epsilon is the distance up to which two reals are equal (spec/language.md 2.5).
const Epsilon = 1e-6

// Equal is the language's "=" ("==" in QodlyScript): null equals undefined,
// numbers and times compare by value, text ignores case and accents and takes
// "@" in b as a wildcard, references compare by identity. Values of kinds that
// do not compare are different.
func Equal(a, b Value, c *text.Collator) bool { return EqualWithin(a, b, c, Epsilon) }

// EqualWithin is Equal with another distance up to which two reals are equal.
func EqualWithin(a, b Value, c *text.Collator, epsilon float64) bool {
	ka, kb := a.Kind(), b.Kind()
	switch {
	case a.IsAbsent() || b.IsAbsent():
		return a.IsAbsent() && b.IsAbsent() || isEmptyPicture(a) || isEmptyPicture(b)
	case ka == Text && kb == Text:
		return c.Match(a.AsText(), b.AsText())
	case isNumeric(ka) && isNumeric(kb):
		if ka == Real || kb == Real {
			d := a.AsReal() - b.AsReal()
			return d <= epsilon && d >= -epsilon || a.AsReal() == b.AsReal()
		}
		return a.AsInt() == b.AsInt()
	case ka != kb:
		return false
	case ka == Blob:
		return string(a.AsBlob()) == string(b.AsBlob())
	case ka == Object && a != b:
		if n, ok := a.AsObject().Native.(Equaler); ok {
			return n.Equals(b.AsObject().Native)
		}
	case ka == Pointer && a != b: // to the same part
		p, q := a.AsPointer(), b.AsPointer()
		return p.Key != nil && p.Key == q.Key && p.Of == q.Of
	}
	return a == b
}

// Equaler is what the Native of an object offers when two objects may stand for
// the same thing: the session, a dataclass, a reference to an entity.
type Equaler interface{ Equals(other any) bool }

func isEmptyPicture(v Value) bool { return v.Kind() == Picture && len(v.AsPicture().Data) == 0 }

func isNumeric(k Kind) bool { return k == Int || k == Real || k == Time }

// Comparable reports whether "<" and its like are defined between two kinds.
func Comparable(a, b Kind) bool {
	return isNumeric(a) && isNumeric(b) || a == b && (a == Text || a == Date || a == Bool)
}

// Compare orders two values of comparable kinds: -1, 0 or 1.
func Compare(a, b Value, c *text.Collator) int { return CompareWithin(a, b, c, Epsilon) }

// CompareWithin is Compare with another distance up to which two reals are equal.
func CompareWithin(a, b Value, c *text.Collator, epsilon float64) int {
	switch a.Kind() {
	case Text:
		return c.Compare(a.AsText(), b.AsText())
	case Date:
		return cmp.Compare(a.AsDate(), b.AsDate())
	case Bool:
		return cmp.Compare(a.bits, b.bits)
	}
	if a.Kind() != Real && b.Kind() != Real {
		return cmp.Compare(a.AsInt(), b.AsInt())
	}
	x, y := a.AsReal(), b.AsReal()
	if d := x - y; d <= epsilon && d >= -epsilon {
		return 0
	}
	return cmp.Compare(x, y)
}

// Order is a total order for sorting: by type first (null, boolean, text,
// number, object, collection, date, other), then by value. Objects and
// collections are equal among themselves, so that a stable sort keeps their
// order (spec/language.md 2.5).
func Order(a, b Value, c *text.Collator) int {
	ra, rb := rank(a.Kind()), rank(b.Kind())
	if ra != rb {
		return cmp.Compare(ra, rb)
	}
	if Comparable(a.Kind(), b.Kind()) {
		if isNumeric(a.Kind()) {
			return cmp.Compare(a.AsReal(), b.AsReal())
		}
		return Compare(a, b, c)
	}
	return 0
}

func rank(k Kind) int {
	switch k {
	case Undefined, Null:
		return 0
	case Bool:
		return 1
	case Text:
		return 2
	case Int, Real, Time:
		return 3
	case Object:
		return 4
	case Collection:
		return 5
	case Date:
		return 6
	}
	return 7
}

// Truthy is the test of "&&", "||" and "?:". Zero is truthy: only false, null,
// undefined, empty text, null dates, empty pictures, and empty objects and
// collections are not (spec/language.md 2.4).
func Truthy(v Value) bool {
	switch v.Kind() {
	case Undefined, Null:
		return false
	case Bool:
		return v.AsBool()
	case Text:
		return v.AsText() != ""
	case Date:
		return !v.AsDate().IsNull()
	case Picture:
		return !isEmptyPicture(v)
	case Object:
		o := v.AsObject()
		return o.Class != nil || o.Native != nil || o.Len() > 0
	case Collection:
		return v.AsCollection().Len() > 0
	}
	return true
}
