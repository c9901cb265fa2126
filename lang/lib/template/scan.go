package template

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
)

// piece is a part of a template: text that is copied, or a tag.
type piece struct {
	text string // of copied text
	tag  string // "TEXT", in capitals and without 4D; "" for text
	arg  string // what follows the name
	line int    // from 1
}

// isTag reports whether a word is the name of a tag.
func isTag(word string) bool {
	switch word {
	case "TEXT", "HTML", "VAR", "HTMLVAR", "EVAL", "CODE", "IF", "ELSEIF", "ELSE", "ENDIF", "LOOP", "ENDLOOP",
		"EACH", "ENDEACH", "INCLUDE", "BASE", "SCRIPT":
		return true
	}
	return false
}

// scan splits a template. What looks like a tag and is none stays text.
func scan(source string) []piece {
	var all []piece
	line := 1
	flush := func(text string) {
		if text != "" {
			all = append(all, piece{text: text, line: line})
			line += strings.Count(text, "\n")
		}
	}
	begin := 0 // of the text that is not taken yet
	last := strings.LastIndex(source, "-->")
	for at := 0; at < len(source); {
		n := strings.IndexAny(source[at:], "<$")
		if n < 0 {
			break
		}
		at += n
		p, size := piece{}, 0
		if source[at] == '$' {
			p, size = dollarTag(source[at:])
		} else if at < last {
			p, size = commentTag(source[at:])
		}
		if size == 0 {
			at++
			continue
		}
		flush(source[begin:at])
		p.line = line
		line += strings.Count(source[at:at+size], "\n")
		all = append(all, p)
		at += size
		begin = at
	}
	flush(source[begin:])
	return all
}

// commentTag reads <!--#4DTEXT expression-->; the "#" may be missing.
func commentTag(s string) (piece, int) {
	body, ok := strings.CutPrefix(s, "<!--")
	if !ok {
		return piece{}, 0
	}
	body = strings.TrimPrefix(strings.TrimLeft(body, " \t"), "#")
	if len(body) < 4 || !strings.EqualFold(body[:2], "4D") {
		return piece{}, 0
	}
	body = body[2:]
	n := 0
	for n < min(len(body), 10) && (body[n]|0x20 >= 'a' && body[n]|0x20 <= 'z') {
		n++
	}
	word := strings.ToUpper(body[:n])
	if !isTag(word) {
		return piece{}, 0
	}
	end := strings.Index(body[n:], "-->")
	if end < 0 {
		return piece{}, 0
	}
	return piece{tag: word, arg: strings.TrimSpace(body[n : n+end])}, len(s) - len(body) + n + end + len("-->")
}

// maxDollar bounds the code in a tag of the form $4DTEXT(…), in bytes: one that
// is not closed shall not cost a search to the end.
const maxDollar = 1 << 16

// dollarTag reads $4DTEXT(expression), $4DHTML(…) and $4DEVAL(…).
func dollarTag(s string) (piece, int) {
	for _, word := range [...]string{"TEXT", "HTML", "EVAL"} {
		n := len("$4D") + len(word)
		if len(s) <= n || !strings.EqualFold(s[:n], "$4D"+word) || s[n] != '(' {
			continue
		}
		if end := syntax.Closing(s[n:min(len(s), n+maxDollar)], '(', ')'); end > 0 {
			return piece{tag: word, arg: s[n+1 : n+end]}, n + end + 1
		}
	}
	return piece{}, 0
}
