package rest

import (
	"net/url"
	"strconv"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/value"
)

// encoder writes the bodies of one request. Attributes are appended one after
// the other: no maps, no reflection, no copies.
type encoder struct {
	q *request
	// errors of computed attributes: the rest of the answer is still useful.
	errors []*fault.Error
	nested int
}

// maxAttributeErrors limits what is reported of failing computed attributes.
const maxAttributeErrors = 10

func (x *encoder) fail(err error) {
	if len(x.errors) < maxAttributeErrors {
		x.errors = append(x.errors, toFaults(err)...)
	}
}

// appendEntity appends one entity: its own facts, then the fields of the view.
// named adds the names of the class, for an entity that stands alone.
func (x *encoder) appendEntity(b []byte, e *orda.Entity, v *view, named bool) []byte {
	if e == nil {
		return append(b, `{"__STAMP":0}`...) // dropped since the selection was made
	}
	b = append(b, '{')
	if named {
		b = append(b, v.shape.head...)
	}
	return append(x.appendBody(b, e, v), '}')
}

// appendBody appends the members of an entity's object.
func (x *encoder) appendBody(b []byte, e *orda.Entity, v *view) []byte {
	key := e.KeyText()
	if key != "" && !e.IsNew() {
		b = append(b, `"__KEY":`...)
		b = value.AppendQuoted(b, key)
		b = append(b, `,"__TIMESTAMP":"`...)
		b = appendInstant(b, e.Timestamp())
		b = append(b, `",`...)
	}
	b = append(b, `"__STAMP":`...)
	b = strconv.AppendInt(b, e.Stamp(), 10)
	self := ""
	for i := range v.fields {
		f := &v.fields[i]
		b = append(append(b, ','), f.key...)
		if f.deferred != "" && self == "" {
			self = v.shape.uri + "[" + url.PathEscape(key) + "]"
		}
		b = x.appendField(b, e, f, self)
	}
	return b
}

func (x *encoder) appendField(b []byte, e *orda.Entity, f *field, self string) []byte {
	switch {
	case f.toMany() && f.sub == nil, f.Type == model.BlobType, f.Type == model.PictureType:
		return x.appendDeferred(b, e, f, self)
	case f.Kind == model.RelatedEntity && f.sub == nil:
		return x.appendLink(b, e, f.attr)
	}
	v, err := x.get(e, f.attr)
	if err != nil {
		x.fail(err)
		return append(b, "null"...)
	}
	if f.related() != nil {
		return x.appendRelated(b, v, f, self)
	}
	if f.inner != nil {
		v = pick(v, f.inner, 0)
	}
	return x.appendValue(b, v)
}

// get reads an attribute of a view: that it may be read is decided already.
func (x *encoder) get(e *orda.Entity, a *attr) (value.Value, error) {
	if a.Kind == model.Storage {
		return e.Column(x.q.caller(), a.Attribute)
	}
	return e.Get(x.q.caller(), a.Name)
}

// appendDeferred appends the address of what is not sent with its entity.
func (x *encoder) appendDeferred(b []byte, e *orda.Entity, f *field, self string) []byte {
	if e.IsNew() || !f.toMany() && e.IsNull(f.Name) {
		return append(b, "null"...)
	}
	b = append(append(append(b, `{"__deferred":{"uri":"`...), self...), f.deferred...)
	if !f.toMany() {
		b = strconv.AppendInt(b, e.Stamp(), 10)
		b = append(append(b, `&$expand=`...), url.QueryEscape(f.Name)...)
	}
	b = append(b, '"')
	if f.Type == model.PictureType {
		b = append(b, `,"image":true`...)
	}
	return append(b, "}}"...)
}

// appendLink appends the address of the one related entity.
func (x *encoder) appendLink(b []byte, e *orda.Entity, a *attr) []byte {
	key, err := x.relatedKey(e, a)
	if err != nil {
		x.fail(err)
	}
	if key == "" {
		return append(b, "null"...)
	}
	b = append(b, `{"__deferred":{"uri":"`...)
	b = append(b, x.q.h.shapes.of(a.related()).uri...)
	b = append(append(append(b, '['), url.PathEscape(key)...), `]","__KEY":`...)
	return append(value.AppendQuoted(b, key), "}}"...)
}

// relatedKey returns the key of the related entity, "" if there is none. The
// foreign key usually says it without loading anything.
func (x *encoder) relatedKey(e *orda.Entity, a *attr) (string, error) {
	if a.ForeignKey != nil && a.TargetKey == a.Related.Key {
		v, err := e.Column(x.q.caller(), a.ForeignKey)
		return keyText(v), err
	}
	v, err := e.Get(x.q.caller(), a.Name)
	if err != nil {
		return "", err
	}
	if other, ok := x.q.g.Wrapper().Unwrap(v).(*orda.Entity); ok && other != nil {
		return other.KeyText(), nil
	}
	return "", nil
}

// keyText is the text of a key value.
func keyText(v value.Value) string {
	switch v.Kind() {
	case value.Text:
		return v.AsText()
	case value.Int:
		return strconv.FormatInt(v.AsInt(), 10)
	case value.Real:
		return string(value.AppendNumber(nil, v.AsReal()))
	case value.Date:
		return v.AsDate().String()
	}
	return ""
}

// appendRelated appends related entities in place.
func (x *encoder) appendRelated(b []byte, v value.Value, f *field, self string) []byte {
	switch r := x.q.g.Wrapper().Unwrap(v).(type) {
	case *orda.Entity:
		if r == nil {
			return append(b, "null"...)
		}
		sub := f.sub
		if sub == nil { // a computed attribute that yields an entity: its address
			key := r.KeyText()
			b = append(b, `{"__deferred":{"uri":"`...)
			b = append(append(b, x.q.h.shapes.of(r.Dataclass().Model()).uri...), '[')
			b = append(append(b, url.PathEscape(key)...), `]","__KEY":`...)
			return append(value.AppendQuoted(b, key), "}}"...)
		}
		return x.appendEntity(b, r, sub, false)
	case *orda.Selection:
		if r == nil || f.sub == nil {
			return append(b, "null"...)
		}
		return x.appendSelection(b, r, f.sub, page{set: self + "/" + url.PathEscape(f.Name) + "?$expand=" + url.QueryEscape(f.Name), top: pageSize, nested: true})
	}
	return append(b, "null"...)
}

// page says which part of a selection is sent, and how.
type page struct {
	set       string // the address of the entity set, "" if none was made
	skip, top int
	nested    bool // inside of an entity: without the name of the class
}

// appendSelection appends the envelope of a selection with one page of it.
func (x *encoder) appendSelection(b []byte, sel *orda.Selection, v *view, p page) []byte {
	b = append(b, '{')
	if p.set != "" {
		b = append(b, `"__ENTITYSET":`...)
		b = append(value.AppendQuoted(b, p.set), ',')
	}
	if !p.nested {
		b = append(b, v.shape.head...)
	}
	b = append(b, `"__GlobalStamp":0,"__COUNT":`...)
	b = strconv.AppendInt(b, int64(sel.Len()), 10)
	b = append(b, `,"__FIRST":`...)
	b = strconv.AppendInt(b, int64(p.skip), 10)
	b = append(b, `,"__ENTITIES":[`...)
	sent := 0
	b = x.eachEntity(b, sel, v, p, func(b []byte, e *orda.Entity) []byte {
		sent++
		return x.appendEntity(b, e, v, false)
	})
	b = append(b, ']')
	if !p.nested {
		b = append(b, `,"__SENT":`...)
		b = strconv.AppendInt(b, int64(sent), 10)
	}
	return append(b, '}')
}

// eachEntity appends the entities of a page, separated by commas.
func (x *encoder) eachEntity(b []byte, sel *orda.Selection, v *view, p page, each func([]byte, *orda.Entity) []byte) []byte {
	if p.top == 0 || p.skip >= sel.Len() {
		return b
	}
	entities, err := sel.Entities(x.q.caller(), p.skip, p.top, v.ahead)
	if err != nil {
		x.fail(err)
		return b
	}
	for i, e := range entities {
		if i > 0 {
			b = append(b, ',')
		}
		b = each(b, e)
	}
	return b
}

// appendAsArray appends a page as a bare array ($asArray).
func (x *encoder) appendAsArray(b []byte, sel *orda.Selection, v *view, p page) []byte {
	b = append(b, '[')
	b = x.eachEntity(b, sel, v, p, func(b []byte, e *orda.Entity) []byte {
		if e == nil {
			return append(b, `{"__STAMP":0}`...)
		}
		b = append(b, `{"__KEY":{`...)
		if k := v.shape.class.Key; k != nil {
			key, err := e.Column(x.q.caller(), k)
			if err != nil {
				x.fail(err)
			}
			b = append(value.AppendQuoted(b, k.Name), ':')
			b = append(x.appendValue(b, key), ',')
		}
		b = append(b, `"__STAMP":`...)
		b = append(strconv.AppendInt(b, e.Stamp(), 10), '}')
		for i := range v.fields {
			f := &v.fields[i]
			b = append(append(b, ','), f.key...)
			if f.toMany() {
				b = x.appendCount(b, e, f)
				continue
			}
			b = x.appendField(b, e, f, v.shape.uri+"["+url.PathEscape(e.KeyText())+"]")
		}
		return append(b, '}')
	})
	return append(b, ']')
}

func (x *encoder) appendCount(b []byte, e *orda.Entity, f *field) []byte {
	n := 0
	v, err := e.Get(x.q.caller(), f.Name)
	if err != nil {
		x.fail(err)
	} else if sel, ok := x.q.g.Wrapper().Unwrap(v).(*orda.Selection); ok && sel != nil {
		n = sel.Len()
	}
	b = append(b, `{"__COUNT":`...)
	return append(strconv.AppendInt(b, int64(n), 10), '}')
}

// appendValue appends a value as REST writes it: dates as instants at
// midnight, times in milliseconds.
func (x *encoder) appendValue(b []byte, v value.Value) []byte {
	switch v.Kind() {
	case value.Text:
		return value.AppendQuoted(b, v.AsText())
	case value.Int:
		return strconv.AppendInt(b, v.AsInt(), 10)
	case value.Real:
		return value.AppendNumber(b, v.AsReal())
	case value.Bool:
		return strconv.AppendBool(b, v.AsBool())
	case value.Date:
		return appendDate(b, v.AsDate())
	case value.Time:
		return strconv.AppendInt(b, v.AsInt()*1000, 10)
	case value.Object, value.Collection:
		return x.appendNested(b, v)
	case value.Blob, value.Picture:
		out, err := value.AppendJSON(b, v, value.JSONOptions{})
		if err != nil {
			x.fail(err)
			return append(b, "null"...)
		}
		return out
	}
	return append(b, "null"...)
}

func appendDate(b []byte, d value.Day) []byte {
	if d.IsNull() {
		return append(b, "null"...)
	}
	y, m, n := d.Parts()
	b = append(b, '"')
	b = appendPadded(b, y, 4)
	b = appendPadded(append(b, '-'), m, 2)
	b = appendPadded(append(b, '-'), n, 2)
	return append(b, `T00:00:00.000Z"`...)
}

// appendInstant appends a moment in UTC as "2006-01-02T15:04:05.000Z", which
// each entity carries.
func appendInstant(b []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	b = appendPadded(b, year, 4)
	b = appendPadded(append(b, '-'), int(month), 2)
	b = appendPadded(append(b, '-'), day, 2)
	b = appendPadded(append(b, 'T'), hour, 2)
	b = appendPadded(append(b, ':'), minute, 2)
	b = appendPadded(append(b, ':'), second, 2)
	b = appendPadded(append(b, '.'), t.Nanosecond()/int(time.Millisecond), 3)
	return append(b, 'Z')
}

func appendPadded(b []byte, n, width int) []byte {
	for limit := 10; width > 1; width, limit = width-1, limit*10 {
		if n < limit {
			b = append(b, '0')
		}
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// appendNested appends an object or collection; entities and selections in it
// appear as they do on their own.
func (x *encoder) appendNested(b []byte, v value.Value) []byte {
	start := len(b)
	out, err := value.AppendJSON(b, v, value.JSONOptions{Native: x.appendNative})
	if err != nil {
		x.fail(err)
		return append(b[:start], "null"...)
	}
	return out
}

// maxNested limits entities within objects within entities.
const maxNested = 4

func (x *encoder) appendNative(b []byte, o *value.Obj) ([]byte, bool, error) {
	found := x.q.g.Wrapper().Unwrap(value.FromObject(o))
	if found == nil {
		return b, false, nil
	}
	if x.nested++; x.nested > maxNested {
		x.nested--
		return append(b, "null"...), true, nil
	}
	defer func() { x.nested-- }()
	switch r := found.(type) {
	case *orda.Entity:
		v, err := x.q.view(x.q.h.shapes.of(r.Dataclass().Model()), nil)
		if err != nil {
			return b, false, err
		}
		return x.appendEntity(b, r, v, true), true, nil
	case *orda.Selection:
		v, err := x.q.view(x.q.h.shapes.of(r.Dataclass().Model()), nil)
		if err != nil {
			return b, false, err
		}
		return x.appendSelection(b, r, v, page{top: pageSize}), true, nil
	}
	return append(b, "null"...), true, nil
}

// pick returns the parts of an object that a path tree names; elements of
// collections keep their places.
func pick(v value.Value, t *pathSet, depth int) value.Value {
	if t.leaf() || t.all || depth > maxJSONDepth {
		return v
	}
	switch v.Kind() {
	case value.Object:
		out := value.NewObject()
		for _, name := range t.names {
			if inner, ok := v.AsObject().Lookup(name); ok {
				out.Set(name, pick(inner, t.kids[name], depth+1))
			}
		}
		return value.FromObject(out)
	case value.Collection:
		items := v.AsCollection().Items()
		out := make([]value.Value, len(items))
		for i, item := range items {
			out[i] = pick(item, t, depth+1)
		}
		return value.FromCollection(value.NewList(out...))
	}
	return v
}
