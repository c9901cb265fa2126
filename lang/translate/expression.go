package translate

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// What is translated in expressions. An expression is given by the place that
// holds it, because some become another node.

func (t *translator) exprs(places ...*syntax.Expr) {
	for _, p := range places {
		t.expr(p)
	}
}

func (t *translator) list(items []syntax.Expr) {
	for i := range items {
		t.expr(&items[i])
	}
}

func (t *translator) expr(place *syntax.Expr) {
	switch x := (*place).(type) {
	case *syntax.Name:
		t.name(x, false)
	case *syntax.This:
		x.Token = t.token(x.Token, "C1470")
	case *syntax.Super:
		x.Token = t.token(x.Token, "C1706")
	case *syntax.Numbered:
		t.numbered(place, x)
	case *syntax.Field:
		t.field(place, x)
	case *syntax.MemberExpr:
		t.expr(&x.X)
		x.Name.Token = ""
	case *syntax.Index:
		t.exprs(&x.X, &x.I)
	case *syntax.CharAt:
		t.exprs(&x.X, &x.I)
	case *syntax.Element:
		t.fail(x, "QodlyScript has no arrays; use a collection")
		t.exprs(&x.X, &x.I)
	case *syntax.Deref:
		t.fail(x, "QodlyScript has no pointers; pass an object")
		t.expr(&x.X)
	case *syntax.Call:
		t.call(x)
	case *syntax.Unary:
		if x.Op == syntax.AddrOf {
			t.fail(x, "QodlyScript has no pointers; pass an object")
		}
		t.expr(&x.X)
	case *syntax.Binary:
		t.operand(x, &x.X, false)
		t.operand(x, &x.Y, true)
	case *syntax.Ternary:
		t.exprs(&x.Cond, &x.Then, &x.Else)
	case *syntax.Paren:
		t.expr(&x.X)
	case *syntax.CollectionLit:
		t.collection(x)
	case *syntax.ObjectLit:
		for _, e := range x.Entries {
			t.expr(&e.Value)
		}
	case *syntax.Formula:
		x.Token = t.token(x.Token, "C1597")
		outer := t.params
		t.params = nil // its numbers are its own
		t.stmt(x.Body)
		t.params = outer
	case *syntax.TryExpr:
		t.expr(&x.X)
	case *syntax.Mark:
		t.mark(x)
	}
}

// operand drops parentheses that QodlyScript does not need. In 4D the author's
// stay, printing adds those that it needs, and comparisons within logic get
// theirs on both sides, as everybody writes them.
func (t *translator) operand(b *syntax.Binary, place *syntax.Expr, isRight bool) {
	p, _ := (*place).(*syntax.Paren)
	if p != nil {
		inner, ok := p.X.(*syntax.Binary)
		if ok && (t.bare || t.to == syntax.Qodly && t.from != t.to && !t.to.Regroups(b.Op, inner.Op, isRight) && !signed(inner)) {
			*place = inner
		}
	}
	t.expr(place)
	if inner, ok := (*place).(*syntax.Binary); ok && t.to == syntax.FourD && !t.bare && isLogic(b.Op) && isComparison(inner.Op) {
		p := &syntax.Paren{X: inner}
		p.Span = inner.Span
		*place = p
	}
}

// signed reports whether an operation begins with a sign, which would stand
// behind the operator before it.
func signed(b *syntax.Binary) bool {
	for {
		switch x := b.X.(type) {
		case *syntax.Binary:
			b = x
		case *syntax.Unary:
			return true
		default:
			return false
		}
	}
}

func isLogic(op syntax.Operator) bool {
	switch op {
	case syntax.And, syntax.Or, syntax.AndAlso, syntax.OrElse:
		return true
	}
	return false
}

func isComparison(op syntax.Operator) bool {
	switch op {
	case syntax.Eq, syntax.Ne, syntax.Lt, syntax.Gt, syntax.Le, syntax.Ge:
		return true
	}
	return false
}

// collection keeps "[name]" a collection: in 4D it is a table unless the name
// stands in parentheses or has a token.
func (t *translator) collection(x *syntax.CollectionLit) {
	if len(x.Items) == 1 {
		if p, ok := x.Items[0].(*syntax.Paren); ok && t.to == syntax.Qodly && isBareName(p.X) {
			x.Items[0] = p.X
		}
	}
	t.list(x.Items)
	if t.to == syntax.FourD && len(x.Items) == 1 && isBareName(x.Items[0]) {
		p := &syntax.Paren{X: x.Items[0]}
		p.Span = p.X.Pos()
		x.Items[0] = p
	}
}

// isBareName reports whether 4D would read "[x]" as a table.
func isBareName(x syntax.Expr) bool {
	n, ok := x.(*syntax.Name)
	if !ok || n.Local || n.InterProcess || n.Ident.Token != "" {
		return false
	}
	switch n.Ident.Norm {
	case "null", "true", "false", "cs", "ds":
		return false
	}
	return true
}

// field translates "[name]", which is a collection of one item where no table
// has the name.
func (t *translator) field(place *syntax.Expr, x *syntax.Field) {
	if x.Field != nil || x.Table.Token != "" {
		t.fail(x, "QodlyScript has no tables and fields; use the dataclass: ds."+x.Table.Name)
		return
	}
	item := &syntax.Name{Ident: x.Table}
	item.Span = x.Table.Span
	c := &syntax.CollectionLit{Items: []syntax.Expr{item}}
	c.Span = x.Span
	*place = c
	t.collection(c)
}

// mark spells a lone comparison of an old query.
func (t *translator) mark(x *syntax.Mark) {
	words := [...][2]string{{"=", "=="}, {"#", "!="}}
	for _, w := range words {
		if x.Text == w[0] || x.Text == w[1] {
			x.Text = w[0]
			if t.to == syntax.Qodly {
				x.Text = w[1]
			}
		}
	}
}

func (t *translator) call(x *syntax.Call) {
	switch f := x.Fun.(type) {
	case *syntax.Name:
		if syntax.IsTypingCommand(strings.ToLower(f.Ident.Name)) {
			t.typing(f.Ident.Name, x)
			return
		}
		entry := t.name(f, true)
		t.list(x.Args)
		if entry != nil {
			t.code(entry.Name, x)
		}
		return
	case *syntax.Super:
		f.Token = t.token(f.Token, "C1705")
	case *syntax.MemberExpr:
		t.memberCall(f.Name, x)
		t.expr(&x.Fun)
	default:
		t.expr(&x.Fun)
	}
	t.list(x.Args)
}

// typing refuses an old declaration that is no plain one: C_TEXT(method;$1),
// C_STRING(20;$a).
func (t *translator) typing(command string, x *syntax.Call) {
	if t.from == syntax.Qodly && t.to != t.from {
		t.refuse(x, "`"+command+"` declares variables in 4D; give the method another name")
		return
	}
	if len(x.Args) > 1 {
		if n, ok := x.Args[0].(*syntax.Name); ok && !n.Local {
			t.fail(x, "`"+command+"` declares parameters of the method `"+n.Ident.Name+"`, which in QodlyScript its own head does; remove this line")
			return
		}
	}
	t.fail(x, "`"+command+"` declares in 4D alone, and in this form has no counterpart; declare with var")
}

// code translates texts that hold code: they run in the dialect of who runs
// them.
func (t *translator) code(command string, x *syntax.Call) {
	switch {
	case command == "Formula from string" || command == "EXECUTE FORMULA":
	case strings.HasPrefix(command, "ARRAY ") && command != "ARRAY TO COLLECTION":
		t.fail(x, "QodlyScript has no arrays; use a collection")
		return
	case strings.HasPrefix(command, "PROCESS 4D TAGS"):
		t.fail(x, "the tags of "+command+" hold 4D; QodlyScript has none")
		return
	default:
		return
	}
	if len(x.Args) == 0 || t.from == t.to && !t.bare {
		return
	}
	lit, ok := x.Args[0].(*syntax.Lit)
	if !ok || lit.Kind != syntax.TextLit {
		t.refuse(x, command+" runs code whose text is known only when it runs, and that has to be in the dialect of this file")
		return
	}
	inner := &translator{Project: t.Project, from: t.from, to: t.to, bare: t.bare}
	tree, problems := inner.translate(source.NewFile("formula", lit.Value), syntax.Method)
	text := strings.TrimSpace(syntax.Print(tree, t.to))
	if len(problems) > 0 || strings.ContainsAny(text, "\r\n") {
		t.refuse(lit, "the code in this text cannot be translated")
		return
	}
	if text != lit.Value {
		lit.Value, lit.Span = text, source.Span{} // printed anew
	}
}

// memberCall refuses formulas inside the texts of queries.
func (t *translator) memberCall(name *syntax.Ident, x *syntax.Call) {
	if t.from == t.to || len(x.Args) == 0 {
		return
	}
	switch lit, isText := x.Args[0].(*syntax.Lit); name.Norm {
	case "query":
		if isText && strings.Contains(strings.ToLower(lit.Value), "eval(") {
			t.refuse(lit, "a formula in a query's text has to be in the dialect of this file; pass it as a value")
		}
	case "orderbyformula":
		if isText {
			t.refuse(lit, "a formula in a text has to be in the dialect of this file; pass a Formula")
		}
	}
}

// refuse notes a problem of either direction.
func (t *translator) refuse(n syntax.Node, message string) {
	if t.bare {
		return
	}
	t.problems = append(t.problems, Problem{n.Pos(), message})
}

// token returns the token that a word of the language gets.
func (t *translator) token(_, number string) string {
	if t.to == syntax.Qodly {
		return ""
	}
	return number
}
