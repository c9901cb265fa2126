package bind

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

var dataclassClass = command.Class{
	Name: "DataClass",
	Doc:  "A table seen as a class of entities. Its attributes are properties that describe them.",
	Functions: []command.Command{
		{Name: "all", Sig: "(settings?: Object) : 4D.EntitySelection", Run: all},
		{Name: "query", Sig: "(query: Variant, ...value: Variant) : 4D.EntitySelection", Run: dataclassQuery},
		{Name: "get", Sig: "(primaryKey: Variant, settings?: Object) : 4D.Entity", Run: get},
		{Name: "getCount", Sig: "() : Integer", Run: getCount},
		{Name: "new", Sig: "() : 4D.Entity", Run: newEntity},
		{Name: "newSelection", Sig: "(keepOrder?: Integer) : 4D.EntitySelection", Run: newSelection},
		{Name: "fromCollection", Sig: "(objects: Collection, settings?: Object) : 4D.EntitySelection", Run: fromCollection},
		{Name: "getInfo", Sig: "() : Object", Run: dataclassInfo},
		{Name: "getDataStore", Sig: "() : 4D.DataStoreImplementation", Run: dsOf},
		{Name: "getRemoteCache", Sig: "() : Object", State: command.Later},
		{Name: "clearRemoteCache", Sig: "()", State: command.Later},
		{Name: "setRemoteCacheSettings", Sig: "(settings: Object)", State: command.Later},
	},
}

// on runs a function of a receiver on behalf of the calling process.
func on[T any](c *vm.Call, do func(recv T, s *Scope, who *orda.Caller) (value.Value, error)) (value.Value, error) {
	recv := vm.Receiver[T](c)
	s, ok := scope(c)
	if !ok || c.Err() != nil {
		return value.Value{}, nil
	}
	who, err := caller(c.Process)
	if err != nil {
		return value.Value{}, err
	}
	return do(recv, s, who)
}

// selected turns a selection or an error into a result.
func (s *Scope) selected(sel *orda.Selection, err error) (value.Value, error) {
	if err != nil {
		return value.Value{}, err
	}
	return s.World.Selection(sel), nil
}

// found turns an entity, which may be nil, or an error into a result.
func (s *Scope) found(e *orda.Entity, err error) (value.Value, error) {
	if err != nil {
		return value.Value{}, err
	}
	return s.World.Entity(e), nil
}

func all(c *vm.Call) (value.Value, error) {
	return on(c, func(r *dataclass, s *Scope, who *orda.Caller) (value.Value, error) {
		return s.selected(r.d.All(who))
	})
}

func dataclassQuery(c *vm.Call) (value.Value, error) {
	return on(c, func(r *dataclass, s *Scope, who *orda.Caller) (value.Value, error) {
		args, settings := splitSettings(c.Args[min(1, c.Len()):])
		if q, ok := formulaQuery(c.Arg(0)); ok {
			return s.selected(r.d.QueryParsed(who, q, settings))
		}
		return s.selected(r.d.Query(who, c.Text(0), args, settings))
	})
}

// formulaQuery makes a query of a formula object given as the only criterion.
func formulaQuery(v value.Value) (*query.Query, bool) {
	if v.Kind() != value.Object && !v.IsNull() {
		return nil, false
	}
	return &query.Query{Where: &query.Formula{Value: v}}, true
}

// settingNames are the keys that make a trailing object the settings of a
// query rather than a value (spec/orda_rest.md 2.6).
var settingNames = map[string]bool{
	"parameters": true, "attributes": true, "args": true, "allowFormulas": true,
	"context": true, "queryPlan": true, "queryPath": true,
}

// splitSettings separates the settings object, if there is one, from the values.
func splitSettings(args []value.Value) ([]value.Value, query.Settings) {
	var settings query.Settings
	if len(args) == 0 {
		return args, settings
	}
	o := args[len(args)-1].AsObject()
	if o == nil || o.Native != nil || o.Len() == 0 {
		return args, settings
	}
	for _, name := range o.Names() {
		if !settingNames[name] {
			return args, settings
		}
	}
	settings.Parameters = o.Get("parameters")
	settings.Attributes = o.Get("attributes")
	settings.Args = o.Get("args")
	allow := o.Get("allowFormulas")
	settings.NoFormulas = allow.Kind() == value.Bool && !allow.AsBool()
	settings.Plan = o.Get("queryPlan").AsBool()
	settings.Path = o.Get("queryPath").AsBool()
	return args[:len(args)-1], settings
}

func get(c *vm.Call) (value.Value, error) {
	return on(c, func(r *dataclass, s *Scope, who *orda.Caller) (value.Value, error) {
		return s.found(r.d.Get(who, c.Arg(0)))
	})
}

func getCount(c *vm.Call) (value.Value, error) {
	return on(c, func(r *dataclass, _ *Scope, who *orda.Caller) (value.Value, error) {
		n, err := r.d.Count(who)
		return value.FromInt(int64(n)), err
	})
}

func newEntity(c *vm.Call) (value.Value, error) {
	return on(c, func(r *dataclass, s *Scope, who *orda.Caller) (value.Value, error) {
		return s.found(r.d.New(who))
	})
}

const keepOrdered = 1 // dk keep ordered

func newSelection(c *vm.Call) (value.Value, error) {
	return on(c, func(r *dataclass, s *Scope, _ *orda.Caller) (value.Value, error) {
		return s.World.Selection(r.d.NewSelection(c.Int(0) == keepOrdered)), nil
	})
}

func fromCollection(c *vm.Call) (value.Value, error) {
	return on(c, func(r *dataclass, s *Scope, who *orda.Caller) (value.Value, error) {
		items := c.Collection(0)
		if items == nil {
			items = value.NewList()
		}
		return s.selected(r.d.FromCollection(who, items))
	})
}

func dataclassInfo(c *vm.Call) (value.Value, error) {
	return on(c, func(r *dataclass, _ *Scope, _ *orda.Caller) (value.Value, error) {
		m := r.d.Model()
		o := value.NewObject()
		o.Set("name", value.FromText(m.Name))
		if m.Key != nil {
			o.Set("primaryKey", value.FromText(m.Key.Name))
		}
		o.Set("tableNumber", value.FromInt(int64(m.Number)))
		o.Set("exposed", value.FromBool(m.Exposed))
		return value.FromObject(o), nil
	})
}

func dsOf(c *vm.Call) (value.Value, error) {
	s, ok := data(c)
	if !ok {
		return value.Value{}, nil
	}
	return s.World.DS(), nil
}

// entityArg returns argument i as an entity, nil for null or a missing one.
func entityArg(c *vm.Call, i int) *orda.Entity {
	if c.Arg(i).IsAbsent() {
		return nil
	}
	n := vm.ArgAs[*entity](c, i, "4D.Entity")
	if n == nil {
		return nil
	}
	return n.e
}

// othersArg returns argument i as an entity or a selection; both nil for null.
func othersArg(c *vm.Call, i int) (*orda.Entity, *orda.Selection) {
	o := c.Arg(i).AsObject()
	if o == nil {
		if !c.Arg(i).IsAbsent() {
			vm.ArgAs[*entity](c, i, "4D.Entity or 4D.EntitySelection")
		}
		return nil, nil
	}
	switch n := o.Native.(type) {
	case *entity:
		return n.e, nil
	case *selection:
		return nil, n.s
	}
	c.Fail(fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want 4D.Entity or 4D.EntitySelection (argument %d).",
		c.Name, c.Process.Describe(c.Arg(i)), i+1))
	return nil, nil
}

// filterArg returns argument i as a list of paths: comma-separated text or a
// collection; nil for the default ("", "*" or missing).
func filterArg(c *vm.Call, i int) []string {
	v := c.Arg(i)
	switch v.Kind() {
	case value.Text:
		return splitPaths(v.AsText())
	case value.Collection:
		var paths []string
		for _, item := range v.AsCollection().Items() {
			paths = append(paths, splitPaths(item.AsText())...)
		}
		return paths
	case value.Undefined, value.Null:
		return nil
	}
	c.Fail(fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want Text or Collection (argument %d).",
		c.Name, c.Process.Describe(v), i+1))
	return nil
}
