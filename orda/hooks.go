package orda

import "quoin.dev/quoin/value"

// HookKind is what a function of an ORDA class is for.
type HookKind uint8

const (
	Get          HookKind = iota // computed attribute: (event) : value
	Set                          // computed attribute: (value, event)
	QueryHook                    // computed attribute: (event) : text, object or nothing
	OrderByHook                  // computed attribute: (event) : text or nothing
	Constructor                  // entity, after it was created in memory
	Restrict                     // dataclass: () : selection or null
	Touched                      // attribute, entity: (event)
	ValidateSave                 // attribute, entity: (event) : error object or nothing
	Saving                       // attribute, entity: (event) : error object or nothing
	AfterSave                    // entity: (event)
	ValidateDrop                 // attribute, entity: (event) : error object or nothing
	Dropping                     // attribute, entity: (event) : error object or nothing
	AfterDrop                    // entity: (event)
)

var hookNames = [...]string{"get", "set", "query", "orderBy", "constructor", "restrict", "touched",
	"validateSave", "saving", "afterSave", "validateDrop", "dropping", "afterDrop"}

// String returns the name that an event object's kind carries.
func (k HookKind) String() string { return hookNames[k] }

// Hook is a function of user code. This is the entity, or the dataclass for
// Restrict.
type Hook func(c *Caller, this value.Value, args ...value.Value) (value.Value, error)

// Hooks finds user code of the ORDA classes. Class is the dataclass's name,
// member an attribute's; "" is the entity level. Find returns nil when there is
// none; it is called often and must be quick.
type Hooks interface {
	Find(class string, kind HookKind, member string) Hook
}

// Formulas is what Hooks may implement besides: it makes formulas of queries
// and sorts callable. Without it a formula in a query is an error.
type Formulas interface {
	// Compile makes the text of eval() callable; This is the candidate entity.
	Compile(c *Caller, source string) (Hook, error)
	// Callable makes a formula object callable, nil if it is none.
	Callable(v value.Value) Hook
}

// Wrapper turns ORDA objects into language values and back.
type Wrapper interface {
	Entity(*Entity) value.Value
	Selection(*Selection) value.Value
	Dataclass(*Dataclass) value.Value
	// Unwrap returns the *Entity, *Selection or *Dataclass behind a value, nil if none.
	Unwrap(value.Value) any
}

// plainWrapper is the Wrapper of a datastore without a language.
type plainWrapper struct{}

func (plainWrapper) Entity(e *Entity) value.Value { return native(e) }

func (plainWrapper) Selection(s *Selection) value.Value { return native(s) }

func (plainWrapper) Dataclass(d *Dataclass) value.Value { return native(d) }

func (plainWrapper) Unwrap(v value.Value) any {
	if o := v.AsObject(); o != nil {
		return o.Native
	}
	return nil
}

func native(x any) value.Value { return value.FromObject(value.NewNative(nil, x)) }
