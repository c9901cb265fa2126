package check

import "quoin.dev/quoin/lang/syntax"

// locked reports an assignment into Storage, the session's storage or a shared
// instance outside Use: it fails.
func (b *body) locked(target syntax.Expr) {
	if b.uses > 0 || b.formula != nil {
		return
	}
	var inside syntax.Expr
	switch t := syntax.Unparen(target).(type) {
	case *syntax.MemberExpr:
		inside = t.X
	case *syntax.Index:
		inside = t.X
	default:
		return
	}
	if what := b.sharedRoot(inside); what != "" {
		b.report(target.Pos(), "shared.use", "%s is shared: assign its properties inside Use … End use.", what)
	}
}

// sharedRoot names the shared value that a path of properties begins at; "": it
// begins at none.
func (b *body) sharedRoot(x syntax.Expr) string {
	switch n := syntax.Unparen(x).(type) {
	case *syntax.Name:
		if s := b.info.Uses[n.Ident]; s != nil && s.Kind == Command && s.Name == "Storage" {
			return "Storage"
		}
	case *syntax.This:
		if b.fn == nil || b.class == nil || !b.class.Shared || b.fn.Modifiers.Shared || b.fn.Kind == syntax.Constructor {
			return ""
		}
		return "This"
	case *syntax.MemberExpr:
		if n.Name.Name == "storage" {
			if t := b.info.Types[n.X]; t != nil && t.Class == "4D.Session" {
				return "Session.storage"
			}
		}
		return b.sharedRoot(n.X)
	case *syntax.Index:
		return b.sharedRoot(n.X)
	}
	return ""
}
