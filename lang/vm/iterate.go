package vm

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// iterator is the state of a For each loop. The number of turns is fixed when
// it starts.
type iterator struct {
	list  *value.List
	names []string
	seq   Sequence
	blob  []byte
	array []value.Value
	i, n  int
}

// iterate replaces regs[0], what is iterated, by its iterator; regs[1] and
// regs[2] are begin and end, undefined when left out.
func (p *Process) iterate(regs []value.Value) error {
	it := &iterator{}
	v := regs[0]
	if v.Kind() == value.Pointer {
		x, err := v.AsPointer().Load()
		if err != nil {
			return err
		}
		v = x
	}
	switch v.Kind() {
	case value.Undefined, value.Null:
	case value.Collection:
		it.list = v.AsCollection()
		it.n = it.list.Len()
	case value.Array:
		it.array = v.AsArray().Items[1:]
		it.n = len(it.array)
	case value.Object:
		if err := p.iterateObject(it, v.AsObject()); err != nil {
			return err
		}
	default:
		return fault.New(fault.Invalid, "foreach.type", "Got %s, want a collection, an object or a selection in For each.", p.Describe(v))
	}
	if it.names == nil {
		if err := p.bounds(it, regs[1], regs[2]); err != nil {
			return err
		}
	}
	regs[0] = value.FromObject(value.NewNative(nil, it))
	return nil
}

func (p *Process) iterateObject(it *iterator, o *value.Obj) (err error) {
	switch n := o.Native.(type) {
	case Sequence:
		it.seq = n
		it.n, err = n.Len(p)
		return err
	case *value.Bytes:
		it.blob, it.n = n.Data, len(n.Data)
		return nil
	case Dynamic:
		it.names = append([]string{}, n.PropertyNames(p)...)
	default:
		it.names = append([]string{}, o.Names()...)
	}
	it.n = len(it.names)
	return nil
}

// bounds applies begin (included) and end (excluded); negative ones count from
// the end.
func (p *Process) bounds(it *iterator, begin, end value.Value) error {
	size := it.n
	for i, v := range [...]value.Value{begin, end} {
		if v.IsUndefined() {
			continue
		}
		if !isNumeric(v) {
			return fault.New(fault.Invalid, "foreach.bound", "Got %s, want a number as bound of For each.", p.Describe(v))
		}
		n := int(min(max(v.AsInt(), -1<<31), 1<<31))
		if n < 0 {
			n = max(n+size, 0)
		}
		if i == 0 {
			it.i = n
		} else {
			it.n = min(n, size)
		}
	}
	return nil
}

// nextItem puts the next item into to; more is false at the end.
func (p *Process) nextItem(state value.Value, to *value.Value) (more bool, err error) {
	it := state.AsObject().Native.(*iterator)
	for it.i < it.n {
		i := it.i
		it.i++
		switch {
		case it.names != nil:
			*to = value.FromText(it.names[i])
		case it.list != nil:
			*to = it.list.At(i)
		case it.array != nil:
			if i < len(it.array) {
				*to = it.array[i]
			}
		case it.blob != nil:
			*to = value.FromInt(int64(it.blob[i]))
		default:
			v, err := it.seq.At(p, i)
			if err != nil {
				return false, err
			}
			if v.IsAbsent() {
				continue // a dropped entity
			}
			*to = v
		}
		return true, nil
	}
	return false, nil
}
