package bind

import (
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/lib/picture"
	"quoin.dev/quoin/lang/lib/vector"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/value"
)

// The Natives of the objects that stand for ORDA things.
type (
	datastore struct{ ds *orda.Datastore }
	dataclass struct{ d *orda.Dataclass }
	entity    struct{ e *orda.Entity }
	selection struct{ s *orda.Selection }
)

// class returns the project's class, or the built-in one it would extend.
func (w *World) class(name, builtin string) *vm.Class {
	if w.Program != nil {
		if c := w.Program.Class(name); c != nil {
			return c
		}
		return w.Program.Builtins.Class("4D", builtin)
	}
	return nil
}

// DS returns the object of the command ds.
func (w *World) DS() value.Value {
	return value.FromObject(value.NewNative(w.class("DataStore", "DataStoreImplementation"), &datastore{w.Datastore}))
}

// Entity, Selection, Dataclass and Unwrap make *World an orda.Wrapper.

// Entity returns the language's object for an entity; null for nil.
func (w *World) Entity(e *orda.Entity) value.Value {
	if e == nil {
		return value.NullValue()
	}
	name := e.Dataclass().Model().Name
	return value.FromObject(value.NewNative(w.class(name+"Entity", "Entity"), &entity{e}))
}

// Selection returns the language's object for a selection; null for nil.
func (w *World) Selection(s *orda.Selection) value.Value {
	if s == nil {
		return value.NullValue()
	}
	name := s.Dataclass().Model().Name
	return value.FromObject(value.NewNative(w.class(name+"Selection", "EntitySelection"), &selection{s}))
}

// Dataclass returns the language's object for a dataclass; null for nil.
func (w *World) Dataclass(d *orda.Dataclass) value.Value {
	if d == nil {
		return value.NullValue()
	}
	return value.FromObject(value.NewNative(w.class(d.Model().Name, "DataClass"), &dataclass{d}))
}

// Unwrap returns the *orda.Entity or *orda.Selection behind a value, else nil.
func (w *World) Unwrap(v value.Value) any {
	o := v.AsObject()
	if o == nil {
		return nil
	}
	switch n := o.Native.(type) {
	case *entity:
		return n.e
	case *selection:
		return n.s
	}
	return nil
}

// caller returns on whose behalf a process reads and writes.
func caller(p *vm.Process) (*orda.Caller, error) {
	s := scopeOf(p)
	if s == nil || s.Caller == nil {
		return nil, fault.New(fault.Unsupported, "bind.no-data", "There is no open database here.")
	}
	if _, ok := s.Caller.Run.(*vm.Process); !ok {
		s.Caller.Run, s.Caller.Owner = p, p
		if s.Caller.Context == nil {
			s.Caller.Context = p.Context()
		}
	}
	return s.Caller, nil
}

// Property returns a dataclass.
func (n *datastore) Property(p *vm.Process, name string) (value.Value, bool, error) {
	s := scopeOf(p)
	if s == nil || n.ds == nil {
		return value.Value{}, false, nil
	}
	d := n.ds.Class(name)
	if d == nil {
		return value.Value{}, false, nil
	}
	return s.World.Dataclass(d), true, nil
}

// SetProperty refuses: dataclasses come from the model.
func (n *datastore) SetProperty(_ *vm.Process, name string, _ value.Value) (bool, error) {
	if n.ds != nil && n.ds.Class(name) != nil {
		return true, fault.New(fault.Invalid, "bind.read-only", "ds.%s cannot be assigned.", name)
	}
	return false, nil
}

// PropertyNames lists the dataclasses.
func (n *datastore) PropertyNames(*vm.Process) []string {
	var names []string
	if n.ds != nil {
		for _, d := range n.ds.Model().Classes {
			names = append(names, d.Name)
		}
	}
	return names
}

// Equals makes ds equal to itself.
func (n *datastore) Equals(other any) bool {
	o, ok := other.(*datastore)
	return ok && o.ds == n.ds
}

// Property returns the description of an attribute.
func (n *dataclass) Property(_ *vm.Process, name string) (value.Value, bool, error) {
	a := n.d.Model().Attribute(name)
	if a == nil {
		return value.Value{}, false, nil
	}
	return value.FromObject(describeAttribute(a)), true, nil
}

// SetProperty refuses: attributes come from the model.
func (n *dataclass) SetProperty(_ *vm.Process, name string, _ value.Value) (bool, error) {
	if n.d.Model().Attribute(name) == nil {
		return false, nil
	}
	return true, fault.New(fault.Invalid, "bind.read-only", "ds.%s.%s describes an attribute and cannot be assigned.", n.d.Model().Name, name)
}

// PropertyNames lists the attributes.
func (n *dataclass) PropertyNames(*vm.Process) []string { return attributeNames(n.d.Model()) }

// Equals makes two references to one dataclass equal.
func (n *dataclass) Equals(other any) bool {
	o, ok := other.(*dataclass)
	return ok && o.d.Model() == n.d.Model()
}

func attributeNames(d *model.Dataclass) []string {
	names := make([]string, 0, len(d.Attributes))
	for _, a := range d.Attributes {
		if !a.Internal {
			names = append(names, a.Name)
		}
	}
	return names
}

// Property returns the value of an attribute.
func (n *entity) Property(p *vm.Process, name string) (value.Value, bool, error) {
	a := n.e.Dataclass().Model().Attribute(name)
	if a == nil {
		return value.Value{}, false, nil
	}
	c, err := caller(p)
	if err != nil {
		return value.Value{}, true, err
	}
	v, err := n.e.Get(c, name)
	if a.ObjectClass == vectorClass {
		v = asVector(p, v)
	}
	return v, true, err
}

// vectorClass marks the attributes whose values are vectors. ORDA knows them as
// collections of numbers.
const vectorClass = "4D.Vector"

func asVector(p *vm.Process, v value.Value) value.Value {
	if v.Kind() != value.Collection {
		return v
	}
	numbers, ok := value.AsNumbers(v)
	if !ok {
		return v
	}
	return vector.New(p.Runtime.Program.Builtins.Class("4D", "Vector"), numbers)
}

// SetProperty assigns an attribute.
func (n *entity) SetProperty(p *vm.Process, name string, v value.Value) (bool, error) {
	a := n.e.Dataclass().Model().Attribute(name)
	if a == nil {
		return true, fault.Numbered(fault.NotFound, 1500, "dbmg", "Attribute %q cannot be found in dataclass %q.", name, n.e.Dataclass().Model().Name)
	}
	c, err := caller(p)
	if err != nil {
		return true, err
	}
	if a.Kind == model.Storage && v.Kind() == value.Text {
		v = textAssigned(p, a.Type, v)
	}
	return true, n.e.Set(c, name, v)
}

// textAssigned is what a text becomes in an attribute of another type where the
// conversions of orda have nothing: the number 0 when it holds no number, and
// the picture in the file that it names.
func textAssigned(p *vm.Process, to model.Type, v value.Value) value.Value {
	switch to {
	case model.IntType, model.LongType, model.RealType:
		if !strings.ContainsAny(v.AsText(), "0123456789") {
			return value.FromInt(0)
		}
	case model.PictureType:
		b, err := file.ReadPath(p, v.AsText())
		if err != nil {
			return value.NullValue()
		}
		return value.FromPicture(picture.From(b))
	}
	return v
}

// PropertyNames lists the attributes.
func (n *entity) PropertyNames(*vm.Process) []string { return attributeNames(n.e.Dataclass().Model()) }

// Equals reports whether both are the same reference (not only the same record).
func (n *entity) Equals(other any) bool {
	o, ok := other.(*entity)
	return ok && o.e == n.e
}

// Property returns the projection of an attribute.
func (n *selection) Property(p *vm.Process, name string) (value.Value, bool, error) {
	a := n.s.Dataclass().Model().Attribute(name)
	if a == nil {
		return value.Value{}, false, nil
	}
	c, err := caller(p)
	if err != nil {
		return value.Value{}, true, err
	}
	v, err := n.s.Attribute(c, name)
	if list := v.AsCollection(); list != nil && a.ObjectClass == vectorClass {
		vectors := make([]value.Value, list.Len())
		for i, item := range list.Items() {
			vectors[i] = asVector(p, item)
		}
		v = value.FromCollection(value.NewList(vectors...))
	}
	return v, true, err
}

// SetProperty refuses: a projection is a copy.
func (n *selection) SetProperty(_ *vm.Process, name string, _ value.Value) (bool, error) {
	if n.s.Dataclass().Model().Attribute(name) == nil {
		return false, nil
	}
	return true, fault.New(fault.Invalid, "bind.read-only", "An attribute of a selection cannot be assigned; assign it on each entity.")
}

// PropertyNames lists the attributes.
func (n *selection) PropertyNames(*vm.Process) []string {
	return attributeNames(n.s.Dataclass().Model())
}

// Equals reports whether both are the same selection object.
func (n *selection) Equals(other any) bool {
	o, ok := other.(*selection)
	return ok && o.s == n.s
}

// Weigh adds the memory of the entity (vm.Weighty).
func (n *entity) Weigh(s *value.Scale) { s.AddNative(n.e) }

// Weigh adds the memory of the selection (vm.Weighty).
func (n *selection) Weigh(s *value.Scale) { s.AddNative(n.s) }

// Shareable lets shared values hold a selection that cannot be altered.
func (n *selection) Shareable() bool { return !n.s.IsAlterable() }

// Len returns the number of references.
func (n *selection) Len(*vm.Process) (int, error) { return n.s.Len(), nil }

// At returns an entity of the selection, null for a dropped one.
func (n *selection) At(p *vm.Process, i int) (value.Value, error) {
	if i < 0 || i >= n.s.Len() {
		return value.Value{}, fault.New(fault.Invalid, "bind.index", "The selection has %d entities; there is none at position %d.", n.s.Len(), i)
	}
	c, err := caller(p)
	if err != nil {
		return value.Value{}, err
	}
	e, err := n.s.At(c, i)
	if err != nil {
		return value.Value{}, err
	}
	return scopeOf(p).World.Entity(e), nil
}

var attributeKinds = map[model.Kind]string{
	model.Storage: "storage", model.RelatedEntity: "relatedEntity", model.RelatedEntities: "relatedEntities",
	model.Calculated: "calculated", model.Alias: "alias",
}

// attributeTypes gives ORDA's type name and the language's type code
// (spec/orda_rest.md 1.3, 1.8).
var attributeTypes = map[model.Type]struct {
	name string
	code int
}{
	model.BoolType: {"bool", 6}, model.IntType: {"number", 9}, model.LongType: {"number", 25},
	model.RealType: {"number", 1}, model.DateType: {"date", 4}, model.TimeType: {"number", 11},
	model.TextType: {"string", 2}, model.UUIDType: {"string", 2}, model.PictureType: {"image", 3},
	model.BlobType: {"blob", 30}, model.ObjectType: {"object", 38},
}

func describeAttribute(a *model.Attribute) *value.Obj {
	o := value.NewObject()
	text := func(name, s string) {
		if s != "" {
			o.Set(name, value.FromText(s))
		}
	}
	flag := func(name string, on bool) {
		if on {
			o.Set(name, value.FromBool(true))
		}
	}
	text("name", a.Name)
	text("kind", attributeKinds[a.Kind])
	switch a.Kind {
	case model.RelatedEntity:
		text("type", a.Related.Name)
		o.Set("fieldType", value.FromInt(38))
	case model.RelatedEntities:
		text("type", a.Related.Name+"Selection")
		o.Set("fieldType", value.FromInt(42))
	default:
		t := attributeTypes[a.Type]
		text("type", t.name)
		o.Set("fieldType", value.FromInt(int64(t.code)))
		if a.Number > 0 {
			o.Set("fieldNumber", value.FromInt(int64(a.Number)))
		}
	}
	flag("indexed", a.Indexed)
	flag("keywordIndexed", a.KeywordIndexed)
	flag("autoFilled", a.AutoSequence || a.AutoUUID)
	flag("mandatory", a.Mandatory)
	flag("unique", a.Unique)
	if a.Related != nil {
		text("relatedDataClass", a.Related.Name)
	}
	if a.Inverse != nil {
		text("inverseName", a.Inverse.Name)
	}
	text("path", strings.Join(a.Path, "."))
	o.Set("exposed", value.FromBool(a.Exposed))
	o.Set("readOnly", value.FromBool(a.ReadOnly))
	return o
}

// Copied makes copies of what stands for data null, and a selection an alterable
// one (manual, OB Copy).
func (*datastore) Copied(*vm.Process) value.Value { return value.NullValue() }

// Copied gives null: see datastore.Copied.
func (*dataclass) Copied(*vm.Process) value.Value { return value.NullValue() }

// Copied gives null: see datastore.Copied.
func (*entity) Copied(*vm.Process) value.Value { return value.NullValue() }

// Copied gives an alterable selection of the same entities.
func (n *selection) Copied(p *vm.Process) value.Value { return n.copy(p, false) }

// CopiedShared gives a shareable selection of the same entities.
func (n *selection) CopiedShared(p *vm.Process) value.Value { return n.copy(p, true) }

func (n *selection) copy(p *vm.Process, shared bool) value.Value {
	s := scopeOf(p)
	if s == nil || s.World == nil {
		return value.NullValue()
	}
	return s.World.Selection(n.s.Copy(shared))
}
