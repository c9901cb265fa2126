package compile

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// survey walks a body before it is compiled and lists its variables: registers
// are handed out before the first instruction.
type survey struct {
	*function
	declared   int // parameters with names
	highest    int // the highest $n used
	rest       int // the first of the parameters that "..." or ${n} types
	usesResult bool
	numbered   map[int]types.Type // declared types of $n; 0 is the result
	order      []declaration
	cells      map[string]bool
	variants   map[string]bool // declared as variants
	formula    int             // nesting of formulas: their $n are their own
}

type declaration struct {
	name string
	typ  types.Type
}

func (s *survey) scan(body *syntax.Block) {
	s.numbered, s.cells, s.variants = map[int]types.Type{}, map[string]bool{}, map[string]bool{}
	s.highest, s.rest = s.declared, s.declared+1
	if body != nil {
		syntax.Walk(body, s.visit)
	}
}

func (s *survey) add(name string, t types.Type) { s.order = append(s.order, declaration{name, t}) }

func (s *survey) visit(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Var:
		s.declareVar(n)
		if n.Init != nil {
			syntax.Walk(n.Init, s.visit)
		}
		return false
	case *syntax.Assign:
		s.target(n.Target)
	case *syntax.For:
		s.target(n.Counter)
	case *syntax.ForEach:
		s.target(n.Item)
	case *syntax.Name:
		s.use(n)
	case *syntax.Call:
		// A name that is only called is no variable.
		if name, ok := n.Fun.(*syntax.Name); ok && !name.Local {
			for _, a := range n.Args {
				syntax.Walk(a, s.visit)
			}
			return false
		}
	case *syntax.Numbered:
		if n.Index == nil && s.formula == 0 {
			s.number(n.N)
		}
	case *syntax.Unary:
		if name, ok := syntax.Unparen(n.X).(*syntax.Name); ok && n.Op == syntax.AddrOf && s.formula == 0 {
			s.cells[name.Ident.Norm] = true
		}
		if num, ok := syntax.Unparen(n.X).(*syntax.Numbered); ok && n.Op == syntax.AddrOf && num.Index == nil && s.formula == 0 {
			s.cells["$"+strconv.Itoa(num.N)] = true
		}
	case *syntax.Formula:
		s.formula++
		syntax.Walk(n.Body, s.visit)
		s.formula--
		return false
	}
	return true
}

func (s *survey) number(n int) {
	if n == 0 {
		s.usesResult = true
		return
	}
	s.highest = max(s.highest, min(n, 255))
}

// target takes note of what is assigned: in QodlyScript a bare name is then a
// variable even where a command has that name.
func (s *survey) target(x syntax.Expr) {
	if name, ok := x.(*syntax.Name); ok && s.dialect == syntax.Qodly {
		s.add(name.Ident.Norm, types.Type{})
	}
}

func (s *survey) use(n *syntax.Name) {
	switch {
	case n.InterProcess:
	case n.Local:
		s.add(n.Ident.Norm, types.Type{})
	case s.dialect == syntax.Qodly && !s.known(n.Ident):
		s.add(n.Ident.Norm, types.Type{})
	}
}

// known reports whether something other than a variable has the name.
func (s *survey) known(id *syntax.Ident) bool { return s.unit.resolve(id).kind != unknownName }

func (s *survey) declareVar(v *syntax.Var) {
	t := typeOf(v.Type)
	if v.Type == nil && v.Init != nil {
		t = literalType(v.Init)
	}
	for _, id := range v.Names {
		switch {
		case strings.HasPrefix(id.Norm, "${"):
			if n, err := strconv.Atoi(strings.Trim(id.Norm, "${}")); err == nil && s.formula == 0 {
				s.fn.VariadicType, s.rest = t, n
				s.number(n - 1)
			}
		case isNumbered(id.Norm):
			n, _ := strconv.Atoi(id.Norm[1:])
			s.number(n)
			s.numbered[n] = t
		case s.dialect == syntax.Qodly || strings.HasPrefix(id.Norm, "$"):
			s.add(id.Norm, t)
			if t.Kind == types.Variant && (v.Type != nil || v.Init == nil) {
				s.variants[id.Norm] = true
			}
		}
	}
}

func isNumbered(name string) bool {
	if len(name) < 2 || len(name) > 4 || name[0] != '$' {
		return false
	}
	for i := 1; i < len(name); i++ {
		if name[i] < '0' || name[i] > '9' {
			return false
		}
	}
	return true
}

// literalType is the type that "var $x := literal" gives; variant for anything
// else.
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
