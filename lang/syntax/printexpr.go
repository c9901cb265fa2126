package syntax

import (
	"strconv"
	"strings"
)

// What the printer writes for expressions.

func (p *printer) expr(x Expr) {
	switch x := x.(type) {
	case *Binary:
		p.binary(x)
		return
	case *MemberExpr:
		p.operand(x.X)
		p.at(x.Name.Span.Start)
		if isNumber(x.X) {
			p.put(" ")
		}
		p.put(".")
		p.ident(x.Name)
		return
	case *Index, *CharAt, *Element, *Deref, *Call:
		p.postfix(x)
		return
	case *Ternary:
		p.grouped(x.Cond, isTernary(x.Cond))
		p.put(" ? ")
		p.expr(x.Then)
		p.put(" : ")
		p.expr(x.Else)
		return
	}
	p.at(x.Pos().Start)
	switch x := x.(type) {
	case *Unary:
		p.put(x.Op.Spelling(p.d))
		_, binary := x.X.(*Binary)
		p.grouped(x.X, binary || isTernary(x.X))
		return
	case *Paren:
		p.bracket("(")
		p.expr(x.X)
		p.closeAt(")", x.Span.End-1)
	case *CollectionLit:
		p.bracket("[")
		p.items(x.Items)
		p.closeAt("]", x.Span.End-1)
	case *ObjectLit:
		p.object(x)
	case *Formula:
		p.put(withToken(p.word("Formula"), x.Token))
		p.bracket("(")
		p.simple(x.Body)
		p.closeAt(")", x.Span.End-1)
	case *TryExpr:
		p.put(p.word("Try"))
		p.bracket("(")
		if x.X != nil {
			p.expr(x.X)
		}
		p.closeAt(")", x.Span.End-1)
	default:
		p.leaf(x)
	}
	p.last = max(p.last, x.Pos().End)
}

// joins reports whether a member right behind its operand would be read as a part

// isNumber reports whether an expression is a number written out: a member of it
// needs a blank, or its point might be one of the number.
func isNumber(x Expr) bool {
	l, ok := x.(*Lit)
	return ok && (l.Kind == IntLit || l.Kind == RealLit)
}

// word returns a word as the dialect writes it.
func (p *printer) word(word string) string {
	if p.d == Qodly {
		return strings.ToLower(word)
	}
	return word
}

func (p *printer) leaf(x Expr) {
	switch x := x.(type) {
	case *Name:
		p.put(withToken(x.Ident.Name, x.Ident.Token))
	case *This:
		p.put(withToken(p.word("This"), x.Token))
	case *Super:
		p.put(withToken(p.word("Super"), x.Token))
	case *Lit:
		if text := p.source(x); text != "" {
			p.put(text)
		} else {
			p.put(literalText(x))
		}
	case *Numbered:
		if x.Index == nil {
			p.put("$" + strconv.Itoa(x.N))
			return
		}
		p.bracket("${")
		p.expr(x.Index)
		p.closeAt("}", x.Span.End-1)
	case *Field:
		p.put("[" + withToken(x.Table.Name, x.Table.Token) + "]")
		if x.Field != nil {
			p.put(withToken(x.Field.Name, x.Field.Token))
		}
	case *Mark:
		p.put(x.Text)
	case *BadExpr:
		p.put(p.source(x))
	}
}

// literalText returns the text of a literal that is in no source.
func literalText(x *Lit) string {
	switch x.Kind {
	case TextLit:
		return quoteText(x.Value)
	case DateLit:
		return "!" + x.Value + "!"
	case TimeLit:
		return "?" + x.Value + "?"
	}
	return x.Value
}

// binary prints a chain of operators from its leftmost operand on, without
// recursion along the chain.
func (p *printer) binary(x *Binary) {
	chain := []*Binary{x}
	for {
		left, ok := chain[len(chain)-1].X.(*Binary)
		if !ok || p.weaker(left, chain[len(chain)-1], false) {
			break
		}
		chain = append(chain, left)
	}
	innermost := chain[len(chain)-1]
	p.grouped(innermost.X, p.weaker(innermost.X, innermost, false))
	for i := len(chain) - 1; i >= 0; i-- {
		b := chain[i]
		p.operator(b)
		p.grouped(b.Y, p.weaker(b.Y, b, true))
	}
}

// weaker reports whether an operand needs parentheses: never in a tree that was
// parsed, which keeps its own.
func (p *printer) weaker(operand Expr, b *Binary, isRight bool) bool {
	if isTernary(operand) {
		return true
	}
	inner, ok := operand.(*Binary)
	if !ok {
		return false
	}
	return p.d.Regroups(b.Op, inner.Op, isRight)
}

// Regroups reports whether an operation that is an operand of another one needs
// parentheses to stay one: on the right or the left of the outer operator.
func (d Dialect) Regroups(outer, inner Operator, isRight bool) bool {
	outerPower, right := binding(d, outer)
	power, _ := binding(d, inner)
	return power < outerPower || power == outerPower && right != isRight
}

func isTernary(x Expr) bool {
	_, ok := x.(*Ternary)
	return ok
}

func (p *printer) grouped(x Expr, parentheses bool) {
	if parentheses {
		p.put("(")
	}
	p.expr(x)
	if parentheses {
		p.put(")")
	}
}

// operator prints an operator: with blanks around those of logic and bits, and
// around comparisons in QodlyScript; and where two signs would run into one.
func (p *printer) operator(b *Binary) {
	p.breakBefore(b.X.Pos().End)
	sign := b.Op.Spelling(p.d)
	spaced := false
	switch b.Op {
	case And, Or, Xor, AndAlso, OrElse, ShiftL, ShiftR, BitSet, BitClear, BitTest:
		spaced = true
	case Eq, Ne, Lt, Gt, Le, Ge:
		spaced = p.d == Qodly
	}
	if spaced {
		if p.line.Len() > 0 {
			p.put(" ")
		}
		p.put(sign + " ")
		return
	}
	p.put(sign)
	if u, ok := b.Y.(*Unary); ok && b.Op == Mul && u.Op == Plus { // "*+" mirrors a picture
		p.put(" ")
	}
	if n, ok := leftmost(b.Y).(*Name); ok && b.Op == Lt && n.InterProcess { // "<<" shifts
		p.put(" ")
	}
}

// leftmost returns the part of an expression that its text begins with.
func leftmost(x Expr) Expr {
	for {
		switch y := x.(type) {
		case *Binary:
			x = y.X
		case *Ternary:
			x = y.Cond
		case *MemberExpr:
			x = y.X
		case *Call:
			x = y.Fun
		case *Index:
			x = y.X
		case *CharAt:
			x = y.X
		case *Element:
			x = y.X
		case *Deref:
			x = y.X
		default:
			return x
		}
	}
}

// operand prints what a postfix belongs to.
func (p *printer) operand(x Expr) {
	switch x.(type) {
	case *Binary, *Ternary, *Unary:
		p.grouped(x, true)
	default:
		p.expr(x)
	}
}

func (p *printer) postfix(x Expr) {
	end := x.Pos().End
	switch x := x.(type) {
	case *Index:
		p.operand(x.X)
		p.bracket("[")
		if startsWithBracket(x.I) { // "[[" takes a character
			p.put(" ")
		}
		p.expr(x.I)
		p.closeAt("]", end-1)
	case *CharAt:
		p.operand(x.X)
		p.bracket("[[")
		p.expr(x.I)
		p.closeAt("]]", end-2)
	case *Element:
		p.operand(x.X)
		p.bracket("{")
		p.expr(x.I)
		p.closeAt("}", end-1)
	case *Deref:
		p.operand(x.X)
		p.put("->")
	case *Call:
		p.operand(x.Fun)
		p.bracket("(")
		p.items(x.Args)
		p.closeAt(")", end-1)
	}
	p.last = max(p.last, end)
}

func startsWithBracket(x Expr) bool {
	switch leftmost(x).(type) {
	case *CollectionLit, *Field:
		return true
	}
	return false
}

func (p *printer) items(items []Expr) {
	for i, x := range items {
		if i > 0 {
			p.put(p.separator())
		}
		p.expr(x)
	}
}

func (p *printer) object(x *ObjectLit) {
	p.bracket("{")
	for i, e := range x.Entries {
		if i > 0 {
			p.put(p.separator())
		}
		p.at(e.Span.Start)
		if e.Quoted {
			p.put(quoteText(e.Key))
		} else {
			p.put(e.Key)
		}
		p.put(": ")
		p.expr(e.Value)
	}
	p.closeAt("}", x.Span.End-1)
}
