package rest

import (
	"fmt"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

func TestAddressPath(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{"/", ""},
		{"/$catalog/$all", "$catalog $all"},
		{"/Book/", "Book"},
		{"/Book(12)", "Book(12)"},
		{"/Book[12]/title,year", "Book(12) title,year"},
		{`/Author("A%20B")/books`, "Author(A B) books"},
		{`/Author("A/B)")`, "Author(A/B))"},
		{`/Author(A)B)`, "Author(A)B)"},
		{"/Author:lastName(Kane)", "Author:lastName(Kane)"},
		{"/Author:lastName('O%27Neil')/books", "Author:lastName(O'Neil) books"},
		{"/Book/reprice/$entityset/0AF1", "Book reprice $entityset 0AF1"},
		{`/Book/$filter="year>2000"`, "Book filter=year>2000"},
		{`/Book/$filter="year>2000"/`, "Book filter=year>2000"},
		{"/Book(12", "1806"},
		{"/(12)", "1806"},
		{"/Book:(3)", "1806"},
		{"/Book:title", "1806"},
		{"/%zz", "1806"},
		{"/" + strings.Repeat("a/", 20), "1806"},
	} {
		a, err := parseAddress(c.path, "")
		if got := describe(a, err); got != c.want {
			t.Errorf("%s: got %s, want %s", c.path, got, c.want)
		}
	}
}

func describe(a *address, err error) string {
	if err != nil {
		return fmt.Sprint(fault.As(err).Number)
	}
	var out []string
	for _, s := range a.steps {
		d := s.name
		if s.by != "" {
			d += ":" + s.by
		}
		if s.hasKey {
			d += "(" + s.key + ")"
		}
		out = append(out, d)
	}
	if a.hasFilter {
		out = append(out, "filter="+a.filter)
	}
	return strings.Join(out, " ")
}

func TestAddressQuery(t *testing.T) {
	for _, c := range []struct {
		query string
		want  any
		get   func(*address) any
	}{
		{`$filter="a%20%3D%201"`, "a = 1", func(a *address) any { return a.filter }},
		{`$filter=a+%3D+1`, "a = 1", func(a *address) any { return a.filter }},
		{`$filter="t = 'x & y'&z"&$top=3`, 3, func(a *address) any { return a.top }},
		{`$filter=%22t = 'x&y'%22&$top=3`, "t = 'x&y'", func(a *address) any { return a.filter }},
		{`$filter="t = \u0022x\u0022"`, `t = "x"`, func(a *address) any { return a.filter }},
		{`$params='["Pe\u00f1a\u0027s",[1,2]]'&$filter=":1"`, "Peña's", func(a *address) any { return a.args[0].AsText() }},
		{`$params=[1,true]`, 2, func(a *address) any { return len(a.args) }},
		{`$params="[1]"`, 1, func(a *address) any { return len(a.args) }},
		{`$LIMIT=5&$skip="2"`, 7, func(a *address) any { return a.top + a.skip }},
		{`$attributes=a, rel.b ,&$expand=c`, "a|rel.b", func(a *address) any { return strings.Join(a.attributes, "|") }},
		{`$lock=false`, false, func(a *address) any { return *a.lock }},
		{`$method=EntitySet&x=1&&$unknown=3`, "entityset", func(a *address) any { return a.method }},
		{``, -1, func(a *address) any { return a.top }},
	} {
		a, err := parseAddress("/Book", c.query)
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
		} else if got := c.get(a); got != c.want {
			t.Errorf("%s: got %v, want %v", c.query, got, c.want)
		}
	}
	for _, bad := range []string{`$top=-1`, `$top=1e3`, `$skip=99999999999999999999`, `$filter=%z`, `$filter="a&$top=1`,
		`$params='[1&$top=2`, `$params={}`, `$params=[1`, `$asArray=perhaps`,
		`$attributes=` + strings.Repeat("a,", 600), `$params=` + strings.Repeat("[", 100)} {
		if _, err := parseAddress("/Book", bad); err == nil {
			t.Errorf("%s: no error", bad)
		} else if k := fault.KindOf(err); k != fault.Invalid {
			t.Errorf("%s: kind %v", bad, k)
		}
	}
}

// TestAddressIsLinear sends long addresses to whatever looks ahead or replaces:
// it would take hours if that looked at a text again and again.
func TestAddressIsLinear(t *testing.T) {
	for _, s := range []string{`\u0022`, `"`, "%22", "&", `$filter="&`, "$params=[", "'", "("} {
		s = strings.Repeat(s, 500_000)
		_, _ = parseAddress("/A(\""+s, "$filter="+s)
		_, _ = parseAddress("/"+s, `$filter="`+s)
	}
}

// FuzzAddress checks that no address is a panic, an endless loop, or an error
// that is not the client's fault.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"/Book(12)/author?$filter=\"a=1\"&$params='[1]'", "/A:b(c)[d]", "/(", "/a(\"", "/a:b", "?&&=&",
		"/Book/$filter=\"x", "/x?$filter=%22a&b%22&$top=2", "/$catalog/%2e%2e", "/a?$params=\"[\"", `/a?$filter="\u0022\u00`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		path, query, _ := strings.Cut(s, "?")
		a, err := parseAddress(path, query)
		if err != nil {
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.Limit {
				t.Fatalf("kind %v: %v", k, err)
			}
			return
		}
		if len(a.steps) > maxSteps {
			t.Fatalf("%d steps", len(a.steps))
		}
		for _, v := range a.args {
			if v.Kind() == value.Undefined {
				t.Fatal("undefined argument")
			}
		}
	})
}
