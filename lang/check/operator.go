package check

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/source"
)

func (b *body) unary(x *syntax.Unary) *Type {
	t := b.expr(x.X)
	switch x.Op {
	case syntax.AddrOf:
		return kind(types.Pointer)
	case syntax.Neg, syntax.Plus:
		if t.isNumeric() {
			return t
		}
		if groupOf(t) != noGroup {
			b.mismatch(x.Span, t.sure, `"-" cannot be applied to %s.`, t)
		}
	}
	return nil
}

// binary checks an operation and returns the type of its result (spec/language.md
// 1.8).
func (b *body) binary(x *syntax.Binary) *Type {
	l, r := b.expr(x.X), b.expr(x.Y)
	switch x.Op {
	case syntax.Eq, syntax.Ne:
		b.comparison(x, l, r)
		b.precedence(x)
		return kind(types.Boolean)
	case syntax.Lt, syntax.Gt, syntax.Le, syntax.Ge:
		b.ordering(x, l, r)
		b.precedence(x)
		return kind(types.Boolean)
	case syntax.BitTest:
		return kind(types.Boolean)
	case syntax.AndAlso, syntax.OrElse:
		if l.is(types.Boolean) && r.is(types.Boolean) {
			return &Type{Type: types.Type{Kind: types.Boolean}, sure: l.sure && r.sure}
		}
		return join(l, r).unsure()
	case syntax.And, syntax.Or:
		if l.is(types.Boolean) && r.is(types.Boolean) {
			return kind(types.Boolean)
		}
		if !l.is(types.Picture) && !r.is(types.Picture) {
			b.operands(x, l, r, l.isNumeric() && r.isNumeric())
		}
		return nil
	case syntax.Xor, syntax.ShiftL, syntax.ShiftR, syntax.BitSet, syntax.BitClear:
		return &Type{Type: types.Type{Kind: types.Integer}}
	case syntax.MulPlus, syntax.MulBar:
		return nil
	}
	if groupOf(l) == noGroup || groupOf(r) == noGroup {
		return nil
	}
	k, ok := arithmetic(x.Op, l.Kind, r.Kind)
	b.operands(x, l, r, ok)
	if !ok {
		return nil
	}
	return &Type{Type: types.Type{Kind: k}, sure: l.sure && r.sure}
}

// operands reports two operands that an operator cannot be applied to.
func (b *body) operands(x *syntax.Binary, l, r *Type, ok bool) {
	if !ok && groupOf(l) != noGroup && groupOf(r) != noGroup {
		b.mismatch(x.Span, l.sure && r.sure, "%s cannot be applied to %s and %s.", quoted(x.Op), l, r)
	}
}

func (b *body) mismatch(at source.Span, sure bool, format string, args ...any) {
	code := "type.doubtful"
	if sure {
		code = "operator.types"
	}
	b.report(at, code, format, args...)
}

// comparison reports "=" between values that are never equal.
func (b *body) comparison(x *syntax.Binary, l, r *Type) {
	g, h := groupOf(l), groupOf(r)
	if g != noGroup && h != noGroup && g != h {
		b.report(x.Span, "compare.types", "%s and %s are never equal.", l, r)
	}
}

// ordering reports "<" between values that have no order.
func (b *body) ordering(x *syntax.Binary, l, r *Type) {
	if l != nil && l.null || r != nil && r.null {
		b.report(x.Span, "operator.types", "%s cannot be applied to Null.", quoted(x.Op))
		return
	}
	g, h := groupOf(l), groupOf(r)
	if g == noGroup || h == noGroup {
		return
	}
	b.operands(x, l, r, g == h && g != objectGroup && g != collectionGroup)
}

// precedence reports "a=1 & b=2" of 4D, which is ((a=1) & b)=2: operators are
// applied from left to right.
func (b *body) precedence(x *syntax.Binary) {
	if b.file.Dialect != syntax.FourD {
		return
	}
	inner, ok := x.X.(*syntax.Binary)
	if !ok || inner.Op != syntax.And && inner.Op != syntax.Or && inner.Op != syntax.AndAlso && inner.Op != syntax.OrElse {
		return
	}
	if compares(syntax.Unparen(inner.X)) {
		b.report(x.Span, "operator.precedence", "Operators are applied from left to right: this compares the result of %s. Put each comparison in parentheses.", quoted(inner.Op))
	}
}

func compares(x syntax.Expr) bool {
	c, ok := x.(*syntax.Binary)
	if !ok {
		return false
	}
	switch c.Op {
	case syntax.Eq, syntax.Ne, syntax.Lt, syntax.Gt, syntax.Le, syntax.Ge, syntax.And, syntax.Or, syntax.AndAlso, syntax.OrElse:
		return true
	}
	return false
}

func quoted(op syntax.Operator) string {
	names := map[syntax.Operator]string{syntax.Add: "+", syntax.Sub: "-", syntax.Mul: "*", syntax.Div: "/", syntax.IntDiv: `\`,
		syntax.Mod: "%", syntax.Pow: "^", syntax.Lt: "<", syntax.Gt: ">", syntax.Le: "<=", syntax.Ge: ">=", syntax.And: "&",
		syntax.Or: "|", syntax.AndAlso: "&&", syntax.OrElse: "||"}
	return `"` + names[op] + `"`
}

// condition reports what cannot be a condition; texts, numbers and dates cannot.
func (b *body) condition(x syntax.Expr) {
	if x == nil {
		return
	}
	t := b.expr(x)
	switch groupOf(t) {
	case textGroup, numberGroup, dateGroup:
		code := "condition.type"
		if !t.sure {
			code = "type.doubtful"
		}
		b.report(x.Pos(), code, "Got %s, want Boolean as condition.", t)
	}
}

// arithmetic is the kind that an operation on two kinds gives.
func arithmetic(op syntax.Operator, l, r types.Kind) (types.Kind, bool) {
	number := func(k types.Kind) bool { return k == types.Integer || k == types.Real }
	switch {
	case number(l) && number(r):
		if l == types.Integer && r == types.Integer && op != syntax.Div && op != syntax.Pow {
			return types.Integer, true
		}
		return types.Real, true
	case l == types.Text && r == types.Text && op == syntax.Add:
		return types.Text, true
	case l == types.Text && r == types.Text && op == syntax.Mod:
		return types.Boolean, true
	case op == syntax.Mul && (l == types.Text && (number(r) || r == types.Time) || r == types.Text && (number(l) || l == types.Time)):
		return types.Text, true
	case l == types.Date && r == types.Date && op == syntax.Sub:
		return types.Integer, true
	case l == types.Date && (number(r) || r == types.Time) && (op == syntax.Add || op == syntax.Sub):
		return types.Date, true
	case l == types.Time && r == types.Time && op != syntax.IntDiv && op != syntax.Pow:
		return types.Time, true
	case (l == types.Time || r == types.Time) && (number(l) || number(r) || l == r):
		return types.Real, true
	}
	return types.Variant, false
}
