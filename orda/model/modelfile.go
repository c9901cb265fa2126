package model

import (
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
)

// ReadModel reads a model.4DModel, the form of the cloud product: dataclasses
// with their stored and relation attributes. Calculated and alias attributes in
// it are left to the classes that declare them.
func ReadModel(path string, data []byte) (*Model, []Problem, error) {
	doc, err := jsontext.Parse(path, data)
	if err != nil {
		return nil, nil, err
	}
	classes := doc.Root.Get("dataClasses")
	if !classes.Is(jsontext.Array) {
		return nil, nil, fault.New(fault.Invalid, "model.no-classes", `The file is no model: it has no list "dataClasses".`).
			At(doc.Place(doc.Root))
	}
	m := &modelFile{builder: newBuilder(path, data)}
	m.model.UUID = doc.Root.Get("UUID").Text()
	m.model.Name = doc.Root.Get("name").Text()
	if locale := doc.Root.Get("collation_locale").Text(); locale != "" {
		m.model.Collation = locale
	}
	for i, n := range classes.Items {
		m.class(n, i+1)
	}
	for _, r := range m.toOne {
		m.relation(r)
	}
	for _, r := range m.toMany {
		if !r.used {
			m.report(fault.Grave, r.node.Span.Start, "relation-path",
				"The relation %s.%s mirrors %q, which is no relation to %s; it is left out.", r.class.Name, r.name, r.path, r.class.Name)
		}
	}
	return m.model, m.problems, nil
}

// modelFile reads the JSON form of a model.
type modelFile struct {
	*builder
	toOne, toMany []*declared
}

// declared is a relation attribute as the file declares it.
type declared struct {
	node  *jsontext.Node
	class *Dataclass
	name  string
	// path is the related class, or for a mirror the relation it mirrors.
	path string
	// related is the class named by the type.
	related string
	used    bool
}

func (m *modelFile) class(n *jsontext.Node, number int) {
	d := &Dataclass{
		Name:    n.Get("name").Text(),
		UUID:    plainUUID(n.Get("uuid")),
		Number:  number,
		Exposed: isPublic(n),
		byName:  map[string]*Attribute{},
	}
	if !m.addClass(d, n.Span.Start) {
		return
	}
	var relations []*declared
	if attributes := n.Get("attributes"); attributes != nil {
		for i, a := range attributes.Items {
			switch a.Get("kind").Text() {
			case "storage":
				m.stored(d, a, i+1)
			case "relatedEntity", "relatedEntities":
				relations = append(relations, m.declared(d, a))
			}
		}
	}
	if d.Key == nil {
		m.report(fault.Warning, n.Span.Start, "no-key", "The dataclass %s has no primary key; it is left out.", d.Name)
		m.drop(d)
		return
	}
	for _, r := range relations {
		if r.node.Get("reversePath").Bool() || r.node.Get("kind").Text() == "relatedEntities" {
			m.toMany = append(m.toMany, r)
		} else {
			m.toOne = append(m.toOne, r)
		}
	}
}

func (m *modelFile) drop(d *Dataclass) {
	delete(m.model.byName, fold(d.Name))
	m.model.Classes = m.model.Classes[:len(m.model.Classes)-1]
}

func (m *modelFile) stored(d *Dataclass, n *jsontext.Node, number int) {
	a := &Attribute{
		Name:         n.Get("name").Text(),
		UUID:         plainUUID(n.Get("uuid")),
		Kind:         Storage,
		Number:       number,
		Exposed:      d.Exposed && isPublic(n),
		Unique:       n.Get("unique").Bool(),
		Mandatory:    n.Get("not_null").Bool(),
		NeverNull:    n.Get("never_null").Bool(),
		AutoSequence: n.Get("autosequence").Bool(),
		AutoUUID:     n.Get("autogenerate").Bool(),
		SimpleDate:   n.Get("simpleDate").Bool(),
		MaxLength:    max(0, n.Get("limiting_length").Int()),
	}
	a.Type, a.TypeCode = typeOfName(n.Get("type").Text())
	if a.Type == NoType {
		m.report(fault.Grave, n.Span.Start, "field-type", "%s.%s has the type %q, which does not exist; it is left out.",
			d.Name, a.Name, n.Get("type").Text())
		return
	}
	if !m.addStored(d, a, n.Span.Start) {
		return
	}
	a.KeywordIndexed = n.Get("keywordIndexed").Bool()
	if kind := n.Get("indexKind").Text(); kind != "" && kind != "none" {
		m.addIndex(d, Index{Attributes: []*Attribute{a}, Unique: a.Unique})
	}
	if !n.Get("primKey").Bool() {
		return
	}
	switch {
	case d.Key != nil:
		m.report(fault.Grave, n.Span.Start, "two-keys", "%s has two primary keys; %s is taken.", d.Name, d.Key.Name)
	case !isKeyType(a.Type):
		m.report(fault.Grave, n.Span.Start, "key-type", "The primary key %s.%s has a type that no key may have.", d.Name, a.Name)
	default:
		a.Unique, a.Mandatory, a.Indexed = true, true, true
		d.Key = a
	}
}

func (m *modelFile) declared(d *Dataclass, n *jsontext.Node) *declared {
	return &declared{node: n, class: d, name: n.Get("name").Text(), path: n.Get("path").Text(),
		related: n.Get("type").Text()}
}

// relation makes a relation and the column behind it, which this form of the
// model does not show: it is named after the relation and holds the other
// class's key.
func (m *modelFile) relation(r *declared) {
	one := m.model.Class(r.path)
	if one == nil {
		one = m.model.Class(r.related)
	}
	if one == nil {
		m.report(fault.Grave, r.node.Span.Start, "relation-path", "The relation %s.%s leads to %q, which is no dataclass; it is left out.",
			r.class.Name, r.name, r.path)
		return
	}
	column := &Attribute{
		Name: "__" + r.name, UUID: plainUUID(r.node.Get("uuid")), Kind: Storage, Internal: true,
		Type: one.Key.Type, TypeCode: one.Key.TypeCode, Number: len(r.class.Attributes) + 1, Indexed: true,
	}
	if !m.addStored(r.class, column, r.node.Span.Start) {
		return
	}
	rel := relation{many: r.class, one: one, foreign: column, target: one.Key, toOne: r.name,
		toOneUUID: plainUUID(r.node.Get("uuid")), offset: r.node.Span.Start}
	for _, mirror := range m.toMany {
		if !mirror.used && mirror.class == one && mirror.path == r.name && m.leadsTo(mirror, r.class) {
			mirror.used = true
			rel.toMany, rel.toManyUUID = mirror.name, plainUUID(mirror.node.Get("uuid"))
			break
		}
	}
	m.link(rel)
}

// leadsTo reports whether the type of a mirror is the selection of a class.
func (m *modelFile) leadsTo(mirror *declared, d *Dataclass) bool {
	return strings.EqualFold(mirror.related, d.Name+"Selection") || strings.EqualFold(mirror.related, d.Name) ||
		m.model.Class(strings.TrimSuffix(mirror.related, "Selection")) == nil // a renamed selection class
}

// isPublic reads "scope" and "exposed"; both may be missing.
func isPublic(n *jsontext.Node) bool {
	if e := n.Get("exposed"); e != nil && !e.Bool() {
		return false
	}
	s := n.Get("scope").Text()
	return s == "" || strings.EqualFold(s, "public")
}

// plainUUID returns an identity as catalogs write it: 32 upper-case digits.
func plainUUID(n *jsontext.Node) string {
	return strings.ToUpper(strings.ReplaceAll(n.Text(), "-", ""))
}

// typeOfName maps the types of the file, with the code a catalog would have.
func typeOfName(name string) (Type, int) {
	switch strings.ToLower(name) {
	case "bool", "boolean":
		return BoolType, 1
	case "byte":
		return IntType, 2
	case "word":
		return IntType, 3
	case "long":
		return IntType, 4
	case "long64":
		return LongType, 5
	case "number", "real":
		return RealType, 6
	case "date":
		return DateType, 8
	case "duration", "time":
		return TimeType, 9
	case "string", "text":
		return TextType, 10
	case "uuid":
		return UUIDType, 10
	case "image", "picture":
		return PictureType, 12
	case "blob":
		return BlobType, 18
	case "object":
		return ObjectType, 21
	}
	return NoType, 0
}
