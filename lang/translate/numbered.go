package translate

import (
	"slices"
	"strconv"

	"quoin.dev/quoin/lang/syntax"
)

// Parameters by number. "C_TEXT($0;$1)" declares in the body what QodlyScript
// has in the head alone:
//
//	declare(p1 : string) -> result : string
//
// A function that declares one this way gets a head, with a name for each of its
// numbers. Where there is a head with parameters already, numbers stay.

// numbers are the parameters of a function that have no names.
type numbers struct {
	types   map[int]*syntax.TypeName // of the declared ones; 0 is the result
	highest int
	result  bool // $0 is declared or used
}

// nameParameters gives the parameters of a function names where the body
// declares some by number. It returns the function's head.
func (t *translator) nameParameters(sig *syntax.Signature, body *syntax.Block) *syntax.Signature {
	t.params = nil
	if t.from != syntax.FourD || body == nil || sig != nil && (len(sig.Params) > 0 || sig.HasVariadic || sig.Result != nil || sig.ResultName != nil) {
		return sig
	}
	n := t.numbersOf(body)
	if n == nil {
		return sig
	}
	if sig == nil {
		sig = &syntax.Signature{}
		sig.Span.Start = body.Stmts[0].Pos().Start
		sig.Span.End = sig.Span.Start
	}
	names := t.look(sig, body)
	t.params = map[int]string{}
	for i := range n.highest {
		t.params[i+1] = names.free("p" + strconv.Itoa(i+1))
		sig.Params = append(sig.Params, &syntax.Param{Name: localName(t.params[i+1]), Type: n.types[i+1]})
	}
	for i := len(sig.Params) - 2; i >= 0; i-- {
		if p := sig.Params[i]; p.Type == nil { // "p1, p2 : string" leaves p1 a variant, and shares the type in the tree
			p.Type = sig.Params[i+1].Type
		}
	}
	if n.result {
		t.params[0] = names.free("result")
		sig.ResultName, sig.Result = localName(t.params[0]), n.types[0]
	}
	removeNumbers(body)
	return sig
}

// numbersOf lists the parameters by number; nil if none is declared so, or one
// by a declaration that a head has no form for.
func (t *translator) numbersOf(body *syntax.Block) *numbers {
	n, fits := &numbers{types: map[int]*syntax.TypeName{}}, true
	add := func(number int) {
		n.highest = max(n.highest, number)
		n.result = n.result || number == 0
	}
	syntax.Walk(body, func(x syntax.Node) bool {
		switch x := x.(type) {
		case *syntax.Formula:
			return false // its numbers are its own
		case *syntax.Numbered:
			if x.Index == nil {
				add(x.N)
			}
		case *syntax.Var:
			for _, id := range x.Names {
				if !isNumber(id.Name) {
					continue
				}
				number, err := strconv.Atoi(id.Name[1:])
				fits = fits && err == nil && x.Init == nil && x.Type != nil && number < 100
				if fits {
					n.types[number] = &syntax.TypeName{Store: x.Type.Store, Name: x.Type.Name}
					add(number)
				}
			}
		}
		return true
	})
	if !fits || len(n.types) == 0 || n.highest >= 100 {
		return nil
	}
	return n
}

// free returns a name for a local variable that stands for nothing else.
func (s *survey) free(name string) string {
	for s.locals[name] != nil || s.calls[name] || isReserved(name) || s.named(name).known() {
		name += "_"
	}
	return "$" + name
}

func localName(name string) *syntax.Ident { return &syntax.Ident{Name: name, Norm: name} }

// removeNumbers takes the declarations of numbers out of a body.
func removeNumbers(body *syntax.Block) {
	syntax.Walk(body, func(x syntax.Node) bool {
		if b, ok := x.(*syntax.Block); ok {
			b.Stmts = slices.DeleteFunc(b.Stmts, func(s syntax.Stmt) bool {
				v, ok := s.(*syntax.Var)
				if !ok {
					return false
				}
				v.Names = slices.DeleteFunc(v.Names, func(id *syntax.Ident) bool { return isNumber(id.Name) })
				return len(v.Names) == 0
			})
		}
		return true
	})
}

// numbered writes a parameter's name for its number.
func (t *translator) numbered(place *syntax.Expr, x *syntax.Numbered) {
	name := t.params[x.N]
	if x.Index != nil || name == "" {
		t.expr(&x.Index)
		return
	}
	n := &syntax.Name{Ident: localName(name), Local: true}
	n.Span = x.Span
	*place = n
	t.name(n, false)
}
