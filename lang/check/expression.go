package check

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// expr checks an expression once and returns its type; nil where nothing is
// known.
func (b *body) expr(x syntax.Expr) *Type {
	if x == nil {
		return nil
	}
	if t, done := b.info.Types[x]; done {
		return t
	}
	b.info.Types[x] = nil // what leads back here is not known
	t := b.typed(x)
	b.info.Types[x] = t
	return t
}

func (b *body) exprs(list ...syntax.Expr) {
	for _, x := range list {
		b.expr(x)
	}
}

func (b *body) typed(x syntax.Expr) *Type {
	switch x := x.(type) {
	case *syntax.Lit:
		return literal(x)
	case *syntax.Name:
		return b.name(x)
	case *syntax.Numbered:
		return b.numberedExpr(x)
	case *syntax.This:
		return b.this()
	case *syntax.Super:
		return b.super()
	case *syntax.MemberExpr:
		return b.member(x)
	case *syntax.Index:
		return b.index(x)
	case *syntax.CharAt:
		b.exprs(x.X, x.I)
		return kind(types.Text)
	case *syntax.Element:
		b.exprs(x.X, x.I)
	case *syntax.Deref:
		b.expr(x.X)
	case *syntax.Call:
		return b.call(x)
	case *syntax.Unary:
		return b.unary(x)
	case *syntax.Binary:
		return b.binary(x)
	case *syntax.Ternary:
		b.expr(x.Cond) // any value has a truth here
		return join(b.expr(x.Then), b.expr(x.Else))
	case *syntax.Paren:
		return b.expr(x.X)
	case *syntax.CollectionLit:
		return b.collection(x)
	case *syntax.ObjectLit:
		return b.object(x)
	case *syntax.Formula:
		return b.formulaExpr(x, nil, nil)
	case *syntax.TryExpr:
		return b.expr(x.X).unsure()
	}
	return nil
}

func literal(x *syntax.Lit) *Type {
	switch x.Kind {
	case syntax.IntLit:
		return kind(types.Integer)
	case syntax.RealLit:
		return kind(types.Real)
	case syntax.TextLit:
		return kind(types.Text)
	case syntax.DateLit:
		return kind(types.Date)
	}
	return kind(types.Time)
}

func (b *body) this() *Type {
	if b.formula != nil {
		return b.formula.this
	}
	if b.class == nil {
		return nil
	}
	return instance(b.class.Name)
}

func (b *body) super() *Type {
	if b.class == nil || b.formula != nil {
		return nil
	}
	if parent := b.project.parent(b.class); parent != nil {
		return instance(parent.Name)
	}
	return nil
}

func (b *body) numberedExpr(x *syntax.Numbered) *Type {
	if x.Index != nil {
		b.expr(x.Index)
		return nil
	}
	if b.formula != nil {
		if x.N == 1 {
			return b.formula.first
		}
		return nil
	}
	l := b.numbered(x.N)
	b.read(l, x.Span)
	return b.typeOfLocal(l)
}

func (b *body) collection(x *syntax.CollectionLit) *Type {
	var elem *Type
	for i, item := range x.Items {
		t := b.expr(item)
		if i == 0 {
			elem = t
		} else {
			elem = join(elem, t)
		}
	}
	return collectionOf(elem.unsure())
}

func (b *body) object(x *syntax.ObjectLit) *Type {
	t := &Type{Type: types.Type{Kind: types.Object}, Props: map[string]*Type{}, sure: true}
	for _, e := range x.Entries {
		if _, twice := t.Props[e.Key]; twice {
			b.report(e.Span, "object.duplicate-key", "The property %q is given twice; the last one counts.", e.Key)
		}
		t.Props[e.Key] = b.expr(e.Value).property()
	}
	return t.bound()
}

// property is the type of a property that has this value now: later it may have
// another.
func (t *Type) property() *Type {
	if t != nil && t.null {
		return nil
	}
	return t.unsure()
}

// formulaExpr checks the code of a formula; first is the type of $1, this that
// of This, where it is known what the formula is called with.
func (b *body) formulaExpr(x *syntax.Formula, first, this *Type) *Type {
	b.formula = &formula{outer: b.formula, first: first, this: this}
	returned := b.returns
	b.returns = nil
	var result *Type
	switch s := x.Body.(type) {
	case *syntax.ExprStmt:
		result = b.expr(s.X)
		if result != nil && result.Func != nil && result.Func.Kind == Method {
			result = b.project.result(result.Func)
		}
	case *syntax.Return:
		result = b.expr(s.X)
	case nil:
	default:
		b.statement(s)
	}
	b.formula, b.returns = b.formula.outer, returned
	f := &Symbol{Kind: Function, Name: "formula", Type: result, File: b.file.Source, Span: x.Span,
		Signatures: []Signature{{Result: result, HasResult: true, Params: []Param{{Name: "...", Optional: true, Variadic: true}}}}}
	return &Type{Type: types.Type{Kind: types.Object, Class: "4D.Function"}, Func: f, sure: true}
}

// --- names

// isWord reports whether a name belongs to the language itself.
func isWord(norm string) bool {
	switch norm {
	case "null", "true", "false", "cs", "4d", "ok", "error", "error method", "error line", "error formula", "document":
		return true
	}
	return false
}

func wordType(norm string) *Type {
	switch norm {
	case "null":
		return nullType()
	case "true", "false":
		return kind(types.Boolean)
	case "cs":
		return &Type{Type: types.Type{Kind: types.Object}, Store: "cs"}
	case "4d":
		return &Type{Type: types.Type{Kind: types.Object}, Store: "4D"}
	case "ok", "error", "error line":
		return &Type{Type: types.Type{Kind: types.Integer}}
	}
	return &Type{Type: types.Type{Kind: types.Text}}
}

// local returns the local variable of a name; nil: it is none.
func (b *body) local(n *syntax.Name) *local {
	if n.InterProcess || !n.Local && b.file.Dialect == syntax.FourD {
		return nil
	}
	return b.locals[n.Ident.Norm]
}

// name checks a bare name that is read.
func (b *body) name(n *syntax.Name) *Type {
	id := n.Ident
	if l := b.local(n); l != nil {
		b.read(l, n.Span)
		b.use(id, l.sym)
		return b.typeOfLocal(l)
	}
	s, t := b.resolve(n)
	switch {
	case s != nil && s.Callable():
		return b.callSymbol(s, nil, n, id, nil)
	case s != nil:
		return s.Type
	case t != nil:
		return t
	case n.InterProcess || n.Local:
	case strings.HasPrefix(id.Token, "K"):
		b.report(n.Span, "name.unknown-constant", "There is no constant %q.", id.Name)
	default:
		b.report(n.Span, "name.unknown", "Nothing gives %q a value.", id.Name)
	}
	return nil
}

// resolve says what a bare name that is no local variable stands for: a symbol,
// or a word of the language with its type.
func (b *body) resolve(n *syntax.Name) (*Symbol, *Type) {
	id := n.Ident
	if !n.InterProcess {
		if isWord(id.Norm) {
			return nil, wordType(id.Norm)
		}
		cmd, m := b.project.library.Command(id.Norm, id.Token), b.project.method(id.Norm)
		// A method may have the name that a command has in QodlyScript.
		if cmd != nil && (m == nil || id.Token != "" || syntax.Normalize(cmd.Name) == id.Norm) {
			b.use(id, cmd)
			return cmd, nil
		}
		if m != nil {
			b.use(id, m)
			return m, nil
		}
		if c := b.project.library.Constant(id.Norm, id.Token); c != nil {
			b.use(id, c)
			return c, nil
		}
	}
	if b.unit.global(n.InterProcess) {
		if v := b.project.variable(id.Norm); v != nil {
			b.use(id, v)
			return v, nil
		}
	}
	if !n.InterProcess && !n.Local {
		if m := b.project.sharedMethod(id.Norm); m != nil {
			b.use(id, m)
			return m, nil
		}
	}
	return nil, nil
}

func (c *checker) typeName(t *syntax.TypeName) {
	if t == nil || t.Name == "" { // the parser has said so
		return
	}
	if _, known := types.Lookup(t.Store, t.Name); !known {
		c.report(t.Span, "type.unknown", "There is no type %q.", t.Name)
		return
	}
	if t.Store == "" {
		return
	}
	class := c.project.class(t.Store + "." + t.Name)
	if class == nil {
		namespace, _, nested := strings.Cut(t.Name, ".")
		if !nested || c.project.component(namespace) != nil { // another component may be installed elsewhere
			c.report(t.Span, "name.unknown-class", "There is no class %s.%s.", t.Store, t.Name)
		}
		return
	}
	c.info.TypeUses[t] = class.Symbol
}
