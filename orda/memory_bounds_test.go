package orda

import (
	"strings"
	"testing"

	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/value"
)

// What is kept is bounded, what is in use stays, and no key leads to a row
// that has gone.
func TestMemoryIsBounded(t *testing.T) {
	r := newMemory().of("Book")
	d := &Dataclass{}
	row := func(n int64, text string) *store.Rows {
		return &store.Rows{Records: []int64{n}, Stamps: []int64{1}, Times: []int64{0}, Width: 1, Values: []value.Value{value.FromText(text)}}
	}
	for n := int64(1); n <= 5*maxRemembered; n++ {
		key := memoryKey{number: n}
		_, age := r.find(d, key)
		r.keep(d, key, row(n, "x"), age)
		if kept, _ := r.find(d, memoryKey{number: 1}); kept == nil {
			t.Fatalf("the row that is read all the time went at %d", n)
		}
	}
	if n := len(r.young) + len(r.old); n > 2*maxRemembered {
		t.Errorf("got %d rows, want at most %d", n, 2*maxRemembered)
	}
	if len(r.keys) != len(r.young)+len(r.old) {
		t.Errorf("got %d keys for %d rows", len(r.keys), len(r.young)+len(r.old))
	}
	long := memoryKey{text: "long"}
	_, age := r.find(d, long)
	r.keep(d, long, row(1<<40, strings.Repeat("x", maxRowBytes+1)), age)
	if kept, _ := r.find(d, long); kept != nil {
		t.Error("a row that is too large was kept")
	}
	// A row of another generation is not this one's, and makes room for it.
	other := &Dataclass{}
	key := memoryKey{number: 1}
	kept, age := r.find(other, key)
	if kept != nil {
		t.Error("a row of another generation was found")
	}
	r.keep(other, key, row(1, "y"), age)
	if kept, _ = r.find(other, key); kept == nil || kept.values[0].AsText() != "y" {
		t.Errorf("got %+v for the newer generation", kept)
	}
	r.change(&store.Op{Kind: store.Delete, Record: 1})
	if kept, _ = r.find(other, key); kept != nil {
		t.Error("a deleted record is still there")
	}
}
