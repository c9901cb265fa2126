// Package access decides whether a subject may do something to a resource. It
// is pure: it reads a policy (the project's roles.json) and does no input or
// output (spec/orda_rest.md 5.3, 5.4).
package access

// Action is what somebody wants to do.
type Action uint8

const (
	Read Action = iota
	Create
	Update
	Drop
	Execute
	Describe // to see in $catalog; old files only
)

// Resource is what it is done to. The zero value of Member means the class
// itself; Class "ds" is the datastore.
type Resource struct {
	Kind   ResourceKind
	Class  string // dataclass or singleton class
	Member string // attribute or function
}

// ResourceKind tells resources apart.
type ResourceKind uint8

const (
	Datastore ResourceKind = iota
	Dataclass
	Attribute
	Function // of the datastore (Class "ds"), a dataclass, its entities or selections
	Singleton
	SingletonFunction
)

// Guest is the privilege every session has; WebAdmin opens everything.
const (
	Guest    = "guest"
	WebAdmin = "WebAdmin"
)

// Subject is who asks: the expanded privileges of a session and those promoted
// for the running process. Names compare without case. The zero value is a
// guest.
type Subject struct {
	// Privileges as given to setPrivileges, roles already replaced by theirs.
	Privileges []string
	// Promoted privileges of the process, and of the session by promote().
	Promoted []string
	// All opens everything: code at start, administration, --ignore-roles.
	All bool
}
