package rest

import (
	"strings"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/value"
)

// assign gives an entity the attribute values of a JSON object. Names that
// begin with "__", the address, what cannot be written and what only echoes an
// address are passed over.
func (q *request) assign(e *orda.Entity, s *shape, o *value.Obj) error {
	for name, v := range o.All() {
		if strings.HasPrefix(name, "__") || name == "uri" && s.byName["uri"] == nil {
			continue
		}
		a := s.byName[name]
		if a == nil || !a.Exposed && !q.seesAll() {
			return noAttribute(s, name)
		}
		if a.toMany() || a.ReadOnly || isEcho(v, a) {
			continue
		}
		v, err := q.incomingValue(a, v)
		if err != nil {
			return err
		}
		if err := e.Set(q.caller(), a.Name, v); err != nil {
			return err
		}
	}
	return nil
}

// isEcho reports whether a client sends back the address of a picture, blob or
// related entity as it got it.
func isEcho(v value.Value, a *attr) bool {
	o := v.AsObject()
	if o == nil {
		return false
	}
	d := o.Get("__deferred").AsObject()
	return d != nil && (a.related() == nil || d.Get("__KEY").IsAbsent())
}

// incomingValue turns a value of a JSON body into one of the attribute's type.
func (q *request) incomingValue(a *attr, v value.Value) (value.Value, error) {
	switch {
	case v.IsNull():
		return v, nil
	case a.related() != nil:
		return q.incomingEntity(a, v)
	case a.Type == model.DateType:
		return incomingDate(a, v)
	case a.Type == model.TimeType && v.IsNumber():
		return value.FromTime(v.AsInt() / 1000), nil
	case a.Type == model.PictureType, a.Type == model.BlobType:
		return q.incomingBytes(a, v)
	}
	return v, nil
}

// incomingEntity finds the related entity that a key, {"__KEY":…} or the
// address of an entity names.
func (q *request) incomingEntity(a *attr, v value.Value) (value.Value, error) {
	key := v
	if o := v.AsObject(); o != nil {
		if d := o.Get("__deferred").AsObject(); d != nil {
			o = d
		}
		key = o.Get("__KEY")
	}
	if key.IsNull() {
		return key, nil
	}
	if key.Kind() != value.Text && !key.IsNumber() {
		return value.Value{}, fault.New(fault.Invalid, "rest.relation", "The relation %s takes a key, an object with __KEY, or null.", a.Name)
	}
	d := q.g.Datastore().Class(a.related().Name)
	e, err := q.load(d, key)
	if err != nil {
		return value.Value{}, err
	}
	return q.g.Wrapper().Entity(e), nil
}

// incomingDate reads the forms of a date: an instant, of which the day counts
// as it is written, "yyyy-mm-dd", or "d!m!yyyy".
func incomingDate(a *attr, v value.Value) (value.Value, error) {
	s := v.AsText()
	if v.Kind() != value.Text {
		return value.Value{}, fault.New(fault.Invalid, "rest.date", "The attribute %s takes a date as text, got %s.", a.Name, v.Kind())
	}
	if s == "" {
		return value.NullValue(), nil
	}
	if d, ok := parseDate(s); ok {
		return value.FromDate(d), nil
	}
	return value.Value{}, fault.New(fault.Invalid, "rest.date", "%q is no date for the attribute %s; write 2026-11-20T00:00:00.000Z or 2026-11-20.", clip(s), a.Name)
}

func parseDate(s string) (value.Day, bool) {
	if len(s) >= 10 {
		if d, ok := value.ParseDay(s[:10]); ok && (len(s) == 10 || s[10] == 'T') {
			return d, true
		}
	}
	if s == "0!0!0" || strings.HasPrefix(s, "0000-00-00") {
		return 0, true
	}
	if t, err := time.Parse("2!1!2006", s); err == nil {
		return value.DayOf(t), true
	}
	return 0, false
}

// incomingBytes takes what was uploaded before under an identifier.
func (q *request) incomingBytes(a *attr, v value.Value) (value.Value, error) {
	o := v.AsObject()
	if o == nil || o.Get("ID").Kind() != value.Text {
		return value.Value{}, fault.New(fault.Invalid, "rest.upload", "The attribute %s takes {\"ID\": …} with the identifier of an upload, or null.", a.Name)
	}
	up, ok := q.h.uploads.take(o.Get("ID").AsText(), q.session(), q.h.now())
	if !ok {
		number := 1826
		if a.Type == model.PictureType {
			number = 1825
		}
		return value.Value{}, fault.Numbered(fault.NotFound, number, "rest", "The upload %q cannot be found", clip(o.Get("ID").AsText()))
	}
	if a.Type == model.PictureType {
		return value.FromPicture(&value.Image{MIME: up.mime, Data: up.data}), nil
	}
	return value.FromBlob(up.data), nil
}
