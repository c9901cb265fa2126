package value

import (
	"math/bits"
	"unsafe"
)

// A Scale adds up the memory that values take: each byte once, however often it is
// reached. What it has seen it keeps in maps of bits, so that weighing itself
// takes little: a sixtieth of the memory it finds.
type Scale struct {
	// Limit ends the weighing once more than that is found.
	Limit int64
	// Shared says that shared objects and collections are weighed too.
	Shared bool
	// Native adds what an object stands for (Obj.Native), or was given to AddNative;
	// nil: nothing.
	Native func(s *Scale, native any)

	bytes  int64
	seen   map[uintptr]*marks // by address / markedBytes
	recent *marks             // the one used last
	where  uintptr            // its key
	todo   []pending
}

const (
	markedBytes = 1 << 20 // that one marks stands for
	unit        = 8       // bytes that one bit stands for
)

// closures is what Load and Store of a Ref take, roughly.
const closures = 128

type marks [markedBytes / unit / 64]uint64

// pending is what is still to be added: the members of an object or collection
// from at on, or what stands behind one.
type pending struct {
	items  []Value
	cells  *sharedProps // of a shared object
	native any
	at     int
}

// Add adds values, together with all that they refer to. They are looked at by
// Weight: until then the slice must not change.
func (s *Scale) Add(values ...Value) { s.todo = append(s.todo, pending{items: values}) }

// AddNative adds what is no value, by way of Native.
func (s *Scale) AddNative(native any) { s.todo = append(s.todo, pending{native: native}) }

// Block adds memory by its place, except for what was added before. It reports
// whether its beginning is new.
func (s *Scale) Block(start unsafe.Pointer, size int) bool {
	at, end := uintptr(start)/unit, (uintptr(start)+uintptr(size)+unit-1)/unit
	isNew := false
	for first := at; at < end; {
		word, bit := s.word(at), at%64
		n := min(64-bit, end-at)
		fresh := (^uint64(0) >> (64 - n) << bit) &^ *word
		if at == first {
			isNew = fresh>>bit&1 == 1
		}
		*word |= fresh
		s.bytes += int64(unit * bits.OnesCount64(fresh))
		at += n
	}
	return isNew
}

// word returns the bits for 64 units of memory, one of which is at.
func (s *Scale) word(at uintptr) *uint64 {
	const perMarks = markedBytes / unit
	if key := at / perMarks; s.recent == nil || key != s.where {
		if s.seen == nil {
			s.seen = map[uintptr]*marks{}
		}
		if s.seen[key] == nil {
			s.seen[key] = new(marks)
		}
		s.recent, s.where = s.seen[key], key
	}
	return &s.recent[at%perMarks/64]
}

// Weight returns the bytes of all that was added, or some number beyond the limit.
func (s *Scale) Weight() int64 {
	for len(s.todo) > 0 && s.bytes <= s.Limit {
		top := len(s.todo) - 1
		p := s.todo[top]
		s.todo[top].at++
		if p.at >= p.len()-1 {
			s.todo = s.todo[:top] // before its last member: a chain does not pile up
		}
		switch {
		case p.native != nil && s.Native != nil:
			s.Native(s, p.native)
		case p.at < len(p.items):
			s.add(p.items[p.at])
		case p.cells != nil && p.at < len(p.cells.cells):
			s.name(p.cells.names[p.at])
			cell := p.cells.cells[p.at]
			box := cell.Load()
			s.Block(unsafe.Pointer(cell), int(unsafe.Sizeof(*cell)))
			s.Block(unsafe.Pointer(box), int(unsafe.Sizeof(*box)))
			s.add(*box)
		}
	}
	return s.bytes
}

func (p *pending) len() int {
	if p.cells != nil {
		return len(p.cells.cells)
	}
	return len(p.items)
}

func (s *Scale) add(v Value) {
	switch v.Kind() {
	case Text:
		s.Block(v.ref, int(v.bits&lowMask))
	case Blob:
		s.slice(v.AsBlob())
	case Picture:
		s.slice(v.AsPicture().Data)
	case Object:
		s.object(v.AsObject())
	case Collection:
		s.list(v.AsCollection())
	case Array:
		a := v.AsArray()
		if s.Block(unsafe.Pointer(a), int(unsafe.Sizeof(*a))) {
			s.values(a.Items)
		}
	case Pointer:
		r := v.AsPointer()
		if s.Block(unsafe.Pointer(r), int(unsafe.Sizeof(*r))) {
			s.bytes += closures
			s.Add(r.Of)
		}
	}
}

// slice adds bytes, with the room behind them.
func (s *Scale) slice(b []byte) { s.Block(unsafe.Pointer(unsafe.SliceData(b)), cap(b)) }

// values adds a slice of values and queues what they refer to.
func (s *Scale) values(items []Value) {
	s.Block(unsafe.Pointer(unsafe.SliceData(items)), cap(items)*int(unsafe.Sizeof(Value{})))
	s.Add(items...)
}

func (s *Scale) object(o *Obj) {
	if o.shared != nil && !s.Shared || !s.Block(unsafe.Pointer(o), int(unsafe.Sizeof(*o))) {
		return
	}
	if o.shared != nil {
		if s.Block(unsafe.Pointer(o.shared), int(unsafe.Sizeof(*o.shared))) { // see Obj.WithClass
			s.todo = append(s.todo, pending{cells: o.shared.load()})
		}
		return
	}
	if o.own != nil {
		for _, name := range o.own.names {
			s.name(name)
		}
	}
	s.values(o.values)
	switch n := o.Native.(type) {
	case nil:
	case *Bytes:
		s.slice(n.Data)
	default:
		s.AddNative(n)
	}
}

// name adds a name of a property, its entry in an index included.
func (s *Scale) name(name string) {
	if s.Block(unsafe.Pointer(unsafe.StringData(name)), len(name)) {
		s.bytes += 3 * int64(unsafe.Sizeof(name))
	}
}

func (s *Scale) list(l *List) {
	if l.shared == nil {
		if s.Block(unsafe.Pointer(l), int(unsafe.Sizeof(*l))) {
			s.values(l.items)
		}
		return
	}
	if s.Shared && s.Block(unsafe.Pointer(l), int(unsafe.Sizeof(*l))) {
		s.values(l.Items())
	}
}
