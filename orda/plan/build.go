package plan

import (
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// Options says what Build needs to know besides query and model.
type Options struct {
	// KeyOf returns the key of a value that stands for an entity; nil when values
	// are never entities.
	KeyOf func(value.Value) (key value.Value, isEntity bool)
	// Check is asked about every attribute that the query names; its error refuses
	// the query. What an alias leads to is not asked about. Nil: all may be read.
	Check func(*model.Dataclass, *model.Attribute) error
}

// maxAliases limits how many aliases may lead into one another, maxHops how many
// relations a path may cross: SQLite takes some 25 nested subqueries.
const (
	maxAliases = 32
	maxHops    = 20
)

// Build plans a query over a dataclass. Names are resolved, values converted to
// the types of their columns, and the rules applied. What only user code can
// answer stays as Sequential conditions and Computed sort keys.
func Build(d *model.Dataclass, q *query.Query, o Options) (*Select, error) {
	s := &Select{Class: d}
	if q == nil {
		return s, nil
	}
	if q.Where != nil {
		cond, err := Where(d, q.Where, o)
		if err != nil {
			return nil, err
		}
		s.Where = cond
	}
	for _, by := range q.Order {
		order, err := OrderBy(d, by, o)
		if err != nil {
			return nil, err
		}
		s.Order = append(s.Order, order)
	}
	byNearness(s.Order, s.Where)
	return s, nil
}

// Where plans a condition.
func Where(d *model.Dataclass, e query.Expr, o Options) (Cond, error) {
	b := builder{Options: o}
	c, err := b.expr(d, e)
	if err != nil {
		return nil, err
	}
	return Simplify(c), nil
}

type builder struct {
	Options
	aliases int // followed in the path under way
	hops    int // relations crossed in the path under way
}

func (b *builder) expr(d *model.Dataclass, e query.Expr) (Cond, error) {
	switch e := e.(type) {
	case *query.And:
		terms, err := b.terms(d, e.Terms)
		return And(terms), err
	case *query.Or:
		terms, err := b.terms(d, e.Terms)
		return Or(terms), err
	case *query.Not:
		c, err := b.expr(d, e.X)
		return &Not{c}, err
	case *query.Formula:
		return &Sequential{Class: d, Formula: e}, nil
	case *query.Criterion:
		b.aliases, b.hops = 0, 0
		return b.criterion(d, e.Path, e)
	}
	return nil, fault.New(fault.Internal, "plan.expr", "A condition of an unknown kind: %T.", e)
}

func (b *builder) terms(d *model.Dataclass, terms []query.Expr) ([]Cond, error) {
	out := make([]Cond, len(terms))
	for i, t := range terms {
		var err error
		if out[i], err = b.expr(d, t); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// criterion plans a comparison, following the path from a dataclass.
func (b *builder) criterion(d *model.Dataclass, path query.Path, c *query.Criterion) (Cond, error) {
	a, rest, err := b.step(d, path)
	if err != nil {
		return nil, err
	}
	switch a.Kind {
	case model.RelatedEntity, model.RelatedEntities:
		if b.hops++; b.hops > maxHops {
			return nil, fault.New(fault.Limit, "query.hops", "A path of the query goes over more than %d relations.", maxHops)
		}
		if len(rest) == 0 {
			return b.relation(a, aliasOf(path), c)
		}
		where, err := b.criterion(a.Related, rest, c)
		if err != nil {
			return nil, err
		}
		return &Related{a, aliasOf(path), where}, nil
	case model.Calculated:
		return &Sequential{Class: d, Attribute: a, Rest: rest, Op: c.Op, Value: c.Value}, nil
	case model.Alias:
		return b.criterion(d, aliasPath(a, rest), c)
	}
	switch {
	case a.Type == model.ObjectType && (len(rest) > 0 || !c.Value.Value.IsAbsent()):
		if len(rest) == 0 && c.Value.Value.AsObject() != nil {
			return near(a, c)
		}
		if err := nullPlaceholder(c); err != nil {
			return nil, err
		}
		return &InObject{a, []ObjectTest{{rest, c.Op, c.Value}}}, nil
	case len(rest) > 0:
		return nil, unknownAttribute(rest[0].Name, a.Name)
	}
	return leaf(a, c)
}

// step resolves the first segment of a path. Where a column and a relation have
// one name, the relation wins (spec/orda_rest.md 1.7).
func (b *builder) step(d *model.Dataclass, path query.Path) (*model.Attribute, query.Path, error) {
	if len(path) == 0 {
		return nil, nil, fault.New(fault.Invalid, "query.path", "A criterion names no attribute.")
	}
	a := Attribute(d, path[0].Name)
	if a == nil {
		return nil, nil, unknownAttribute(path[0].Name, d.Name)
	}
	if b.Check != nil && b.aliases == 0 {
		if err := b.Check(d, a); err != nil {
			return nil, nil, err
		}
	}
	if a.Kind == model.Alias {
		if b.aliases++; b.aliases > maxAliases {
			return nil, nil, fault.New(fault.Invalid, "query.alias", "Alias %s of dataclass %s leads to itself.", a.Name, d.Name)
		}
	}
	return a, path[1:], nil
}

// Attribute returns an attribute by its exact name, "__KEY" being the primary
// key; nil if there is none.
func Attribute(d *model.Dataclass, name string) *model.Attribute {
	if a := d.Attribute(name); a != nil {
		return a
	}
	if name == "__KEY" {
		return d.Key
	}
	return nil
}

// aliasOf is the alias number of the first segment: "{2}" means a join of its
// own for the whole path up to where it stands.
func aliasOf(path query.Path) int {
	for _, s := range path {
		if s.Alias != 0 {
			return s.Alias
		}
	}
	return 0
}

func aliasPath(a *model.Attribute, rest query.Path) query.Path {
	path := make(query.Path, 0, len(a.Path)+len(rest))
	for _, name := range a.Path {
		path = append(path, query.Segment{Name: name})
	}
	return append(path, rest...)
}

func unknownAttribute(name, class string) error {
	return fault.Numbered(fault.NotFound, 1500, "dbmg", "Attribute %q cannot be found in dataclass %q", name, class)
}

// nullPlaceholder refuses null given through a placeholder: only the literal
// may be null (spec/orda_rest.md 2.4).
func nullPlaceholder(c *query.Criterion) error {
	if c.Value.Bound && c.Value.Value.IsAbsent() {
		return fault.Numbered(fault.Invalid, 1279, "dbmg", "A placeholder of the query is null; write null in the query itself")
	}
	return nil
}

// relation plans the comparison of a relation itself: with null, with a key or
// with an entity.
func (b *builder) relation(a *model.Attribute, alias int, c *query.Criterion) (Cond, error) {
	operand := c.Value
	if b.KeyOf != nil {
		operand = b.keys(operand)
	}
	exists := &Related{Relation: a, Alias: alias}
	if operand.Value.IsAbsent() {
		if err := nullPlaceholder(c); err != nil {
			return nil, err
		}
		switch c.Op {
		case query.Eq, query.Is:
			return &Not{exists}, nil
		case query.Ne, query.IsNot:
			return exists, nil
		}
		return Const(false), nil
	}
	with := *c
	with.Value = operand
	if a.Kind == model.RelatedEntity {
		return leaf(a.ForeignKey, &with)
	}
	if a.Related.Key == nil {
		return Const(false), nil
	}
	where, err := leaf(a.Related.Key, &with)
	exists.Where = where
	return exists, err
}

// keys replaces entities by their keys.
func (b *builder) keys(o query.Operand) query.Operand {
	if key, ok := b.KeyOf(o.Value); ok {
		o.Value = key
		return o
	}
	list := o.Value.AsCollection()
	if list == nil {
		return o
	}
	keys := make([]value.Value, list.Len())
	for i, item := range list.Items() {
		keys[i] = item
		if key, ok := b.KeyOf(item); ok {
			keys[i] = key
		}
	}
	o.Value = value.FromCollection(value.NewList(keys...))
	return o
}

// leaf plans the comparison of a column that is no object.
func leaf(a *model.Attribute, c *query.Criterion) (Cond, error) {
	if err := nullPlaceholder(c); err != nil {
		return nil, err
	}
	if c.Op == query.In {
		return oneOf(a, c.Value), nil
	}
	if c.Value.Value.IsAbsent() {
		switch c.Op {
		case query.Eq, query.Is:
			return &Null{a}, nil
		case query.Ne, query.IsNot:
			return &Not{&Null{a}}, nil
		}
		return Const(false), nil
	}
	v, ok := convert(c.Value, a)
	if !ok {
		if c.Op == query.Ne || c.Op == query.IsNot {
			return &Not{&Null{a}}, nil
		}
		return Const(false), nil
	}
	if v.Kind() == value.Text {
		return textLeaf(a, c.Op, v.AsText()), nil
	}
	op, ok := comparisonOf(c.Op)
	if !ok {
		return Const(false), nil
	}
	return &Compare{a, op, v}, nil
}

func textLeaf(a *model.Attribute, op query.Op, s string) Cond {
	wild := strings.Contains(s, "@")
	switch {
	case op == query.Eq && wild:
		return &Match{a, s}
	case op == query.Ne && wild:
		return &Not{&Match{a, s}}
	case op == query.Begin:
		return &Match{a, s + "@"}
	case op == query.Contains:
		return &Word{a, s}
	}
	cmp, _ := comparisonOf(op)
	return &Compare{a, cmp, value.FromText(s)}
}

func oneOf(a *model.Attribute, o query.Operand) Cond {
	list := o.Value.AsCollection()
	if list == nil {
		return Const(false)
	}
	exact := &OneOf{Column: a}
	any := Or{}
	for _, item := range list.Items() {
		if item.IsAbsent() {
			continue
		}
		v, ok := convert(query.Operand{Value: item, Bare: o.Bare}, a)
		switch {
		case !ok:
		case v.Kind() == value.Text && strings.Contains(v.AsText(), "@"):
			any = append(any, &Match{a, v.AsText()})
		default:
			exact.Values = append(exact.Values, v)
		}
	}
	if len(exact.Values) > 0 {
		any = append(any, exact)
	}
	return any
}

func comparisonOf(op query.Op) (Comparison, bool) {
	switch op {
	case query.Eq, query.Is:
		return Equal, true
	case query.Ne, query.IsNot:
		return NotEqual, true
	case query.Lt:
		return Less, true
	case query.Le:
		return LessOrEqual, true
	case query.Gt:
		return Greater, true
	case query.Ge:
		return GreaterOrEqual, true
	}
	return Equal, false
}

// OrderBy plans one sort key.
func OrderBy(d *model.Dataclass, by query.OrderBy, o Options) (Order, error) {
	b := builder{Options: o}
	out := Order{Descending: by.Descending}
	path := by.Path
	for {
		a, rest, err := b.step(d, path)
		if err != nil {
			return out, err
		}
		switch {
		case a.Kind == model.Alias:
			path = aliasPath(a, rest)
			continue
		case a.Kind == model.RelatedEntity && len(rest) == 0:
			out.Column = a.ForeignKey
			return out, nil
		case a.Kind == model.RelatedEntity:
			if len(out.Hops) == maxHops {
				return out, fault.New(fault.Limit, "query.hops", "A sort key goes over more than %d relations.", maxHops)
			}
			out.Hops = append(out.Hops, a)
			d, path = a.Related, rest
			continue
		case a.Kind == model.RelatedEntities:
			return out, fault.Numbered(fault.Invalid, 1810, "dbmg", "A sort cannot go through %q, which leads to many entities of %q", a.Name, a.Related.Name)
		case a.Kind == model.Calculated:
			out.Computed = a
		case a.Type == model.ObjectType:
			out.Column = a
		case len(rest) > 0:
			return out, unknownAttribute(rest[0].Name, a.Name)
		default:
			out.Column = a
			return out, nil
		}
		for _, s := range rest {
			out.Object = append(out.Object, s.Name)
		}
		return out, nil
	}
}
