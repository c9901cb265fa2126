package sqltext

import (
	"fmt"
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/text"
)

// writer builds one statement.
type writer struct {
	strings.Builder
	names    Names
	collator *text.Collator
	args     []any
	tables   int // aliases t0, t1 … given so far
	err      error
}

// Select returns the statement that reads a plan. Its columns are the record
// number, then stamp and time if the plan asks for the header, then the plan's.
func Select(s *plan.Select, n Names, c *text.Collator) (Statement, error) {
	w := &writer{names: n, collator: c}
	t := w.alias()
	w.table(s.Class) // before its columns, as Names wants it
	w.printf("SELECT %s._rec", t)
	if s.Header {
		w.printf(", %s._stamp, %s._time", t, t)
	}
	for _, a := range s.Columns {
		if Deferred(a) && !s.Whole {
			w.printf(", length(%s)", w.column(t, a))
		} else {
			w.printf(", %s", w.column(t, a))
		}
	}
	w.from(s, t)
	w.orderBy(s, t)
	if s.Limit > 0 {
		// Written as a sum: SQLite looks at a bare parameter here to choose a plan,
		// and prepares the statement anew each time it is bound.
		w.WriteString(" LIMIT 0 + ")
		w.arg(int64(s.Limit))
	}
	return w.statement()
}

// Count returns the statement that counts the rows of a plan.
func Count(s *plan.Select, n Names, c *text.Collator) (Statement, error) {
	w := &writer{names: n, collator: c}
	w.WriteString("SELECT count(*)")
	w.from(s, w.alias())
	return w.statement()
}

func (w *writer) statement() (Statement, error) {
	if w.err != nil {
		return Statement{}, w.err
	}
	return Statement{w.String(), w.args}, nil
}

// from writes the tables and the condition.
func (w *writer) from(s *plan.Select, t string) {
	where := " WHERE "
	switch {
	case s.Only && len(s.Records) == 1:
		w.printf(" FROM %s %s WHERE %s._rec = ", w.table(s.Class), t, t)
		w.arg(s.Records[0])
		where = " AND "
	case s.Only:
		// The list drives the join, so that rows come in its order.
		w.WriteString(" FROM json_each(")
		w.arg(numberList(s.Records))
		w.printf(") l CROSS JOIN %s %s ON %s._rec = l.value", w.table(s.Class), t, t)
	default:
		w.printf(" FROM %s %s", w.table(s.Class), t)
	}
	if s.Where != nil {
		w.WriteString(where)
		w.cond(s.Where, t, true)
	}
}

func (w *writer) orderBy(s *plan.Select, t string) {
	if len(s.Order) == 0 && (s.Only || s.Limit == 0) {
		return // as in the list, or sorted by the caller
	}
	w.WriteString(" ORDER BY ")
	for _, o := range s.Order {
		w.orderKey(o, t)
		if o.Descending {
			w.WriteString(" DESC NULLS LAST, ")
		} else {
			w.WriteString(" ASC NULLS FIRST, ")
		}
	}
	w.printf("%s._rec", t)
}

// orderKey writes what to sort by: a column, or over N-to-1 relations the
// column of the one related record.
func (w *writer) orderKey(o plan.Order, t string) {
	if o.Computed != nil || o.Column == nil {
		w.fail("a computed attribute reached the engine as a sort key")
		return
	}
	depth := len(o.Hops)
	for _, hop := range o.Hops {
		if hop.Kind != model.RelatedEntity {
			w.fail("a sort key leads over a relation to many")
			return
		}
	}
	aliases, tables := []string{t}, []string{""}
	for _, hop := range o.Hops {
		aliases, tables = append(aliases, w.alias()), append(tables, w.table(hop.Related)) // before its columns, as Names wants it
	}
	if depth > 0 {
		w.printf("(SELECT ")
	}
	w.sortable(o, aliases[depth])
	for i, hop := range o.Hops {
		if i == 0 {
			w.printf(" FROM %s %s", tables[1], aliases[1])
		} else {
			w.printf(" JOIN %s %s ON ", tables[i+1], aliases[i+1])
			w.link(hop, aliases[i], aliases[i+1])
		}
	}
	if depth > 0 {
		w.WriteString(" WHERE ")
		w.link(o.Hops[0], t, aliases[1])
		w.WriteString(" LIMIT 1)")
	}
}

func (w *writer) sortable(o plan.Order, t string) {
	switch {
	case o.Near != nil:
		w.printf("quoin_near(%s, ", w.column(t, o.Column))
		w.arg(Handle{o.Near})
		w.WriteString(")")
	case o.Column.Type == model.ObjectType:
		w.printf("quoin_rank(%s, ", w.column(t, o.Column))
		w.arg(Handle{o.Object})
		w.WriteString(")")
	default:
		w.WriteString(w.comparable(t, o.Column))
	}
}

// link writes the equality that joins the record in t to the related one in r.
func (w *writer) link(relation *model.Attribute, t, r string) {
	own, other := LinkColumns(relation)
	if own == nil || other == nil {
		w.fail("relation " + relation.Name + " has no columns")
		return
	}
	if Keyed(own) && Keyed(other) {
		w.printf("%s = %s", w.comparable(r, other), w.comparable(t, own))
		return
	}
	w.printf("%s = %s", w.column(r, other), w.column(t, own))
}

// LinkColumns returns the column on the relation's own side and the one on the
// related side.
func LinkColumns(relation *model.Attribute) (own, other *model.Attribute) {
	if relation.Kind == model.RelatedEntity {
		return relation.ForeignKey, relation.TargetKey
	}
	return relation.TargetKey, relation.ForeignKey
}

func (w *writer) alias() string {
	w.tables++
	return "t" + strconv.Itoa(w.tables-1)
}

func (w *writer) table(d *model.Dataclass) string {
	name, err := w.names.Table(d)
	if err != nil && w.err == nil {
		w.err = err
	}
	return Quote(name)
}

func (w *writer) column(t string, a *model.Attribute) string {
	name, err := w.names.Column(a)
	if err != nil && w.err == nil {
		w.err = err
	}
	return t + "." + Quote(name)
}

// comparable is the column that equality and order use: the key of a text.
func (w *writer) comparable(t string, a *model.Attribute) string {
	if !Keyed(a) {
		return w.column(t, a)
	}
	name, err := w.names.Column(a)
	if err != nil && w.err == nil {
		w.err = err
	}
	return t + "." + Quote(KeyName(name))
}

// arg binds a value and writes its place. Places have no numbers: SQLite would
// keep each as a name, and looks names up one by one.
func (w *writer) arg(v any) {
	w.args = append(w.args, v)
	w.WriteByte('?')
}

func (w *writer) printf(format string, args ...any) { fmt.Fprintf(w, format, args...) }

func (w *writer) fail(what string) {
	if w.err == nil {
		w.err = fault.New(fault.Internal, "sqltext.plan", "This plan cannot become SQL: %s.", what)
	}
}

// numberList is a JSON list of numbers.
func numberList(numbers []int64) string {
	b := make([]byte, 0, len(numbers)*8+2)
	b = append(b, '[')
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(append(b, ']'))
}
