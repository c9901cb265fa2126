package bind

import (
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/value"
)

var entityClass = command.Class{
	Name: "Entity",
	Doc:  "A reference to a record. Its attributes are properties.",
	Functions: []command.Command{
		{Name: "save", Sig: "(mode?: Integer) : Object", Run: save},
		{Name: "drop", Sig: "(mode?: Integer) : Object", Run: drop},
		{Name: "reload", Sig: "() : Object", Run: reload},
		{Name: "lock", Sig: "(mode?: Integer) : Object", Run: lock},
		{Name: "unlock", Sig: "() : Object", Run: unlock},
		{Name: "clone", Sig: "() : 4D.Entity", Run: clone},
		{Name: "diff", Sig: "(other: 4D.Entity, attributes?: Collection) : Collection", Run: diff},
		{Name: "first", Sig: "() : 4D.Entity", Run: neighbour((*orda.Entity).First)},
		{Name: "last", Sig: "() : 4D.Entity", Run: neighbour((*orda.Entity).Last)},
		{Name: "next", Sig: "() : 4D.Entity", Run: neighbour((*orda.Entity).Next)},
		{Name: "previous", Sig: "() : 4D.Entity", Run: neighbour((*orda.Entity).Previous)},
		{Name: "fromObject", Sig: "(values: Object)", Run: fromObject},
		{Name: "toObject", Sig: "(filter?: Variant, options?: Integer) : Object", Run: toObject},
		{Name: "getDataClass", Sig: "() : 4D.DataClass", Run: dataclassOfEntity},
		{Name: "getKey", Sig: "(mode?: Integer) : Variant", Run: getKey},
		{Name: "getSelection", Sig: "() : 4D.EntitySelection", Run: getSelection},
		{Name: "getStamp", Sig: "() : Integer", Run: getStamp},
		{Name: "indexOf", Sig: "(selection?: 4D.EntitySelection) : Integer", Run: indexOf},
		{Name: "isNew", Sig: "() : Boolean", Run: isNew},
		{Name: "touched", Sig: "() : Boolean", Run: touched},
		{Name: "touchedAttributes", Sig: "() : Collection", Run: touchedAttributes},
		{Name: "getRemoteContextAttributes", Sig: "() : Text", State: command.Later},
	},
}

// The mode constants of entities (spec/orda_rest.md 3.2).
const (
	keyAsString    = 1
	withPrimaryKey = 1
	withStamp      = 2
)

// status turns the result of a save, drop, lock or reload into its object;
// serious errors of events are raised as well, once the object is delivered:
// code reads it in its Catch (4d-depot/HDI_ORDA_Events_Save_Drop).
func status(r orda.Result) (value.Value, error) {
	return value.FromObject(r.Object()), vm.Late(r.Thrown)
}

func save(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, s *Scope, who *orda.Caller) (value.Value, error) {
		return status(s.told(r.e.Save(who, orda.SaveMode(c.Int(0))&orda.AutoMerge)))
	})
}

func drop(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, s *Scope, who *orda.Caller) (value.Value, error) {
		return status(s.told(r.e.Drop(who, orda.DropMode(c.Int(0))&orda.ForceDrop)))
	})
}

// told passes a result on, and tells the page that called about a refusal:
// much code looks at success only.
func (s *Scope) told(r orda.Result) orda.Result {
	if r.Status == orda.StatusPermission && s.Effects != nil && len(r.Errors) > 0 {
		s.Effects.Refused(r.Errors[0].Error())
	}
	return r
}

func reload(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, who *orda.Caller) (value.Value, error) {
		return status(r.e.Reload(who))
	})
}

func lock(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, who *orda.Caller) (value.Value, error) {
		return status(r.e.Lock(who, orda.LockMode(c.Int(0))&orda.ReloadIfStampChanged))
	})
}

func unlock(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, who *orda.Caller) (value.Value, error) {
		return status(r.e.Unlock(who))
	})
}

func clone(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, s *Scope, _ *orda.Caller) (value.Value, error) {
		return s.found(r.e.Clone())
	})
}

func diff(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, who *orda.Caller) (value.Value, error) {
		other := entityArg(c, 0)
		if other == nil {
			return value.Value{}, fault.New(fault.Invalid, "bind.null-entity", "diff needs an entity to compare with, but got null.")
		}
		l, err := r.e.Diff(who, other, filterArg(c, 1))
		return value.FromCollection(l), err
	})
}

func neighbour(move func(*orda.Entity, *orda.Caller) (*orda.Entity, error)) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		return on(c, func(r *entity, s *Scope, who *orda.Caller) (value.Value, error) {
			return s.found(move(r.e, who))
		})
	}
}

func fromObject(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, who *orda.Caller) (value.Value, error) {
		o := c.Object(0)
		if o == nil {
			return value.Value{}, nil
		}
		return value.Value{}, r.e.FromObject(who, o)
	})
}

func toObjectOptions(bits int) orda.ToObjectOptions {
	return orda.ToObjectOptions{WithKey: bits&withPrimaryKey != 0, WithStamp: bits&withStamp != 0}
}

func toObject(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, who *orda.Caller) (value.Value, error) {
		o, err := r.e.ToObject(who, filterArg(c, 0), toObjectOptions(c.Int(1)))
		return value.FromObject(o), err
	})
}

func dataclassOfEntity(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, s *Scope, _ *orda.Caller) (value.Value, error) {
		return s.World.Dataclass(r.e.Dataclass()), nil
	})
}

func getKey(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, who *orda.Caller) (value.Value, error) {
		k, err := r.e.Key(who)
		if err == nil && c.Int(0) == keyAsString {
			return value.FromText(r.e.KeyText()), nil
		}
		return k, err
	})
}

func getSelection(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, s *Scope, _ *orda.Caller) (value.Value, error) {
		return s.World.Selection(r.e.Selection()), nil
	})
}

func getStamp(c *vm.Call) (value.Value, error) {
	return value.FromInt(vm.Receiver[*entity](c).stamp()), nil
}

func (n *entity) stamp() int64 {
	if n == nil {
		return 0
	}
	return n.e.Stamp()
}

func indexOf(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, _ *orda.Caller) (value.Value, error) {
		sel := r.e.Selection()
		if c.Has(0) {
			n := vm.ArgAs[*selection](c, 0, "4D.EntitySelection")
			if n == nil {
				return value.Value{}, c.Err()
			}
			if sel = n.s; sel.Dataclass().Model().Name != r.e.Dataclass().Model().Name {
				return value.Value{}, otherClass(c, sel.Dataclass(), r.e.Dataclass())
			}
		}
		if sel == nil {
			return value.FromInt(-1), nil
		}
		return value.FromInt(int64(r.e.IndexOf(sel))), nil
	})
}

func isNew(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, _ *orda.Caller) (value.Value, error) {
		return value.FromBool(r.e.IsNew()), nil
	})
}

func touched(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, _ *orda.Caller) (value.Value, error) {
		return value.FromBool(r.e.Touched()), nil
	})
}

func touchedAttributes(c *vm.Call) (value.Value, error) {
	return on(c, func(r *entity, _ *Scope, _ *orda.Caller) (value.Value, error) {
		return texts(r.e.TouchedAttributes()), nil
	})
}

// texts returns a collection of texts.
func texts(items []string) value.Value {
	l := value.NewList()
	for _, s := range items {
		l.Push(value.FromText(s))
	}
	return value.FromCollection(l)
}

// splitPaths reads "a, rel.b"; "" and "*" give nil.
func splitPaths(s string) []string {
	var paths []string
	for _, part := range strings.Split(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			paths = append(paths, part)
		}
	}
	if len(paths) == 1 && paths[0] == "*" {
		return nil
	}
	return paths
}
