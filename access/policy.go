package access

import (
	"slices"
	"strings"
)

// Policy is what roles.json says. It is immutable and safe for concurrent use.
// Policy is a Decider.
type Policy struct {
	// privileges has every name the file declares or uses, by number, in the
	// file's order of declaration.
	privileges []privilege
	numbers    map[string]int // by the name as written and in lower case
	roles      map[string][]int
	lists      map[Resource]*lists
	targets    []target
	forceLogin bool
	restricted bool // restrictedByDefault
	open       bool // everything is allowed and every name is a privilege
}

// privilege is a name with the set of privileges it brings, itself included.
type privilege struct {
	name     string
	declared bool
	closure  set
}

// lists are the privileges that may do each action to a resource; nil where
// the file says nothing or has an empty list, which means the same.
type lists struct {
	actions [Describe + 1]set
	promote []string
}

// set is a set of privilege numbers. It never changes once built.
type set []uint64

func (s set) with(i int) set {
	for len(s) <= i/64 {
		s = append(s, 0)
	}
	s[i/64] |= 1 << (i % 64)
	return s
}

func (s set) has(i int) bool { return i/64 < len(s) && s[i/64]>>(i%64)&1 == 1 }

func (s set) meets(t set) bool {
	for i := 0; i < len(s) && i < len(t); i++ {
		if s[i]&t[i] != 0 {
			return true
		}
	}
	return false
}

func (s set) union(t set) set {
	for len(s) < len(t) {
		s = append(s, 0)
	}
	for i := range t {
		s[i] |= t[i]
	}
	return s
}

// Open returns the policy of a project without roles.json: everything is
// allowed, and any name given to setPrivileges is a privilege.
func Open() *Policy { return &Policy{open: true} }

// Closed returns the policy that refuses everything to everybody but the server
// itself: that of a project whose roles.json cannot be read.
func Closed() *Policy { return &Policy{forceLogin: true, restricted: true} }

// IsOpen reports whether the policy allows everything to everybody.
func (p *Policy) IsOpen() bool { return p.open }

// ForceLogin reports whether a session may do nothing but sign in until its
// privileges have been set.
func (p *Policy) ForceLogin() bool { return p.forceLogin }

// Expand returns the privileges a session has once its code has set these
// privileges and roles: what they include is there too, in the order of the
// file, and names that are not declared are ignored.
func (p *Policy) Expand(privileges, roles []string) []string {
	if p.open {
		return slices.Concat(privileges, roles)
	}
	var have set
	for _, name := range privileges {
		have = p.add(have, name, true)
	}
	for _, role := range roles {
		for _, n := range p.roles[strings.ToLower(strings.TrimSpace(role))] {
			have = have.union(p.privileges[n].closure)
		}
	}
	var names []string
	for i, pr := range p.privileges {
		if have.has(i) && pr.declared {
			names = append(names, pr.name)
		}
	}
	return names
}

// Has reports whether a subject has a privilege, given, included or promoted.
// Everybody has guest; WebAdmin has all.
func (p *Policy) Has(s Subject, name string) bool {
	if s.All || strings.EqualFold(name, Guest) {
		return true
	}
	if p.open {
		same := func(n string) bool { return strings.EqualFold(n, name) }
		return slices.ContainsFunc(s.Privileges, same) || slices.ContainsFunc(s.Promoted, same)
	}
	r := p.Rights(s)
	if r.all {
		return true
	}
	n, ok := p.number(name)
	return ok && r.have.has(n)
}

// Promotions returns the privileges a process has while it runs a function.
// Only the entry of the function itself counts: the files that close a
// datastore for everybody list their closing privilege under promote too.
func (p *Policy) Promotions(r Resource) []string {
	if l := p.lists[r]; l != nil && (r.Kind == Function || r.Kind == SingletonFunction) {
		return l.promote
	}
	return nil
}

// Allowed reports whether a subject may do something to a resource.
func (p *Policy) Allowed(s Subject, a Action, r Resource) bool {
	rights := p.Rights(s)
	return rights.Allowed(a, r)
}

// Holders returns the privileges one of which is needed to do something to a
// resource, in the order of the file; everybody says that none is needed. Neither
// means that only WebAdmin may.
func (p *Policy) Holders(a Action, r Resource) (privileges []string, everybody bool) {
	if p.Allowed(Subject{}, a, r) {
		return nil, true
	}
	list := p.inherited(r, a)
	for i := range p.privileges {
		if list.has(i) {
			privileges = append(privileges, p.privileges[i].name)
		}
	}
	return privileges, false
}

// Rights are a subject under a policy: its privileges worked out once for many
// questions.
type Rights struct {
	policy *Policy
	have   set
	all    bool
}

// Rights works out what a subject has.
func (p *Policy) Rights(s Subject) Rights {
	r := Rights{policy: p, all: p.open || s.All}
	if r.all {
		return r
	}
	r.have = p.add(nil, Guest, false)
	for _, name := range s.Privileges {
		r.have = p.add(r.have, name, false)
	}
	for _, name := range s.Promoted {
		r.have = p.add(r.have, name, false)
	}
	admin, ok := p.number(WebAdmin)
	r.all = ok && r.have.has(admin)
	return r
}

// Allowed reports whether the subject may do something to a resource
// (spec/orda_rest.md 5.4). To update or drop, one must be able to read; an
// attribute goes with its entity, and need not be read for that
// (4d-depot/HDI_Permissions).
func (r Rights) Allowed(a Action, res Resource) bool {
	if r.all {
		return true
	}
	if a > Describe {
		return false
	}
	if res.Kind == Function && res.Class == datastore && strings.EqualFold(res.Member, "authentify") && a == Execute {
		return true // or nobody could ever sign in
	}
	if a == Update && !r.Allowed(Read, res) {
		return false
	}
	if a == Drop && !r.Allowed(Read, dropped(res)) {
		return false
	}
	if res.Kind == Attribute {
		own := r.policy.list(res, a)
		return r.meets(a, r.policy.inherited(Resource{Kind: Dataclass, Class: res.Class}, a)) && (own == nil || r.have.meets(own))
	}
	return r.meets(a, r.policy.inherited(res, a))
}

// dropped is what must be read to drop a resource.
func dropped(r Resource) Resource {
	if r.Kind == Attribute {
		return Resource{Kind: Dataclass, Class: r.Class}
	}
	return r
}

// meets decides by a list; where no list applies, by the default.
func (r Rights) meets(a Action, list set) bool {
	if list == nil {
		return a == Describe || !r.policy.restricted
	}
	return r.have.meets(list)
}

// datastore is the class of the datastore in resources.
const datastore = "ds"

// inherited returns the list that decides about a resource: its own, else its
// class's, else the datastore's.
func (p *Policy) inherited(r Resource, a Action) set {
	if l := p.list(r, a); l != nil {
		return l
	}
	switch {
	case r.Kind == Function && r.Class != datastore:
		return p.inherited(Resource{Kind: Dataclass, Class: r.Class}, a)
	case r.Kind == SingletonFunction:
		return p.inherited(Resource{Kind: Singleton, Class: r.Class}, a)
	case r.Kind != Datastore:
		return p.list(Resource{Kind: Datastore, Class: datastore}, a)
	}
	return nil
}

func (p *Policy) list(r Resource, a Action) set {
	if r.Kind == Datastore {
		r = Resource{Kind: Datastore, Class: datastore}
	}
	if l := p.lists[r]; l != nil {
		return l.actions[a]
	}
	return nil
}

// number returns the number of a name in any case.
func (p *Policy) number(name string) (int, bool) {
	if n, ok := p.numbers[name]; ok {
		return n, true
	}
	n, ok := p.numbers[strings.ToLower(strings.TrimSpace(name))]
	return n, ok
}

// add puts a privilege and what it includes into a set; only declared ones if
// so wanted.
func (p *Policy) add(have set, name string, declared bool) set {
	n, ok := p.number(name)
	if !ok || declared && !p.privileges[n].declared {
		return have
	}
	return have.union(p.privileges[n].closure)
}
