package orda

import (
	"context"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/value"
)

// Caller is on whose behalf something runs: one per language process or
// request. It is not safe for concurrent use. A nil Caller and the zero Caller
// are guests without a deadline.
type Caller struct {
	// Context ends the work when the client goes away or the process is stopped.
	Context context.Context
	// Subject gives the privileges in force now; promotion changes them. Nil is
	// a guest.
	Subject func() access.Subject
	// Owner identifies the language process: pessimistic locks belong to it.
	Owner any
	// SessionOwner identifies the web session, for locks taken over REST.
	SessionOwner any
	// Run is the language process that runs hooks; the hooks know its type. Nil:
	// hooks get a fresh one.
	Run any
	// Describe gives what a lock's lockInfo says of this caller; nil for nothing.
	Describe func() *value.Obj

	tx          *transaction
	restricting map[string]bool // dataclasses whose restrict is running
	getting     map[getting]bool
}

// getting is a computed attribute whose get function runs.
type getting struct {
	entity    *Entity
	attribute string
}

// System returns a caller to whom everything is open: code at start,
// administration, tools.
func System(ctx context.Context) *Caller {
	return &Caller{Context: ctx, Subject: func() access.Subject { return access.Subject{All: true} }}
}

// InTransaction reports whether the caller has begun a transaction.
func (c *Caller) InTransaction() bool { return c != nil && c.tx != nil }

func (c *Caller) ctx() context.Context {
	if c == nil || c.Context == nil {
		return context.Background()
	}
	return c.Context
}

func (c *Caller) subject() access.Subject {
	if c == nil || c.Subject == nil {
		return access.Subject{}
	}
	return c.Subject()
}

func (c *Caller) describe() *value.Obj {
	if c == nil || c.Describe == nil {
		return nil
	}
	return c.Describe()
}

// reader is what the caller reads from: the data, or its transaction's view.
func (ds *Datastore) reader(c *Caller) store.Reader {
	if c != nil && c.tx != nil {
		return c.tx.view
	}
	return ds.engine
}
