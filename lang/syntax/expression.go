package syntax

import (
	"math"
	"strconv"

	"quoin.dev/quoin/source"
)

// expression = binary [ "?" expression ":" expression ]
func (p *parser) expr() Expr {
	start := p.tok().start
	if !p.enter() {
		p.leave()
		return &BadExpr{p.node(start)}
	}
	x := p.ternary(p.binary(p.unary(), 1), start)
	p.leave()
	return x
}

// ternary parses what may follow a condition that began at start.
func (p *parser) ternary(cond Expr, start int32) Expr {
	if !p.got(tokQuestion) {
		return cond
	}
	t := &Ternary{Cond: cond, Then: p.expr()}
	p.want(tokColon, ":", "after the first value of `? :`")
	t.Else = p.expr()
	t.node = p.node(start)
	return t
}

//	binary = unary (operator unary)*      grouped by the powers of binding
//
// It goes on with x as the left operand and takes operators of at least the
// given power.
func (p *parser) binary(x Expr, least int) Expr {
	for n := 0; ; n++ {
		op := p.operator()
		power, right := binding(p.d, op)
		if power == 0 || power < least {
			return x
		}
		if n == maxChain {
			p.fail(p.tok().span(), CodeDepth, "this expression has more than %d operators; split it", maxChain)
			p.skipLine()
			return x
		}
		t := p.advance()
		if t.kind == tokEqual {
			p.warn(t.span(), CodeDialect, "`=` assigns in QodlyScript; write `==` to compare")
		}
		var y Expr
		if right {
			y = p.rightOperand(power)
		} else {
			y = p.binary(p.unary(), power+1)
		}
		x = &Binary{node{x.Pos().Join(p.node(t.start).Span)}, op, x, y}
	}
}

// rightOperand parses the right side of an operator that groups from the
// right: a level of nesting for each.
func (p *parser) rightOperand(power int) Expr {
	start := p.tok().start
	defer p.leave()
	if !p.enter() {
		return &BadExpr{p.node(start)}
	}
	return p.binary(p.unary(), power)
}

// operator returns the binary operator at the token, NoOp if there is none.
func (p *parser) operator() Operator {
	switch t := p.tok(); t.kind {
	case tokOp:
		return t.op
	case tokEqual:
		return Eq
	}
	return NoOp
}

// unary = ("-" | "+" | "->") unary | postfix
func (p *parser) unary() Expr {
	t := p.tok()
	op := NoOp
	switch {
	case t.kind == tokOp && t.op == Sub:
		op = Neg
	case t.kind == tokOp && t.op == Add:
		op = Plus
	case t.kind == tokArrow:
		op = AddrOf
		p.noPointers(t)
	default:
		return p.postfix(p.primary(), t.start)
	}
	defer p.leave()
	if !p.enter() {
		return &BadExpr{p.node(t.start)}
	}
	p.advance()
	x := p.unary()
	return &Unary{p.node(t.start), op, x}
}

func (p *parser) noPointers(t token) {
	if p.d == Qodly {
		p.fail(t.span(), CodeDialect, "QodlyScript has no pointers; pass an object")
	}
}

func (p *parser) noArrays(t token) {
	if p.d == Qodly {
		p.fail(t.span(), CodeDialect, "QodlyScript has no arrays; use a collection, whose elements are written with `[` and `]`")
	}
}

// postfix = primary ( "." name | "(" arguments ")" | "[" expression "]"
//
//	| "[[" expression "]]" | "{" expression "}" | "->" )*
func (p *parser) postfix(x Expr, start int32) Expr {
	for n := 0; ; n++ {
		if n == maxChain {
			p.fail(p.tok().span(), CodeDepth, "this expression strings more than %d members together; split it", maxChain)
			p.skipLine()
			return x
		}
		switch t := p.tok(); t.kind {
		case tokDot:
			p.advance()
			x = p.member(x, start)
		case tokLParen:
			if !callable(x) {
				return x
			}
			p.advance()
			args := p.arguments()
			p.want(tokRParen, ")", "after the arguments")
			x = &Call{p.node(start), x, args}
		case tokLBracket:
			x = p.index(x, start)
		case tokLBrace:
			if !callable(x) {
				return x
			}
			p.noArrays(t)
			p.advance()
			i := p.expr()
			p.want(tokRBrace, "}", "after the element's number")
			x = &Element{p.node(start), x, i}
		case tokArrow:
			p.noPointers(t)
			p.advance()
			x = &Deref{p.node(start), x}
		default:
			return x
		}
	}
}

// callable reports whether "(" and "{" after an expression belong to it.
func callable(x Expr) bool {
	switch x.(type) {
	case *Lit, *CollectionLit, *ObjectLit, *This, *BadExpr:
		return false
	}
	return true
}

// member parses the name after a dot. A missing name leaves a member without
// one, which completion needs.
func (p *parser) member(x Expr, start int32) Expr {
	t := p.tok()
	switch t.kind {
	case tokWord, tokLocal, tokNumber, tokInt:
		p.advance()
		id := ident(p.node(t.start), p.text(t), p.tokenSuffix(t))
		return &MemberExpr{p.node(start), x, id}
	}
	return &MemberExpr{p.node(start), x, p.missingName("the name of a member")}
}

// index parses x[i] and x[[i]].
func (p *parser) index(x Expr, start int32) Expr {
	open := p.advance()
	if inner := p.tok(); inner.kind == tokLBracket && inner.start == open.end {
		p.advance()
		i := p.expr()
		p.want(tokRBracket, "]]", "after the character's number")
		p.want(tokRBracket, "]]", "after the character's number")
		return &CharAt{p.node(start), x, i}
	}
	i := p.expr()
	p.want(tokRBracket, "]", "after the index")
	return &Index{p.node(start), x, i}
}

// arguments = [ argument (";" argument)* ]
// argument  = expression | mark | (empty)
// mark      = "*" | ">" | "<" | …      an operator alone, or before an argument
//
//	of old queries: "& [T]F=1"
func (p *parser) arguments() []Expr {
	if p.join(); p.kind() == tokRParen {
		return nil
	}
	var args []Expr
	for {
		p.join()
		t := p.tok()
		switch {
		case t.kind == tokSeparator || t.kind == tokRParen:
			args = append(args, &Missing{node{source.Span{Start: t.start, End: t.start}}})
		case p.markAt():
			p.advance()
			args = append(args, &Mark{p.node(t.start), p.text(t)})
			if !p.atLineEnd() && p.kind() != tokSeparator && p.kind() != tokRParen {
				continue
			}
		default:
			args = append(args, p.expr())
		}
		if p.join(); !p.got(tokSeparator) {
			return args
		}
	}
}

// markAt reports whether the token is an operator without an operand before it.
func (p *parser) markAt() bool {
	t := p.tok()
	if t.kind != tokOp && t.kind != tokEqual {
		return false
	}
	if t.op == Sub || t.op == Add {
		next := p.peek(1).kind
		return next == tokSeparator || next == tokRParen
	}
	return true
}

// primary = literal | name | "This" | "Super" | "(" expression ")" | collection
//
//	| object | field | "$1" | "${" expression "}" | "<>name"
//	| "Formula" "(" simple ")" | "Try" "(" [ expression ] ")"
func (p *parser) primary() Expr {
	t := p.tok()
	switch t.kind {
	case tokInt:
		if p.d == FourD && p.peek(1).kind == tokWord {
			return p.word() // "64 bit version"
		}
		return p.literal()
	case tokReal, tokText, tokDate, tokTime:
		return p.literal()
	case tokWord:
		return p.word()
	case tokLocal:
		p.advance()
		return &Name{node: p.node(t.start), Ident: ident(p.node(t.start), p.text(t), ""), Local: true}
	case tokInter:
		id := p.interProcess()
		return &Name{node: id.node, Ident: id, InterProcess: true}
	case tokNumber, tokDollar:
		return p.numbered()
	case tokLParen:
		p.advance()
		p.join()
		x := p.expr()
		p.join()
		p.want(tokRParen, ")", "")
		return &Paren{p.node(t.start), x}
	case tokLBracket:
		if n := p.tableAt(); n > 0 {
			return p.field(n)
		}
		return p.collection()
	case tokLBrace:
		return p.object()
	}
	return p.badExpr(t)
}

// badExpr says that an expression is missing. It takes a token only where the
// scanner has complained about it already.
func (p *parser) badExpr(t token) Expr {
	switch {
	case t.kind == tokBad:
		p.bad = true
		p.advance()
	case p.atLineEnd() && p.at > 0 && p.tokens[p.at-1].kind != tokNewline:
		p.fail(t.span(), CodeExpression, "an expression is missing after `%s`", p.shown(p.tokens[p.at-1]))
	case p.atLineEnd():
		p.fail(t.span(), CodeExpression, "an expression is missing")
	default:
		p.fail(t.span(), CodeExpression, "an expression is missing before `%s`", p.shown(t))
	}
	return &BadExpr{p.node(t.start)}
}

// word parses a name and the names that mean more than that.
func (p *parser) word() Expr {
	start := p.tok().start
	id := p.name()
	switch id.Norm {
	case "this":
		return &This{id.node, id.Token}
	case "super":
		return &Super{id.node, id.Token}
	case "formula":
		if p.kind() == tokLParen {
			return p.formula(id, start)
		}
	case "try":
		if p.got(tokLParen) {
			t := &TryExpr{}
			if p.kind() != tokRParen {
				t.X = p.expr()
			}
			p.want(tokRParen, ")", "after the expression of `Try`")
			t.node = p.node(start)
			return t
		}
	}
	return &Name{node: id.node, Ident: id}
}

// formula parses Formula(code).
func (p *parser) formula(id *Ident, start int32) Expr {
	p.advance()
	f := &Formula{Token: id.Token}
	first := p.tok()
	if !p.enter() {
		p.leave()
		f.node, f.Body = p.node(start), &BadStmt{p.node(first.start)}
		return f
	}
	if kw, n := p.keyword(); kw == kwReturn {
		p.at += n
		f.Body = p.returnStmt(first)
	} else {
		f.Body = p.simple()
	}
	p.leave()
	p.want(tokRParen, ")", "after the code of `Formula`")
	f.node = p.node(start)
	return f
}

// numbered = "$1" | "${" expression "}"
func (p *parser) numbered() Expr {
	t := p.advance()
	if t.kind == tokNumber {
		n, err := strconv.Atoi(p.text(t)[1:])
		if err != nil || n > math.MaxInt16 {
			p.fail(t.span(), CodeNumber, "no method has so many parameters")
			n = 0
		}
		return &Numbered{node: p.node(t.start), N: n}
	}
	p.advance()
	x := p.expr()
	p.want(tokRBrace, "}", "after the parameter's number")
	return &Numbered{node: p.node(t.start), Index: x}
}
