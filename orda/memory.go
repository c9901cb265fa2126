package orda

import (
	"context"
	"slices"
	"sync"

	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/value"
)

// memory keeps rows that were read by their primary key, so that reading one
// again asks no database. It is shared by the generations of a datastore:
// whatever commits, by an old generation too, takes the rows it changes out.
//
// A row is right for as long as nothing commits a change of its record, and
// that is known beforehand: a commit takes its records out before it begins.
// What must not happen is that a reader, who read before the commit, puts its
// row in after it. So each class counts its commits, before and after:
//
//	reader                       writer
//	n = age (no commit running)
//	                             running++, age++, rows of the records go
//	reads the old row            commits
//	                             running--, age++
//	puts the row: age ≠ n, no
//
// Computed attributes and what a restriction hides are never kept.
type memory struct {
	mu      sync.Mutex
	classes map[string]*remembered // guarded by mu; by name
}

// The bounds of what is kept of each class: twice maxRemembered rows, none with
// more than maxRowBytes of text.
const (
	maxRemembered = 4096
	maxRowBytes   = 8 << 10
)

// remembered are the rows of a class.
type remembered struct {
	mu      sync.Mutex // guards what follows
	age     int64      // commits begun and ended
	running int        // commits begun, not ended
	// A row is in young, or in old when it has not been read since young was
	// emptied last: old goes when young is full again.
	young, old map[memoryKey]*kept
	// records leads from record numbers to keys; a text key may be asked for in
	// several spellings.
	records map[int64][]memoryKey
}

// memoryKey is a primary key as it is asked for.
type memoryKey struct {
	number int64
	text   string
}

// kept is one row with its header, as the columns of class say. It is never
// changed.
type kept struct {
	class       *Dataclass
	record      int64
	stamp, time int64
	values      []value.Value
}

func newMemory() *memory { return &memory{classes: map[string]*remembered{}} }

func (m *memory) of(class string) *remembered {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.classes[class]
	if r == nil {
		r = &remembered{}
		r.clear()
		m.classes[class] = r
	}
	return r
}

func (r *remembered) clear() {
	r.young, r.old, r.records = map[memoryKey]*kept{}, map[memoryKey]*kept{}, map[int64][]memoryKey{}
}

// keyOf returns the key under which a row is kept; false for types that are
// not.
func keyOf(v value.Value) (memoryKey, bool) {
	switch v.Kind() {
	case value.Int:
		return memoryKey{number: v.AsInt()}, true
	case value.Text:
		return memoryKey{text: v.AsText()}, len(v.AsText()) <= 256
	}
	return memoryKey{}, false
}

// find returns the row of a key as a class of some generation sees it, nil if
// it is not there, and the age to give to keep.
func (r *remembered) find(d *Dataclass, key memoryKey) (row *kept, age int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if row = r.young[key]; row == nil {
		if row = r.old[key]; row != nil {
			delete(r.old, key)
			r.enter(key, row)
		}
	}
	if row != nil && row.class != d {
		row = nil
	}
	if r.running > 0 {
		return row, -1
	}
	return row, r.age
}

// keep puts a row in that was read after find, unless something has been
// committed since.
func (r *remembered) keep(key memoryKey, row *kept, age int64) {
	size := 0
	for _, v := range row.values {
		if v.Kind() == value.Text {
			size += len(v.AsText())
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if size > maxRowBytes || age != r.age || r.running > 0 {
		return
	}
	if r.young[key] == nil && r.old[key] == nil {
		r.records[row.record] = append(r.records[row.record], key)
	}
	delete(r.old, key)
	r.enter(key, row)
}

// enter puts a row among the young ones; the caller holds the lock.
func (r *remembered) enter(key memoryKey, row *kept) {
	if len(r.young) >= maxRemembered {
		for k, gone := range r.old {
			r.unlist(gone.record, k)
		}
		r.young, r.old = map[memoryKey]*kept{}, r.young
	}
	r.young[key] = row
}

// unlist takes a key off its record's list; the caller holds the lock.
func (r *remembered) unlist(record int64, key memoryKey) {
	list := r.records[record]
	for i, k := range list {
		if k == key {
			list = append(list[:i:i], list[i+1:]...)
			break
		}
	}
	if len(list) == 0 {
		delete(r.records, record)
	} else {
		r.records[record] = list
	}
}

// commit commits a batch and takes what it changes out of the memory. All
// commits go through here.
func (ds *Datastore) commit(ctx context.Context, b *store.Batch) (store.Commit, error) {
	var classes []*remembered
	for i := range b.Ops {
		op := &b.Ops[i]
		r := ds.memory.of(op.Class.Name)
		if !slices.Contains(classes, r) {
			classes = append(classes, r)
			r.begin()
		}
		r.forget(op)
	}
	defer func() {
		for _, r := range classes {
			r.end()
		}
	}()
	return ds.engine.Commit(ctx, b)
}

func (r *remembered) begin() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running++
	r.age++
}

func (r *remembered) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running--
	r.age++
}

func (r *remembered) forget(op *store.Op) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch op.Kind {
	case store.Insert:
	case store.Clear:
		r.clear()
	default:
		for _, key := range r.records[op.Record] {
			delete(r.young, key)
			delete(r.old, key)
		}
		delete(r.records, op.Record)
	}
}
