package sqlite

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	zs "zombiezen.com/go/sqlite"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqltext"
)

// maxGroup is how many batches one commit may carry.
const maxGroup = 256

// The WAL is copied into the data file after so many operations or so much
// time; beyond restartPages the next commit starts it anew.
const (
	checkpointOps  = 1_000
	restartPages   = 8_192 // 64 MB
	idleCheckpoint = time.Second
)

// writer owns the writing connection. Everything that changes the data file
// runs on its goroutine.
//
//	Commit ─┐
//	Commit ─┼─▶ queue ─▶ BEGIN, (SAVEPOINT, batch, RELEASE)…, COMMIT ─▶ answers
//	Migrate ┘            while the COMMIT runs, the next group gathers
type writer struct {
	engine *Engine
	conn   *conn
	queue  chan *job
	quit   chan struct{}
	done   chan struct{}

	broken       error // set by the first failure of the disk; nothing is acknowledged after it
	written      int   // operations since the last checkpoint
	checkpointed time.Time
}

// job is a batch to commit, or a function that needs the connection to itself.
type job struct {
	batch  *store.Batch
	alone  func(*conn) error
	ctx    context.Context
	commit store.Commit
	err    error
	done   chan struct{}
}

func newWriter(e *Engine, c *conn) *writer {
	w := &writer{engine: e, conn: c, queue: make(chan *job, maxGroup), quit: make(chan struct{}), done: make(chan struct{})}
	go w.loop()
	return w
}

// stop waits for the jobs in the queue and ends the goroutine.
func (w *writer) stop() {
	close(w.quit)
	<-w.done
}

// Commit implements store.Engine.
func (e *Engine) Commit(ctx context.Context, b *store.Batch) (store.Commit, error) {
	j := &job{batch: b, ctx: ctx}
	err := e.writer.do(j)
	return j.commit, err
}

// exclusive runs f on the writing connection, between commits.
func (w *writer) exclusive(ctx context.Context, f func(*conn) error) error {
	return w.do(&job{alone: f, ctx: ctx})
}

// do waits for a job. Once the job is queued its outcome is awaited even if the
// context ends: a caller must know whether its commit happened.
func (w *writer) do(j *job) error {
	j.done = make(chan struct{})
	if err := j.ctx.Err(); err != nil {
		return ioError(err, "The data cannot be written")
	}
	select {
	case <-w.quit:
		return closedError()
	default:
	}
	select {
	case w.queue <- j:
	case <-w.quit:
		return closedError()
	case <-j.ctx.Done():
		return ioError(j.ctx.Err(), "The data cannot be written")
	}
	select {
	case <-j.done:
	case <-w.done:
		select {
		case <-j.done:
		default:
			return closedError()
		}
	}
	return j.err
}

func (w *writer) loop() {
	defer close(w.done)
	idle := time.NewTimer(idleCheckpoint)
	defer idle.Stop()
	for {
		select {
		case j := <-w.queue:
			w.serve(j)
			w.checkpoint()
			idle.Reset(idleCheckpoint)
		case <-idle.C:
			w.idleCheckpoint()
		case <-w.quit:
			for {
				select {
				case j := <-w.queue:
					w.serve(j)
				default:
					return
				}
			}
		}
	}
}

// serve does a job with all batches that are already waiting behind it.
func (w *writer) serve(j *job) {
	for j != nil {
		if j.alone != nil {
			if j.err = w.broken; j.err == nil {
				j.err = j.alone(w.conn)
			}
			close(j.done)
			return
		}
		group := []*job{j}
		j = nil
	gather:
		for len(group) < maxGroup {
			select {
			case next := <-w.queue:
				if next.alone != nil {
					j = next
					break gather
				}
				group = append(group, next)
			default:
				break gather
			}
		}
		w.commitGroup(group)
		for _, member := range group {
			close(member.done)
		}
	}
}

// commitGroup applies each batch in a savepoint of its own and commits them
// together. A batch that is refused leaves no trace and is reported alone.
func (w *writer) commitGroup(group []*job) {
	if w.broken != nil {
		failAll(group, w.broken)
		return
	}
	if err := w.conn.run("BEGIN IMMEDIATE"); err != nil {
		failAll(group, ioError(err, "The data cannot be written"))
		return
	}
	cat := w.engine.catalog.Load()
	seq := w.engine.header.seq
	var applied []*job
	for _, j := range group {
		if err := j.ctx.Err(); err != nil {
			j.err = ioError(err, "The data cannot be written")
			continue
		}
		a := application{conn: w.conn, catalog: cat, engine: w.engine, batch: j.batch}
		if j.err = a.run(); j.err == nil {
			seq++
			j.commit = store.Commit{Seq: store.Seq(seq), Time: j.batch.Time, Changes: a.changes}
			applied = append(applied, j)
		}
	}
	err := error(nil)
	if len(applied) == 0 {
		err = w.conn.run("ROLLBACK")
	} else if err = w.conn.set("seq", seq); err == nil {
		err = w.conn.run("COMMIT")
	}
	if err != nil {
		w.fail(applied, err)
		return
	}
	w.engine.header.seq = seq
	for _, j := range applied {
		w.written += len(j.batch.Ops)
		w.engine.log.add(j.commit)
	}
}

// fail handles a commit that did not become durable. After a failed write to
// the disk nobody knows what the kernel still holds, so the engine stops
// acknowledging for good; a restart recovers from the file.
func (w *writer) fail(applied []*job, err error) {
	w.conn.run("ROLLBACK")
	failure := ioError(err, "The data cannot be written")
	switch zs.ErrCode(err).ToPrimary() {
	case zs.ResultFull, zs.ResultBusy, zs.ResultInterrupt, zs.ResultNoMem:
		// The transaction was rolled back; the next may succeed.
	default:
		w.broken = failure
	}
	failAll(applied, failure)
}

func failAll(group []*job, err error) {
	for _, j := range group {
		if j.err == nil {
			j.err, j.commit = err, store.Commit{}
		}
	}
}

// application applies one batch.
type application struct {
	*conn
	catalog *catalog
	engine  *Engine
	batch   *store.Batch
	changes []store.Change
	current int // index of the running operation
}

func (a *application) run() error {
	if err := a.conn.run("SAVEPOINT batch"); err != nil {
		return ioError(err, "The data cannot be written")
	}
	err := a.apply()
	if err == nil {
		err = a.guards()
	}
	if err != nil {
		if e := a.conn.run("ROLLBACK TO batch"); e != nil {
			return ioError(e, "The data cannot be written")
		}
	}
	if e := a.conn.run("RELEASE batch"); e != nil && err == nil {
		return ioError(e, "The data cannot be written")
	}
	return err
}

func (a *application) apply() error {
	sequences := map[int64]int64{}
	for i := range a.batch.Ops {
		a.current = i
		if err := a.operation(&a.batch.Ops[i], sequences); err != nil {
			return a.explain(err, &a.batch.Ops[i])
		}
	}
	for id, n := range sequences {
		if err := a.conn.run("INSERT INTO _sequence (attribute, value) VALUES (?1, ?2) ON CONFLICT (attribute) DO UPDATE SET value = max(value, ?2)", id, n); err != nil {
			return ioError(err, "The data cannot be written")
		}
	}
	return nil
}

func (a *application) operation(op *store.Op, sequences map[int64]int64) error {
	t := a.catalog.tableOf(op.Class)
	if t == nil {
		return unknownClass(op.Class)
	}
	millis := a.batch.Time.UnixMilli()
	switch op.Kind {
	case store.Insert:
		if err := a.insert(t, op, millis, sequences); err != nil {
			return err
		}
		a.changes = append(a.changes, store.Change{Kind: store.Insert, Class: op.Class, Record: op.Record, Stamp: 1})
	case store.Update:
		stamp, err := a.update(t, op, millis, sequences)
		if err != nil {
			return err
		}
		a.changes = append(a.changes, store.Change{Kind: store.Update, Class: op.Class, Record: op.Record, Stamp: stamp})
	case store.Delete:
		if err := a.conn.run(sqltext.Delete(t.physical), op.Record, op.Stamp); err != nil {
			return err
		}
		if a.Changes() == 0 {
			return a.missing(t, op)
		}
		a.changes = append(a.changes, store.Change{Kind: store.Delete, Class: op.Class, Record: op.Record})
	case store.Clear:
		if err := a.conn.run(sqltext.Clear(t.physical)); err != nil {
			return err
		}
		a.changes = append(a.changes, store.Change{Kind: store.Clear, Class: op.Class})
	}
	return nil
}

// physical returns the columns an operation writes, keys of texts included.
func (a *application) physical(op *store.Op) ([]string, error) {
	names := make([]string, 0, len(op.Columns)+4)
	for _, attribute := range op.Columns {
		name, err := a.catalog.Column(attribute)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		if sqltext.Keyed(attribute) {
			names = append(names, sqltext.KeyName(name))
		}
	}
	return names, nil
}

func (a *application) insert(t *table, op *store.Op, millis int64, sequences map[int64]int64) error {
	columns, err := a.physical(op)
	if err != nil {
		return err
	}
	s, err := a.prepare(sqltext.Insert(t.physical, columns))
	if err != nil {
		return err
	}
	s.BindInt64(1, op.Record)
	s.BindInt64(2, 1)
	s.BindInt64(3, millis)
	if err := a.bindColumns(s, op, sequences); err != nil {
		return err
	}
	_, err = s.Step()
	return err
}

func (a *application) update(t *table, op *store.Op, millis int64, sequences map[int64]int64) (stamp int64, err error) {
	columns, err := a.physical(op)
	if err != nil {
		return 0, err
	}
	s, err := a.prepare(sqltext.Update(t.physical, columns))
	if err != nil {
		return 0, err
	}
	s.BindInt64(1, millis)
	s.BindInt64(2, op.Record)
	s.BindInt64(3, op.Stamp)
	if err := a.bindColumns(s, op, sequences); err != nil {
		return 0, err
	}
	found, err := s.Step()
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, a.missing(t, op)
	}
	stamp = s.ColumnInt64(0)
	_, err = s.Step()
	return stamp, err
}

// bindColumns binds the values of an operation from parameter 4 on, and notes
// what they mean for sequences.
func (a *application) bindColumns(s *zs.Stmt, op *store.Op, sequences map[int64]int64) error {
	param := 4
	for i, attribute := range op.Columns {
		v, err := sqltext.Stored(attribute, op.Values[i])
		if err != nil {
			return err
		}
		bindStored(s, param, v)
		param++
		if sqltext.Keyed(attribute) {
			if text, ok := v.(string); ok {
				bindStored(s, param, sqltext.Key(a.engine.collator, text))
			} else {
				s.BindNull(param)
			}
			param++
		}
		if attribute.AutoSequence {
			if n, ok := sequenceNumber(v); ok {
				if c, err := a.catalog.column(op.Class, attribute); err == nil {
					sequences[c.id] = max(sequences[c.id], n)
					a.engine.numbers.seen(c.id, n)
				}
			}
		}
	}
	return nil
}

// sequenceNumber is the number in a value of a sequence attribute.
func sequenceNumber(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		return n, err == nil && len(v) <= 15
	}
	return 0, false
}

// missing says why no record was changed.
func (a *application) missing(t *table, op *store.Op) error {
	s, err := a.prepare(sqltext.Stamp(t.physical))
	if err != nil {
		return err
	}
	s.BindInt64(1, op.Record)
	found, err := s.Step()
	if err != nil {
		return err
	}
	s.Reset()
	conflict := &store.Conflict{Kind: store.StampChanged, Op: a.current, Class: op.Class, Record: op.Record}
	if !found {
		conflict.Kind = store.Gone
	}
	return conflict
}

// guards checks what must not be there after the operations.
func (a *application) guards() error {
	for i, g := range a.batch.Guards {
		c, err := a.catalog.column(g.Class, g.Column)
		if err != nil {
			return err
		}
		name, v := c.physical, any(nil)
		if sqltext.Keyed(g.Column) {
			name, v = sqltext.KeyName(name), sqltext.Key(a.engine.collator, g.Value.AsText())
		} else if v, err = sqltext.Stored(g.Column, g.Value); err != nil {
			return err
		}
		s, err := a.query(sqltext.Statement{Text: sqltext.Holds(c.table.physical, name), Args: []any{v}})
		if err != nil {
			return ioError(err, "The data cannot be written")
		}
		found, err := s.Step()
		s.Reset()
		if err != nil {
			return ioError(err, "The data cannot be written")
		}
		if found {
			return &store.Conflict{Kind: store.HasChildren, Op: i, Class: g.Class}
		}
	}
	return nil
}

// explain turns an error of SQLite into a conflict where it is one.
func (a *application) explain(err error, op *store.Op) error {
	if fault.As(err) != nil || errors.As(err, new(*store.Conflict)) {
		return err
	}
	if !isUniqueError(err) {
		return ioError(err, "%s cannot be written", op.Class.Name)
	}
	return &store.Conflict{Kind: store.Duplicate, Op: a.current, Class: op.Class, Record: op.Record,
		Attributes: a.uniqueAttributes(op.Class, err)}
}

func isUniqueError(err error) bool {
	code := zs.ErrCode(err)
	return code == zs.ResultConstraintUnique || code == zs.ResultConstraintPrimaryKey
}

// uniqueAttributes finds the attributes that SQLite names in "UNIQUE constraint
// failed: Book.title$k, Book.year".
func (a *application) uniqueAttributes(d *model.Dataclass, err error) []*model.Attribute {
	_, list, _ := strings.Cut(err.Error(), "constraint failed: ")
	var out []*model.Attribute
	for _, part := range strings.Split(list, ", ") {
		for _, attribute := range d.Attributes {
			if attribute.Kind != model.Storage {
				continue
			}
			name, err := a.catalog.Column(attribute)
			if err != nil {
				continue
			}
			_, column, _ := strings.Cut(part, ".")
			column, _, _ = strings.Cut(column, " (")
			if column == name || column == sqltext.KeyName(name) {
				out = append(out, attribute)
			}
		}
	}
	return out
}

// checkpoint copies the WAL into the data file now and then, without holding
// readers up. A WAL that readers kept from starting over is waited for.
func (w *writer) checkpoint() {
	if w.written < checkpointOps && time.Since(w.checkpointed) < idleCheckpoint {
		return
	}
	pages := 0
	err := w.conn.each("PRAGMA wal_checkpoint(PASSIVE)", func(r row) { pages = r.ColumnInt(1) })
	if err == nil && pages > restartPages {
		w.conn.run("PRAGMA wal_checkpoint(RESTART)")
	}
	w.written, w.checkpointed = 0, time.Now()
}

func (w *writer) idleCheckpoint() {
	if w.broken == nil && w.written > 0 {
		w.written = checkpointOps
		w.checkpoint()
	}
}
