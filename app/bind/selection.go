package bind

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

var selectionClass = command.Class{
	Name: "EntitySelection",
	Doc:  "References to entities of one dataclass, as a list or a set.",
	Properties: []command.Property{
		{Name: "length", Type: "Integer", Get: selectionLength},
		{Name: "queryPlan", Type: "Object", Get: queryPlan},
		{Name: "queryPath", Type: "Object", Get: queryPath},
	},
	Functions: []command.Command{
		{Name: "add", Sig: "(member: Variant) : 4D.EntitySelection", Run: add},
		{Name: "and", Sig: "(other: Variant) : 4D.EntitySelection", Run: combine((*orda.Selection).And)},
		{Name: "or", Sig: "(other: Variant) : 4D.EntitySelection", Run: combine((*orda.Selection).Or)},
		{Name: "minus", Sig: "(other: Variant, keepOrder?: Integer) : 4D.EntitySelection", Run: minus},
		{Name: "at", Sig: "(index: Integer) : 4D.Entity", Run: at},
		{Name: "first", Sig: "() : 4D.Entity", Run: first},
		{Name: "last", Sig: "() : 4D.Entity", Run: last},
		{Name: "average", Sig: "(path: Text) : Real", Run: aggregate((*orda.Selection).Average)},
		{Name: "sum", Sig: "(path: Text) : Real", Run: aggregate((*orda.Selection).Sum)},
		{Name: "min", Sig: "(path: Text) : Variant", Run: aggregate((*orda.Selection).Min)},
		{Name: "max", Sig: "(path: Text) : Variant", Run: aggregate((*orda.Selection).Max)},
		{Name: "count", Sig: "(path: Text) : Real", Run: aggregate((*orda.Selection).CountOf)},
		{Name: "clean", Sig: "() : 4D.EntitySelection", Run: clean},
		{Name: "contains", Sig: "(entity: 4D.Entity) : Boolean", Run: contains},
		{Name: "copy", Sig: "(option?: Integer) : 4D.EntitySelection", Run: copySelection},
		{Name: "distinct", Sig: "(path: Text, options?: Integer) : Collection", Run: distinct},
		{Name: "distinctPaths", Sig: "(attribute: Text) : Collection", State: command.Later},
		{Name: "drop", Sig: "(mode?: Integer) : 4D.EntitySelection", Run: dropSelection},
		{Name: "extract", Sig: "(path: Text, ...target: Variant) : Collection", Run: extract},
		{Name: "getDataClass", Sig: "() : 4D.DataClass", Run: dataclassOfSelection},
		{Name: "isAlterable", Sig: "() : Boolean", Run: isAlterable},
		{Name: "isOrdered", Sig: "() : Boolean", Run: isOrdered},
		{Name: "orderBy", Sig: "(order: Variant) : 4D.EntitySelection", Run: orderBy},
		{Name: "orderByFormula", Sig: "(formula: Variant, order?: Integer, settings?: Object) : 4D.EntitySelection", Run: orderByFormula},
		{Name: "query", Sig: "(query: Variant, ...value: Variant) : 4D.EntitySelection", Run: selectionQuery},
		{Name: "refresh", Sig: "()", Run: refresh},
		{Name: "selected", Sig: "(other: 4D.EntitySelection) : Object", Run: selectedRanges},
		{Name: "slice", Sig: "(start: Integer, end?: Integer) : 4D.EntitySelection", Run: slice},
		{Name: "toCollection", Sig: "(filter?: Variant, options?: Integer, begin?: Integer, howMany?: Integer) : Collection", Run: toCollection},
		{Name: "getRemoteContextAttributes", Sig: "() : Text", State: command.Later},
	},
}

func selectionLength(c *vm.Call) (value.Value, error) {
	r := vm.Receiver[*selection](c)
	if r == nil {
		return value.Value{}, nil
	}
	return value.FromInt(int64(r.s.Len())), nil
}

func queryPlan(c *vm.Call) (value.Value, error) {
	r := vm.Receiver[*selection](c)
	if r == nil {
		return value.Value{}, nil
	}
	return r.s.QueryPlan(), nil
}

func queryPath(c *vm.Call) (value.Value, error) {
	r := vm.Receiver[*selection](c)
	if r == nil {
		return value.Value{}, nil
	}
	return r.s.QueryPath(), nil
}

func add(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, _ *Scope, who *orda.Caller) (value.Value, error) {
		e, sel := othersArg(c, 0)
		switch {
		case e != nil:
			return c.This, r.s.Add(who, e)
		case sel != nil:
			return c.This, r.s.AddSelection(sel)
		}
		return c.This, nil
	})
}

// asSelection returns argument 0 as a selection: an entity stands for one of
// its own, null for an empty one.
func asSelection(c *vm.Call, r *selection, who *orda.Caller) (*orda.Selection, error) {
	e, sel := othersArg(c, 0)
	if sel != nil || c.Err() != nil {
		return sel, c.Err()
	}
	one := r.s.Dataclass().NewSelection(false)
	if e != nil {
		if e.Dataclass().Model().Name != r.s.Dataclass().Model().Name {
			return nil, fault.Numbered(fault.Invalid, 1587, "dbmg", "The entity is of dataclass %q, the selection of %q.",
				e.Dataclass().Model().Name, r.s.Dataclass().Model().Name)
		}
		return one, one.Add(who, e)
	}
	return one, nil
}

func combine(op func(*orda.Selection, *orda.Caller, *orda.Selection) (*orda.Selection, error)) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		return on(c, func(r *selection, s *Scope, who *orda.Caller) (value.Value, error) {
			other, err := asSelection(c, r, who)
			if err != nil {
				return value.Value{}, err
			}
			return s.selected(op(r.s, who, other))
		})
	}
}

func minus(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, who *orda.Caller) (value.Value, error) {
		other, err := asSelection(c, r, who)
		if err != nil {
			return value.Value{}, err
		}
		return s.selected(r.s.Minus(who, other, c.Int(1) == keepOrdered))
	})
}

func at(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, who *orda.Caller) (value.Value, error) {
		i := c.Int(0)
		if i < 0 {
			i += r.s.Len()
		}
		return s.found(r.s.At(who, i))
	})
}

func first(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, who *orda.Caller) (value.Value, error) {
		return s.found(r.s.At(who, 0))
	})
}

func last(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, who *orda.Caller) (value.Value, error) {
		return s.found(r.s.At(who, r.s.Len()-1))
	})
}

func aggregate(of func(*orda.Selection, *orda.Caller, string) (value.Value, error)) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		return on(c, func(r *selection, _ *Scope, who *orda.Caller) (value.Value, error) {
			return of(r.s, who, c.Text(0))
		})
	}
}

func clean(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, who *orda.Caller) (value.Value, error) {
		return s.selected(r.s.Clean(who))
	})
}

// otherClass is the error of an entity or selection of another dataclass.
func otherClass(c *vm.Call, got, want *orda.Dataclass) error {
	return fault.Numbered(fault.Invalid, 1587, "dbmg", "%s: got an entity or selection of %s, want %s.", c.Name, got.Model().Name, want.Model().Name)
}

func contains(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, _ *Scope, _ *orda.Caller) (value.Value, error) {
		e := entityArg(c, 0)
		if e != nil && e.Dataclass().Model().Name != r.s.Dataclass().Model().Name {
			return value.Value{}, otherClass(c, e.Dataclass(), r.s.Dataclass())
		}
		return value.FromBool(e != nil && r.s.Contains(e)), nil
	})
}

const ckShared = 2 // of collections (lang/lib/collection); selections take the same constant

func copySelection(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, _ *orda.Caller) (value.Value, error) {
		return s.World.Selection(r.s.Copy(c.Int(0)&ckShared != 0)), nil
	})
}

const (
	diacritical = 8
	countValues = 32
)

func distinct(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, _ *Scope, who *orda.Caller) (value.Value, error) {
		bits := c.Int(1)
		l, err := r.s.Distinct(who, c.Text(0), orda.DistinctOptions{Diacritical: bits&diacritical != 0, CountValues: bits&countValues != 0})
		return value.FromCollection(l), err
	})
}

const stopOnFirstError = 8 // dk stop dropping on first error

func dropSelection(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, who *orda.Caller) (value.Value, error) {
		return s.selected(r.s.Drop(who, c.Int(0) == stopOnFirstError))
	})
}

// extract is extract(path {; ck keep null}) or extract(path; target {; path; target …}).
func extract(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, _ *Scope, who *orda.Caller) (value.Value, error) {
		paths, targets := []string{c.Text(0)}, []string(nil)
		keepNull := c.Arg(1).IsNumber() && c.Int(1) != 0
		if c.Arg(1).Kind() == value.Text {
			paths, targets, keepNull = nil, nil, true
			for i := 0; i+1 < c.Len(); i += 2 {
				paths, targets = append(paths, c.Text(i)), append(targets, c.Text(i+1))
			}
		}
		l, err := r.s.Extract(who, paths, targets, keepNull)
		return value.FromCollection(l), err
	})
}

func dataclassOfSelection(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, _ *orda.Caller) (value.Value, error) {
		return s.World.Dataclass(r.s.Dataclass()), nil
	})
}

func isAlterable(c *vm.Call) (value.Value, error) {
	r := vm.Receiver[*selection](c)
	return value.FromBool(r != nil && r.s.IsAlterable()), nil
}

func isOrdered(c *vm.Call) (value.Value, error) {
	r := vm.Receiver[*selection](c)
	return value.FromBool(r != nil && r.s.IsOrdered()), nil
}

func orderBy(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, who *orda.Caller) (value.Value, error) {
		order, ok := orderOf(c.Arg(0))
		if !ok { // an invalid path gives an empty selection, not an error
			return s.World.Selection(r.s.Dataclass().NewSelection(true)), nil
		}
		return s.selected(r.s.OrderBy(who, order))
	})
}

// orderOf reads "a desc, b" or [{propertyPath, descending}].
func orderOf(v value.Value) ([]query.OrderBy, bool) {
	if v.Kind() == value.Text {
		order, err := query.ParseOrder(v.AsText())
		return order, err == nil
	}
	var order []query.OrderBy
	if l := v.AsCollection(); l != nil {
		for _, item := range l.Items() {
			o := item.AsObject()
			if o == nil {
				return nil, false
			}
			path, err := query.ParsePath(o.Get("propertyPath").AsText())
			if err != nil {
				return nil, false
			}
			order = append(order, query.OrderBy{Path: path, Descending: o.Get("descending").AsBool()})
		}
	}
	return order, len(order) > 0
}

func orderByFormula(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, who *orda.Caller) (value.Value, error) {
		fn, err := formulaOf(c)
		if err != nil {
			return value.Value{}, err
		}
		descending, args := false, value.Value{}
		for i := 1; i < c.Len(); i++ {
			if o := c.Arg(i).AsObject(); o != nil {
				args = o.Get("args")
			} else {
				descending = c.Int(i) == 1
			}
		}
		sel, err := r.s.OrderByFormula(who, func(e *orda.Entity) (value.Value, error) {
			return c.Invoke(fn, s.World.Entity(e), args)
		}, descending)
		return s.selected(sel, err)
	})
}

func selectionQuery(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, who *orda.Caller) (value.Value, error) {
		args, settings := splitSettings(c.Args[min(1, c.Len()):])
		if q, ok := formulaQuery(c.Arg(0)); ok {
			return s.selected(r.s.QueryParsed(who, q, settings))
		}
		return s.selected(r.s.Query(who, c.Text(0), args, settings))
	})
}

// refresh has an effect on remote datastores only.
func refresh(*vm.Call) (value.Value, error) { return value.Value{}, nil }

// selectedRanges tells where the entities of the argument are in the receiver.
func selectedRanges(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, _ *Scope, who *orda.Caller) (value.Value, error) {
		other := vm.ArgAs[*selection](c, 0, "4D.EntitySelection")
		if other == nil {
			return value.Value{}, c.Err()
		}
		o, err := other.s.Selected(r.s)
		return value.FromObject(o), err
	})
}

func slice(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, s *Scope, _ *orda.Caller) (value.Value, error) {
		n := r.s.Len()
		start, end := position(c.Int(0), n), position(c.IntOr(1, n), n)
		return s.World.Selection(r.s.Slice(start, max(start, end))), nil
	})
}

// position resolves an index that may count from the end, clamped to 0…n.
func position(i, n int) int {
	if i < 0 {
		i += n
	}
	return min(max(i, 0), n)
}

// toCollection is toCollection({filter {; options {; begin {; howMany}}}}) or
// without the filter.
func toCollection(c *vm.Call) (value.Value, error) {
	return on(c, func(r *selection, _ *Scope, who *orda.Caller) (value.Value, error) {
		at := 1
		var filter []string
		if c.Arg(0).IsNumber() {
			at = 0
		} else {
			filter = filterArg(c, 0)
		}
		l, err := r.s.ToCollection(who, filter, toObjectOptions(c.Int(at)), c.Int(at+1), c.IntOr(at+2, r.s.Len()))
		return value.FromCollection(l), err
	})
}

// formulaOf returns argument 0 as a function value: a formula object, or the
// text of an expression.
func formulaOf(c *vm.Call) (value.Value, error) {
	if vm.AsFunction(c.Arg(0)) != nil {
		return c.Arg(0), nil
	}
	prog := c.Process.Runtime.Program
	f, err := prog.FromText(prog, c.Text(0), false, true)
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	return vm.FunctionValue(f), nil
}
