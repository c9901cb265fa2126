package compile

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// nameKind says what a bare name that is not a variable of the function means.
type nameKind uint8

const (
	unknownName nameKind = iota
	constantName
	commandName
	methodName
)

// meaning is the outcome of a resolution.
type meaning struct {
	kind     nameKind
	constant value.Value
	command  *vm.Native
	method   *vm.Function
}

// resolve says what a name stands for: its token first, then the literals of
// the language, commands, methods and constants.
func (u *unit) resolve(id *syntax.Ident) meaning {
	b := u.prog.Builtins
	if number, ok := strings.CutPrefix(id.Token, "C"); ok {
		if n, err := strconv.Atoi(number); err == nil {
			if cmd := b.CommandByNumber(n); cmd != nil && !isLiteral(id.Norm) {
				return meaning{kind: commandName, command: cmd}
			}
		}
	} else if id.Token != "" {
		if v, ok := b.ConstantByToken(id.Token); ok {
			return meaning{kind: constantName, constant: v}
		}
	}
	switch id.Norm {
	case "null":
		return meaning{kind: constantName, constant: value.NullValue()}
	case "true":
		return meaning{kind: constantName, constant: value.FromBool(true)}
	case "false":
		return meaning{kind: constantName, constant: value.FromBool(false)}
	case "cs":
		return meaning{kind: constantName, constant: u.prog.Store("cs")}
	case "4d":
		return meaning{kind: constantName, constant: u.prog.Store("4D")}
	case "ok", "error", "error method", "error line", "error formula", "document":
		return meaning{} // system variables
	}
	cmd, m := b.Command(id.Norm), u.prog.Method(id.Norm)
	// A method may have the name that a command has in QodlyScript ("importData").
	if cmd != nil && (m == nil || vm.Norm(cmd.Name) == id.Norm) {
		return meaning{kind: commandName, command: cmd}
	}
	if m != nil {
		return meaning{kind: methodName, method: m}
	}
	if v, ok := b.Constant(id.Norm); ok {
		return meaning{kind: constantName, constant: v}
	}
	return meaning{}
}

func isLiteral(norm string) bool {
	switch norm {
	case "null", "true", "false", "cs", "4d":
		return true
	}
	return false
}
