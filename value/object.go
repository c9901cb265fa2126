package value

import (
	"iter"
	"sync/atomic"
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

	names  []string
	values []Value
	index  map[string]int32 // built when there are more than indexFrom names
	shared *sharedObject    // non-nil: names, values and index are unused
}

const indexFrom = 8

// NewObject returns an empty object.
func NewObject() *Obj { return &Obj{} }

// ObjectOf returns an object with properties of the given names, at most eight,
// in this order. The object shares the slice of names, which must never change.
func ObjectOf(names []string, values ...Value) *Obj {
	return &Obj{names: names[:len(names):len(names)], values: values}
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
	o.names = append(o.names, name)
	o.values = append(o.values, v)
	if o.index != nil {
		o.index[name] = int32(len(o.names) - 1)
	} else if len(o.names) > indexFrom {
		o.reindex()
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
	o.names = append(o.names[:i:i], o.names[i+1:]...)
	o.values = append(o.values[:i:i], o.values[i+1:]...)
	if o.index != nil {
		o.reindex()
	}
}

// Len returns the number of properties.
func (o *Obj) Len() int {
	if o.shared != nil {
		return len(o.shared.load().names)
	}
	return len(o.names)
}

// Names returns the property names in order; the caller must not change them.
func (o *Obj) Names() []string {
	if o.shared != nil {
		return o.shared.load().names
	}
	return o.names
}

// All iterates over properties in order. The object may change meanwhile: the
// names are those at the start.
func (o *Obj) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for _, name := range o.Names() {
			v, ok := o.Lookup(name)
			if ok && !yield(name, v) {
				return
			}
		}
	}
}

func (o *Obj) find(name string) int {
	if o.index != nil {
		if i, ok := o.index[name]; ok {
			return int(i)
		}
		return -1
	}
	for i, n := range o.names {
		if n == name {
			return i
		}
	}
	return -1
}

func (o *Obj) reindex() {
	o.index = make(map[string]int32, len(o.names)*2)
	for i, n := range o.names {
		o.index[n] = int32(i)
	}
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
