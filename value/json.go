package value

import (
	"encoding/base64"
	"math"
	"strconv"
	"unicode/utf8"

	"quoin.dev/quoin/fault"
)

// JSONOptions says how AppendJSON writes.
type JSONOptions struct {
	// Indent is put before nested lines, once a level; "" writes one line.
	Indent string
	// Native writes an object that has Native set or is an instance of a class,
	// and reports whether it did; nil or false writes its properties.
	Native func(dst []byte, o *Obj) ([]byte, bool, error)
	// Media writes blobs and pictures; nil writes their bytes as base64 text.
	Media func(dst []byte, v Value) []byte
	// Plain leaves "<", U+2028 and U+2029 as they are: for text that will not
	// stand inside a page.
	Plain bool
	// Depth limits nesting; 0 means 512.
	Depth int
	// Size limits the bytes written, because a value may refer to another many
	// times; 0 means 512 MiB.
	Size int
}

// AppendJSON appends the JSON form of a value: dates as "yyyy-mm-dd" (the null
// date as ""), times as seconds, blobs and pictures as base64 text, undefined
// as null at the top and in collections, left out of objects. A cycle is an
// error, as is nesting beyond the limit.
func AppendJSON(dst []byte, v Value, o JSONOptions) ([]byte, error) {
	if o.Depth == 0 {
		o.Depth = 512
	}
	if o.Size == 0 {
		o.Size = 512 << 20
	}
	o.Size += len(dst)
	w := jsonWriter{o}
	return w.value(dst, v, 0)
}

type jsonWriter struct{ JSONOptions }

func (w *jsonWriter) value(dst []byte, v Value, depth int) ([]byte, error) {
	if depth > w.Depth {
		return dst, fault.New(fault.Limit, "json.depth", "The value is nested more than %d levels deep, or refers to itself.", w.Depth)
	}
	if len(dst) > w.Size {
		return dst, fault.New(fault.Limit, "json.size", "The JSON form of the value is larger than %d MiB.", w.Size>>20)
	}
	switch v.Kind() {
	case Bool:
		return strconv.AppendBool(dst, v.AsBool()), nil
	case Int, Time:
		return strconv.AppendInt(dst, v.AsInt(), 10), nil
	case Real:
		return AppendNumber(dst, v.AsReal()), nil
	case Text:
		return appendQuoted(dst, v.AsText(), w.Plain), nil
	case Date:
		if v.AsDate().IsNull() {
			return append(dst, `""`...), nil
		}
		return AppendQuoted(dst, v.AsDate().String()), nil
	case Blob, Picture:
		return w.media(dst, v), nil
	case Object:
		return w.object(dst, v.AsObject(), depth)
	case Collection:
		return w.list(dst, v.AsCollection(), depth)
	}
	return append(dst, "null"...), nil
}

func (w *jsonWriter) media(dst []byte, v Value) []byte {
	switch {
	case w.Media != nil:
		return w.Media(dst, v)
	case v.Kind() == Blob:
		return appendBase64(dst, v.AsBlob())
	}
	return appendBase64(dst, v.AsPicture().Data)
}

func (w *jsonWriter) object(dst []byte, o *Obj, depth int) ([]byte, error) {
	if w.Native != nil && (o.Native != nil || o.Class != nil) {
		out, done, err := w.Native(dst, o)
		if done || err != nil {
			return out, err
		}
	}
	if n, ok := o.Native.(Numbers); ok {
		return w.list(dst, FromNumbers(n.Numbers()).AsCollection(), depth)
	}
	if s := o.shape; s != nil && w.Indent == "" {
		return w.shaped(dst, o, s, depth)
	}
	dst = append(dst, '{')
	first := true
	var err error
	for name, v := range o.All() {
		if v.IsUndefined() {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = appendQuoted(w.newline(dst, depth+1), name, w.Plain)
		dst = append(dst, ':')
		if w.Indent != "" {
			dst = append(dst, ' ')
		}
		if dst, err = w.value(dst, v, depth+1); err != nil {
			return dst, err
		}
	}
	if !first {
		dst = w.newline(dst, depth)
	}
	return append(dst, '}'), nil
}

// shaped writes an object on one line. Nothing can change it meanwhile but what
// Native calls, which finds it as it was.
func (w *jsonWriter) shaped(dst []byte, o *Obj, s *Shape, depth int) ([]byte, error) {
	dst = append(dst, '{')
	first := true
	var err error
	for i, v := range o.values {
		if v.IsUndefined() {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(appendQuoted(dst, s.names[i], w.Plain), ':')
		if dst, err = w.value(dst, v, depth+1); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

func (w *jsonWriter) list(dst []byte, l *List, depth int) ([]byte, error) {
	dst = append(dst, '[')
	var err error
	for i, v := range l.Items() {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = w.value(w.newline(dst, depth+1), v, depth+1); err != nil {
			return dst, err
		}
	}
	if l.Len() > 0 {
		dst = w.newline(dst, depth)
	}
	return append(dst, ']'), nil
}

func (w *jsonWriter) newline(dst []byte, depth int) []byte {
	if w.Indent == "" {
		return dst
	}
	dst = append(dst, '\n')
	for range depth {
		dst = append(dst, w.Indent...)
	}
	return dst
}

// AppendNumber appends a number as JSON: shortest form that reads back the
// same, no exponent for usual magnitudes, null for infinities and not-a-number.
func AppendNumber(dst []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, "null"...)
	}
	if i := int64(f); float64(i) == f && i > -1<<53 && i < 1<<53 && i != 0 {
		return strconv.AppendInt(dst, i, 10)
	}
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.AppendFloat(dst, f, 'e', -1, 64)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}

func appendBase64(dst, b []byte) []byte {
	dst = append(dst, '"')
	dst = base64.StdEncoding.AppendEncode(dst, b)
	return append(dst, '"')
}

// AppendQuoted appends a text as a JSON string. A lone surrogate is written as
// its \u escape. "<", U+2028 and U+2029 are escaped too, so that the result may
// stand inside a script element.
func AppendQuoted(dst []byte, s string) []byte { return appendQuoted(dst, s, false) }

func appendQuoted(dst []byte, s string, plain bool) []byte {
	dst = append(dst, '"')
	start, i := 0, 0
	for i < len(s) && isPlain[s[i]] {
		i++
	}
	for i < len(s) {
		b := s[i]
		if b < utf8.RuneSelf {
			if isPlain[b] || b == '<' && plain {
				i++
				continue
			}
			dst = append(dst, s[start:i]...)
			dst = appendEscape(dst, b)
			i++
			start = i
			continue
		}
		r, w := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && w == 1:
			dst = append(dst, s[start:i]...)
			if b == 0xED && len(s)-i >= 3 && s[i+1]&0xE0 == 0xA0 && s[i+2]&0xC0 == 0x80 {
				u := uint16(b&0x0F)<<12 | uint16(s[i+1]&0x3F)<<6 | uint16(s[i+2]&0x3F)
				dst = appendUnit(dst, u)
				w = 3
			} else {
				dst = append(dst, "\uFFFD"...)
			}
			i += w
			start = i
		case (r == 0x2028 || r == 0x2029) && !plain:
			dst = append(dst, s[start:i]...)
			dst = appendUnit(dst, uint16(r))
			i += w
			start = i
		default:
			i += w
		}
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

// isPlain says which bytes stand for themselves in a JSON string, wherever it
// stands.
var isPlain = plainBytes()

func plainBytes() (t [256]bool) {
	for b := byte(' '); b < utf8.RuneSelf; b++ {
		t[b] = b != '"' && b != '\\' && b != '<'
	}
	return t
}

func appendEscape(dst []byte, b byte) []byte {
	switch b {
	case '"', '\\':
		return append(dst, '\\', b)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return appendUnit(dst, uint16(b))
}

func appendUnit(dst []byte, u uint16) []byte {
	const hex = "0123456789abcdef"
	return append(dst, '\\', 'u', hex[u>>12], hex[u>>8&15], hex[u>>4&15], hex[u&15])
}
