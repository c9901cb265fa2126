package translate

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
)

// A survey lists the variables of one function, in either dialect.
type survey struct {
	*Project
	from   syntax.Dialect
	locals map[string]*local // by norm, without "$"
	used   map[symbol]bool   // commands, constants and methods of the function
	calls  map[string]bool   // names that are called and nothing is known of
}

// local is a variable. A callable one holds a function by its declaration: in
// QodlyScript it is called even where a command has its name.
type local struct{ bound, read, called, callable bool }

// look goes through a function. In QodlyScript variables are, as for the
// compiler: what is declared, what is assigned, and every other name that is
// nothing else.
func (t *translator) look(sig *syntax.Signature, body *syntax.Block) *survey {
	s := &survey{t.Project, t.from, map[string]*local{}, map[symbol]bool{}, map[string]bool{}}
	if sig != nil {
		for _, p := range sig.Params {
			s.bind(p.Name, p.Type)
		}
		if sig.ResultName != nil {
			s.bind(sig.ResultName, sig.Result)
		}
	}
	if body != nil {
		syntax.Walk(body, s.bound)
		syntax.Walk(body, s.uses)
	}
	return s
}

// add returns the variable of a name, new or not.
func (s *survey) add(id *syntax.Ident) *local {
	norm := strings.TrimPrefix(id.Norm, "$")
	if s.locals[norm] == nil {
		s.locals[norm] = &local{}
	}
	return s.locals[norm]
}

// local returns the variable of a name; nil if there is none.
func (s *survey) local(id *syntax.Ident) *local {
	if s == nil {
		return nil
	}
	return s.locals[strings.TrimPrefix(id.Norm, "$")]
}

func (s *survey) bind(id *syntax.Ident, typ *syntax.TypeName) {
	l := s.add(id)
	l.bound = true
	if typ != nil && typ.Store == "4D" && (typ.Name == "Function" || typ.Name == "Formula") {
		l.callable = true
	}
}

func (s *survey) target(x syntax.Expr) {
	if n, ok := x.(*syntax.Name); ok && (n.Local || s.from == syntax.Qodly) {
		s.bind(n.Ident, nil)
	}
}

// bound takes note of what is declared or assigned.
func (s *survey) bound(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Var:
		for _, id := range n.Names {
			s.bind(id, n.Type)
		}
	case *syntax.Assign:
		s.target(n.Target)
	case *syntax.For:
		s.target(n.Counter)
	case *syntax.ForEach:
		s.target(n.Item)
	}
	return true
}

// uses takes note of every other name.
func (s *survey) uses(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Name:
		s.use(n, false)
	case *syntax.Call:
		if name, ok := n.Fun.(*syntax.Name); ok {
			s.use(name, true)
			for _, a := range n.Args {
				syntax.Walk(a, s.uses)
			}
			return false
		}
	}
	return true
}

func (s *survey) use(n *syntax.Name, called bool) {
	symbol := s.resolve(n.Ident)
	switch {
	case n.InterProcess:
	case n.Local || s.from == syntax.Qodly && (s.isLocal(n, called) || !called && !symbol.known()):
		l := s.add(n.Ident)
		l.called = l.called || called
		l.read = l.read || !called
	case symbol.known():
		s.used[symbol] = true
	case called:
		s.calls[n.Ident.Norm] = true
	}
}

// isLocal reports whether a bare name of QodlyScript is a variable: where it is
// called, a command of that name comes first.
func (s *survey) isLocal(n *syntax.Name, called bool) bool {
	if s == nil || s.from != syntax.Qodly {
		return false
	}
	l := s.locals[n.Ident.Norm]
	return l != nil && (!called || l.callable || !s.resolve(n.Ident).known())
}

// declared writes the name of a variable: "$x" in 4D, x in QodlyScript. One
// whose name means something else there gets a "_" in front, and loses it on
// the way back.
func (t *translator) declared(id *syntax.Ident) {
	if t.from == t.to && !t.bare || isNumber(id.Name) || t.names == nil {
		return
	}
	name := id.Name
	if t.from == syntax.Qodly && (strings.HasPrefix(name, "$") || strings.Contains(name, " ")) {
		t.refuse(id, "`"+name+"` is no name of a variable in QodlyScript, which has letters, digits and `_`")
		return
	}
	if t.bare { // what cannot be a name in QodlyScript may come back with "_"
		if t.from == syntax.Qodly && t.names.taken(name) {
			id.Name = "_" + strings.TrimLeft(name, "_")
			id.Norm = syntax.Normalize(id.Name)
		}
		return
	}
	if t.to == syntax.Qodly {
		if name = strings.TrimPrefix(name, "$"); t.names.taken(name) {
			name = "_" + name
		}
	} else {
		if rest, ok := strings.CutPrefix(name, "_"); ok && !isNumber("$"+rest) && t.names.taken(name) && t.names.locals[syntax.Normalize(rest)] == nil {
			name = rest
		}
		name = "$" + name
	}
	id.Name, id.Norm = name, syntax.Normalize(name)
}

// taken reports whether a variable's name, apart from any "_" in front, cannot
// be one in QodlyScript: the language reserves it, or this function needs it for
// what else has the name. Both dialects of a function give the same answer.
func (s *survey) taken(name string) bool {
	base := strings.ToLower(strings.TrimLeft(name, "_"))
	if base == "" {
		return false
	}
	if '0' <= base[0] && base[0] <= '9' || isReserved(base) {
		return true
	}
	symbol := s.named(base)
	if !symbol.known() {
		return s.calls[base]
	}
	if s.used[symbol] {
		return true
	}
	for norm, l := range s.locals {
		if strings.TrimLeft(norm, "_") == base && (l.called || !l.bound) {
			return true
		}
	}
	return false
}
