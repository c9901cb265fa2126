package sqltext

import (
	"bytes"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/value"
)

// Stored returns a value as its column holds it: nil, int64, float64, string or
// []byte. The value must already be of the attribute's type; an object is given
// as its JSON text (store.EncodeObject).
func Stored(a *model.Attribute, v value.Value) (any, error) {
	if v.IsAbsent() {
		return nil, nil
	}
	switch k := v.Kind(); a.Type {
	case model.BoolType:
		if k == value.Bool {
			if v.AsBool() {
				return int64(1), nil
			}
			return int64(0), nil
		}
	case model.IntType, model.LongType, model.TimeType:
		if v.IsNumber() || k == value.Time {
			return v.AsInt(), nil
		}
	case model.RealType:
		if v.IsNumber() || k == value.Time {
			return v.AsReal(), nil
		}
	case model.DateType:
		if k == value.Date {
			return v.AsDate().String(), nil
		}
	case model.TextType, model.UUIDType, model.ObjectType:
		if k == value.Text {
			return v.AsText(), nil
		}
	case model.BlobType:
		if k == value.Blob {
			return v.AsBlob(), nil
		}
	case model.PictureType:
		if p := v.AsPicture(); p != nil {
			return PictureBytes(p), nil
		}
	}
	return nil, fault.New(fault.Internal, "store.type", "%s: got %s for a column of another type.", a.Name, v.Kind())
}

// PictureBytes is how a picture is stored: media type, a zero byte, content.
func PictureBytes(p *value.Image) []byte {
	return append(append([]byte(p.MIME), 0), p.Data...)
}

// Picture is the inverse of PictureBytes; it owns b.
func Picture(b []byte) *value.Image {
	i := bytes.IndexByte(b, 0)
	if i < 0 {
		return &value.Image{Data: b}
	}
	return &value.Image{MIME: string(b[:i]), Data: b[i+1:]}
}

// ColumnType is the SQL type of an attribute's column.
func ColumnType(a *model.Attribute) string {
	switch a.Type {
	case model.BoolType, model.IntType, model.LongType, model.TimeType:
		return "INTEGER"
	case model.RealType:
		return "REAL"
	case model.PictureType, model.BlobType:
		return "BLOB"
	}
	return "TEXT"
}

// joined writes quoted names, separated by commas.
func joined(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = Quote(n)
	}
	return strings.Join(quoted, ", ")
}
