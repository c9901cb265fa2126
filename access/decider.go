package access

// Decider answers whether a subject may do something to a resource. A policy
// read from roles.json is one; it is pure and safe for concurrent use.
type Decider interface {
	Allowed(s Subject, a Action, r Resource) bool
}
