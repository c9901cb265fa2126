// Package store provides the contract with a database engine. User code never
// runs below this line: an engine gets plans and batches, never functions.
//
// Promises every engine keeps, checked by package storetest:
//
//   - A Commit that returned without an error survives the death of the process
//     and of the machine.
//   - A Batch is applied whole or not at all; its guards hold at that moment.
//   - A Read that begins after a Commit returned sees it.
//   - Record numbers are never given twice, not even after the record is gone.
//   - Text compares by the collator of the data: equality and order ignore case
//     and accents. Null sorts below every value.
package store

import (
	"context"
	"iter"
	"time"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/value"
)

// Reader reads a consistent state of the data.
type Reader interface {
	Read(ctx context.Context, s *plan.Select) (*Rows, error)
	// Count returns how many rows Read would give, without reading them.
	Count(ctx context.Context, s *plan.Select) (int, error)
}

// Engine is an open database. It is safe for concurrent use.
type Engine interface {
	Reader
	// Migrate makes the tables fit a model: what the model has more is added,
	// what it has no more is kept out of sight. A change that could lose data is
	// refused. Several models may be in use at a time, as generations of an
	// application are.
	Migrate(ctx context.Context, m *model.Model) error
	// Begin opens a transaction. It sees what others commit meanwhile, and its
	// own pending operations.
	Begin(ctx context.Context) (Tx, error)
	// Commit checks the guards of a batch, applies its operations in order and
	// returns once they are durable. The error is a *Conflict when a guard or a
	// unique index refused.
	Commit(ctx context.Context, b *Batch) (Commit, error)
	// After yields the commits that follow a sequence number, waiting for new
	// ones until the context ends.
	After(ctx context.Context, seq Seq) iter.Seq2[Commit, error]
	// NextRecord returns a record number that was never given before.
	NextRecord(d *model.Dataclass) (int64, error)
	// NextSequence returns a number above all that the attribute holds or that
	// were given before.
	NextSequence(a *model.Attribute, d *model.Dataclass) (int64, error)
	// ResetSequence lets NextSequence go on behind a number, or behind what the
	// attribute holds if that is more.
	ResetSequence(ctx context.Context, a *model.Attribute, d *model.Dataclass, last int64) error
	// Backup writes a copy of the data as of one moment, opens and checks it.
	// Writers are not held up.
	Backup(ctx context.Context, path string) error
	// Verify checks the data file and every record.
	Verify(ctx context.Context) (*Report, error)
	// Stat describes the data.
	Stat(ctx context.Context) (Stat, error)
	Close() error
}

// Watchable is an engine through which all writes to the data pass, so that
// copies in memory can follow them.
type Watchable interface {
	// Watch has f called with every commit, in order, before Commit returns. It
	// must be quick and must not use the engine.
	Watch(f func(Commit))
}

// Tx is the view of a transaction: the data with pending operations applied.
// It is used by one goroutine at a time.
type Tx interface {
	Reader
	// Stage makes operations visible to this transaction. Nothing is checked but
	// the shape of the values.
	Stage(ctx context.Context, ops []Op) error
	// Staged returns the pending operations in order; the caller must not change
	// them.
	Staged() []Op
	// Truncate forgets all but the first n pending operations.
	Truncate(ctx context.Context, n int) error
	// Close forgets everything. It does not commit: the owner gives Staged to
	// Engine.Commit.
	Close() error
}

// Rows is the answer of a Read, by column within row: the value of column c of
// row r is Values[r*Width+c].
//
// An object column gives its JSON text (see DecodeObject); pictures and blobs
// give their size as a number, unless the plan asked for the whole.
type Rows struct {
	Records []int64
	Stamps  []int64 // with Header
	Times   []int64 // with Header: milliseconds since 1970, UTC
	Width   int
	Values  []value.Value
}

// Len returns the number of rows.
func (r *Rows) Len() int { return len(r.Records) }

// Row returns the values of one row, which the caller must not change.
func (r *Rows) Row(i int) []value.Value { return r.Values[i*r.Width : (i+1)*r.Width : (i+1)*r.Width] }

// Seq is the position of a commit in the order of all commits.
type Seq int64

// Batch is what is committed together.
type Batch struct {
	Guards []Guard
	Ops    []Op
	Time   time.Time // becomes the timestamp of the records
}

// OpKind is what an operation does.
type OpKind uint8

const (
	Insert OpKind = iota
	Update
	Delete
	Clear // every record of the class
)

// AnyStamp as the stamp of an operation means that it is not compared.
const AnyStamp = -1

// Op changes one record, or all of a class.
type Op struct {
	Kind   OpKind
	Class  *model.Dataclass
	Record int64
	// Stamp is what the record must have now, for Update and Delete; AnyStamp
	// not to compare.
	Stamp int64
	// Columns and Values go together. For Insert, columns left out are null.
	Columns []*model.Attribute
	Values  []value.Value
}

// Guard is a condition for the whole batch: no record of Class has Value in
// Column, but for those that the batch itself deletes before.
type Guard struct {
	Class  *model.Dataclass
	Column *model.Attribute
	Value  value.Value
}

// Commit is what was committed.
type Commit struct {
	Seq     Seq
	Time    time.Time
	Changes []Change
}

// Change is one changed record.
type Change struct {
	Kind   OpKind
	Class  *model.Dataclass
	Record int64
	Stamp  int64 // after the change; 0 when deleted
}

// ConflictKind is why a batch was refused.
type ConflictKind uint8

const (
	StampChanged ConflictKind = iota
	Gone                      // the record does not exist
	Duplicate                 // a unique attribute or index
	HasChildren               // a guard
)

// Conflict refuses a batch for a reason the caller can act upon.
type Conflict struct {
	Kind   ConflictKind
	Op     int // index in Ops, or in Guards for HasChildren
	Class  *model.Dataclass
	Record int64
	// Attributes of the unique index, for Duplicate.
	Attributes []*model.Attribute
}

var conflictTexts = [...]string{"the stamp has changed", "the record does not exist", "duplicate value", "related records exist"}

func (c *Conflict) Error() string {
	s := c.Class.Name + ": " + conflictTexts[c.Kind]
	for i, a := range c.Attributes {
		if i == 0 {
			s += " of " + a.Name
		} else {
			s += ", " + a.Name
		}
	}
	return s
}

// Report is the result of Verify.
type Report struct {
	Checked  int // records
	Problems []string
}

// OK reports whether nothing is wrong.
func (r *Report) OK() bool { return len(r.Problems) == 0 }

// Stat describes the data.
type Stat struct {
	Engine     string // name and version
	Path       string
	Dataset    string // identity of the data, for ever
	Epoch      int64  // how often the data was opened
	Bytes      int64  // size on disk
	FreeBytes  int64  // of these, not in use
	Seq        Seq
	LastBackup time.Time // zero if never
}
