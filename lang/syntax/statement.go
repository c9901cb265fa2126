package syntax

import "strings"

// block = statement*      up to a keyword that ends an open block, to the next
//
//	member of a class or to the end of the file
func (p *parser) block() *Block {
	b := &Block{node: node{p.tok().span()}}
	for {
		p.skipNewlines()
		p.bad = false
		if p.kind() == tokEOF || p.memberStart() != memberNone {
			break
		}
		kw, n := p.keyword()
		if kw.closes() {
			if p.closesOpen(kw) {
				break
			}
			p.stray(kw, n)
			continue
		}
		b.Stmts = append(b.Stmts, p.statement(kw, n)...)
	}
	b.Span.End = max(b.Span.Start, p.tok().start)
	return b
}

// closesOpen reports whether a keyword ends the innermost block or one around
// it, whose inner ones then lack their end.
func (p *parser) closesOpen(kw keyword) bool {
	for i := len(p.open) - 1; i >= 0; i-- {
		if p.open[i].kind.accepts(kw, p.d) {
			return true
		}
	}
	return false
}

func (p *parser) stray(kw keyword, n int) {
	first := p.tok()
	span := first.span().Join(p.peek(n - 1).span())
	word := kw.spelling(p.d)
	switch kw {
	case kwElse:
		p.fail(span, CodeStray, "`%s` belongs to no `%s` or `%s`; remove it or put the missing line before it", word, kwIf.spelling(p.d), kwCase.spelling(p.d))
	case kwBranch:
		p.fail(span, CodeStray, "`:` begins a branch, and no `%s` is open here", kwCase.spelling(p.d))
	default:
		p.fail(span, CodeStray, "`%s` closes nothing that is open here; remove it or put the line that opens the block before it", p.src[span.Start:span.End])
	}
	p.skipLine()
}

// begin opens a block. It returns false where blocks are nested too deep; the
// rest of the function is then given up.
func (p *parser) begin(kind blockKind, opener token) bool {
	p.open = append(p.open, openBlock{kind, opener})
	if len(p.open) <= maxDepth {
		return true
	}
	if !p.abandoned {
		p.bad = false
		p.fail(opener.span(), CodeDepth, "blocks are nested more than %d levels deep; move the inner ones to a method of their own", maxDepth)
	}
	p.abandoned = true
	for p.kind() != tokEOF {
		p.skipLine()
		p.skipNewlines()
		if p.memberStart() != memberNone {
			break
		}
	}
	return false
}

// body parses the statements of a block that begin has opened.
func (p *parser) body(kind blockKind, opener token) *Block {
	var b *Block
	if p.begin(kind, opener) {
		b = p.block()
	} else {
		b = &Block{node: p.node(opener.start)}
	}
	p.open = p.open[:len(p.open)-1]
	return b
}

// end takes the keyword that closes a block for good, or says that it is
// missing: at the keyword found instead, or at the block's own first word where
// the function ends.
func (p *parser) end(kind blockKind, opener token) {
	kw, n := p.keyword()
	if kw == kind.end() || kind.accepts(kw, p.d) && kw.closes() && kw != kwElse && kw != kwBranch && kw != kwCatch {
		p.at += n
		if kw != kwUntil {
			p.endLine("`" + kw.spelling(p.d) + "`")
		}
		return
	}
	if p.abandoned {
		return
	}
	p.bad = false
	span := opener.span()
	if kw.closes() {
		span = p.tok().span()
	}
	p.fail(span, CodeEnd, "`%s` is missing for the `%s` of line %d", kind.end().spelling(p.d), kind.openerWord().spelling(p.d), p.file.Source.Line(opener.start))
}

// statement parses the statement that begins with a keyword of n tokens. It
// returns several where one line declares variables of several types, and none
// where the line has set something of the file.
func (p *parser) statement(kw keyword, n int) []Stmt {
	first := p.tok()
	p.at += n
	if kw == kwDeclare {
		p.declare(first)
		return nil
	}
	p.begun = true
	if kw == kwVar {
		return p.varStmt(first)
	}
	return []Stmt{p.oneStatement(kw, first)}
}

func (p *parser) oneStatement(kw keyword, first token) Stmt {
	switch kw {
	case kwIf:
		return p.ifStmt(first)
	case kwCase:
		return p.caseStmt(first)
	case kwFor:
		return p.forStmt(first)
	case kwForEach:
		return p.forEachStmt(first)
	case kwWhile:
		cond := p.condition(kwWhile)
		body := p.body(blockWhile, first)
		p.end(blockWhile, first)
		return &While{p.node(first.start), cond, body}
	case kwRepeat:
		return p.repeatStmt(first)
	case kwUse:
		x := p.condition(kwUse)
		body := p.body(blockUse, first)
		p.end(blockUse, first)
		return &Use{p.node(first.start), x, body}
	case kwTry:
		return p.tryStmt(first)
	case kwReturn:
		return p.returnStmt(first)
	case kwBreak:
		p.endLine("`break`")
		return &Break{p.node(first.start)}
	case kwContinue:
		p.endLine("`continue`")
		return &Continue{p.node(first.start)}
	case kwSQL:
		return p.sqlStmt(first)
	}
	s := p.simple()
	p.endLine("the statement")
	return legacyVar(s)
}

// condition = expression      usually in parentheses, which are not kept; old
//
//	code also writes If (a) & (b)
func (p *parser) condition(kw keyword) Expr {
	if p.kind() != tokLParen && !p.atLineEnd() {
		p.warn(p.tok().span(), CodeExpected, "`(` is missing after `%s`; a condition stands in parentheses", kw.spelling(p.d))
	}
	x := p.unparenthesized()
	p.endLine("the condition of `" + kw.spelling(p.d) + "`")
	return x
}

// unparenthesized parses an expression and drops parentheses around all of it.
func (p *parser) unparenthesized() Expr {
	x := p.expr()
	if paren, ok := x.(*Paren); ok {
		return paren.X
	}
	return x
}

// ifStmt = "If" condition block [ "Else" block ] "End if"
func (p *parser) ifStmt(first token) Stmt {
	s := &If{Cond: p.condition(kwIf)}
	s.Then = p.body(blockIf, first)
	if kw, _ := p.keyword(); kw == kwElse && !p.abandoned {
		p.advance()
		p.endLine("`" + kwElse.spelling(p.d) + "`")
		s.Else = p.body(blockIfElse, first)
	}
	p.end(blockIf, first)
	s.node = p.node(first.start)
	return s
}

// caseStmt = "Case of" branch* [ "Else" block ] "End case"
// branch   = ":" expression block
func (p *parser) caseStmt(first token) Stmt {
	p.endLine("`" + kwCase.spelling(p.d) + "`")
	s := &Case{}
	if before := p.body(blockCase, first); len(before.Stmts) > 0 {
		p.bad = false
		p.fail(before.Stmts[0].Pos(), CodeStray, "this stands before the first branch of `%s` and would never run; a branch begins with `: (condition)`", kwCase.spelling(p.d))
	}
	for !p.abandoned {
		kw, _ := p.keyword()
		if kw == kwBranch {
			s.Branches = append(s.Branches, p.branch(first))
			continue
		}
		if kw == kwElse {
			p.advance()
			p.endLine("`" + kwElse.spelling(p.d) + "`")
			s.Else = p.body(blockCaseElse, first)
		}
		break
	}
	p.end(blockCase, first)
	s.node = p.node(first.start)
	return s
}

func (p *parser) branch(opener token) *Branch {
	colon := p.advance()
	b := &Branch{Cond: p.unparenthesized()}
	p.endLine("the condition of the branch")
	b.Body = p.body(blockCase, opener)
	b.node = p.node(colon.start)
	return b
}

// forStmt = "For" "(" target ";" expression ";" expression [ ";" expression ] ")" block "End for"
func (p *parser) forStmt(first token) Stmt {
	s := &For{}
	p.want(tokLParen, "(", "after `"+kwFor.spelling(p.d)+"`")
	s.Counter = p.target(p.expr())
	p.want(tokSeparator, p.separator(), "after the counter")
	s.From = p.expr()
	p.want(tokSeparator, p.separator(), "after the first value")
	s.To = p.expr()
	if p.got(tokSeparator) {
		s.Step = p.expr()
	}
	p.want(tokRParen, ")", "after the bounds")
	p.endLine("`" + kwFor.spelling(p.d) + " (…)`")
	s.Body = p.body(blockFor, first)
	p.end(blockFor, first)
	s.node = p.node(first.start)
	return s
}

// forEachStmt = "For each" "(" target ";" expression [ ";" expression [ ";" expression ] ] ")"
//
//	[ ("While" | "Until") expression ] block "End for each"
func (p *parser) forEachStmt(first token) Stmt {
	s := &ForEach{}
	word := kwForEach.spelling(p.d)
	p.want(tokLParen, "(", "after `"+word+"`")
	s.Item = p.target(p.expr())
	p.want(tokSeparator, p.separator(), "after the variable")
	s.Over = p.expr()
	if p.got(tokSeparator) {
		s.Begin = p.expr()
	}
	if p.got(tokSeparator) {
		s.End = p.expr()
	}
	p.want(tokRParen, ")", "after what `"+word+"` goes through")
	if kw, n := p.keyword(); kw == kwWhile || kw == kwUntil {
		p.at += n
		s.Until = kw == kwUntil
		s.Guard = p.unparenthesized()
	}
	p.endLine("`" + word + " (…)`")
	s.Body = p.body(blockForEach, first)
	p.end(blockForEach, first)
	s.node = p.node(first.start)
	return s
}

// repeatStmt = "Repeat" block "Until" condition
func (p *parser) repeatStmt(first token) Stmt {
	p.endLine("`" + kwRepeat.spelling(p.d) + "`")
	s := &Repeat{Body: p.body(blockRepeat, first)}
	if kw, _ := p.keyword(); kw == kwUntil {
		p.advance()
		s.Cond = p.condition(kwUntil)
	} else {
		s.Cond = &BadExpr{p.node(p.tok().start)}
		p.end(blockRepeat, first)
	}
	s.node = p.node(first.start)
	return s
}

// tryStmt = "Try" block "Catch" block "End try"
func (p *parser) tryStmt(first token) Stmt {
	s := &Try{Body: p.body(blockTry, first)}
	if kw, _ := p.keyword(); kw == kwCatch && !p.abandoned {
		p.advance()
		p.endLine("`" + kwCatch.spelling(p.d) + "`")
		s.Catch = p.body(blockCatch, first)
	}
	p.end(blockTry, first)
	s.node = p.node(first.start)
	return s
}

// returnStmt = "return" [ expression ]
func (p *parser) returnStmt(first token) Stmt {
	s := &Return{}
	if !p.atLineEnd() && p.kind() != tokRParen {
		s.X = p.expr()
	}
	if p.kind() != tokRParen { // inside Formula(return …)
		p.endLine("the result")
	}
	s.node = p.node(first.start)
	return s
}

// sqlStmt = "Begin SQL" text "End SQL"
func (p *parser) sqlStmt(first token) Stmt {
	s := &SQL{}
	if p.kind() == tokSQL {
		s.Text = strings.TrimRight(p.text(p.advance()), " \t")
	}
	p.skipNewlines()
	if kw, n := p.keyword(); kw == kwEndSQL {
		p.at += n
		p.endLine("`End SQL`")
	} else {
		p.fail(first.span(), CodeEnd, "`End SQL` is missing for the `Begin SQL` of line %d", p.file.Source.Line(first.start))
	}
	if p.d == Qodly {
		p.bad = false
		p.fail(first.span(), CodeSQL, "QodlyScript has no SQL; use a query of the dataclass")
	}
	s.node = p.node(first.start)
	return s
}

// simple = target (":=" | "+=" | "-=" | "*=" | "/=") expression | expression
func (p *parser) simple() Stmt {
	first := p.tok()
	x := p.unary()
	switch p.kind() {
	case tokAssign, tokEqual:
		t := p.advance()
		if p.d == Qodly && p.text(t) == ":=" {
			p.warn(t.span(), CodeDialect, "`:=` is 4D; write `=` in QodlyScript")
		}
		x = p.target(x)
		value := p.expr()
		op := t.op
		if t.kind == tokEqual {
			op = NoOp
		}
		return &Assign{p.node(first.start), x, op, value}
	}
	x = p.ternary(p.binary(x, 1), first.start)
	return &ExprStmt{p.node(first.start), x}
}

// target says so where an expression cannot be assigned to.
func (p *parser) target(x Expr) Expr {
	switch x := x.(type) {
	case *Name, *Numbered, *MemberExpr, *Index, *CharAt, *Element, *Deref, *BadExpr:
		return x
	case *Field:
		if x.Field != nil {
			return x
		}
	case *This:
		p.fail(x.Span, CodeTarget, "`This` cannot be assigned; assign its properties")
		return x
	}
	p.fail(x.Pos(), CodeTarget, "this holds no value that could be assigned; a variable, a property, an element or a field does")
	return x
}

func (p *parser) separator() string {
	if p.d == Qodly {
		return ","
	}
	return ";"
}
