package collection

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

func queryAll(c *vm.Call) (value.Value, error) {
	l := receiver(c)
	found, q, err := matching(c, l)
	if err != nil {
		return value.Value{}, err
	}
	items := make([]value.Value, len(found))
	for i, at := range found {
		items[i] = l.At(at)
	}
	if len(q.Order) > 0 {
		if items, err = sortedBy(c, items, fromOrder(q.Order)); err != nil {
			return value.Value{}, err
		}
	}
	return derived(c, items), nil
}

func indices(c *vm.Call) (value.Value, error) {
	found, _, err := matching(c, receiver(c))
	items := make([]value.Value, len(found))
	for i, at := range found {
		items[i] = number(at)
	}
	return made(items), err
}

// matching returns the positions of the objects that a query finds.
func matching(c *vm.Call, l *value.List) ([]int, *query.Query, error) {
	m := matcher{c: c, bound: map[byte]int{}}
	q, err := m.parse()
	if err != nil {
		return nil, nil, err
	}
	m.collectLinks(q.Where)
	var found []int
	for i := 0; i < l.Len(); i++ {
		v := l.At(i)
		if stopped(c, i) {
			return nil, nil, c.Err()
		}
		if v.Kind() != value.Object {
			continue
		}
		ok := q.Where == nil
		if !ok {
			if ok, err = m.linked(q.Where, v, 0); err != nil {
				return nil, nil, err
			}
		}
		if ok {
			found = append(found, i)
		}
	}
	return found, q, c.Err()
}

// parse reads the query of the call: text, values, and settings at the end.
func (m *matcher) parse() (*query.Query, error) {
	c := m.c
	var settings query.Settings
	args := c.Args[min(1, c.Len()):]
	if n := len(args); n > 0 {
		if o := args[n-1].AsObject(); o != nil && o.Native == nil && o.Class == nil {
			settings = query.Settings{
				Parameters: o.Get("parameters"),
				Attributes: o.Get("attributes"),
				Args:       o.Get("args"),
				NoFormulas: o.Get("allowFormulas").Kind() == value.Bool && !o.Get("allowFormulas").AsBool(),
			}
			args = args[:n-1]
		}
	}
	m.args = settings.Args
	if c.Arg(0).IsNull() {
		return nil, fault.Numbered(fault.Invalid, 1626, "dbmg", "%s: got Null, want a text or a formula.", c.Name)
	}
	if c.Arg(0).Kind() == value.Object {
		return query.FromFormula(c.Arg(0), settings)
	}
	return query.Parse(c.Text(0), args, settings)
}

// matcher evaluates a query on objects.
type matcher struct {
	c    *vm.Call
	args value.Value
	// links are the letters of "[a]" with the path of their collection; bound
	// holds the position each letter stands for while it is tried.
	links []link
	bound map[byte]int
}

type link struct {
	letter byte
	path   query.Path
}

// collectLinks finds the letters of a query and where their collections are.
func (m *matcher) collectLinks(e query.Expr) {
	switch e := e.(type) {
	case *query.And:
		for _, t := range e.Terms {
			m.collectLinks(t)
		}
	case *query.Or:
		for _, t := range e.Terms {
			m.collectLinks(t)
		}
	case *query.Not:
		m.collectLinks(e.X)
	case *query.Criterion:
		for i, s := range e.Path {
			if _, seen := m.bound[s.Letter]; s.Elements == query.Linked && !seen {
				m.bound[s.Letter] = -1
				m.links = append(m.links, link{s.Letter, e.Path[:i+1]})
			}
		}
	}
}

// linked tries every element for the letters from the n-th on.
func (m *matcher) linked(e query.Expr, v value.Value, n int) (bool, error) {
	if n == len(m.links) {
		return m.match(e, v)
	}
	l := m.links[n]
	last := l.path[len(l.path)-1]
	inner := append(append(query.Path(nil), l.path[:len(l.path)-1]...), query.Segment{Name: last.Name})
	lists := m.follow(v, inner)
	count := 0
	if len(lists) > 0 {
		if list := lists[0].AsCollection(); list != nil {
			count = list.Len()
		}
	}
	for i := range max(count, 1) {
		if stopped(m.c, i) {
			return false, m.c.Err()
		}
		m.bound[l.letter] = i
		if ok, err := m.linked(e, v, n+1); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func (m *matcher) match(e query.Expr, v value.Value) (bool, error) {
	switch e := e.(type) {
	case *query.And:
		for _, t := range e.Terms {
			if ok, err := m.match(t, v); !ok || err != nil {
				return false, err
			}
		}
		return true, nil
	case *query.Or:
		for _, t := range e.Terms {
			if ok, err := m.match(t, v); ok || err != nil {
				return ok, err
			}
		}
		return false, nil
	case *query.Not:
		ok, err := m.match(e.X, v)
		return !ok, err
	case *query.Formula:
		return m.formula(e, v)
	case *query.Criterion:
		return m.criterion(e, v), nil
	}
	return false, fault.New(fault.Internal, "collection.query", "the query holds an unknown condition")
}

// formula evaluates a condition written as code: This is the element, $1 the
// setting "args". What is not true is false.
func (m *matcher) formula(f *query.Formula, v value.Value) (bool, error) {
	fn := f.Value
	if fn.IsUndefined() {
		compiled, err := vm.FormulaFromText(m.c.Process, f.Source)
		if err != nil {
			return false, err
		}
		f.Value, fn = compiled, compiled
	}
	out, err := m.c.Invoke(fn, v, m.args)
	return out.AsBool(), err
}

// criterion compares what the path leads to. On a path that enters a
// collection, "different" means that no element is equal; every other
// comparator means at least one element.
func (m *matcher) criterion(k *query.Criterion, v value.Value) bool {
	found := m.follow(v, k.Path)
	if len(found) == 0 {
		found = []value.Value{{}}
	}
	some := entersAll(k.Path)
	if some && (k.Op == query.Ne || k.Op == query.IsNot) {
		equal := query.Eq
		if k.Op == query.IsNot {
			equal = query.Is
		}
		for _, x := range found {
			if m.compare(equal, x, k.Value) {
				return false
			}
		}
		return true
	}
	for _, x := range found {
		if m.compare(k.Op, x, k.Value) {
			return true
		}
	}
	return false
}

func entersAll(p query.Path) bool {
	for _, s := range p {
		if s.Elements == query.Some {
			return true
		}
	}
	return false
}

// follow returns the values a path leads to: several behind "[]".
func (m *matcher) follow(v value.Value, path query.Path) []value.Value {
	found := []value.Value{v}
	for _, s := range path {
		var next []value.Value
		for _, x := range found {
			x = follow(m.c, x, []string{s.Name})
			l := x.AsCollection()
			switch {
			case s.Elements == query.Whole:
				next = append(next, x)
			case l == nil:
			case s.Elements == query.Some:
				next = append(next, l.Items()...)
			case s.Elements == query.Linked:
				next = append(next, l.At(m.bound[s.Letter]))
			default:
				next = append(next, l.At(s.Index))
			}
		}
		found = next
	}
	return found
}

func (m *matcher) compare(op query.Op, x value.Value, operand query.Operand) bool {
	want := m.adapt(operand, x)
	collator := m.c.Process.Runtime.Collator
	texts := x.Kind() == value.Text && want.Kind() == value.Text
	switch op {
	case query.Eq:
		return m.c.Process.Equal(x, want)
	case query.Is:
		if texts {
			return collator.Equal(x.AsText(), want.AsText())
		}
		return m.c.Process.Equal(x, want)
	case query.Ne:
		return (want.IsAbsent() || !x.IsAbsent()) && !m.c.Process.Equal(x, want)
	case query.IsNot:
		if texts {
			return !collator.Equal(x.AsText(), want.AsText())
		}
		return (want.IsAbsent() || !x.IsAbsent()) && !m.c.Process.Equal(x, want)
	case query.In:
		return m.in(x, want, operand)
	case query.Contains:
		return texts && collator.HasWord(x.AsText(), want.AsText())
	}
	if !value.Comparable(x.Kind(), want.Kind()) {
		return false
	}
	o := m.c.Process.Compare(x, want)
	switch op {
	case query.Lt:
		return o < 0
	case query.Le:
		return o <= 0
	case query.Gt:
		return o > 0
	}
	return op == query.Ge && o >= 0
}

func (m *matcher) in(x, list value.Value, operand query.Operand) bool {
	l := list.AsCollection()
	if l == nil {
		return false
	}
	for _, v := range l.Items() {
		if m.c.Process.Equal(x, m.adapt(query.Operand{Value: v, Bare: operand.Bare}, x)) {
			return true
		}
	}
	return false
}

// adapt gives a literal the type of what it is compared with: one without
// quotes may be meant as text, a text may be a date.
func (m *matcher) adapt(o query.Operand, x value.Value) value.Value {
	v := o.Value
	switch {
	case v.Kind() == x.Kind() || v.IsAbsent():
		return v
	case o.Bare && x.Kind() == value.Text && v.Kind() != value.Collection:
		if o.Source != "" {
			return value.FromText(o.Source)
		}
		return value.FromText(convert.Text(v))
	case x.Kind() == value.Date && v.Kind() == value.Text:
		return value.FromDate(convert.ParseDate(v.AsText()))
	case x.Kind() == value.Text && v.Kind() == value.Date:
		return value.FromText(v.AsDate().String())
	}
	return v
}
