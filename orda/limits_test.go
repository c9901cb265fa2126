package orda_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// TestHostileQueries shows that big and deep queries end with an answer or a
// clear error.
func TestHostileQueries(t *testing.T) {
	s := open(t)
	many := make([]string, 3000)
	numbers := value.NewList()
	for i := range many {
		many[i] = fmt.Sprintf("year = %d or title = 't%d'", i, i)
		numbers.Push(num(int64(i)))
	}
	s.want(s.keys(s.query("Book", strings.Join(many, " or "))), "10 11 12 13 14")
	s.want(s.query("Book", strings.Repeat("(", 150)+"ID = 10"+strings.Repeat(")", 150)).Len(), 1)
	s.want(s.query("Book", strings.Repeat("not ", 150)+"(ID = 10)").Len(), 1)
	s.want(s.query("Book", "year in :1", value.FromCollection(numbers)).Len(), 5)
	s.want(s.query("Book", strings.Repeat("author.books.", 10)+"ID = 10").Len(), 2)
	for range 40_000 {
		numbers.Push(num(1))
	}
	for _, q := range []string{"year in :1", strings.Repeat("author.books.", 60) + "ID = 10"} {
		_, err := s.Class("Book").Query(s.c, q, []value.Value{value.FromCollection(numbers)}, query.Settings{})
		s.want(fault.KindOf(err), fault.Limit)
	}
	_, err := s.Class("Thing").Query(s.c, "order by "+strings.Repeat("parent.", 40)+"name", nil, query.Settings{})
	s.want(fault.KindOf(err), fault.Limit)
	_, err = s.Class("Thing").Query(s.c, "order by "+strings.Repeat("parent.", 20)+"name", nil, query.Settings{})
	s.want(err, nil)
	for _, text0 := range []string{"a\x00b", "'; DROP TABLE Book; --", strings.Repeat("é", 5000), "\xed\xa0\x80", "@@", "%", "\\"} {
		_, err := s.Class("Book").Query(s.c, "title = :1 or extra.k = :1 or title % :1", []value.Value{text(text0)}, query.Settings{})
		s.want(err, nil)
	}
	s.want(s.query("Book", "ID > 0").Len(), 5)
}

// TestLongTexts shows that equality looks beyond the stored collation key.
func TestLongTexts(t *testing.T) {
	s := open(t)
	long := strings.Repeat("x", 3000)
	for i, end := range []string{"a", "B", "b"} {
		e, _ := s.Class("Book").New(s.c)
		s.set(e, "ID", num(int64(100+i)))
		s.set(e, "title", text(long+end))
		s.want(e.Save(s.c, 0).Success, true)
	}
	s.want(s.keys(s.query("Book", "title = :1", text(long+"b"))), "101 102")
	s.want(s.keys(s.query("Book", "title # :1 and ID >= 100", text(long+"b"))), "100")
	s.want(s.keys(s.query("Book", "title in :1", value.FromCollection(value.NewList(text(long+"b"))))), "101 102")
}

// TestCancelledWork shows that a client that goes away ends its work.
func TestCancelledWork(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	c := orda.System(ctx)
	s.hooks["Book.get.shout"] = func(*orda.Caller, value.Value, ...value.Value) (value.Value, error) {
		time.Sleep(20 * time.Millisecond)
		return text("x"), nil
	}
	_, err := s.Class("Book").Query(c, "shout = y", nil, query.Settings{})
	s.want(fault.KindOf(err), fault.Cancelled)
	e, _ := s.Class("Book").New(c)
	r := e.Save(c, 0)
	s.want(r.Success, false)
	s.want(fault.KindOf(r.Err()), fault.Cancelled)
}
