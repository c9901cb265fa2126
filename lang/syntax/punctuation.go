package syntax

// A sign is a spelling of punctuation or of an operator.
type sign struct {
	text string
	kind tokenKind
	op   Operator
}

// signs lists the spellings that begin with a byte, longest first. Those of one
// dialect only are told apart in punctuation.
func signs(c byte) []sign {
	switch c {
	case ':':
		return []sign{{":=", tokAssign, NoOp}, {":", tokColon, NoOp}}
	case '+':
		return []sign{{"+=", tokAssign, Add}, {"+", tokOp, Add}}
	case '-':
		return []sign{{"->", tokArrow, NoOp}, {"-=", tokAssign, Sub}, {"-", tokOp, Sub}}
	case '*':
		return []sign{{"*=", tokAssign, Mul}, {"*+", tokOp, MulPlus}, {"*|", tokOp, MulBar}, {"*", tokOp, Mul}}
	case '/':
		return []sign{{"/=", tokAssign, Div}, {"/", tokOp, Div}}
	case '\\':
		return []sign{{`\`, tokOp, IntDiv}}
	case '%':
		return []sign{{"%", tokOp, Mod}}
	case '^':
		return []sign{{"^|", tokOp, Xor}, {"^", tokOp, Pow}}
	case '=':
		return []sign{{"==", tokOp, Eq}, {"=", tokEqual, Eq}}
	case '#':
		return []sign{{"#", tokOp, Ne}}
	case '!':
		return []sign{{"!=", tokOp, Ne}}
	case '<':
		return []sign{{"<=", tokOp, Le}, {"<<", tokOp, ShiftL}, {"<", tokOp, Lt}}
	case '>':
		return []sign{{">=", tokOp, Ge}, {">>", tokOp, ShiftR}, {">", tokOp, Gt}}
	case '&':
		return []sign{{"&&", tokOp, AndAlso}, {"&", tokOp, And}}
	case '|':
		return []sign{{"||", tokOp, OrElse}, {"|", tokOp, Or}}
	case '?':
		return []sign{{"?+", tokOp, BitSet}, {"?-", tokOp, BitClear}, {"??", tokOp, BitTest}, {"?", tokQuestion, NoOp}}
	case '(':
		return []sign{{"(", tokLParen, NoOp}}
	case ')':
		return []sign{{")", tokRParen, NoOp}}
	case '[':
		return []sign{{"[", tokLBracket, NoOp}}
	case ']':
		return []sign{{"]", tokRBracket, NoOp}}
	case '{':
		return []sign{{"{", tokLBrace, NoOp}}
	case '}':
		return []sign{{"}", tokRBrace, NoOp}}
	case ';':
		return []sign{{";", tokSeparator, NoOp}}
	case ',':
		return []sign{{",", tokSeparator, NoOp}}
	case '.':
		return []sign{{"...", tokEllipsis, NoOp}, {".", tokDot, NoOp}}
	}
	return nil
}

// punctuation scans the longest sign that begins with c.
func (s *scanner) punctuation(c byte) {
	start := s.at
	rest := s.src[s.at:]
	for _, g := range signs(c) {
		if len(rest) < len(g.text) || rest[:len(g.text)] != g.text {
			continue
		}
		s.at += len(g.text)
		if g.text == "=" && s.dialect == FourD {
			g.kind = tokOp
		}
		s.addOp(g.kind, g.op, start)
		s.foreign(g, start)
		return
	}
	s.bad(start, 1)
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
