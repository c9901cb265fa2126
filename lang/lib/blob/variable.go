package blob

import (
	"encoding/binary"
	"math"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// A variable in a blob is "QV" and a value: a byte for its kind, then its
// content, with numbers as varints. Containers hold their count first.

// maxDepth bounds the nesting of a value.
const maxDepth = 500

// Kinds as blobs have them; these numbers never change.
const (
	wUndefined = iota
	wNull
	wFalse
	wTrue
	wInt
	wReal
	wText
	wDate
	wTime
	wBlob
	wPicture
	wObject
	wCollection
	wArray
)

func variableToBlob(c *vm.Call) (value.Value, error) {
	w := &writer{c: c, b: []byte("QV")}
	w.value(c.Out(0), 0)
	if w.err != nil || c.Err() != nil {
		return value.Value{}, w.err
	}
	return write(c, 1, 2, w.b)
}

type writer struct {
	c   *vm.Call
	b   []byte
	err error
}

func (w *writer) bytes(b []byte) {
	w.b = append(binary.AppendUvarint(w.b, uint64(len(b))), b...)
	if w.err == nil {
		w.err = w.c.Process.Grow(int64(len(b)))
	}
}

func (w *writer) value(v value.Value, depth int) {
	if w.err == nil {
		w.err = w.c.Process.Poll()
	}
	if depth > maxDepth && w.err == nil {
		w.err = fault.New(fault.Limit, "blob.depth", "%s: the value is nested deeper than %d levels.", w.c.Name, maxDepth)
	}
	if w.err != nil {
		return
	}
	tag := func(k byte) { w.b = append(w.b, k) }
	switch v.Kind() {
	case value.Undefined:
		tag(wUndefined)
	case value.Null:
		tag(wNull)
	case value.Bool:
		if tag(wFalse); v.AsBool() {
			w.b[len(w.b)-1] = wTrue
		}
	case value.Int:
		tag(wInt)
		w.b = binary.AppendVarint(w.b, v.AsInt())
	case value.Real:
		tag(wReal)
		w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(v.AsReal()))
	case value.Text:
		tag(wText)
		w.bytes([]byte(v.AsText()))
	case value.Date:
		tag(wDate)
		w.b = binary.AppendVarint(w.b, int64(v.AsDate()))
	case value.Time:
		tag(wTime)
		w.b = binary.AppendVarint(w.b, v.AsInt())
	case value.Blob:
		tag(wBlob)
		w.bytes(v.AsBlob())
	case value.Picture:
		tag(wPicture)
		w.bytes([]byte(v.AsPicture().MIME))
		w.bytes(v.AsPicture().Data)
	case value.Object:
		w.object(v.AsObject(), depth)
	case value.Collection:
		tag(wCollection)
		w.list(v.AsCollection().Items(), depth)
	case value.Array:
		tag(wArray)
		tag(byte(v.AsArray().Element))
		w.list(v.AsArray().Items, depth)
	default:
		w.err = fault.New(fault.Invalid, "blob.variable", "%s: got %s, which cannot be kept in a blob.", w.c.Name, w.c.Process.Describe(v))
	}
}

func (w *writer) list(items []value.Value, depth int) {
	w.b = binary.AppendUvarint(w.b, uint64(len(items)))
	for _, x := range items {
		w.value(x, depth+1)
	}
}

func (w *writer) object(o *value.Obj, depth int) {
	if b, ok := o.Native.(*value.Bytes); ok {
		w.b = append(w.b, wBlob)
		w.bytes(b.Data)
		return
	}
	if o.Native != nil {
		w.err = fault.New(fault.Invalid, "blob.variable", "%s: got %s, which cannot be kept in a blob.", w.c.Name, w.c.Process.Describe(value.FromObject(o)))
		return
	}
	w.b = append(w.b, wObject)
	names := o.Names()
	w.b = binary.AppendUvarint(w.b, uint64(len(names)))
	for _, name := range names {
		w.bytes([]byte(name))
		w.value(o.Get(name), depth+1)
	}
}

func blobToVariable(c *vm.Call) (value.Value, error) {
	b := c.Blob(0)
	at := 0
	if c.Len() > 2 {
		at = int(c.Out(2).AsInt())
	}
	if c.Err() != nil {
		return value.Value{}, nil
	}
	if at < 0 || at > len(b) {
		return c.Failf(-111, "the offset %d is outside the blob", at)
	}
	r := &reader{b: b[at:], grow: c.Process.Grow}
	v, err := r.variable()
	if err != nil {
		return value.Value{}, fault.New(fault.Invalid, "blob.variable", "%s: there is no variable at %d of the blob.", c.Name, at)
	}
	c.SetOut(1, v)
	if c.Len() > 2 {
		c.SetOut(2, value.FromInt(int64(len(b)-len(r.b))))
	}
	return value.Value{}, nil
}

// reader takes values from bytes that may be anything.
type reader struct {
	b    []byte
	grow func(int64) error
}

var errVariable = fault.New(fault.Invalid, "blob.variable", "The blob holds no variable.")

func (r *reader) variable() (value.Value, error) {
	if len(r.b) < 2 || r.b[0] != 'Q' || r.b[1] != 'V' {
		return value.Value{}, errVariable
	}
	r.b = r.b[2:]
	return r.value(0)
}

func (r *reader) number() (int64, error) {
	n, size := binary.Varint(r.b)
	if size <= 0 {
		return 0, errVariable
	}
	r.b = r.b[size:]
	return n, nil
}

// count reads how many things follow: each takes a byte at least.
func (r *reader) count() (int, error) {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > uint64(len(r.b)-size) {
		return 0, errVariable
	}
	r.b = r.b[size:]
	return int(n), r.grow(int64(n) * 16)
}

func (r *reader) bytes() ([]byte, error) {
	n, err := r.count()
	if err != nil {
		return nil, err
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b, nil
}

func (r *reader) value(depth int) (value.Value, error) {
	if len(r.b) == 0 || depth > maxDepth {
		return value.Value{}, errVariable
	}
	tag := r.b[0]
	r.b = r.b[1:]
	switch tag {
	case wUndefined:
		return value.Value{}, nil
	case wNull:
		return value.NullValue(), nil
	case wFalse, wTrue:
		return value.FromBool(tag == wTrue), nil
	case wInt:
		n, err := r.number()
		return value.FromInt(n), err
	case wReal:
		if len(r.b) < 8 {
			return value.Value{}, errVariable
		}
		f := math.Float64frombits(binary.LittleEndian.Uint64(r.b))
		r.b = r.b[8:]
		return value.FromReal(f), nil
	case wText:
		b, err := r.bytes()
		return value.FromText(string(b)), err
	case wDate:
		n, err := r.number()
		if d := value.Day(n); err == nil && (int64(d) != n || d != 0 && d.AddDays(0) != d) {
			err = errVariable
		}
		return value.FromDate(value.Day(n)), err
	case wTime:
		n, err := r.number()
		if n < -1<<50 || n > 1<<50 {
			err = errVariable
		}
		return value.FromTime(n), err
	case wBlob:
		b, err := r.bytes()
		return value.FromBlob(b), err
	case wPicture:
		mime, err := r.bytes()
		if err != nil {
			return value.Value{}, err
		}
		b, err := r.bytes()
		return value.FromPicture(&value.Image{MIME: string(mime), Data: b}), err
	}
	return r.container(tag, depth)
}

func (r *reader) container(tag byte, depth int) (value.Value, error) {
	element := value.Undefined
	if tag == wArray {
		if len(r.b) == 0 || value.Kind(r.b[0]) > value.Array {
			return value.Value{}, errVariable
		}
		element = value.Kind(r.b[0])
		r.b = r.b[1:]
	}
	n, err := r.count()
	if err != nil {
		return value.Value{}, err
	}
	o, items := value.NewObject(), []value.Value(nil)
	for range n {
		name := []byte(nil)
		if tag == wObject {
			if name, err = r.bytes(); err != nil {
				return value.Value{}, err
			}
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return value.Value{}, err
		}
		if tag == wObject {
			o.Set(string(name), v)
			continue
		}
		if tag == wArray && v.Kind() != element && v.Kind() != value.Array && !(v.IsNumber() && (element == value.Int || element == value.Real)) {
			return value.Value{}, errVariable
		}
		items = append(items, v)
	}
	switch {
	case tag == wObject:
		return value.FromObject(o), nil
	case tag == wCollection:
		return value.FromCollection(value.NewList(items...)), nil
	case tag == wArray && n > 0:
		return value.FromArray(&value.Arr{Element: element, Items: items}), nil
	}
	return value.Value{}, errVariable
}
