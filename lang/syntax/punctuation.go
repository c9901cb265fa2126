package syntax

import "strings"

// A sign is a spelling of punctuation or of an operator.
type sign struct {
	text string
	kind tokenKind
	op   Operator
}

// signAt returns the longest sign a text begins with. "=" means something else
// in each dialect.
func signAt(text string, d Dialect) (sign, bool) {
	equal := tokEqual
	if d == FourD {
		equal = tokOp
	}
	switch text[0] {
	case ':':
		return longest(text, sign{":=", tokAssign, NoOp}, sign{":", tokColon, NoOp})
	case '+':
		return longest(text, sign{"+=", tokAssign, Add}, sign{"+", tokOp, Add})
	case '-':
		return longest(text, sign{"->", tokArrow, NoOp}, sign{"-=", tokAssign, Sub}, sign{"-", tokOp, Sub})
	case '*':
		return longest(text, sign{"*=", tokAssign, Mul}, sign{"*+", tokOp, MulPlus}, sign{"*|", tokOp, MulBar}, sign{"*", tokOp, Mul})
	case '/':
		return longest(text, sign{"/=", tokAssign, Div}, sign{"/", tokOp, Div})
	case '\\':
		return longest(text, sign{`\`, tokOp, IntDiv})
	case '%':
		return longest(text, sign{"%", tokOp, Mod})
	case '^':
		return longest(text, sign{"^|", tokOp, Xor}, sign{"^", tokOp, Pow})
	case '=':
		return longest(text, sign{"==", tokOp, Eq}, sign{"=", equal, Eq})
	case '#':
		return longest(text, sign{"#", tokOp, Ne})
	case '!':
		return longest(text, sign{"!=", tokOp, Ne})
	case '<':
		return longest(text, sign{"<=", tokOp, Le}, sign{"<<", tokOp, ShiftL}, sign{"<", tokOp, Lt})
	case '>':
		return longest(text, sign{">=", tokOp, Ge}, sign{">>", tokOp, ShiftR}, sign{">", tokOp, Gt})
	case '&':
		return longest(text, sign{"&&", tokOp, AndAlso}, sign{"&", tokOp, And})
	case '|':
		return longest(text, sign{"||", tokOp, OrElse}, sign{"|", tokOp, Or})
	case '?':
		return longest(text, sign{"?+", tokOp, BitSet}, sign{"?-", tokOp, BitClear}, sign{"??", tokOp, BitTest}, sign{"?", tokQuestion, NoOp})
	case '(':
		return longest(text, sign{"(", tokLParen, NoOp})
	case ')':
		return longest(text, sign{")", tokRParen, NoOp})
	case '[':
		return longest(text, sign{"[", tokLBracket, NoOp})
	case ']':
		return longest(text, sign{"]", tokRBracket, NoOp})
	case '{':
		return longest(text, sign{"{", tokLBrace, NoOp})
	case '}':
		return longest(text, sign{"}", tokRBrace, NoOp})
	case ';':
		return longest(text, sign{";", tokSeparator, NoOp})
	case ',':
		return longest(text, sign{",", tokSeparator, NoOp})
	case '.':
		return longest(text, sign{"...", tokEllipsis, NoOp}, sign{".", tokDot, NoOp})
	}
	return sign{}, false
}

// longest returns the first of some spellings that a text begins with: the
// longer ones stand first.
func longest(text string, spellings ...sign) (sign, bool) {
	for _, g := range spellings {
		if strings.HasPrefix(text, g.text) {
			return g, true
		}
	}
	return sign{}, false
}

// punctuation scans the longest sign at this place.
func (s *scanner) punctuation() {
	g, found := signAt(s.src[s.at:], s.dialect)
	if !found {
		s.bad(s.at, 1)
		return
	}
	start := s.at
	s.at += len(g.text)
	s.addOp(g.kind, g.op, start)
	s.foreign(g, start)
}

// foreign reports a sign of the other dialect. The meaning is clear, so it is
// a warning, except for the comma: in 4D it might have been a decimal point.
func (s *scanner) foreign(g sign, start int) {
	var say string
	switch {
	case s.dialect == FourD && g.text == "==":
		say = "`==` is QodlyScript; write `=` in 4D"
	case s.dialect == FourD && g.text == "!=":
		say = "`!=` is QodlyScript; write `#` in 4D"
	case s.dialect == Qodly && g.text == "#":
		say = "`#` is 4D; write `!=` in QodlyScript"
	case s.dialect == Qodly && g.text == ";":
		say = "`;` is 4D; write `,` in QodlyScript"
	case s.dialect == FourD && g.text == ",":
		s.fail(start, s.at, CodeDialect, "`,` separates nothing in 4D; write `;` between values and `.` in a number")
		return
	default:
		return
	}
	s.warn(start, s.at, CodeDialect, say)
}
