package syntax

import (
	"math"
	"strings"

	"quoin.dev/quoin/source"
)

// maxBlank is how many empty lines in a row the printer keeps.
const maxBlank = 2

// Print returns the text of a file in canonical layout: one way to write
// keywords, blanks and indentation. Comments stay where they are, and so do
// empty lines and the places where a statement goes on in a new line. d is the
// dialect to write, the file's own for a formatter. A file with errors comes
// back as it is: what was not understood is not touched.
func Print(f *File, d Dialect) string {
	for _, e := range f.Errors {
		if !e.Warning {
			return f.Source.Text
		}
	}
	p := &printer{file: f.Source, from: f.Dialect, d: d, comments: f.Comments, newline: "\n"}
	if i := strings.IndexAny(f.Source.Text, "\r\n"); i >= 0 && f.Source.Text[i] == '\r' {
		p.newline = "\r"
		if strings.HasPrefix(f.Source.Text[i:], "\r\n") {
			p.newline = "\r\n"
		}
	}
	if strings.HasPrefix(f.Source.Text, "\ufeff") {
		p.out.WriteString("\ufeff")
	}
	p.print(f)
	text := p.out.String()
	if endsOpen(f.Source.Text) {
		text = strings.TrimSuffix(text, p.newline)
	}
	return text
}

// endsOpen reports whether the last line of a text has no line end: the
// original's editor saves files so.
func endsOpen(text string) bool {
	body := strings.TrimRight(text, " \t\r\n")
	return body != "" && !strings.ContainsAny(text[len(body):], "\r\n")
}

// A printer writes a tree. It follows the positions of the nodes: before it
// writes one, it writes the comments that stand before it, and breaks the line
// where the source does.
type printer struct {
	file     *source.File
	from     Dialect // of the source
	d        Dialect // to write
	newline  string
	comments []*Comment // not yet written
	out      strings.Builder
	indent   int
	last     int32 // where in the source the last thing written ends
	started  bool  // something has been written

	// The parts of a statement wait in line until it ends or is broken.
	line  strings.Builder
	tail  string // a blank that ends the line
	lines int    // of this statement, written so far
	open  []int  // the line of each open bracket
}

func (p *printer) print(f *File) {
	extends := f.Extends
	for _, m := range f.Members {
		if extends != nil && extends.Span.Start < m.Pos().Start {
			p.extends(extends)
			extends = nil
		}
		p.member(m)
	}
	if extends != nil {
		p.extends(extends)
	}
	if f.Declare != nil {
		p.begin(f.Declare.Span.Start)
		p.put(kwDeclare.spelling(p.d))
		p.signature(f.Declare)
		p.endLine()
	}
	if f.Kind != Class {
		p.stmts(f.Body)
	}
	p.commentsBefore(int32(len(p.file.Text)) + 1)
}

// --- lines

// begin starts the line of a node at a place of the source: after the comments
// and empty lines before it.
func (p *printer) begin(at int32) {
	p.commentsBefore(at)
	p.blankLines(at)
	p.last = at
	p.lines = 0
	p.tabs(p.indent)
}

// put adds text to the line.
func (p *printer) put(text string) { p.line.WriteString(text) }

// lone adds a keyword that stands alone on its line. The original's editor
// writes a blank behind most of them, and changing that would change every file
// it has saved.
func (p *printer) lone(kw keyword) {
	p.put(kw.spelling(p.d))
	switch kw {
	case kwElse, kwCase, kwRepeat, kwReturn, kwEndIf, kwEndCase, kwEndFor, kwEndForEach, kwEndWhile, kwEndUse:
		if p.d == FourD {
			p.tail = " "
		}
	}
}

// endLine ends a line, with the comments that stand behind it in the source.
func (p *printer) endLine() { p.endLineBefore(math.MaxInt32) }

// endLineBefore is endLine for comments that begin before a place.
func (p *printer) endLineBefore(limit int32) {
	p.flush()
	line := p.file.Line(p.last)
	kept := "" // blanks before a comment, the tail among them if it was there before
	if len(p.comments) > 0 && p.file.Line(p.comments[0].Span.Start) == line {
		kept = p.aligned(p.comments[0].Span.Start)
	}
	if !strings.HasPrefix(kept, p.tail) {
		p.out.WriteString(p.tail)
	}
	p.tail = ""
	for len(p.comments) > 0 && p.comments[0].Span.Start < limit && p.file.Line(p.comments[0].Span.Start) == line {
		c := p.comments[0]
		p.comments = p.comments[1:]
		p.out.WriteString(p.gap(c.Span.Start) + c.Text)
		p.last = max(p.last, c.Span.End)
		line = p.file.Line(p.last)
	}
	p.out.WriteString(p.newline)
	p.started = true
	p.open = p.open[:0]
}

// gap returns what stands between code and the comment behind it: two blanks,
// or the tabs somebody has aligned it with.
func (p *printer) gap(comment int32) string {
	if tabs := p.aligned(comment); tabs != "" {
		return tabs
	}
	return "  "
}

// aligned returns the blanks before a comment if there are tabs among them.
func (p *printer) aligned(comment int32) string {
	text := p.file.Text[:comment]
	blanks := text[len(strings.TrimRight(text, " \t")):]
	if strings.Contains(blanks, "\t") {
		return blanks
	}
	return ""
}

// flush writes the line so far, without blanks at its end.
func (p *printer) flush() {
	p.out.WriteString(strings.TrimRight(p.line.String(), " "))
	p.line.Reset()
}

func (p *printer) tabs(n int) {
	for range n {
		p.out.WriteByte('\t')
	}
}

// commentsBefore writes the comments before a place, each on lines of its own.
func (p *printer) commentsBefore(at int32) {
	for len(p.comments) > 0 && p.comments[0].Span.Start < at {
		c := p.comments[0]
		p.comments = p.comments[1:]
		p.blankLines(c.Span.Start)
		p.commentIndent(c)
		p.out.WriteString(c.Text + p.newline)
		p.last = c.Span.End
		p.started = true
	}
}

// commentIndent indents a comment on a line of its own. One of several lines
// stays where it is, because its other lines do.
func (p *printer) commentIndent(c *Comment) {
	if before := p.file.Text[p.file.LineStart(p.file.Line(c.Span.Start)):c.Span.Start]; strings.ContainsAny(c.Text, "\r\n") && strings.Trim(before, " \t") == "" {
		p.out.WriteString(before)
		return
	}
	p.tabs(p.indent)
}

// blankLines keeps the empty lines between what was written and a place. In 4D
// they are indented like the block they stand in, as the original's editor does.
func (p *printer) blankLines(at int32) {
	if !p.started {
		return
	}
	line := p.file.Line(at)
	n := line - p.file.Line(p.last) - 1
	for range min(n, maxBlank) {
		if p.d == FourD {
			p.tabs(p.indent)
		}
		p.out.WriteString(p.newline)
	}
	if n > 0 {
		p.last = p.file.LineStart(line) - 1 // they are written
	}
}

// at writes what the source has between the last node and a place within the
// same statement: comments, and the end of a line.
func (p *printer) at(place int32) { p.reach(place, max(1, p.levels(len(p.open)))) }

// atClose is at for the bracket that closes the innermost one: where it begins
// a line, it stands below the line that opened it.
func (p *printer) atClose(place int32) {
	outer := len(p.open)
	for outer > 0 && p.open[outer-1] == p.open[len(p.open)-1] {
		outer--
	}
	p.reach(place, p.levels(outer))
	if len(p.open) > 0 {
		p.open = p.open[:len(p.open)-1]
	}
}

// levels counts the lines that opened the first n open brackets.
func (p *printer) levels(n int) int {
	count, line := 0, -1
	for _, l := range p.open[:n] {
		if l != line {
			count++
			line = l
		}
	}
	return count
}

func (p *printer) reach(place int32, tabs int) {
	if place <= p.last {
		return
	}
	for len(p.comments) > 0 && p.comments[0].Span.Start < place {
		c := p.comments[0]
		p.comments = p.comments[1:]
		if p.file.Line(c.Span.Start) > p.file.Line(p.last) {
			p.breakLine(tabs, "")
		}
		p.last = c.Span.End
		if strings.HasPrefix(c.Text, "/*") {
			if !strings.HasSuffix(p.line.String(), " ") {
				p.put(" ")
			}
			p.put(c.Text + " ")
		} else {
			p.breakLine(tabs, " "+c.Text)
			p.last = max(p.last, place)
		}
	}
	if p.file.Line(place) > p.file.Line(p.last) {
		p.breakLine(tabs, "")
	}
	p.last = max(p.last, place)
}

// breakLine goes on in a new line.
func (p *printer) breakLine(tabs int, comment string) {
	text := strings.TrimRight(p.line.String(), " ")
	p.line.Reset()
	if strings.HasSuffix(text, p.separator()[:1]) || strings.HasSuffix(text, `\`) {
		text += " "
	}
	text += `\`
	p.out.WriteString(text + comment + p.newline)
	p.tabs(p.indent + tabs)
	p.lines++
}

// breakBefore breaks the line where the source breaks it directly behind a
// place, before the sign that follows.
func (p *printer) breakBefore(place int32) {
	rest := p.file.Text[min(int(place), len(p.file.Text)):]
	rest, ok := strings.CutPrefix(strings.TrimLeft(rest, " \t"), `\`)
	if !ok {
		return
	}
	rest = strings.TrimLeft(rest, " \t")
	if strings.HasPrefix(rest, "//") {
		rest = rest[max(0, strings.IndexAny(rest, "\r\n")):]
	}
	if strings.HasPrefix(rest, "\n") || strings.HasPrefix(rest, "\r") {
		p.at(p.file.LineStart(p.file.Line(place) + 1))
	}
}

// bracket opens a bracket.
func (p *printer) bracket(sign string) {
	p.put(sign)
	p.open = append(p.open, p.lines)
}

// closeAt closes a bracket that stands at a place of the source.
func (p *printer) closeAt(sign string, place int32) {
	p.atClose(place)
	p.put(sign)
	p.last = max(p.last, place)
}

// source returns the text of a node in the source, "" for a node that was made
// rather than parsed.
func (p *printer) source(n Node) string {
	s := n.Pos()
	if s.Start >= s.End || int(s.End) > len(p.file.Text) {
		return ""
	}
	return p.file.Text[s.Start:s.End]
}

func (p *printer) separator() string {
	if p.d == Qodly {
		return ", "
	}
	return "; "
}
