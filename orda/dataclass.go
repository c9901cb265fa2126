package orda

import (
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/value"
)

// Dataclass is a class of entities.
type Dataclass struct {
	ds      *Datastore
	model   *model.Dataclass
	stored  []*model.Attribute // the columns of an entity's row, in order
	columns map[*model.Attribute]int
	members map[string]*member
	key     *member // nil when the class has none
	memory  *remembered
}

// member is an attribute as entities of the class use it.
type member struct {
	*model.Attribute
	column int // index in the row; -1 when not stored
}

func newDataclass(ds *Datastore, m *model.Dataclass) *Dataclass {
	d := &Dataclass{ds: ds, model: m, memory: ds.memory.of(m.Name), members: make(map[string]*member, len(m.Attributes)), columns: map[*model.Attribute]int{}}
	for _, a := range m.Attributes {
		if a.Kind == model.Storage {
			d.columns[a] = len(d.stored)
			d.stored = append(d.stored, a)
		}
	}
	for _, a := range m.Attributes {
		// A relation named like a column wins (spec/orda_rest.md 1.7): the column
		// goes on under an internal name, which no code sees.
		if a.Internal {
			continue
		}
		if old := d.members[a.Name]; old != nil && old.Kind != model.Storage {
			continue
		}
		column, stored := d.columns[a]
		if !stored {
			column = -1
		}
		d.members[a.Name] = &member{a, column}
	}
	if m.Key != nil {
		d.key = &member{m.Key, d.columns[m.Key]}
	}
	return d
}

// Model returns the dataclass in the model.
func (d *Dataclass) Model() *model.Dataclass { return d.model }

// Datastore returns the datastore of the dataclass.
func (d *Dataclass) Datastore() *Datastore { return d.ds }

// Name returns the name.
func (d *Dataclass) Name() string { return d.model.Name }

// of returns the dataclass of a class of the model.
func (ds *Datastore) of(m *model.Dataclass) *Dataclass { return ds.classes[m.Name] }

// hook finds user code of the entity class or dataclass; nil if there is none.
func (d *Dataclass) hook(kind HookKind, member string) Hook {
	if d.ds.hooks == nil {
		return nil
	}
	return d.ds.hooks.Find(d.model.Name, kind, member)
}

// New creates an entity in memory and runs its constructor.
func (d *Dataclass) New(c *Caller) (*Entity, error) {
	e := d.newEntity()
	if hook := d.hook(Constructor, ""); hook != nil {
		if _, err := hook(c, d.ds.wrap.Entity(e)); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Get returns the entity with a primary key, given in its own type or as text;
// nil when there is none or restrict hides it.
func (d *Dataclass) Get(c *Caller, key value.Value) (*Entity, error) {
	if d.key == nil {
		return nil, fault.New(fault.Invalid, "orda.key", "Dataclass %s has no primary key.", d.model.Name)
	}
	if err := d.checkRead(c, ""); err != nil {
		return nil, err
	}
	return d.getBy(c, d.key.Attribute, key)
}

// GetBy returns the first entity whose attribute has a value; nil if none.
func (d *Dataclass) GetBy(c *Caller, attr string, v value.Value) (*Entity, error) {
	m := d.members[attr]
	if m == nil || m.Kind != model.Storage {
		return nil, d.unknown(attr)
	}
	if err := d.checkRead(c, ""); err != nil {
		return nil, err
	}
	if err := d.checkRead(c, attr); err != nil {
		return nil, err
	}
	return d.getBy(c, m.Attribute, v)
}

func (d *Dataclass) getBy(c *Caller, a *model.Attribute, v value.Value) (*Entity, error) {
	w, err := convert(a, v)
	if err != nil || w.IsAbsent() || !comparable(a) {
		return nil, nil // no entity has such a value
	}
	visible, restricted, err := d.visible(c)
	if err != nil {
		return nil, err
	}
	if !restricted {
		return d.byValue(c, a, w)
	}
	rows, err := d.first(c, restrictTo(&plan.Compare{Column: a, Op: plan.Equal, Value: w}, visible, true), a)
	if err != nil || rows.Len() == 0 {
		return nil, err
	}
	return d.entityAt(rows, 0), nil
}

// byValue returns the first entity whose column has a value, restricted or not;
// nil if none. By the primary key it is taken from memory where that has it.
func (d *Dataclass) byValue(c *Caller, a *model.Attribute, v value.Value) (*Entity, error) {
	key, keyed := keyOf(v)
	keyed = keyed && a == d.model.Key && !c.InTransaction()
	var age int64
	if keyed {
		row, now := d.memory.find(d, key)
		if row != nil {
			return &Entity{class: d, rec: row.record, stamp: row.stamp, time: row.time, base: row.values, row: row.values}, nil
		}
		age = now
	}
	rows, err := d.first(c, &plan.Compare{Column: a, Op: plan.Equal, Value: v}, a)
	if err != nil || rows.Len() == 0 {
		return nil, err
	}
	if keyed {
		d.memory.keep(d, key, rows, age)
	}
	return d.entityAt(rows, 0), nil
}

// first reads the first record that a condition on a column finds. A unique
// column finds one at most, and needs no order.
func (d *Dataclass) first(c *Caller, where plan.Cond, column *model.Attribute) (*store.Rows, error) {
	s := &plan.Select{Class: d.model, Columns: d.stored, Header: true, Where: where}
	if !column.Unique && column != d.model.Key {
		s.Limit = 1
	}
	return d.ds.reader(c).Read(c.ctx(), s)
}

func comparable(a *model.Attribute) bool {
	return a.Type != model.ObjectType && a.Type != model.PictureType && a.Type != model.BlobType
}

// load reads whole rows by record number, in that order.
func (d *Dataclass) load(c *Caller, records []int64) (*store.Rows, error) {
	s := &plan.Select{Class: d.model, Columns: d.stored, Header: true, Records: records, Only: true}
	if c.InTransaction() {
		return c.tx.view.Read(c.ctx(), s)
	}
	rows, ok, age := d.memory.findAll(d, records)
	if ok {
		return rows, nil
	}
	rows, err := d.ds.engine.Read(c.ctx(), s)
	if err == nil {
		d.memory.keepAll(d, rows, age)
	}
	return rows, err
}

// All returns every entity that the caller may see, in order of creation.
func (d *Dataclass) All(c *Caller) (*Selection, error) {
	if err := d.checkRead(c, ""); err != nil {
		return nil, err
	}
	visible, restricted, err := d.visible(c)
	if err != nil {
		return nil, err
	}
	if restricted {
		return d.selection(visible, false), nil
	}
	records, err := d.everything(c)
	if err != nil {
		return nil, err
	}
	return d.selection(records, false), nil
}

// Count returns the number of entities that the caller may see.
func (d *Dataclass) Count(c *Caller) (int, error) {
	if err := d.checkRead(c, ""); err != nil {
		return 0, err
	}
	visible, restricted, err := d.visible(c)
	if err != nil || restricted {
		return len(visible), err
	}
	records, err := d.everything(c)
	return len(records), err
}

// Truncate drops every record, without events.
func (d *Dataclass) Truncate(c *Caller) error {
	if err := d.check(c, access.Drop, ""); err != nil {
		return err
	}
	_, err := d.ds.write(c, &change{ops: []store.Op{{Kind: store.Clear, Class: d.model}}})
	return err
}

// SetSequence lets new entities be counted behind a number, or behind the
// greatest there is if that is more.
func (d *Dataclass) SetSequence(c *Caller, last int64) error {
	a := d.counter()
	if a == nil {
		return nil
	}
	if err := d.check(c, access.Create, ""); err != nil {
		return err
	}
	return d.ds.engine.ResetSequence(c.ctx(), a, d.model, last)
}

// counter is the attribute that counts, nil if there is none.
func (d *Dataclass) counter() *model.Attribute {
	for _, a := range d.model.Attributes {
		if a.AutoSequence && a.Kind == model.Storage {
			return a
		}
	}
	return nil
}

// selection is a shareable selection over records, which it owns.
func (d *Dataclass) selection(records []int64, ordered bool) *Selection {
	return &Selection{class: d, records: records, ordered: ordered}
}

// NewSelection returns an empty selection that can be added to.
func (d *Dataclass) NewSelection(ordered bool) *Selection {
	return &Selection{class: d, ordered: ordered, alterable: true}
}

// FromRecords returns the selection of record numbers that Records gave.
func (d *Dataclass) FromRecords(records []int64, ordered bool) *Selection {
	return d.selection(slices.Clone(records), ordered)
}

// visible returns the records that the restrict function of the class leaves
// the caller, sorted; false when it does not restrict. While it runs, the class
// is open to it.
func (d *Dataclass) visible(c *Caller) (records []int64, restricted bool, err error) {
	hook := d.hook(Restrict, "")
	if hook == nil || c != nil && c.restricting[d.model.Name] {
		return nil, false, nil
	}
	if c == nil {
		c = &Caller{}
	}
	if c.restricting == nil {
		c.restricting = map[string]bool{}
	}
	c.restricting[d.model.Name] = true
	v, err := hook(c, d.ds.wrap.Dataclass(d))
	delete(c.restricting, d.model.Name)
	if err != nil {
		return nil, false, err
	}
	s, ok := d.ds.wrap.Unwrap(v).(*Selection)
	if !ok || s == nil || s.class.model.Name != d.model.Name {
		return nil, false, nil
	}
	return sortedSet(s.records), true, nil
}

// restrictTo adds the set of visible records to a condition.
func restrictTo(cond plan.Cond, visible []int64, restricted bool) plan.Cond {
	switch {
	case !restricted:
		return cond
	case cond == nil:
		return &plan.Among{Records: visible}
	}
	return plan.And{cond, &plan.Among{Records: visible}}
}

// automatic returns what an attribute fills itself with; null if it does not.
func (d *Dataclass) automatic(a *model.Attribute) (value.Value, error) {
	switch {
	case a.AutoUUID:
		return d.ds.newUUID()
	case a.AutoSequence:
		n, err := d.ds.engine.NextSequence(a, d.model)
		switch a.Type {
		case model.RealType:
			return value.FromReal(float64(n)), err
		case model.TextType:
			return value.FromText(strconv.FormatInt(n, 10)), err
		}
		return value.FromInt(n), err
	}
	return value.NullValue(), nil
}

// newUUID returns a random UUID (version 4) as 32 hexadecimal digits.
func (ds *Datastore) newUUID() (value.Value, error) {
	var b [16]byte
	if _, err := io.ReadFull(ds.host.Random, b[:]); err != nil {
		return value.Value{}, fault.New(fault.Internal, "orda.random", "No random bytes for a UUID: %w", err)
	}
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return value.FromText(strings.ToUpper(hex.EncodeToString(b[:]))), nil
}

// sortedSet returns record numbers sorted, each once.
func sortedSet(records []int64) []int64 {
	out := slices.Clone(records)
	slices.Sort(out)
	return slices.Compact(out)
}
