package syntax

// A keyword begins a statement or ends a block. Keywords are words of their
// place only: `use` is a statement before "(" and a name before ":=".
type keyword uint8

const (
	kwNone keyword = iota
	kwIf
	kwCase
	kwFor
	kwForEach
	kwWhile
	kwRepeat
	kwUse
	kwTry
	kwReturn
	kwBreak
	kwContinue
	kwVar
	kwSQL
	kwDeclare
	// What ends a block or a part of it.
	kwElse
	kwBranch // ":"
	kwCatch
	kwUntil
	kwEnd // QodlyScript's plain "end"
	kwEndIf
	kwEndCase
	kwEndFor
	kwEndForEach
	kwEndWhile
	kwEndUse
	kwEndTry
	kwEndSQL
)

func (k keyword) closes() bool { return k >= kwElse }

// keyword returns the keyword the line begins with and how many tokens it is.
func (p *parser) keyword() (keyword, int) {
	switch p.kind() {
	case tokColon:
		return kwBranch, 1
	case tokDeclare:
		return kwDeclare, 1
	case tokWord:
	default:
		return kwNone, 0
	}
	var buffer [2][12]byte
	first := p.lower(p.tok(), &buffer[0])
	second := p.lower(p.peek(1), &buffer[1])
	kw, n := p.keywordOf(string(first), string(second))
	if kw == kwNone {
		return kwNone, 0
	}
	if kw == kwEnd || kw == kwEndFor {
		kw, n = p.endOf(kw, n)
	}
	switch next := p.peek(n); next.kind {
	case tokAssign, tokEqual, tokDot: // a variable of that name
		return kwNone, 0
	case tokWord, tokLocal, tokInter, tokNumber, tokDollar:
		if kw == kwUse || kw == kwTry || kw == kwBreak || kw == kwContinue || kw == kwFor {
			return kwNone, 0 // a command: USE SET
		}
	case tokLParen:
		if kw == kwTry || kw == kwBreak || kw == kwContinue || kw == kwRepeat {
			return kwNone, 0 // Try(expression)
		}
	case tokColon, tokSeparator, tokNewline, tokEOF:
	default:
		if kw == kwVar {
			return kwNone, 0
		}
	}
	return kw, n
}

// lower returns a word in lower case, nothing for a longer one than any
// keyword and for other tokens.
func (p *parser) lower(t token, buffer *[12]byte) []byte {
	if t.kind != tokWord || t.end-t.start > 24 {
		return nil
	}
	word := p.text(t)
	if len(word) > len(buffer) {
		return nil
	}
	for i := range word {
		c := word[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		buffer[i] = c
	}
	return buffer[:len(word)]
}

// keywordOf is the table of keywords: of a line's first word, with the second.
func (p *parser) keywordOf(first, second string) (keyword, int) {
	qodly := p.d == Qodly
	switch first {
	case "if":
		return kwIf, 1
	case "else":
		return kwElse, 1
	case "case":
		if second == "of" {
			return kwCase, 2
		}
	case "switch":
		if qodly {
			return kwCase, 1
		}
	case "for":
		if second == "each" {
			return kwForEach, 2
		}
		return kwFor, 1
	case "foreach":
		if qodly {
			return kwForEach, 1
		}
	case "while":
		return kwWhile, 1
	case "repeat":
		return kwRepeat, 1
	case "until":
		return kwUntil, 1
	case "use":
		return kwUse, 1
	case "try":
		return kwTry, 1
	case "catch":
		return kwCatch, 1
	case "return":
		return kwReturn, 1
	case "break":
		return kwBreak, 1
	case "continue":
		return kwContinue, 1
	case "var":
		return kwVar, 1
	case "declare":
		if qodly {
			return kwDeclare, 1
		}
	case "begin":
		if second == "sql" {
			return kwSQL, 2
		}
	case "end":
		return endWord(second, qodly)
	}
	return kwNone, 0
}

// endWord returns what "end" and the word after it close.
func endWord(word string, qodly bool) (keyword, int) {
	switch word {
	case "if":
		return kwEndIf, 2
	case "case":
		return kwEndCase, 2
	case "for":
		return kwEndFor, 2
	case "while":
		return kwEndWhile, 2
	case "use":
		return kwEndUse, 2
	case "try":
		return kwEndTry, 2
	case "sql":
		return kwEndSQL, 2
	case "switch":
		if qodly {
			return kwEndCase, 2
		}
	case "foreach":
		if qodly {
			return kwEndForEach, 2
		}
	}
	if qodly {
		return kwEnd, 1
	}
	return kwNone, 0
}

// endOf tells "End for each" from "End for".
func (p *parser) endOf(kw keyword, n int) (keyword, int) {
	var buffer [12]byte
	if kw == kwEndFor && string(p.lower(p.peek(n), &buffer)) == "each" {
		return kwEndForEach, n + 1
	}
	return kw, n
}

// blockKind is a block that waits for its end.
type blockKind uint8

const (
	blockIf blockKind = iota
	blockIfElse
	blockCase
	blockCaseElse
	blockFor
	blockForEach
	blockWhile
	blockRepeat
	blockUse
	blockTry
	blockCatch
)

// An openBlock is a block whose end has not come yet; opener is its keyword.
type openBlock struct {
	kind   blockKind
	opener token
}

// accepts reports whether a keyword ends a block or a part of it.
func (b blockKind) accepts(kw keyword, d Dialect) bool {
	switch kw {
	case kwEnd:
		return b != blockRepeat
	case kwElse:
		return b == blockIf || b == blockCase
	case kwBranch:
		return b == blockCase
	case kwCatch:
		return b == blockTry
	case kwEndFor:
		return b == blockFor || d == Qodly && b == blockForEach
	}
	return kw == b.end()
}

// end returns the keyword that closes a block for good.
func (b blockKind) end() keyword {
	switch b {
	case blockIf, blockIfElse:
		return kwEndIf
	case blockCase, blockCaseElse:
		return kwEndCase
	case blockFor:
		return kwEndFor
	case blockForEach:
		return kwEndForEach
	case blockWhile:
		return kwEndWhile
	case blockRepeat:
		return kwUntil
	case blockUse:
		return kwEndUse
	default:
		return kwEndTry
	}
}

// spelling returns how the dialect writes a keyword.
func (k keyword) spelling(d Dialect) string {
	if d == Qodly {
		return k.qodly()
	}
	words := [...]string{
		kwIf: "If", kwCase: "Case of", kwFor: "For", kwForEach: "For each", kwWhile: "While",
		kwRepeat: "Repeat", kwUse: "Use", kwTry: "Try", kwReturn: "return", kwBreak: "break",
		kwContinue: "continue", kwVar: "var", kwSQL: "Begin SQL", kwDeclare: "#DECLARE",
		kwElse: "Else", kwBranch: ":", kwCatch: "Catch", kwUntil: "Until", kwEnd: "End",
		kwEndIf: "End if", kwEndCase: "End case", kwEndFor: "End for", kwEndForEach: "End for each",
		kwEndWhile: "End while", kwEndUse: "End use", kwEndTry: "End try", kwEndSQL: "End SQL",
	}
	return words[k]
}

func (k keyword) qodly() string {
	words := [...]string{
		kwIf: "if", kwCase: "switch", kwFor: "for", kwForEach: "forEach", kwWhile: "while",
		kwRepeat: "repeat", kwUse: "use", kwTry: "try", kwReturn: "return", kwBreak: "break",
		kwContinue: "continue", kwVar: "var", kwSQL: "begin SQL", kwDeclare: "declare",
		kwElse: "else", kwBranch: ":", kwCatch: "catch", kwUntil: "until", kwEnd: "end",
		kwEndIf: "end", kwEndCase: "end", kwEndFor: "end", kwEndForEach: "end",
		kwEndWhile: "end", kwEndUse: "end", kwEndTry: "end", kwEndSQL: "end SQL",
	}
	return words[k]
}

// openerWord returns the keyword that opens a block.
func (b blockKind) openerWord() keyword {
	switch b {
	case blockIf, blockIfElse:
		return kwIf
	case blockCase, blockCaseElse:
		return kwCase
	case blockFor:
		return kwFor
	case blockForEach:
		return kwForEach
	case blockWhile:
		return kwWhile
	case blockRepeat:
		return kwRepeat
	case blockUse:
		return kwUse
	default:
		return kwTry
	}
}
