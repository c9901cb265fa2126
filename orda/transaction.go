package orda

import (
	"errors"
	"slices"
	"weak"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
)

// transaction collects the writes of a caller until the outermost level is
// validated. Its view shows them to the caller alone. Records it writes are
// locked to its end, so that validation can only fail on the disk or on what
// nobody can lock: unique values and children that others add meanwhile.
type transaction struct {
	view   store.Tx
	guards []store.Guard
	levels []level // where each nested level began
	stamps map[recordID]int64
}

// level is the state of a transaction when one of its levels began.
type level struct{ ops, guards int }

// Begin starts a transaction of the caller, or a level within it.
func (ds *Datastore) Begin(c *Caller) error {
	if c.tx == nil {
		view, err := ds.engine.Begin(c.ctx())
		if err != nil {
			return err
		}
		c.tx = &transaction{view: view, stamps: map[recordID]int64{}}
	}
	c.tx.levels = append(c.tx.levels, level{len(c.tx.view.Staged()), len(c.tx.guards)})
	return nil
}

// Commit validates the innermost level; the outermost one writes everything as
// one batch.
func (ds *Datastore) Commit(c *Caller) error {
	t := c.tx
	if t == nil {
		return noTransaction()
	}
	t.levels = t.levels[:len(t.levels)-1]
	if len(t.levels) > 0 {
		return nil
	}
	ops := t.view.Staged()
	var err error
	if len(ops) > 0 {
		_, err = ds.commit(c.ctx(), &store.Batch{Guards: t.guards, Ops: ops, Time: ds.host.Clock.Now()})
	}
	ds.endTransaction(c)
	conflict := (*store.Conflict)(nil)
	if errors.As(err, &conflict) {
		return conflictError(conflict)
	}
	return err
}

// conflictError is a conflict found only when a transaction was validated.
func conflictError(c *store.Conflict) error {
	if c.Kind == store.Duplicate {
		return duplicateError(c)
	}
	return fault.New(fault.Conflict, "orda.conflict", "The transaction cannot be validated: %v.", c)
}

// Rollback cancels the innermost level with all that was validated within it.
func (ds *Datastore) Rollback(c *Caller) error {
	t := c.tx
	if t == nil {
		return noTransaction()
	}
	began := t.levels[len(t.levels)-1]
	t.levels = t.levels[:len(t.levels)-1]
	if len(t.levels) == 0 {
		ds.endTransaction(c)
		return nil
	}
	t.guards = t.guards[:began.guards]
	if err := t.view.Truncate(c.ctx(), began.ops); err != nil {
		ds.endTransaction(c)
		return err
	}
	clear(t.stamps) // read again when needed
	return nil
}

// EndTransactions cancels whatever transaction the caller left open.
func (ds *Datastore) EndTransactions(c *Caller) {
	if c != nil && c.tx != nil {
		ds.endTransaction(c)
	}
}

func (ds *Datastore) endTransaction(c *Caller) {
	t := c.tx
	c.tx = nil
	t.view.Close()
	ds.locks.endTransaction(c.owner())
}

func noTransaction() error {
	return fault.New(fault.Invalid, "orda.transaction", "No transaction was started.")
}

// change is what one ORDA operation writes.
type change struct {
	ops    []store.Op
	guards []store.Guard
}

// write commits a change, or adds it to the caller's transaction.
func (ds *Datastore) write(c *Caller, ch *change) (store.Commit, error) {
	now := ds.host.Clock.Now()
	if c == nil || c.tx == nil {
		return ds.commit(c.ctx(), &store.Batch{Guards: ch.guards, Ops: ch.ops, Time: now})
	}
	t := c.tx
	commit := store.Commit{Time: now}
	staged := make([]store.Op, 0, len(ch.ops))
	for _, op := range ch.ops {
		stamp, err := ds.admit(c, &op)
		if err != nil {
			return commit, err
		}
		staged = append(staged, op)
		commit.Changes = append(commit.Changes, store.Change{Kind: op.Kind, Class: op.Class, Record: op.Record, Stamp: stamp})
	}
	before := len(t.view.Staged())
	if err := t.view.Stage(c.ctx(), staged); err != nil {
		return commit, err
	}
	for i, g := range ch.guards {
		if err := ds.holds(c, g, i); err != nil {
			return commit, errors.Join(err, t.view.Truncate(c.ctx(), before))
		}
	}
	for _, change := range commit.Changes {
		t.stamps[recordID{change.Class.Name, change.Record}] = change.Stamp
	}
	t.guards = append(t.guards, ch.guards...)
	return commit, nil
}

// admit checks an operation of a transaction as the writer would, takes the
// record's lock, and returns the stamp the record will have. Within a
// transaction its own earlier writes do not count as changes by somebody else.
func (ds *Datastore) admit(c *Caller, op *store.Op) (stamp int64, err error) {
	if op.Kind == store.Clear {
		return 0, nil
	}
	id := recordID{op.Class.Name, op.Record}
	if other := ds.locks.take(id, &lock{owner: c.owner(), inTx: true, by: weak.Pointer[Entity]{}, info: c.describe()}); other != nil {
		return 0, &lockedError{other}
	}
	if err := ds.unused(c, op); err != nil {
		return 0, err
	}
	if op.Kind == store.Insert {
		return 1, nil
	}
	_, own := c.tx.stamps[id]
	rows, err := c.tx.view.Read(c.ctx(), &plan.Select{Class: op.Class, Header: true, Records: []int64{op.Record}, Only: true})
	switch {
	case err != nil:
		return 0, err
	case rows.Len() == 0:
		return 0, &store.Conflict{Kind: store.Gone, Class: op.Class, Record: op.Record}
	case !own && op.Stamp != store.AnyStamp && rows.Stamps[0] != op.Stamp:
		return 0, &store.Conflict{Kind: store.StampChanged, Class: op.Class, Record: op.Record}
	}
	op.Stamp = rows.Stamps[0]
	if op.Kind == store.Delete {
		return 0, nil
	}
	return op.Stamp + 1, nil
}

// unused checks that no other record has the unique values of an operation.
func (ds *Datastore) unused(c *Caller, op *store.Op) error {
	for i, a := range op.Columns {
		if !a.Unique && a != op.Class.Key || op.Values[i].IsAbsent() || !comparable(a) {
			continue
		}
		rows, err := c.tx.view.Read(c.ctx(), &plan.Select{Class: op.Class, Where: &plan.Compare{Column: a, Op: plan.Equal, Value: op.Values[i]}})
		if err != nil {
			return err
		}
		if slices.ContainsFunc(rows.Records, func(r int64) bool { return r != op.Record }) {
			return &store.Conflict{Kind: store.Duplicate, Class: op.Class, Record: op.Record, Attributes: []*model.Attribute{a}}
		}
	}
	return nil
}

// holds checks a guard in the view of the transaction.
func (ds *Datastore) holds(c *Caller, g store.Guard, i int) error {
	n, err := c.tx.view.Count(c.ctx(), &plan.Select{Class: g.Class, Where: &plan.Compare{Column: g.Column, Op: plan.Equal, Value: g.Value}})
	if err == nil && n > 0 {
		err = &store.Conflict{Kind: store.HasChildren, Op: i, Class: g.Class}
	}
	return err
}
