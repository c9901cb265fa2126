package syntax

import "math"

// What the printer writes for statements.

func (p *printer) stmts(b *Block) {
	for _, s := range b.Stmts {
		p.stmt(s)
	}
}

// block prints the statements of a block, indented, and the comments behind
// them.
func (p *printer) block(b *Block) {
	p.indent++
	p.stmts(b)
	p.commentsBefore(b.Span.End)
	p.blankLines(b.Span.End)
	p.indent--
}

// opens ends the line of a head and prints the block below it. In the source the
// first statement may stand on the head's line; a comment behind it is its own.
func (p *printer) opens(b *Block) {
	limit := int32(math.MaxInt32)
	if len(b.Stmts) > 0 {
		limit = b.Stmts[0].Pos().Start
	}
	p.endLineBefore(limit)
	p.block(b)
}

// keyword prints a line that holds a keyword only, at its place in the source, and
// the block below it.
func (p *printer) keyword(kw keyword, at int32, b *Block) {
	p.begin(at)
	p.lone(kw)
	p.opens(b)
}

// end prints the keyword that closes a statement; b is its last block.
func (p *printer) end(kw keyword, b *Block, s Node) {
	p.begin(b.Span.End)
	p.lone(kw)
	p.last = max(p.last, s.Pos().End)
	p.endLine()
}

func (p *printer) stmt(s Stmt) {
	p.begin(s.Pos().Start)
	switch s := s.(type) {
	case *If:
		p.head(kwIf, s.Cond, s.Then.Span.Start)
		p.opens(s.Then)
		last := s.Then
		if s.Else != nil {
			p.keyword(kwElse, s.Then.Span.End, s.Else)
			last = s.Else
		}
		p.end(kwEndIf, last, s)
	case *Case:
		p.caseStmt(s)
	case *For:
		p.put(kwFor.spelling(p.d) + " ")
		p.list(s.Body.Span.Start, s.Counter, s.From, s.To, s.Step)
		p.opens(s.Body)
		p.end(kwEndFor, s.Body, s)
	case *ForEach:
		p.forEachStmt(s)
	case *While:
		p.head(kwWhile, s.Cond, s.Body.Span.Start)
		p.opens(s.Body)
		p.end(kwEndWhile, s.Body, s)
	case *Repeat:
		p.lone(kwRepeat)
		p.opens(s.Body)
		p.begin(s.Body.Span.End)
		p.head(kwUntil, s.Cond, s.Span.End)
		p.endLine()
	case *Use:
		p.head(kwUse, s.X, s.Body.Span.Start)
		p.opens(s.Body)
		p.end(kwEndUse, s.Body, s)
	case *Try:
		p.lone(kwTry)
		p.opens(s.Body)
		last := s.Body
		if s.Catch != nil {
			p.keyword(kwCatch, s.Body.Span.End, s.Catch)
			last = s.Catch
		}
		p.end(kwEndTry, last, s)
	default:
		p.simple(s)
		p.rest(s.Pos().End)
		if r, ok := s.(*Return); ok && r.X == nil && p.d == FourD {
			p.tail = " "
		}
		p.endLine()
	}
}

// rest writes what the source has behind the last part of a statement up to its
// end. A comment on the same line is left to endLine, as one behind the end is.
func (p *printer) rest(end int32) {
	if len(p.comments) == 0 || p.file.Line(p.comments[0].Span.Start) > p.file.Line(p.last) {
		p.reach(end, 1)
	}
}

// simple prints a statement of one line.
func (p *printer) simple(s Stmt) {
	switch s := s.(type) {
	case *Var:
		p.varStmt(s)
	case *Assign:
		p.expr(s.Target)
		p.put(p.assignment(s.Op))
		p.expr(s.Value)
	case *ExprStmt:
		p.expr(s.X)
	case *Return:
		p.put(kwReturn.spelling(p.d))
		if s.X != nil {
			p.put(" ")
			p.expr(s.X)
		}
	case *Break:
		p.put(kwBreak.spelling(p.d))
	case *Continue:
		p.put(kwContinue.spelling(p.d))
	case *SQL:
		p.put(kwSQL.spelling(p.d) + s.Text)
		p.flush()
		p.tabs(p.indent)
		p.put(kwEndSQL.spelling(p.d))
		p.last = s.Span.End
	case *BadStmt:
		p.put(p.source(s))
	}
}

// head prints a keyword with its condition.
func (p *printer) head(kw keyword, cond Expr, limit int32) {
	p.put(kw.spelling(p.d) + " ")
	p.condition(cond, limit)
}

// condition prints a condition in parentheses; (a) & (b) does without an outer
// pair where the source does. The head ends at limit.
func (p *printer) condition(x Expr, limit int32) {
	_, whole := x.(*Paren)
	if _, ok := leftmost(x).(*Paren); ok && !whole && p.bare(x) {
		p.expr(x)
		return
	}
	p.list(limit, x)
}

// bare reports whether the source has no parenthesis between what was printed
// last, the head of the statement, and its condition.
func (p *printer) bare(cond Expr) bool {
	start := cond.Pos().Start
	if start <= p.last {
		return false
	}
	_, found := p.find(tokLParen, start)
	return !found
}

// find returns where in the source the next token of a kind stands, before a
// limit.
func (p *printer) find(k tokenKind, limit int32) (place int32, found bool) {
	if limit <= p.last || int(limit) > len(p.file.Text) {
		return 0, false
	}
	for _, t := range scan(p.file.Text[p.last:limit], p.from).tokens {
		if t.kind == k {
			return p.last + t.start, true
		}
	}
	return 0, false
}

func (p *printer) caseStmt(s *Case) {
	p.lone(kwCase)
	p.endLine()
	p.indent++
	for _, b := range s.Branches {
		p.begin(b.Span.Start)
		p.put(": ")
		p.condition(b.Cond, b.Body.Span.Start)
		p.opens(b.Body)
	}
	end := s.Span.End
	if n := len(s.Branches); n > 0 {
		end = s.Branches[n-1].Body.Span.End
	}
	if s.Else != nil {
		if len(s.Branches) == 0 {
			end = p.lineOf(s.Else.Span.Start)
		}
		p.keyword(kwElse, end, s.Else)
		end = s.Else.Span.End
	} else if len(s.Branches) == 0 {
		end = p.lineOf(s.Span.End)
		p.commentsBefore(end)
	}
	p.indent--
	p.begin(end)
	p.lone(kwEndCase)
	p.last = max(p.last, s.Span.End)
	p.endLine()
}

func (p *printer) forEachStmt(s *ForEach) {
	p.put(kwForEach.spelling(p.d) + " ")
	p.list(s.Body.Span.Start, s.Item, s.Over, s.Begin, s.End)
	if s.Guard != nil {
		kw := kwWhile
		if s.Until {
			kw = kwUntil
		}
		p.put(" " + kw.spelling(p.d) + " ")
		p.condition(s.Guard, s.Body.Span.Start)
	}
	p.opens(s.Body)
	p.end(kwEndForEach, s.Body, s)
}

func (p *printer) varStmt(s *Var) {
	if !s.Legacy {
		p.put(kwVar.spelling(p.d) + " ")
		p.declaration(s.Names, s.Type, s.Init)
		return
	}
	p.ident(s.Command)
	p.bracket("(")
	for i, name := range s.Names {
		if i > 0 {
			p.put(p.separator())
		}
		p.ident(name)
	}
	p.closeAt(")", s.Span.End-1)
}

// list prints a head's expressions between parentheses; nil ones end it. The
// head ends at limit.
func (p *printer) list(limit int32, items ...Expr) {
	p.bracket("(")
	for i, x := range items {
		if x == nil {
			break
		}
		if i > 0 {
			p.put(p.separator())
		}
		p.expr(x)
	}
	p.closeBefore(limit)
}

// closeBefore closes a parenthesis whose place is not in the tree.
func (p *printer) closeBefore(limit int32) {
	if place, found := p.find(tokRParen, limit); found {
		p.closeAt(")", place)
		return
	}
	p.closeAt(")", p.last)
}
