package sqlite

import (
	"context"
	"strings"

	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqltext"
)

// tx is the view of a transaction. It takes a connection of its own with the
// first pending operation; temporary tables on it hold the pending rows, and
// temporary views named like the tables put them over the data
// (sqltext.Overlay). The same SQL thus reads both.
type tx struct {
	engine *Engine
	conn   *conn // nil before the first operation
	staged []store.Op
	shown  map[int64]bool // tables with an overlay
}

// Begin implements store.Engine.
func (e *Engine) Begin(ctx context.Context) (store.Tx, error) {
	if e.closed.Load() {
		return nil, closedError()
	}
	return &tx{engine: e, shown: map[int64]bool{}}, nil
}

func (t *tx) Staged() []store.Op { return t.staged }

func (t *tx) Read(ctx context.Context, s *plan.Select) (*store.Rows, error) {
	if t.conn == nil {
		return t.engine.Read(ctx, s)
	}
	t.conn.SetInterrupt(ctx.Done())
	defer t.conn.SetInterrupt(nil)
	rows, err := t.engine.read(t.conn, s)
	if err == nil && s.Only && len(s.Order) == 0 {
		rows = inOrder(rows, s.Records)
	}
	return rows, err
}

// inOrder puts rows in the order of a list of record numbers: SQLite reads the
// two halves of an overlay one after the other.
func inOrder(rows *store.Rows, records []int64) *store.Rows {
	at := make(map[int64]int, rows.Len())
	for i, r := range rows.Records {
		at[r] = i
	}
	out := &store.Rows{Width: rows.Width}
	for _, r := range records {
		i, ok := at[r]
		if !ok {
			continue
		}
		out.Records = append(out.Records, r)
		out.Values = append(out.Values, rows.Row(i)...)
		if rows.Stamps != nil {
			out.Stamps, out.Times = append(out.Stamps, rows.Stamps[i]), append(out.Times, rows.Times[i])
		}
	}
	return out
}

func (t *tx) Count(ctx context.Context, s *plan.Select) (int, error) {
	if t.conn == nil {
		return t.engine.Count(ctx, s)
	}
	t.conn.SetInterrupt(ctx.Done())
	defer t.conn.SetInterrupt(nil)
	return t.engine.count(t.conn, s)
}

func (t *tx) Stage(ctx context.Context, ops []store.Op) error {
	if t.conn == nil {
		c, err := t.engine.connect(false)
		if err != nil {
			return err
		}
		t.conn = c
	}
	a := application{conn: t.conn, catalog: t.engine.catalog.Load(), engine: t.engine, batch: &store.Batch{Time: t.engine.now()}}
	if err := a.conn.run("SAVEPOINT stage"); err != nil {
		return ioError(err, "The transaction cannot be written")
	}
	for i := range ops {
		if err := t.show(&a, &ops[i]); err != nil {
			a.conn.run("ROLLBACK TO stage")
			a.conn.run("RELEASE stage")
			clear(t.shown) // the overlays made here are gone; the others are found again
			t.rediscover()
			return a.explain(err, &ops[i])
		}
	}
	if err := a.conn.run("RELEASE stage"); err != nil {
		return ioError(err, "The transaction cannot be written")
	}
	t.staged = append(t.staged, ops...)
	return nil
}

// show applies one operation to the overlay of its table.
func (t *tx) show(a *application, op *store.Op) error {
	table := a.catalog.tableOf(op.Class)
	if table == nil {
		return unknownClass(op.Class)
	}
	if err := t.overlay(table); err != nil {
		return err
	}
	pending := *table
	pending.physical = sqltext.PendingName(table.physical)
	hide := "INSERT OR IGNORE INTO temp." + sqltext.Quote(sqltext.GoneName(table.physical)) + " (_rec) "
	switch op.Kind {
	case store.Insert:
		return a.insert(&pending, op, a.batch.Time.UnixMilli(), map[int64]int64{})
	case store.Update:
		if err := t.copyToPending(a, table, op.Record); err != nil {
			return err
		}
		_, err := a.update(&pending, op, a.batch.Time.UnixMilli(), map[int64]int64{})
		return err
	case store.Delete:
		if err := t.copyToPending(a, table, op.Record); err != nil {
			return err
		}
		if err := a.conn.run(sqltext.Delete(pending.physical), op.Record, op.Stamp); err != nil {
			return err
		}
		if a.Changes() == 0 {
			return a.missing(&pending, op)
		}
		return a.conn.run(hide+"VALUES (?1)", op.Record)
	}
	if err := a.conn.run(sqltext.Clear(pending.physical)); err != nil {
		return err
	}
	return a.conn.run(hide + "SELECT _rec FROM main." + sqltext.Quote(table.physical))
}

// copyToPending brings a record of the data into the overlay, once.
func (t *tx) copyToPending(a *application, table *table, record int64) error {
	gone := sqltext.Quote(sqltext.GoneName(table.physical))
	s, err := a.query(sqltext.Statement{Text: "SELECT 1 FROM temp." + gone + " WHERE _rec = ?1", Args: []any{record}})
	if err != nil {
		return err
	}
	replaced, err := s.Step()
	s.Reset()
	if err != nil || replaced {
		return err
	}
	if err := a.conn.run(sqltext.CopyPending(table.physical, table.physicalColumns()), record); err != nil {
		return err
	}
	if a.Changes() == 0 {
		return nil // a record of this transaction, or none at all
	}
	return a.conn.run("INSERT INTO temp."+gone+" (_rec) VALUES (?1)", record)
}

func (t *tx) overlay(table *table) error {
	if t.shown[table.id] {
		return nil
	}
	var indexes [][]string
	for _, x := range t.engine.catalog.Load().indexes {
		if x.table == table.id {
			indexes = append(indexes, strings.Split(x.columns, ","))
		}
	}
	for _, sql := range sqltext.Overlay(table.physical, table.physicalColumns(), indexes) {
		if err := t.conn.exec(sql); err != nil {
			return err
		}
	}
	t.shown[table.id] = true
	return nil
}

// rediscover notes which overlays the connection has.
func (t *tx) rediscover() {
	for _, table := range t.engine.catalog.Load().tables {
		name := sqltext.GoneName(table.physical)
		s, err := t.conn.query(sqltext.Statement{Text: "SELECT 1 FROM temp.sqlite_schema WHERE name = ?1", Args: []any{name}})
		if err != nil {
			return
		}
		if found, _ := s.Step(); found {
			t.shown[table.id] = true
		}
		s.Reset()
	}
}

func (t *tx) Truncate(ctx context.Context, n int) error {
	if n >= len(t.staged) {
		return nil
	}
	keep := t.staged[:n:n]
	if err := t.Close(); err != nil {
		return err
	}
	if n == 0 {
		return nil
	}
	return t.Stage(ctx, keep)
}

func (t *tx) Close() error {
	t.staged = nil
	clear(t.shown)
	if t.conn == nil {
		return nil
	}
	c := t.conn
	t.conn = nil
	return c.close()
}
