package model

import (
	"strconv"

	"quoin.dev/quoin/fault"
)

// ReadCatalog reads a catalog.4DCatalog. Tables that ORDA does not see (in the
// trash, without a key, with a composite one) are left out. What is wrong with
// single tables, fields and relations is reported and the rest is read; the
// error is for a file that is no catalog at all.
func ReadCatalog(path string, data []byte) (*Model, []Problem, error) {
	c := &catalog{builder: newBuilder(path, data), tables: map[string]*table{}, names: map[string]*table{}}
	doc, err := readXML(c.file)
	if err != nil {
		return nil, nil, err
	}
	base := doc.child("base")
	if base.name == "" {
		return nil, nil, fault.New(fault.Invalid, "model.no-base", "The file is no catalog: it has no <base> element.").
			At(c.file.Place(0))
	}
	c.model.Name, c.model.UUID = base.attrs["name"], base.attrs["uuid"]
	if locale := base.attrs["collation_locale"]; locale != "" {
		c.model.Collation = locale
	}
	for i, e := range base.all("table") {
		c.table(e, i+1)
	}
	for _, e := range base.all("index") {
		c.index(e)
	}
	for _, e := range base.all("relation") {
		c.relation(e)
	}
	return c.model, c.problems, nil
}

// catalog reads the XML form of a model.
type catalog struct {
	*builder
	tables map[string]*table // by identity
	names  map[string]*table // by name
}

// table is a table of the file with the columns by identity and by name. class
// is nil for tables that ORDA does not see.
type table struct {
	name   string
	class  *Dataclass
	fields map[string]*Attribute
	names  map[string]*Attribute
}

func (c *catalog) table(e *element, position int) {
	t := &table{name: e.attrs["name"], fields: map[string]*Attribute{}, names: map[string]*Attribute{}}
	if id := e.attrs["uuid"]; id != "" {
		c.tables[id] = t
	}
	if _, taken := c.names[t.name]; !taken {
		c.names[t.name] = t
	}
	if e.child("table_extra").isTrue("trashed") {
		return
	}
	d := &Dataclass{
		Name:        t.name,
		UUID:        e.attrs["uuid"],
		Number:      number(e.attrs["id"], position),
		Exposed:     !e.isTrue("hide_in_REST"),
		KeepDeleted: e.isTrue("leave_tag_on_delete"),
		NoJournal:   e.isTrue("prevent_journaling"),
		byName:      map[string]*Attribute{},
	}
	for i, f := range e.all("field") {
		c.field(t, d, f, i+1)
	}
	if c.key(t, d, e) && c.addClass(d, e.offset(c.file, "name")) {
		t.class = d
	}
}

func (c *catalog) field(t *table, d *Dataclass, e *element, position int) {
	a := &Attribute{
		Name:         e.attrs["name"],
		UUID:         e.attrs["uuid"],
		Kind:         Storage,
		Number:       number(e.attrs["id"], position),
		Exposed:      d.Exposed && !e.isTrue("hide_in_REST"),
		Unique:       e.isTrue("unique"),
		Mandatory:    e.isTrue("not_null"),
		NeverNull:    e.isTrue("never_null"),
		AutoSequence: e.isTrue("autosequence"),
		AutoUUID:     e.isTrue("autogenerate"),
		MaxLength:    number(e.attrs["limiting_length"], 0),
		ObjectClass:  e.child("field_extra").attrs["class_id"],
		TypeCode:     number(e.attrs["type"], 0),
	}
	a.Type = typeOfCode(a.TypeCode)
	if a.Type == TextType && e.isTrue("store_as_UUID") {
		a.Type = UUIDType
	}
	switch {
	case a.Type == NoType:
		c.report(fault.Grave, e.offset(c.file, "type"), "field-type",
			"%s.%s has the type %q, which does not exist; the field is left out.", d.Name, a.Name, e.attrs["type"])
		return
	case a.TypeCode == 13:
		c.report(fault.Warning, e.offset(c.file, "type"), "field-type",
			"%s.%s has the doubtful type 13; it is read as a UUID.", d.Name, a.Name)
	}
	if !c.addStored(d, a, e.offset(c.file, "name")) {
		return
	}
	if a.UUID != "" {
		t.fields[a.UUID] = a
	}
	t.names[a.Name] = a
}

// key finds the primary key; it reports whether ORDA sees the table.
func (c *catalog) key(t *table, d *Dataclass, e *element) bool {
	keys := e.all("primary_key")
	if len(keys) != 1 {
		why := "no primary key"
		if len(keys) > 1 {
			why = "a primary key of several fields"
		}
		c.report(fault.Warning, e.offset(c.file, "name"), "no-key", "The table %s has %s; it is no dataclass.", d.Name, why)
		return false
	}
	k := keys[0]
	a := t.field(k.attrs["field_uuid"], k.attrs["field_name"])
	if a == nil {
		c.report(fault.Grave, k.start, "no-key", "The primary key of %s is the field %q, which does not exist; it is no dataclass.", d.Name, k.attrs["field_name"])
		return false
	}
	if !isKeyType(a.Type) {
		c.report(fault.Grave, k.start, "key-type", "The primary key %s.%s has a type that no key may have; the table is no dataclass.", d.Name, a.Name)
		return false
	}
	a.Unique, a.Mandatory, a.Indexed = true, true, true
	d.Key = a
	return true
}

// field finds a column by identity, else by name.
func (t *table) field(uuid, name string) *Attribute {
	if a := t.fields[uuid]; a != nil && uuid != "" {
		return a
	}
	return t.names[name]
}

// resolve finds the table and column of a <field_ref>.
func (c *catalog) resolve(ref *element) (*table, *Attribute) {
	tr := ref.child("table_ref")
	t := c.tables[tr.attrs["uuid"]]
	if t == nil {
		t = c.names[tr.attrs["name"]]
	}
	if t == nil {
		return nil, nil
	}
	return t, t.field(ref.attrs["uuid"], ref.attrs["name"])
}

func (c *catalog) index(e *element) {
	ix := Index{Name: e.attrs["name"], Unique: e.isTrue("unique_keys"), Keywords: e.attrs["kind"] == "keywords"}
	var owner *table
	for _, ref := range e.all("field_ref") {
		t, a := c.resolve(ref)
		switch {
		case t != nil && t.class == nil:
			return // of a table that ORDA does not see
		case a == nil || owner != nil && owner != t:
			c.report(fault.Warning, ref.start, "index-field", "An index names the field %q, which its table does not have; it is left out.", ref.attrs["name"])
			return
		}
		owner = t
		ix.Attributes = append(ix.Attributes, a)
	}
	if owner != nil {
		c.addIndex(owner.class, ix)
	}
}

func (c *catalog) relation(e *element) {
	r := relation{toOne: e.attrs["name_Nto1"], toMany: e.attrs["name_1toN"], toOneUUID: e.attrs["uuid"], toManyUUID: e.attrs["uuid"],
		offset: e.offset(c.file, "name_Nto1")}
	switch e.attrs["integrity"] {
	case "reject":
		r.onDelete = Restrict
	case "delete":
		r.onDelete = Cascade
	}
	for _, side := range e.all("related_field") {
		ref := side.child("field_ref")
		t, a := c.resolve(ref)
		if t != nil && t.class == nil {
			return // of a table that ORDA does not see
		}
		if a == nil {
			c.report(fault.Grave, ref.start, "relation-field", "A relation names the field %q, which does not exist; it is left out.", ref.attrs["name"])
			return
		}
		if side.attrs["kind"] == "destination" {
			r.one, r.target = t.class, a
		} else {
			r.many, r.foreign = t.class, a
		}
	}
	if r.one == nil || r.many == nil {
		c.report(fault.Grave, e.start, "relation-field", "A relation does not have two sides; it is left out.")
		return
	}
	c.link(r)
}

func number(s string, absent int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return absent
	}
	return n
}

// typeOfCode maps the field types of the file; NoType for those that no engine
// accepts.
func typeOfCode(code int) Type {
	switch code {
	case 1:
		return BoolType
	case 2, 3, 4:
		return IntType
	case 5:
		return LongType
	case 6, 7:
		return RealType
	case 8:
		return DateType
	case 9:
		return TimeType
	case 10, 14:
		return TextType
	case 12:
		return PictureType
	case 13:
		return UUIDType
	case 18:
		return BlobType
	case 21:
		return ObjectType
	}
	return NoType
}
