package service

import (
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Hint is a text that an editor shows inside a line: the type of a variable
// that no declaration gives one, the name of a parameter.
type Hint struct {
	At        int32
	Label     string
	Parameter bool
}

// Hints returns the hints of the part of a file that a span covers.
func (s *Service) Hints(path string, within source.Span) []Hint {
	d := s.document(path)
	if d == nil {
		return nil
	}
	var list []Hint
	told := map[*syntax.Block]map[string]bool{}
	syntax.Walk(d.file, func(n syntax.Node) bool {
		if _, whole := n.(*syntax.File); !whole && !touches(extent(n), within) {
			return false
		}
		switch n := n.(type) {
		case *syntax.Assign:
			if h, ok := d.typeHint(n, told); ok {
				list = append(list, h)
			}
		case *syntax.Call:
			list = append(list, d.parameterHints(n)...)
		}
		return true
	})
	return list
}

// typeHint gives the type of a local variable where it is assigned first.
func (d *document) typeHint(a *syntax.Assign, told map[*syntax.Block]map[string]bool) (Hint, bool) {
	name, ok := a.Target.(*syntax.Name)
	if !ok || a.Op != syntax.NoOp {
		return Hint{}, false
	}
	sym := d.info.Uses[name.Ident]
	_, body := bodyAt(d.file, a.Span.Start)
	if sym == nil || sym.Kind != check.Local || body == nil {
		return Hint{}, false
	}
	if told[body] == nil {
		told[body] = map[string]bool{}
		syntax.Walk(body, func(n syntax.Node) bool {
			if v, ok := n.(*syntax.Var); ok && v.Type != nil {
				for _, id := range v.Names {
					told[body][id.Norm] = true
				}
			}
			return true
		})
	}
	if told[body][name.Ident.Norm] {
		return Hint{}, false
	}
	told[body][name.Ident.Norm] = true
	t := sym.Type
	if t == nil {
		t = d.info.Types[name]
	}
	label := typeName(t, d.file.Dialect)
	if label == plainType("Variant", d.file.Dialect) || len(label) > 60 {
		return Hint{}, false
	}
	return Hint{At: name.Span.End, Label: " : " + label}, true
}

// parameterHints name the parameters of the project's own methods and functions
// before arguments that say nothing themselves: literals.
func (d *document) parameterHints(call *syntax.Call) []Hint {
	var id *syntax.Ident
	switch f := call.Fun.(type) {
	case *syntax.Name:
		id = f.Ident
	case *syntax.MemberExpr:
		id = f.Name
	}
	sym := d.info.Uses[id]
	if id == nil || sym == nil || sym.File == nil || len(sym.Signatures) == 0 {
		return nil
	}
	params := sym.Signatures[0].Params
	var list []Hint
	for i, arg := range call.Args {
		if _, literal := arg.(*syntax.Lit); literal && i < len(params) && !params[i].Variadic {
			list = append(list, Hint{At: arg.Pos().Start, Label: strings.TrimPrefix(params[i].Name, "$") + ":", Parameter: true})
		}
	}
	return list
}

// ReadsAsClass reports whether a text reads as a class rather than a method: it
// has properties or functions.
func ReadsAsClass(text string, d syntax.Dialect) bool {
	return len(syntax.ParseFile(source.NewFile("", text), d, syntax.Class).Members) > 0
}
