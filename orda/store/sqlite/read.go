package sqlite

import (
	"context"
	"slices"

	zs "zombiezen.com/go/sqlite"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqltext"
	"quoin.dev/quoin/value"
)

// row is a statement that stands on a row.
type row = *zs.Stmt

// each runs a statement without arguments and calls f on every row.
func (c *conn) each(sql string, f func(row)) error {
	s, err := c.prepare(sql)
	if err != nil {
		return err
	}
	defer s.Reset()
	for {
		more, err := s.Step()
		if err != nil || !more {
			return err
		}
		f(s)
	}
}

// Read implements store.Engine.
func (e *Engine) Read(ctx context.Context, s *plan.Select) (*store.Rows, error) {
	c, err := e.readers.take(ctx)
	if err != nil {
		return nil, ioError(err, "%s cannot be read", s.Class.Name)
	}
	defer e.readers.give(c)
	return e.read(c, s)
}

// Count implements store.Engine.
func (e *Engine) Count(ctx context.Context, s *plan.Select) (int, error) {
	c, err := e.readers.take(ctx)
	if err != nil {
		return 0, ioError(err, "%s cannot be read", s.Class.Name)
	}
	defer e.readers.give(c)
	return e.count(c, s)
}

func (e *Engine) count(c *conn, s *plan.Select) (int, error) {
	cat := e.catalog.Load()
	if cat.tableOf(s.Class) == nil {
		return 0, unknownClass(s.Class)
	}
	st, err := sqltext.Count(s, cat, e.collator)
	if err != nil {
		return 0, err
	}
	stmt, err := c.query(st)
	if err != nil {
		return 0, ioError(err, "%s cannot be read", s.Class.Name)
	}
	defer stmt.Reset()
	if _, err := stmt.Step(); err != nil {
		return 0, ioError(err, "%s cannot be read", s.Class.Name)
	}
	return stmt.ColumnInt(0), nil
}

func unknownClass(d *model.Dataclass) error { _, err := new(catalog).Table(d); return err }

func (e *Engine) read(c *conn, s *plan.Select) (*store.Rows, error) {
	cat := e.catalog.Load()
	if cat.tableOf(s.Class) == nil {
		return nil, unknownClass(s.Class)
	}
	st, err := sqltext.Select(s, cat, e.collator)
	if err != nil {
		return nil, err
	}
	stmt, err := c.query(st)
	if err != nil {
		return nil, ioError(err, "%s cannot be read", s.Class.Name)
	}
	defer stmt.Reset()
	rows, err := collect(stmt, s)
	if err != nil {
		return nil, ioError(err, "%s cannot be read", s.Class.Name)
	}
	if len(s.Order) == 0 && !s.Only && s.Limit == 0 && len(s.Columns) == 0 && !s.Header {
		slices.Sort(rows.Records)
	}
	return rows, nil
}

// collect reads every row of a statement.
func collect(stmt *zs.Stmt, s *plan.Select) (*store.Rows, error) {
	rows := &store.Rows{Width: len(s.Columns)}
	if s.Only {
		n := len(s.Records)
		rows.Records = make([]int64, 0, n)
		rows.Values = make([]value.Value, 0, n*rows.Width)
	}
	for {
		more, err := stmt.Step()
		if err != nil || !more {
			return rows, err
		}
		rows.Records = append(rows.Records, stmt.ColumnInt64(0))
		at := 1
		if s.Header {
			rows.Stamps = append(rows.Stamps, stmt.ColumnInt64(1))
			rows.Times = append(rows.Times, stmt.ColumnInt64(2))
			at = 3
		}
		for i, a := range s.Columns {
			rows.Values = append(rows.Values, decode(stmt, at+i, a, s.Whole))
		}
	}
}

// decode reads a column of the current row, as store.Rows promises.
func decode(s *zs.Stmt, i int, a *model.Attribute, whole bool) value.Value {
	if s.ColumnIsNull(i) {
		return value.NullValue()
	}
	switch a.Type {
	case model.BoolType:
		return value.FromBool(s.ColumnInt64(i) != 0)
	case model.IntType, model.LongType:
		return value.FromInt(s.ColumnInt64(i))
	case model.TimeType:
		return value.FromTime(s.ColumnInt64(i))
	case model.RealType:
		return value.FromReal(s.ColumnFloat(i))
	case model.DateType:
		day, _ := value.ParseDay(s.ColumnText(i))
		return value.FromDate(day)
	case model.PictureType, model.BlobType:
		if !whole {
			return value.FromInt(s.ColumnInt64(i))
		}
		b := make([]byte, s.ColumnLen(i))
		s.ColumnBytes(i, b)
		if a.Type == model.BlobType {
			return value.FromBlob(b)
		}
		return value.FromPicture(sqltext.Picture(b))
	}
	return value.FromText(s.ColumnText(i))
}
