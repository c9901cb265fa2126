// Package hosttest holds stand-ins for the outside world, for tests.
//
//	clock := hosttest.NewClock()
//	h := &host.Host{Clock: clock}
//	clock.Advance(time.Hour)
package hosttest

import (
	"context"
	"sync"
	"time"
)

// Clock is a clock that stands until it is moved. Who sleeps on it sleeps until
// the context ends.
type Clock struct {
	mu  sync.Mutex
	now time.Time // guarded by mu
}

// NewClock returns a clock that shows nine in the morning of a Friday, UTC.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)} }

// Now returns the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Sleep waits for the end of the context and returns its error.
func (c *Clock) Sleep(ctx context.Context, _ time.Duration) error {
	<-ctx.Done()
	return ctx.Err()
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
