package check

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
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
	}
	return nil
}

// binary checks an operation and returns the type of its result (spec/language.md
// 1.8).
func (b *body) binary(x *syntax.Binary) *Type {
	l, r := b.expr(x.X), b.expr(x.Y)
	switch x.Op {
	case syntax.Eq, syntax.Ne, syntax.Lt, syntax.Gt, syntax.Le, syntax.Ge, syntax.BitTest:
		return kind(types.Boolean)
	case syntax.And, syntax.Or:
		if l.is(types.Boolean) && r.is(types.Boolean) {
			return kind(types.Boolean)
		}
	case syntax.AndAlso, syntax.OrElse:
		if l.is(types.Boolean) && r.is(types.Boolean) {
			return &Type{Type: types.Type{Kind: types.Boolean}, sure: l.sure && r.sure}
		}
		return join(l, r).unsure()
	case syntax.Xor, syntax.ShiftL, syntax.ShiftR, syntax.BitSet, syntax.BitClear:
		return &Type{Type: types.Type{Kind: types.Integer}}
	}
	if l == nil || r == nil || l.null || r.null {
		return nil
	}
	k, ok := arithmetic(x.Op, l.Kind, r.Kind)
	if !ok {
		return nil
	}
	return &Type{Type: types.Type{Kind: k}, sure: l.sure && r.sure}
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
	case l == types.Text && number(r) && op == syntax.Mul:
		return types.Text, true
	case l == types.Date && r == types.Date && op == syntax.Sub:
		return types.Integer, true
	case l == types.Date && number(r) && (op == syntax.Add || op == syntax.Sub):
		return types.Date, true
	case l == types.Time && r == types.Time && (op == syntax.Add || op == syntax.Sub || op == syntax.Mod):
		return types.Time, true
	case (l == types.Time || r == types.Time) && (number(l) || number(r) || l == r):
		return types.Real, true
	}
	return types.Variant, false
}
