package types_test

import (
	"testing"

	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/value"
)

func TestLookup(t *testing.T) {
	for _, c := range []struct {
		store, name, want string
		known             bool
	}{
		{"", "Text", "Text", true}, {"", "string", "Text", true}, {"", "NUMBER", "Real", true},
		{"", "integer", "Integer", true}, {"cs", "User", "cs.User", true}, {"4D", "File", "4D.File", true},
		{"", "Txet", "Variant", false},
	} {
		got, known := types.Lookup(c.store, c.name)
		if got.String() != c.want || known != c.known {
			t.Errorf("%s %s: got %s %v, want %s %v", c.store, c.name, got, known, c.want, c.known)
		}
	}
}

// TestConvert states what assignment to a declared variable does.
func TestConvert(t *testing.T) {
	text, blob := value.FromText("a"), value.FromBlob([]byte("x"))
	object := value.FromObject(value.NewObject())
	for _, c := range []struct {
		kind types.Kind
		from value.Value
		want value.Value
		ok   bool
	}{
		{types.Integer, value.FromReal(2.5), value.FromInt(3), true},
		{types.Integer, value.FromReal(-2.5), value.FromInt(-2), true},
		{types.Integer, value.FromTime(60), value.FromInt(60), true},
		{types.Integer, text, value.Value{}, false},
		{types.Integer, value.Value{}, value.FromInt(0), true},
		{types.Integer, value.NullValue(), value.Value{}, false},
		{types.Real, value.FromInt(2), value.FromInt(2), true},
		{types.Time, value.FromReal(1.6), value.FromTime(2), true},
		{types.Text, text, text, true},
		{types.Text, value.FromInt(1), value.Value{}, false},
		{types.Text, value.Value{}, value.FromText(""), true},
		{types.Boolean, value.FromInt(1), value.Value{}, false},
		{types.Date, value.Value{}, value.FromDate(0), true},
		{types.Object, value.NullValue(), value.NullValue(), true},
		{types.Object, value.Value{}, value.NullValue(), true},
		{types.Object, object, object, true},
		{types.Object, text, value.Value{}, false},
		{types.Collection, object, value.Value{}, false},
		{types.Variant, value.Value{}, value.Value{}, true},
	} {
		typ := types.Type{Kind: c.kind}
		got, ok := typ.Convert(c.from)
		if ok != c.ok || ok && !value.Same(got, c.want) {
			t.Errorf("%s from %s: got %v %v", typ, c.from.Kind(), got.Kind(), ok)
		}
	}
	asObject, ok := types.Type{Kind: types.Object}.Convert(blob)
	if !ok {
		t.Fatal("a blob does not become an object")
	}
	back, ok := types.Type{Kind: types.Blob}.Convert(asObject)
	if !ok || string(back.AsBlob()) != "x" {
		t.Errorf("the blob came back as %q", back.AsBlob())
	}
}

func TestRoundToInt(t *testing.T) {
	for f, want := range map[float64]int64{0.4: 0, 0.5: 1, -0.5: 0, 1e30: 1<<55 - 1, -1e30: -1 << 55} {
		if got := types.RoundToInt(f); got != want {
			t.Errorf("%v: got %d, want %d", f, got, want)
		}
	}
}
