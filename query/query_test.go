package query

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// TestQueries runs testdata/queries.txt; its head explains the form.
func TestQueries(t *testing.T) {
	data, err := os.ReadFile("testdata/queries.txt")
	if err != nil {
		t.Fatal(err)
	}
	line, count := 1, 0
	for _, block := range strings.Split(string(data), "\n\n") {
		c, ok := parseCase(t, block)
		if ok {
			count++
			t.Run(strconv.Itoa(line)+" "+c.query, c.run)
		}
		line += strings.Count(block, "\n") + 2
	}
	if count < 80 {
		t.Errorf("got %d cases, want the whole file", count)
	}
}

type queryCase struct {
	query, want, message string
	args                 []value.Value
	settings             Settings
	number               int
}

func parseCase(t *testing.T, block string) (c queryCase, ok bool) {
	first := true
	for _, line := range strings.Split(strings.TrimRight(block, "\n"), "\n") {
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case word == "#" || line == "#":
		case word == "=>":
			c.want, ok = rest, true
		case word == "!!":
			number, message, _ := strings.Cut(rest, " ")
			c.number, _ = strconv.Atoi(number)
			c.message, ok = message, true
		case word == "args" && !first:
			c.args = parseJSON(t, rest).AsCollection().Items()
		case word == "settings" && !first:
			o := parseJSON(t, rest).AsObject()
			allow, given := o.Lookup("allowFormulas")
			c.settings = Settings{Parameters: o.Get("parameters"), Attributes: o.Get("attributes"),
				NoFormulas: given && !allow.AsBool(), REST: o.Get("rest").AsBool()}
		default:
			c.query, first = line, false
		}
	}
	return c, ok
}

func parseJSON(t *testing.T, s string) value.Value {
	v, err := value.ParseJSON(s, value.ParseOptions{})
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return v
}

func (c queryCase) run(t *testing.T) {
	q, err := Parse(c.query, c.args, c.settings)
	if c.number != 0 {
		e := fault.As(err)
		if e == nil {
			t.Fatalf("got %v, want error %d", q, c.number)
		}
		if e.Number != c.number || e.Kind != fault.Invalid || !strings.Contains(e.Message, c.message) {
			t.Errorf("got %d %s, want %d %s", e.Number, e.Message, c.number, c.message)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if q.String() != c.want {
		t.Fatalf("got %s, want %s", q, c.want)
	}
	if strings.Contains(c.want, ":formula") {
		return
	}
	settings := c.settings
	if strings.Contains(c.want, " begin ") {
		settings.REST = true
	}
	if again, err := Parse(q.String(), nil, settings); err != nil || again.String() != c.want {
		t.Errorf("parsed again: got %v %v, want %s", again, err, c.want)
	}
}

// TestLiterals tells the type of a value written in the query.
func TestLiterals(t *testing.T) {
	for literal, want := range map[string]value.Value{
		"12":         value.FromInt(12),
		"-1.5":       value.FromReal(-1.5),
		"1e3":        value.FromReal(1000),
		"007":        value.FromInt(7),
		"true":       value.FromBool(true),
		"NULL":       value.NullValue(),
		"1999-12-31": value.FromDate(value.NewDay(1999, 12, 31)),
		"1999-13-31": value.FromText("1999-13-31"),
		"v2005":      value.FromText("v2005"),
		"1-2":        value.FromText("1-2"),
		"Infinity":   value.FromText("Infinity"),
		"'12'":       value.FromText("12"),
		"'null'":     value.FromText("null"),
	} {
		q, err := Parse("a = "+literal, nil, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		got := q.Where.(*Criterion).Value
		if !value.Same(got.Value, want) || got.Value.Kind() != want.Kind() {
			t.Errorf("%s: got %s %s, want %s", literal, got.Value.Kind(), formatValue(got.Value), want.Kind())
		}
		if bare := literal[0] != '\''; got.Bare != bare || bare && got.Source != literal {
			t.Errorf("%s: got bare %v, source %q", literal, got.Bare, got.Source)
		}
	}
}

func TestPathsAndOrders(t *testing.T) {
	if p, err := ParsePath(" author.books[].title "); err != nil || p.String() != "author.books[].title" {
		t.Errorf("got %v %v", p, err)
	}
	for _, bad := range []string{"", "a b", "a..b", "a = 1", "a,b"} {
		if p, err := ParsePath(bad); err == nil {
			t.Errorf("path %q: got %v, want an error", bad, p)
		}
	}
	for _, good := range []string{"lastName desc, rel.b", "order by lastName DESC,rel.b asc"} {
		o, err := ParseOrder(good)
		if err != nil || FormatOrder(o) != "lastName desc, rel.b" {
			t.Errorf("order %q: got %v %v", good, o, err)
		}
	}
	if o, err := ParseOrder(" "); o != nil || err != nil {
		t.Errorf("got %v %v, want no order", o, err)
	}
	for _, bad := range []string{"a,", "a up", "a desc asc"} {
		if o, err := ParseOrder(bad); err == nil {
			t.Errorf("order %q: got %v, want an error", bad, o)
		}
	}
}

func TestDepthIsLimited(t *testing.T) {
	for _, deep := range []string{strings.Repeat("(", 100000), strings.Repeat("not ", 100000)} {
		_, err := Parse(deep, nil, Settings{})
		if fault.KindOf(err) != fault.Limit {
			t.Errorf("got %v, want a limit", err)
		}
	}
}

func TestFromFormula(t *testing.T) {
	f := value.FromObject(value.NewObject())
	if q, err := FromFormula(f, Settings{}); err != nil || q.Where.(*Formula).Value != f {
		t.Errorf("got %v %v", q, err)
	}
	if _, err := FromFormula(value.NullValue(), Settings{}); fault.As(err).Number != 1626 {
		t.Errorf("got %v, want 1626", err)
	}
	if _, err := FromFormula(f, Settings{NoFormulas: true}); fault.As(err).Number != 1278 {
		t.Errorf("got %v, want 1278", err)
	}
}

// FuzzParse: any text is parsed or refused with a *fault.Error, and the
// canonical form of what was parsed means the same.
func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("testdata/queries.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, line := range strings.Split(string(data), "\n") {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s, nil, Settings{REST: true})
		if err != nil {
			if fault.As(err) == nil {
				t.Fatalf("got %T, want a *fault.Error", err)
			}
			return
		}
		if !utf8.ValidString(s) {
			return // printed with replacement characters
		}
		again, err := Parse(q.String(), nil, Settings{REST: true})
		if fault.KindOf(err) == fault.Limit {
			return // "not not" prints as "not(not(": twice as deep
		}
		if err != nil {
			t.Fatalf("%q printed as %q: %v", s, q, err)
		}
		if again.String() != q.String() {
			t.Fatalf("%q: printed %q, then %q", s, q, again)
		}
	})
}
