package orda

import (
	"slices"
	"sync"

	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
)

// recordLists keeps the sorted list of all records of the dataclasses whose
// all() was asked for, so that all() and the total of an unrestricted read cost
// nothing. It follows the commits of the engine, which tells each one, in order,
// before it acknowledges it; nobody reads behind a commit of their own.
// Transactions do not use it. It is shared by the generations of a datastore.
type recordLists struct {
	mu     sync.Mutex
	byName map[string]*recordList // guarded by mu
}

// recordList is the list of one dataclass.
type recordList struct {
	mu      sync.Mutex     // guards what follows
	all     []int64        // sorted; never changed in place, but appended to
	known   bool           // all is right
	reading int            // reads of all that are under way
	missed  []store.Change // what was committed since the first of these began
}

// newRecordLists follows the commits of an engine; nil if it cannot tell them.
func newRecordLists(e store.Engine) *recordLists {
	w, ok := e.(store.Watchable)
	if !ok {
		return nil
	}
	l := &recordLists{byName: map[string]*recordList{}}
	w.Watch(l.committed)
	return l
}

// of returns the list of a dataclass, nil if none is kept.
func (l *recordLists) of(class string) *recordList {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.byName[class]
	if r == nil {
		r = &recordList{}
		l.byName[class] = r
	}
	return r
}

func (l *recordLists) committed(c store.Commit) {
	for _, change := range c.Changes {
		if change.Kind == store.Update {
			continue
		}
		l.mu.Lock()
		r := l.byName[change.Class.Name]
		l.mu.Unlock()
		if r != nil {
			r.changed(change)
		}
	}
}

func (r *recordList) changed(c store.Change) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known {
		r.all = applied(r.all, c)
	}
	if r.reading > 0 {
		r.missed = append(r.missed, c)
	}
}

// applied returns a sorted list of records after a change. Lists that were
// given out stay as they are: nobody sees what is appended past their end.
func applied(all []int64, c store.Change) []int64 {
	switch c.Kind {
	case store.Insert:
		if n := len(all); n == 0 || all[n-1] < c.Record {
			return append(all, c.Record)
		}
		if i, found := slices.BinarySearch(all, c.Record); !found {
			return slices.Insert(slices.Clone(all), i, c.Record)
		}
	case store.Delete:
		if i, found := slices.BinarySearch(all, c.Record); found {
			out := make([]int64, 0, len(all)+8)
			return append(append(out, all[:i]...), all[i+1:]...)
		}
	case store.Clear:
		return nil
	}
	return all
}

// everything returns the records of the dataclass, sorted; the caller must not
// change them.
func (d *Dataclass) everything(c *Caller) ([]int64, error) {
	r := d.ds.lists.of(d.model.Name)
	if r == nil || c.InTransaction() {
		rows, err := d.ds.reader(c).Read(c.ctx(), &plan.Select{Class: d.model})
		if err != nil {
			return nil, err
		}
		return rows.Records, nil
	}
	r.mu.Lock()
	if r.known {
		defer r.mu.Unlock()
		return slices.Clip(r.all), nil
	}
	r.reading++
	r.mu.Unlock()
	rows, err := d.ds.engine.Read(c.ctx(), &plan.Select{Class: d.model})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reading--
	if err == nil && !r.known {
		// What was committed meanwhile may or may not have been read; applying it
		// again changes nothing.
		r.all, r.known = rows.Records, true
		for _, change := range r.missed {
			r.all = applied(r.all, change)
		}
	}
	if r.reading == 0 {
		r.missed = nil
	}
	if err != nil {
		return nil, err
	}
	return slices.Clip(r.all), nil
}
