package rest

import (
	"fmt"
	"net/url"
	"strings"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/value"
)

// maxBatch limits the entities of one update or deletion.
const maxBatch = 10_000

// update answers $method=update and $method=validate: it creates and changes
// entities, one or an array of them.
func (q *request) update(b []byte, t *target) (answer, error) {
	if q.isRead() {
		return answer{}, wrongVerb("$method=%s needs a POST request", q.method)
	}
	body, err := value.ParseJSON(string(q.body), value.ParseOptions{Depth: maxJSONDepth})
	if err != nil {
		return answer{}, err
	}
	v, err := q.view(t.shape, q.attributes)
	if err != nil {
		return answer{}, err
	}
	u := &updating{q: q, t: t, view: v, x: &encoder{q: q}, atomic: q.atomic || q.method == "validate"}
	switch body.Kind() {
	case value.Object:
		if t.step.hasKey {
			body.AsObject().Set("__KEY", value.FromText(t.step.key))
		}
		return u.one(b, body.AsObject())
	case value.Collection:
		if t.step.hasKey {
			return answer{}, fault.New(fault.Invalid, "rest.body", "The address names one entity, the body has an array of them.")
		}
		return u.many(b, body.AsCollection().Items())
	}
	return answer{}, fault.New(fault.Invalid, "rest.body", "The body must be an entity or an array of entities, got %s.", body.Kind())
}

// updating is one request that writes entities.
type updating struct {
	q      *request
	t      *target
	view   *view
	x      *encoder
	atomic bool
	failed bool
	denied error // the first missing permission
}

// one writes one entity and answers with it.
func (u *updating) one(b []byte, o *value.Obj) (answer, error) {
	err := u.whole(func() { b = u.write(b, o) })
	if err == nil && u.denied != nil {
		err = u.denied
	}
	if err != nil {
		return answer{}, err
	}
	return u.answer(b)
}

// many writes an array of entities and answers with all of them.
func (u *updating) many(b []byte, items []value.Value) (answer, error) {
	if len(items) > maxBatch {
		return answer{}, fault.New(fault.Limit, "rest.batch", "The body has more than %d entities.", maxBatch)
	}
	b = append(b, `{"__ENTITIES":[`...)
	err := u.whole(func() {
		for i, item := range items {
			if i > 0 {
				b = append(b, ',')
			}
			if o := item.AsObject(); o != nil {
				b = u.write(b, o)
				continue
			}
			b = u.refuse(b, fault.New(fault.Invalid, "rest.body", "An entity must be an object, got %s.", item.Kind()))
		}
	})
	if err != nil {
		return answer{}, err
	}
	return u.answer(append(b, "]}"...))
}

func (u *updating) answer(b []byte) (answer, error) {
	if u.q.method == "validate" && !u.failed {
		b = append(b[:0], `{"ok":true}`...)
	}
	return answer{body: u.x.finish(b)}, nil
}

// whole runs the writes, in one transaction when they stand or fall together.
// A validation is a transaction that is never committed.
func (u *updating) whole(writes func()) error {
	if !u.atomic {
		writes()
		return nil
	}
	ds, c := u.q.g.Datastore(), u.q.caller()
	if err := ds.Begin(c); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // a panic must not leave the transaction open
			_ = ds.Rollback(c)
		}
	}()
	writes()
	done = true
	if u.failed || u.q.method == "validate" {
		return ds.Rollback(c)
	}
	return ds.Commit(c)
}

// write creates or changes one entity and appends what became of it.
func (u *updating) write(b []byte, o *value.Obj) []byte {
	e, err := u.find(o)
	if err != nil {
		return u.refuse(b, err)
	}
	if stamp, ok := o.Lookup("__STAMP"); ok && !e.IsNew() && stamp.IsNumber() && stamp.AsInt() != e.Stamp() {
		return u.stale(b, e)
	}
	if err := u.q.assign(e, u.t.shape, o); err != nil {
		return u.refuse(b, err)
	}
	r := e.Save(u.q.caller(), 0)
	if r.Success {
		return u.saved(b, e)
	}
	return u.unsaved(b, e, r)
}

// find loads the entity that an object names, or makes a new one.
func (u *updating) find(o *value.Obj) (*orda.Entity, error) {
	q, model := u.q, u.t.class.Model()
	key := o.Get("__KEY")
	if key.IsAbsent() || o.Get("__ISNEW").AsBool() {
		if err := q.may(access.Create, model); err != nil {
			return nil, err
		}
		return u.t.class.New(q.caller())
	}
	for _, action := range [...]access.Action{access.Read, access.Update} {
		if err := q.may(action, model); err != nil {
			return nil, err
		}
	}
	return q.load(u.t.class, key)
}

// saved appends an entity that was written, as it is now.
func (u *updating) saved(b []byte, e *orda.Entity) []byte {
	b = u.x.appendEntity(b, e, u.view, true)
	b = append(member(b, "uri"), '"')
	b = append(append(append(b, u.t.shape.uri...), '('), url.PathEscape(e.KeyText())...)
	b = append(b, `)"`...)
	return append(b, `,"__STATUS":{"success":true}}`...)
}

// refuse appends what was wrong with an entity before it came to saving.
func (u *updating) refuse(b []byte, err error) []byte {
	u.failed = true
	errs := toFaults(err)
	if errs[0].Kind == fault.Permission && u.denied == nil {
		u.denied = err
	}
	b = append(b, `{"__STATUS":{"success":false,"status":4,"statusText":"Other error"},"__ERROR":`...)
	return append(u.q.appendErrors(b, errs), '}')
}

// stale appends the server's state of an entity whose stamp is not the
// client's.
func (u *updating) stale(b []byte, e *orda.Entity) []byte {
	r := orda.Result{Status: orda.StatusStampChanged, StatusText: "Stamp has changed"}
	return u.unsaved(b, e, r)
}

// unsaved appends an entity that could not be saved: the server's current
// values, the status and the errors.
func (u *updating) unsaved(b []byte, e *orda.Entity, r orda.Result) []byte {
	u.failed = true
	if r.Status == orda.StatusPermission && u.denied == nil {
		u.denied = permissionError(r, u.t.class.Name())
	}
	now := e
	if !e.IsNew() && r.Status == orda.StatusStampChanged {
		// Somebody else's values are what the client needs to see.
		if fresh, err := u.t.class.Get(u.q.caller(), value.FromText(e.KeyText())); err == nil && fresh != nil {
			now = fresh
		}
	}
	b = u.x.appendEntity(b, now, u.view, true)
	b = u.appendStatus(member(b, "__STATUS"), r)
	b = append(append(b, ','), `"__ERROR":`...)
	b = u.q.appendErrors(b, u.explain(e, r))
	return append(b, '}')
}

func permissionError(r orda.Result, class string) error {
	if len(r.Errors) > 0 {
		return &failure{errors: r.Errors}
	}
	return fault.Numbered(fault.Permission, 1558, "dbmg", "No permission to update for the %s dataclass", class)
}

func (u *updating) appendStatus(b []byte, r orda.Result) []byte {
	b = append(b, '{')
	b = fmt.Appendf(b, `"status":%d,"statusText":`, r.Status)
	b = value.AppendQuoted(b, r.StatusText)
	return append(b, `,"success":false}`...)
}

// explain returns the errors of an entity that was not saved: the cause, then
// what it means for the record and the entity.
func (u *updating) explain(e *orda.Entity, r orda.Result) []*fault.Error {
	class, key := u.t.class.Name(), e.KeyText()
	errs := append([]*fault.Error(nil), r.Errors...)
	if r.Status == orda.StatusStampChanged && len(errs) == 0 {
		errs = append(errs,
			fault.Numbered(fault.Conflict, 1263, "dbmg", "Given stamp does not match current one for record# %s of table %s", key, class),
			fault.Numbered(fault.Conflict, 1046, "dbmg", "Cannot save record %s in table %s of database %s", key, class, u.q.g.Name()))
	}
	if e.IsNew() {
		return append(errs, fault.Numbered(fault.Conflict, 1534, "dbmg", "The new entity of the %q dataclass cannot be saved", class))
	}
	return append(errs, fault.Numbered(fault.Conflict, 1517, "dbmg", "The entity# %s in the %q dataclass cannot be saved", key, class))
}

// delete answers $method=delete and DELETE: one entity by its key, those that a
// filter or an entity set selects, or those whose keys are in the body. All
// entities of a class are never deleted by leaving something out.
func (q *request) delete(b []byte, t *target) (answer, error) {
	if q.isRead() {
		return answer{}, wrongVerb("$method=delete needs a POST request")
	}
	for _, action := range [...]access.Action{access.Read, access.Drop} {
		if err := q.may(action, t.class.Model()); err != nil {
			return answer{}, err
		}
	}
	if t.step.hasKey {
		e, err := q.entity(t)
		if err != nil {
			return answer{}, err
		}
		return q.deleted(b, q.drop(nil, t, e))
	}
	if items, err := q.bodyKeys(); err != nil {
		return answer{}, err
	} else if items != nil {
		return q.deleteKeys(b, t, items)
	}
	if strings.TrimSpace(q.filter) == "" && t.set == "" {
		return answer{}, fault.Numbered(fault.Invalid, 1813, "rest", "To delete, name an entity, a $filter, an entity set, or send the keys in the body")
	}
	sel, _, err := q.selection(t)
	if err != nil {
		return answer{}, err
	}
	left, err := sel.Drop(q.caller(), false)
	if err != nil {
		return answer{}, err
	}
	if left.Len() > 0 {
		err := fault.Numbered(fault.Conflict, 1545, "dbmg", "%d entities of the %q dataclass could not be dropped", left.Len(), t.class.Name())
		return q.deleted(b, []*fault.Error{err})
	}
	return q.deleted(b, nil)
}

// bodyKeys returns the objects with keys in the body, nil when it has none.
func (q *request) bodyKeys() ([]value.Value, error) {
	if len(strings.TrimSpace(string(q.body))) == 0 {
		return nil, nil
	}
	v, err := value.ParseJSON(string(q.body), value.ParseOptions{Depth: maxJSONDepth})
	if err != nil {
		return nil, err
	}
	switch v.Kind() {
	case value.Collection:
		if v.AsCollection().Len() > maxBatch {
			return nil, fault.New(fault.Limit, "rest.batch", "The body has more than %d entities.", maxBatch)
		}
		return append([]value.Value{}, v.AsCollection().Items()...), nil
	case value.Object:
		if v.AsObject().Len() == 0 {
			return nil, nil
		}
		return []value.Value{v}, nil
	}
	return nil, fault.New(fault.Invalid, "rest.body", "The body must be an array of objects with __KEY, got %s.", v.Kind())
}

func (q *request) deleteKeys(b []byte, t *target, items []value.Value) (answer, error) {
	ds, c := q.g.Datastore(), q.caller()
	var errs []*fault.Error
	if q.atomic {
		if err := ds.Begin(c); err != nil {
			return answer{}, err
		}
	}
	for _, item := range items {
		key := item
		if o := item.AsObject(); o != nil {
			key = o.Get("__KEY")
		}
		e, err := q.load(t.class, key)
		if err != nil {
			errs = append(errs, toFaults(err)...)
			continue
		}
		errs = q.drop(errs, t, e)
	}
	if q.atomic {
		end := ds.Commit
		if len(errs) > 0 {
			end = ds.Rollback
		}
		if err := end(c); err != nil {
			return answer{}, err
		}
	}
	return q.deleted(b, errs)
}

// drop drops one entity and returns the errors with those that were before.
func (q *request) drop(errs []*fault.Error, t *target, e *orda.Entity) []*fault.Error {
	r := e.Drop(q.caller(), 0)
	if r.Success {
		return errs
	}
	errs = append(errs, r.Errors...)
	return append(errs, fault.Numbered(kindOf(r), 1544, "dbmg", "The entity# %s in the %q dataclass cannot be dropped: %s", e.KeyText(), t.class.Name(), r.StatusText))
}

func kindOf(r orda.Result) fault.Kind {
	if r.Status == orda.StatusPermission {
		return fault.Permission
	}
	return fault.Conflict
}

// deleted answers a deletion. Errors of entities do not make the request fail,
// but for a missing permission.
func (q *request) deleted(b []byte, errs []*fault.Error) (answer, error) {
	if len(errs) == 0 {
		return answer{body: append(b, `{"ok":true}`...)}, nil
	}
	for _, e := range errs {
		if e.Kind == fault.Permission {
			return answer{}, &failure{errors: errs}
		}
	}
	b = append(b, `{"ok":false,"__ERROR":`...)
	return answer{body: append(q.appendErrors(b, errs), '}')}, nil
}
