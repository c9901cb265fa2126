package sqlite

import (
	"context"
	"sync"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/store/sqltext"
)

// numbers gives out record numbers and sequence numbers. Both are counted in
// memory from what the file holds: a number that was given but never committed
// may be given again after a restart, one that was committed never.
type numbers struct {
	mu        sync.Mutex
	records   map[int64]int64 // last one given, by table; guarded by mu
	sequences map[int64]int64 // last one given, by attribute; guarded by mu
}

// NextRecord implements store.Engine.
func (e *Engine) NextRecord(d *model.Dataclass) (int64, error) {
	t := e.catalog.Load().tableOf(d)
	if t == nil {
		return 0, unknownClass(d)
	}
	return e.numbers.next(&e.numbers.records, t.id, func() (int64, error) {
		return e.readNumber("SELECT seq FROM sqlite_sequence WHERE name = ?1", t.physical)
	})
}

// NextSequence implements store.Engine.
func (e *Engine) NextSequence(a *model.Attribute, d *model.Dataclass) (int64, error) {
	c, err := e.catalog.Load().column(d, a)
	if err != nil {
		return 0, err
	}
	greatest := sqltext.Greatest
	switch a.Type {
	case model.IntType, model.LongType, model.RealType:
	case model.TextType: // the number as text (RATIONALE.md)
		greatest = sqltext.GreatestText
	default:
		return 0, fault.New(fault.Invalid, "store.sequence", "Attribute %s.%s cannot be a sequence: it holds neither numbers nor text.", d.Name, a.Name)
	}
	return e.numbers.next(&e.numbers.sequences, c.id, func() (int64, error) {
		stored, err := e.readNumber("SELECT value FROM _sequence WHERE attribute = ?1", c.id)
		if err != nil {
			return 0, err
		}
		held, err := e.readNumber(greatest(c.table.physical, c.physical))
		return max(stored, held), err
	})
}

// ResetSequence implements store.Engine.
func (e *Engine) ResetSequence(ctx context.Context, a *model.Attribute, d *model.Dataclass, last int64) error {
	c, err := e.catalog.Load().column(d, a)
	if err != nil {
		return err
	}
	return e.writer.exclusive(ctx, func(w *conn) error {
		held, err := e.readNumber(sqltext.Greatest(c.table.physical, c.physical))
		if err != nil {
			return err
		}
		last = max(last, held, 0)
		if err := w.run("INSERT INTO _sequence (attribute, value) VALUES (?1, ?2) ON CONFLICT (attribute) DO UPDATE SET value = ?2", c.id, last); err != nil {
			return ioError(err, "A sequence cannot be reset")
		}
		e.numbers.mu.Lock()
		defer e.numbers.mu.Unlock()
		if e.numbers.sequences == nil {
			e.numbers.sequences = map[int64]int64{}
		}
		e.numbers.sequences[c.id] = last
		return nil
	})
}

// next counts on, from what start reads the first time.
func (n *numbers) next(counters *map[int64]int64, id int64, start func() (int64, error)) (int64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if *counters == nil {
		*counters = map[int64]int64{}
	}
	last, known := (*counters)[id]
	if !known {
		var err error
		if last, err = start(); err != nil {
			return 0, err
		}
	}
	(*counters)[id] = last + 1
	return last + 1, nil
}

// seen notes a number that somebody gave to a sequence attribute themselves.
func (n *numbers) seen(id, number int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if last, known := n.sequences[id]; known && number > last {
		n.sequences[id] = number
	}
}

func (e *Engine) readNumber(sql string, args ...any) (int64, error) {
	c, err := e.readers.take(context.Background())
	if err != nil {
		return 0, err
	}
	defer e.readers.give(c)
	s, err := c.query(sqltext.Statement{Text: sql, Args: args})
	if err != nil {
		return 0, ioError(err, "A number cannot be read")
	}
	defer s.Reset()
	found, err := s.Step()
	if err != nil {
		return 0, ioError(err, "A number cannot be read")
	}
	if !found {
		return 0, nil
	}
	return s.ColumnInt64(0), nil
}
