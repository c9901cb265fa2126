package check

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
)

// Policy answers who may do what by the project's roles. Classes are dataclasses,
// singleton classes, or "ds".
type Policy interface {
	// Callers returns the privileges one of which is needed to call an exposed
	// function; everybody says that none is. Neither: nobody may.
	Callers(class, function string, singleton bool) (privileges []string, everybody bool)
	// Reads reports whether somebody with a privilege ("": nobody signed in) may
	// read a dataclass while such a function runs.
	Reads(class, function string, singleton bool, privilege, dataclass string) bool
}

// exposed checks a function that may be called from outside.
func (b *body) exposed(m *syntax.Function) {
	if b.silent || b.class == nil || m.Name == nil {
		return
	}
	if m.Modifiers.OnHTTPGet && !m.Modifiers.Exposed {
		b.report(m.Name.Span, "exposed.http-get", "onHTTPGet works on exposed functions only.")
	}
	if !m.Modifiers.Exposed || m.Kind != syntax.Plain {
		return
	}
	class, singleton, ok := b.resource()
	if !ok {
		b.report(m.Name.Span, "exposed.ignored", "Nobody can call %s from outside: %s is no class of the data model and no singleton.", m.Name.Name, b.class.Name)
		return
	}
	if b.project.policy == nil {
		return
	}
	callers, everybody := b.project.policy.Callers(class, m.Name.Name, singleton)
	if !everybody && len(callers) == 0 {
		b.report(m.Name.Span, "exposed.closed", "The roles let nobody call %s.", m.Name.Name)
		return
	}
	if everybody {
		callers = []string{""}
	}
	b.readers(m, class, singleton, callers)
}

// resource names the class of This as roles do; ok is false when its functions
// cannot be called from outside.
func (b *body) resource() (class string, singleton, ok bool) {
	if strings.EqualFold(b.class.Name, "cs.DataStore") {
		return "ds", false, true
	}
	if d, role := b.project.dataclassOf(b.class.Name); role != noRole {
		return d.Symbol.Name, false, true
	}
	c := b.unit.class
	return strings.TrimPrefix(c.Name, "cs."), true, c.Singleton && (c.Shared || c.Session)
}

// readers reports dataclasses that a function reads and that some who may call it
// may not.
func (b *body) readers(m *syntax.Function, class string, singleton bool, callers []string) {
	if m.Body == nil || promotes(m.Body) {
		return
	}
	seen := map[string]bool{}
	syntax.Walk(m.Body, func(n syntax.Node) bool {
		x, ok := n.(*syntax.MemberExpr)
		if !ok {
			return true
		}
		switch x.Name.Name {
		case "new", "newSelection", "getInfo":
			return false // nothing is read
		}
		s := b.info.Uses[x.Name]
		if s == nil || s.Kind != Dataclass || seen[s.Name] || s.Name == class && b.ofRecords() {
			return true
		}
		seen[s.Name] = true
		for _, caller := range callers {
			if b.project.policy.Reads(class, m.Name.Name, singleton, caller, s.Name) {
				continue
			}
			who := "with the privilege " + caller
			if caller == "" {
				who = "without signing in"
			}
			b.report(x.Name.Span, "exposed.data", "Who calls %s %s may not read %s.", m.Name.Name, who, s.Name)
			break
		}
		return true
	})
}

// ofRecords reports whether This is an entity or a selection: who has one may
// read its dataclass.
func (b *body) ofRecords() bool {
	_, role := b.project.dataclassOf(b.class.Name)
	return role == entityRole || role == selectionRole
}

// promotes reports whether a function gives itself or the session privileges:
// what it may read is then not known.
func promotes(body *syntax.Block) bool {
	found := false
	syntax.Walk(body, func(n syntax.Node) bool {
		if m, ok := n.(*syntax.MemberExpr); ok {
			switch m.Name.Name {
			case "promote", "setPrivileges", "restore":
				found = true
			}
		}
		return !found
	})
	return found
}
