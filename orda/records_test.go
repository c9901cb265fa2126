package orda_test

import (
	"slices"
	"sync"
	"testing"

	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/value"
)

// TestAllFollowsCommits shows that what all() keeps is what the database holds,
// with several processes adding and dropping, and that a selection that was
// made before does not change.
func TestAllFollowsCommits(t *testing.T) {
	s := open(t)
	before, err := s.Class("Genre").All(s.c)
	s.want(err, nil)
	var wait sync.WaitGroup
	for worker := range 6 {
		wait.Go(func() {
			c := orda.System(s.c.Context)
			for i := range 25 {
				e, _ := s.Class("Genre").New(c)
				if err := e.Set(c, "label", value.FromText("x")); err != nil {
					t.Error(err)
				}
				if r := e.Save(c, 0); !r.Success {
					t.Error(r.Err())
				}
				all, err := s.Class("Genre").All(c)
				if err != nil || !all.Contains(e) {
					t.Errorf("all() misses the caller's own entity: %v", err)
				}
				if (worker+i)%2 == 0 {
					if r := e.Drop(c, 0); !r.Success {
						t.Error(r.Err())
					}
					if all, _ := s.Class("Genre").All(c); all.Contains(e) {
						t.Error("all() holds what the caller dropped")
					}
				}
			}
		})
	}
	wait.Wait()
	all, _ := s.Class("Genre").All(s.c)
	read := s.query("Genre", "ID > 0")
	s.want(slices.Equal(all.Records(), read.Records()), true)
	s.want(s.keys(before), "1 2 3")
	s.want(s.Class("Genre").Truncate(s.c), nil)
	n, _ := s.Class("Genre").Count(s.c)
	s.want(n, 0)
}
