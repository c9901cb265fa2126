// Package translate turns code of one dialect into the other one: the tree
// stays, its names, types, literals and parentheses take the other spelling.
//
//	text, problems := translate.File(source, syntax.FourD, syntax.Method, syntax.Qodly, project)
//
// Both dialects run side by side in a project. What one of them has no form for
// keeps its whole file in the other one, with the place and the reason.
package translate

import (
	"slices"
	"strings"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Project is what a translation has to know beside the file.
type Project struct {
	Catalogue *command.Catalogue
	// Methods are the names of the project's methods, normalized.
	Methods map[string]bool
}

// Problem says why a file stays in its dialect.
type Problem struct {
	Span    source.Span
	Message string
}

// File returns the text of a file in another dialect: comments, empty lines and
// broken lines stay. With problems there is no text, and the file has to stay
// as it is.
func File(f *source.File, from syntax.Dialect, kind syntax.FileKind, to syntax.Dialect, p *Project) (string, []Problem) {
	t := &translator{Project: p, from: from, to: to}
	tree, problems := t.translate(f, kind)
	if len(problems) > 0 {
		return "", problems
	}
	return syntax.Print(tree, to), nil
}

// translate returns the tree of a file as the other dialect has it.
func (t *translator) translate(f *source.File, kind syntax.FileKind) (*syntax.File, []Problem) {
	tree := syntax.ParseFile(f, t.from, kind)
	for _, e := range tree.Errors {
		if !e.Warning {
			t.problems = append(t.problems, Problem{e.Span, e.Message})
		}
	}
	if len(t.problems) == 0 {
		t.file(tree)
	}
	slices.SortStableFunc(t.problems, func(a, b Problem) int { return int(a.Span.Start - b.Span.Start) })
	return tree, t.problems
}

// A translator changes the tree of one file.
type translator struct {
	*Project
	from, to syntax.Dialect
	problems []Problem
	names    *survey        // of the function at hand
	params   map[int]string // names of its parameters by number, where they get some
	bare     bool           // drop all parentheses around operations: for comparing trees
}

// fail notes what has no form in the other dialect.
func (t *translator) fail(n syntax.Node, message string) {
	if t.to == syntax.Qodly && t.from != t.to {
		t.problems = append(t.problems, Problem{n.Pos(), message})
	}
}

func (t *translator) file(f *syntax.File) {
	for _, c := range f.Comments {
		if rest, old := strings.CutPrefix(c.Text, "`"); old {
			c.Text = "//" + rest
		}
	}
	if f.Extends != nil {
		t.typeName(f.Extends)
	}
	f.Declare = t.function(f.Declare, f.Body)
	for _, m := range f.Members {
		switch m := m.(type) {
		case *syntax.Property:
			t.names, t.params = nil, nil
			t.typeName(m.Type)
			t.expr(&m.Init)
		case *syntax.Function:
			m.Sig = t.function(m.Sig, m.Body)
		}
	}
}

// function translates a method's or function's head and statements, and returns
// the head.
func (t *translator) function(sig *syntax.Signature, body *syntax.Block) *syntax.Signature {
	sig = t.nameParameters(sig, body)
	t.names = t.look(sig, body)
	if sig != nil {
		for _, p := range sig.Params {
			t.parameter(p.Name)
			t.typeName(p.Type)
		}
		t.typeName(sig.Variadic)
		if sig.ResultName != nil {
			t.parameter(sig.ResultName)
		}
		t.typeName(sig.Result)
	}
	t.block(body)
	return sig
}

// parameter translates a declared name of a signature.
func (t *translator) parameter(id *syntax.Ident) {
	if t.from == syntax.FourD && !strings.HasPrefix(id.Name, "$") {
		t.fail(id, "the parameter `"+id.Name+"` has no `$`; add it here and where it is used")
	}
	t.declared(id)
}

func (t *translator) block(b *syntax.Block) {
	if b == nil {
		return
	}
	for _, s := range b.Stmts {
		t.stmt(s)
	}
}

func (t *translator) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Var:
		t.varStmt(s)
	case *syntax.Assign:
		t.target(s.Target)
		t.exprs(&s.Target, &s.Value)
	case *syntax.ExprStmt:
		t.expr(&s.X)
	case *syntax.If:
		t.expr(&s.Cond)
		t.block(s.Then)
		t.block(s.Else)
	case *syntax.Case:
		for _, b := range s.Branches {
			t.expr(&b.Cond)
			t.block(b.Body)
		}
		t.block(s.Else)
	case *syntax.For:
		t.target(s.Counter)
		t.exprs(&s.Counter, &s.From, &s.To, &s.Step)
		t.block(s.Body)
	case *syntax.ForEach:
		t.target(s.Item)
		t.exprs(&s.Item, &s.Over, &s.Begin, &s.End, &s.Guard)
		t.block(s.Body)
	case *syntax.While:
		t.expr(&s.Cond)
		t.block(s.Body)
	case *syntax.Repeat:
		t.block(s.Body)
		t.expr(&s.Cond)
	case *syntax.Use:
		t.expr(&s.X)
		t.block(s.Body)
	case *syntax.Try:
		t.block(s.Body)
		t.block(s.Catch)
	case *syntax.Return:
		t.expr(&s.X)
	case *syntax.SQL:
		t.fail(s, "QodlyScript has no SQL; use a query of the dataclass")
	}
}

// varStmt translates a declaration. C_TEXT($a) becomes one of today's.
func (t *translator) varStmt(s *syntax.Var) {
	for _, id := range s.Names {
		switch {
		case isNumber(id.Name):
			t.refuse(id, "`"+id.Name+"` declares a parameter by its number beside named ones, or several at once, which QodlyScript cannot; name the parameters in the head")
			return
		case t.from == syntax.FourD && !strings.HasPrefix(id.Name, "$"):
			t.failVariable(id)
			return
		}
	}
	s.Legacy, s.Command = false, nil
	for _, id := range s.Names {
		t.declared(id)
	}
	t.typeName(s.Type)
	t.expr(&s.Init)
}

// target refuses to assign a variable of the process, which 4D does even where a
// command has its name.
func (t *translator) target(x syntax.Expr) {
	if n, ok := x.(*syntax.Name); ok && t.from == syntax.FourD && !n.Local && !n.InterProcess && t.resolve(n.Ident).known() {
		t.failVariable(n.Ident)
	}
}

func (t *translator) failVariable(id *syntax.Ident) {
	if isSystemVariable(id.Norm) {
		t.fail(id, "commands set `"+id.Name+"` in 4D alone; use what they return, or Try")
		return
	}
	t.fail(id, "`"+id.Name+"` is a variable of the process, which QodlyScript does not have; use a local one, Storage or Session.storage")
}

// isNumber reports whether a declared name is "$1" or "${2}".
func isNumber(name string) bool {
	return strings.HasPrefix(name, "${") || len(name) > 1 && name[0] == '$' && strings.Trim(name[1:], "0123456789") == ""
}
