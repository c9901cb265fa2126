package check

import (
	"regexp"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// Numbers of the errors that package query answers with.
const (
	malformedQuery  = 1162
	wrongComparator = 1112
	missingValue    = 1279
)

// placeholder stands for the values of placeholders while the text of a query is
// checked. Where one stands for a path, the path begins so.
const placeholder = "placeholder\u00a7"

var namedPlaceholder = regexp.MustCompile(`:\s*[\pL_]`)

// queries checks the text that a function of a dataclass, selection or
// collection takes: a query, an order, a path.
func (b *body) queries(s *Symbol, on *Type, args []syntax.Expr) {
	text, ok := textOf(args)
	if b.silent || !ok || on == nil || s.Kind != BuiltinMember {
		return
	}
	at := syntax.Unparen(args[0]).Pos()
	entity := b.entityOf(on)
	switch s.Name {
	case "query", "indices":
		b.queryText(at, text, args[1:], entity)
	case "orderBy":
		order, err := query.ParseOrder(text)
		if err != nil {
			b.queryError(at, err)
			return
		}
		b.orderPaths(at, order, entity)
	case "sum", "min", "max", "average", "count", "extract", "distinct":
		if path, err := query.ParsePath(text); err == nil && entity != nil {
			b.queryPath(at, path, entity)
		}
	}
}

// entityOf returns the entity class behind a dataclass or selection; nil for
// everything else.
func (b *body) entityOf(on *Type) *ClassInfo {
	if on.Class == "" || on.Static {
		return nil
	}
	if d, r := b.project.dataclassOf(on.Class); r == dataclassRole || r == selectionRole {
		return b.project.class("cs." + d.Symbol.Name + "Entity")
	}
	return nil
}

func (b *body) queryText(at source.Span, text string, args []syntax.Expr, entity *ClassInfo) {
	if namedPlaceholder.MatchString(text) || strings.Contains(text, "eval(") {
		return // settings that are not known here say what they stand for
	}
	values := make([]value.Value, len(args))
	for i := range values {
		values[i] = value.FromText(placeholder)
	}
	q, err := query.Parse(text, values, query.Settings{})
	if err != nil {
		b.queryError(at, err)
		return
	}
	if entity != nil {
		b.criteria(at, q.Where, entity)
		b.orderPaths(at, q.Order, entity)
	}
}

func (b *body) queryError(at source.Span, err error) {
	f := fault.As(err)
	if f == nil {
		return
	}
	switch f.Number {
	case malformedQuery, wrongComparator:
		b.report(at, "query.syntax", "%s", f.Message)
	case missingValue:
		b.report(at, "query.parameters", "%s", f.Message)
	}
}

func (b *body) criteria(at source.Span, x query.Expr, entity *ClassInfo) {
	switch x := x.(type) {
	case *query.And:
		for _, term := range x.Terms {
			b.criteria(at, term, entity)
		}
	case *query.Or:
		for _, term := range x.Terms {
			b.criteria(at, term, entity)
		}
	case *query.Not:
		b.criteria(at, x.X, entity)
	case *query.Criterion:
		b.queryPath(at, x.Path, entity)
	}
}

func (b *body) orderPaths(at source.Span, order []query.OrderBy, entity *ClassInfo) {
	if entity == nil {
		return
	}
	for _, o := range order {
		b.queryPath(at, o.Path, entity)
	}
}

// queryPath reports a path that leads to no attribute. Inside objects anything
// may be.
func (b *body) queryPath(at source.Span, path query.Path, entity *ClassInfo) {
	for i, segment := range path {
		if strings.HasPrefix(segment.Name, placeholder) {
			return
		}
		s := b.project.find(entity, segment.Name)
		if s == nil || s.Kind != Attribute && s.Kind != Property {
			b.report(b.within(at, segment.Name), "query.attribute", "%s has no attribute %q.%s", entity.Name, segment.Name, b.nearest(entity, segment.Name))
			return
		}
		if i == len(path)-1 {
			return
		}
		t := b.project.property(s)
		if t == nil || t.Class == "" {
			return
		}
		d, role := b.project.dataclassOf(t.Class)
		if role != entityRole && role != selectionRole || t.Kind != types.Object {
			return
		}
		if entity = b.project.class("cs." + d.Symbol.Name + "Entity"); entity == nil {
			return
		}
	}
}

// within returns where a name stands in a text literal; the literal where it is
// not found.
func (b *body) within(at source.Span, name string) source.Span {
	text := b.file.Source.Text[at.Start:at.End]
	i := strings.Index(text, name)
	if i < 0 {
		return at
	}
	return source.Span{Start: at.Start + int32(i), End: at.Start + int32(i+len(name))}
}
