package check

import (
	"fmt"
	"slices"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// call checks "f(a; b)" and returns the type of its result.
func (b *body) call(x *syntax.Call) *Type {
	switch f := syntax.Unparen(x.Fun).(type) {
	case *syntax.Name:
		return b.callName(f, x)
	case *syntax.Super:
		b.arguments(x, nil, nil)
		return nil
	case *syntax.MemberExpr:
		t := b.expr(f)
		if t != nil && t.Func != nil {
			on := b.info.Types[f.X]
			return b.callSymbol(t.Func, on, x.Fun, f.Name, x)
		}
		b.arguments(x, nil, nil)
		return nil
	}
	t := b.expr(x.Fun)
	b.arguments(x, nil, nil)
	if t != nil && t.Func != nil {
		return b.project.result(t.Func)
	}
	return nil
}

func (b *body) callName(f *syntax.Name, x *syntax.Call) *Type {
	id := f.Ident
	if l := b.local(f); l != nil {
		s, _ := b.resolve(f)
		if f.Local || s == nil || l.declared.is(types.Object) {
			b.read(l, f.Span)
			b.use(id, l.sym)
			b.info.Types[f] = b.typeOfLocal(l)
			b.arguments(x, nil, nil)
			if t := b.info.Types[f]; t != nil && t.Func != nil {
				return b.project.result(t.Func)
			}
			return nil
		}
	}
	s, word := b.resolve(f)
	switch {
	case s != nil && s.Callable():
		return b.callSymbol(s, nil, f, id, x)
	case s == nil && word == nil && !f.Local && !f.InterProcess:
		b.report(f.Span, "name.unknown-call", "There is no command or method %q.", id.Name)
	}
	b.arguments(x, nil, nil)
	if s == nil {
		return word
	}
	return nil
}

// callSymbol checks the call of something known; x is nil for a name without
// parentheses, on the receiver's type.
func (b *body) callSymbol(s *Symbol, on *Type, fun syntax.Expr, id *syntax.Ident, x *syntax.Call) *Type {
	var args []syntax.Expr
	if x != nil {
		args = x.Args
		b.arguments(x, s, on)
	}
	if s.Kind == Method && x == nil && b.formula != nil {
		// A formula of a method's name alone passes its arguments on.
		return b.project.result(s)
	}
	b.arity(s, id, len(args))
	b.argumentTypes(s, args)
	b.queries(s, on, args)
	return b.resultOfCall(s, on, args)
}

// arity compares the number of arguments with what a built-in takes.
func (b *body) arity(s *Symbol, id *syntax.Ident, args int) {
	if s.Unavailable != "" {
		b.report(id.Span, "command.unavailable", "%s %s.", s.Name, s.Unavailable)
		return
	}
	switch {
	case s.Kind == Method || s.Kind == Function:
		if _, most := bounds(s.Signatures); most >= 0 && args > most {
			b.report(id.Span, "argument.extra", "%s: got %d arguments, takes %s.", s.Name, args, countText(0, most))
		}
		return
	case s.Kind == BuiltinMember && b.loose(s):
		return
	}
	least, most := bounds(s.Signatures)
	if args < least || most >= 0 && args > most {
		b.report(id.Span, "argument.count", "%s: got %d arguments, want %s.", s.Name, args, countText(least, most))
	}
}

// loose reports whether the number of arguments of a member is not known well
// enough: that of a row without signature.
func (b *body) loose(s *Symbol) bool { return len(s.Signatures) == 0 }

// argumentTypes compares arguments with what is declared. A command with several
// signatures is content when one of them fits.
func (b *body) argumentTypes(s *Symbol, args []syntax.Expr) {
	if s.Unavailable != "" || len(s.Signatures) == 0 {
		return
	}
	for i, a := range args {
		got := b.info.Types[a]
		if got == nil || b.accepted(s, i, len(args), got) {
			continue
		}
		want := wanted(s, i)
		switch {
		case !got.sure:
			b.report(a.Pos(), "type.doubtful", "%s: got %s, want %s (argument %d).", s.Name, got, want, i+1)
		case s.Kind == Method || s.Kind == Function:
			b.report(a.Pos(), "argument.type", "%s: got %s, want %s (argument %d).", s.Name, got, want, i+1)
		default:
			b.report(a.Pos(), "argument.built-in", "%s: got %s, want %s (argument %d).", s.Name, got, want, i+1)
		}
	}
}

// accepted reports whether some signature takes the argument.
func (b *body) accepted(s *Symbol, i, n int, got *Type) bool {
	any := false
	for k := range s.Signatures {
		if least, most := bounds(s.Signatures[k : k+1]); len(s.Signatures) > 1 && (n < least || most >= 0 && n > most) {
			continue
		}
		p := s.Signatures[k].param(i)
		if p == nil || len(p.Types) == 0 || p.Out || p.Star {
			return true
		}
		any = true
		for _, want := range p.Types {
			if b.project.fit(want, got) == fits || want.Kind == types.Text && got.null {
				return true
			}
		}
	}
	return !any
}

// wanted names the types of a parameter.
func wanted(s *Symbol, i int) string {
	var names []string
	for k := range s.Signatures {
		if p := s.Signatures[k].param(i); p != nil {
			for _, t := range p.Types {
				if name := t.String(); !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return strings.Join(names, " or ")
}

// bounds returns how many arguments signatures allow together; most -1: any
// number.
func bounds(all []Signature) (least, most int) {
	for i, s := range all {
		lo, hi := 0, len(s.Params)
		for i, p := range s.Params {
			if !p.Optional {
				lo = i + 1
			}
			if p.Variadic {
				hi = -1
			}
		}
		switch {
		case i == 0:
			least, most = lo, hi
		default:
			least = min(least, lo)
			if most = max(most, hi); hi < 0 {
				most = -1
			}
		}
	}
	return least, most
}

func countText(least, most int) string {
	switch {
	case most < 0:
		return fmt.Sprintf("at least %d", least)
	case least == most:
		return fmt.Sprint(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

// arguments checks the arguments of a call. Formulas given to functions of
// collections know what they are called with.
func (b *body) arguments(x *syntax.Call, s *Symbol, on *Type) {
	for i, a := range x.Args {
		if f, ok := a.(*syntax.Formula); ok && s != nil && s.Owner == "4D.Collection" && on != nil && b.called(x, i) {
			first := formulaArgument(on)
			b.info.Types[f] = b.formulaExpr(f, first, first)
			continue
		}
		b.expr(a)
	}
}

// called reports whether argument i is what a function of a collection calls for
// each item: the first one, or the second after a position.
func (b *body) called(x *syntax.Call, i int) bool {
	return i == 0 || i == 1 && b.info.Types[x.Args[0]].isNumeric()
}

// formulaArgument is $1 of a formula that a function of a collection calls.
func formulaArgument(on *Type) *Type {
	t := &Type{Type: types.Type{Kind: types.Object}, Props: map[string]*Type{
		"value": on.Elem.property(), "value2": on.Elem.property(), "index": {Type: types.Type{Kind: types.Integer}}}}
	return t.bound()
}

// resultOfCall is the type that a call gives.
func (b *body) resultOfCall(s *Symbol, on *Type, args []syntax.Expr) *Type {
	switch {
	case s.Owner == "4D.Collection" && on != nil:
		return b.collectionResult(s, on, args)
	case s.Kind == Command:
		if t, ok := b.commandResult(s, args); ok {
			return t
		}
	}
	if t := b.shapeOf(s); t != nil {
		return t
	}
	t := b.signatureResult(s, len(args))
	if on != nil && t != nil && s.Kind == BuiltinMember {
		return b.ownResult(s, t, on, args)
	}
	return t
}

// shapeOf is the known shape of a built-in's result; nil where there is none.
func (b *body) shapeOf(s *Symbol) *Type {
	switch s.Kind {
	case Command:
		return b.project.shaped(s.Name)
	case BuiltinMember:
		return b.project.shaped(s.Owner + "." + s.Name)
	}
	return nil
}

// signatureResult is the result of the signature that takes that many arguments.
func (b *body) signatureResult(s *Symbol, args int) *Type {
	if s.Kind != Command && s.Kind != BuiltinMember {
		return b.project.result(s)
	}
	for i := range s.Signatures {
		if least, most := bounds(s.Signatures[i : i+1]); args >= least && (most < 0 || args <= most) {
			return s.Signatures[i].Result
		}
	}
	return nil
}

// ownResult makes "an entity" of the library the entity of the receiver's
// dataclass.
func (b *body) ownResult(s *Symbol, t, on *Type, args []syntax.Expr) *Type {
	d, r := b.project.dataclassOf(on.Class)
	if text, ok := textOf(args); ok && len(args) == 1 && r == selectionRole && (s.Name == "extract" || s.Name == "distinct") {
		return collectionOf(b.project.path(instance("cs."+d.Symbol.Name+"Entity"), text))
	}
	return b.project.ownImplied(t, on)
}

// collectionResult knows what functions of a collection do with its items.
func (b *body) collectionResult(s *Symbol, on *Type, args []syntax.Expr) *Type {
	switch s.Name {
	case "at", "first", "last", "find", "pop", "shift", "min", "max":
		return on.Elem.property()
	case "clear", "copy", "filter", "orderBy", "orderByMethod", "query", "remove", "resize", "reverse", "slice", "sort", "distinct":
		if s.Name == "distinct" && len(args) > 0 {
			break
		}
		return on
	case "concat", "push", "unshift", "insert", "combine", "fill":
		return &Type{Type: on.Type, sure: on.sure}
	case "map":
		if len(args) > 0 {
			if t := b.expr(args[0]); t != nil && t.Func != nil {
				return collectionOf(t.Func.Type.property())
			}
		}
	case "extract":
		if path, ok := textOf(args); ok && len(args) == 1 && on.Elem != nil {
			return collectionOf(b.project.path(on.Elem, path))
		}
	}
	return b.signatureResult(s, len(args))
}

// textOf returns the first argument where it is a text literal.
func textOf(args []syntax.Expr) (string, bool) {
	if len(args) == 0 {
		return "", false
	}
	lit, ok := syntax.Unparen(args[0]).(*syntax.Lit)
	if !ok || lit.Kind != syntax.TextLit {
		return "", false
	}
	return lit.Value, true
}

// path follows a path of properties.
func (p *Project) path(t *Type, path string) *Type {
	for _, name := range strings.Split(path, ".") {
		_, t = p.memberOf(t, name)
	}
	return t.property()
}

// commandResult knows the commands whose result depends on their arguments.
func (b *body) commandResult(s *Symbol, args []syntax.Expr) (*Type, bool) {
	switch syntax.Normalize(s.Name) {
	case "ds":
		if len(args) > 0 {
			return nil, true
		}
		return &Type{Type: types.Type{Kind: types.Object, Class: "cs.DataStore"}, Store: "ds"}, true
	case "new object", "new shared object":
		return b.newObject(args), true
	case "new collection", "new shared collection":
		return b.newCollection(args), true
	case "ob copy":
		if len(args) == 1 {
			return b.expr(args[0]), true
		}
	case "choose":
		if len(args) > 2 {
			t := b.expr(args[1])
			for _, a := range args[2:] {
				t = join(t, b.expr(a))
			}
			return t.unsure(), true
		}
	}
	return nil, false
}

func (b *body) newObject(args []syntax.Expr) *Type {
	t := &Type{Type: types.Type{Kind: types.Object}, Props: map[string]*Type{}, sure: true}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := textOf(args[i:]); ok {
			t.Props[name] = b.expr(args[i+1]).property()
		}
	}
	return t.bound()
}

func (b *body) newCollection(args []syntax.Expr) *Type {
	var elem *Type
	for i, a := range args {
		if i == 0 {
			elem = b.expr(a)
		} else {
			elem = join(elem, b.expr(a))
		}
	}
	return collectionOf(elem.property())
}
