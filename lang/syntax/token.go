package syntax

import "quoin.dev/quoin/source"

// A token is a piece of text. The scanner never fails: what it does not
// understand becomes tokBad with an error beside it.
type token struct {
	kind   tokenKind
	op     Operator // of tokOp, and of tokAssign where it is a compound one
	start  int32
	end    int32
	suffix int32 // where the ":" of ":C10" or ":K8:3" stands in a word; 0: none
}

func (t token) span() source.Span { return source.Span{Start: t.start, End: t.end} }

type tokenKind uint8

const (
	tokEOF     tokenKind = iota
	tokNewline           // the end of a logical line: one for any number of empty lines
	tokWord              // part of a name, or a keyword; with its token suffix
	tokLocal             // $name
	tokNumber            // $1
	tokInter             // <>name
	tokInt
	tokReal
	tokText
	tokDate
	tokTime
	tokSQL     // the text between Begin SQL and End SQL
	tokDeclare // #DECLARE
	tokOp      // a binary or unary operator other than those below
	tokEqual   // "=" of QodlyScript: assignment
	tokAssign  // := and += -= *= /=
	tokArrow   // ->
	tokLParen
	tokRParen
	tokLBracket
	tokRBracket
	tokLBrace
	tokRBrace
	tokSeparator // ";" in 4D, "," in QodlyScript (the other one with an error)
	tokDot
	tokColon
	tokQuestion
	tokDollar   // "$" before "{"
	tokEllipsis // ...
	tokBad
)

// maxDepth is how deep blocks may nest, and expressions: the original's limit.
const maxDepth = 512

// maxChain is how many operators or members one expression may string together
// without parentheses: what the stages after this one walk recursively.
const maxChain = 10_000

// binding returns how strongly an operator binds (0: it is no binary operator)
// and whether a chain of it groups from the right. In 4D all bind alike, from
// left to right. Ternary and assignment are below all of them.
func binding(d Dialect, op Operator) (power int, right bool) {
	if d == FourD {
		if op == NoOp || op >= Neg {
			return 0, false
		}
		return 1, false
	}
	switch op {
	case Pow:
		return 13, true
	case Mul, Div, IntDiv, Mod, MulPlus, MulBar:
		return 12, false
	case Add, Sub:
		return 11, false
	case BitTest, BitClear, BitSet, ShiftL, ShiftR:
		return 10, false
	case Lt, Gt, Le, Ge:
		return 9, false
	case Eq, Ne:
		return 8, false
	case And:
		return 7, false
	case Xor:
		return 6, false
	case Or:
		return 5, false
	case AndAlso:
		return 4, false
	case OrElse:
		return 3, false
	}
	return 0, false
}

// Spelling returns how a dialect writes an operator.
func (op Operator) Spelling(d Dialect) string {
	if d == Qodly {
		switch op {
		case Eq:
			return "=="
		case Ne:
			return "!="
		}
	}
	return op.String()
}

// String returns the operator as 4D writes it.
func (op Operator) String() string {
	spellings := [...]string{
		Add: "+", Sub: "-", Mul: "*", Div: "/", IntDiv: `\`, Mod: "%", Pow: "^",
		Eq: "=", Ne: "#", Lt: "<", Gt: ">", Le: "<=", Ge: ">=",
		And: "&", Or: "|", Xor: "^|", AndAlso: "&&", OrElse: "||",
		ShiftL: "<<", ShiftR: ">>", BitSet: "?+", BitClear: "?-", BitTest: "??",
		MulPlus: "*+", MulBar: "*|", Neg: "-", Plus: "+", AddrOf: "->",
	}
	if int(op) < len(spellings) {
		return spellings[op]
	}
	return ""
}
