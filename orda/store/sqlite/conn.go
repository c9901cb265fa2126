package sqlite

import (
	"context"
	"slices"
	"sync"

	zs "zombiezen.com/go/sqlite"

	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqltext"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// maxStatements is how many statements a connection keeps prepared; clients can
// make up ever new queries.
const maxStatements = 400

// conn is a connection with the functions that sqltext names. It is used by one
// goroutine at a time.
type conn struct {
	*zs.Conn
	files      *files // nil for a file that is opened past the layer
	statements map[string]*zs.Stmt
	handles    []any // Go values of the running statement, by number
}

// connect opens a connection to the data file. The writing one comes first: it
// makes the file.
func (e *Engine) connect(write bool) (*conn, error) {
	if e.closed.Load() {
		return nil, closedError()
	}
	flags := zs.OpenReadWrite | zs.OpenURI
	if write {
		flags |= zs.OpenCreate
	}
	raw, err := zs.OpenConn(e.files.uri(e.path), flags)
	if err != nil {
		return nil, ioError(err, "The data file %s cannot be opened", e.path)
	}
	e.files.users.Add(1)
	c := &conn{Conn: raw, files: e.files, statements: map[string]*zs.Stmt{}}
	if err := e.configure(c, write); err != nil {
		c.close()
		return nil, ioError(err, "The data file %s cannot be opened", e.path)
	}
	return c, nil
}

// configure applies the durability profile (spec/dashboard_ops.md 4.3) and adds
// our functions.
func (e *Engine) configure(c *conn, write bool) error {
	pragmas := []string{
		"PRAGMA busy_timeout = 5000",
		"PRAGMA trusted_schema = OFF",
		"PRAGMA cell_size_check = ON",
		"PRAGMA foreign_keys = OFF",
		"PRAGMA temp_store = MEMORY",
		"PRAGMA mmap_size = 0",
		"PRAGMA cache_size = -16384",
	}
	if write {
		level := "FULL"
		if e.options.Volatile {
			level = "OFF"
		}
		pragmas = append([]string{"PRAGMA page_size = 8192", "PRAGMA journal_mode = WAL"}, pragmas...)
		pragmas = append(pragmas, "PRAGMA synchronous = "+level, "PRAGMA wal_autocheckpoint = 0", "PRAGMA secure_delete = FAST")
	}
	for _, p := range pragmas {
		if err := c.exec(p); err != nil {
			return err
		}
	}
	if err := c.SetDefensive(true); err != nil {
		return err
	}
	return c.addFunctions(e.collator)
}

func (c *conn) close() error {
	c.finalize()
	err := c.Conn.Close()
	if c.files != nil {
		c.files.users.Add(-1)
	}
	return err
}

func (c *conn) finalize() {
	for _, s := range c.statements {
		s.Finalize()
	}
	clear(c.statements)
}

// exec runs a statement for its effect, once.
func (c *conn) exec(sql string) error {
	s, _, err := c.PrepareTransient(sql)
	if err != nil {
		return err
	}
	defer s.Finalize()
	for {
		more, err := s.Step()
		if err != nil || !more {
			return err
		}
	}
}

// prepare returns a statement ready to be bound, kept for the next time.
func (c *conn) prepare(sql string) (*zs.Stmt, error) {
	if s := c.statements[sql]; s != nil {
		s.Reset()
		s.ClearBindings()
		return s, nil
	}
	if len(c.statements) >= maxStatements {
		c.finalize()
	}
	s, _, err := c.PrepareTransient(sql)
	if err != nil {
		return nil, err
	}
	c.statements[sql] = s
	return s, nil
}

// query prepares a statement and binds its arguments.
func (c *conn) query(st sqltext.Statement) (*zs.Stmt, error) {
	s, err := c.prepare(st.Text)
	if err != nil {
		return nil, err
	}
	c.handles = c.handles[:0]
	for i, a := range st.Args {
		if h, ok := a.(sqltext.Handle); ok {
			s.BindInt64(i+1, int64(len(c.handles)))
			c.handles = append(c.handles, h.Value)
			continue
		}
		bindStored(s, i+1, a)
	}
	return s, nil
}

// number reads one integer, or the value given when there is no row or it is
// null.
func (c *conn) number(sql string, missing int64) (int64, error) {
	s, err := c.prepare(sql)
	if err != nil {
		return 0, err
	}
	defer s.Reset()
	row, err := s.Step()
	if err != nil || !row || s.ColumnIsNull(0) {
		return missing, err
	}
	return s.ColumnInt64(0), nil
}

// bindStored binds what sqltext.Stored returns.
func bindStored(s *zs.Stmt, param int, v any) {
	switch v := v.(type) {
	case nil:
		s.BindNull(param)
	case int64:
		s.BindInt64(param, v)
	case float64:
		s.BindFloat(param, v)
	case string:
		s.BindText(param, v)
	case []byte:
		if len(v) == 0 {
			s.BindZeroBlob(param, 0) // an empty slice would be bound as null
		} else {
			s.BindBytes(param, v)
		}
	}
}

// addFunctions registers the functions that sqltext names.
func (c *conn) addFunctions(collator *text.Collator) error {
	functions := map[string]*zs.FunctionImpl{
		"quoin_match": textTest(collator.Match),
		"quoin_same":  textTest(collator.Equal),
		"quoin_word":  textTest(func(s, pattern string) bool { return plan.HasWord(s, pattern, collator) }),
		"quoin_object": {NArgs: 2, Deterministic: true, Scalar: func(_ zs.Context, args []zs.Value) (zs.Value, error) {
			return c.testObject(args, collator)
		}},
		"quoin_rank": {NArgs: 2, Deterministic: true, Scalar: func(_ zs.Context, args []zs.Value) (zs.Value, error) {
			return c.rankObject(args, collator)
		}},
		"quoin_near": {NArgs: 2, Deterministic: true, Scalar: func(_ zs.Context, args []zs.Value) (zs.Value, error) {
			object, err := storedObject(args[0])
			if err != nil {
				return zs.Value{}, err
			}
			score, ok := c.handle(args[1]).(*plan.Nearness).Score(object)
			if !ok {
				return zs.Value{}, nil
			}
			return zs.FloatValue(score), nil
		}},
		"quoin_among": {NArgs: 2, Deterministic: true, Scalar: func(_ zs.Context, args []zs.Value) (zs.Value, error) {
			_, found := slices.BinarySearch(c.handle(args[1]).([]int64), args[0].Int64())
			return boolean(found), nil
		}},
		"quoin_key": {NArgs: 1, Deterministic: true, Scalar: func(_ zs.Context, args []zs.Value) (zs.Value, error) {
			if args[0].Type() == zs.TypeNull {
				return zs.Value{}, nil
			}
			return zs.BlobValue(sqltext.Key(collator, args[0].Text())), nil
		}},
	}
	for name, f := range functions {
		if err := c.CreateFunction(name, f); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) handle(v zs.Value) any { return c.handles[v.Int64()] }

// textTest is a function of a text, unknown when it is null, and a pattern.
func textTest(test func(s, pattern string) bool) *zs.FunctionImpl {
	return &zs.FunctionImpl{NArgs: 2, Deterministic: true, Scalar: func(_ zs.Context, args []zs.Value) (zs.Value, error) {
		if args[0].Type() == zs.TypeNull {
			return zs.Value{}, nil
		}
		return boolean(test(args[0].Text(), args[1].Text())), nil
	}}
}

func boolean(b bool) zs.Value {
	if b {
		return zs.IntegerValue(1)
	}
	return zs.IntegerValue(0)
}

func (c *conn) testObject(args []zs.Value, collator *text.Collator) (zs.Value, error) {
	object, err := storedObject(args[0])
	if err != nil {
		return zs.Value{}, err
	}
	holds, unknown := plan.HoldIn(c.handle(args[1]).([]plan.ObjectTest), object, collator)
	if unknown {
		return zs.Value{}, nil
	}
	return boolean(holds), nil
}

func (c *conn) rankObject(args []zs.Value, collator *text.Collator) (zs.Value, error) {
	object, err := storedObject(args[0])
	if err != nil {
		return zs.Value{}, err
	}
	rank := plan.Rank(plan.Follow(object, c.handle(args[1]).([]string)), collator)
	if rank == nil {
		return zs.Value{}, nil
	}
	return zs.BlobValue(rank), nil
}

func storedObject(v zs.Value) (value.Value, error) {
	if v.Type() == zs.TypeNull {
		return value.NullValue(), nil
	}
	return store.DecodeObject(v.Text())
}

// drained waits until every connection was given back.
func (p *pool) drained() {
	for range cap(p.slot) {
		p.slot <- struct{}{}
	}
}

// pool hands out reading connections.
type pool struct {
	open func() (*conn, error)
	slot chan struct{} // one for each connection that may be in use

	mu     sync.Mutex
	free   []*conn // guarded by mu
	closed bool    // guarded by mu
}

func newPool(size int, open func() (*conn, error)) *pool {
	return &pool{open: open, slot: make(chan struct{}, size)}
}

// take waits for a connection, whose work ends when the context does.
func (p *pool) take(ctx context.Context) (*conn, error) {
	select {
	case p.slot <- struct{}{}:
	default:
		select {
		case p.slot <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		<-p.slot
		return nil, closedError()
	}
	var c *conn
	if n := len(p.free); n > 0 {
		c, p.free = p.free[n-1], p.free[:n-1]
	}
	p.mu.Unlock()
	if c == nil {
		var err error
		if c, err = p.open(); err != nil {
			<-p.slot
			return nil, err
		}
	}
	c.SetInterrupt(ctx.Done())
	return c, nil
}

func (p *pool) give(c *conn) {
	c.SetInterrupt(nil)
	clear(c.handles)
	p.mu.Lock()
	closed := p.closed
	if !closed {
		p.free = append(p.free, c)
	}
	p.mu.Unlock()
	if closed {
		c.close()
	}
	<-p.slot
}

func (p *pool) close() {
	p.mu.Lock()
	free := p.free
	p.free, p.closed = nil, true
	p.mu.Unlock()
	for _, c := range free {
		c.close()
	}
}
