package sqlite_test

import (
	"context"
	"testing"
	"time"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqlite"
	"quoin.dev/quoin/orda/store/storetest"
	"quoin.dev/quoin/value"
)

func open(t testing.TB, dir string) *sqlite.Engine {
	t.Helper()
	e, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, Language: "en", Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	m := storetest.Bookshop()
	e := open(t, t.TempDir())
	if err := e.Migrate(ctx, m); err != nil {
		t.Fatal(err)
	}
	book := m.Class("Book")
	rec, err := e.NextRecord(book)
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Commit(ctx, &store.Batch{Time: time.Now(), Ops: []store.Op{{Kind: store.Insert, Class: book, Record: rec,
		Columns: []*model.Attribute{book.Key, book.Attribute("title")}, Values: []value.Value{value.FromInt(10), value.FromText("Salt Roads")}}}})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := e.Read(ctx, &plan.Select{Class: book, Header: true, Columns: []*model.Attribute{book.Key, book.Attribute("title")},
		Where: &plan.Match{Column: book.Attribute("title"), Pattern: "sal@"}})
	if err != nil || rows.Len() != 1 || rows.Row(0)[1].AsText() != "Salt Roads" {
		t.Fatal(rows, err)
	}
}
