package orda

import (
	"errors"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
)

// Drop removes the record, and what the deletion control of its relations
// demands (spec/orda_rest.md 3.3). The entity stays in memory.
func (e *Entity) Drop(c *Caller, mode DropMode) Result {
	d := &drop{caller: c, force: mode&ForceDrop != 0, seen: map[recordID]bool{}}
	r := d.add(e)
	if r == nil {
		r = d.write()
	}
	return d.finish(*r)
}

// drop is a removal with everything that goes with it, children first.
type drop struct {
	caller   *Caller
	force    bool
	change   change
	entities []*Entity // in the order of their operations
	seen     map[recordID]bool
}

// add runs the checks and events of an entity and its children and collects
// their operations; it returns the result when something refuses.
func (d *drop) add(e *Entity) *Result {
	switch {
	case e.inEvent:
		return resultOf(failed(StatusSerious).because(fault.New(fault.Invalid, "orda.event", "drop() cannot be called on an entity in its own after-event.")))
	case e.IsNew() || e.dropped:
		return resultOf(failed(StatusGone))
	case d.seen[e.id()]:
		return nil // relations that lead in a circle
	}
	d.seen[e.id()] = true
	if err := d.permission(e); err != nil {
		return resultOf(failed(StatusPermission).because(err))
	}
	names := e.attributeNames()
	if r := e.runEvents(d.caller, ValidateDrop, StatusValidation, names); r != nil {
		return r
	}
	if k := e.class.ds.locks.against(e.id(), d.caller); k != nil {
		return resultOf(lockedBy(k))
	}
	if r := d.children(e); r != nil {
		return r
	}
	if r := e.runEvents(d.caller, Dropping, StatusSerious, names); r != nil {
		return r
	}
	stamp := e.stamp
	if d.force || len(d.seen) > 1 {
		stamp = store.AnyStamp
	}
	d.change.ops = append(d.change.ops, store.Op{Kind: store.Delete, Class: e.class.model, Record: e.rec, Stamp: stamp})
	d.entities = append(d.entities, e)
	return nil
}

// permission checks drop, of the class and of each attribute that has a value.
func (d *drop) permission(e *Entity) *fault.Error {
	if e.class.ds.policy == nil {
		return nil
	}
	if err := e.class.check(d.caller, access.Drop, ""); err != nil {
		return err
	}
	for i, a := range e.class.stored {
		if e.row[i].IsAbsent() {
			continue
		}
		if err := e.class.check(d.caller, access.Drop, a.Name); err != nil {
			return err
		}
	}
	return nil
}

func (e *Entity) attributeNames() []string {
	if e.class.ds.hooks == nil {
		return nil
	}
	names := make([]string, 0, len(e.class.model.Attributes))
	for _, a := range e.class.model.Attributes {
		names = append(names, a.Name)
	}
	return names
}

// children applies the deletion control of the relations to many.
func (d *drop) children(e *Entity) *Result {
	for _, a := range e.class.model.Attributes {
		if a.Kind != model.RelatedEntities || a.OnDelete == model.Leave {
			continue
		}
		key := e.base[e.class.columns[a.TargetKey]]
		if key.IsAbsent() {
			continue
		}
		child := e.class.ds.of(a.Related)
		where := &plan.Compare{Column: a.ForeignKey, Op: plan.Equal, Value: key}
		rows, err := e.class.ds.reader(d.caller).Read(d.caller.ctx(), &plan.Select{Class: child.model, Columns: child.stored, Header: true, Where: where})
		if err != nil {
			return resultOf(seriousError(err))
		}
		if a.OnDelete == model.Restrict && rows.Len() > 0 {
			return resultOf(failed(StatusSerious).because(relatedError(e, a)))
		}
		for i := range rows.Len() {
			if r := d.add(child.entityAt(rows, i)); r != nil {
				return r
			}
		}
		// Somebody may add a child before the write.
		d.change.guards = append(d.change.guards, store.Guard{Class: child.model, Column: a.ForeignKey, Value: key})
	}
	return nil
}

func relatedError(e *Entity, a *model.Attribute) *fault.Error {
	return fault.Numbered(fault.Conflict, numberRelated, signature,
		"The entity# %s in the %q dataclass cannot be dropped: entities of %q are related to it by %q", e.KeyText(), e.class.model.Name, a.Related.Name, a.Name)
}

// write commits the removal.
func (d *drop) write() *Result {
	first := d.entities[len(d.entities)-1]
	_, err := first.class.ds.write(d.caller, &d.change)
	if err == nil {
		for _, e := range d.entities {
			e.dropped = true
		}
		return resultOf(success())
	}
	if r, ok := asLocked(err); ok {
		return &r
	}
	conflict := (*store.Conflict)(nil)
	if !errors.As(err, &conflict) {
		return resultOf(seriousError(err))
	}
	switch conflict.Kind {
	case store.Gone:
		return resultOf(failed(StatusGone))
	case store.StampChanged:
		return resultOf(failed(StatusStampChanged).because(stampError(first)))
	}
	return resultOf(failed(StatusSerious).because(fault.Numbered(fault.Conflict, numberRelated, signature,
		"The entity# %s in the %q dataclass cannot be dropped: entities of %q are related to it", first.KeyText(), first.class.model.Name, conflict.Class.Name)))
}

// finish tells afterDrop of every entity that was to go.
func (d *drop) finish(r Result) Result {
	for _, e := range d.entities {
		hook := e.class.hook(AfterDrop, "")
		if hook == nil {
			continue
		}
		event := e.event("afterDrop", "")
		event.Set("droppedAttributes", textList(done(r, e.storedNames())))
		e.after(hook, event, "dropStatus", &r, d.caller)
	}
	return r
}

func (e *Entity) storedNames() []string {
	names := make([]string, len(e.class.stored))
	for i, a := range e.class.stored {
		names[i] = a.Name
	}
	return names
}
