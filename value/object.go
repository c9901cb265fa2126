package value

import (
	"iter"
	"slices"
	"sync/atomic"
	"unsafe"
)

// Class is what an instance knows of its class. The language's classes
// (lang/vm) implement it.
type Class interface{ ClassName() string }

// Obj is an object: named values in the order of their creation. Names are
// case-sensitive.
//
// An instance of a class has Class set. An object that stands for something
// outside the language (an entity, a file, a function) has it in Native; its
// own properties are then usually empty.
type Obj struct {
	Class  Class
	Native any

	values []Value
	shape  *Shape        // the names of values; nil: they are in own
	own    *ownNames     // nil: there are none
	shared *sharedObject // non-nil: all of these are unused
}

// ownNames are the names of an object that has no shape.
type ownNames struct {
	names []string
	index map[string]int32 // built when there are more than indexFrom names
}

const indexFrom = 8

// NewObject returns an empty object without a shape.
func NewObject() *Obj { return &Obj{} }

// NewObjectIn returns an empty object of a tree of shapes, given by its root, with
// room for n properties.
func NewObjectIn(root *Shape, n int) *Obj {
	o := withRoom(n)
	o.shape = root
	return o
}

// NewInstance returns an empty instance of a class. The tree of shapes must be
// that of this class alone: code takes the class for known from the shape.
func NewInstance(c Class, root *Shape) *Obj {
	o := withRoom(4)
	o.Class, o.shape = c, root
	return o
}

// ObjectOf returns an object of a shape with the given values, which it copies.
func ObjectOf(s *Shape, values ...Value) *Obj {
	o := withRoom(len(values))
	o.shape = s
	o.values = append(o.values, values...)
	return o
}

// withRoom returns an object together with room for n properties: one allocation
// for usual ones.
func withRoom(n int) *Obj {
	switch n {
	case 0:
		return &Obj{}
	case 1:
		return roomFor[[1]Value]()
	case 2:
		return roomFor[[2]Value]()
	case 3:
		return roomFor[[3]Value]()
	case 4:
		return roomFor[[4]Value]()
	case 5, 6:
		return roomFor[[6]Value]()
	case 7, 8:
		return roomFor[[8]Value]()
	}
	return &Obj{values: make([]Value, 0, n)}
}

// roomFor returns an object with an array of values behind it.
func roomFor[A any]() *Obj {
	o := &struct {
		Obj
		room A
	}{}
	n := unsafe.Sizeof(o.room) / unsafe.Sizeof(Value{})
	o.values = unsafe.Slice((*Value)(unsafe.Pointer(&o.room)), n)[:0]
	return &o.Obj
}

// NewNative returns an object of a class that stands for a Go value.
func NewNative(class Class, native any) *Obj { return &Obj{Class: class, Native: native} }

// Get returns a property, undefined when there is none.
func (o *Obj) Get(name string) Value {
	v, _ := o.Lookup(name)
	return v
}

// Lookup returns a property and whether the object has it.
func (o *Obj) Lookup(name string) (Value, bool) {
	if o.shared != nil {
		return o.shared.lookup(name)
	}
	if i := o.find(name); i >= 0 {
		return o.values[i], true
	}
	return Value{}, false
}

// Set gives a property a value. On a shared object the caller must hold its
// group (see Shared) and the value must be shareable.
func (o *Obj) Set(name string, v Value) {
	if o.shared != nil {
		o.shared.set(name, v)
		return
	}
	if i := o.find(name); i >= 0 {
		o.values[i] = v
		return
	}
	if o.shape != nil {
		if next := o.shape.With(name); next != nil {
			o.shape = next
			o.values = append(o.values, v)
			return
		}
		o.leaveShape()
	}
	o.add(name, v)
}

// SetKey is Set for a name that comes from data, which makes no shape of it.
func (o *Obj) SetKey(name string, v Value) {
	if o.shape != nil && o.shape.Find(name) < 0 {
		o.leaveShape()
	}
	o.Set(name, v)
}

// add appends a property that an object without a shape does not have.
func (o *Obj) add(name string, v Value) {
	if o.own == nil {
		o.own = &ownNames{}
	}
	w := o.own
	if n := len(o.values); n >= 256 && n == cap(o.values) {
		o.values, w.names = slices.Grow(o.values, n), slices.Grow(w.names, n) // as for List.Push
	}
	w.names = append(w.names, name)
	o.values = append(o.values, v)
	if w.index != nil {
		w.index[name] = int32(len(w.names) - 1)
	} else if len(w.names) > indexFrom {
		w.index = indexOf(w.names)
	}
}

// leaveShape gives the object names of its own.
func (o *Obj) leaveShape() {
	o.own = &ownNames{names: append([]string(nil), o.shape.names...)}
	if o.shape = nil; len(o.own.names) > indexFrom {
		o.own.index = indexOf(o.own.names)
	}
}

// Delete removes a property.
func (o *Obj) Delete(name string) {
	if o.shared != nil {
		o.shared.delete(name)
		return
	}
	i := o.find(name)
	if i < 0 {
		return
	}
	if o.shape != nil {
		o.leaveShape()
	}
	w := o.own
	w.names = append(w.names[:i:i], w.names[i+1:]...)
	o.values = append(o.values[:i:i], o.values[i+1:]...)
	if w.index != nil {
		w.index = indexOf(w.names)
	}
}

// Len returns the number of properties.
func (o *Obj) Len() int {
	if o.shared != nil {
		return len(o.shared.load().names)
	}
	return len(o.values)
}

// Names returns the property names in order; the caller must not change them.
func (o *Obj) Names() []string {
	switch {
	case o.shared != nil:
		return o.shared.load().names
	case o.shape != nil:
		return o.shape.names
	case o.own != nil:
		return o.own.names
	}
	return nil
}

// All iterates over properties in order. The object may change meanwhile: the
// names are those at the start.
func (o *Obj) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		s := o.shape
		for i, name := range o.Names() {
			if s != nil && o.shape == s {
				if !yield(name, o.values[i]) {
					return
				}
				continue
			}
			v, ok := o.Lookup(name)
			if ok && !yield(name, v) {
				return
			}
		}
	}
}

func (o *Obj) find(name string) int {
	if o.shape != nil {
		return o.shape.Find(name)
	}
	if o.own == nil {
		return -1
	}
	if o.own.index != nil {
		if i, ok := o.own.index[name]; ok {
			return int(i)
		}
		return -1
	}
	for i, n := range o.own.names {
		if n == name {
			return i
		}
	}
	return -1
}

// The following are for code that remembers shapes.

// Shape returns the object's shape. An object that has one is neither shared nor
// does it stand for something outside the language; its class is that of its tree.
func (o *Obj) Shape() *Shape { return o.shape }

// Slot returns the property at a place of the shape.
func (o *Obj) Slot(i int32) Value { return o.values[i] }

// SetSlot gives the property at a place of the shape a value.
func (o *Obj) SetSlot(i int32, v Value) { o.values[i] = v }

// HasRoom reports whether Extend needs no memory.
func (o *Obj) HasRoom() bool { return len(o.values) < cap(o.values) }

// Extend adds the property that s adds to the object's shape; there must be room.
func (o *Obj) Extend(s *Shape, v Value) {
	n := len(o.values)
	o.values = o.values[:n+1]
	o.values[n] = v
	o.shape = s
}

// List is a collection: values in order, from position 0.
type List struct {
	items  []Value
	shared *sharedList // non-nil: items is unused
}

// NewList returns a collection that owns items.
func NewList(items ...Value) *List { return &List{items: items} }

// Len returns the number of elements.
func (l *List) Len() int {
	if l.shared != nil {
		return len(*l.shared.items.Load())
	}
	return len(l.items)
}

// At returns the element at a position, undefined outside.
func (l *List) At(i int) Value {
	items := l.Items()
	if i < 0 || i >= len(items) {
		return Value{}
	}
	return items[i]
}

// Items returns the elements. The caller must not change the slice; it is a
// snapshot only when the collection is shared.
func (l *List) Items() []Value {
	if l.shared != nil {
		return *l.shared.items.Load()
	}
	return l.items
}

// Unshared returns the elements, which may be changed in place; none of a
// shared collection.
func (l *List) Unshared() []Value { return l.items }

// SetAt gives an element a value, padding with null past the end. The same
// conditions as for Obj.Set hold on a shared collection.
func (l *List) SetAt(i int, v Value) {
	items := l.owned()
	for len(items) <= i {
		items = append(items, NullValue())
	}
	items[i] = v
	l.Replace(items)
}

// Push appends elements.
func (l *List) Push(v ...Value) {
	if l.shared == nil {
		if n := len(l.items); n >= 256 && n+len(v) > cap(l.items) {
			l.items = slices.Grow(l.items, n+len(v)) // what grows goes on growing: Go alone would add a quarter
		}
		l.items = append(l.items, v...)
		return
	}
	// Appending past the end that readers know is safe: they never look there,
	// and Replace never leaves spare room that was visible before.
	next := append(*l.shared.items.Load(), v...)
	l.shared.items.Store(&next)
}

// Replace gives the collection other elements; it owns the slice afterwards.
func (l *List) Replace(items []Value) {
	if l.shared != nil {
		items = items[:len(items):len(items)]
		l.shared.items.Store(&items)
		return
	}
	l.items = items
}

// owned returns elements that may be changed in place, then given to Replace.
func (l *List) owned() []Value {
	if l.shared != nil {
		return append(make([]Value, 0, l.Len()+4), l.Items()...)
	}
	return l.items
}

// sharedList keeps an immutable slice behind an atomic pointer: readers take no
// lock and never see half a value.
type sharedList struct {
	group *Group
	items atomic.Pointer[[]Value]
}
