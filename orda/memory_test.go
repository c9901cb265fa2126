package orda_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqlite"
	"quoin.dev/quoin/orda/store/storetest"
	"quoin.dev/quoin/value"
)

// counting is an engine that counts what is read from it.
type counting struct {
	store.Engine
	reads atomic.Int64
	// after runs when a read is done and before its answer is used; nil for
	// nothing.
	after func()
}

func (e *counting) Read(ctx context.Context, s *plan.Select) (*store.Rows, error) {
	e.reads.Add(1)
	rows, err := e.Engine.Read(ctx, s)
	if e.after != nil {
		e.after()
	}
	return rows, err
}

func countingShop(t *testing.T) (*counting, *orda.Datastore, *orda.Caller) {
	t.Helper()
	engine, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	e := &counting{Engine: engine}
	ds, err := orda.Open(context.Background(), orda.Options{Engine: e, Model: storetest.Bookshop()})
	if err != nil {
		t.Fatal(err)
	}
	return e, ds, orda.System(context.Background())
}

func addBook(t *testing.T, ds *orda.Datastore, c *orda.Caller, title string) *orda.Entity {
	t.Helper()
	b, err := ds.Class("Book").New(c)
	if err != nil {
		t.Fatal(err)
	}
	saveTitle(t, c, b, title)
	return b
}

func saveTitle(t *testing.T, c *orda.Caller, b *orda.Entity, title string) {
	t.Helper()
	if err := b.Set(c, "title", value.FromText(title)); err != nil {
		t.Fatal(err)
	}
	if r := b.Save(c, 0); !r.Success {
		t.Fatalf("saving %q: %+v", title, r)
	}
}

func titleOf(t *testing.T, ds *orda.Datastore, c *orda.Caller, key value.Value) string {
	t.Helper()
	b, err := ds.Class("Book").Get(c, key)
	if err != nil {
		t.Fatal(err)
	}
	if b == nil {
		return "(none)"
	}
	v, err := b.Get(c, "title")
	if err != nil {
		t.Fatal(err)
	}
	return v.AsText()
}

func keyValueOf(t *testing.T, c *orda.Caller, b *orda.Entity) value.Value {
	t.Helper()
	v, err := b.Get(c, b.Dataclass().Model().Key.Name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAWarmReadAsksNoDatabase(t *testing.T) {
	e, ds, c := countingShop(t)
	key := keyValueOf(t, c, addBook(t, ds, c, "Salt Roads"))
	titleOf(t, ds, c, key)
	before := e.reads.Load()
	for range 10 {
		if got := titleOf(t, ds, c, key); got != "Salt Roads" {
			t.Fatalf("got %q", got)
		}
	}
	if n := e.reads.Load() - before; n != 0 {
		t.Errorf("ten warm reads asked the database %d times", n)
	}
	// So is a page of a list, but for which records it has.
	for i := range 3 {
		addBook(t, ds, c, fmt.Sprintf("book %d", i))
	}
	list := func() (titles string) {
		sel, err := ds.Class("Book").All(c)
		if err != nil {
			t.Fatal(err)
		}
		entities, err := sel.Entities(c, 0, 10, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range entities {
			v, err := b.Get(c, "title")
			if err != nil {
				t.Fatal(err)
			}
			titles += v.AsText() + ";"
		}
		return titles
	}
	first := list()
	before = e.reads.Load()
	if again := list(); again != first || again != "Salt Roads;book 0;book 1;book 2;" {
		t.Errorf("got %q, then %q", first, again)
	}
	if n := e.reads.Load() - before; n != 1 {
		t.Errorf("a warm list asked the database %d times, want 1", n)
	}
	// A key in a transaction is read in it.
	if err := ds.Begin(c); err != nil {
		t.Fatal(err)
	}
	b, err := ds.Class("Book").Get(c, key)
	if err != nil {
		t.Fatal(err)
	}
	saveTitle(t, c, b, "Tin Roads")
	if got := titleOf(t, ds, c, key); got != "Tin Roads" {
		t.Errorf("in the transaction: got %q", got)
	}
	if got := titleOf(t, ds, orda.System(context.Background()), key); got != "Salt Roads" {
		t.Errorf("beside the transaction: got %q", got)
	}
	if err := ds.Commit(c); err != nil {
		t.Fatal(err)
	}
	if got := titleOf(t, ds, c, key); got != "Tin Roads" {
		t.Errorf("after the transaction: got %q", got)
	}
}

func TestEveryChangeIsSeen(t *testing.T) {
	_, ds, c := countingShop(t)
	b := addBook(t, ds, c, "one")
	key := keyValueOf(t, c, b)
	titleOf(t, ds, c, key)
	saveTitle(t, c, b, "two")
	if got := titleOf(t, ds, c, key); got != "two" {
		t.Errorf("after a save: got %q", got)
	}
	// Of another generation over the same data, too.
	next := ds.Swap(ds.Model(), nil, nil, nil)
	if got := titleOf(t, next, c, key); got != "two" {
		t.Errorf("in the next generation: got %q", got)
	}
	again, err := ds.Class("Book").Get(c, key)
	if err != nil {
		t.Fatal(err)
	}
	saveTitle(t, c, again, "three")
	if got := titleOf(t, next, c, key); got != "three" {
		t.Errorf("after a save of the generation before: got %q", got)
	}
	// What one entity assigns does not show in another before it is saved.
	if err := again.Set(c, "title", value.FromText("unsaved")); err != nil {
		t.Fatal(err)
	}
	if got := titleOf(t, ds, c, key); got != "three" {
		t.Errorf("before a save: got %q", got)
	}
	if r := b.Drop(c, orda.ForceDrop); !r.Success {
		t.Fatalf("drop: %+v", r)
	}
	if got := titleOf(t, next, c, key); got != "(none)" {
		t.Errorf("after a drop: got %q", got)
	}
	other := keyValueOf(t, c, addBook(t, ds, c, "other"))
	titleOf(t, ds, c, other)
	if err := ds.Class("Book").Truncate(c); err != nil {
		t.Fatal(err)
	}
	if got := titleOf(t, ds, c, other); got != "(none)" {
		t.Errorf("after truncate: got %q", got)
	}
}

// A reader that read before a commit must not leave the old row behind after it.
func TestAReadBesideACommitLeavesNothingOld(t *testing.T) {
	e, ds, c := countingShop(t)
	b := addBook(t, ds, c, "old")
	key := keyValueOf(t, c, b)
	e.after = func() {
		e.after = nil
		saveTitle(t, orda.System(context.Background()), b, "new")
	}
	if got := titleOf(t, ds, c, key); got != "old" {
		t.Fatalf("the read that began before: got %q", got)
	}
	if got := titleOf(t, ds, c, key); got != "new" {
		t.Errorf("the read after it: got %q", got)
	}
}

func TestReadersNeverFallBehind(t *testing.T) {
	_, ds, c := countingShop(t)
	b := addBook(t, ds, c, fmt.Sprintf("%06d", 0))
	key := keyValueOf(t, c, b)
	var saved atomic.Int64
	quit := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			mine := orda.System(context.Background())
			for {
				select {
				case <-quit:
					return
				default:
				}
				floor := saved.Load()
				entity, err := ds.Class("Book").Get(mine, key)
				if err != nil {
					t.Error(err)
					return
				}
				v, err := entity.Get(mine, "title")
				if want := fmt.Sprintf("%06d", floor); err != nil || v.AsText() < want {
					t.Errorf("read %s after %s had been saved (%v)", v.AsText(), want, err)
					return
				}
			}
		})
	}
	for i := range 300 {
		saveTitle(t, c, b, fmt.Sprintf("%06d", i+1))
		saved.Store(int64(i + 1))
	}
	close(quit)
	readers.Wait()
}
