package orda

import (
	"context"
	"slices"
	"sync"

	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/value"
)

// memory keeps rows that were read, so that reading one again by its primary
// key or record number asks no database. It is shared by the generations of a
// datastore: whatever commits, by an old generation too, takes the rows it
// changes out.
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
// more than maxRowBytes of text, and no more than maxPage of one read, so that
// reading all of a class does not drive out what is in use.
const (
	maxRemembered = 4096
	maxRowBytes   = 8 << 10
	maxPage       = 128
)

// remembered are the rows of a class.
type remembered struct {
	mu      sync.Mutex // guards what follows
	age     int64      // commits begun and ended
	running int        // commits begun, not ended
	// A row, by its record number, is in young, or in old when it has not been
	// read since young was emptied last: old goes when young is full again.
	young, old map[int64]*kept
	// keys leads from primary keys to record numbers; a text may be asked for in
	// several spellings.
	keys map[memoryKey]int64
}

// memoryKey is a primary key as it is asked for.
type memoryKey struct {
	number int64
	text   string
}

// kept is one row with its header, as the columns of class say. It is never
// changed, but for keys.
type kept struct {
	class               *Dataclass
	record, stamp, time int64
	values              []value.Value
	keys                []memoryKey // that lead to it; guarded by the lock of the class
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
	r.young, r.old, r.keys = map[int64]*kept{}, map[int64]*kept{}, map[memoryKey]int64{}
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
	if record, ok := r.keys[key]; ok {
		row = r.get(d, record)
	}
	return row, r.now()
}

// findAll returns the rows of all records, or false if one is missing, and the
// age to give to keepAll.
func (r *remembered) findAll(d *Dataclass, records []int64) (rows *store.Rows, ok bool, age int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(records) == 0 || len(records) > maxRemembered || r.get(d, records[0]) == nil || r.get(d, records[len(records)-1]) == nil {
		return nil, false, r.now()
	}
	n, width := len(records), len(d.stored)
	rows = &store.Rows{Records: records, Stamps: make([]int64, 0, n), Times: make([]int64, 0, n), Width: width, Values: make([]value.Value, 0, n*width)}
	for _, record := range records {
		row := r.get(d, record)
		if row == nil {
			return nil, false, r.now()
		}
		rows.Stamps = append(rows.Stamps, row.stamp)
		rows.Times = append(rows.Times, row.time)
		rows.Values = append(rows.Values, row.values...)
	}
	return rows, true, 0
}

// now is the age that a row has which is read from now on; the caller holds
// the lock. While a commit runs none is good enough.
func (r *remembered) now() int64 {
	if r.running > 0 {
		return -1
	}
	return r.age
}

// get returns the row of a record, young from now on; the caller holds the
// lock.
func (r *remembered) get(d *Dataclass, record int64) *kept {
	row := r.young[record]
	if row == nil {
		if row = r.old[record]; row == nil {
			return nil
		}
		delete(r.old, record)
		r.enter(row)
	}
	if row.class != d {
		return nil
	}
	return row
}

// keep puts a row in that was read by a key after find, unless something has
// been committed since.
func (r *remembered) keep(d *Dataclass, key memoryKey, rows *store.Rows, age int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if row := r.put(d, rows, 0, age); row != nil {
		row.keys = append(row.keys, key)
		r.keys[key] = row.record
	}
}

// keepAll is keep for rows that were read by their record numbers.
func (r *remembered) keepAll(d *Dataclass, rows *store.Rows, age int64) {
	if rows.Len() > maxPage {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range rows.Records {
		r.put(d, rows, i, age)
	}
}

// put enters one row of a read and returns it, nil if it must not be kept; the
// caller holds the lock.
func (r *remembered) put(d *Dataclass, rows *store.Rows, i int, age int64) *kept {
	if age != r.age || r.running > 0 {
		return nil
	}
	size := 0
	for _, v := range rows.Row(i) {
		if v.Kind() == value.Text {
			size += len(v.AsText())
		}
	}
	if size > maxRowBytes {
		return nil
	}
	record := rows.Records[i]
	if row := r.get(d, record); row != nil {
		return row
	}
	r.forget(record) // of another generation
	// A copy: the rows of one read share their memory.
	row := &kept{class: d, record: record, stamp: rows.Stamps[i], time: rows.Times[i], values: slices.Clone(rows.Row(i))}
	r.enter(row)
	return row
}

// enter puts a row among the young ones; the caller holds the lock.
func (r *remembered) enter(row *kept) {
	if len(r.young) >= maxRemembered {
		for _, gone := range r.old {
			r.unlist(gone)
		}
		r.young, r.old = map[int64]*kept{}, r.young
	}
	r.young[row.record] = row
}

// unlist takes the keys of a row off the list; the caller holds the lock.
func (r *remembered) unlist(row *kept) {
	for _, key := range row.keys {
		delete(r.keys, key)
	}
}

// forget takes a record out; the caller holds the lock.
func (r *remembered) forget(record int64) {
	for _, rows := range [...]map[int64]*kept{r.young, r.old} {
		if row := rows[record]; row != nil {
			r.unlist(row)
			delete(rows, record)
		}
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
		r.change(op)
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

// change takes out what an operation is about to change.
func (r *remembered) change(op *store.Op) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch op.Kind {
	case store.Insert:
	case store.Clear:
		r.clear()
	default:
		r.forget(op.Record)
	}
}
