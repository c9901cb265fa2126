package value_test

import (
	"math"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/text"
	. "quoin.dev/quoin/value"
)

func TestScalars(t *testing.T) {
	for _, n := range []int64{0, 1, -1, 1<<31 - 1, -1 << 31, 1<<55 - 1, -1 << 55, 1 << 60} {
		v := FromInt(n)
		if v.AsReal() != float64(n) {
			t.Errorf("FromInt(%d) reads %v", n, v.AsReal())
		}
		if in := n <= 1<<55-1 && n >= -1<<55; in && v.AsInt() != n {
			t.Errorf("FromInt(%d) reads %d", n, v.AsInt())
		}
	}
	if !(Value{}).IsUndefined() || NullValue().IsUndefined() || !NullValue().IsAbsent() {
		t.Error("undefined and null are mixed up")
	}
	if v := FromText(""); v.Kind() != Text || v.AsText() != "" || v.IsAbsent() {
		t.Error("the empty text is not a text")
	}
	if v := FromTime(-3600); v.AsInt() != -3600 || v.Kind() != Time {
		t.Errorf("a negative time reads %d", v.AsInt())
	}
	if v := FromReal(math.NaN()); v.Kind() != Real || v.AsInt() != 0 {
		t.Error("not-a-number is not a real")
	}
}

func TestEqual(t *testing.T) {
	c := text.NewCollator("en")
	o := FromObject(NewObject())
	day := FromDate(NewDay(2024, 1, 31))
	for _, tc := range []struct {
		a, b Value
		want bool
	}{
		{NullValue(), Value{}, true},
		{NullValue(), FromInt(0), false},
		{Value{}, FromText(""), false},
		{FromText("a"), FromText("Á"), true},
		{FromText("abc"), FromText("a@"), true},
		{FromText("a@"), FromText("abc"), false},
		{FromInt(1), FromReal(1), true},
		{FromReal(0.000001), FromReal(0.000002), true},
		{FromReal(0.00001), FromReal(0.00002), false},
		{FromReal(math.Inf(1)), FromReal(math.Inf(1)), true},
		{FromInt(3600), FromTime(3600), true},
		{o, o, true},
		{o, FromObject(NewObject()), false},
		{o, NullValue(), false},
		{day, FromDate(NewDay(2024, 1, 31)), true},
		{day, FromText("2024-01-31"), false},
		{FromBlob([]byte("x")), FromBlob([]byte("x")), true},
		{FromPicture(&Image{}), NullValue(), true},
	} {
		if got := Equal(tc.a, tc.b, c); got != tc.want {
			t.Errorf("Equal(%v %v, %v %v) = %v", tc.a.Kind(), tc.a, tc.b.Kind(), tc.b, got)
		}
	}
}

func TestOrder(t *testing.T) {
	c := text.NewCollator("en")
	ascending := []Value{
		NullValue(), FromBool(false), FromBool(true), FromText(""), FromText("A"), FromText("b"),
		FromReal(-1.5), FromInt(0), FromInt(1), FromReal(1.0000001), FromTime(60),
		FromObject(NewObject()), FromCollection(NewList()), FromDate(0), FromDate(NewDay(2000, 1, 1)),
	}
	for i, a := range ascending {
		for j, b := range ascending {
			got := Order(a, b, c)
			if want := min(max(i-j, -1), 1); got != want {
				t.Errorf("Order(#%d, #%d) = %d, want %d", i, j, got, want)
			}
		}
	}
}

func TestTruthy(t *testing.T) {
	full := NewObject()
	full.Set("a", FromInt(1))
	for _, v := range []Value{FromInt(0), FromReal(0), FromBool(true), FromText(" "), FromTime(0),
		FromObject(full), FromCollection(NewList(NullValue())), FromDate(NewDay(2024, 1, 1))} {
		if !Truthy(v) {
			t.Errorf("%v %v is not truthy", v.Kind(), v)
		}
	}
	for _, v := range []Value{{}, NullValue(), FromBool(false), FromText(""), FromDate(0),
		FromObject(NewObject()), FromCollection(NewList()), FromPicture(&Image{})} {
		if Truthy(v) {
			t.Errorf("%v %v is truthy", v.Kind(), v)
		}
	}
}

func TestDays(t *testing.T) {
	for _, tc := range []struct {
		y, m, d, add int
		want         string
	}{
		{2000, 11, 10, 10, "2000-11-20"},
		{2000, 11, 10, -10, "2000-10-31"},
		{2024, 2, 28, 1, "2024-02-29"},
		{2023, 2, 28, 1, "2023-03-01"},
		{1900, 2, 28, 1, "1900-03-01"},
		{1, 1, 1, -1, "0000-12-31"},
		{32767, 12, 31, 1, "0000-00-00"},
		{2023, 1, 1, 365 * 400, "2422-09-26"},
	} {
		if got := NewDay(tc.y, tc.m, tc.d).AddDays(tc.add).String(); got != tc.want {
			t.Errorf("%04d-%02d-%02d + %d = %s, want %s", tc.y, tc.m, tc.d, tc.add, got, tc.want)
		}
	}
	for n := range 100_000 {
		d := DayFromNumber(n * 97)
		if d.Number() != n*97 {
			t.Fatalf("day %d reads back as %d (%s)", n*97, d.Number(), d)
		}
	}
	if got := NewDay(2023, 11, 27).Weekday(); got != 1 {
		t.Errorf("2023-11-27 is weekday %d, want 1 (Monday)", got)
	}
	if !NewDay(2023, 2, 29).IsNull() || !NewDay(2023, 13, 1).IsNull() {
		t.Error("impossible dates are not null")
	}
}

func TestObjectKeepsOrder(t *testing.T) {
	o := NewObject()
	names := "zyxwvutsrqponmlk"
	for i, r := range names {
		o.Set(string(r), FromInt(int64(i)))
	}
	o.Set("z", FromInt(100))
	o.Delete("y")
	o.Set("y", FromInt(200))
	got := ""
	for name := range o.All() {
		got += name
	}
	if want := "zxwvutsrqponmlky"; got != want {
		t.Errorf("order is %q, want %q", got, want)
	}
	if o.Get("z").AsInt() != 100 || o.Get("y").AsInt() != 200 || !o.Get("Z").IsUndefined() {
		t.Error("values are wrong after changes")
	}
}

func TestCopy(t *testing.T) {
	inner := NewList(FromInt(1))
	o := NewObject()
	o.Set("list", FromCollection(inner))
	o.Set("again", FromCollection(inner))
	o.Set("self", FromObject(o))
	v, err := Copy(FromObject(o), CopyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c := v.AsObject()
	if c == o || c.Get("self").AsObject() != c {
		t.Error("a cycle is not copied as one")
	}
	if c.Get("list") != c.Get("again") || c.Get("list").AsCollection() == inner {
		t.Error("two references to one list are not references to one copy")
	}
	shared, err := Copy(FromObject(o), CopyOptions{Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	g := shared.AsObject().Group()
	if g == nil || shared.AsObject().Get("list").AsCollection().Group() != g {
		t.Error("the parts of a shared copy are not in one group")
	}
	foreign := NewNative(nil, new(int))
	if _, err = Copy(FromCollection(NewList(FromPicture(&Image{}))), CopyOptions{Shared: true}); err != nil {
		t.Errorf("sharing a picture gives %v", err)
	}
	_, err = Copy(FromCollection(NewList(FromObject(foreign))), CopyOptions{Shared: true})
	if e := fault.As(err); e == nil || e.Number != -10721 {
		t.Errorf("sharing an object of a foreign class gives %v, want error -10721", err)
	}
}

// A scale counts each byte once, whichever way it is reached.
func TestScale(t *testing.T) {
	long := strings.Repeat("x", 10_000)
	inner := NewList(FromText(long), FromText(long[5000:]), FromInt(1))
	cycle := NewObject()
	cycle.Set("me", FromObject(cycle))
	cycle.Set("inner", FromCollection(inner))
	shared := NewSharedList(nil)
	shared.Push(FromText(strings.Repeat("y", 5000)))
	chain := NullValue()
	for range 100_000 {
		chain = FromCollection(NewList(chain))
	}
	for _, c := range []struct {
		name     string
		s        Scale
		add      []Value
		min, max int64
	}{
		{"texts that overlap", Scale{}, []Value{FromText(long), FromText(long[100:200]), FromText(long)}, 10_000, 10_016},
		{"a cycle, twice", Scale{}, []Value{FromObject(cycle), FromObject(cycle)}, 10_100, 10_500},
		{"shared, left out", Scale{}, []Value{FromCollection(shared)}, 0, 0},
		{"shared", Scale{Shared: true}, []Value{FromCollection(shared)}, 5000, 5200},
		{"numbers", Scale{}, []Value{FromInt(1), FromBool(true), NullValue()}, 0, 0},
		{"a chain", Scale{}, []Value{chain}, 4_700_000, 5_000_000},
		{"up to a limit", Scale{Limit: 1000}, []Value{chain}, 1000, 1100},
	} {
		if c.s.Limit == 0 {
			c.s.Limit = 1 << 40
		}
		c.s.Add(c.add...)
		if got := c.s.Weight(); got < c.min || got > c.max {
			t.Errorf("%s: %d bytes, want %d to %d", c.name, got, c.min, c.max)
		}
	}
}
