package syntax

import "quoin.dev/quoin/source"

// TokenKind says what a Token is.
type TokenKind uint8

// The kinds of tokens, as an editor tells them apart.
const (
	LineEnd        TokenKind = iota // the end of a logical line; one for several empty lines
	Word                            // a word of a name, or a keyword
	LocalName                       // $name
	ParamNumber                     // $1
	InterName                       // <>name
	NumberToken                     // 12, 1.5, 0xFF
	TextToken                       // "…"; without its last quote where that is missing
	DateToken                       // !2024-01-31!
	TimeToken                       // ?12:00:00?
	SQLToken                        // what stands between Begin SQL and End SQL
	DeclareToken                    // #DECLARE
	OperatorToken                   // + - < … and assignments
	OpenToken                       // ( [ {
	CloseToken                      // ) ] }
	SeparatorToken                  // ";" in 4D, "," in QodlyScript
	DotToken                        // .
	ColonToken                      // :
	OtherToken                      // ? ... and what has no meaning
)

// Token is a piece of text with its place. Comments are no tokens.
type Token struct {
	Kind TokenKind
	Span source.Span
	// Name is where a word ends without its token suffix ":C10".
	Name int32
}

// Tokens returns the pieces of a text in order. It serves tools that look at
// code as it is written: colours, the surroundings of a cursor.
func Tokens(f *source.File, d Dialect) []Token {
	scanned := scan(f.Text, d).tokens
	tokens := make([]Token, 0, len(scanned))
	for _, t := range scanned {
		if t.kind == tokEOF {
			break
		}
		name := t.end
		if t.suffix > 0 {
			name = t.suffix
		}
		tokens = append(tokens, Token{tokenKinds(t.kind), t.span(), name})
	}
	return tokens
}

func tokenKinds(k tokenKind) TokenKind {
	kinds := [...]TokenKind{
		tokNewline: LineEnd, tokWord: Word, tokLocal: LocalName, tokNumber: ParamNumber, tokInter: InterName,
		tokInt: NumberToken, tokReal: NumberToken, tokText: TextToken, tokDate: DateToken, tokTime: TimeToken,
		tokSQL: SQLToken, tokDeclare: DeclareToken, tokOp: OperatorToken, tokEqual: OperatorToken,
		tokAssign: OperatorToken, tokArrow: OperatorToken, tokLParen: OpenToken, tokRParen: CloseToken,
		tokLBracket: OpenToken, tokRBracket: CloseToken, tokLBrace: OpenToken, tokRBrace: CloseToken,
		tokSeparator: SeparatorToken, tokDot: DotToken, tokColon: ColonToken, tokQuestion: OtherToken,
		tokDollar: OtherToken, tokEllipsis: OtherToken, tokBad: OtherToken,
	}
	return kinds[k]
}
