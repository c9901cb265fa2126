package syntax

import "quoin.dev/quoin/source"

// Pos returns the whole text of the file, so that a File is a Node too.
func (f *File) Pos() source.Span { return source.Span{Start: 0, End: int32(len(f.Source.Text))} }

// Walk calls visit for n and, where that returns true, for the parts of n in
// the order of the text. Missing parts (nil) are not visited.
func Walk(n Node, visit func(Node) bool) {
	w := walker{visit}
	w.node(n)
}

type walker struct{ visit func(Node) bool }

func (w walker) node(n Node) {
	if n == nil || !w.visit(n) {
		return
	}
	switch n := n.(type) {
	case *File:
		w.file(n)
	case Member:
		w.member(n)
	case Stmt:
		w.stmt(n)
	case Expr:
		w.expr(n)
	case *Signature:
		w.signature(n)
	case *Param:
		w.ident(n.Name)
		w.typeName(n.Type)
	case *Block:
		for _, s := range n.Stmts {
			w.node(s)
		}
	case *Branch:
		w.node(n.Cond)
		w.block(n.Body)
	case *Entry:
		w.node(n.Value)
	}
}

// The five below guard against a typed nil in an interface.

func (w walker) ident(n *Ident) {
	if n != nil {
		w.node(n)
	}
}

func (w walker) idents(list []*Ident) {
	for _, n := range list {
		w.ident(n)
	}
}

func (w walker) typeName(n *TypeName) {
	if n != nil {
		w.node(n)
	}
}

func (w walker) block(n *Block) {
	if n != nil {
		w.node(n)
	}
}

func (w walker) sig(n *Signature) {
	if n != nil {
		w.node(n)
	}
}

func (w walker) file(f *File) {
	w.sig(f.Declare)
	w.typeName(f.Extends)
	w.block(f.Body)
	for _, m := range f.Members {
		w.node(m)
	}
}

func (w walker) member(m Member) {
	switch m := m.(type) {
	case *Property:
		w.idents(m.Names)
		w.typeName(m.Type)
		w.node(m.Init)
	case *Alias:
		w.ident(m.Name)
	case *Function:
		w.ident(m.Name)
		w.sig(m.Sig)
		w.block(m.Body)
	}
}

// signature visits a type shared by several parameters once for each of them.
func (w walker) signature(s *Signature) {
	for _, p := range s.Params {
		w.node(p)
	}
	w.typeName(s.Variadic)
	w.ident(s.ResultName)
	w.typeName(s.Result)
}

func (w walker) stmt(s Stmt) {
	switch s := s.(type) {
	case *Var:
		w.idents(s.Names)
		w.typeName(s.Type)
		w.node(s.Init)
	case *Assign:
		w.node(s.Target)
		w.node(s.Value)
	case *ExprStmt:
		w.node(s.X)
	case *If:
		w.node(s.Cond)
		w.block(s.Then)
		w.block(s.Else)
	case *Case:
		for _, b := range s.Branches {
			w.node(b)
		}
		w.block(s.Else)
	case *For:
		w.nodes(s.Counter, s.From, s.To, s.Step)
		w.block(s.Body)
	case *ForEach:
		w.nodes(s.Item, s.Over, s.Begin, s.End, s.Guard)
		w.block(s.Body)
	case *While:
		w.node(s.Cond)
		w.block(s.Body)
	case *Repeat:
		w.block(s.Body)
		w.node(s.Cond)
	case *Use:
		w.node(s.X)
		w.block(s.Body)
	case *Try:
		w.block(s.Body)
		w.block(s.Catch)
	case *Return:
		w.node(s.X)
	}
}

func (w walker) nodes(list ...Expr) {
	for _, x := range list {
		w.node(x)
	}
}

func (w walker) expr(x Expr) {
	switch x := x.(type) {
	case *Name:
		w.ident(x.Ident)
	case *Numbered:
		w.node(x.Index)
	case *Field:
		w.ident(x.Table)
		w.ident(x.Field)
	case *MemberExpr:
		w.node(x.X)
		w.ident(x.Name)
	case *Index:
		w.nodes(x.X, x.I)
	case *CharAt:
		w.nodes(x.X, x.I)
	case *Element:
		w.nodes(x.X, x.I)
	case *Deref:
		w.node(x.X)
	case *Call:
		w.node(x.Fun)
		w.nodes(x.Args...)
	case *Unary:
		w.node(x.X)
	case *Binary:
		w.nodes(x.X, x.Y)
	case *Ternary:
		w.nodes(x.Cond, x.Then, x.Else)
	case *Paren:
		w.node(x.X)
	case *CollectionLit:
		w.nodes(x.Items...)
	case *ObjectLit:
		for _, e := range x.Entries {
			w.node(e)
		}
	case *Formula:
		w.node(x.Body)
	case *TryExpr:
		w.node(x.X)
	}
}

// Unparen returns what stands in the parentheses around an expression, if any.
func Unparen(x Expr) Expr {
	for {
		p, ok := x.(*Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}
