package query

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// maxDepth limits nested parentheses and negations; far beyond what people
// write, and small enough for every stage that walks the tree.
const maxDepth = 200

// parser reads one query string. Productions return *fault.Error wrapped as
// error; the first error ends the parse, since a half understood query must
// not run.
type parser struct {
	text     string
	pos      int
	depth    int
	args     []value.Value
	settings Settings
}

// query := expr? ("order by" orderList)?
func (p *parser) query() (*Query, error) {
	q := &Query{}
	p.space()
	if p.end() {
		return nil, p.fail("a condition")
	}
	if !p.peekOrderBy() {
		where, err := p.or()
		if err != nil {
			return nil, err
		}
		q.Where = where
	}
	if p.orderBy() {
		list, err := p.orderList()
		if err != nil {
			return nil, err
		}
		q.Order = list
	}
	if !p.end() {
		return nil, p.fail("and, or, order by or the end")
	}
	return q, nil
}

// or := and ( OR and )*
func (p *parser) or() (Expr, error) {
	var terms []Expr
	for {
		term, err := p.and()
		if err != nil {
			return nil, err
		}
		if or, ok := term.(*Or); ok {
			terms = append(terms, or.Terms...)
		} else {
			terms = append(terms, term)
		}
		if !p.orWord() {
			break
		}
	}
	if len(terms) == 1 {
		return terms[0], nil
	}
	return &Or{terms}, nil
}

// and := factor ( (AND | EXCEPT) factor )*
func (p *parser) and() (Expr, error) {
	var terms []Expr
	except := false
	for {
		term, err := p.factor()
		if err != nil {
			return nil, err
		}
		and, nested := term.(*And)
		switch {
		case except:
			terms = append(terms, &Not{term})
		case nested:
			terms = append(terms, and.Terms...)
		default:
			terms = append(terms, term)
		}
		except = p.settings.REST && p.word("except")
		if !except && !p.andWord() {
			break
		}
	}
	if len(terms) == 1 {
		return terms[0], nil
	}
	return &And{terms}, nil
}

func (p *parser) orWord() bool  { return p.symbol("||") || p.symbol("|") || p.word("or") }
func (p *parser) andWord() bool { return p.symbol("&&") || p.symbol("&") || p.word("and") }

// factor := NOT factor | "(" or ")" | eval "(" code ")" | criterion
func (p *parser) factor() (Expr, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, fault.New(fault.Limit, "query.depth", "The query is nested more than %d levels deep.", maxDepth)
	}
	start := p.pos
	if p.word("not") {
		if _, isPath := p.comparator(); !isPath {
			x, err := p.factor()
			if err != nil {
				return nil, err
			}
			return &Not{x}, nil
		}
		p.pos = start // an attribute that is called "not"
	}
	if p.symbol("(") {
		x, err := p.or()
		if err != nil {
			return nil, err
		}
		if !p.symbol(")") {
			return nil, p.fail(`")"`)
		}
		return x, nil
	}
	if p.word("eval") {
		if p.symbol("(") {
			return p.formula()
		}
		p.pos = start
	}
	return p.criterion()
}

// criterion := path comparator operand | placeholder bound to a formula object
func (p *parser) criterion() (Expr, error) {
	start := p.pos
	if formula, ok := p.loneReference(); ok {
		return p.boundFormula(formula)
	}
	p.pos = start
	path, err := p.path()
	if err != nil {
		return nil, err
	}
	op, ok := p.comparator()
	if !ok {
		if p.end() {
			return nil, p.fail("a comparator")
		}
		return nil, p.failAs(1112, "a comparator")
	}
	operand, err := p.operand(op)
	if err != nil {
		return nil, err
	}
	return &Criterion{Path: path, Op: op, Value: operand}, nil
}

// formula reads the code after "eval(" up to the parenthesis that closes it.
// Texts of the language are in double quotes, with backslash escapes.
func (p *parser) formula() (Expr, error) {
	if p.settings.NoFormulas {
		return nil, formulaRefused()
	}
	start, open, quoted := p.pos, 1, false
	for ; p.pos < len(p.text); p.pos++ {
		switch c := p.text[p.pos]; {
		case quoted && c == '\\':
			p.pos++
		case c == '"':
			quoted = !quoted
		case !quoted && c == '(':
			open++
		case !quoted && c == ')':
			if open--; open == 0 {
				code := strings.TrimSpace(p.text[start:p.pos])
				p.pos++
				p.space()
				if code == "" {
					return nil, p.failAs(1626, "a formula in eval()")
				}
				return &Formula{Source: code}, nil
			}
		}
	}
	p.pos = len(p.text)
	return nil, p.fail(`")" at the end of eval`)
}

// boundFormula is a formula object given through a placeholder.
func (p *parser) boundFormula(v value.Value) (Expr, error) {
	switch {
	case v.IsAbsent():
		return nil, fault.Numbered(fault.Invalid, 1626, signature, "The query expects a text or a formula, got null.")
	case v.AsObject() == nil:
		return nil, p.failAs(1280, "a formula object in the placeholder, or a comparator after it")
	case p.settings.NoFormulas:
		return nil, formulaRefused()
	}
	return &Formula{Value: v}, nil
}

func formulaRefused() error {
	return fault.Numbered(fault.Invalid, 1278, signature, "Formulas are not allowed in this query.")
}

// orderList := path [asc|desc] ( "," path [asc|desc] )*
func (p *parser) orderList() ([]OrderBy, error) {
	var list []OrderBy
	for {
		path, err := p.path()
		if err != nil {
			return nil, err
		}
		by := OrderBy{Path: path}
		if p.word("desc") {
			by.Descending = true
		} else {
			p.word("asc")
		}
		list = append(list, by)
		if !p.symbol(",") {
			break
		}
	}
	if !p.end() {
		return nil, p.fail(`"," or the end of the order`)
	}
	return list, nil
}

// signature is the component that the original names in its query errors.
const signature = "dbmg"

// fail says where the text stopped making sense and what was wanted there.
func (p *parser) fail(want string) error { return p.failAs(1162, want) }

func (p *parser) failAs(number int, want string) error {
	pos := min(p.pos, len(p.text))
	got := "the end"
	if rest := strings.TrimSpace(p.text[pos:]); rest != "" {
		got = strconv.Quote(text.Slice(rest, 0, 20))
	}
	return fault.Numbered(fault.Invalid, number, signature,
		"Malformed query at character %d: got %s, want %s.", text.Units(p.text[:pos])+1, got, want)
}
