package orda

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// FromCollection creates or updates an entity for each object and returns the
// selection of all of them, in order (spec/orda_rest.md 3.6). The first that
// cannot be saved ends it with an error; those before it stay saved.
func (d *Dataclass) FromCollection(c *Caller, items *value.List) (*Selection, error) {
	out := d.selection(nil, true)
	for _, item := range items.Items() {
		o := item.AsObject()
		if o == nil {
			return out, fault.New(fault.Invalid, "orda.collection", "fromCollection of %s: got %s, want objects.", d.model.Name, item.Kind())
		}
		e, err := d.fromItem(c, o)
		if err != nil {
			return out, err
		}
		r := e.Save(c, 0)
		if !r.Success {
			return out, r.Err()
		}
		out.records = append(out.records, e.rec)
	}
	return out, nil
}

// fromItem finds or creates the entity that an object describes and fills it.
func (d *Dataclass) fromItem(c *Caller, o *value.Obj) (*Entity, error) {
	key := o.Get("__KEY")
	ownKey := false
	if d.key != nil {
		if v, ok := o.Lookup(d.key.Name); ok && !v.IsAbsent() {
			key, ownKey = v, true
		}
	}
	var e *Entity
	var err error
	if !key.IsAbsent() && !o.Get("__NEW").AsBool() {
		if e, err = d.Get(c, key); err != nil {
			return nil, err
		}
	}
	if e == nil {
		if e, err = d.New(c); err != nil {
			return nil, err
		}
	} else if stamp, ok := o.Lookup("__STAMP"); ok && !stamp.IsAbsent() && stamp.AsInt() != e.stamp {
		return nil, stampError(e)
	}
	fill := o
	if e.IsNew() && !ownKey && !o.Get("__KEY").IsAbsent() {
		fill = value.NewObject() // __KEY only says which entity to update
		for name, v := range o.All() {
			if name != "__KEY" {
				fill.Set(name, v)
			}
		}
	}
	return e, e.FromObject(c, fill)
}

// Err returns the failure as an error, nil after a success: what was thrown, or
// the root cause, or the status text.
func (r Result) Err() error {
	switch {
	case r.Success:
		return nil
	case r.Thrown != nil:
		return r.Thrown
	case len(r.Errors) > 0:
		return r.Errors[0]
	}
	return fault.New(fault.Conflict, "orda.status", "%s", r.StatusText)
}
