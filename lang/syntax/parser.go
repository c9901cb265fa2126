package syntax

import (
	"fmt"
	"slices"
	"strings"

	"quoin.dev/quoin/source"
)

// maxErrors is how many errors a file reports; more help nobody.
const maxErrors = 500

// ParseFile parses a method or a class. It always returns a tree; File.Errors
// says what is wrong with the text, in its order and at most one error a line.
func ParseFile(f *source.File, d Dialect, k FileKind) *File {
	p := newParser(f, d, k)
	if k == Class {
		p.classFile()
	} else {
		p.methodFile()
	}
	p.finish()
	return p.file
}

// ParseSnippet parses what a person types to be evaluated: statements or one
// expression. Where the last statement of the Body is an ExprStmt, it is the
// snippet's value.
func ParseSnippet(f *source.File, d Dialect) *File { return ParseFile(f, d, Method) }

// A parser walks over the tokens of one file. Its methods are named after the
// productions, which stand above them; P* is any number of P, [P] at most one.
// The separator is written ";" and keywords as 4D spells them.
type parser struct {
	file   *File
	src    string
	d      Dialect
	tokens []token
	at     int
	errors []Error

	depth     int         // of nested expressions
	open      []openBlock // of nested blocks, innermost last
	begun     bool        // a statement has been parsed: too late for #DECLARE
	bad       bool        // this statement has its error: the rest of it is silent
	abandoned bool        // this body was nested too deep: its missing ends are silent
}

func newParser(f *source.File, d Dialect, k FileKind) *parser {
	s := scan(f.Text, d)
	file := &File{Source: f, Dialect: d, Kind: k, Comments: s.comments, Body: &Block{}}
	if len(s.comments) > 0 {
		first := s.comments[0]
		if strings.HasPrefix(first.Text, "//%attributes") && f.Line(first.Span.Start) == 1 {
			file.Attributes = first
		}
	}
	return &parser{file: file, src: f.Text, d: d, tokens: s.tokens, errors: s.errors}
}

// finish puts the errors in order and keeps one a line, and all warnings.
func (p *parser) finish() {
	slices.SortStableFunc(p.errors, func(a, b Error) int { return int(a.Span.Start - b.Span.Start) })
	line := 0
	for _, e := range p.errors {
		if !e.Warning {
			l := p.file.Source.Line(e.Span.Start)
			if l == line {
				continue
			}
			line = l
		}
		if len(p.file.Errors) < maxErrors {
			p.file.Errors = append(p.file.Errors, e)
		}
	}
}

// --- tokens

func (p *parser) tok() token { return p.tokens[p.at] }

func (p *parser) kind() tokenKind { return p.tokens[p.at].kind }

// peek returns the token n further on, the last one after the end.
func (p *parser) peek(n int) token { return p.tokens[min(p.at+n, len(p.tokens)-1)] }

// advance takes the token; the end of the file is never passed.
func (p *parser) advance() token {
	t := p.tokens[p.at]
	if t.kind != tokEOF {
		p.at++
	}
	return t
}

// got takes the token if it is of a kind.
func (p *parser) got(k tokenKind) bool {
	if p.kind() != k {
		return false
	}
	p.at++
	return true
}

// want takes a token of a kind, or says that it is missing: its sign, and
// where it belongs.
func (p *parser) want(k tokenKind, sign, after string) {
	if p.got(k) {
		return
	}
	what := strings.TrimRight(fmt.Sprintf("`%s` is missing %s", sign, after), " ")
	switch {
	case p.atLineEnd():
		what += " before the end of the line; a line that goes on ends with `\\`"
	default:
		what += fmt.Sprintf(" before `%s`", p.shown(p.tok()))
	}
	p.fail(p.tok().span(), CodeExpected, "%s", what)
}

// text returns a token as written, a word without its token suffix.
func (p *parser) text(t token) string {
	if t.suffix > 0 {
		return p.src[t.start:t.suffix]
	}
	return p.src[t.start:t.end]
}

// shown returns a token for a message: not longer than a person wants to read.
func (p *parser) shown(t token) string {
	const most = 40
	s := p.text(t)
	if r := []rune(s[:min(len(s), 4*most)]); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// atLineEnd reports whether the logical line has no more tokens.
func (p *parser) atLineEnd() bool { return p.kind() == tokNewline || p.kind() == tokEOF }

func (p *parser) skipLine() {
	for !p.atLineEnd() {
		p.at++
	}
}

// join goes on with the next line within brackets, where that line can begin
// no statement: its "\\" is missing, and this is all that is wrong.
func (p *parser) join() {
	for p.kind() == tokNewline && p.continues(p.peek(1), p.peek(2)) {
		span := p.tok().span()
		p.errors = append(p.errors, Error{Span: span, Code: CodeContinuation, Message: "`\\` is missing at the end of this line, which goes on in the next one"})
		p.at++
	}
}

// continues reports whether a line that begins with two tokens is the rest of
// another one.
func (p *parser) continues(t, next token) bool {
	switch t.kind {
	case tokText, tokInt, tokReal, tokDate, tokTime, tokLBrace, tokRParen, tokRBracket, tokRBrace, tokSeparator, tokOp, tokDot:
		return true
	case tokLBracket:
		return p.d == Qodly
	case tokWord:
		return next.kind == tokColon
	}
	return false
}

func (p *parser) skipNewlines() {
	for p.kind() == tokNewline {
		p.at++
	}
}

// endLine expects the end of a statement.
func (p *parser) endLine(after string) {
	if p.kind() == tokSeparator && p.peek(1).kind == tokNewline {
		p.warn(p.tok().span(), CodeExtra, "`%s` at the end of a statement has no meaning; remove it", p.shown(p.tok()))
		p.at++
	}
	if !p.atLineEnd() {
		p.fail(p.tok().span(), CodeExtra, "`%s` cannot follow %s; put it on a line of its own or an operator before it", p.shown(p.tok()), after)
		p.skipLine()
	}
}

// node returns a node that began at start and ends with the last token taken.
func (p *parser) node(start int32) node {
	end := start
	if p.at > 0 {
		end = max(start, p.tokens[p.at-1].end)
	}
	return node{source.Span{Start: start, End: end}}
}

// --- errors

// fail records an error; a statement has at most one.
func (p *parser) fail(span source.Span, code, format string, args ...any) {
	if !p.bad {
		p.errors = append(p.errors, Error{Span: span, Code: code, Message: fmt.Sprintf(format, args...)})
	}
	p.bad = true
}

// warn records a warning, unless the statement has an error already.
func (p *parser) warn(span source.Span, code, format string, args ...any) {
	if !p.bad {
		p.errors = append(p.errors, Error{Span: span, Code: code, Message: fmt.Sprintf(format, args...), Warning: true})
	}
}

// enter counts a level of nested expressions, which leave takes back. Where it returns
// false, the rest of the line has been given up.
func (p *parser) enter() bool {
	p.depth++
	if p.depth <= maxDepth {
		return true
	}
	p.fail(p.tok().span(), CodeDepth, "this is nested more than %d levels deep; give a part of it a name or a method of its own", maxDepth)
	p.skipLine()
	return false
}

func (p *parser) leave() { p.depth-- }

// --- files

// methodFile = [ "#DECLARE" signature ] statement*
func (p *parser) methodFile() {
	p.file.Body = p.block()
	if p.kind() != tokEOF {
		p.bad = false
		p.fail(p.tok().span(), CodeMember, "a method holds no functions; put them in a class file")
		p.members()
	}
}
