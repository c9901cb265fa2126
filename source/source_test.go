package source_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"quoin.dev/quoin/source"
)

func TestLines(t *testing.T) {
	for text, want := range map[string][]string{
		"":                {""},
		"a":               {"a"},
		"a\n":             {"a", ""},
		"a\r\nb\rc\nd":    {"a", "b", "c", "d"},
		"\n\r\r\n":        {"", "", "", ""},
		"é\u2028x\n\tend": {"é\u2028x", "\tend"},
	} {
		f := source.NewFile("x", text)
		var got []string
		for line := 1; line <= f.Lines(); line++ {
			got = append(got, f.LineText(line))
			if n := f.Line(f.LineStart(line)); n != line {
				t.Errorf("%q: the start of line %d is on line %d", text, line, n)
			}
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q: lines %q, want %q", text, got, want)
		}
	}
}

// TestPlace counts columns in UTF-16 units: "é" is one, "😀" two.
func TestPlace(t *testing.T) {
	f := source.NewFile("Methods/a.4dm", "é😀x\r\nb")
	for offset, want := range map[int32]string{
		0: "Methods/a.4dm:1:1", 2: "Methods/a.4dm:1:2", 6: "Methods/a.4dm:1:4", 7: "Methods/a.4dm:1:5",
		9: "Methods/a.4dm:2:1", 10: "Methods/a.4dm:2:2", 99: "Methods/a.4dm:2:2", -1: "Methods/a.4dm:1:1",
	} {
		if got := f.Place(offset).String(); got != want {
			t.Errorf("offset %d is %s, want %s", offset, got, want)
		}
	}
	if got := (source.Place{Path: "roles.json"}).String(); got != "roles.json" {
		t.Errorf("a place without line is %s", got)
	}
}

func TestOffset(t *testing.T) {
	f := source.NewFile("", "é😀x\r\nb")
	for _, c := range []struct {
		line, column int
		want         int32
	}{
		{1, 1, 0}, {1, 2, 2}, {1, 4, 6}, {1, 5, 7}, {1, 50, 7}, {2, 1, 9}, {2, 9, 10}, {3, 1, 10}, {0, 5, 0}, {1, 0, 0}, {-3, -3, 0},
	} {
		if got := f.Offset(c.line, c.column); got != c.want {
			t.Errorf("line %d column %d is %d, want %d", c.line, c.column, got, c.want)
		}
	}
}

func TestCaret(t *testing.T) {
	f := source.NewFile("", "\té😀x\n")
	for offset, want := range map[int32]string{
		0: "\té😀x\n^", 7: "\té😀x\n\t  ^", 8: "\té😀x\n\t   ^",
	} {
		if got := f.Caret(f.Place(offset)); got != want {
			t.Errorf("offset %d: %q, want %q", offset, got, want)
		}
	}
}

func TestJoin(t *testing.T) {
	if got := (source.Span{Start: 4, End: 6}).Join(source.Span{Start: 1, End: 5}); got != (source.Span{Start: 1, End: 6}) {
		t.Errorf("got %v", got)
	}
}

// FuzzPlaces goes from offsets to places and back, in any text.
func FuzzPlaces(f *testing.F) {
	f.Add("a\r\nb\rc\n😀é", 3)
	f.Add("\xff\n\xf0\x9f", 1)
	f.Fuzz(func(t *testing.T, text string, offset int) {
		file := source.NewFile("", text)
		if offset < 0 || offset > len(text) {
			offset = len(text)
		}
		for offset > 0 && offset < len(text) && !utf8.RuneStart(text[offset]) {
			offset--
		}
		p := file.Place(int32(offset))
		file.Caret(p)
		lineEnd := file.LineStart(p.Line) + int32(len(file.LineText(p.Line)))
		back := file.Offset(p.Line, p.Column)
		if int32(offset) <= lineEnd && utf8.ValidString(text) && back != int32(offset) {
			t.Errorf("%q: offset %d is line %d column %d, which is offset %d", text, offset, p.Line, p.Column, back)
		}
		if back < 0 || int(back) > len(text) {
			t.Errorf("%q: offset %d of %s", text, back, p)
		}
	})
}
