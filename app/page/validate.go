package page

import (
	"fmt"
	"slices"
	"strings"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
	"quoin.dev/quoin/orda/model"
)

// World is what a page is checked against. What is nil is not checked.
type World struct {
	Model  *model.Model
	Shared *Shared
	// HasPage reports whether a page exists, whatever the case.
	HasPage func(name string) bool
	// Code knows the functions of the project's classes.
	Code access.View
	// Components are the built-in ones.
	Components Components
}

// Validate returns what is odd about a page: names that lead nowhere are
// warnings, what is merely ignored is a hint. None of it stops the page from
// being shown. The problems of reading are among them.
func (p *Page) Validate(w World) []fault.Problem {
	v := &validator{page: p, world: w, said: map[string]bool{}, refs: map[string]bool{}}
	v.problems = slices.Clone(p.Problems)
	v.sources()
	p.bound(v.path)
	p.Root.Walk(v.node)
	v.states()
	return v.problems
}

type validator struct {
	page     *Page
	world    World
	problems []fault.Problem
	said     map[string]bool  // what has been told: a missing name at its first place only
	refs     map[string]bool  // server-side references met
	old      []*jsontext.Node // overrides of states that are gone
}

func (v *validator) say(s fault.Severity, at *jsontext.Node, code, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if v.said[code+message] {
		return
	}
	v.said[code+message] = true
	v.problems = append(v.problems, problemIn(v.page.Doc, s, at, code, "%s", message))
}

func (v *validator) sources() {
	for _, s := range v.page.Sources {
		if v.world.Model != nil && s.Dataclass != "" && s.isCatalog() && exposed(v.world.Model, s.Dataclass) == nil {
			v.say(fault.Warning, s.JSON.Get("dataclass"), "unknown-class", "The source %s is of the dataclass %s, which does not exist or is not exposed.", s.ID, s.Dataclass)
		}
		if s.From != "" && s.Type != "scalar" {
			if root, ok := parsePath(s.From); ok && !root.isIterator() && v.find(sourceName(root.namespace, root.root)) == nil {
				v.say(fault.Warning, s.JSON.Get("from"), "unknown-source", "The source %s is taken from %s, which does not exist.", s.ID, s.From)
			}
		}
		v.cards(s.JSON.Get("events"))
	}
}

// isCatalog reports whether the source holds entities.
func (s *Source) isCatalog() bool { return s.Type == "entity" || s.Type == "entitysel" }

func (v *validator) find(name string) *Source {
	namespace, id, found := strings.Cut(name, ":")
	if !found {
		return v.page.Source(name)
	}
	return v.world.Shared.Source(namespace, id)
}

// path checks one path that the page binds.
func (v *validator) path(at *jsontext.Node, text string, s *spot) {
	if s == nil {
		v.say(fault.Hint, at, "unknown-loop", "%s is used outside of the list it belongs to; it shows nothing.", text)
		return
	}
	namespace, _, _ := strings.Cut(s.source, ":")
	if namespace == "Qodly" {
		return // made by the browser
	}
	source := v.find(s.source)
	if source == nil {
		if v.world.Shared != nil || !strings.Contains(s.source, ":") {
			v.say(fault.Warning, at, "unknown-source", "There is no source %s; what is bound to it shows nothing.", s.source)
		}
		return
	}
	if v.world.Model != nil {
		v.attributes(at, text, v.classOf(source, 0), source.Type == "entitysel", s.attributes)
	}
}

// classOf returns the dataclass of a source's entities, nil for none.
func (v *validator) classOf(s *Source, depth int) *model.Dataclass {
	if !s.follows() {
		if !s.isCatalog() {
			return nil
		}
		return exposed(v.world.Model, s.Dataclass)
	}
	root, ok := parsePath(sourceName(s.Namespace, s.From))
	if !ok || depth > 10 {
		return nil
	}
	followed := v.find(sourceName(root.namespace, root.root))
	if followed == nil {
		return nil
	}
	d := v.classOf(followed, depth+1)
	for _, name := range root.attributes {
		if d == nil {
			return nil
		}
		a := d.Attribute(name)
		if a == nil {
			return nil
		}
		d, _ = leadsTo(a)
	}
	return d
}

// attributes follows the names of a path from a class. Below objects anything
// may be.
func (v *validator) attributes(at *jsontext.Node, text string, d *model.Dataclass, many bool, names []string) {
	for _, name := range names {
		if d == nil || many && name == "length" {
			return
		}
		a := d.Attribute(name)
		switch {
		case a == nil:
			v.say(fault.Warning, at, "unknown-attribute", "%s: %s has no attribute %s.", text, d.Name, name)
			return
		case !a.Exposed:
			v.say(fault.Warning, at, "hidden-attribute", "%s: the attribute %s.%s is not exposed; it shows nothing.", text, d.Name, name)
			return
		}
		d, many = leadsTo(a)
	}
}

func (v *validator) node(n *Node) {
	v.component(n)
	if ref := n.Prop("serverSideRef").Text(); ref != "" {
		if v.refs[ref] {
			v.say(fault.Hint, n.Prop("serverSideRef"), "same-reference", "Several components have the reference %s; all of them follow it.", ref)
		}
		v.refs[ref] = true
	}
	for _, props := range v.page.variants(n) {
		if n.Type == "WebformLoader" {
			v.target(props.Get("webform"))
		}
		v.cards(props.Get("events"))
	}
	for _, m := range uniqueMembers(n.Custom) {
		if id, ok := strings.CutPrefix(m.Name, "states:"); ok && v.page.State(id) == nil {
			v.old = append(v.old, m.Value)
		}
	}
}

// component tells of components and properties that are ignored.
func (v *validator) component(n *Node) {
	if v.world.Components == nil || n.JSON == nil || n.Type == "Fallback" { // the name of a component that got lost
		return
	}
	c, builtIn := v.world.Components[n.Type]
	if !builtIn {
		v.say(fault.Hint, n.JSON.Get("type"), "custom-component", "The component %s is not built in; without its package a placeholder is shown.", n.Type)
		return
	}
	for _, m := range uniqueMembers(n.Props) {
		if !c.Properties[m.Name] && !kept(m.Name) {
			v.say(fault.Hint, m.Value, "unknown-property", "The property %s of %s is not known; it is kept and ignored.", m.Name, n.Type)
		}
	}
}

// target checks the name of a page.
func (v *validator) target(n *jsontext.Node) {
	if name := n.Text(); name != "" && v.world.HasPage != nil && !v.world.HasPage(name) {
		v.say(fault.Warning, n, "unknown-page", "There is no page %s.", name)
	}
}

func (v *validator) cards(list *jsontext.Node) {
	for _, card := range readCards(list) {
		switch card.Type {
		case "navigation":
			v.navigation(card.JSON)
		case "dialog":
			v.dialog(card.JSON.Get("targetDialog"))
		case "method":
			v.method(card.JSON)
		case "simple-action", "qodly-pro-action", "":
		default:
			v.say(fault.Hint, card.JSON.Get("type"), "unknown-action", "An action card of the type %s is ignored.", card.Type)
		}
		if states := card.JSON.Get("state").Get("states"); states != nil {
			for _, id := range states.Items {
				if v.page.State(id.Text()) == nil {
					v.say(fault.Warning, id, "unknown-state", "An action card names the state %s, which does not exist.", id.Text())
				}
			}
		}
	}
}

func (v *validator) navigation(card *jsontext.Node) {
	hard := card.Get("isHardCoded")
	if !card.Get("externalLink").Bool() && (hard == nil || hard.Bool()) {
		v.target(card.Get("target"))
	}
	if loader := card.Get("loader").Text(); card.Get("parent").Text() == "webform-loader" && v.page.Nodes[loader] == nil {
		v.say(fault.Hint, card, "unknown-loader", "A navigation names the page loader %q, which is not on this page; the pages around it are searched.", loader)
	}
}

func (v *validator) dialog(n *jsontext.Node) {
	name := n.Text()
	if name == "" {
		return
	}
	found := false
	v.page.Root.Walk(func(d *Node) {
		found = found || d.Type == "Dialog" && d.Prop("serverSideRef").Text() == name
	})
	if !found {
		v.say(fault.Hint, n, "unknown-dialog", "The dialog %s is not on this page; the pages around it are searched.", name)
	}
}

// method checks that a function card calls something that exists.
func (v *validator) method(card *jsontext.Node) {
	method := card.Get("method")
	steps := strings.Split(method.Text(), ".")
	if v.world.Code == nil || len(steps) < 2 {
		return
	}
	name := steps[len(steps)-1]
	exists := true
	switch {
	case card.Get("methodType").Text() == "singleton":
		exists = v.world.Code.HasSingletonFunction(steps[0], name)
	case steps[0] == "ds" && len(steps) == 2:
		exists = v.world.Code.HasFunction("ds", name)
	case steps[0] == "ds" && len(steps) == 3:
		exists = v.world.Code.HasFunction(steps[1], name)
	default: // an entity or a selection
		class := card.Get("dataclass").Text()
		class = strings.TrimSuffix(strings.TrimSuffix(class, "Entity"), "Selection")
		exists = class == "" || v.world.Code.HasFunction(class, name)
	}
	if !exists {
		v.say(fault.Warning, method, "unknown-function", "An action card calls %s, which does not exist.", method.Text())
	}
}

func (v *validator) states() {
	for _, s := range v.page.States {
		v.condition(s.Conditions, 0)
	}
	if len(v.old) > 0 {
		v.say(fault.Hint, v.old[0], "old-state", "The file holds %d sets of properties for states that the page no longer has; they are ignored.", len(v.old))
	}
}

func (v *validator) condition(c *jsontext.Node, depth int) {
	if c == nil || depth > maxDepth {
		return
	}
	if list := c.Get("conditions"); list != nil {
		for _, part := range list.Items {
			v.condition(part, depth+1)
		}
	}
	ref := c.Get("ref")
	if c.Get("type").Text() == "reference" && v.world.Shared != nil && !v.world.Shared.conditions[ref.Text()] {
		v.say(fault.Warning, c, "unknown-condition", "A state refers to the saved condition %q, which does not exist; it is never true.", ref.Text())
	}
}
