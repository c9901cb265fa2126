package check

import "quoin.dev/quoin/lang/syntax"

// method checks a method's file.
func (c *checker) method() {
	b := c.body(c.unit.name, nil, nil, c.file.Declare, c.file.Body)
	b.block(c.file.Body)
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
		b.typeName(s.Type)
		b.expr(s.Init)
	case *syntax.Assign:
		b.assign(s)
	case *syntax.ExprStmt:
		b.expr(s.X)
	case *syntax.If:
		b.expr(s.Cond)
		b.block(s.Then)
		b.block(s.Else)
	case *syntax.Case:
		for _, branch := range s.Branches {
			b.expr(branch.Cond)
			b.block(branch.Body)
		}
		b.block(s.Else)
	case *syntax.For:
		b.target(s.Counter)
		b.exprs(s.From, s.To, s.Step)
		b.loop(s.Body)
	case *syntax.ForEach:
		b.target(s.Item)
		b.exprs(s.Over, s.Begin, s.End, s.Guard)
		b.loop(s.Body)
	case *syntax.While:
		b.expr(s.Cond)
		b.loop(s.Body)
	case *syntax.Repeat:
		b.loop(s.Body)
		b.expr(s.Cond)
	case *syntax.Use:
		b.expr(s.X)
		b.block(s.Body)
	case *syntax.Try:
		b.block(s.Body)
		b.block(s.Catch)
	case *syntax.Return:
		b.expr(s.X)
	case *syntax.Break, *syntax.Continue:
		if b.loops == 0 {
			b.report(s.Pos(), "loop.outside", "Break and continue stand inside a loop only.")
		}
	}
}

func (b *body) assign(s *syntax.Assign) {
	b.expr(s.Value)
	b.target(s.Target)
}

// target checks what is assigned and returns its type.
func (b *body) target(x syntax.Expr) *Type {
	switch n := x.(type) {
	case *syntax.Name:
		return b.nameTarget(n)
	case *syntax.MemberExpr:
		t := b.expr(n.X)
		s, typ := b.project.memberOf(t, n.Name.Name)
		b.define(n.Name, s)
		b.info.Types[n] = typ
		return typ
	case *syntax.Numbered:
		if n.Index == nil && b.formula == nil {
			return b.numbered(n.N).declared
		}
	}
	return b.expr(x)
}

func (b *body) nameTarget(n *syntax.Name) *Type {
	if l := b.local(n); l != nil {
		b.define(n.Ident, l.sym)
		b.info.Types[n] = b.typeOfLocal(l)
		return l.declared
	}
	if v := b.project.variable(n.Ident.Norm); v != nil {
		b.define(n.Ident, v)
		b.info.Types[n] = v.Type
		return v.Type
	}
	return nil
}
