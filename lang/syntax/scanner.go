package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quoin.dev/quoin/source"
)

// The scanner turns a text into tokens, comments and errors, in one pass and
// in linear time. Where a piece ends does not depend on the parser, with three
// looks backward: a token suffix follows a word that is no member, a number
// may begin with "." where no operand stands before it, and "Begin SQL" is
// followed by text of another language.
type scanner struct {
	src      string
	dialect  Dialect
	at       int
	tokens   []token
	comments []*Comment
	errors   []Error
}

func scan(src string, d Dialect) *scanner {
	s := &scanner{src: src, dialect: d, tokens: make([]token, 0, len(src)/4+8)}
	s.at = len("\ufeff")
	if !strings.HasPrefix(src, "\ufeff") {
		s.at = 0
	}
	for s.next() {
	}
	s.add(tokNewline, s.at)
	s.add(tokEOF, s.at)
	return s
}

// add appends a token that ends where the scanner is.
func (s *scanner) add(k tokenKind, start int) { s.addOp(k, NoOp, start) }

func (s *scanner) addOp(k tokenKind, op Operator, start int) {
	s.tokens = append(s.tokens, token{kind: k, op: op, start: int32(start), end: int32(s.at)})
}

func (s *scanner) fail(start, end int, code, message string) {
	if len(s.errors) >= 10*maxErrors { // more than finish will show
		return
	}
	s.errors = append(s.errors, Error{Span: source.Span{Start: int32(start), End: int32(end)}, Code: code, Message: message})
}

func (s *scanner) warn(start, end int, code, message string) {
	n := len(s.errors)
	s.fail(start, end, code, message)
	if n < len(s.errors) {
		s.errors[n].Warning = true
	}
}

// last returns the kind of the token n back, tokNewline at the beginning.
func (s *scanner) last(n int) tokenKind {
	if len(s.tokens) < n {
		return tokNewline
	}
	return s.tokens[len(s.tokens)-n].kind
}

// peek returns the byte n further on, 0 after the end.
func (s *scanner) peek(n int) byte {
	if s.at+n < len(s.src) {
		return s.src[s.at+n]
	}
	return 0
}

// next scans one token, comment or run of blanks. It returns false at the end
// of the text.
func (s *scanner) next() bool {
	if s.at >= len(s.src) {
		return false
	}
	c := s.src[s.at]
	switch { // a case that ends in a call takes the token if it is one
	case c == ' ' || c == '\t' || c == '\v' || c == '\f':
		s.at++
	case c == '\n' || c == '\r':
		s.newline()
	case c == '/' && s.peek(1) == '/' || c == '`':
		s.lineComment()
	case c == '/' && s.peek(1) == '*':
		s.blockComment()
	case c == '"':
		s.text()
	case isDigit(c):
		s.number()
	case c == '.' && isDigit(s.peek(1)) && !endsOperand(s.last(1)):
		s.number()
	case c == '$':
		s.dollar()
	case c == '\\' && s.continuation():
	case c == '<' && s.peek(1) == '>' && s.dialect == FourD && s.nameAt(s.at+2):
		s.interProcess(2)
	case c == '#' && s.directive():
	case c == '!' && s.date():
	case c == '?' && s.time():
	case c < utf8.RuneSelf && !isNameByte(c):
		s.punctuation()
	default:
		s.letter()
	}
	return true
}

func (s *scanner) newline() {
	start := s.at
	if s.src[s.at] == '\r' && s.peek(1) == '\n' {
		s.at++
	}
	s.at++
	if s.last(1) != tokNewline {
		s.add(tokNewline, start)
	}
}

// skipLine moves to the end of the physical line.
func (s *scanner) skipLine() {
	if n := strings.IndexAny(s.src[s.at:], "\r\n"); n >= 0 {
		s.at += n
	} else {
		s.at = len(s.src)
	}
}

// lineComment scans a comment up to the end of its line. One whose last
// character is "\" goes on in the next line: so the original writes a
// statement of several lines that was commented out.
func (s *scanner) lineComment() {
	start := s.at
	s.skipLine()
	for s.at < len(s.src) && s.src[s.at-1] == '\\' {
		if s.src[s.at] == '\r' && s.peek(1) == '\n' {
			s.at++
		}
		s.at++
		s.skipLine()
	}
	s.comment(start)
}

func (s *scanner) comment(start int) {
	text := s.src[start:s.at]
	if !strings.HasPrefix(text, "/*") {
		whole := len(text)
		text = strings.TrimRight(text, " \t")
		if n := len(text); n < whole && text[n-1] == '\\' {
			text = s.src[start : start+n+1] // the blank keeps the comment from going on
		}
	}
	s.comments = append(s.comments, &Comment{
		Span: source.Span{Start: int32(start), End: int32(start + len(text))},
		Text: text,
	})
}

// blockComment scans /* … */, which nests.
func (s *scanner) blockComment() {
	start, depth := s.at, 0
	for s.at < len(s.src) {
		switch {
		case s.src[s.at] == '/' && s.peek(1) == '*':
			depth++
			s.at += 2
		case s.src[s.at] == '*' && s.peek(1) == '/':
			depth--
			s.at += 2
			if depth == 0 {
				s.comment(start)
				return
			}
		default:
			s.at++
		}
	}
	s.fail(start, start+2, CodeComment, "this comment has no end; close it with `*/`")
	s.comment(start)
}

// continuation accepts a "\" that joins this line with the next one. A comment
// may follow it.
func (s *scanner) continuation() bool {
	i := s.at + 1
	for i < len(s.src) && (s.src[i] == ' ' || s.src[i] == '\t') {
		i++
	}
	rest := s.src[i:]
	start := s.at
	switch {
	case strings.HasPrefix(rest, "//"):
		s.at = i
		s.lineComment()
	case rest == "" || rest[0] == '\n' || rest[0] == '\r':
		s.at = i
	default:
		return false
	}
	if s.last(1) == tokNewline { // nothing to continue: an empty line
		s.warn(start, start+1, CodeContinuation, "`\\` has nothing before it to continue; remove it")
		return true
	}
	if s.peek(0) == '\r' && s.peek(1) == '\n' {
		s.at++
	}
	if s.at < len(s.src) {
		s.at++
	}
	return true
}

// text scans "…". Its value is made by the parser (see textValue).
func (s *scanner) text() {
	start := s.at
	for s.at++; s.at < len(s.src); s.at++ {
		switch s.src[s.at] {
		case '"':
			s.at++
			s.add(tokText, start)
			return
		case '\n', '\r':
			s.unclosedText(start)
			return
		case '\\':
			if n := s.peek(1); n != 0 && n != '\n' && n != '\r' {
				s.at++
			}
		}
	}
	s.unclosedText(start)
}

func (s *scanner) unclosedText(start int) {
	s.fail(start, s.at, CodeText, "this text has no closing `\"`; a text ends on its line")
	s.add(tokText, start)
}

// number scans 12, 1.5, .5, 1e5, 0xFF, and names that begin with a digit: a run
// of digits followed by a letter or "_" that is neither an exponent nor a
// hexadecimal number.
func (s *scanner) number() {
	start := s.at
	if s.last(1) == tokDot { // a member: a second dot is not its decimal sign
		s.digits()
		s.finishNumber(tokInt, start)
		return
	}
	if s.src[s.at] == '0' && s.peek(1)|0x20 == 'x' && isHex(s.peek(2)) {
		s.at += 2
		for isHex(s.peek(0)) {
			s.at++
		}
		s.finishNumber(tokInt, start)
		return
	}
	kind := tokInt
	s.digits()
	if s.peek(0) == '.' && isDigit(s.peek(1)) {
		kind = tokReal
		s.at++
		s.digits()
	} else if s.peek(0) == '.' && s.peek(1) != '.' && !s.nameAt(s.at+1) {
		kind = tokReal // "5." of old code
		s.at++
	}
	if s.exponent() {
		kind = tokReal
	}
	s.finishNumber(kind, start)
}

// exponent accepts e5, e+5 and e-5, if the number ends there.
func (s *scanner) exponent() bool {
	if s.peek(0)|0x20 != 'e' {
		return false
	}
	i := s.at + 1
	if c := s.peek(1); c == '+' || c == '-' {
		i++
	}
	first := i
	for i < len(s.src) && isDigit(s.src[i]) {
		i++
	}
	if i == first || s.nameAt(i) {
		return false
	}
	s.at = i
	return true
}

func (s *scanner) digits() {
	for isDigit(s.peek(0)) {
		s.at++
	}
}

// finishNumber ends a number, or goes on with it as a name.
func (s *scanner) finishNumber(kind tokenKind, start int) {
	if !s.nameAt(s.at) {
		s.add(kind, start)
		return
	}
	if strings.Contains(s.src[start:s.at], ".") {
		end := s.at
		s.nameBytes()
		s.fail(start, s.at, CodeNumber, "`"+s.src[end:s.at]+"` cannot follow a number; put an operator between them")
		s.add(kind, start)
		return
	}
	s.word(start)
}

// dollar scans $name, $1 and the "$" of ${n}.
func (s *scanner) dollar() {
	start := s.at
	s.at++
	switch {
	case s.peek(0) == '{':
		s.add(tokDollar, start)
	case s.nameAt(s.at) || isDigit(s.peek(0)):
		digits := true
		for i := s.at; s.nameAt(i) || i < len(s.src) && isDigit(s.src[i]); {
			digits = digits && isDigit(s.src[i])
			_, w := utf8.DecodeRuneInString(s.src[i:])
			i += w
			s.at = i
		}
		if digits {
			s.add(tokNumber, start)
		} else {
			s.add(tokLocal, start)
		}
	case s.last(1) == tokDot: // XML read as an object has members named "$"
		s.add(tokLocal, start)
	default:
		s.fail(start, s.at, CodeCharacter, "`$` stands before the name of a local variable, a parameter's number or `{`")
		s.add(tokBad, start)
	}
}

func (s *scanner) interProcess(mark int) {
	start := s.at
	s.at += mark
	s.nameBytes()
	s.add(tokInter, start)
}

// directive accepts #DECLARE at the start of a line.
func (s *scanner) directive() bool {
	const word = "#declare"
	end := s.at + len(word)
	if s.last(1) != tokNewline || end > len(s.src) || !strings.EqualFold(s.src[s.at:end], word) || s.nameAt(end) {
		return false
	}
	start := s.at
	s.at = end
	s.add(tokDeclare, start)
	return true
}

// date accepts !y-m-d! with "-", "/" or "." between the numbers.
func (s *scanner) date() bool {
	return s.triple('!', func(c byte) bool { return c == '-' || c == '/' || c == '.' }, tokDate)
}

// time accepts ?h:m:s?.
func (s *scanner) time() bool {
	return s.triple('?', func(c byte) bool { return c == ':' }, tokTime)
}

// triple scans three numbers between two marks.
func (s *scanner) triple(mark byte, separator func(byte) bool, kind tokenKind) bool {
	i := s.at + 1
	for part := 0; part < 3; part++ {
		if part > 0 {
			if i >= len(s.src) || !separator(s.src[i]) {
				return false
			}
			i++
		}
		first := i
		for i < len(s.src) && isDigit(s.src[i]) && i-first < 10 {
			i++
		}
		if i == first {
			return false
		}
	}
	if i >= len(s.src) || s.src[i] != mark {
		return false
	}
	start := s.at
	s.at = i + 1
	s.add(kind, start)
	return true
}

// letter scans a word, a blank or a sign outside ASCII.
func (s *scanner) letter() {
	start := s.at
	r, w := utf8.DecodeRuneInString(s.src[s.at:])
	switch {
	case isNameRune(r):
		s.word(start)
	case r == '◊' && s.dialect == FourD && s.nameAt(s.at+w):
		s.interProcess(w)
	case unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b':
		s.at += w
	default:
		s.bad(start, w)
	}
}

func (s *scanner) bad(start, width int) {
	s.at = start + width
	shown := s.src[start:s.at]
	if r, _ := utf8.DecodeRuneInString(shown); r == utf8.RuneError || !unicode.IsPrint(r) {
		shown = "?"
	}
	s.fail(start, s.at, CodeCharacter, "`"+shown+"` has no meaning here; remove it or put it between quotes")
	s.add(tokBad, start)
}

// word scans a word from start and the token suffix after it.
func (s *scanner) word(start int) {
	s.nameBytes()
	end := s.at
	member := s.last(1) == tokDot
	var suffix int
	if s.peek(0) == ':' && !member && s.dialect == FourD {
		suffix = s.suffix()
	}
	s.add(tokWord, start)
	if suffix > 0 {
		s.tokens[len(s.tokens)-1].suffix = int32(end)
	}
	if n := len(s.tokens); n >= 2 && strings.EqualFold(s.src[start:end], "sql") && s.last(2) == tokWord && s.last(3) == tokNewline {
		if first := s.tokens[n-2]; strings.EqualFold(s.src[first.start:first.end], "begin") {
			s.sql()
		}
	}
}

// suffix accepts :C10 and :K8:3 and returns their length, 0 if there is none.
// It wins over the colons of a ternary and of a Case branch.
func (s *scanner) suffix() int {
	i, kind := s.at+2, s.peek(1)|0x20
	if kind != 'c' && kind != 'k' || !isDigit(s.peek(2)) {
		return 0
	}
	for i < len(s.src) && isDigit(s.src[i]) {
		i++
	}
	if kind == 'k' {
		if i+1 >= len(s.src) || s.src[i] != ':' || !isDigit(s.src[i+1]) {
			return 0
		}
		for i++; i < len(s.src) && isDigit(s.src[i]); i++ {
		}
	}
	if s.nameAt(i) {
		return 0
	}
	n := i - s.at
	s.at = i
	return n
}

// sql takes the text up to the line of End SQL as one token.
func (s *scanner) sql() {
	start := s.at
	s.skipLine()
	for s.at < len(s.src) {
		line := strings.TrimLeft(s.src[s.at:], "\r\n \t")
		if rest, ok := cutFold(line, "end"); ok {
			if rest, ok = cutFold(strings.TrimLeft(rest, " \t"), "sql"); ok && !s.nameAt(len(s.src)-len(rest)) {
				s.at = len(s.src) - len(line)
				break
			}
		}
		s.at = len(s.src) - len(line)
		s.skipLine()
	}
	s.add(tokSQL, start)
	s.add(tokNewline, s.at)
}

// cutFold removes a prefix, ignoring case.
func cutFold(text, prefix string) (rest string, ok bool) {
	if len(text) < len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return text, false
	}
	return text[len(prefix):], true
}

// nameAt reports whether a letter or "_" stands at an offset.
func (s *scanner) nameAt(i int) bool {
	if i >= len(s.src) {
		return false
	}
	c := s.src[i]
	if c < utf8.RuneSelf {
		return isNameByte(c) && !isDigit(c)
	}
	r, _ := utf8.DecodeRuneInString(s.src[i:])
	return isNameRune(r)
}

// nameBytes moves over letters, digits and "_" (and "$" in a member's name).
func (s *scanner) nameBytes() {
	member := s.last(1) == tokDot
	for s.at < len(s.src) {
		c := s.src[s.at]
		if c < utf8.RuneSelf {
			if !isNameByte(c) && !(member && c == '$') {
				return
			}
			s.at++
			continue
		}
		r, w := utf8.DecodeRuneInString(s.src[s.at:])
		if !isNameRune(r) {
			return
		}
		s.at += w
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || isDigit(c)
}

func isNameRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' || isPictograph(r))
}

// isPictograph reports whether a sign is a picture, or joins pictures to one:
// published code names variables with them. What is below is drawing, arrows and
// the mark of inter-process variables.
func isPictograph(r rune) bool {
	return r >= 0x2600 && (unicode.In(r, unicode.So, unicode.Sk)) || r == 0x200D
}

// endsOperand reports whether a token may end an operand, so that "." after it
// takes a member.
func endsOperand(k tokenKind) bool {
	switch k {
	case tokWord, tokLocal, tokNumber, tokInter, tokText, tokInt, tokReal, tokRParen, tokRBracket, tokRBrace, tokArrow:
		return true
	}
	return false
}
