package bind

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/value"
)

type hookKey struct {
	class  string
	kind   orda.HookKind
	member string
}

// Hooks makes the functions of the ORDA classes reachable for package orda. It
// is built once for a program and immutable afterwards.
type Hooks struct {
	world *World
	table map[hookKey]orda.Hook
}

// eventHooks maps the events of entity classes, in lower case.
var eventHooks = map[string]orda.HookKind{
	"touched": orda.Touched, "validatesave": orda.ValidateSave, "saving": orda.Saving, "aftersave": orda.AfterSave,
	"validatedrop": orda.ValidateDrop, "dropping": orda.Dropping, "afterdrop": orda.AfterDrop,
}

// NewHooks collects the hooks of a program's classes for some dataclasses.
func NewHooks(w *World, dataclasses []*model.Dataclass) *Hooks {
	h := &Hooks{world: w, table: map[hookKey]orda.Hook{}}
	for _, d := range dataclasses {
		name := d.Name
		if c := w.Program.Class(name); c != nil {
			if f := c.Events["restrict"]; f != nil {
				h.add(name, orda.Restrict, "", f)
			}
		}
		if c := w.Program.Class(name + "Entity"); c != nil {
			h.addEntity(name, c)
		}
		h.addTrigger(d)
	}
	return h
}

// The values of Trigger event.
const (
	onCreate = 1
	onChange = 2
	onDrop   = 3
)

// addTrigger runs the trigger of a table behind the saving and dropping events
// of its entities. A result other than 0 is the number of an error and stops
// the action.
func (h *Hooks) addTrigger(d *model.Dataclass) {
	f := h.world.Program.DatabaseMethod("table_" + strconv.Itoa(d.Number))
	if f == nil {
		return
	}
	for _, kind := range [...]orda.HookKind{orda.Saving, orda.Dropping} {
		key := hookKey{d.Name, kind, ""}
		event := h.table[key]
		h.table[key] = func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
			if event != nil {
				if v, err := event(c, this, args...); err != nil || !v.IsAbsent() {
					return v, err
				}
			}
			return h.trigger(c, f, this, kind == orda.Dropping)
		}
	}
}

func (h *Hooks) trigger(c *orda.Caller, f *vm.Function, this value.Value, dropping bool) (value.Value, error) {
	e, _ := h.world.Unwrap(this).(*orda.Entity)
	p := h.world.process(c)
	s := scopeOf(p)
	if e == nil || s == nil || !dropping && !e.IsNew() && !e.Touched() {
		return value.Value{}, nil
	}
	outer := s.event
	defer func() { s.event = outer }()
	switch {
	case dropping:
		s.event = onDrop
	case e.IsNew():
		s.event = onCreate
	default:
		s.event = onChange
	}
	v, err := p.RunFunction(f, value.Value{})
	if err != nil || !v.IsNumber() || v.AsReal() == 0 {
		return value.Value{}, err
	}
	o := value.NewObject()
	o.Set("errCode", v)
	o.Set("message", value.FromText("The trigger of "+e.Dataclass().Model().Name+" refused with error "+strconv.Itoa(int(v.AsReal()))+"."))
	o.Set("seriousError", value.FromBool(true))
	return value.FromObject(o), nil
}

func (h *Hooks) addEntity(name string, c *vm.Class) {
	if c.Constructor != nil {
		h.add(name, orda.Constructor, "", c.Constructor)
	}
	for attr, m := range c.Members {
		if m.Get != nil {
			h.add(name, orda.Get, attr, m.Get)
		}
		if m.Set != nil {
			h.add(name, orda.Set, attr, m.Set)
		}
	}
	for attr, f := range c.Queries {
		h.add(name, orda.QueryHook, attr, f)
	}
	for attr, f := range c.Orders {
		h.add(name, orda.OrderByHook, attr, f)
	}
	for key, f := range c.Events {
		event, attr, _ := strings.Cut(key, " ")
		if kind, ok := eventHooks[event]; ok {
			h.add(name, kind, attr, f)
		}
	}
}

func (h *Hooks) add(class string, kind orda.HookKind, member string, f *vm.Function) {
	h.table[hookKey{class, kind, member}] = func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
		return h.world.process(c).RunFunction(f, this, args...)
	}
}

// Find returns the hook of a dataclass, nil if there is none.
func (h *Hooks) Find(class string, kind orda.HookKind, member string) orda.Hook {
	return h.table[hookKey{class, kind, member}]
}

// Compile makes the text of an eval() in a query callable.
func (h *Hooks) Compile(_ *orda.Caller, source string) (orda.Hook, error) {
	f, err := h.world.Program.FromText(h.world.Program, source, false, false)
	if err != nil {
		return nil, err
	}
	return h.callable(vm.FunctionValue(f)), nil
}

// Callable makes a formula object callable, nil if the value is none.
func (h *Hooks) Callable(v value.Value) orda.Hook {
	if vm.AsFunction(v) == nil {
		return nil
	}
	return h.callable(v)
}

func (h *Hooks) callable(fn value.Value) orda.Hook {
	return func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
		return h.world.process(c).Call(fn, this, args...)
	}
}

// process returns the process that runs hooks for a caller. A request that has
// none of its own gets one at its first hook; Release ends it.
func (w *World) process(c *orda.Caller) *vm.Process {
	if p, ok := c.Run.(*vm.Process); ok {
		return p
	}
	scope, ok := c.Run.(*Scope)
	if !ok {
		scope = &Scope{World: w, Caller: c}
	}
	ctx := c.Context
	if ctx == nil {
		ctx = context.Background()
	}
	c.Run = w.NewProcess(ctx, scope, "data")
	return c.Run.(*vm.Process)
}

// NewProcess starts a process of a scope. One that acts for a session may run
// for as long as a request may take.
func (w *World) NewProcess(ctx context.Context, scope *Scope, name string) *vm.Process {
	return w.Start(ctx, scope, vm.ProcessOptions{Name: name})
}

// Start starts a process of a scope with further options.
func (w *World) Start(ctx context.Context, scope *Scope, o vm.ProcessOptions) *vm.Process {
	o.Scope = scope
	if s := scope.Session; s != nil {
		o.Session = s.Keep(singletonsKey{}, func() any { return vm.NewSingletonStore() }).(*vm.SingletonStore)
		if o.Limits.Time == 0 {
			o.Limits.Time = w.RequestTime
		}
	}
	return w.Runtime.NewProcess(ctx, o)
}

type singletonsKey struct{}

// Release ends what a caller without a process of its own needed: the process
// of its hooks, transactions and locks that they left open.
func (w *World) Release(c *orda.Caller) {
	switch run := c.Run.(type) {
	case *Scope:
		if c.InTransaction() {
			run.End()
		}
	case *vm.Process:
		if scope := scopeOf(run); scope != nil {
			scope.End()
		}
		run.Close()
	}
}

// Promote says which privileges a process has while a function runs
// (spec/orda_rest.md 5.4). It is called before the world is used.
func (w *World) Promote(f *Function, privileges []string) {
	if len(privileges) == 0 {
		return
	}
	if w.promotions == nil {
		w.promotions = map[*vm.Function][]string{}
	}
	w.promotions[f.Function] = privileges
}

// promoted returns the privileges that running functions give the process:
// nested calls inherit them, and several add up.
func (w *World) promoted(p *vm.Process) []string {
	if w == nil || len(w.promotions) == 0 || p == nil {
		return nil
	}
	var names []string
	for f := range p.Running() {
		names = append(names, w.promotions[f]...)
	}
	return names
}

// subject returns who the scope acts for: the session, with what the functions
// that run on its behalf promote it to. Without a session it is the application
// itself.
func (s *Scope) subject() access.Subject {
	if s.Session == nil {
		return access.Subject{All: true}
	}
	p, _ := s.Caller.Run.(*vm.Process)
	return s.subjectIn(p)
}

// subjectIn is subject for a process of the scope.
func (s *Scope) subjectIn(p *vm.Process) access.Subject {
	who := s.Session.Subject()
	for _, x := range s.promoted {
		who.Promoted = append(slices.Clip(who.Promoted), x.name)
	}
	if names := s.World.promoted(p); len(names) > 0 {
		who.Promoted = append(slices.Clip(who.Promoted), names...)
	}
	return who
}

// promotion is a privilege that code gave its process with Session.promote.
type promotion struct {
	id   int
	name string
}

// promote returns an identifier for demote.
func (s *Scope) promote(name string) int {
	id := 1
	for _, x := range s.promoted {
		id = max(id, x.id+1)
	}
	s.promoted = append(s.promoted, promotion{id, name})
	return id
}

func (s *Scope) demote(id int) {
	s.promoted = slices.DeleteFunc(s.promoted, func(x promotion) bool { return x.id == id })
}
