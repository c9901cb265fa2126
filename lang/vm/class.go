package vm

import (
	"sync"
	"sync/atomic"

	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// Class is a class of the language: one of the user's ("cs") or a built-in one
// ("4D"). A class is immutable once its program is built.
type Class struct {
	Name   string
	Store  string // "cs" or "4D"
	Parent *Class // nil for 4D.Object

	// Members by exact name: functions and accessors of this class alone.
	Members map[string]*Member
	// Events of an ORDA entity or dataclass class, by "event" or
	// "event attribute" with the event's name in lower case: "restrict",
	// "validatesave", "touched price".
	Events map[string]*Function
	// Queries and Orders are "Function query x" and "Function orderBy x".
	Queries, Orders map[string]*Function
	// Aliases of an entity class, by name.
	Aliases map[string]AliasDecl

	Constructor *Function // nil: the parent's
	// Native makes an instance of a built-in class ("4D.File.new(…)"); nil when
	// it has no constructor. Its receiver is the class object.
	Native *Native

	Shared, Singleton, SessionSingleton bool
	// Init sets the "property x := e" lines of this class on a new instance; nil
	// if there are none.
	Init *Function
	// Statics are functions called on the class object itself, such as
	// 4D.CryptoKey.new or 4D.HTTPRequest.new; by exact name.
	Statics map[string]*Native
	// Properties are the declared ones, "property a : T", by name: they inform
	// the checker and completion.
	Properties map[string]Param

	// Source is the file that declares the class; nil for a class without one.
	Source *source.File

	once   sync.Once
	object *value.Obj // the class object
	extend sync.Once
	extra  *value.Obj // see added

	shapes atomic.Pointer[value.Shape] // the root of those of its instances
}

// instance returns an empty instance.
func (c *Class) instance() *value.Obj {
	if c.Shared || c.SessionSingleton {
		o := value.NewSharedObject(nil)
		o.Class = c
		return o
	}
	root := c.shapes.Load()
	if root == nil {
		c.shapes.CompareAndSwap(nil, value.NewShapes())
		root = c.shapes.Load()
	}
	return value.NewInstance(c, root)
}

// AliasDecl is "exposed Alias name path".
type AliasDecl struct {
	Path    []string
	Exposed bool
	Place   source.Place // of its name
}

// ClassName returns the class's name; it makes *Class a value.Class.
func (c *Class) ClassName() string { return c.Name }

// Find looks a member up in the class and its parents.
func (c *Class) Find(name string) *Member {
	for ; c != nil; c = c.Parent {
		if m := c.Members[name]; m != nil {
			return m
		}
	}
	return nil
}

// Is reports whether c is other or descends from it.
func (c *Class) Is(other *Class) bool {
	for ; c != nil; c = c.Parent {
		if c == other {
			return true
		}
	}
	return false
}

// Member is what a class has under one name: a function, or accessors.
type Member struct {
	Name string
	// Exactly one of Function and Native is set for a function; Get, Set,
	// NativeGet and NativeSet for a property.
	Function  *Function
	Native    *Native
	Get, Set  *Function
	NativeGet Builtin
	NativeSet Builtin
	Owner     *Class

	once   sync.Once
	fn     *FuncValue // of Native
	getter *Native    // of NativeGet
}

// Native is a built-in command, function or constructor.
type Native struct {
	Name string
	Run  Builtin
	// Min and Max bound the number of arguments; Max -1 = any number.
	Min, Max int
	// Out has bit i set when argument i is written back: the machine then passes
	// a pointer (see Call.SetOut).
	Out uint64
	// Unavailable says why the built-in does nothing here, for the checker; "" for
	// one that works.
	Unavailable string

	calls bool // it is the function "call" of functions
}

// Builtin is the body of a built-in. It returns undefined for "no result".
type Builtin func(c *Call) (value.Value, error)

// The interfaces below are what the Native of an object may offer.

// Dynamic has properties beyond those of its class: the attributes of an
// entity, ds.User, Web Form["ref"].
type Dynamic interface {
	// Property returns a property, ok false when there is none by that name.
	Property(p *Process, name string) (v value.Value, ok bool, err error)
	// SetProperty assigns one; ok false when there is none by that name.
	SetProperty(p *Process, name string, v value.Value) (ok bool, err error)
	// PropertyNames lists those that For each and OB Keys see.
	PropertyNames(p *Process) []string
}

// Sequence can be indexed and iterated: an entity selection, a 4D.Blob.
type Sequence interface {
	Len(p *Process) (int, error)
	At(p *Process, i int) (value.Value, error)
}
