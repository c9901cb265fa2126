package plan

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode"

	"quoin.dev/quoin/query"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// truth is a value of three-valued logic; "and" is the minimum.
type truth int8

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// HoldIn reports whether every test holds in the object, with one choice of
// elements for the letters. The second result is true when that is unknown,
// because a value to compare is null: its negation does not hold either.
func HoldIn(tests []ObjectTest, object value.Value, c *text.Collator) (holds, isUnknown bool) {
	o := objectTests{tests: tests, object: object, collator: c}
	t := o.all()
	return t == yes, t == unknown
}

// maxObjectSteps limits how many combinations of elements one object may cost.
const maxObjectSteps = 100_000

type objectTests struct {
	tests    []ObjectTest
	object   value.Value
	collator *text.Collator
	bound    [26]int // position of the element each letter means, from 1; 0: open
	steps    int
}

// all chooses elements for the letters still open, then evaluates.
func (o *objectTests) all() truth {
	if letter, list, open := o.openLetter(); open {
		best := no
		for i := range list.Len() {
			if o.steps++; o.steps > maxObjectSteps {
				break
			}
			o.bound[letter] = i + 1
			if best = max(best, o.all()); best == yes {
				break
			}
		}
		o.bound[letter] = 0
		return best
	}
	result := yes
	for _, t := range o.tests {
		result = min(result, o.holds(t, o.object, t.Path))
	}
	return result
}

// openLetter finds the first letter without an element, and the collection it
// chooses from (empty when there is none).
func (o *objectTests) openLetter() (letter int, list *value.List, open bool) {
	for _, t := range o.tests {
		at := o.object
		for _, s := range t.Path {
			if s.Elements == query.Some {
				break // elements below "[]" are tried one by one
			}
			at = property(at, s.Name)
			if s.Elements != query.Linked {
				at = o.enter(at, s)
				continue
			}
			letter = int(s.Letter-'a') % 26
			if o.bound[letter] == 0 {
				if list = at.AsCollection(); list == nil {
					list = value.NewList()
				}
				return letter, list, true
			}
			at = o.enter(at, s)
		}
	}
	return 0, nil, false
}

// enter follows the brackets of a segment that names one element.
func (o *objectTests) enter(at value.Value, s query.Segment) value.Value {
	i := s.Index
	switch s.Elements {
	case query.Whole, query.Some:
		return at
	case query.Linked:
		i = o.bound[int(s.Letter-'a')%26] - 1
	}
	if list := at.AsCollection(); list != nil {
		return list.At(i)
	}
	return value.Value{}
}

// holds evaluates one test from a value on.
func (o *objectTests) holds(t ObjectTest, at value.Value, path query.Path) truth {
	for i, s := range path {
		at = property(at, s.Name)
		if s.Elements == query.Some {
			return o.some(t, at.AsCollection(), path[i+1:])
		}
		at = o.enter(at, s)
	}
	return CompareLoose(at, t.Op, t.Value, o.collator)
}

// some is true when an element fulfils the test; but "x[] # v" means that no
// element equals v.
func (o *objectTests) some(t ObjectTest, list *value.List, rest query.Path) truth {
	if list == nil {
		if t.Op == query.Eq && t.Value.Value.IsAbsent() {
			return yes
		}
		return unknown
	}
	negated := t.Op == query.Ne || t.Op == query.IsNot
	if negated {
		t.Op = map[query.Op]query.Op{query.Ne: query.Eq, query.IsNot: query.Is}[t.Op]
	}
	best := no
	for _, item := range list.Items() {
		if best = max(best, o.holds(t, item, rest)); best == yes {
			break
		}
	}
	if negated {
		return truthOf(best != yes)
	}
	return best
}

// Follow reads a path of property names in an object value.
func Follow(v value.Value, path []string) value.Value {
	for _, name := range path {
		v = property(v, name)
	}
	return v
}

func property(v value.Value, name string) value.Value {
	if o := v.AsObject(); o != nil {
		return o.Get(name)
	}
	if l := v.AsCollection(); l != nil && name == "length" {
		return value.FromInt(int64(l.Len()))
	}
	return value.Value{}
}

// CompareLoose compares a value of any type, from an object or a computed
// attribute, with the operand of a criterion, which is converted to that type
// where possible.
func CompareLoose(v value.Value, op query.Op, operand query.Operand, c *text.Collator) truth {
	switch {
	case op == query.In:
		return isIn(v, operand, c)
	case operand.Value.IsAbsent():
		switch op {
		case query.Eq, query.Is:
			return truthOf(v.IsAbsent())
		case query.Ne, query.IsNot:
			return truthOf(!v.IsAbsent())
		}
		return unknown
	case v.IsAbsent():
		return unknown
	}
	w, ok := convertLoose(operand, v.Kind())
	if !ok || !value.Comparable(v.Kind(), w.Kind()) {
		return truthOf(op == query.Ne || op == query.IsNot)
	}
	if v.Kind() == value.Text {
		return truthOf(compareText(v.AsText(), op, w.AsText(), c))
	}
	sign := value.Compare(v, w, c)
	switch op {
	case query.Eq, query.Is:
		return truthOf(sign == 0)
	case query.Ne, query.IsNot:
		return truthOf(sign != 0)
	case query.Lt:
		return truthOf(sign < 0)
	case query.Le:
		return truthOf(sign <= 0)
	case query.Gt:
		return truthOf(sign > 0)
	case query.Ge:
		return truthOf(sign >= 0)
	}
	return no
}

// Holds reports whether CompareLoose is true, not unknown.
func Holds(v value.Value, op query.Op, operand query.Operand, c *text.Collator) bool {
	return CompareLoose(v, op, operand, c) == yes
}

func isIn(v value.Value, operand query.Operand, c *text.Collator) truth {
	list := operand.Value.AsCollection()
	if list == nil || v.IsAbsent() {
		return unknown
	}
	for _, item := range list.Items() {
		if !item.IsAbsent() && CompareLoose(v, query.Eq, query.Operand{Value: item, Bare: operand.Bare}, c) == yes {
			return yes
		}
	}
	return no
}

func compareText(s string, op query.Op, t string, c *text.Collator) bool {
	switch op {
	case query.Eq:
		return c.Match(s, t)
	case query.Ne:
		return !c.Match(s, t)
	case query.Is:
		return c.Equal(s, t)
	case query.IsNot:
		return !c.Equal(s, t)
	case query.Contains:
		return HasWord(s, t, c)
	case query.Begin:
		return c.Match(s, t+"@")
	}
	sign := c.Compare(s, t)
	switch op {
	case query.Lt:
		return sign < 0
	case query.Le:
		return sign <= 0
	case query.Gt:
		return sign > 0
	}
	return sign >= 0
}

// HasWord reports whether a word of the text matches a pattern with "@". A word
// is a run of letters and digits.
func HasWord(s, pattern string, c *text.Collator) bool {
	for word := range strings.FieldsFuncSeq(s, notInWord) {
		if c.Match(word, pattern) {
			return true
		}
	}
	return false
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }

// Rank returns bytes whose order is that of values of any type: by type first
// (boolean, text, number, object, collection, date), then by value. Null has
// none and sorts first.
func Rank(v value.Value, c *text.Collator) []byte {
	switch v.Kind() {
	case value.Undefined, value.Null:
		return nil
	case value.Bool:
		if v.AsBool() {
			return []byte{1, 1}
		}
		return []byte{1, 0}
	case value.Text:
		return append([]byte{2}, c.Key(v.AsText())...)
	case value.Int, value.Real, value.Time:
		bits := math.Float64bits(v.AsReal() + 0) // minus zero becomes zero
		if bits>>63 == 1 {
			bits = ^bits
		} else {
			bits |= 1 << 63
		}
		return binary.BigEndian.AppendUint64([]byte{3}, bits)
	case value.Object:
		return []byte{4}
	case value.Collection:
		return []byte{5}
	case value.Date:
		return binary.BigEndian.AppendUint32([]byte{6}, uint32(v.AsDate()))
	}
	return []byte{7}
}
