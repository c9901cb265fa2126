// Package query provides the query language that collections, entity
// selections, dataclasses and REST filters share: its tree and its parser
// (spec/orda_rest.md 2). It knows nothing of where the data is.
package query

import "quoin.dev/quoin/value"

// Query is a parsed query string.
type Query struct {
	Where Expr // nil: everything
	Order []OrderBy
}

// OrderBy is one "path asc|desc" of an order clause.
type OrderBy struct {
	Path       Path
	Descending bool
}

// Expr is a condition: *And, *Or, *Not, *Criterion or *Formula.
type Expr interface{ expr() }

type (
	And struct{ Terms []Expr }
	Or  struct{ Terms []Expr }
	Not struct{ X Expr }
	// Criterion compares what a path leads to with a value.
	Criterion struct {
		Path  Path
		Op    Op
		Value Operand
	}
	// Formula is evaluated for each candidate: eval(Source), or a formula object
	// given through a placeholder (Value).
	Formula struct {
		Source string
		Value  value.Value
	}
)

func (*And) expr()       {}
func (*Or) expr()        {}
func (*Not) expr()       {}
func (*Criterion) expr() {}
func (*Formula) expr()   {}

// Op is a comparator.
type Op uint8

const (
	Eq       Op = iota // "=", "==": "@" is a wildcard
	Is                 // "===", "IS": "@" is an ordinary character
	Ne                 // "#", "!=": with wildcard; null and undefined do not match
	IsNot              // "!==", "IS NOT"
	Lt                 // "<"
	Le                 // "<="
	Gt                 // ">"
	Ge                 // ">="
	In                 // "IN"
	Contains           // "%": a whole word
	Begin              // "begin", REST only
)

// Path leads from an entity or object to a value.
type Path []Segment

// Segment is one step of a path.
type Segment struct {
	Name string
	// Elements is how a collection is entered: Whole for none.
	Elements Elements
	// Letter links criteria to one element ("[a]"), 'a' to 'z'.
	Letter byte
	// Index is the position of "[3]".
	Index int
	// Alias is the number of "{2}": criteria with the same number over the same
	// path share one join; 0 when absent.
	Alias int
}

// Elements says how a segment enters a collection.
type Elements uint8

const (
	Whole  Elements = iota // not at all
	Some                   // "[]": any element
	Linked                 // "[a]"
	Nth                    // "[3]"
)

// Operand is the right side of a criterion: a literal or a bound placeholder.
type Operand struct {
	Value value.Value
	// Bare is true for a literal written without quotes: its type follows the
	// attribute's.
	Bare bool
	// Bound is true for a placeholder: null is then an error.
	Bound bool
	// Source is a bare literal as it was written ("007"), for attributes whose
	// type wants the text and not the number read from it.
	Source string
}

// Settings are the named arguments of a query (spec/orda_rest.md 2.8).
type Settings struct {
	Parameters value.Value // object: values of :name
	Attributes value.Value // object: paths of :name
	Args       value.Value // given to formulas as $1
	NoFormulas bool        // a formula is error 1278
	Plan, Path bool        // keep queryPlan and queryPath
	REST       bool        // EXCEPT and begin are words of the language too
}

// Parse reads a query string. Placeholders :1, :2 … take args; :name takes
// settings. The error is a *fault.Error of kind Invalid that says where in the
// string and what was expected; its Number is 1162 for malformed text, 1112
// for a wrong comparator, 1279 for a placeholder without a value, 1280 for one
// of a wrong type, 1278 for a formula where none is allowed and 1626 for a null
// formula.
//
//	Parse("lastName = :1 and born < :2 order by lastName desc", args, Settings{})
func Parse(text string, args []value.Value, settings Settings) (*Query, error) {
	p := &parser{text: text, args: args, settings: settings}
	q, err := p.query()
	if err != nil {
		return nil, err
	}
	return q, nil
}

// FromFormula returns the query that evaluates a formula object for each
// candidate.
func FromFormula(formula value.Value, settings Settings) (*Query, error) {
	p := &parser{settings: settings}
	f, err := p.boundFormula(formula)
	if err != nil {
		return nil, err
	}
	return &Query{Where: f}, nil
}

// ParsePath reads a dotted path such as "author.books[].title".
func ParsePath(text string) (Path, error) {
	p := &parser{text: text}
	path, err := p.wholePath()
	if err != nil {
		return nil, err
	}
	return path, nil
}

// ParseOrder reads "a desc, rel.b"; empty text is no order.
func ParseOrder(text string) ([]OrderBy, error) {
	p := &parser{text: text}
	p.space()
	if p.end() {
		return nil, nil
	}
	p.orderBy() // optional in front of the list
	list, err := p.orderList()
	if err != nil {
		return nil, err
	}
	return list, nil
}
