package plan

import (
	"math"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// Metric is how the nearness of two vectors is measured.
type Metric uint8

const (
	Cosine    Metric = iota // -1 to 1, more is nearer
	Dot                     // more is nearer
	Euclidean               // a distance from 0, less is nearer
)

var metricNames = [...]string{"cosine", "dot", "euclidean"}

// String returns the name that queries use.
func (m Metric) String() string { return metricNames[m] }

// Nearness is a vector to compare with, and how.
type Nearness struct {
	Vector []float64
	Metric Metric
}

// maxDimensions bounds a vector that a query compares with.
const maxDimensions = 1 << 16

// Score measures a stored value; false when it is no vector of as many
// dimensions.
func (n *Nearness) Score(stored value.Value) (float64, bool) {
	v, ok := value.AsNumbers(stored)
	if !ok || len(v) != len(n.Vector) {
		return 0, false
	}
	var dot, own, other, apart float64
	for i, x := range v {
		y := n.Vector[i]
		dot, own, other, apart = dot+x*y, own+x*x, other+y*y, apart+(x-y)*(x-y)
	}
	score := dot
	switch n.Metric {
	case Cosine:
		score = dot / math.Sqrt(own*other)
	case Euclidean:
		score = math.Sqrt(apart)
	}
	return score, !math.IsNaN(score)
}

// near plans the comparison of a vector attribute with {vector, metric,
// threshold} (spec/orda_rest.md 2.10).
func near(a *model.Attribute, c *query.Criterion) (Cond, error) {
	o := c.Value.Value.AsObject()
	if a.ObjectClass != "4D.Vector" {
		return nil, fault.New(fault.Invalid, "query.vector", "Attribute %s holds no vectors: it cannot be compared with an object.", a.Name)
	}
	signs := map[query.Op]Comparison{query.Lt: Less, query.Le: LessOrEqual, query.Gt: Greater, query.Ge: GreaterOrEqual}
	sign, ok := signs[c.Op]
	if !ok {
		return nil, fault.New(fault.Invalid, "query.vector", "Attribute %s: nearness is compared with <, <=, > or >=.", a.Name)
	}
	n := &Nearness{}
	if n.Vector, ok = value.AsNumbers(o.Get("vector")); !ok || len(n.Vector) == 0 || len(n.Vector) > maxDimensions {
		return nil, fault.New(fault.Invalid, "query.vector", `Attribute %s: "vector" must be a vector or a collection of numbers.`, a.Name)
	}
	switch m := o.Get("metric"); m.AsText() {
	case "", "cosine":
		if m.IsNumber() && m.AsInt() >= 0 && int(m.AsInt()) < len(metricNames) {
			n.Metric = Metric(m.AsInt())
		}
	case "dot":
		n.Metric = Dot
	case "euclidean":
		n.Metric = Euclidean
	default:
		return nil, fault.New(fault.Invalid, "query.vector", `Attribute %s: there is no metric %q; there are "cosine", "dot" and "euclidean".`, a.Name, m.AsText())
	}
	threshold := 0.5
	if t := o.Get("threshold"); t.IsNumber() {
		threshold = t.AsReal()
	}
	return &Near{Column: a, To: n, Op: sign, Threshold: threshold}, nil
}

// byNearness gives the sort keys of vector attributes what the query's first
// criterion on each compares with: the nearest come first.
func byNearness(order []Order, where Cond) {
	for i := range order {
		o := &order[i]
		if o.Column == nil || o.Column.ObjectClass != "4D.Vector" || len(o.Hops) > 0 || len(o.Object) > 0 {
			continue
		}
		if o.Near = findNear(where, o.Column); o.Near != nil && o.Near.Metric != Euclidean {
			o.Descending = !o.Descending
		}
	}
}

func findNear(c Cond, column *model.Attribute) *Nearness {
	switch c := c.(type) {
	case And:
		return firstNear(c, column)
	case Or:
		return firstNear(c, column)
	case *Not:
		return findNear(c.X, column)
	case *Near:
		if c.Column == column {
			return c.To
		}
	}
	return nil
}

func firstNear(terms []Cond, column *model.Attribute) *Nearness {
	for _, t := range terms {
		if n := findNear(t, column); n != nil {
			return n
		}
	}
	return nil
}
