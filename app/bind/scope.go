// Package bind is where the language meets the application: what code sees as
// ds, its dataclasses, entities and selections, Session, Web Form, Web Event
// and the messages of HTTP, and how ORDA reaches the functions that a project
// wrote for its classes.
//
// The two towers do not know each other: orda works with values and hooks, the
// machine with objects that have dynamic properties. This package joins them.
package bind

import (
	"context"
	"time"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/orda"
)

// World is what the code of one generation sees: its data and its classes.
type World struct {
	Datastore *orda.Datastore
	Program   *vm.Program
	Runtime   *vm.Runtime
	Sessions  *session.Store
	Stamps    *message.Stamps
	// Name of the project, for WEB Server.name.
	Name string
	// RequestTime bounds how long code runs for a session; 0: no limit.
	RequestTime time.Duration
	// Problems are what the checker found in the project.
	Problems func() []fault.Problem
	// Protection closes the data to the tools of administration; nil: it cannot.
	Protection Protection
	// Web says where the application is served; nil: nowhere.
	Web func() Web

	promotions map[*vm.Function][]string
}

// Protection remembers whether the data is closed to the tools of
// administration (ds.setAdminProtection), over restarts.
type Protection interface {
	On() bool
	Set(bool) error
}

// Scope is what a process carries (vm.Process.Scope): on whose behalf it runs
// and what it may tell the page that called it.
type Scope struct {
	World    *World
	Session  *session.Session // nil outside web requests
	Caller   *orda.Caller
	Effects  *message.Effects  // nil outside web requests
	Event    *message.WebEvent // nil unless a page made the request
	Incoming *message.Incoming // nil outside web requests
	Outgoing *message.Outgoing // what WEB SEND … commands built, nil if none

	level    int                        // of open transactions
	event    int                        // of the running trigger, 0 outside triggers
	current  map[string]*orda.Selection // by dataclass: USE ENTITY SELECTION
	promoted []promotion
}

// scopeOf returns the scope of the process that makes a call.
func scopeOf(p *vm.Process) *Scope {
	s, _ := p.Scope.(*Scope)
	return s
}

// scope returns the scope of a call; without one (code run outside an
// application, as quoin eval does) the call fails.
func scope(c *vm.Call) (*Scope, bool) {
	s := scopeOf(c.Process)
	if s == nil || s.World == nil {
		c.Fail(fault.New(fault.Unsupported, "bind.no-application", "%s needs an open project: run it with --project.", c.Name))
		return nil, false
	}
	return s, true
}

// data returns the scope of a call that needs the database.
func data(c *vm.Call) (*Scope, bool) {
	s, ok := scope(c)
	if ok && s.World.Datastore == nil {
		c.Fail(fault.New(fault.Unsupported, "bind.no-data", "%s needs the database, but none is open.", c.Name))
		return nil, false
	}
	return s, ok
}

// NewCaller returns ORDA's caller for the scope. p runs the hooks; nil: a
// process of the scope is started when the first hook runs.
func (s *Scope) NewCaller(ctx context.Context, p *vm.Process) *orda.Caller {
	c := &orda.Caller{Context: ctx, Subject: s.subject}
	c.Run, c.Owner = any(s), any(s)
	if p != nil {
		c.Run, c.Owner = p, p
	}
	if s.Session != nil {
		c.SessionOwner = s.Session
	}
	s.Caller = c
	return c
}

// Fork returns the scope of a process that this one starts: on behalf of the
// same session, with a caller of its own. It outlives the request, so it has no
// page to tell anything; it makes *Scope a vm.Forker.
func (s *Scope) Fork() any {
	child := &Scope{World: s.World, Session: s.Session}
	child.Caller = &orda.Caller{Subject: child.subject, Run: child, Owner: child}
	if s.Session != nil {
		child.Caller.SessionOwner = s.Session
	}
	return child
}

// End gives up what code left open when its process ends: transactions are
// rolled back, locks of entities released.
func (s *Scope) End() {
	if s.World == nil || s.World.Datastore == nil || s.Caller == nil {
		return
	}
	s.World.Datastore.EndTransactions(s.Caller)
	s.level = 0
	s.World.Datastore.ReleaseLocks(s.Caller.Owner)
}
