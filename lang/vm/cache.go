package vm

import (
	"sync/atomic"

	"quoin.dev/quoin/value"
)

// Cache is what one place of the code remembers of the objects it met, so that
// the next one of the same shape needs no look-up. Code is shared by processes:
// what is remembered is immutable and replaced as a whole.
type Cache = atomic.Pointer[met]

// met is what a place remembers.
type met struct {
	shape  *value.Shape // of the object; nil for a collection
	to     *value.Shape // the shape that assigning the property makes of it; nil: it has the property
	slot   int32        // where the property is
	misses int32        // how often something else was remembered here
	// What a member call found: a function of the class or, for collections, a
	// built-in.
	function *Function
	native   *Native
	of       value.Kind // that native belongs to: collections, or functions (Object)
}

// isBareFunction reports whether v is a function without properties of its own.
func isBareFunction(v value.Value) bool {
	o := v.AsObject()
	if o == nil {
		return false
	}
	_, ok := o.Native.(*FuncValue)
	return ok && o.Len() == 0
}

// maxMisses is how many shapes a place follows. One that meets more than that
// looks up each time, which costs less than remembering in vain.
const maxMisses = 200

// remember keeps what was found for the next time.
func (c *Code) remember(in *Instr, m met) {
	if in.D == 0 {
		return
	}
	place := &c.Caches[in.D]
	if old := place.Load(); old != nil {
		if old.misses >= maxMisses {
			return
		}
		m.misses = old.misses + 1
	}
	place.Store(&m)
}

// read executes OpGet, OpGetLoose and OpGetThis.
func (p *Process) readMember(f *frame, in *Instr, v value.Value) (value.Value, error) {
	name := f.code.Names[in.C]
	if o := v.AsObject(); o != nil {
		if s := o.Shape(); s != nil {
			if i := s.Find(name); i >= 0 {
				f.code.remember(in, met{shape: s, slot: int32(i)})
				return o.Slot(int32(i)), nil
			}
		}
	}
	return p.get(v, name, in.Op == OpGetLoose)
}

// writeMember executes OpSet and OpSetThis.
func (p *Process) writeMember(f *frame, in *Instr, v, x value.Value) error {
	name, code := f.code.Names[in.B], f.code
	o := v.AsObject()
	if o == nil || o.Shape() == nil {
		return p.SetMember(v, name, x)
	}
	before := o.Shape()
	if err := p.SetMember(v, name, x); err != nil {
		return err
	}
	switch after := o.Shape(); {
	case after == nil:
	case after == before:
		if i := after.Find(name); i >= 0 {
			code.remember(in, met{shape: before, slot: int32(i)})
		}
	case before.Find(name) < 0 && before.With(name) == after && (o.Class == nil || p.ClassOf(v).Find(name) == nil):
		code.remember(in, met{shape: before, to: after})
	}
	return nil
}

// rememberCall keeps the function that a member call found, if the next object
// of this shape, or the next collection, must find the same.
func (p *Process) rememberCall(f *frame, in *Instr, recv value.Value, fn *FuncValue) {
	switch o := recv.AsObject(); {
	case fn.Native != nil && fn.This.IsUndefined() && (recv.Kind() == value.Collection || isBareFunction(recv)):
		f.code.remember(in, met{native: fn.Native, of: recv.Kind()})
	case o != nil && o.Shape() != nil && o.Shape().Find(f.code.Names[in.B]) < 0 && fn.Function != nil && len(fn.Captured) == 0:
		f.code.remember(in, met{shape: o.Shape(), function: fn.Function})
	}
}
