package value_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	. "quoin.dev/quoin/value"
)

func TestJSONRoundTrip(t *testing.T) {
	for _, s := range []string{
		`null`, `true`, `false`, `0`, `-12`, `12.5`, `1e+21`, `36028797018963967`, `1.5e-07`,
		`""`, `"a\"b\\c\n\r\t"`, `"\u0001"`, `"é😀"`, `"\ud800"`, `"\u2028"`, `"\u003c/script>"`,
		`[]`, `[1,"a",null,[true]]`, `{}`, `{"a":1,"b":{"c":[{}]}}`, `{"z":1,"a":2}`,
	} {
		v, err := ParseJSON(s, ParseOptions{})
		if err != nil {
			t.Errorf("ParseJSON(%s): %v", s, err)
			continue
		}
		out, err := AppendJSON(nil, v, JSONOptions{})
		if err != nil || string(out) != s {
			t.Errorf("%s comes back as %s, %v", s, out, err)
		}
	}
}

func TestJSONValues(t *testing.T) {
	o := NewObject()
	o.Set("date", FromDate(NewDay(2026, 11, 20)))
	o.Set("none", FromDate(0))
	o.Set("time", FromTime(47100))
	o.Set("blob", FromBlob([]byte("hi")))
	o.Set("gone", Value{})
	o.Set("list", FromCollection(NewList(Value{}, NullValue())))
	got, err := AppendJSON(nil, FromObject(o), JSONOptions{})
	want := `{"date":"2026-11-20","none":"","time":47100,"blob":"aGk=","list":[null,null]}`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	pretty, _ := AppendJSON(nil, o.Get("list"), JSONOptions{Indent: "\t"})
	if string(pretty) != "[\n\tnull,\n\tnull\n]" {
		t.Errorf("pretty: %q", pretty)
	}
	v, err := ParseJSON(`{"d":"2017-10-16","t":"2017-10-16T00:00:00"}`, ParseOptions{Dates: true})
	if err != nil || v.AsObject().Get("d").Kind() != Date || v.AsObject().Get("t").Kind() != Text {
		t.Errorf("dates are not recognised: %v", err)
	}
}

func TestJSONRefuses(t *testing.T) {
	for _, s := range []string{``, ` `, `{bad`, `[1,]`, `{"a"}`, `{"a":1,}`, `"abc`, `"\q"`, `"\u12"`, `01`, `1.`, `.5`,
		`-`, `+1`, `tru`, `nul`, `1 2`, `[1 2]`, `{1:2}`, "\"a\nb\"", `--1`, `1e`, `0x10`, `NaN`,
		strings.Repeat("[", 600) + strings.Repeat("]", 600)} {
		if v, err := ParseJSON(s, ParseOptions{}); err == nil {
			t.Errorf("ParseJSON(%.20s) = %v, want an error", s, v.Kind())
		}
	}
	cycle := NewList()
	cycle.Push(FromCollection(cycle))
	if _, err := AppendJSON(nil, FromCollection(cycle), JSONOptions{}); err == nil {
		t.Error("a cycle is written")
	}
}

// FuzzJSON checks that what is read is what encoding/json accepts, and that
// what is written reads back the same.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e3,"x\ud83d\ude00"]}`, `[null,true]`, `"\u0000"`, `1e999`, "\xed\xa0\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseJSON(s, ParseOptions{Depth: 100})
		if err == nil && !json.Valid([]byte(s)) {
			t.Errorf("%q is read but not valid", s)
		}
		if err != nil {
			return
		}
		out, err := AppendJSON(nil, v, JSONOptions{})
		if err != nil {
			t.Fatalf("writing %q: %v", s, err)
		}
		if !json.Valid(out) {
			t.Fatalf("%q is written as %q, which is not valid", s, out)
		}
		again, err := ParseJSON(string(out), ParseOptions{})
		if err != nil {
			t.Fatalf("%q does not read back: %v", out, err)
		}
		twice, _ := AppendJSON(nil, again, JSONOptions{})
		if string(twice) != string(out) {
			t.Errorf("%q becomes %q", out, twice)
		}
	})
}

// TestParseShapes reads JSON with and without shapes: the objects are the same.
func TestParseShapes(t *testing.T) {
	root := NewShapes()
	for _, text := range []string{`{}`, `{"a":1}`, `{"a":1,"a":2}`, `{"a":1,"b":[{},{"c":null,"c":{"d":[]}}],"a":[3,[4]]}`, `[[],[1,[2,{"x":{"y":{}}}],3],{"x":1}]`,
		`{"é":"é","\u0061":"\ud800"}`, `[-0,0,-7,1234567890123456,12345678901234567,1e3,-0.5,9007199254740993]`,
		manyNames(30), manyNames(200)} {
		for range 2 {
			plain, err := ParseJSON(text, ParseOptions{})
			if err != nil {
				t.Fatal(err)
			}
			shaped, err := ParseJSON(text, ParseOptions{Shapes: root})
			if err != nil {
				t.Fatal(err)
			}
			for _, indent := range []string{"", "\t"} {
				want, _ := AppendJSON(nil, plain, JSONOptions{Indent: indent})
				got, _ := AppendJSON(nil, shaped, JSONOptions{Indent: indent})
				if string(got) != string(want) {
					t.Errorf("%.60s: got %.200s, want %.200s", text, got, want)
				}
			}
		}
	}
	for _, text := range []string{`{"a":1`, `{"a":[1,{"b":2`, `{"a":1,}`, `[1,`, `{"a"}`, `-`, `01`, `-01`, `{1:2}`} {
		if v, err := ParseJSON(text, ParseOptions{Shapes: root}); err == nil {
			t.Errorf("%s: got %v, want an error", text, v)
		}
	}
}

func manyNames(n int) string {
	b := []byte(`{"first":0`)
	for i := range n {
		b = fmt.Appendf(b, `,"n%d":{"v":%d,"w%d":"x"}`, i, i, i)
	}
	return string(append(b, '}'))
}
