package bind

import (
	"iter"
	"maps"
	"sort"
	"strings"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/lang/vm"
)

// Level is what a function is called on.
type Level uint8

const (
	OnDatastore Level = iota
	OnDataclass
	OnEntity
	OnSelection
	OnSingleton
)

// Function is a function of the project's classes that a door may call.
type Function struct {
	Level Level
	Class string // dataclass; singleton class; "" for the datastore
	Name  string
	*vm.Function
}

// Resource returns what the roles file calls the function.
func (f *Function) Resource() access.Resource {
	switch f.Level {
	case OnDatastore:
		return access.Resource{Kind: access.Function, Class: "ds", Member: f.Name}
	case OnSingleton:
		return access.Resource{Kind: access.SingletonFunction, Class: f.Class, Member: f.Name}
	}
	return access.Resource{Kind: access.Function, Class: f.Class, Member: f.Name}
}

// ParamsText describes the parameters for the catalog: "name : Text; age : Integer".
func (f *Function) ParamsText() string {
	parts := make([]string, len(f.Params))
	for i, p := range f.Params {
		parts[i] = p.Name + " : " + p.Type.String()
	}
	return strings.Join(parts, "; ")
}

type functionKey struct {
	level       Level
	class, name string
}

// Functions are the exposed functions of a program by level, class and name.
// It is immutable.
type Functions struct {
	table       map[functionKey]*Function
	dataclasses []string
	singletons  []string // classes with at least one exposed function
}

// NewFunctions collects the exposed functions of a program.
func NewFunctions(p *vm.Program, dataclasses []string) *Functions {
	f := &Functions{table: map[functionKey]*Function{}, dataclasses: dataclasses}
	f.addClass(p.Class("DataStore"), OnDatastore, "")
	taken := map[string]bool{"DataStore": true}
	for _, name := range dataclasses {
		f.addClass(p.Class(name), OnDataclass, name)
		f.addClass(p.Class(name+"Entity"), OnEntity, name)
		f.addClass(p.Class(name+"Selection"), OnSelection, name)
		taken[name], taken[name+"Entity"], taken[name+"Selection"] = true, true, true
	}
	for _, c := range p.Classes() {
		shared := c.Shared && c.Singleton || c.SessionSingleton
		if shared && !taken[c.Name] && f.addClass(c, OnSingleton, c.Name) {
			f.singletons = append(f.singletons, c.Name)
		}
	}
	return f
}

// addClass adds the exposed functions of a class and the user's classes it
// extends; the nearest definition wins. It reports whether there was one.
func (f *Functions) addClass(c *vm.Class, level Level, class string) bool {
	found := false
	for ; c != nil && c.Store == "cs"; c = c.Parent {
		for name, m := range c.Members {
			key := functionKey{level, class, name}
			if m.Function == nil || !m.Function.Exposed || f.table[key] != nil {
				continue
			}
			f.table[key] = &Function{level, class, name, m.Function}
			found = true
		}
	}
	return found
}

// Find returns an exposed function by its exact name, nil if there is none.
func (f *Functions) Find(level Level, class, name string) *Function {
	return f.table[functionKey{level, class, name}]
}

// List returns the exposed functions of a level and class by name.
func (f *Functions) List(level Level, class string) []*Function {
	var list []*Function
	for key, fn := range f.table {
		if key.level == level && key.class == class {
			list = append(list, fn)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

// Singletons returns the classes of shared and session singletons that have
// exposed functions.
func (f *Functions) Singletons() []string { return f.singletons }

// Dataclasses returns the names of the dataclasses.
func (f *Functions) Dataclasses() []string { return f.dataclasses }

// All iterates over the exposed functions in no particular order.
func (f *Functions) All() iter.Seq[*Function] { return maps.Values(f.table) }
