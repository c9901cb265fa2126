package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqlite"
	"quoin.dev/quoin/orda/store/storetest"
	"quoin.dev/quoin/value"
)

func open(t testing.TB, dir string) store.Engine {
	t.Helper()
	e, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, Language: "en", Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestConformance(t *testing.T) { storetest.Run(t, open) }

// counter counts what passes the file layer.
type counter struct {
	mu          sync.Mutex
	read, wrote map[string]int // bytes by file name; guarded by mu
}

func (c *counter) Read(path string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read[filepath.Base(path)] += n
}

func (c *counter) Wrote(path string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrote[filepath.Base(path)] += n
}

// TestFileLayer shows that every byte of the data passes our own file layer.
func TestFileLayer(t *testing.T) {
	dir := t.TempDir()
	c := &counter{read: map[string]int{}, wrote: map[string]int{}}
	e := openWith(t, sqlite.Options{Dir: dir, Files: c})
	fill(t, e, 200)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	if c.wrote[sqlite.FileName] < int(info.Size()) || c.wrote[sqlite.FileName+"-wal"] == 0 {
		t.Errorf("wrote %v of a file of %d bytes", c.wrote, info.Size())
	}
	e = openWith(t, sqlite.Options{Dir: dir, Files: c})
	defer e.Close()
	book := bookshop(t, e).Class("Book")
	if n, err := e.Count(context.Background(), &plan.Select{Class: book}); n != 200 || err != nil {
		t.Errorf("got %d records, %v", n, err)
	}
	if c.read[sqlite.FileName] == 0 {
		t.Errorf("read %v", c.read)
	}
}

func openWith(t testing.TB, o sqlite.Options) *sqlite.Engine {
	t.Helper()
	e, err := sqlite.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func bookshop(t testing.TB, e store.Engine) *model.Model {
	t.Helper()
	m := storetest.Bookshop()
	if err := e.Migrate(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	return m
}

// fill commits some books.
func fill(t testing.TB, e store.Engine, n int) *model.Model {
	t.Helper()
	m := bookshop(t, e)
	if _, err := e.Commit(context.Background(), &store.Batch{Ops: books(t, e, m, n), Time: time.Now()}); err != nil {
		t.Fatal(err)
	}
	return m
}

func books(t testing.TB, e store.Engine, m *model.Model, n int) []store.Op {
	t.Helper()
	d := m.Class("Book")
	columns := []*model.Attribute{d.Key, d.Attribute("title"), d.Attribute("year"), d.Attribute("price"), d.Attribute("authorID")}
	ops := make([]store.Op, n)
	for i := range ops {
		rec, err := e.NextRecord(d)
		if err != nil {
			t.Fatal(err)
		}
		ops[i] = store.Op{Kind: store.Insert, Class: d, Record: rec, Columns: columns, Values: []value.Value{value.FromInt(rec),
			value.FromText(fmt.Sprintf("Title %d of the shop", rec)), value.FromInt(1900 + rec%120), value.FromReal(float64(rec%300) / 10), value.FromInt(rec % 1000)}}
	}
	return ops
}
