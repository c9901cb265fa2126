package check

import "quoin.dev/quoin/lang/syntax"

// ends reports whether a block never runs on past its end, and where the first
// statement stands that is never reached. Nested blocks report for themselves.
func (b *body) ends(block *syntax.Block) bool {
	if block == nil {
		return false
	}
	ended := false
	for _, s := range block.Stmts {
		if ended {
			if _, empty := s.(*syntax.BadStmt); !empty {
				b.report(s.Pos(), "flow.unreachable", "This is never executed.")
			}
			break
		}
		ended = b.leaves(s)
	}
	return ended
}

// leaves reports whether nothing after a statement of its block is executed.
func (b *body) leaves(s syntax.Stmt) bool {
	switch s := s.(type) {
	case *syntax.Return, *syntax.Break, *syntax.Continue:
		return true
	case *syntax.ExprStmt:
		return b.throws(s.X)
	case *syntax.If:
		then, other := b.ends(s.Then), b.ends(s.Else)
		return then && other
	case *syntax.Case:
		all := s.Else != nil
		for _, branch := range s.Branches {
			all = b.ends(branch.Body) && all
		}
		return b.ends(s.Else) && all
	case *syntax.For:
		b.ends(s.Body)
	case *syntax.ForEach:
		b.ends(s.Body)
	case *syntax.While:
		b.ends(s.Body)
		return isTrue(s.Cond) && !breaks(s.Body)
	case *syntax.Repeat:
		ended := b.ends(s.Body)
		return ended && !breaks(s.Body) && !continues(s.Body)
	case *syntax.Use:
		return b.ends(s.Body)
	case *syntax.Try:
		body, catch := b.ends(s.Body), b.ends(s.Catch)
		return body && catch
	}
	return false
}

// throws reports whether an expression raises an error at once: throw with a
// number. An object may say that the error is deferred.
func (b *body) throws(x syntax.Expr) bool {
	call, ok := syntax.Unparen(x).(*syntax.Call)
	if !ok || len(call.Args) == 0 {
		return false
	}
	name, ok := call.Fun.(*syntax.Name)
	if !ok || name.Ident.Norm != "throw" || b.local(name) != nil {
		return false
	}
	return b.info.Types[call.Args[0]].isNumeric()
}

func isTrue(x syntax.Expr) bool {
	n, ok := syntax.Unparen(x).(*syntax.Name)
	return ok && n.Ident.Norm == "true"
}

func breaks(body *syntax.Block) bool    { return jumps(body, false) }
func continues(body *syntax.Block) bool { return jumps(body, true) }

// jumps reports whether a loop's body holds a break (or continue) of that loop.
func jumps(body *syntax.Block, again bool) bool {
	found := false
	if body == nil {
		return false
	}
	syntax.Walk(body, func(n syntax.Node) bool {
		switch n.(type) {
		case *syntax.For, *syntax.ForEach, *syntax.While, *syntax.Repeat, syntax.Expr:
			return false
		case *syntax.Break:
			found = found || !again
		case *syntax.Continue:
			found = found || again
		}
		return !found
	})
	return found
}

// flow checks where the statements of a body lead, and whether a function that
// declares a result gives one.
func (b *body) flow(sig *syntax.Signature, block *syntax.Block) {
	if block == nil {
		return
	}
	ended := b.ends(block)
	if ended || sig == nil || sig.Result == nil || sig.ResultName != nil || len(block.Stmts) == 0 {
		return
	}
	if zero := b.locals["$0"]; zero != nil && len(zero.sources) > 0 {
		return
	}
	message := "The function may end without a result; it then gives the empty value of %s."
	if len(b.returns) == 0 {
		message = "The function never returns a result; it always gives the empty value of %s."
	}
	b.report(sig.Result.Span, "flow.missing-return", message, typeOf(sig.Result))
}
