package oracle

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// meaning is what a bare name stands for when it is no variable.
type meaning struct {
	constant *value.Value
	command  *vm.Native
	method   *function
}

func (o *Oracle) resolve(id *syntax.Ident) meaning {
	is := func(v value.Value) meaning { return meaning{constant: &v} }
	if number, ok := strings.CutPrefix(id.Token, "C"); ok {
		if n, err := strconv.Atoi(number); err == nil && id.Norm != "null" && id.Norm != "true" && id.Norm != "false" {
			if c := o.builtins.CommandByNumber(n); c != nil {
				return meaning{command: c}
			}
		}
	} else if id.Token != "" {
		if v, ok := o.builtins.ConstantByToken(id.Token); ok {
			return is(v)
		}
	}
	switch id.Norm {
	case "null":
		return is(value.NullValue())
	case "true", "false":
		return is(value.FromBool(id.Norm == "true"))
	case "ok", "error", "error method", "error line", "error formula", "document":
		return meaning{}
	}
	c, m := o.builtins.Command(id.Norm), o.methods[id.Norm]
	switch {
	case c != nil && (m == nil || vm.Norm(c.Name) == id.Norm):
		return meaning{command: c}
	case m != nil:
		return meaning{method: m}
	}
	if v, ok := o.builtins.Constant(id.Norm); ok {
		return is(v)
	}
	return meaning{}
}

func (o *Oracle) name(f *frame, x *syntax.Name) (value.Value, error) {
	switch {
	case x.InterProcess:
		return value.Value{}, unknown("a variable of all processes")
	case x.Local:
		return f.local(x.Ident.Norm).v, nil
	}
	switch m := o.resolve(x.Ident); {
	case m.constant != nil:
		return *m.constant, nil
	case m.command != nil && (m.command.Name == "cs" || m.command.Name == "4D"):
		return value.Value{}, unknown("a class store")
	case m.command != nil:
		return o.command(f, m.command, nil)
	case m.method != nil:
		return o.call(m.method, value.Value{}, nil)
	}
	return o.global(x.Ident.Norm).v, nil
}
