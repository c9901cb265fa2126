package store

import (
	"encoding/base64"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// Objects are stored as JSON. What JSON lacks is a text between marks:
//
//	"!!2026-11-20!!"               a date
//	"!!blob:BASE64!!"              a blob
//	"!!picture:image/png;BASE64!!" a picture
//
// Times are numbers of seconds, as the original has them in objects.

const (
	mark        = "!!"
	blobMark    = mark + "blob:"
	pictureMark = mark + "picture:"
	maxDepth    = 512
)

// EncodeObject returns the stored form of an object or collection. Instances of
// classes and other native objects cannot be stored.
func EncodeObject(v value.Value) (string, error) {
	marked, err := markup(v, 0)
	if err != nil {
		return "", err
	}
	b, err := value.AppendJSON(nil, marked, value.JSONOptions{Depth: maxDepth})
	return string(b), err
}

// DecodeObject reads the stored form of an object.
func DecodeObject(s string) (value.Value, error) {
	v, err := value.ParseJSON(s, value.ParseOptions{})
	if err != nil || !strings.Contains(s, mark) {
		return v, err
	}
	return unmark(v), nil
}

// markup returns v with dates, blobs and pictures replaced. What needs no
// replacement is returned as it is.
func markup(v value.Value, depth int) (value.Value, error) {
	if depth > maxDepth {
		return v, fault.New(fault.Limit, "store.depth", "The object is nested more than %d levels deep, or refers to itself.", maxDepth)
	}
	switch v.Kind() {
	case value.Date:
		if v.AsDate().IsNull() {
			return value.NullValue(), nil
		}
		return value.FromText(mark + v.AsDate().String() + mark), nil
	case value.Blob:
		return value.FromText(blobMark + base64.StdEncoding.EncodeToString(v.AsBlob()) + mark), nil
	case value.Picture:
		p := v.AsPicture()
		return value.FromText(pictureMark + p.MIME + ";" + base64.StdEncoding.EncodeToString(p.Data) + mark), nil
	case value.Collection:
		return markupList(v, depth)
	case value.Object:
		return markupObject(v, depth)
	case value.Pointer, value.Array:
		return v, fault.New(fault.Invalid, "store.value", "A %s cannot be stored in an object attribute.", v.Kind())
	}
	return v, nil
}

func markupList(v value.Value, depth int) (value.Value, error) {
	items := v.AsCollection().Items()
	var changed []value.Value
	for i, item := range items {
		m, err := markup(item, depth+1)
		if err != nil {
			return v, err
		}
		if changed == nil && m != item {
			changed = append(make([]value.Value, 0, len(items)), items[:i]...)
		}
		if changed != nil {
			changed = append(changed, m)
		}
	}
	if changed == nil {
		return v, nil
	}
	return value.FromCollection(value.NewList(changed...)), nil
}

func markupObject(v value.Value, depth int) (value.Value, error) {
	o := v.AsObject()
	if o.Native != nil || o.Class != nil {
		name := "An object that stands for something outside the language"
		if o.Class != nil {
			name = "An instance of class " + o.Class.ClassName()
		}
		return v, fault.New(fault.Invalid, "store.value", "%s cannot be stored in an object attribute.", name)
	}
	out, same := value.NewObject(), true
	for name, item := range o.All() {
		m, err := markup(item, depth+1)
		if err != nil {
			return v, err
		}
		same = same && m == item
		out.Set(name, m)
	}
	if same {
		return v, nil
	}
	return value.FromObject(out), nil
}

// unmark is the inverse of markup; it changes containers in place.
func unmark(v value.Value) value.Value {
	switch v.Kind() {
	case value.Text:
		return unmarkText(v)
	case value.Object:
		o := v.AsObject()
		for name, item := range o.All() {
			o.Set(name, unmark(item))
		}
	case value.Collection:
		l := v.AsCollection()
		for i, item := range l.Items() {
			l.SetAt(i, unmark(item))
		}
	}
	return v
}

func unmarkText(v value.Value) value.Value {
	s := v.AsText()
	body, found := strings.CutPrefix(s, mark)
	body, closed := strings.CutSuffix(body, mark)
	if !found || !closed {
		return v
	}
	if d, ok := value.ParseDay(body); ok {
		return value.FromDate(d)
	}
	if data, ok := strings.CutPrefix(body, "blob:"); ok {
		if b, err := base64.StdEncoding.DecodeString(data); err == nil {
			return value.FromBlob(b)
		}
	}
	if data, ok := strings.CutPrefix(body, "picture:"); ok {
		mime, data, _ := strings.Cut(data, ";")
		if b, err := base64.StdEncoding.DecodeString(data); err == nil {
			return value.FromPicture(&value.Image{MIME: mime, Data: b})
		}
	}
	return v
}
