package sqltext

import (
	"slices"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/value"
)

// maxValues is the greatest number of values of a OneOf; SQLite takes 32,766
// parameters.
const maxValues = 30_000

// listFrom is the number of records from which a set is looked up by a
// function instead of being joined as a list.
const listFrom = 5_000

// cond writes a condition on the record in t. Positive is false below a Not,
// where unknown and false differ.
func (w *writer) cond(c plan.Cond, t string, positive bool) {
	switch c := c.(type) {
	case plan.Const:
		w.WriteString(map[plan.Const]string{true: "1", false: "0"}[c])
	case plan.And:
		w.list(c, " AND ", "1", t, positive)
	case plan.Or:
		w.list(c, " OR ", "0", t, positive)
	case *plan.Not:
		w.WriteString("NOT (")
		w.cond(c.X, t, false)
		w.WriteString(")")
	case *plan.Null:
		w.printf("%s IS NULL", w.column(t, c.Column))
	case *plan.Compare:
		w.compare(c, t)
	case *plan.OneOf:
		w.oneOf(c, t)
	case *plan.Match:
		w.match(c, t)
	case *plan.Word:
		w.printf("quoin_word(%s, ", w.column(t, c.Column))
		w.arg(c.Pattern)
		w.WriteString(")")
	case *plan.Related:
		w.related(c, t, positive)
	case *plan.InObject:
		w.printf("quoin_object(%s, ", w.column(t, c.Column))
		w.arg(Handle{c.Tests})
		w.WriteString(")")
	case *plan.Near:
		w.printf("quoin_near(%s, ", w.column(t, c.Column))
		w.arg(Handle{c.To})
		w.printf(") %s ", signs[c.Op])
		w.arg(c.Threshold)
	case *plan.Among:
		w.among(c.Records, t)
	default:
		w.fail("a condition that only user code can answer reached the engine")
	}
}

func (w *writer) list(terms []plan.Cond, sep, empty, t string, positive bool) {
	if len(terms) == 0 {
		w.WriteString(empty)
		return
	}
	if len(terms) == 1 {
		w.cond(terms[0], t, positive)
		return
	}
	// Halves, so that a long list is a shallow expression: SQLite limits depth.
	half := len(terms) / 2
	w.WriteString("(")
	w.list(terms[:half], sep, empty, t, positive)
	w.WriteString(sep)
	w.list(terms[half:], sep, empty, t, positive)
	w.WriteString(")")
}

var signs = map[plan.Comparison]string{plan.Equal: "=", plan.NotEqual: "<>", plan.Less: "<",
	plan.LessOrEqual: "<=", plan.Greater: ">", plan.GreaterOrEqual: ">="}

func (w *writer) compare(c *plan.Compare, t string) {
	if !Keyed(c.Column) {
		w.printf("%s %s ", w.column(t, c.Column), signs[c.Op])
		w.arg(w.plain(c.Column, c.Value))
		return
	}
	key := Key(w.collator, c.Value.AsText())
	if len(key) == KeyLimit && (c.Op == plan.Equal || c.Op == plan.NotEqual) {
		w.longText(c, key, t)
		return
	}
	w.printf("%s %s ", w.comparable(t, c.Column), signs[c.Op])
	w.arg(key)
}

// longText compares a text whose key was cut off: the key finds candidates, the
// text decides.
func (w *writer) longText(c *plan.Compare, key []byte, t string) {
	if c.Op == plan.NotEqual {
		w.WriteString("NOT ")
	}
	w.printf("(%s = ", w.comparable(t, c.Column))
	w.arg(key)
	w.printf(" AND quoin_same(%s, ", w.column(t, c.Column))
	w.arg(c.Value.AsText())
	w.WriteString("))")
}

func (w *writer) oneOf(c *plan.OneOf, t string) {
	if len(c.Values) > maxValues {
		w.err = fault.New(fault.Limit, "query.values", "A list of values may have %d members, got %d.", maxValues, len(c.Values))
		return
	}
	if len(c.Values) == 0 {
		w.WriteString("0")
		return
	}
	if Keyed(c.Column) && w.hasLong(c.Values) {
		any := make(plan.Or, len(c.Values))
		for i, v := range c.Values {
			any[i] = &plan.Compare{Column: c.Column, Op: plan.Equal, Value: v}
		}
		w.cond(any, t, true)
		return
	}
	w.printf("%s IN (", w.comparable(t, c.Column))
	// The number of places is a power of two, so that lists of many lengths share
	// few statements; the last value fills the rest.
	places := 1
	for places < len(c.Values) {
		places *= 2
	}
	places = min(places, maxValues)
	for i := range places {
		if i > 0 {
			w.WriteString(", ")
		}
		v := c.Values[min(i, len(c.Values)-1)]
		if Keyed(c.Column) {
			w.arg(Key(w.collator, v.AsText()))
		} else {
			w.arg(w.plain(c.Column, v))
		}
	}
	w.WriteString(")")
}

// hasLong reports whether the key of a text among values was cut off.
func (w *writer) hasLong(values []value.Value) bool {
	return slices.ContainsFunc(values, func(v value.Value) bool {
		s := v.AsText() // a character gives a key of two bytes or more, ignored ones none
		return len(s) >= KeyLimit/8 && len(Key(w.collator, s)) == KeyLimit
	})
}

func (w *writer) match(c *plan.Match, t string) {
	column := w.column(t, c.Column)
	if c.Pattern == "@" {
		w.printf("%s IS NOT NULL", column)
		return
	}
	prefix, rest, _ := strings.Cut(c.Pattern, "@")
	w.WriteString("(")
	if prefix != "" && rest == "" && Keyed(c.Column) {
		from := Key(w.collator, prefix)
		w.printf("%s >= ", w.comparable(t, c.Column))
		w.arg(from)
		if to := after(from); to != nil {
			w.printf(" AND %s < ", w.comparable(t, c.Column))
			w.arg(to)
		}
		w.WriteString(" AND ")
	}
	w.printf("quoin_match(%s, ", column)
	w.arg(c.Pattern)
	w.WriteString("))")
}

// after returns the least bytes above all that begin with prefix; nil if there
// are none.
func after(prefix []byte) []byte {
	b := slices.Clone(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xFF {
			b[i]++
			return b[:i+1]
		}
	}
	return nil
}

// related writes a condition on what a relation leads to. As a positive
// condition it is a set of keys, which the engine may drive from either side;
// below a Not it is an existence, because a set that holds null or misses one
// is unknown instead of false.
func (w *writer) related(c *plan.Related, t string, positive bool) {
	r := w.alias()
	own, other := LinkColumns(c.Relation)
	if own == nil || other == nil {
		w.fail("relation " + c.Relation.Name + " has no columns")
		return
	}
	table := w.table(c.Relation.Related) // before its columns, as Names wants it
	if positive && Keyed(own) == Keyed(other) {
		w.printf("%s IN (SELECT %s FROM %s %s", w.comparable(t, own), w.comparable(r, other), table, r)
		w.printf(" WHERE %s IS NOT NULL", w.comparable(r, other))
		if c.Where != nil {
			w.WriteString(" AND ")
			w.cond(c.Where, r, true)
		}
		w.WriteString(")")
		return
	}
	w.printf("EXISTS (SELECT 1 FROM %s %s WHERE ", table, r)
	w.link(c.Relation, t, r)
	if c.Where != nil {
		w.WriteString(" AND ")
		w.cond(c.Where, r, true) // within EXISTS unknown is as good as false
	}
	w.WriteString(")")
}

func (w *writer) among(records []int64, t string) {
	switch n := len(records); {
	case n == 0:
		w.WriteString("0")
	case n < listFrom:
		w.printf("%s._rec IN (SELECT value FROM json_each(", t)
		w.arg(numberList(records))
		w.WriteString("))")
	default:
		sorted := records
		if !slices.IsSorted(sorted) {
			sorted = slices.Sorted(slices.Values(records))
		}
		w.printf("quoin_among(%s._rec, ", t)
		w.arg(Handle{sorted})
		w.WriteString(")")
	}
}

// plain returns a value as it is stored in a column that is no text. A whole
// number column may be compared with a fraction.
func (w *writer) plain(a *model.Attribute, v value.Value) any {
	if v.Kind() == value.Real {
		return v.AsReal()
	}
	stored, err := Stored(a, v)
	if err != nil {
		w.err = err
	}
	return stored
}
