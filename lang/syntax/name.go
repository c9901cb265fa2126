package syntax

import "strings"

// Normalize returns what names are compared by: lower case, words joined by
// single spaces, none at the ends. It is the Norm of an Ident.
func Normalize(name string) string {
	if !strings.ContainsAny(name, " \t\u00a0") {
		return strings.ToLower(name)
	}
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

func ident(n node, name, token string) *Ident {
	return &Ident{node: n, Name: name, Norm: Normalize(name), Token: token}
}

// tokenSuffix returns a word's suffix without its colon: "C10", "K8:3".
func (p *parser) tokenSuffix(t token) string {
	if t.suffix == 0 {
		return ""
	}
	return strings.ToUpper(p.src[t.suffix+1 : t.end])
}

//	name = word+      the longest run on the line; a token suffix ends it
//
// The parser does not know the commands, so `Verify password hash` is simply
// three words without an operator between them. A whole number may be one of
// them in 4D (`Is integer 64 bits`).
func (p *parser) name() *Ident {
	first := p.advance()
	last := first
	words := 1
	for last.suffix == 0 && p.wordAfter() {
		last = p.advance()
		words++
	}
	end := last.end
	if last.suffix > 0 {
		end = last.suffix
	}
	text := p.src[first.start:end]
	if words > 1 {
		text = joinWords(text)
	}
	return ident(p.node(first.start), text, p.tokenSuffix(last))
}

func (p *parser) wordAfter() bool {
	k := p.kind()
	return k == tokWord || k == tokInt && p.d == FourD
}

// joinWords puts single spaces between the words of a run, which comments and
// line breaks may stand between.
func joinWords(run string) string {
	if !strings.ContainsAny(run, "\t\n\r\v\f/\\`") && !strings.Contains(run, "  ") && isASCII(run) {
		return run
	}
	s := scan(run, FourD)
	var words []string
	for _, t := range s.tokens {
		if t.kind == tokWord || t.kind == tokInt || t.kind == tokInter {
			words = append(words, run[t.start:t.end])
		}
	}
	return strings.Join(words, " ")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// interProcess parses "<>name" (or the old "◊name"), which keeps its mark.
func (p *parser) interProcess() *Ident {
	id := p.name()
	if rest, old := strings.CutPrefix(id.Name, "◊"); old {
		return ident(id.node, "<>"+rest, id.Token)
	}
	return id
}

// tableAt reports whether "[" opens a table's name, [People] or [People:2], and
// how many tokens that is: 0 if it opens a collection.
func (p *parser) tableAt() int {
	if p.d != FourD {
		return 0
	}
	i, words := 1, 0
	for ; p.peek(i).kind == tokWord || p.peek(i).kind == tokInt; i++ {
		if p.peek(i).suffix > 0 {
			return 0
		}
		if p.peek(i).kind == tokWord {
			words++
		}
	}
	if words == 0 {
		return 0
	}
	if words == 1 && i == 2 && p.reserved(p.peek(1)) {
		return 0
	}
	if p.peek(i).kind == tokColon && p.peek(i+1).kind == tokInt {
		i += 2
	}
	if p.peek(i).kind != tokRBracket {
		return 0
	}
	return i + 1
}

// reserved reports whether a word cannot be a table's name.
func (p *parser) reserved(t token) bool {
	switch p.lowerWord(t) {
	case "this", "super", "null", "true", "false", "cs", "ds":
		return true
	}
	return false
}

// field = "[" name [ ":" number ] "]" [ name [ ":" number ] ]
func (p *parser) field(n int) Expr {
	first := p.advance()
	end := p.at + n - 1
	f := &Field{Table: p.name()}
	if p.got(tokColon) {
		f.Table.Token = p.text(p.advance())
	}
	p.at = end
	if p.kind() == tokWord {
		f.Field = p.name()
		if c, d := p.tok(), p.peek(1); f.Field.Token == "" && c.kind == tokColon && d.kind == tokInt && c.start == f.Field.Span.End && d.start == c.end {
			p.at += 2
			f.Field.Token = p.text(d)
		}
	}
	f.node = p.node(first.start)
	return f
}
