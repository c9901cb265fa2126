package access

import (
	"fmt"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// View is what a policy's targets are compared with: the model and the
// functions of the user's classes. Names are exact.
type View interface {
	// HasClass reports whether there is a dataclass.
	HasClass(name string) bool
	// HasAttribute reports whether a dataclass has an attribute of any kind.
	HasAttribute(class, name string) bool
	// HasFunction reports whether the datastore ("ds"), or a dataclass, its
	// entities or its selections have a function.
	HasFunction(class, name string) bool
	// HasSingleton reports whether a class is a singleton.
	HasSingleton(class string) bool
	// HasSingletonFunction reports whether a singleton class has a function.
	HasSingletonFunction(class, name string) bool
}

// Check returns a warning for each permission whose target does not exist.
// Such a permission blocks nothing and opens nothing.
func (p *Policy) Check(v View) []Finding {
	var findings []Finding
	for _, t := range p.targets {
		what, exists := t.resource.find(v)
		if exists {
			continue
		}
		findings = append(findings, Finding{Path: t.path, Problem: fault.Problem{
			Place: t.place, Severity: fault.Warning, Code: "roles.unknown-target",
			Message: fmt.Sprintf("Cannot find %s %q.", what, t.applyTo),
		}})
	}
	return findings
}

func (r Resource) find(v View) (what string, exists bool) {
	switch r.Kind {
	case Dataclass:
		return "dataclass", v.HasClass(r.Class)
	case Attribute:
		return "attribute", v.HasAttribute(r.Class, r.Member)
	case Function:
		return "member function", v.HasFunction(r.Class, r.Member)
	case Singleton:
		return "singleton", v.HasSingleton(r.Class)
	case SingletonFunction:
		return "singleton function", v.HasSingletonFunction(r.Class, r.Member)
	}
	return "datastore", true
}

// RolesErrors returns findings as the original writes Roles_Errors.json.
func RolesErrors(findings []Finding) []byte {
	list := value.NewList()
	for _, f := range findings {
		o := value.NewObject()
		o.Set("message", value.FromText(f.Message))
		o.Set("path", value.FromText(f.Path))
		list.Push(value.FromObject(o))
	}
	text, err := value.AppendJSON(nil, value.FromCollection(list), value.JSONOptions{Indent: "\t"})
	if err != nil {
		return nil // two texts a level deep: cannot happen
	}
	return text
}
