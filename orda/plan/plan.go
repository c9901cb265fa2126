// Package plan provides relational plans: what the database engine is asked to
// read, as a tree that can be printed. It is built from a query's tree and a
// model, simplified by the rules in rules.go, and turned into SQL by an engine.
//
//	title = 'sal@' and author.lastName = holm
//
// becomes
//
//	Book where title match "sal@" and author has (lastName = "holm")
package plan

import (
	"slices"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// Select asks for records of one dataclass.
type Select struct {
	Class *model.Dataclass
	// Columns are the stored attributes each row gives. Pictures and blobs give
	// their size instead of their content, unless Whole is set.
	Columns []*model.Attribute
	Whole   bool
	// Header asks for stamp and timestamp too.
	Header bool
	// Where is the condition; nil for every record.
	Where Cond
	// Order sorts the rows; after it, and when it is empty, rows come by record
	// number.
	Order []Order
	// Records limits the rows to these record numbers when Only is set. Without
	// Order, the rows come in the order of Records, as often as they are named.
	Records []int64
	Only    bool
	// Limit is the greatest number of rows, 0 for all.
	Limit int
}

// Order is one key to sort by. Null sorts below every value.
type Order struct {
	// Hops are N-to-1 relations to follow before Column.
	Hops []*model.Attribute
	// Column is a stored attribute, nil for a computed one.
	Column *model.Attribute
	// Object is the path within an object column.
	Object []string
	// Computed is a calculated attribute at the end of Hops: an engine cannot
	// sort by it, package orda replaces it or sorts itself.
	Computed *model.Attribute
	// Near makes a vector column sort by how near it is to another vector.
	Near       *Nearness
	Descending bool
}

// Cond is a condition on a record. Conditions follow the three-valued logic of
// SQL: comparing null with a value is neither true nor false, and a record is
// chosen when the whole is true.
type Cond interface{ cond() }

type (
	// Const is true or false for every record.
	Const bool
	// And, Or and Not combine.
	And []Cond
	Or  []Cond
	Not struct{ X Cond }
	// Null is true when the column is null.
	Null struct{ Column *model.Attribute }
	// Compare compares a column with a value of the column's type, never null.
	// Text compares by collation: case and accents are ignored.
	Compare struct {
		Column *model.Attribute
		Op     Comparison
		Value  value.Value
	}
	// OneOf is true when the column equals one of the values.
	OneOf struct {
		Column *model.Attribute
		Values []value.Value
	}
	// Match is true when the text matches a pattern in which "@" stands for any
	// characters, text.Collator.Match.
	Match struct {
		Column  *model.Attribute
		Pattern string
	}
	// Word is true when a word of the text matches the pattern.
	Word struct {
		Column  *model.Attribute
		Pattern string
	}
	// Related is true when a record that the relation leads to fulfils Where;
	// with a nil Where, when there is one. Alias tells apart uses of the same
	// relation that need not be fulfilled by the same record.
	Related struct {
		Relation *model.Attribute
		Alias    int
		Where    Cond
	}
	// InObject is true when every test holds within the object of a column, with
	// one choice of elements for the letters in their paths.
	InObject struct {
		Column *model.Attribute
		Tests  []ObjectTest
	}
	// Near compares how near the column's vector is to another with a threshold.
	// It is unknown for a record without a vector of as many dimensions.
	Near struct {
		Column    *model.Attribute
		To        *Nearness
		Op        Comparison
		Threshold float64
	}
	// Among is true when the record's number is in a set.
	Among struct{ Records []int64 }
	// Sequential is what an engine cannot answer: a formula, or a comparison
	// with a computed attribute. Package orda replaces it before reading.
	Sequential struct {
		Class *model.Dataclass
		// Attribute is the computed attribute, nil for a formula.
		Attribute *model.Attribute
		Rest      query.Path // within an object value of the attribute
		Op        query.Op
		Value     query.Operand
		Formula   *query.Formula
	}
)

func (Const) cond()       {}
func (And) cond()         {}
func (Or) cond()          {}
func (*Not) cond()        {}
func (*Null) cond()       {}
func (*Compare) cond()    {}
func (*OneOf) cond()      {}
func (*Match) cond()      {}
func (*Word) cond()       {}
func (*Related) cond()    {}
func (*InObject) cond()   {}
func (*Near) cond()       {}
func (*Among) cond()      {}
func (*Sequential) cond() {}

// ObjectTest is one comparison within an object: a path below the column, an
// operator and a value. "[]" in the path is any element, "[a]" the element that
// every test of the same InObject means by that letter.
type ObjectTest struct {
	Path  query.Path
	Op    query.Op
	Value query.Operand
}

// Comparison is how Compare compares.
type Comparison uint8

const (
	Equal Comparison = iota
	NotEqual
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
)

var comparisonSigns = [...]string{"=", "#", "<", "<=", ">", ">="}

// String returns the sign.
func (c Comparison) String() string { return comparisonSigns[c] }

// Path returns the sort key as names from the dataclass on.
func (o Order) Path() []string {
	var names []string
	for _, h := range o.Hops {
		names = append(names, h.Name)
	}
	switch {
	case o.Computed != nil:
		names = append(names, o.Computed.Name)
	case o.Column != nil:
		names = append(names, o.Column.Name)
	}
	return append(names, o.Object...)
}

// NeedsCode reports whether a condition has a part that only user code can
// answer.
func NeedsCode(c Cond) bool {
	switch c := c.(type) {
	case And:
		return slices.ContainsFunc(c, NeedsCode)
	case Or:
		return slices.ContainsFunc(c, NeedsCode)
	case *Not:
		return NeedsCode(c.X)
	case *Related:
		return c.Where != nil && NeedsCode(c.Where)
	case *Sequential:
		return true
	}
	return false
}
