package orda

import (
	"context"

	"quoin.dev/quoin/access"
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

	tx          *transaction
	restricting map[string]bool // dataclasses whose restrict is running
	getting     map[string]bool // computed attributes whose get is running
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
