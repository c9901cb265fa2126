package bind

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// NativeJSON writes objects that stand for something as JSON: an entity as its
// attributes, a selection as a list of them, a function or a class by its name.
// Instances of the project's classes are written by their properties.
func NativeJSON(p *vm.Process) func(dst []byte, o *value.Obj) ([]byte, bool, error) {
	var write func(dst []byte, o *value.Obj) ([]byte, bool, error)
	write = func(dst []byte, o *value.Obj) ([]byte, bool, error) {
		var plain value.Value
		switch n := o.Native.(type) {
		case nil:
			return dst, false, nil
		case *entity:
			c, err := caller(p)
			if err != nil {
				return dst, true, err
			}
			obj, err := n.e.ToObject(c, nil, toObjectOptions(0))
			if err != nil {
				return dst, true, err
			}
			plain = value.FromObject(obj)
		case *selection:
			c, err := caller(p)
			if err != nil {
				return dst, true, err
			}
			list, err := n.s.ToCollection(c, nil, toObjectOptions(0), 0, n.s.Len())
			if err != nil {
				return dst, true, err
			}
			plain = value.FromCollection(list)
		default:
			plain = value.FromText("[object " + p.Describe(value.FromObject(o)) + "]")
		}
		out, err := value.AppendJSON(dst, plain, value.JSONOptions{Native: write})
		if err != nil && fault.KindOf(err) == fault.Limit {
			return dst, true, err
		}
		return out, true, err
	}
	return write
}
