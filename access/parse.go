package access

import (
	"fmt"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// Finding is a problem of roles.json. Path is the value it is about, in the
// form of the original's Roles_Errors.json: "permissions.allowed[2].applyTo".
type Finding struct {
	fault.Problem
	Path string
}

// Parse reads a roles.json. What does no harm (an unknown action, the name of
// a privilege nobody declares) is a finding; text that is not JSON or not of
// the right shape is an error with its place, because half a policy would open
// what the other half closes.
func Parse(path string, data []byte) (*Policy, []Finding, error) {
	doc, err := jsontext.Parse(path, data)
	if err != nil {
		return nil, nil, err
	}
	b := &builder{doc: doc, policy: &Policy{
		numbers: map[string]int{}, roles: map[string][]int{}, lists: map[Resource]*lists{},
	}}
	if err := b.file(doc.Root); err != nil {
		return nil, nil, err
	}
	return b.policy, b.findings, nil
}

// target is one entry of permissions.allowed.
type target struct {
	resource Resource
	applyTo  string
	place    source.Place
	path     string
}

type builder struct {
	doc      *jsontext.Doc
	policy   *Policy
	includes [][]int
	findings []Finding
}

func (b *builder) wrong(n *jsontext.Node, path, want string) error {
	got := "nothing"
	if n != nil {
		got = n.Kind.String()
	}
	place := b.doc.Place(n)
	return fault.New(fault.Invalid, "roles.shape", "%s: got %s, want %s.", path, got, want).At(place)
}

func (b *builder) warn(n *jsontext.Node, path, code, format string, args ...any) {
	b.findings = append(b.findings, Finding{Path: path, Problem: fault.Problem{
		Place: b.doc.Place(n), Severity: fault.Warning, Code: "roles." + code, Message: fmt.Sprintf(format, args...),
	}})
}

func (b *builder) file(root *jsontext.Node) error {
	if !root.Is(jsontext.Object) {
		return b.wrong(root, "roles.json", "an object")
	}
	var err error
	if b.policy.forceLogin, err = b.flag(root, "forceLogin"); err != nil {
		return err
	}
	if b.policy.restricted, err = b.flag(root, "restrictedByDefault"); err != nil {
		return err
	}
	if err := b.privileges(root.Get("privileges")); err != nil {
		return err
	}
	b.intern(Guest, true)
	b.intern(WebAdmin, true)
	if err := b.links(root.Get("privileges")); err != nil {
		return err
	}
	if err := b.roles(root.Get("roles")); err != nil {
		return err
	}
	permissions := root.Get("permissions")
	if permissions != nil && !permissions.Is(jsontext.Object) {
		return b.wrong(permissions, "permissions", "an object")
	}
	return b.list(permissions.Get("allowed"), "permissions.allowed", b.entry)
}

func (b *builder) flag(root *jsontext.Node, name string) (bool, error) {
	n := root.Get(name)
	if n != nil && n.Kind != jsontext.Bool && n.Kind != jsontext.Null {
		return false, b.wrong(n, name, "true or false")
	}
	return n.Bool(), nil
}

// list calls do for each object of a list that may be missing.
func (b *builder) list(n *jsontext.Node, path string, do func(item *jsontext.Node, path string) error) error {
	if n == nil || n.Kind == jsontext.Null {
		return nil
	}
	if n.Kind != jsontext.Array {
		return b.wrong(n, path, "a list")
	}
	for i, item := range n.Items {
		p := fmt.Sprintf("%s[%d]", path, i)
		if item.Kind != jsontext.Object {
			return b.wrong(item, p, "an object")
		}
		if err := do(item, p); err != nil {
			return err
		}
	}
	return nil
}

// names reads a list of texts that may be missing.
func (b *builder) names(n *jsontext.Node, path string) ([]string, error) {
	if n == nil || n.Kind == jsontext.Null {
		return nil, nil
	}
	if n.Kind != jsontext.Array {
		return nil, b.wrong(n, path, "a list of names")
	}
	for i, item := range n.Items {
		if item.Kind != jsontext.String {
			return nil, b.wrong(item, fmt.Sprintf("%s[%d]", path, i), "a text")
		}
	}
	return n.Texts(), nil
}

// intern returns the number of a privilege, giving it one when it is new.
func (b *builder) intern(name string, declared bool) int {
	name = strings.TrimSpace(name)
	n, ok := b.policy.number(name)
	if !ok {
		n = len(b.policy.privileges)
		b.policy.privileges = append(b.policy.privileges, privilege{name: name, closure: set(nil).with(n)})
		b.policy.numbers[strings.ToLower(name)] = n
		b.includes = append(b.includes, nil)
	}
	b.policy.numbers[name] = n
	b.policy.privileges[n].declared = b.policy.privileges[n].declared || declared
	return n
}

func (b *builder) privileges(list *jsontext.Node) error {
	return b.list(list, "privileges", func(item *jsontext.Node, path string) error {
		name := item.Get("privilege")
		if strings.TrimSpace(name.Text()) == "" {
			return b.wrong(name, path+".privilege", "a name")
		}
		b.intern(name.Text(), true)
		return nil
	})
}

// links reads what privileges include, once all are declared, and works out
// the closures.
func (b *builder) links(list *jsontext.Node) error {
	err := b.list(list, "privileges", func(item *jsontext.Node, path string) error {
		n := b.intern(item.Get("privilege").Text(), true)
		names, err := b.names(item.Get("includes"), path+".includes")
		for i, name := range names {
			b.includes[n] = append(b.includes[n], b.use(name, item.Get("includes").At(i), fmt.Sprintf("%s.includes[%d]", path, i)))
		}
		return err
	})
	for n := range b.includes {
		b.policy.privileges[n].closure = b.reach(n, nil)
	}
	return err
}

func (b *builder) reach(n int, seen set) set {
	if seen.has(n) {
		return seen
	}
	seen = seen.with(n)
	for _, m := range b.includes[n] {
		seen = b.reach(m, seen)
	}
	return seen
}

// use returns the number of a privilege that is named, warning if nobody
// declares it.
func (b *builder) use(name string, n *jsontext.Node, path string) int {
	if k, ok := b.policy.number(name); ok && b.policy.privileges[k].declared {
		return k
	}
	b.warn(n, path, "unknown-privilege", "Cannot find privilege %q.", name)
	return b.intern(name, false)
}

func (b *builder) roles(list *jsontext.Node) error {
	return b.list(list, "roles", func(item *jsontext.Node, path string) error {
		name := strings.ToLower(strings.TrimSpace(item.Get("role").Text()))
		if name == "" {
			return b.wrong(item.Get("role"), path+".role", "a name")
		}
		names, err := b.names(item.Get("privileges"), path+".privileges")
		for i, privilege := range names {
			n := b.use(privilege, item.Get("privileges").At(i), fmt.Sprintf("%s.privileges[%d]", path, i))
			b.policy.roles[name] = append(b.policy.roles[name], n)
		}
		return err
	})
}

// entry reads one permission. Two entries for the same target add up.
func (b *builder) entry(item *jsontext.Node, path string) error {
	applyTo := item.Get("applyTo")
	if strings.TrimSpace(applyTo.Text()) == "" {
		return b.wrong(applyTo, path+".applyTo", "the name of a resource")
	}
	resource, ok := resourceOf(strings.TrimSpace(applyTo.Text()), item.Get("type").Text())
	if !ok {
		return b.wrong(item.Get("type"), path+".type", "a type that fits "+string(value.AppendQuoted(nil, applyTo.Text())))
	}
	l := b.policy.lists[resource]
	if l == nil {
		l = &lists{}
		b.policy.lists[resource] = l
	}
	b.policy.targets = append(b.policy.targets, target{resource, applyTo.Text(), b.doc.Place(applyTo), path + ".applyTo"})
	for _, m := range item.Members {
		if m.Name == "applyTo" || m.Name == "type" || m.Name == "id" {
			continue
		}
		if err := b.action(l, m, path+"."+m.Name); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) action(l *lists, m jsontext.Member, path string) error {
	action, known := actionOf(m.Name)
	if !known && m.Name != "promote" {
		b.warn(m.Value, path, "unknown-action", "Cannot find action %q.", m.Name)
		return nil
	}
	names, err := b.names(m.Value, path)
	for i, name := range names {
		n := b.use(name, m.Value.At(i), fmt.Sprintf("%s[%d]", path, i))
		if m.Name == "promote" {
			l.promote = append(l.promote, b.policy.privileges[n].name)
		} else {
			l.actions[action] = l.actions[action].with(n)
		}
	}
	return err
}

func actionOf(name string) (Action, bool) {
	switch name {
	case "read":
		return Read, true
	case "create":
		return Create, true
	case "update":
		return Update, true
	case "drop", "delete":
		return Drop, true
	case "execute":
		return Execute, true
	case "describe":
		return Describe, true
	}
	return 0, false
}

// resourceOf reads "Class" or "Class.member" of a type.
func resourceOf(applyTo, kind string) (Resource, bool) {
	class, member, dotted := strings.Cut(applyTo, ".")
	r := Resource{Class: class, Member: member}
	wantDot := false
	switch strings.ToLower(kind) {
	case "datastore":
		r.Kind = Datastore
		return r, applyTo == datastore
	case "dataclass":
		r.Kind = Dataclass
	case "attribute":
		r.Kind, wantDot = Attribute, true
	case "method":
		r.Kind, wantDot = Function, true
	case "singleton":
		r.Kind = Singleton
	case "singletonmethod":
		r.Kind, wantDot = SingletonFunction, true
	default:
		return r, false
	}
	return r, dotted == wantDot && class != "" && (member != "") == wantDot
}
