package orda

import (
	"slices"
	"time"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/value"
)

// Entity is a reference to a record in memory: what was read of it and what has
// been assigned since. It belongs to one process. Two entities may refer to the
// same record.
type Entity struct {
	class *Dataclass
	sel   *Selection // the one it was taken from, nil if none
	index int        // its position there

	rec     int64 // record number; 0 before the first save
	stamp   int64
	time    int64 // of the last save, milliseconds since 1970
	dropped bool

	// base is the row as read; it may be shared and is never changed. row holds
	// the present values: base itself until something is assigned. Objects are
	// JSON text in base, and in row until they are asked for; pictures and blobs
	// that were not loaded are their size (see store.Rows).
	base, row []value.Value
	touched   []bool   // by column; nil when nothing is
	relations []string // relations that were assigned

	// Related entities and selections already loaded, by relation.
	related map[string]*Entity
	many    map[string]*Selection

	inEvent bool // an after-event runs: save and drop are refused
}

// SaveMode says how Save treats a stamp that has changed.
type SaveMode uint8

// AutoMerge saves when nobody else changed the same attributes.
const AutoMerge SaveMode = 1

// DropMode says how Drop treats a stamp that has changed.
type DropMode uint8

// ForceDrop drops even if the stamp has changed.
const ForceDrop DropMode = 2

// LockMode says how Lock treats a stamp that has changed.
type LockMode uint8

const (
	// ReloadIfStampChanged reloads the entity before locking.
	ReloadIfStampChanged LockMode = 4
	// SessionLock takes the lock for the web session instead of the process.
	SessionLock LockMode = 128
)

// newEntity is an entity without a record: null everywhere, or blank where an
// attribute is never null.
func (d *Dataclass) newEntity() *Entity {
	row := make([]value.Value, len(d.stored))
	for i, a := range d.stored {
		row[i] = value.NullValue()
		if a.NeverNull {
			row[i] = blank(a.Type)
		}
	}
	return &Entity{class: d, base: row, row: row}
}

// entityAt is the entity of one row that was read with its header.
func (d *Dataclass) entityAt(rows *store.Rows, i int) *Entity {
	row := rows.Row(i)
	return &Entity{class: d, rec: rows.Records[i], stamp: rows.Stamps[i], time: rows.Times[i], base: row, row: row}
}

// Dataclass returns the class of the entity.
func (e *Entity) Dataclass() *Dataclass { return e.class }

// Stamp returns how often the record had been saved when it was read; 0 for a
// new entity.
func (e *Entity) Stamp() int64 { return e.stamp }

// Timestamp returns when the record was last saved; the zero time for a new
// entity.
func (e *Entity) Timestamp() time.Time {
	if e.time == 0 {
		return time.Time{}
	}
	return time.UnixMilli(e.time).UTC()
}

// IsNew reports whether the entity was created and never saved.
func (e *Entity) IsNew() bool { return e.rec == 0 }

// Record returns the record number, 0 for a new entity.
func (e *Entity) Record() int64 { return e.rec }

// Touched reports whether an attribute was assigned since the entity was read
// or saved, be it with the same value.
func (e *Entity) Touched() bool { return e.touched != nil }

// Dropped reports whether the record was dropped through this entity.
func (e *Entity) Dropped() bool { return e.dropped }

// TouchedAttributes names what was assigned: columns and relations.
func (e *Entity) TouchedAttributes() []string {
	var names []string
	for _, a := range e.class.model.Attributes {
		switch {
		case a.Kind == model.Storage && !a.Internal && e.touched != nil && e.touched[e.class.columns[a]]:
			names = append(names, a.Name)
		case a.Kind == model.RelatedEntity && slices.Contains(e.relations, a.Name):
			names = append(names, a.Name)
		}
	}
	return names
}

// Same reports whether both refer to the same record.
func (e *Entity) Same(other *Entity) bool {
	return e == other || other != nil && e.rec != 0 && e.rec == other.rec && e.class.model.Name == other.class.model.Name
}

func (e *Entity) id() recordID { return recordID{e.class.model.Name, e.rec} }

// Get returns the value of an attribute: of a column, the related entity or
// selection as a language value, what a computed attribute or alias gives.
func (e *Entity) Get(c *Caller, attr string) (value.Value, error) {
	m := e.class.members[attr]
	if m == nil {
		return value.Value{}, e.class.unknown(attr)
	}
	if err := e.class.checkRead(c, attr); err != nil {
		return value.Value{}, err
	}
	return e.get(c, m)
}

// Column returns the value of a stored attribute, also of a foreign key whose
// name a relation took. It does not ask for the privilege to read it: it is for
// callers that have asked once for many entities.
func (e *Entity) Column(c *Caller, a *model.Attribute) (value.Value, error) {
	i, ok := e.class.columns[a]
	if !ok {
		return value.Value{}, e.class.unknown(a.Name)
	}
	return e.column(c, i)
}

// get is Get without the privilege.
func (e *Entity) get(c *Caller, m *member) (value.Value, error) {
	switch m.Kind {
	case model.Storage:
		return e.column(c, m.column)
	case model.RelatedEntity:
		r, err := e.relatedEntity(c, m.Attribute)
		if err != nil || r == nil {
			return value.NullValue(), err
		}
		return e.class.ds.wrap.Entity(r), nil
	case model.RelatedEntities:
		s, err := e.relatedEntities(c, m.Attribute)
		if err != nil {
			return value.Value{}, err
		}
		return e.class.ds.wrap.Selection(s), nil
	case model.Calculated:
		return e.computed(c, m.Attribute)
	}
	return e.follow(c, m.Path, false)
}

// IsNull reports whether a column is null, without loading a picture or blob.
func (e *Entity) IsNull(attr string) bool {
	m := e.class.members[attr]
	if m == nil {
		return true
	}
	a := m.Attribute
	if a.Kind == model.RelatedEntity {
		a = a.ForeignKey
	}
	i, ok := e.class.columns[a]
	return ok && e.row[i].IsAbsent()
}

// column returns the value of a column, decoding an object and loading a
// picture or blob on the way.
func (e *Entity) column(c *Caller, i int) (value.Value, error) {
	v, a := e.row[i], e.class.stored[i]
	switch {
	case a.Type == model.ObjectType && v.Kind() == value.Text:
		o, err := store.DecodeObject(v.AsText())
		if err != nil {
			return v, fault.New(fault.IO, "orda.object", "Attribute %s of %s %s holds an unreadable object: %v", a.Name, e.class.model.Name, e.KeyText(), err)
		}
		e.own()[i] = o
		return o, nil
	case (a.Type == model.PictureType || a.Type == model.BlobType) && v.Kind() == value.Int:
		rows, err := e.class.ds.reader(c).Read(c.ctx(), &plan.Select{Class: e.class.model, Columns: []*model.Attribute{a}, Whole: true,
			Records: []int64{e.rec}, Only: true})
		if err != nil || rows.Len() == 0 {
			return value.NullValue(), err
		}
		e.own()[i] = rows.Row(0)[0]
		return e.row[i], nil
	}
	return v, nil
}

// own returns the row for changing.
func (e *Entity) own() []value.Value {
	if len(e.row) > 0 && &e.row[0] == &e.base[0] {
		e.row = slices.Clone(e.base)
	}
	return e.row
}

// follow evaluates a path from the entity on: alias, extract, toObject. Checked
// says whether each step needs the privilege to read.
func (e *Entity) follow(c *Caller, path []string, checked bool) (value.Value, error) {
	if len(path) == 0 {
		return e.class.ds.wrap.Entity(e), nil
	}
	m := e.class.members[path[0]]
	if m == nil {
		return value.Value{}, e.class.unknown(path[0])
	}
	if checked {
		if err := e.class.checkRead(c, path[0]); err != nil {
			return value.Value{}, err
		}
	}
	if len(path) > 1 {
		switch m.Kind {
		case model.RelatedEntity:
			r, err := e.relatedEntity(c, m.Attribute)
			if err != nil || r == nil {
				return value.NullValue(), err
			}
			return r.follow(c, path[1:], checked)
		case model.RelatedEntities:
			s, err := e.relatedEntities(c, m.Attribute)
			if err != nil {
				return value.Value{}, err
			}
			return s.project(c, path[1:], checked)
		}
	}
	v, err := e.get(c, m)
	if err != nil || len(path) == 1 {
		return v, err
	}
	switch x := e.class.ds.wrap.Unwrap(v).(type) {
	case *Entity:
		return x.follow(c, path[1:], checked)
	case *Selection:
		return x.project(c, path[1:], checked)
	}
	return plan.Follow(v, path[1:]), nil
}

// computed runs the get function of a calculated attribute.
func (e *Entity) computed(c *Caller, a *model.Attribute) (value.Value, error) {
	hook := e.class.hook(Get, a.Name)
	if hook == nil {
		return value.NullValue(), nil
	}
	leave, err := c.enter(e, a.Name)
	if err != nil {
		return value.Value{}, err
	}
	defer leave()
	event := e.event("get", a.Name)
	v, err := hook(c, e.class.ds.wrap.Entity(e), value.FromObject(event))
	if err != nil {
		return value.Value{}, err
	}
	if r, ok := event.Lookup("result"); ok {
		return r, nil
	}
	return v, nil
}

// event is the object that hooks get.
func (e *Entity) event(kind, attribute string) *value.Obj {
	return e.class.event(kind, attribute)
}

func (d *Dataclass) event(kind, attribute string) *value.Obj {
	o := value.NewObject()
	o.Set("kind", value.FromText(kind))
	if attribute != "" {
		o.Set("attributeName", value.FromText(attribute))
	}
	o.Set("dataClassName", value.FromText(d.model.Name))
	return o
}

// enter refuses a computed attribute that asks for itself.
func (c *Caller) enter(e *Entity, attribute string) (leave func(), err error) {
	if c == nil {
		return func() {}, nil
	}
	key := getting{e, attribute}
	if c.getting[key] {
		return nil, fault.New(fault.Invalid, "orda.recursion", "The computed attribute %s of %s asks for itself.", attribute, e.class.model.Name)
	}
	if c.getting == nil {
		c.getting = map[getting]bool{}
	}
	c.getting[key] = true
	return func() { delete(c.getting, key) }, nil
}

// Key returns the primary key. An automatic key that is still null is given
// now, which touches the entity.
func (e *Entity) Key(c *Caller) (value.Value, error) {
	k := e.class.key
	if k == nil {
		return value.NullValue(), nil
	}
	if e.row[k.column].IsAbsent() || e.IsNew() && e.automaticBlank(k.column) {
		v, err := e.class.automatic(k.Attribute)
		if err != nil {
			return v, err
		}
		if !v.IsAbsent() {
			e.assign(k.column, v)
		}
	}
	return e.row[k.column], nil
}

// automaticBlank reports whether a column that fills itself holds only the
// blank of an attribute that is never null.
func (e *Entity) automaticBlank(column int) bool {
	a := e.class.stored[column]
	return a.NeverNull && (a.AutoSequence || a.AutoUUID) && (e.touched == nil || !e.touched[column]) && e.row[column] == blank(a.Type)
}

// KeyText returns the primary key as text, "" while it is null.
func (e *Entity) KeyText() string {
	if e.class.key == nil {
		return ""
	}
	return keyText(e.row[e.class.key.column])
}

// Set assigns an attribute. The value is converted to its type. A relation
// takes an entity, null or a key.
func (e *Entity) Set(c *Caller, attr string, v value.Value) error {
	m := e.class.members[attr]
	if m == nil {
		return e.class.unknown(attr)
	}
	switch m.Kind {
	case model.Storage:
		w, err := convert(m.Attribute, v)
		if err != nil {
			return err
		}
		e.assign(m.column, w)
		return e.fireTouched(c, attr)
	case model.RelatedEntity:
		return e.setRelation(c, m.Attribute, v)
	case model.Calculated:
		return e.setComputed(c, m.Attribute, v)
	case model.Alias:
		if len(m.Path) == 1 && e.class.members[m.Path[0]] != nil {
			return e.Set(c, m.Path[0], v)
		}
	}
	return fault.New(fault.Invalid, "orda.read-only", "Attribute %s of %s cannot be assigned.", attr, e.class.model.Name)
}

// assign gives a column a converted value and forgets the related entities that
// hung on it.
func (e *Entity) assign(column int, v value.Value) {
	e.own()[column] = v
	if e.touched == nil {
		e.touched = make([]bool, len(e.row))
	}
	e.touched[column] = true
	if e.related == nil && e.many == nil {
		return
	}
	a := e.class.stored[column]
	for _, r := range e.class.model.Attributes {
		switch {
		case r.Kind == model.RelatedEntity && r.ForeignKey == a:
			delete(e.related, r.Name)
		case r.Kind == model.RelatedEntities && r.TargetKey == a:
			delete(e.many, r.Name)
		}
	}
}

// setRelation assigns a relation to one: an entity, null, a key, or an object
// with the key as __KEY or under its own name.
func (e *Entity) setRelation(c *Caller, a *model.Attribute, v value.Value) error {
	column, ok := e.class.columns[a.ForeignKey]
	if !ok {
		return fault.New(fault.Internal, "orda.relation", "Relation %s of %s has no column.", a.Name, e.class.model.Name)
	}
	target, isEntity := e.class.ds.wrap.Unwrap(v).(*Entity)
	switch {
	case isEntity:
		if target.class.model.Name != a.Related.Name {
			return fault.New(fault.Invalid, "orda.type", "Attribute %s: got an entity of %s, want %s.", a.Name, target.class.model.Name, a.Related.Name)
		}
		if _, err := target.Key(c); err != nil {
			return err
		}
		v = target.row[target.class.columns[a.TargetKey]]
	case v.Kind() == value.Object:
		o := v.AsObject()
		v = o.Get("__KEY")
		if v.IsUndefined() {
			v = o.Get(a.TargetKey.Name)
		}
	}
	w, err := convert(a.ForeignKey, v)
	if err != nil {
		return fault.New(fault.Invalid, "orda.type", "Attribute %s: got %s, want an entity of %s or its key.", a.Name, describe(v), a.Related.Name)
	}
	e.assign(column, w)
	if !slices.Contains(e.relations, a.Name) {
		e.relations = append(e.relations, a.Name)
	}
	if isEntity {
		e.keepRelated(a.Name, target)
	}
	return e.fireTouched(c, a.Name)
}

func (e *Entity) keepRelated(relation string, r *Entity) {
	if e.related == nil {
		e.related = map[string]*Entity{}
	}
	e.related[relation] = r
}

func (e *Entity) setComputed(c *Caller, a *model.Attribute, v value.Value) error {
	hook := e.class.hook(Set, a.Name)
	if hook == nil {
		return fault.New(fault.Invalid, "orda.read-only", "Attribute %s of %s cannot be assigned: it has no set function.", a.Name, e.class.model.Name)
	}
	if err := e.class.check(c, access.Update, a.Name); err != nil && !e.IsNew() {
		return err
	}
	event := e.event("set", a.Name)
	event.Set("value", v)
	_, err := hook(c, e.class.ds.wrap.Entity(e), v, value.FromObject(event))
	return err
}

// fireTouched tells the touched events of an assignment: the attribute's, then
// the entity's. What they throw does not undo the assignment.
func (e *Entity) fireTouched(c *Caller, attr string) error {
	for _, member := range []string{attr, ""} {
		hook := e.class.hook(Touched, member)
		if hook == nil {
			continue
		}
		if _, err := hook(c, e.class.ds.wrap.Entity(e), value.FromObject(e.event("touched", attr))); err != nil {
			return err
		}
	}
	return nil
}

// Clone returns a second reference to the same record. Objects are shared
// between the two.
func (e *Entity) Clone() (*Entity, error) {
	if e.IsNew() {
		return nil, fault.New(fault.Invalid, "orda.clone", "A new entity of %s cannot be cloned before it is saved.", e.class.model.Name)
	}
	c := *e
	c.row, c.touched, c.relations = slices.Clone(e.row), slices.Clone(e.touched), slices.Clone(e.relations)
	c.related, c.many = nil, nil
	return &c, nil
}

// Reload reads the record again and forgets what was assigned.
func (e *Entity) Reload(c *Caller) Result {
	if e.IsNew() {
		return failed(StatusGone)
	}
	rows, err := e.class.load(c, []int64{e.rec})
	switch {
	case err != nil:
		return seriousError(err)
	case rows.Len() == 0:
		return failed(StatusGone)
	}
	e.reset(rows, 0)
	return success()
}

// reset makes the entity what a row says.
func (e *Entity) reset(rows *store.Rows, i int) {
	e.base = rows.Row(i)
	e.row = e.base
	e.stamp, e.time = rows.Stamps[i], rows.Times[i]
	e.touched, e.relations, e.related, e.many = nil, nil, nil, nil
}

// currentStamp reads the stamp that the record has now.
func (e *Entity) currentStamp(c *Caller) (stamp int64, found bool, err error) {
	rows, err := e.class.ds.reader(c).Read(c.ctx(), &plan.Select{Class: e.class.model, Header: true, Records: []int64{e.rec}, Only: true})
	if err != nil || rows.Len() == 0 {
		return 0, false, err
	}
	return rows.Stamps[0], true, nil
}

// Diff lists the attributes whose values differ: of columns and relations to
// one, or of those named.
func (e *Entity) Diff(c *Caller, other *Entity, attrs []string) (*value.List, error) {
	if other == nil {
		return nil, fault.New(fault.Invalid, "orda.diff", "diff: got null, want an entity of %s.", e.class.model.Name)
	}
	if other.class.model.Name != e.class.model.Name {
		return nil, otherClass(other.class, e.class)
	}
	list := value.NewList()
	for _, a := range e.class.model.Attributes {
		column := a
		if a.Kind == model.RelatedEntity {
			column = a.ForeignKey
		}
		if a.Kind != model.Storage && a.Kind != model.RelatedEntity || a.Internal || attrs != nil && !slices.Contains(attrs, a.Name) {
			continue
		}
		i := e.class.columns[column]
		v, err := e.column(c, i)
		if err != nil {
			return nil, err
		}
		w, err := other.column(c, i)
		if err != nil {
			return nil, err
		}
		if sameStored(column, v, w) {
			continue
		}
		if a.Kind == model.RelatedEntity {
			if v, err = e.get(c, e.class.members[a.Name]); err != nil {
				return nil, err
			}
			if w, err = other.get(c, other.class.members[a.Name]); err != nil {
				return nil, err
			}
		}
		o := value.NewObject()
		o.Set("attributeName", value.FromText(a.Name))
		o.Set("value", v)
		o.Set("otherValue", w)
		list.Push(value.FromObject(o))
	}
	return list, nil
}

// sameStored reports whether two values of a column are stored alike.
func sameStored(a *model.Attribute, v, w value.Value) bool {
	if v.IsAbsent() || w.IsAbsent() {
		return v.IsAbsent() && w.IsAbsent()
	}
	switch a.Type {
	case model.ObjectType:
		s, err1 := objectText(v)
		t, err2 := objectText(w)
		return err1 == nil && err2 == nil && s == t
	case model.BlobType:
		return string(v.AsBlob()) == string(w.AsBlob()) && v.Kind() == w.Kind() && v.AsInt() == w.AsInt()
	case model.PictureType:
		p, q := v.AsPicture(), w.AsPicture()
		if p == nil || q == nil {
			return p == q && v == w
		}
		return p.MIME == q.MIME && string(p.Data) == string(q.Data)
	case model.RealType:
		return v.AsReal() == w.AsReal()
	}
	return value.Same(v, w)
}

// objectText is the stored form of an object that may be decoded or not.
func objectText(v value.Value) (string, error) {
	if v.Kind() == value.Text {
		return v.AsText(), nil
	}
	return store.EncodeObject(v)
}

func otherClass(got, want *Dataclass) error {
	return fault.Numbered(fault.Invalid, numberOtherClass, signature, "got an entity or selection of %s, want %s", got.model.Name, want.model.Name)
}

// Selection returns the selection that the entity was taken from, nil if none.
func (e *Entity) Selection() *Selection { return e.sel }

// IndexOf returns the position in a selection, the entity's own for nil; -1 if
// it is not in it.
func (e *Entity) IndexOf(sel *Selection) int {
	if sel == nil || sel == e.sel {
		if e.sel == nil {
			return -1
		}
		return e.index
	}
	if e.rec == 0 || sel.class.model.Name != e.class.model.Name {
		return -1
	}
	return slices.Index(sel.records, e.rec)
}

// First returns the first entity of its selection; nil if it is in none.
func (e *Entity) First(c *Caller) (*Entity, error) { return e.from(c, 0, 1) }

// Last returns the last entity of its selection; nil if it is in none.
func (e *Entity) Last(c *Caller) (*Entity, error) {
	if e.sel == nil {
		return nil, nil
	}
	return e.from(c, len(e.sel.records)-1, -1)
}

// Next returns the next entity of its selection that still exists, nil at the
// end.
func (e *Entity) Next(c *Caller) (*Entity, error) { return e.from(c, e.index+1, 1) }

// Previous returns the previous entity of its selection that still exists, nil
// at the beginning.
func (e *Entity) Previous(c *Caller) (*Entity, error) { return e.from(c, e.index-1, -1) }

func (e *Entity) from(c *Caller, i, step int) (*Entity, error) {
	if e.sel == nil {
		return nil, nil
	}
	for ; i >= 0 && i < len(e.sel.records); i += step {
		if found, err := e.sel.At(c, i); found != nil || err != nil {
			return found, err
		}
	}
	return nil, nil
}
