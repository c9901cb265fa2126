package orda

import (
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

type locks struct{}

func newLocks() *locks { return &locks{} }

type transaction struct{}

func unwritten() error { return fault.New(fault.Unsupported, "orda.unwritten", "not written yet") }

func (ds *Datastore) Begin(c *Caller) error    { return unwritten() }
func (ds *Datastore) Commit(c *Caller) error   { return unwritten() }
func (ds *Datastore) Rollback(c *Caller) error { return unwritten() }

// ReleaseLocks releases every lock of an owner: a process or session that ended.
func (ds *Datastore) ReleaseLocks(owner any) {}

func (d *Dataclass) New(c *Caller) (*Entity, error)                  { return nil, unwritten() }
func (d *Dataclass) Get(c *Caller, key value.Value) (*Entity, error) { return nil, unwritten() }
func (d *Dataclass) GetBy(c *Caller, attr string, v value.Value) (*Entity, error) {
	return nil, unwritten()
}
func (d *Dataclass) All(c *Caller) (*Selection, error) { return nil, unwritten() }
func (d *Dataclass) Query(c *Caller, q string, args []value.Value, s query.Settings) (*Selection, error) {
	return nil, unwritten()
}
func (d *Dataclass) QueryParsed(c *Caller, q *query.Query, s query.Settings) (*Selection, error) {
	return nil, unwritten()
}
func (d *Dataclass) QueryFormula(c *Caller, formula value.Value, s query.Settings) (*Selection, error) {
	return nil, unwritten()
}
func (d *Dataclass) NewSelection(ordered bool) *Selection { return nil }
func (d *Dataclass) FromCollection(c *Caller, items *value.List) (*Selection, error) {
	return nil, unwritten()
}
func (d *Dataclass) FromRecords(records []int64, ordered bool) *Selection { return nil }
func (d *Dataclass) Count(c *Caller) (int, error)                         { return 0, unwritten() }
func (d *Dataclass) Truncate(c *Caller) error                             { return unwritten() }

func (e *Entity) Dataclass() *Dataclass                           { return e.class }
func (e *Entity) Get(c *Caller, attr string) (value.Value, error) { return value.Value{}, unwritten() }
func (e *Entity) IsNull(attr string) bool                         { return true }
func (e *Entity) Set(c *Caller, attr string, v value.Value) error { return unwritten() }
func (e *Entity) Key(c *Caller) (value.Value, error)              { return value.Value{}, unwritten() }
func (e *Entity) KeyText() string                                 { return "" }
func (e *Entity) Stamp() int64                                    { return e.stamp }
func (e *Entity) Timestamp() time.Time                            { return time.UnixMilli(e.time).UTC() }
func (e *Entity) IsNew() bool                                     { return e.stamp == 0 }
func (e *Entity) Touched() bool                                   { return false }
func (e *Entity) TouchedAttributes() []string                     { return nil }
func (e *Entity) Save(c *Caller, mode SaveMode) Result            { return failed(StatusSerious) }
func (e *Entity) Drop(c *Caller, mode DropMode) Result            { return failed(StatusSerious) }
func (e *Entity) Reload(c *Caller) Result                         { return failed(StatusSerious) }
func (e *Entity) Lock(c *Caller, mode LockMode) Result            { return failed(StatusSerious) }
func (e *Entity) Unlock(c *Caller) Result                         { return failed(StatusSerious) }
func (e *Entity) Clone() (*Entity, error)                         { return nil, unwritten() }
func (e *Entity) FromObject(c *Caller, o *value.Obj) error        { return unwritten() }
func (e *Entity) First(c *Caller) (*Entity, error)                { return nil, unwritten() }
func (e *Entity) Last(c *Caller) (*Entity, error)                 { return nil, unwritten() }
func (e *Entity) Next(c *Caller) (*Entity, error)                 { return nil, unwritten() }
func (e *Entity) Previous(c *Caller) (*Entity, error)             { return nil, unwritten() }
func (e *Entity) Selection() *Selection                           { return e.sel }
func (e *Entity) IndexOf(sel *Selection) int                      { return -1 }
func (e *Entity) Same(other *Entity) bool                         { return false }
func (e *Entity) Diff(c *Caller, other *Entity, attrs []string) (*value.List, error) {
	return nil, unwritten()
}
func (e *Entity) ToObject(c *Caller, filter []string, o ToObjectOptions) (*value.Obj, error) {
	return nil, unwritten()
}

func (s *Selection) Dataclass() *Dataclass                { return s.class }
func (s *Selection) Len() int                             { return len(s.records) }
func (s *Selection) IsOrdered() bool                      { return s.ordered }
func (s *Selection) IsAlterable() bool                    { return s.alterable }
func (s *Selection) Records() []int64                     { return s.records }
func (s *Selection) At(c *Caller, i int) (*Entity, error) { return nil, unwritten() }
func (s *Selection) Add(c *Caller, ents ...*Entity) error { return unwritten() }
func (s *Selection) AddSelection(other *Selection) error  { return unwritten() }
func (s *Selection) Contains(e *Entity) bool              { return false }
func (s *Selection) Slice(start, end int) *Selection      { return s }
func (s *Selection) Copy(shared bool) *Selection          { return s }
func (s *Selection) Clean(c *Caller) (*Selection, error)  { return nil, unwritten() }
func (s *Selection) Refresh()                             {}
func (s *Selection) QueryPlan() value.Value               { return value.Value{} }
func (s *Selection) QueryPath() value.Value               { return value.Value{} }
func (s *Selection) Entities(c *Caller, skip, top int, attrs []string) ([]*Entity, error) {
	return nil, unwritten()
}
func (s *Selection) And(c *Caller, other *Selection) (*Selection, error) { return nil, unwritten() }
func (s *Selection) Or(c *Caller, other *Selection) (*Selection, error)  { return nil, unwritten() }
func (s *Selection) Minus(c *Caller, other *Selection, keepOrder bool) (*Selection, error) {
	return nil, unwritten()
}
func (s *Selection) AndEntity(c *Caller, e *Entity) (*Selection, error) { return nil, unwritten() }
func (s *Selection) OrEntity(c *Caller, e *Entity) (*Selection, error)  { return nil, unwritten() }
func (s *Selection) MinusEntity(c *Caller, e *Entity, keepOrder bool) (*Selection, error) {
	return nil, unwritten()
}
func (s *Selection) Query(c *Caller, q string, args []value.Value, o query.Settings) (*Selection, error) {
	return nil, unwritten()
}
func (s *Selection) QueryParsed(c *Caller, q *query.Query, o query.Settings) (*Selection, error) {
	return nil, unwritten()
}
func (s *Selection) QueryFormula(c *Caller, formula value.Value, o query.Settings) (*Selection, error) {
	return nil, unwritten()
}
func (s *Selection) OrderBy(c *Caller, by []query.OrderBy) (*Selection, error) {
	return nil, unwritten()
}
func (s *Selection) OrderByText(c *Caller, by string) (*Selection, error) { return nil, unwritten() }
func (s *Selection) OrderByFormula(c *Caller, fn func(*Entity) (value.Value, error), desc bool) (*Selection, error) {
	return nil, unwritten()
}
func (s *Selection) Attribute(c *Caller, path string) (value.Value, error) {
	return value.Value{}, unwritten()
}
func (s *Selection) Sum(c *Caller, path string) (value.Value, error) {
	return value.Value{}, unwritten()
}
func (s *Selection) Min(c *Caller, path string) (value.Value, error) {
	return value.Value{}, unwritten()
}
func (s *Selection) Max(c *Caller, path string) (value.Value, error) {
	return value.Value{}, unwritten()
}
func (s *Selection) Average(c *Caller, path string) (value.Value, error) {
	return value.Value{}, unwritten()
}
func (s *Selection) CountOf(c *Caller, path string) (value.Value, error) {
	return value.Value{}, unwritten()
}
func (s *Selection) Distinct(c *Caller, path string, o DistinctOptions) (*value.List, error) {
	return nil, unwritten()
}
func (s *Selection) Extract(c *Caller, paths, targets []string, keepNull bool) (*value.List, error) {
	return nil, unwritten()
}
func (s *Selection) ToCollection(c *Caller, filter []string, o ToObjectOptions, begin, howMany int) (*value.List, error) {
	return nil, unwritten()
}
func (s *Selection) Drop(c *Caller, stopOnFirst bool) (*Selection, error) { return nil, unwritten() }
func (s *Selection) Selected(other *Selection) (*value.Obj, error)        { return nil, unwritten() }
