// Package source provides text with positions: byte offsets inside, lines and
// UTF-16 columns outside (the unit editors and the command line speak), and
// the drawing of a caret under the place of an error.
package source

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

// Span is a half-open range of byte offsets in a file.
type Span struct{ Start, End int32 }

// Join returns the smallest span that holds both.
func (s Span) Join(t Span) Span { return Span{min(s.Start, t.Start), max(s.End, t.End)} }

// Place is a position for people: a path relative to the project's folder,
// line and column from 1, the column in UTF-16 units. Line 0 means the whole
// file.
type Place struct {
	Path         string
	Line, Column int
}

func (p Place) String() string {
	if p.Line == 0 {
		return p.Path
	}
	return fmt.Sprintf("%s:%d:%d", p.Path, p.Line, p.Column)
}

// File is a source text and the offsets of its lines. LF, CRLF and CR end a
// line. A File is immutable and safe for concurrent use.
type File struct {
	Path  string
	Text  string
	lines []int32 // offset of each line's first byte
}

// NewFile returns the file with its line table built.
func NewFile(path, text string) *File {
	f := &File{Path: path, Text: text, lines: []int32{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' || text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			f.lines = append(f.lines, int32(i+1))
		}
	}
	return f
}

// Line returns the line (from 1) that holds the offset.
func (f *File) Line(offset int32) int {
	return sort.Search(len(f.lines), func(i int) bool { return f.lines[i] > offset })
}

// LineStart returns the offset of the first byte of a line (from 1).
func (f *File) LineStart(line int) int32 {
	if line < 1 {
		return 0
	}
	if line > len(f.lines) {
		return int32(len(f.Text))
	}
	return f.lines[line-1]
}

// LineText returns a line (from 1) without its end.
func (f *File) LineText(line int) string {
	return strings.TrimRight(f.Text[f.LineStart(line):f.LineStart(line+1)], "\r\n")
}

// Lines returns the number of lines.
func (f *File) Lines() int { return len(f.lines) }

// Place returns the place of an offset.
func (f *File) Place(offset int32) Place {
	offset = min(max(offset, 0), int32(len(f.Text)))
	line := f.Line(offset)
	return Place{f.Path, line, 1 + units(f.Text[f.LineStart(line):offset])}
}

// Offset returns the byte offset of a line and UTF-16 column, both from 1. A
// column behind the line means its end, a line behind the file the file's.
func (f *File) Offset(line, column int) int32 {
	start, text := f.LineStart(line), ""
	if line >= 1 && line <= len(f.lines) {
		text = f.LineText(line)
	}
	left := column - 1
	for i, r := range text {
		if left <= 0 {
			return start + int32(i)
		}
		left -= runeUnits(r)
	}
	return start + int32(len(text))
}

// Caret returns the line of a place with a caret under the column.
func (f *File) Caret(p Place) string {
	line := f.LineText(p.Line)
	var pad strings.Builder
	left := p.Column - 1
	for _, r := range line {
		if left <= 0 {
			break
		}
		left -= runeUnits(r)
		if r == '\t' {
			pad.WriteByte('\t')
		} else {
			pad.WriteByte(' ')
		}
	}
	return line + "\n" + pad.String() + "^"
}

func runeUnits(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

func units(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			n, i = n+1, i+1
			continue
		}
		r, w := utf8.DecodeRuneInString(s[i:])
		n, i = n+runeUnits(r), i+w
	}
	return n
}
