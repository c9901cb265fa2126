package orda

import (
	"cmp"
	"slices"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// maxQueryDepth limits how deep query functions may lead to one another.
const maxQueryDepth = 16

// Query returns the entities that a query string finds (spec/orda_rest.md 2).
func (d *Dataclass) Query(c *Caller, q string, args []value.Value, s query.Settings) (*Selection, error) {
	parsed, err := query.Parse(q, args, s)
	if err != nil {
		return nil, err
	}
	return d.QueryParsed(c, parsed, s)
}

// QueryFormula returns the entities for which a formula object gives true.
func (d *Dataclass) QueryFormula(c *Caller, formula value.Value, s query.Settings) (*Selection, error) {
	parsed, err := query.FromFormula(formula, s)
	if err != nil {
		return nil, err
	}
	return d.QueryParsed(c, parsed, s)
}

// QueryParsed returns the entities that a parsed query finds.
func (d *Dataclass) QueryParsed(c *Caller, q *query.Query, s query.Settings) (*Selection, error) {
	return d.search(c, q, s, nil)
}

// Query searches within the selection. Without an order of its own, the result
// is not ordered.
func (s *Selection) Query(c *Caller, q string, args []value.Value, o query.Settings) (*Selection, error) {
	parsed, err := query.Parse(q, args, o)
	if err != nil {
		return nil, err
	}
	return s.QueryParsed(c, parsed, o)
}

// QueryFormula searches within the selection by a formula object.
func (s *Selection) QueryFormula(c *Caller, formula value.Value, o query.Settings) (*Selection, error) {
	parsed, err := query.FromFormula(formula, o)
	if err != nil {
		return nil, err
	}
	return s.QueryParsed(c, parsed, o)
}

// QueryParsed searches within the selection.
func (s *Selection) QueryParsed(c *Caller, q *query.Query, o query.Settings) (*Selection, error) {
	found, err := s.class.search(c, q, o, s)
	if err == nil {
		found.alterable = s.alterable
	}
	return found, err
}

// search is one query on its way: plan, what user code must answer, reading,
// sorting. Within limits it to a selection, nil for the whole class.
func (d *Dataclass) search(c *Caller, q *query.Query, s query.Settings, within *Selection) (*Selection, error) {
	if err := d.checkRead(c, ""); err != nil {
		return nil, err
	}
	options := d.ds.planOptions(c)
	p, err := plan.Build(d.model, q, options)
	if err != nil {
		return nil, err
	}
	visible, restricted, err := d.visible(c)
	if err != nil {
		return nil, err
	}
	r := resolver{caller: c, settings: s, options: options}
	where, err := d.ds.hideRelated(c, p.Where)
	if err != nil {
		return nil, err
	}
	where = restrictTo(where, visible, restricted)
	if within != nil {
		where = restrictTo(where, sortedSet(within.records), true)
	}
	resolved, err := r.resolve(d, where, nil, false, 0)
	if err != nil {
		return nil, err
	}
	found := &Selection{class: d, ordered: len(p.Order) > 0}
	if found.records, err = d.sorted(c, &plan.Select{Class: d.model, Where: resolved, Order: p.Order}, 0); err != nil {
		return nil, err
	}
	if s.Plan {
		found.plan = plan.Describe(d.model, p.Where)
	}
	if s.Path {
		found.path = pathOf(plan.Describe(d.model, resolved), len(found.records))
	}
	return found, nil
}

// pathOf is a queryPath of one step.
func pathOf(description value.Value, found int) value.Value {
	step := value.NewObject()
	text, _ := value.AppendJSON(nil, description, value.JSONOptions{})
	step.Set("description", value.FromText(string(text)))
	step.Set("time", value.FromInt(0))
	step.Set("recordsfounds", value.FromInt(int64(found)))
	o := value.NewObject()
	o.Set("steps", value.FromCollection(value.NewList(value.FromObject(step))))
	return value.FromObject(o)
}

func (ds *Datastore) planOptions(c *Caller) plan.Options {
	return plan.Options{Check: ds.readable(c), KeyOf: func(v value.Value) (value.Value, bool) {
		if v.Kind() != value.Object {
			return v, false
		}
		e, ok := ds.wrap.Unwrap(v).(*Entity)
		if !ok || e.class.key == nil {
			return v, false
		}
		return e.row[e.class.key.column], true
	}}
}

// resolver replaces what only user code can answer by what an engine can.
type resolver struct {
	caller   *Caller
	settings query.Settings
	options  plan.Options
}

// resolve returns a condition on records of d without Sequential parts. The
// candidates, when limited, are the only records that matter: user code is
// asked about no others.
func (r *resolver) resolve(d *Dataclass, cond plan.Cond, candidates []int64, limited bool, depth int) (plan.Cond, error) {
	if !plan.NeedsCode(cond) {
		return cond, nil
	}
	if depth > maxQueryDepth {
		return nil, fault.New(fault.Invalid, "orda.query-depth", "The query functions of %s lead to one another without end.", d.model.Name)
	}
	switch x := cond.(type) {
	case plan.And:
		return r.and(d, x, candidates, limited, depth)
	case plan.Or:
		out := make(plan.Or, len(x))
		for i, t := range x {
			var err error
			if out[i], err = r.resolve(d, t, candidates, limited, depth); err != nil {
				return nil, err
			}
		}
		return out, nil
	case *plan.Not:
		inner, err := r.resolve(d, x.X, candidates, limited, depth)
		return &plan.Not{X: inner}, err
	case *plan.Related:
		inner, err := r.resolve(d.ds.of(x.Relation.Related), x.Where, nil, false, depth)
		return &plan.Related{Relation: x.Relation, Alias: x.Alias, Where: inner}, err
	case *plan.Sequential:
		return r.sequential(d, x, candidates, limited, depth)
	}
	return cond, nil
}

// and asks the engine for the records that fulfil all it can answer, and user
// code only about these.
func (r *resolver) and(d *Dataclass, terms plan.And, candidates []int64, limited bool, depth int) (plan.Cond, error) {
	var plain, code plan.And
	for _, t := range terms {
		if plan.NeedsCode(t) {
			code = append(code, t)
		} else {
			plain = append(plain, t)
		}
	}
	if len(plain) > 0 {
		s := &plan.Select{Class: d.model, Where: plain}
		if limited {
			s.Where = append(slices.Clone(plain), &plan.Among{Records: candidates})
		}
		rows, err := d.ds.reader(r.caller).Read(r.caller.ctx(), s)
		if err != nil {
			return nil, err
		}
		candidates, limited = rows.Records, true
	}
	for _, t := range code {
		resolved, err := r.resolve(d, t, candidates, limited, depth)
		if err != nil {
			return nil, err
		}
		s := &plan.Select{Class: d.model, Where: resolved}
		if limited {
			s.Where = plan.And{resolved, &plan.Among{Records: candidates}}
		}
		rows, err := d.ds.reader(r.caller).Read(r.caller.ctx(), s)
		if err != nil {
			return nil, err
		}
		candidates, limited = rows.Records, true
	}
	return &plan.Among{Records: candidates}, nil
}

// sequential answers one condition of user code: by the query function of the
// computed attribute, or by evaluating it for every candidate.
func (r *resolver) sequential(d *Dataclass, x *plan.Sequential, candidates []int64, limited bool, depth int) (plan.Cond, error) {
	if x.Attribute != nil {
		if hook := d.hook(QueryHook, x.Attribute.Name); hook != nil {
			cond, answered, err := r.queryFunction(d, x, hook)
			if err != nil {
				return nil, err
			}
			if answered {
				return r.resolve(d, cond, candidates, limited, depth+1)
			}
		}
	}
	if !limited {
		var err error
		if candidates, err = d.everything(r.caller); err != nil {
			return nil, err
		}
	}
	test, err := r.test(d, x)
	if err != nil {
		return nil, err
	}
	chosen := []int64{}
	err = d.eachEntity(r.caller, candidates, func(e *Entity) error {
		ok, err := test(e)
		if ok {
			chosen = append(chosen, e.rec)
		}
		return err
	})
	return &plan.Among{Records: chosen}, err
}

var operatorNames = map[query.Op]string{query.Eq: "==", query.Is: "===", query.Ne: "!=", query.IsNot: "!==", query.Lt: "<",
	query.Le: "<=", query.Gt: ">", query.Ge: ">=", query.In: "IN", query.Contains: "%", query.Begin: "begin"}

// queryFunction asks the query function of a computed attribute for a query of
// its own. It reports false when the function leaves the work to sequential
// evaluation.
func (r *resolver) queryFunction(d *Dataclass, x *plan.Sequential, hook Hook) (plan.Cond, bool, error) {
	event := d.event("query", x.Attribute.Name)
	event.Set("value", x.Value.Value)
	event.Set("operator", value.FromText(operatorNames[x.Op]))
	v, err := hook(r.caller, d.ds.wrap.Entity(d.newEntity()), value.FromObject(event))
	if err != nil {
		return nil, false, err
	}
	if result, ok := event.Lookup("result"); ok {
		if result.IsNull() {
			return nil, false, nil
		}
		v = result
	}
	text, args := v.AsText(), []value.Value(nil)
	settings := r.settings
	settings.Parameters, settings.Attributes = value.Value{}, value.Value{}
	if o := v.AsObject(); o != nil {
		text = o.Get("query").AsText()
		switch p := o.Get("parameters"); p.Kind() {
		case value.Collection:
			args = p.AsCollection().Items()
		case value.Object:
			settings.Parameters = p
		}
		if a := o.Get("attributes"); a.Kind() == value.Object {
			settings.Attributes = a
		}
	}
	if text == "" {
		return plan.Const(false), true, nil // nothing was said for this operator
	}
	q, err := query.Parse(text, args, settings)
	if err != nil || q.Where == nil {
		return plan.Const(true), true, err
	}
	options := r.options
	options.Check = nil // a computed attribute has its own privilege
	cond, err := plan.Where(d.model, q.Where, options)
	return cond, true, err
}

// test makes a condition of user code callable for one entity.
func (r *resolver) test(d *Dataclass, x *plan.Sequential) (func(*Entity) (bool, error), error) {
	if x.Attribute != nil {
		m := d.members[x.Attribute.Name]
		names := make([]string, len(x.Rest))
		for i, s := range x.Rest {
			names[i] = s.Name
		}
		return func(e *Entity) (bool, error) {
			v, err := e.get(r.caller, m)
			if err != nil {
				return false, err
			}
			return plan.Holds(plan.Follow(v, names), x.Op, x.Value, d.ds.collator), nil
		}, nil
	}
	formulas, ok := d.ds.hooks.(Formulas)
	if !ok {
		return nil, fault.New(fault.Unsupported, "orda.formula", "Formulas cannot be evaluated here.")
	}
	hook := Hook(nil)
	if x.Formula.Source != "" {
		var err error
		if hook, err = formulas.Compile(r.caller, x.Formula.Source); err != nil {
			return nil, err
		}
	} else if hook = formulas.Callable(x.Formula.Value); hook == nil {
		return nil, fault.Numbered(fault.Invalid, 1626, signature, "The query expects a text or a formula.")
	}
	return func(e *Entity) (bool, error) {
		v, err := hook(r.caller, d.ds.wrap.Entity(e), r.settings.Args)
		return v.AsBool(), err
	}, nil
}

// chunk is how many entities are in memory at once when user code looks at
// each.
const chunk = 200

// eachEntity calls f with the entities of some records, a chunk in memory at a
// time, until the caller's context ends.
func (d *Dataclass) eachEntity(c *Caller, records []int64, f func(*Entity) error) error {
	for part := range slices.Chunk(records, chunk) {
		rows, err := d.load(c, part)
		if err != nil {
			return err
		}
		for i := range rows.Len() {
			if err := c.ctx().Err(); err != nil {
				return &fault.Error{Kind: fault.Cancelled, Code: "orda.cancelled", Message: "The work on the data was cancelled.", Err: err}
			}
			if err := f(d.entityAt(rows, i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// sorted reads the record numbers of a plan, whose sort keys may be computed
// attributes.
func (d *Dataclass) sorted(c *Caller, s *plan.Select, depth int) ([]int64, error) {
	order, err := d.orderFunctions(c, s.Order, depth)
	if err != nil {
		return nil, err
	}
	s.Order = order
	if !slices.ContainsFunc(order, func(o plan.Order) bool { return o.Computed != nil }) {
		rows, err := d.ds.reader(c).Read(c.ctx(), s)
		if err != nil {
			return nil, err
		}
		return rows.Records, nil
	}
	s.Order = nil
	rows, err := d.ds.reader(c).Read(c.ctx(), s)
	if err != nil {
		return nil, err
	}
	keys := make([][]value.Value, len(order))
	for i, o := range order {
		if keys[i], err = d.values(c, rows.Records, o.Path(), false); err != nil {
			return nil, err
		}
	}
	return sortBy(rows.Records, func(a, b int) int {
		for i, o := range order {
			sign := value.Order(keys[i][a], keys[i][b], d.ds.collator)
			if o.Descending {
				sign = -sign
			}
			if sign != 0 {
				return sign
			}
		}
		return 0
	}), nil
}

// sortBy sorts records by a comparison of their positions.
func sortBy(records []int64, compare func(a, b int) int) []int64 {
	positions := make([]int, len(records))
	for i := range positions {
		positions[i] = i
	}
	slices.SortStableFunc(positions, compare)
	out := make([]int64, len(records))
	for i, p := range positions {
		out[i] = records[p]
	}
	return out
}

// orderFunctions replaces computed sort keys by what their orderBy functions
// say. Those without one stay.
func (d *Dataclass) orderFunctions(c *Caller, order []plan.Order, depth int) ([]plan.Order, error) {
	var out []plan.Order
	for _, o := range order {
		if o.Computed == nil {
			out = append(out, o)
			continue
		}
		owner := d
		if n := len(o.Hops); n > 0 {
			owner = d.ds.of(o.Hops[n-1].Related)
		}
		hook := owner.hook(OrderByHook, o.Computed.Name)
		if hook == nil || depth > maxQueryDepth {
			out = append(out, o)
			continue
		}
		replaced, err := owner.orderFunction(c, o, hook, depth)
		if err != nil {
			return nil, err
		}
		out = append(out, replaced...)
	}
	return out, nil
}

func (d *Dataclass) orderFunction(c *Caller, o plan.Order, hook Hook, depth int) ([]plan.Order, error) {
	event := d.event("orderBy", o.Computed.Name)
	operator := "asc"
	if o.Descending {
		operator = "desc"
	}
	event.Set("operator", value.FromText(operator))
	event.Set("descending", value.FromBool(o.Descending))
	v, err := hook(c, d.ds.wrap.Entity(d.newEntity()), value.FromObject(event))
	if err != nil {
		return nil, err
	}
	if result, ok := event.Lookup("result"); ok {
		v = result
	}
	if v.AsText() == "" {
		return []plan.Order{o}, nil
	}
	parsed, err := query.ParseOrder(v.AsText())
	if err != nil {
		return nil, err
	}
	var out []plan.Order
	for _, by := range parsed {
		p, err := plan.OrderBy(d.model, by, plan.Options{})
		if err != nil {
			return nil, err
		}
		inner, err := d.orderFunctions(c, []plan.Order{p}, depth+1)
		if err != nil {
			return nil, err
		}
		for _, p := range inner {
			p.Hops = append(slices.Clone(o.Hops), p.Hops...)
			out = append(out, p)
		}
	}
	return out, nil
}

// OrderBy returns the selection sorted. An invalid path gives an empty
// selection, as in the original.
func (s *Selection) OrderBy(c *Caller, by []query.OrderBy) (*Selection, error) {
	out := &Selection{class: s.class, ordered: true, alterable: s.alterable}
	p := &plan.Select{Class: s.class.model, Records: s.records, Only: true}
	for _, b := range by {
		o, err := plan.OrderBy(s.class.model, b, s.class.ds.planOptions(c))
		if fault.KindOf(err) == fault.Permission {
			return nil, err
		}
		if err != nil {
			return out, nil
		}
		p.Order = append(p.Order, o)
	}
	records, err := s.class.sorted(c, p, 0)
	out.records = records
	return out, err
}

// OrderByText is OrderBy with "a desc, rel.b".
func (s *Selection) OrderByText(c *Caller, by string) (*Selection, error) {
	parsed, err := query.ParseOrder(by)
	if err != nil {
		return &Selection{class: s.class, ordered: true, alterable: s.alterable}, nil
	}
	return s.OrderBy(c, parsed)
}

// OrderByFormula returns the selection sorted by what a function gives for each
// entity. Null sorts below every value.
func (s *Selection) OrderByFormula(c *Caller, fn func(*Entity) (value.Value, error), desc bool) (*Selection, error) {
	var records []int64
	var keys []value.Value
	err := s.class.eachEntity(c, s.records, func(e *Entity) error {
		v, err := fn(e)
		records, keys = append(records, e.rec), append(keys, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	sorted := sortBy(records, func(a, b int) int {
		sign := value.Order(keys[a], keys[b], s.class.ds.collator)
		if desc {
			sign = -sign
		}
		return cmp.Compare(sign, 0)
	})
	return &Selection{class: s.class, records: sorted, ordered: true, alterable: s.alterable}, nil
}
