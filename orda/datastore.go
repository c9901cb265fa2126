// Package orda provides the data as objects: a datastore of dataclasses, their
// entities and entity selections, with queries, relations, stamps, locks,
// events and transactions (spec/orda_rest.md 3).
//
// It knows nothing of the language: user code is reached through Hooks, and
// language values through a Wrapper. Entities and selections hold no Caller;
// whoever uses them says on whose behalf.
package orda

import (
	"context"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/text"
)

// Options says how a datastore is opened.
type Options struct {
	Engine store.Engine
	// Model, with calculated and alias attributes already declared.
	Model *model.Model
	// Policy decides about privileges; nil allows everything.
	Policy access.Decider
	// Hooks is the user code; nil for none.
	Hooks Hooks
	// Wrap makes language values of entities; nil for bare native objects.
	Wrap Wrapper
	// Collator compares text; nil for that of the model's language. It must be of
	// the language that the engine's data was made with.
	Collator *text.Collator
	Host     *host.Host
}

// Datastore is an open database seen through its model: one generation of an
// application. It is safe for concurrent use.
type Datastore struct {
	engine   store.Engine
	model    *model.Model
	policy   access.Decider
	hooks    Hooks
	wrap     Wrapper
	collator *text.Collator
	host     *host.Host
	locks    *locks       // shared by the generations
	memory   *memory      // shared by the generations
	lists    *recordLists // shared by the generations; nil if the engine tells no commits

	classes map[string]*Dataclass
}

// Open fits the engine's tables to the model and returns its datastore.
func Open(ctx context.Context, o Options) (*Datastore, error) {
	if err := o.Engine.Migrate(ctx, o.Model); err != nil {
		return nil, err
	}
	ds := &Datastore{engine: o.Engine, model: o.Model, policy: o.Policy, hooks: o.Hooks, wrap: o.Wrap,
		collator: o.Collator, host: o.Host, locks: newLocks(), memory: newMemory(), lists: newRecordLists(o.Engine)}
	if ds.wrap == nil {
		ds.wrap = plainWrapper{}
	}
	if ds.host == nil {
		ds.host = host.Real()
	}
	if ds.collator == nil {
		ds.collator = text.NewCollator(o.Model.Collation)
	}
	ds.buildClasses()
	return ds, nil
}

// Swap returns a datastore of another generation over the same engine and
// locks. It does not change tables: call Engine.Migrate before when the model
// differs.
func (ds *Datastore) Swap(m *model.Model, hooks Hooks, policy access.Decider, wrap Wrapper) *Datastore {
	next := *ds
	next.model, next.hooks, next.policy, next.wrap = m, hooks, policy, wrap
	next.buildClasses()
	return &next
}

// Model returns the data model.
func (ds *Datastore) Model() *model.Model { return ds.model }

// Engine returns the database engine, for operations: backup, verify, figures.
func (ds *Datastore) Engine() store.Engine { return ds.engine }

// Class returns a dataclass by its exact name, nil if there is none.
func (ds *Datastore) Class(name string) *Dataclass { return ds.classes[name] }

func (ds *Datastore) buildClasses() {
	ds.classes = make(map[string]*Dataclass, len(ds.model.Classes))
	for _, m := range ds.model.Classes {
		ds.classes[m.Name] = newDataclass(ds, m)
	}
}
