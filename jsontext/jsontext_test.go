package jsontext

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// TestEdits runs testdata/edits.txt; its head explains the form.
func TestEdits(t *testing.T) {
	data, err := os.ReadFile("testdata/edits.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split(strings.ReplaceAll(string(data), "\\r\n", "\r\n"), "\n== ")[1:]
	if len(cases) < 20 {
		t.Errorf("got %d cases", len(cases))
	}
	for _, c := range cases {
		name, body, _ := strings.Cut(c, "\n")
		t.Run(name, func(t *testing.T) { runEdits(t, strings.TrimRight(body, "\n")+"\n") })
	}
}

func runEdits(t *testing.T, body string) {
	var before, after strings.Builder
	var edits []Edit
	var want string
	into := &before
	for _, line := range strings.SplitAfter(body, "\n") {
		switch {
		case strings.HasPrefix(line, "> "):
			var e Edit
			if err := json.Unmarshal([]byte(line[2:]), &e); err != nil {
				t.Fatal(err)
			}
			edits = append(edits, e)
		case strings.HasPrefix(line, "=>"):
			into = &after
		case strings.HasPrefix(line, "!! "):
			want = strings.TrimSpace(line[3:])
		default:
			into.WriteString(line)
		}
	}
	got, inverse, err := Apply("f", []byte(before.String()), edits...)
	if want != "" {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %s %v, want %s", got, err, want)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != after.String() {
		t.Errorf("got\n%q\nwant\n%q", got, after.String())
	}
	stored, err := json.Marshal(inverse) // as the Studio's log keeps it
	if err != nil {
		t.Fatal(err)
	}
	inverse = nil
	if err := json.Unmarshal(stored, &inverse); err != nil {
		t.Fatal(err)
	}
	back, redo, err := Apply("f", got, inverse...)
	if err != nil || string(back) != before.String() {
		t.Errorf("undone: got %v\n%q\nwant\n%q", err, back, before.String())
	}
	if again, _, err := Apply("f", back, redo...); err != nil || string(again) != string(got) {
		t.Errorf("redone: got %v\n%q\nwant\n%q", err, again, got)
	}
}

func TestParsePlaces(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "f:1:1: Malformed JSON: got the end of the file, want a value."},
		{"{\n\t\"a\": tru\n}", "f:2:7: Malformed JSON: got 't', want a value."},
		{"[1,]", "f:1:4: Malformed JSON: got ']', want a value."},
		{"{\"a\" 1}", `f:1:6: Malformed JSON: got '1', want ":".`},
		{"{a:1}", "f:1:2: Malformed JSON: got 'a', want a name in double quotes."},
		{"[1 2]", `f:1:4: Malformed JSON: got '2', want "," or "]".`},
		{"\"a\nb\"", "f:1:3: Malformed JSON: got '\\n', want a text without"},
		{"\"\\x\"", "want a text with valid escapes"},
		{"\"abc", "f:1:5: Malformed JSON: got the end of the file, want the closing quote"},
		{"\"abc\\", "want the closing quote"},
		{"-", "want a digit"}, {"1.", "want a digit after the point"}, {"1e", "want the digits"},
		{"[\xff]", "got the byte 0xff"},
		{strings.Repeat("[", 10000), "nested more than"},
	} {
		_, err := Parse("f", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) || fault.As(err).Place.Path != "f" {
			t.Errorf("%.20q: got %v, want %s", c.text, err, c.want)
		}
	}
}

func TestNodes(t *testing.T) {
	doc, err := Parse("f", []byte("\uFEFF{\"a\": [1, \"x\", true], \"b\": {\"c/d\": 2.7}, \"a\": [\"y\", 3]}"))
	if err != nil {
		t.Fatal(err)
	}
	root := doc.Root
	if got := root.Get("a").At(0).Text(); got != "y" {
		t.Errorf("got %q, want the last of two members", got)
	}
	if got := root.Get("a").Texts(); len(got) != 1 || got[0] != "y" {
		t.Errorf("got %v", got)
	}
	n := doc.Find(Pointer("").Join("b").Join("c/d"))
	if n.Int() != 2 || !n.Is(Number) || doc.Place(n).Column != 37 {
		t.Errorf("got %v at %v", n.Int(), doc.Place(n))
	}
	if v := doc.Value(root.Get("b")); v.Kind() != value.Object || v.AsObject().Get("c/d").AsReal() != 2.7 {
		t.Error("want the object as a value")
	}
	var none *Node
	if none.Get("x").At(3).Text() != "" || none.Bool() || none.Int() != 0 || doc.Find("/x/y/0") != nil || doc.Find("/a/x") != nil {
		t.Error("what is not there is empty")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"a":[1,-2.5e3,"\u00e9\n",null,true,false,{}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		doc, err := Parse("f", []byte(s))
		if err != nil {
			if fault.As(err) == nil || fault.As(err).Place.Path == "" {
				t.Fatalf("%v has no place", err)
			}
			return
		}
		if doc.Value(doc.Root).IsUndefined() {
			t.Error("no value")
		}
	})
}

// FuzzApply: an edit and its inverse give the same bytes.
func FuzzApply(f *testing.F) {
	f.Add("{\n\t\"a\": [1, 2]\n}", "/a/0", `{"x":1}`, 0)
	f.Add("{\n\t\"a\": [1, 2]\n}", "/a/1", "", 2)
	f.Add("[ ]", "/-", "[]", 1)
	f.Fuzz(func(t *testing.T, text, at, v string, op int) {
		ops := []Op{Set, Insert, Remove, Rename}
		e := Edit{Op: ops[uint(op)%4], At: Pointer(at), Value: v}
		got, inverse, err := Apply("f", []byte(text), e)
		if err != nil || !utf8.ValidString(at) {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		back, _, err := Apply("f", got, inverse...)
		if err != nil || string(back) != text {
			t.Fatalf("%+v: %q to %q, back to %q, %v", e, text, got, back, err)
		}
	})
}
