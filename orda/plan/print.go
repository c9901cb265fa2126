package plan

import (
	"fmt"
	"strings"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// String prints the plan on one line.
func (s *Select) String() string {
	var b strings.Builder
	b.WriteString(s.Class.Name)
	if s.Only {
		fmt.Fprintf(&b, " among %d records", len(s.Records))
	}
	if s.Where != nil {
		b.WriteString(" where " + Print(s.Where))
	}
	for i, o := range s.Order {
		if i == 0 {
			b.WriteString(" order by ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(o.String())
	}
	if s.Limit > 0 {
		fmt.Fprintf(&b, " limit %d", s.Limit)
	}
	return b.String()
}

// String prints the sort key as a query writes it.
func (o Order) String() string {
	s := strings.Join(o.Path(), ".")
	if o.Descending {
		s += " desc"
	}
	return s
}

// Print prints a condition.
func Print(c Cond) string {
	switch c := c.(type) {
	case nil:
		return "true"
	case Const:
		return fmt.Sprint(bool(c))
	case And:
		return printList(c, " and ")
	case Or:
		return printList(c, " or ")
	case *Not:
		return "not " + Print(c.X)
	case *Null:
		return c.Column.Name + " is null"
	case *Compare:
		return c.Column.Name + " " + c.Op.String() + " " + printValue(c.Value)
	case *OneOf:
		parts := make([]string, len(c.Values))
		for i, v := range c.Values {
			parts[i] = printValue(v)
		}
		return c.Column.Name + " in [" + strings.Join(parts, ", ") + "]"
	case *Match:
		return fmt.Sprintf("%s match %q", c.Column.Name, c.Pattern)
	case *Word:
		return fmt.Sprintf("%s has word %q", c.Column.Name, c.Pattern)
	case *Related:
		name := c.Relation.Name
		if c.Alias > 0 {
			name += fmt.Sprintf("{%d}", c.Alias)
		}
		if c.Where == nil {
			return name + " exists"
		}
		return name + " has (" + Print(c.Where) + ")"
	case *InObject:
		parts := make([]string, len(c.Tests))
		for i, t := range c.Tests {
			parts[i] = t.String()
		}
		return c.Column.Name + " holds (" + strings.Join(parts, ", ") + ")"
	case *Near:
		return fmt.Sprintf("%s of %s to a vector of %d %s %v", c.To.Metric, c.Column.Name, len(c.To.Vector), c.Op, c.Threshold)
	case *Among:
		return fmt.Sprintf("among %d records", len(c.Records))
	case *Sequential:
		return "formula"
	}
	return fmt.Sprintf("%T", c)
}

func printList(terms []Cond, sep string) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = Print(t)
	}
	return "(" + strings.Join(parts, sep) + ")"
}

// String prints the test.
func (t ObjectTest) String() string {
	return printPath(t.Path) + " " + printOp(t.Op) + " " + printValue(t.Value.Value)
}

func printPath(p query.Path) string {
	parts := make([]string, len(p))
	for i, s := range p {
		parts[i] = s.Name
		switch s.Elements {
		case query.Some:
			parts[i] += "[]"
		case query.Linked:
			parts[i] += "[" + string(rune(s.Letter)) + "]"
		case query.Nth:
			parts[i] += fmt.Sprintf("[%d]", s.Index)
		}
	}
	return strings.Join(parts, ".")
}

var opSigns = [...]string{query.Eq: "=", query.Is: "===", query.Ne: "#", query.IsNot: "!==", query.Lt: "<", query.Le: "<=",
	query.Gt: ">", query.Ge: ">=", query.In: "in", query.Contains: "%", query.Begin: "begin"}

func printOp(op query.Op) string { return opSigns[op] }

func printValue(v value.Value) string {
	b, err := value.AppendJSON(nil, v, value.JSONOptions{Native: func(dst []byte, _ *value.Obj) ([]byte, bool, error) {
		return append(dst, "object"...), true, nil
	}})
	if err != nil {
		return "?"
	}
	return string(b)
}

// Describe returns a condition as the queryPlan of the original shows it:
// {item: "…"}, {And: […]}, {Or: […]}, joins with their subquery.
func Describe(d *model.Dataclass, c Cond) value.Value {
	o := value.NewObject()
	switch c := c.(type) {
	case And:
		o.Set("And", describeList(d, c))
	case Or:
		o.Set("Or", describeList(d, c))
	case *Not:
		o.Set("Not", value.FromCollection(value.NewList(Describe(d, c.X))))
	case *Related:
		own, other := c.Relation.ForeignKey, c.Relation.TargetKey
		if c.Relation.Kind == model.RelatedEntities {
			own, other = other, own
		}
		item := fmt.Sprintf("Join on Table : %s  :  %s.%s = %s.%s", c.Relation.Related.Name, d.Name, own.Name, c.Relation.Related.Name, other.Name)
		o.Set("item", value.FromText(item))
		if c.Where != nil {
			o.Set("subquery", value.FromCollection(value.NewList(Describe(c.Relation.Related, c.Where))))
		}
	case *Compare:
		o.Set("item", value.FromText(describeColumn(d, c.Column)+" "+c.Op.String()+" "+describeValue(c.Value)))
	case nil:
		o.Set("item", value.FromText(d.Name+" : all"))
	default:
		o.Set("item", value.FromText(d.Name+" : "+Print(c)))
	}
	return value.FromObject(o)
}

func describeList(d *model.Dataclass, terms []Cond) value.Value {
	list := value.NewList()
	for _, t := range terms {
		list.Push(Describe(d, t))
	}
	return value.FromCollection(list)
}

func describeColumn(d *model.Dataclass, a *model.Attribute) string {
	name := d.Name + "." + a.Name
	if a.Indexed || a.Unique || a == d.Key {
		return "[index : " + name + " ]"
	}
	return name
}

func describeValue(v value.Value) string {
	if v.Kind() == value.Text {
		return v.AsText()
	}
	return printValue(v)
}
