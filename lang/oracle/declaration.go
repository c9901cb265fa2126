package oracle

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// declaration is a name with its type.
type declaration struct {
	name string
	typ  types.Type
}

// declareNames notes what "var" declares: $n is a parameter, ${n} all from that
// one on. Variables of the process are declared when the statement runs.
func (fn *function) declareNames(v *syntax.Var) {
	t := declaredType(v)
	for _, id := range v.Names {
		rest, braces := strings.CutPrefix(strings.TrimSuffix(id.Norm, "}"), "${")
		number, dollar := strings.CutPrefix(id.Norm, "$")
		switch n, err := strconv.Atoi(number); {
		case braces:
			fn.variadic = t
			fn.rest, _ = strconv.Atoi(rest)
		case dollar && err == nil:
			fn.numbers[n] = t
		case dollar:
			fn.declared = append(fn.declared, declaration{id.Norm, t})
		}
	}
}

func declaredType(v *syntax.Var) types.Type {
	if v.Type == nil && v.Init != nil {
		return literalType(v.Init)
	}
	return typeOf(v.Type)
}

func typeOf(t *syntax.TypeName) types.Type {
	if t == nil {
		return types.Type{}
	}
	typ, _ := types.Lookup(t.Store, t.Name)
	return typ
}

// literalType is the type that "var $x := literal" gives.
func literalType(x syntax.Expr) types.Type {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Lit:
		return types.Type{Kind: [...]types.Kind{syntax.IntLit: types.Real, syntax.RealLit: types.Real,
			syntax.TextLit: types.Text, syntax.DateLit: types.Date, syntax.TimeLit: types.Time}[x.Kind]}
	case *syntax.CollectionLit:
		return types.Type{Kind: types.Collection}
	case *syntax.ObjectLit:
		return types.Type{Kind: types.Object}
	}
	return types.Type{}
}

// parameterType returns the declared type of parameter n, from 1.
func (fn *function) parameterType(n int) types.Type {
	if n <= len(fn.params) && fn.params[n-1].typ.Kind != types.Variant {
		return fn.params[n-1].typ
	}
	if t, ok := fn.numbers[n]; ok {
		return t
	}
	if n >= fn.rest {
		return fn.variadic
	}
	return types.Type{}
}
