package translate

import (
	"regexp"
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// A symbol is what a bare name stands for when it is no variable.
type symbol struct {
	command  *command.Entry
	constant *command.ConstantEntry
	method   bool
}

func (s symbol) known() bool { return s.command != nil || s.constant != nil || s.method }

// resolve follows the compiler: the token first, then commands, methods and
// constants. A method may have the name that a command has in QodlyScript.
func (p *Project) resolve(id *syntax.Ident) symbol {
	if number, ok := strings.CutPrefix(id.Token, "C"); ok {
		if n, err := strconv.Atoi(number); err == nil {
			if e := p.Catalogue.ByNumber(n); e != nil {
				return symbol{command: e}
			}
		}
	} else if id.Token != "" {
		if e := p.Catalogue.ConstantByToken(id.Token); e != nil {
			return symbol{constant: e}
		}
	}
	return p.named(id.Norm)
}

func (p *Project) named(norm string) symbol {
	if isSystemVariable(norm) {
		return symbol{}
	}
	e, isMethod := p.Catalogue.Command(norm), p.Methods[norm]
	switch {
	case e != nil && (!isMethod || syntax.Normalize(e.Name) == norm):
		return symbol{command: e}
	case isMethod:
		return symbol{method: true}
	}
	return symbol{constant: p.Catalogue.Constant(norm)}
}

// isSystemVariable reports whether commands of 4D set a variable of this name.
func isSystemVariable(norm string) bool {
	switch norm {
	case "ok", "error", "error method", "error line", "error formula", "document":
		return true
	}
	return false
}

// name translates a bare name and returns the command it stands for, if any.
func (t *translator) name(x *syntax.Name, called bool) *command.Entry {
	switch {
	case x.InterProcess:
		t.fail(x, "`"+x.Ident.Name+"` is shared by all processes, which QodlyScript has no variables for; use Storage")
		return nil
	case x.Local:
		if l := t.names.local(x.Ident); l != nil && !l.bound && !l.read {
			t.fail(x, "`"+x.Ident.Name+"` is called and never assigned; in QodlyScript this would be a method")
		}
		t.declared(x.Ident)
		x.Local = t.to == syntax.FourD
		return nil
	}
	s := t.resolve(x.Ident)
	if t.names.isLocal(x, called) {
		t.declared(x.Ident)
		x.Local = t.to == syntax.FourD
		return nil
	}
	switch {
	case s.command != nil:
		before := x.Ident.Name
		if t.spell(x.Ident, s.command); x.Ident.Norm != syntax.Normalize(before) && isSyntax(x.Ident.Norm) {
			t.refuse(x, "`"+before+"` has the number of `"+s.command.Name+"`, which is more than a name; write that")
		}
	case s.constant != nil:
		t.spellConstant(x.Ident, s.constant)
	case s.method || called:
		if x.Ident.Token = ""; isKeyword(x.Ident.Norm) {
			t.refuse(x, "`"+x.Ident.Name+"` is a word of QodlyScript itself; give the method another name")
		}
	case t.from == syntax.Qodly && t.to != t.from:
		t.refuse(x, "there is nothing called `"+x.Ident.Name+"`; in 4D it would be a variable of the process")
	default:
		t.failVariable(x.Ident)
	}
	if t.to == syntax.Qodly && hasNumber(x.Ident.Name) {
		t.fail(x, "`"+x.Ident.Name+"` has a number among its words, which a name of QodlyScript cannot")
	}
	return s.command
}

// number is what the scanner takes for one where a name has no other words before:
// 64, 0xFF, 1e5.
var number = regexp.MustCompile(`^([0-9]+([eE][0-9]+)?|0[xX][0-9a-fA-F]+)$`)

// hasNumber reports whether a name of several words has a number among them.
func hasNumber(name string) bool {
	words := strings.Fields(name)
	for _, w := range words {
		if len(words) > 1 && number.MatchString(w) {
			return true
		}
	}
	return false
}

// spell writes a command as the dialect does: by its other name where a method
// of the project has taken the one.
func (t *translator) spell(id *syntax.Ident, e *command.Entry) {
	name, token := e.Name, ""
	if t.to == syntax.Qodly {
		if t.named(syntax.Normalize(e.Qodly)).command == e {
			name = e.Qodly
		}
	} else if e.Number > 0 && t.Catalogue.ByNumber(e.Number) == e {
		token = "C" + strconv.Itoa(e.Number)
	}
	if t.named(syntax.Normalize(name)).command != e && token == "" {
		return // found by its number only
	}
	id.Name, id.Norm, id.Token = name, syntax.Normalize(name), token
}

func (t *translator) spellConstant(id *syntax.Ident, e *command.ConstantEntry) {
	name, token := e.Name, ""
	if t.to == syntax.Qodly {
		if t.named(syntax.Normalize(e.Qodly)).constant == e {
			name = e.Qodly
		}
	} else if t.Catalogue.ConstantByToken(e.Token) == e {
		token = e.Token
	}
	id.Name, id.Norm, id.Token = name, syntax.Normalize(name), token
}

// --- types

// typeName writes a type as the dialect does. A type shared by several
// parameters comes here several times.
func (t *translator) typeName(n *syntax.TypeName) {
	if n == nil {
		return
	}
	if n.Store != "" {
		n.Token = ""
		if t.to == syntax.FourD {
			n.Token = map[string]string{"cs": "C1710", "4D": "C1709"}[n.Store]
		}
		return
	}
	n.Token = ""
	typ, known := types.Lookup("", n.Name)
	if !known || strings.Contains(n.Name, ".") {
		return
	}
	if typ.Kind == types.Pointer {
		t.fail(n, "QodlyScript has no pointers; pass an object")
	}
	n.Name = typ.Kind.String()
	if t.to == syntax.Qodly {
		n.Name = strings.ToLower(n.Name)
		switch typ.Kind {
		case types.Text:
			n.Name = "string"
		case types.Real:
			n.Name = "number"
		}
	}
}
