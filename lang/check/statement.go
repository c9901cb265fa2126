package check

import (
	"strconv"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// method checks a method's file.
func (c *checker) method() {
	c.methodName()
	b := c.body(c.unit.name, nil, nil, c.file.Declare, c.file.Body)
	b.block(c.file.Body)
	b.finish(c.file.Declare, c.file.Body)
}

// class checks a class file.
func (c *checker) class() {
	class := c.unit.thisClass(c.project)
	functions := map[string]bool{}
	for _, m := range c.file.Members {
		if f, ok := m.(*syntax.Function); ok && f.Kind == syntax.Plain && f.Name != nil {
			functions[f.Name.Name] = true
		}
	}
	c.declarations(class)
	if c.file.Extends != nil {
		if parent := c.project.parent(c.unit.class); parent != nil {
			c.info.TypeUses[c.file.Extends] = parent.Symbol
		}
	}
	for _, m := range c.file.Members {
		switch m := m.(type) {
		case *syntax.Function:
			c.function(class, m)
		case *syntax.Property:
			c.property(class, m, functions)
		case *syntax.Alias:
			c.define(m.Name, c.unit.class.Members[m.Name.Name])
		}
	}
}

func (c *checker) function(class *ClassInfo, m *syntax.Function) {
	owner := c.unit.name
	if m.Name != nil {
		owner += "." + m.Name.Name
		if s := c.unit.class.Members[m.Name.Name]; s != nil {
			c.define(m.Name, s)
		}
	}
	b := c.body(owner, class, m, m.Sig, m.Body)
	b.block(m.Body)
	b.finish(m.Sig, m.Body)
	b.exposed(m)
}

// finish checks what can be told of a body as a whole.
func (b *body) finish(sig *syntax.Signature, block *syntax.Block) {
	b.parameters(sig)
	b.flow(sig, block)
	b.variables()
}

// parameters reports names that are given twice.
func (b *body) parameters(sig *syntax.Signature) {
	if sig == nil {
		return
	}
	seen := map[string]bool{}
	twice := func(id *syntax.Ident) {
		if id == nil {
			return
		}
		if seen[id.Norm] {
			b.report(id.Span, "parameter.duplicate", "There is another parameter %s.", id.Name)
		}
		seen[id.Norm] = true
	}
	for _, p := range sig.Params {
		twice(p.Name)
	}
	twice(sig.ResultName)
}

func (c *checker) property(class *ClassInfo, m *syntax.Property, functions map[string]bool) {
	c.typeName(m.Type)
	for _, id := range m.Names {
		c.define(id, c.unit.class.Members[id.Name])
		if functions[id.Name] {
			c.report(id.Span, "class.property-function", "The class has a function %s too.", id.Name)
		}
	}
	if m.Init != nil {
		c.body(c.unit.name, class, nil, nil, nil).expr(m.Init)
	}
}

func (b *body) block(block *syntax.Block) {
	if block == nil {
		return
	}
	for _, s := range block.Stmts {
		b.statement(s)
	}
}

func (b *body) loop(block *syntax.Block) {
	b.loops++
	b.block(block)
	b.loops--
}

func (b *body) statement(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Var:
		b.varStatement(s)
	case *syntax.Assign:
		b.assign(s)
	case *syntax.ExprStmt:
		b.expr(s.X)
		b.noEffect(s)
	case *syntax.If:
		b.condition(s.Cond)
		b.block(s.Then)
		b.block(s.Else)
	case *syntax.Case:
		for _, branch := range s.Branches {
			b.condition(branch.Cond)
			b.block(branch.Body)
		}
		b.block(s.Else)
	case *syntax.For:
		b.target(s.Counter)
		b.exprs(s.From, s.To, s.Step)
		b.loop(s.Body)
	case *syntax.ForEach:
		b.target(s.Item)
		b.exprs(s.Over, s.Begin, s.End)
		b.condition(s.Guard)
		b.items(s)
		b.loop(s.Body)
	case *syntax.While:
		b.condition(s.Cond)
		b.loop(s.Body)
	case *syntax.Repeat:
		b.loop(s.Body)
		b.condition(s.Cond)
	case *syntax.Use:
		b.expr(s.X)
		b.uses++
		b.block(s.Body)
		b.uses--
	case *syntax.Try:
		b.block(s.Body)
		b.block(s.Catch)
		b.emptyCatch(s)
	case *syntax.Return:
		b.returned(s)
	case *syntax.Break, *syntax.Continue:
		if b.loops == 0 {
			b.report(s.Pos(), "loop.outside", "Break and continue stand inside a loop only.")
		}
	}
}

func (b *body) varStatement(s *syntax.Var) {
	b.typeName(s.Type)
	if s.Init == nil {
		return
	}
	got := b.expr(s.Init)
	if s.Type != nil && len(s.Names) > 0 {
		b.expect(s.Init.Pos(), "assign.type", s.Names[0].Name, typeOf(s.Type), got)
	}
}

// noEffect reports statements that compute something and drop it: mostly "="
// where ":=" was meant.
func (b *body) noEffect(s *syntax.ExprStmt) {
	switch x := syntax.Unparen(s.X).(type) {
	case *syntax.Binary:
		if x.Op == syntax.AndAlso || x.Op == syntax.OrElse {
			return // "test && call()"
		}
	case *syntax.Lit, *syntax.CollectionLit, *syntax.ObjectLit, *syntax.This:
	case *syntax.Name:
		if b.local(x) == nil {
			return
		}
	case *syntax.MemberExpr:
		if t := b.info.Types[x]; t != nil && t.Func != nil {
			b.report(x.Name.Span, "statement.no-call", "The function is named and not called; write %s().", x.Name.Name)
		}
		return
	default:
		return
	}
	b.report(s.X.Pos(), "statement.no-effect", "This computes a value and does nothing with it.")
}

// emptyCatch reports a Catch without a statement or a word about why.
func (b *body) emptyCatch(s *syntax.Try) {
	if s.Catch == nil || len(s.Catch.Stmts) > 0 {
		return
	}
	for _, c := range b.file.Comments {
		if c.Span.Start >= s.Catch.Span.Start && c.Span.End <= s.Catch.Span.End {
			return
		}
	}
	b.report(s.Catch.Span, "catch.empty", "Errors end here without a trace.")
}

// items compares what For each finds with the variable that takes it.
func (b *body) items(s *syntax.ForEach) {
	over := b.info.Types[s.Over]
	switch groupOf(over) {
	case textGroup, numberGroup, booleanGroup, dateGroup:
		code := "loop.values"
		if !over.sure {
			code = "type.doubtful"
		}
		b.report(s.Over.Pos(), code, "For each goes through a collection, a selection or an object, got %s.", over)
		return
	}
	if n, ok := syntax.Unparen(s.Item).(*syntax.Name); ok {
		if l := b.local(n); l != nil {
			b.expect(s.Item.Pos(), "assign.type", n.Ident.Name, l.declared, b.itemOf(over))
		}
	}
}

// returned checks "return x" against the declared result.
func (b *body) returned(s *syntax.Return) {
	if s.X == nil {
		return
	}
	got := b.expr(s.X)
	b.returns = append(b.returns, got)
	sig := b.file.Declare
	if b.fn != nil {
		sig = b.fn.Sig
	}
	switch {
	case b.formula != nil || sig == nil:
	case b.fn != nil && b.fn.Kind == syntax.Constructor:
		b.report(s.X.Pos(), "return.constructor", "A constructor gives the new object; what it returns is lost.")
	case sig.Result != nil:
		b.expect(s.X.Pos(), "return.type", "return", typeOf(sig.Result), got)
	}
}

func (b *body) assign(s *syntax.Assign) {
	got := b.expr(s.Value)
	want := b.target(s.Target)
	b.locked(s.Target)
	switch {
	case s.Op == syntax.NoOp && b.isMember(s.Target) && b.kept(s.Target, want, got):
	case s.Op == syntax.NoOp:
		if text, ok := targetName(s.Target); ok {
			b.expect(s.Value.Pos(), "assign.type", text, want, got)
		}
	case groupOf(want) != noGroup && groupOf(got) != noGroup:
		if k, ok := arithmetic(s.Op, want.Kind, got.Kind); !ok {
			b.mismatch(s.Span, want.sure && got.sure, "%s cannot be applied to %s and %s.", quoted(s.Op), want, got)
		} else if text, named := targetName(s.Target); named {
			b.expect(s.Value.Pos(), "assign.type", text, want, &Type{Type: types.Type{Kind: k}, sure: got.sure})
		}
	}
}

func (b *body) isMember(x syntax.Expr) bool {
	_, ok := syntax.Unparen(x).(*syntax.MemberExpr)
	return ok
}

// kept reports whether a property takes a value whatever its declaration says:
// properties and attributes can be null, an attribute converts texts, numbers and
// dates into one another, and an object attribute holds a collection as well.
func (b *body) kept(target syntax.Expr, want, got *Type) bool {
	if want == nil || got == nil || got.null {
		return true
	}
	s := b.info.Uses[syntax.Unparen(target).(*syntax.MemberExpr).Name]
	if s == nil || s.Kind != Attribute {
		return false
	}
	scalar := !got.is(types.Object, types.Collection)
	return scalar && !want.is(types.Object) || want.is(types.Object) && want.Class == "" && got.is(types.Collection)
}

// targetName names what is assigned, for messages; elements and characters are
// not compared.
func targetName(x syntax.Expr) (string, bool) {
	switch n := syntax.Unparen(x).(type) {
	case *syntax.Name:
		return n.Ident.Name, true
	case *syntax.MemberExpr:
		return n.Name.Name, true
	case *syntax.Numbered:
		return "$" + strconv.Itoa(n.N), true
	}
	return "", false
}

// target checks what is assigned and returns its type.
func (b *body) target(x syntax.Expr) *Type {
	switch n := x.(type) {
	case *syntax.Name:
		return b.nameTarget(n)
	case *syntax.MemberExpr:
		t := b.expr(n.X)
		return b.memberTarget(n, t)
	case *syntax.Numbered:
		if n.Index == nil && b.formula == nil {
			return b.numbered(n.N).declared
		}
	}
	return b.expr(x)
}

// memberTarget checks the assignment of a property.
func (b *body) memberTarget(n *syntax.MemberExpr, on *Type) *Type {
	s, typ := b.project.memberOf(on, n.Name.Name)
	b.define(n.Name, s)
	b.info.Types[n] = typ
	switch {
	case s == nil:
		b.unknownTarget(n, on)
		return nil
	case on.Static:
		return nil // class objects keep what is put into them
	case s.Callable() && s.Kind != Property:
		b.report(n.Name.Span, "assign.read-only", "%s is a function of %s.", s.Name, s.Owner)
		return nil
	case s.ReadOnly:
		b.report(n.Name.Span, "assign.read-only", "%s of %s cannot be assigned.", s.Name, s.Owner)
	case s.Kind == Property && s.Type == nil, s.member == assigned:
		return nil // it has the type of what it is given
	case s.Owner == "":
		return nil // a property of an object literal
	}
	return typ.unsure()
}

// unknownTarget reports the assignment of what is no attribute: an entity keeps
// nothing else.
func (b *body) unknownTarget(n *syntax.MemberExpr, on *Type) {
	if on == nil || on.null || b.scalar(n, on) || on.Static || on.Class == "" {
		return
	}
	if _, role := b.project.dataclassOf(on.Class); role == entityRole {
		b.lacks(n, b.project.class(on.Class))
	}
}

func (b *body) nameTarget(n *syntax.Name) *Type {
	if l := b.local(n); l != nil {
		b.define(n.Ident, l.sym)
		b.info.Types[n] = b.typeOfLocal(l)
		return l.declared
	}
	if s, _ := b.resolve(n); s != nil && s.Kind != ProcessVariable && s.Kind != InterProcess {
		b.report(n.Span, "assign.target", "%s is a %s and cannot be assigned.", s.Name, s.Kind)
		return nil
	}
	if v := b.project.variable(n.Ident.Norm); v != nil {
		b.define(n.Ident, v)
		b.info.Types[n] = v.Type
		return v.Type
	}
	return nil
}
