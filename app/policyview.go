package app

import (
	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app/project"
	"quoin.dev/quoin/lang/check"
)

// policyView is what the checker asks of the roles.
type policyView struct{ p *access.Policy }

// readPolicy returns the roles as the checker sees them; nil when there are none
// or they are broken, which is told elsewhere.
func readPolicy(s *project.Snapshot) check.Policy {
	if s.Roles == nil {
		return nil
	}
	p, _, err := access.Parse(s.Roles.Path, s.Roles.Data)
	if err != nil {
		return nil
	}
	return policyView{p}
}

// Callers returns who may call an exposed function.
func (v policyView) Callers(class, function string, singleton bool) (privileges []string, everybody bool) {
	return v.p.Holders(access.Execute, functionResource(class, function, singleton))
}

// Reads reports whether somebody may read a dataclass while a function runs that
// may be promoted.
func (v policyView) Reads(class, function string, singleton bool, privilege, dataclass string) bool {
	who := access.Subject{Promoted: v.p.Promotions(functionResource(class, function, singleton))}
	if privilege != "" {
		who.Privileges = []string{privilege}
	}
	return v.p.Allowed(who, access.Read, access.Resource{Kind: access.Dataclass, Class: dataclass})
}

func functionResource(class, function string, singleton bool) access.Resource {
	if singleton {
		return access.Resource{Kind: access.SingletonFunction, Class: class, Member: function}
	}
	return access.Resource{Kind: access.Function, Class: class, Member: function}
}
