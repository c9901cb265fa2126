package query

import (
	"fmt"
	"strconv"
	"strings"

	"quoin.dev/quoin/value"
)

// The String methods print the canonical form of a query: symbols for
// comparators, lower-case words, parentheses only where they are needed. What
// was parsed from literals alone can be parsed again.

// String returns the condition and the order.
func (q *Query) String() string {
	var parts []string
	if q.Where != nil {
		parts = append(parts, fmt.Sprint(q.Where))
	}
	if len(q.Order) > 0 {
		parts = append(parts, "order by "+FormatOrder(q.Order))
	}
	return strings.Join(parts, " ")
}

// String returns the terms joined by "and".
func (x *And) String() string { return joinTerms(x.Terms, " and ") }

// String returns the terms joined by "or".
func (x *Or) String() string { return joinTerms(x.Terms, " or ") }

// String returns not(…).
func (x *Not) String() string { return "not(" + fmt.Sprint(x.X) + ")" }

// String returns path, comparator and value.
func (x *Criterion) String() string {
	return x.Path.String() + " " + x.Op.String() + " " + x.Value.String()
}

// String returns eval(code), or ":formula" for a formula object.
func (x *Formula) String() string {
	if x.Source == "" {
		return ":formula"
	}
	return "eval(" + x.Source + ")"
}

func joinTerms(terms []Expr, word string) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = fmt.Sprint(t)
		switch t.(type) {
		case *And, *Or:
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, word)
}

// String returns the symbol or word of a comparator.
func (o Op) String() string {
	return [...]string{"=", "===", "!=", "!==", "<", "<=", ">", ">=", "in", "%", "begin"}[o]
}

// String returns the dotted path.
func (p Path) String() string {
	var b strings.Builder
	for i, s := range p {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.String())
	}
	return b.String()
}

// String returns the name with what follows it: "tags[]", "genre{2}".
func (s Segment) String() string {
	out := s.Name
	switch s.Elements {
	case Some:
		out += "[]"
	case Linked:
		out += "[" + string(rune(s.Letter)) + "]"
	case Nth:
		out += "[" + strconv.Itoa(s.Index) + "]"
	}
	if s.Alias > 0 {
		out += "{" + strconv.Itoa(s.Alias) + "}"
	}
	return out
}

// String returns the value as a literal.
func (o Operand) String() string {
	if o.Source != "" && !strings.ContainsAny(o.Source, "()") {
		return o.Source
	}
	return formatValue(o.Value)
}

func formatValue(v value.Value) string {
	switch v.Kind() {
	case value.Text:
		if s := v.AsText(); !strings.ContainsAny(s, `'"`) {
			return "'" + s + "'"
		}
	case value.Date:
		return v.AsDate().String()
	case value.Collection:
		items := v.AsCollection().Items()
		parts := make([]string, len(items))
		for i, item := range items {
			parts[i] = formatValue(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	s, err := value.AppendJSON(nil, v, value.JSONOptions{})
	if err != nil {
		return "?" // a value that refers to itself
	}
	return string(s)
}

// String returns "path" or "path desc".
func (o OrderBy) String() string {
	if o.Descending {
		return o.Path.String() + " desc"
	}
	return o.Path.String()
}

// FormatOrder prints an order clause as ParseOrder reads it.
func FormatOrder(order []OrderBy) string {
	parts := make([]string, len(order))
	for i, by := range order {
		parts[i] = by.String()
	}
	return strings.Join(parts, ", ")
}
