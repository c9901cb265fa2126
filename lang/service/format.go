package service

import (
	"fmt"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Format returns the edits that bring the lines of a file that a span touches
// into canonical layout. A file with errors of syntax is refused.
func (s *Service) Format(path string, within source.Span) ([]Edit, error) {
	d := s.document(path)
	if d == nil {
		return nil, nil
	}
	text, err := syntax.Format(d.file)
	if err != nil {
		return nil, fmt.Errorf("the file has errors and is not formatted: %w", err)
	}
	var edits []Edit
	for _, e := range lineEdits(d.source, text) {
		if e.Span.Start <= within.End && within.Start <= e.Span.End {
			edits = append(edits, e)
		}
	}
	return edits, nil
}

// maxDiff bounds the work of comparing two texts line by line: lines of one
// times lines of the other.
const maxDiff = 4_000_000

// lineEdits returns the edits of whole lines that turn a file into a text.
func lineEdits(f *source.File, text string) []Edit {
	a, b := lines(f.Text), lines(text)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	a, b = a[head:len(a)-tail], b[head:len(b)-tail]
	starts := f.LineStart(head + 1)
	var edits []Edit
	at := starts
	for _, h := range hunks(a, b) {
		start := at
		for _, line := range a[h.from[0]:h.to[0]] {
			at += int32(len(line))
		}
		if h.same {
			continue
		}
		edits = append(edits, Edit{Location{f, source.Span{Start: start, End: at}}, strings.Join(b[h.from[1]:h.to[1]], "")})
	}
	return edits
}

// lines splits a text behind its line ends.
func lines(text string) []string {
	f := source.NewFile("", text)
	list := make([]string, 0, f.Lines())
	for i := 1; i <= f.Lines(); i++ {
		list = append(list, text[f.LineStart(i):f.LineStart(i+1)])
	}
	return list
}

// hunk is a run of lines of both texts, the same in both or not.
type hunk struct {
	from, to [2]int
	same     bool
}

// hunks compares two lists of lines by their longest common subsequence.
func hunks(a, b []string) []hunk {
	if len(a)*len(b) > maxDiff {
		return []hunk{{to: [2]int{len(a), len(b)}}}
	}
	length := make([][]int32, len(a)+1) // of the subsequence of the rests
	for i := range length {
		length[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var list []hunk
	for i, j := 0, 0; i < len(a) || j < len(b); {
		h := hunk{from: [2]int{i, j}}
		if i < len(a) && j < len(b) && a[i] == b[j] {
			h.same = true
			for i < len(a) && j < len(b) && a[i] == b[j] {
				i, j = i+1, j+1
			}
		} else {
			for i < len(a) || j < len(b) {
				if i < len(a) && j < len(b) && a[i] == b[j] {
					break
				}
				if j == len(b) || i < len(a) && length[i+1][j] >= length[i][j+1] {
					i++
				} else {
					j++
				}
			}
		}
		h.to = [2]int{i, j}
		list = append(list, h)
	}
	return list
}
