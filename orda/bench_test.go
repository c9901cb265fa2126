package orda_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/store/sqlite"
	"quoin.dev/quoin/orda/store/storetest"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// benchShop is a bookshop of 20,000 books on disk.
func benchShop(b *testing.B) (*orda.Datastore, *orda.Caller) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	b.Cleanup(cancel)
	engine, err := sqlite.Open(ctx, sqlite.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { engine.Close() })
	ds, err := orda.Open(ctx, orda.Options{Engine: engine, Model: storetest.Bookshop()})
	if err != nil {
		b.Fatal(err)
	}
	c := orda.System(ctx)
	if err := ds.Begin(c); err != nil {
		b.Fatal(err)
	}
	for i := range 20_000 {
		e, err := ds.Class("Book").New(c)
		if err != nil {
			b.Fatal(err)
		}
		for name, v := range map[string]value.Value{"title": value.FromText(fmt.Sprintf("Title %d of the shop", i)), "year": value.FromInt(int64(1900 + i%120)),
			"price": value.FromReal(float64(i%300) / 10), "authorID": value.FromInt(int64(i % 1000))} {
			if err := e.Set(c, name, v); err != nil {
				b.Fatal(err)
			}
		}
		if r := e.Save(c, 0); !r.Success {
			b.Fatal(r.Err())
		}
	}
	if err := ds.Commit(c); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	b.ReportAllocs()
	return ds, c
}

func BenchmarkGetByKey(b *testing.B) {
	ds, c := benchShop(b)
	for i := range b.N {
		e, err := ds.Class("Book").Get(c, value.FromInt(int64(i*7919%20_000+1)))
		if e == nil || err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkQuery30(b *testing.B) {
	ds, c := benchShop(b)
	for i := range b.N {
		sel, err := ds.Class("Book").Query(c, "ID >= :1 and ID < :2 order by title", []value.Value{value.FromInt(int64(i % 19_000)), value.FromInt(int64(i%19_000 + 30))}, query.Settings{})
		if err != nil {
			b.Fatal(err)
		}
		if list, err := sel.Entities(c, 0, 30, nil); err != nil || len(list) < 29 {
			b.Fatal(err, len(list))
		}
	}
}

func BenchmarkList100(b *testing.B) {
	ds, c := benchShop(b)
	for i := range b.N {
		sel, err := ds.Class("Book").All(c)
		if err != nil {
			b.Fatal(err)
		}
		if list, err := sel.Entities(c, i%19_000, 100, nil); err != nil || len(list) != 100 {
			b.Fatal(err)
		}
	}
}

func BenchmarkSaveDurable(b *testing.B) {
	ds, c := benchShop(b)
	for i := range b.N {
		e, _ := ds.Class("Genre").New(c)
		e.Set(c, "label", value.FromInt(int64(i)))
		if r := e.Save(c, 0); !r.Success {
			b.Fatal(r.Err())
		}
	}
}

// BenchmarkSaveDurableParallel shows what natural group commit gives.
func BenchmarkSaveDurableParallel(b *testing.B) {
	ds, c := benchShop(b)
	b.SetParallelism(16)
	var n atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		own := orda.System(c.Context)
		for pb.Next() {
			e, _ := ds.Class("Genre").New(own)
			e.Set(own, "label", value.FromInt(n.Add(1)))
			if r := e.Save(own, 0); !r.Success {
				b.Error(r.Err())
			}
		}
	})
}

func BenchmarkInsertInTransaction(b *testing.B) {
	ds, c := benchShop(b)
	if err := ds.Begin(c); err != nil {
		b.Fatal(err)
	}
	for i := range b.N {
		e, _ := ds.Class("Book").New(c)
		e.Set(c, "title", value.FromText(fmt.Sprint("new ", i)))
		if r := e.Save(c, 0); !r.Success {
			b.Fatal(r.Err())
		}
	}
	if err := ds.Commit(c); err != nil {
		b.Fatal(err)
	}
}
