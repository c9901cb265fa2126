package rest

import (
	"net/url"
	"strconv"
	"strings"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/value"
)

// catalog answers /rest/$catalog: the list of dataclasses, all of them or some
// in full, and the functions of the datastore.
func (q *request) catalog(b []byte) (answer, error) {
	if len(q.steps) > 2 {
		return answer{}, malformed("$catalog takes one more segment at most")
	}
	if len(q.steps) == 1 || q.steps[1].name == "$all" {
		if !q.isRead() {
			return answer{}, wrongVerb("The catalog can only be read")
		}
		return q.describe(b, q.visibleClasses(), len(q.steps) == 2), nil
	}
	name := q.steps[1].name
	if f, ok := q.g.Functions().Find(OnDatastore, "", name); ok && f.Exposed {
		return q.datastoreFunction(b, f)
	}
	if !q.isRead() {
		return answer{}, fault.Numbered(fault.NotFound, 1827, "rest", "The function %q of the datastore cannot be found", clip(name))
	}
	var classes []*model.Dataclass
	for n := range strings.SplitSeq(name, ",") {
		d, err := q.class(strings.TrimSpace(n))
		if err != nil {
			return answer{}, err
		}
		classes = append(classes, d.Model())
	}
	return q.describe(b, classes, true), nil
}

func (q *request) visibleClasses() []*model.Dataclass {
	var out []*model.Dataclass
	for _, d := range q.g.Datastore().Model().Classes {
		if (d.Exposed && q.allowed(access.Describe, access.Resource{Kind: access.Dataclass, Class: d.Name})) || q.seesAll() {
			out = append(out, d)
		}
	}
	return out
}

// describe appends the envelope of the catalog.
func (q *request) describe(b []byte, classes []*model.Dataclass, full bool) answer {
	m := q.g.Datastore().Model()
	b = append(b, `{"__UNIQID":`...)
	b = value.AppendQuoted(b, m.UUID)
	b = append(b, `,"__BASEID":null,"__NAME":`...)
	b = value.AppendQuoted(b, q.g.Name())
	b = append(b, `,"properties":{"supportJSONEntityKey":true},"dataClasses":[`...)
	for i, d := range classes {
		if i > 0 {
			b = append(b, ',')
		}
		if full {
			b = q.describeClass(b, d)
			continue
		}
		b = append(b, `{"name":`...)
		b = value.AppendQuoted(b, d.Name)
		b = append(b, `,"uri":`...)
		b = value.AppendQuoted(b, "/rest/$catalog/"+url.PathEscape(d.Name))
		b = append(b, `,"dataURI":`...)
		b = append(value.AppendQuoted(b, "/rest/"+url.PathEscape(d.Name)), '}')
	}
	b = append(b, ']')
	b = q.describeMethods(b, "", []Target{OnDatastore})
	b = q.describeSingletons(b)
	return answer{body: append(b, '}')}
}

func (q *request) describeClass(b []byte, d *model.Dataclass) []byte {
	b = append(b, `{"name":`...)
	b = value.AppendQuoted(b, d.Name)
	b = append(b, `,"className":`...)
	b = value.AppendQuoted(b, d.Name)
	b = append(b, `,"collectionName":`...)
	b = value.AppendQuoted(b, d.Name+"Selection")
	b = append(b, `,"tableNumber":`...)
	b = strconv.AppendInt(b, int64(d.Number), 10)
	b = append(b, `,"scope":"public","exposed":`...)
	b = strconv.AppendBool(b, d.Exposed)
	b = append(b, `,"dataURI":`...)
	b = value.AppendQuoted(b, "/rest/"+url.PathEscape(d.Name))
	b = append(b, `,"attributes":[`...)
	first := true
	s := q.h.shapes.of(d)
	for i := range s.attrs {
		a := &s.attrs[i]
		if !(a.Exposed && q.allowed(access.Describe, a.resource)) && !q.seesAll() {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = describeAttribute(b, d, a.Attribute)
	}
	b = append(b, ']')
	b = q.describeMethods(b, d.Name, []Target{OnDataclass, OnSelection, OnEntity})
	b = append(b, `,"key":[`...)
	if d.Key != nil {
		b = append(value.AppendQuoted(append(b, `{"name":`...), d.Key.Name), '}')
	}
	return append(b, "]}"...)
}

// describeAttribute appends an attribute; what is absent is false.
func describeAttribute(b []byte, d *model.Dataclass, a *model.Attribute) []byte {
	text := func(name, v string) {
		if v != "" {
			b = append(value.AppendQuoted(append(b, ','), name), ':')
			b = value.AppendQuoted(b, v)
		}
	}
	flag := func(name string, v bool) {
		if v {
			b = append(value.AppendQuoted(append(b, ','), name), `:true`...)
		}
	}
	b = append(b, `{"name":`...)
	b = value.AppendQuoted(b, a.Name)
	text("kind", kindName(a.Kind))
	if a.Number > 0 {
		b = append(b, `,"fieldPos":`...)
		b = strconv.AppendInt(b, int64(a.Number), 10)
	}
	text("scope", "public")
	flag("indexed", a.Indexed || a.KeywordIndexed)
	text("type", typeName(a))
	text("classID", a.ObjectClass)
	flag("identifying", a == d.Key)
	flag("unique", a.Unique)
	flag("not_null", a.Mandatory)
	flag("autosequence", a.AutoSequence)
	flag("uuid", a.Type == model.UUIDType)
	flag("exposed", a.Exposed)
	flag("simpleDate", a.SimpleDate)
	flag("readOnly", a.ReadOnly)
	switch a.Kind {
	case model.RelatedEntity:
		text("path", a.Related.Name)
		if a.ForeignKey != nil {
			text("foreignKey", a.ForeignKey.Name)
		}
	case model.RelatedEntities:
		flag("reversePath", true)
		if a.Inverse != nil {
			text("path", a.Inverse.Name)
		}
	case model.Alias:
		text("path", strings.Join(a.Path, "."))
	}
	if a.Inverse != nil {
		text("inverseName", a.Inverse.Name)
	}
	if a.ResultClass != nil {
		if a.Selection {
			text("behavior", "relatedEntities")
		} else {
			text("behavior", "relatedEntity")
		}
	}
	return append(b, '}')
}

func kindName(k model.Kind) string {
	return [...]string{"storage", "relatedEntity", "relatedEntities", "calculated", "alias"}[k]
}

// typeName is the name of an attribute's type in the catalog.
func typeName(a *model.Attribute) string {
	switch {
	case a.Kind == model.RelatedEntity:
		return a.Related.Name
	case a.Kind == model.RelatedEntities:
		return a.Related.Name + "Selection"
	case a.ResultClass != nil && a.Selection:
		return a.ResultClass.Name + "Selection"
	case a.ResultClass != nil:
		return a.ResultClass.Name
	}
	switch a.Type {
	case model.BoolType:
		return "bool"
	case model.IntType:
		if a.TypeCode == 3 {
			return "word"
		}
		return "long"
	case model.LongType:
		return "long64"
	case model.RealType:
		return "number"
	case model.DateType:
		return "date"
	case model.TimeType:
		return "duration"
	case model.TextType, model.UUIDType:
		return "string"
	case model.PictureType:
		return "image"
	case model.BlobType:
		return "blob"
	case model.ObjectType:
		return "object"
	}
	return "" // a computed attribute that does not declare its type
}

// describeMethods appends the exposed functions of some levels.
func (q *request) describeMethods(b []byte, class string, levels []Target) []byte {
	b = append(b, `,"methods":[`...)
	first := true
	for _, level := range levels {
		for _, f := range q.g.Functions().List(level, class) {
			if !f.Exposed {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			b = q.describeFunction(b, f, applyTo(level))
		}
	}
	return append(b, ']')
}

func applyTo(level Target) string {
	return [...]string{"dataStore", "dataClass", "entity", "entityCollection", ""}[level]
}

func (q *request) describeFunction(b []byte, f FunctionInfo, applyTo string) []byte {
	b = append(b, `{"name":`...)
	b = value.AppendQuoted(b, f.Name)
	if applyTo != "" {
		b = append(b, `,"applyTo":`...)
		b = value.AppendQuoted(b, applyTo)
		b = append(b, `,"scope":"public"`...)
	}
	b = append(b, `,"allowedOnHTTPGET":`...)
	b = strconv.AppendBool(b, f.OnHTTPGet)
	b = append(b, `,"exposed":true`...)
	if q.fullMetadata && q.seesAll() {
		b = append(b, `,"paramsText":`...)
		b = value.AppendQuoted(b, f.Params)
	}
	return append(b, '}')
}

// describeSingletons appends the singletons that have an exposed function; the
// member is absent when there is none.
func (q *request) describeSingletons(b []byte) []byte {
	first := true
	for _, name := range q.g.Functions().Singletons() {
		exposed := false
		for _, f := range q.g.Functions().List(OnSingleton, name) {
			exposed = exposed || f.Exposed
		}
		if !exposed {
			continue
		}
		if first {
			b = append(b, `,"singletons":[`...)
		} else {
			b = append(b, ',')
		}
		first = false
		b = append(b, `{"name":`...)
		b = value.AppendQuoted(b, name)
		b = append(q.describeMethods(b, name, []Target{OnSingleton}), '}')
	}
	if first {
		return b
	}
	return append(b, ']')
}
