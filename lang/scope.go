package lang

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
)

// scope answers the checker's questions about names.
type scope struct {
	prog      *vm.Program
	model     ModelView
	variables map[string]bool // process variables, by normalized name
}

func (s *scope) Variable(norm string) bool { return s.variables[norm] }

func (s *scope) Command(id *syntax.Ident) (c check.Command, ok bool) {
	n := s.prog.Builtins.Command(id.Norm)
	if number, isCommand := strings.CutPrefix(id.Token, "C"); isCommand {
		if i, err := strconv.Atoi(number); err == nil {
			if byNumber := s.prog.Builtins.CommandByNumber(i); byNumber != nil {
				n = byNumber
			}
		}
	}
	if n == nil {
		return c, false
	}
	return check.Command{Min: n.Min, Max: n.Max, Unavailable: n.Unavailable}, true
}

func (s *scope) Constant(id *syntax.Ident) bool {
	if _, ok := s.prog.Builtins.ConstantByToken(id.Token); ok && id.Token != "" {
		return true
	}
	_, ok := s.prog.Builtins.Constant(id.Norm)
	return ok
}

func (s *scope) Method(norm string) bool { return s.prog.Method(norm) != nil }

// Class accepts what the model implies, and classes of components, which have a
// namespace: they may be installed elsewhere.
func (s *scope) Class(store, name string) bool {
	b := s.prog.Builtins
	if store == "4D" {
		return b.Class("4D", name) != nil
	}
	if strings.Contains(name, ".") || s.prog.Class(name) != nil || b.Class("cs", name) != nil {
		return true
	}
	return s.model != nil && s.model.HasDataclass(name)
}
