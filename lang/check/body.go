package check

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/source"
)

// body is a method, a function or a property's first value while it is checked.
type body struct {
	*checker
	class  *ClassInfo // of This; nil in a method
	fn     *syntax.Function
	owner  string
	locals map[string]*local
	result *local // "-> $name"
	params int
	loops  int
	depth  int // of variables whose types lead to one another
	uses   int // blocks of Use around the statement
	// formula is the formula around the expression; nil outside.
	formula *formula
	returns []*Type // of each return with a value
}

// local is a variable or parameter of a body.
type local struct {
	sym      *Symbol
	declared *Type
	typed    bool // by a declaration, be it as a variant
	sources  []origin
	pushed   []syntax.Expr // put into the collection that it holds
	opaque   bool          // something else may fill it
	reads    int
	early    *source.Span // where it is read before anything gave it a value

	known bool
	busy  bool
	typ   *Type
}

// origin is where a variable gets a value from.
type origin struct {
	value syntax.Expr
	end   int32           // of the statement
	op    syntax.Operator // of a compound assignment
	over  bool            // one after the other of value's items
	typ   *Type           // where there is no expression
}

// formula is what is known inside "Formula(…)".
type formula struct {
	outer *formula
	first *Type // $1
	this  *Type
}

func (c *checker) body(owner string, class *ClassInfo, fn *syntax.Function, sig *syntax.Signature, block *syntax.Block) *body {
	b := &body{checker: c, class: class, fn: fn, owner: owner, locals: map[string]*local{}}
	if sig != nil {
		b.params = len(sig.Params)
		for i, p := range sig.Params {
			l := b.declare(p.Name, Parameter, paramType(sig, i))
			l.typed = p.Type != nil
			c.typeName(p.Type)
			if name := eventOf(fn, i); name != "" && l.declared.plainOrNil() {
				l.declared = c.project.shaped(name)
			}
		}
		c.typeName(sig.Variadic)
		c.typeName(sig.Result)
		if sig.ResultName != nil {
			b.result = b.declare(sig.ResultName, Local, typeOf(sig.Result))
			b.result.typed = sig.Result != nil
			b.result.reads++
		}
	}
	if block != nil {
		b.gather(block)
	}
	return b
}

// eventOf names the shape of the event object that an ORDA function takes as
// parameter i; "": it is none.
func eventOf(fn *syntax.Function, i int) string {
	if fn == nil {
		return ""
	}
	switch {
	case fn.Kind == syntax.Getter && i == 0:
		return "event get"
	case fn.Kind == syntax.Setter && i == 1:
		return "event set"
	case fn.Kind == syntax.QueryFunction && i == 0:
		return "event query"
	case fn.Kind == syntax.OrderByFunction && i == 0:
		return "event orderBy"
	case fn.Kind == syntax.EventFunction && i == 0 && fn.Event == "restrict":
		return "event restrict"
	case fn.Kind == syntax.EventFunction && i == 0:
		return "event"
	}
	return ""
}

func (t *Type) plainOrNil() bool { return t == nil || t.plainObject() }

// declare makes a variable known; the first declaration counts.
func (b *body) declare(id *syntax.Ident, k SymbolKind, t *Type) *local {
	l := b.locals[id.Norm]
	if l == nil {
		l = &local{sym: &Symbol{Kind: k, Name: id.Name, Owner: b.owner, File: b.file.Source, Span: id.Span}}
		b.locals[id.Norm] = l
	}
	if l.declared == nil {
		l.declared = t
	}
	b.define(id, l.sym)
	return l
}

// gather lists the variables of a body and where their values come from.
func (b *body) gather(block *syntax.Block) {
	syntax.Walk(block, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Var:
			b.gatherVar(n)
		case *syntax.Assign:
			b.source(n.Target, origin{value: n.Value, op: n.Op, end: n.Span.End})
		case *syntax.For:
			b.source(n.Counter, origin{typ: &Type{Type: types.Type{Kind: types.Real}}, end: n.Counter.Pos().End})
		case *syntax.ForEach:
			b.source(n.Item, origin{value: n.Over, over: true, end: n.Item.Pos().End})
		case *syntax.Unary:
			if n.Op == syntax.AddrOf {
				b.hide(n.X)
			}
		case *syntax.Call:
			b.gatherCall(n)
			b.gatherPush(n)
		case *syntax.Name:
			b.gatherName(n)
		case *syntax.Formula:
			b.gatherFormula(n)
			return false
		}
		return true
	})
}

// gatherFormula lists the variables that a formula names: what it assigns is its
// own copy.
func (b *body) gatherFormula(f *syntax.Formula) {
	if f.Body == nil {
		return
	}
	syntax.Walk(f.Body, func(n syntax.Node) bool {
		if name, ok := n.(*syntax.Name); ok {
			b.gatherName(name)
		}
		if a, ok := n.(*syntax.Assign); ok {
			b.hide(a.Target)
		}
		return true
	})
}

func (b *body) gatherVar(v *syntax.Var) {
	t := typeOf(v.Type)
	if v.Type == nil && v.Init != nil {
		t = literalType(v.Init)
	}
	for _, id := range v.Names {
		if strings.HasPrefix(id.Name, "${") || !b.isLocal(id) {
			continue
		}
		if b.result != nil && id.Norm == "$0" {
			continue
		}
		l := b.declare(id, Local, t)
		l.typed = l.typed || v.Type != nil || v.Init != nil
		if n, ok := numbered(id.Norm); ok && n > 0 {
			l.sym.Kind = Parameter
		}
		if v.Init != nil {
			l.sources = append(l.sources, origin{value: v.Init, end: v.Span.End})
		}
	}
}

// isLocal reports whether a declared name is a local variable rather than one of
// the process.
func (b *body) isLocal(id *syntax.Ident) bool {
	return b.file.Dialect == syntax.Qodly || strings.HasPrefix(id.Name, "$")
}

// literalType is what "var $x := literal" declares.
func literalType(x syntax.Expr) *Type {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Lit:
		switch x.Kind {
		case syntax.TextLit:
			return kind(types.Text)
		case syntax.DateLit:
			return kind(types.Date)
		case syntax.TimeLit:
			return kind(types.Time)
		}
		return kind(types.Real)
	case *syntax.CollectionLit:
		return kind(types.Collection)
	case *syntax.ObjectLit:
		return kind(types.Object)
	}
	return nil
}

func (b *body) gatherName(n *syntax.Name) {
	if n.Local && b.locals[n.Ident.Norm] == nil {
		b.implicit(n.Ident)
	}
}

// implicit makes a variable that nothing declares.
func (b *body) implicit(id *syntax.Ident) *local {
	l := &local{sym: &Symbol{Kind: Local, Name: id.Name, Owner: b.owner, File: b.file.Source, Span: id.Span}}
	b.locals[id.Norm] = l
	return l
}

// source notes that a variable is given a value.
func (b *body) source(x syntax.Expr, o origin) {
	switch n := syntax.Unparen(x).(type) {
	case *syntax.Name:
		if n.InterProcess || !n.Local && b.file.Dialect == syntax.FourD {
			return
		}
		l := b.locals[n.Ident.Norm]
		if l == nil {
			l = b.implicit(n.Ident)
		}
		l.sources = append(l.sources, o)
	case *syntax.Numbered:
		if n.Index == nil {
			l := b.numbered(n.N)
			l.sources = append(l.sources, o)
		}
	}
}

// hide notes that a variable may be filled by other code.
func (b *body) hide(x syntax.Expr) {
	switch n := syntax.Unparen(x).(type) {
	case *syntax.Name:
		if n.Local || b.file.Dialect == syntax.Qodly && b.locals[n.Ident.Norm] != nil {
			if b.locals[n.Ident.Norm] == nil {
				b.implicit(n.Ident)
			}
			b.locals[n.Ident.Norm].opaque = true
		}
	case *syntax.Numbered:
		if n.Index == nil {
			b.numbered(n.N).opaque = true
		}
	}
}

// gatherCall hides the variables that a command fills.
func (b *body) gatherCall(call *syntax.Call) {
	name, ok := syntax.Unparen(call.Fun).(*syntax.Name)
	if !ok || name.Local || name.InterProcess {
		return
	}
	cmd := b.project.library.Command(name.Ident.Norm, name.Ident.Token)
	if cmd == nil && b.project.method(name.Ident.Norm) != nil {
		return
	}
	if cmd == nil || cmd.Unavailable != "" { // who knows what it fills
		for _, a := range call.Args {
			b.hide(a)
		}
		return
	}
	for i, a := range call.Args {
		for _, s := range cmd.Signatures {
			if p := s.param(i); p != nil && p.Out {
				if n, ok := syntax.Unparen(a).(*syntax.Name); ok && b.file.Dialect == syntax.Qodly && b.locals[n.Ident.Norm] == nil {
					b.implicit(n.Ident)
				}
				b.hide(a)
			}
		}
	}
}

// gatherPush lists what is pushed onto a collection in a variable.
func (b *body) gatherPush(call *syntax.Call) {
	m, ok := syntax.Unparen(call.Fun).(*syntax.MemberExpr)
	if !ok || m.Name.Name != "push" && m.Name.Name != "unshift" {
		return
	}
	n, ok := syntax.Unparen(m.X).(*syntax.Name)
	if !ok || n.InterProcess || !n.Local && b.file.Dialect == syntax.FourD {
		return
	}
	l := b.locals[n.Ident.Norm]
	if l == nil && n.Local {
		l = b.implicit(n.Ident)
	}
	if l != nil {
		l.pushed = append(l.pushed, call.Args...)
	}
}

// param returns the parameter that takes argument i; nil: none does.
func (s *Signature) param(i int) *Param {
	if i < len(s.Params) {
		return &s.Params[i]
	}
	if n := len(s.Params); n > 0 && s.Params[n-1].Variadic {
		return &s.Params[n-1]
	}
	return nil
}

// numbered returns the variable of "$n".
func (b *body) numbered(n int) *local {
	if n == 0 && b.result != nil {
		return b.result
	}
	name := "$" + strconv.Itoa(n)
	if l := b.locals[name]; l != nil {
		return l
	}
	// $1 of a body with declared parameters is the first of them.
	for _, l := range b.locals {
		if l.sym.Kind == Parameter && n > 0 && n <= b.params && b.position(l) == n {
			return l
		}
	}
	l := &local{sym: &Symbol{Kind: Parameter, Name: name, Owner: b.owner, File: b.file.Source}}
	b.locals[name] = l
	return l
}

func (b *body) position(l *local) int {
	sig := b.file.Declare
	if b.fn != nil {
		sig = b.fn.Sig
	}
	if sig != nil {
		for i, p := range sig.Params {
			if p.Name.Span == l.sym.Span {
				return i + 1
			}
		}
	}
	return 0
}

// read notes that a variable is read.
func (b *body) read(l *local, at source.Span) {
	l.reads++
	if l.early != nil || b.loops > 0 || len(l.sources) == 0 || b.formula != nil {
		return
	}
	for _, o := range l.sources {
		if o.end <= at.Start {
			return
		}
	}
	l.early = &at
}

// maxChain bounds how far the type of one variable leads to those of others.
const maxChain = 200

// typeOfLocal returns what is known of a variable: what it was declared as, made
// more exact by what it is given.
func (b *body) typeOfLocal(l *local) *Type {
	if l.known || l.busy || b.depth > maxChain {
		if l.known {
			return l.typ
		}
		return l.declared
	}
	if l.opaque || len(l.sources) == 0 || l.sym.Kind == Parameter ||
		l.declared != nil && !l.declared.plainObject() && !(l.declared.is(types.Collection) && l.declared.Elem == nil) {
		l.known, l.typ = true, l.declared
		return l.typ
	}
	l.busy = true
	b.depth++
	defer func() { b.depth-- }()
	var t *Type
	for i, o := range l.sources {
		if i == 0 {
			t = b.origin(o)
		} else {
			t = join(t, b.origin(o))
		}
		if t == nil {
			break
		}
	}
	l.busy, l.known = false, true
	l.typ = l.declared
	switch {
	case t == nil || t.null:
	case l.declared == nil:
		l.typ = t.unsure()
	case l.declared.Kind == t.Kind:
		refined := *t
		refined.sure = true
		l.typ = &refined
	}
	if l.typ.is(types.Collection) && l.typ.Elem == nil && len(l.pushed) > 0 {
		l.typ = b.filled(l)
	}
	return l.typ
}

// filled is the type of a collection that begins empty, by what is pushed onto
// it.
func (b *body) filled(l *local) *Type {
	elem := b.expr(l.pushed[0])
	for _, x := range l.pushed[1:] {
		elem = join(elem, b.expr(x))
	}
	t := collectionOf(elem.property())
	t.sure = l.typ.sure
	return t
}

func (b *body) origin(o origin) *Type {
	switch {
	case o.typ != nil:
		return o.typ
	case o.over:
		return b.itemOf(b.expr(o.value))
	case o.op != syntax.NoOp:
		return b.compound(o)
	}
	return b.expr(o.value)
}

// compound is the type after "+=": where both sides are numbers or both texts it
// is known, without a look at the variable itself.
func (b *body) compound(o origin) *Type {
	switch t := b.expr(o.value); {
	case t.is(types.Text) && o.op == syntax.Add:
		return t
	case t.is(types.Integer, types.Real) && o.op != syntax.Add && o.op != syntax.Sub:
		return &Type{Type: types.Type{Kind: types.Real}}
	}
	return nil
}

// itemOf is the type of what For each finds in a value.
func (b *body) itemOf(t *Type) *Type {
	switch {
	case t == nil:
		return nil
	case t.Elem != nil:
		return t.Elem.unsure()
	case t.is(types.Object) && t.Class != "":
		if d, r := b.project.dataclassOf(t.Class); r == selectionRole {
			return instance("cs." + d.Symbol.Name + "Entity")
		}
		return nil
	case t.is(types.Object) && t.Props != nil:
		return &Type{Type: types.Type{Kind: types.Text}}
	}
	return nil
}

// resultOf infers the result of a function from what it returns.
func (c *checker) resultOf(sig *syntax.Signature, block *syntax.Block, fn *syntax.Function) *Type {
	b := c.body("", c.unit.thisClass(c.project), fn, sig, block)
	if block == nil {
		return nil
	}
	var t *Type
	first, known := true, true
	syntax.Walk(block, func(n syntax.Node) bool {
		r, ok := n.(*syntax.Return)
		if !ok {
			_, formula := n.(*syntax.Formula)
			return known && !formula
		}
		if r.X == nil {
			return false
		}
		switch got := b.expr(r.X); {
		case first:
			t, first = got, false
		default:
			t = join(t, got)
		}
		known = t != nil
		return false
	})
	return t
}

// givenType joins what functions assign to a property.
func (c *checker) givenType(given []givenProperty) *Type {
	bodies := map[*syntax.Function]*body{}
	class := c.unit.thisClass(c.project)
	var t *Type
	for i, g := range given {
		if g.value == nil {
			return nil
		}
		b := bodies[g.in]
		if b == nil {
			b = c.body("", class, g.in, nil, nil)
			if g.in != nil {
				b = c.body("", class, g.in, g.in.Sig, g.in.Body)
			}
			bodies[g.in] = b
		}
		got := b.expr(g.value)
		if i == 0 {
			t = got
		} else {
			t = join(t, got)
		}
		if t == nil {
			return nil
		}
	}
	if t != nil && t.null {
		return nil
	}
	return t
}

// thisClass returns the class that This is of in a file.
func (u *unit) thisClass(p *Project) *ClassInfo {
	if u.class == nil {
		return nil
	}
	return p.class(u.class.Name)
}
