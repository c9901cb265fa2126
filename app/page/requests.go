package page

import (
	"fmt"
	"strings"

	"quoin.dev/quoin/orda/model"
)

// FirstRequests returns the addresses that the page asks for with GET before
// its first paint, character by character as the browser spells them: one for
// each selection that begins with all entities and for each entity that begins
// with the first of its class. Pages in page loaders ask on their own.
func (p *Page) FirstRequests(m *model.Model, shared *Shared) []string {
	plan := planner{model: m, shared: shared, bound: p.bound(nil), made: map[string]*Source{}}
	for _, s := range p.Sources {
		plan.make(s)
	}
	for _, name := range plan.bound.names {
		plan.make(plan.find(p, name))
	}
	for i := 0; i < len(plan.order); i++ { // sources that others are taken from join at the end
		plan.make(plan.taken(p, plan.order[i]))
	}
	var addresses []string
	for _, s := range plan.order {
		if address := plan.address(p, s); address != "" {
			addresses = append(addresses, address)
		}
	}
	return addresses
}

// planner knows the sources that the page makes when it opens. What it makes and
// asks for is what ui/packages/sources/graph.ts does.
type planner struct {
	model  *model.Model
	shared *Shared
	bound  *bound
	made   map[string]*Source
	order  []*Source
}

func (pl *planner) make(s *Source) {
	if s != nil && pl.made[s.name()] == nil {
		pl.made[s.name()] = s
		pl.order = append(pl.order, s)
	}
}

// find returns a source by its name: of the page, or of a namespace.
func (pl *planner) find(p *Page, name string) *Source {
	namespace, id, found := strings.Cut(name, ":")
	if !found {
		return p.Source(name)
	}
	return pl.shared.Source(namespace, id)
}

// taken returns the source that another one follows or takes its first element
// from, nil if none.
func (pl *planner) taken(p *Page, s *Source) *Source {
	from := s.From
	switch {
	case from == "":
		return nil
	case s.follows():
		root, ok := parsePath(sourceName(s.Namespace, from))
		if !ok || root.isIterator() {
			return nil
		}
		return pl.find(p, sourceName(root.namespace, root.root))
	case s.initial() != "first" || s.Type == "entitysel":
		return nil
	}
	return pl.find(p, sourceName(s.Namespace, from))
}

// address returns the request of a source's initial value, "" if it makes none.
func (pl *planner) address(p *Page, s *Source) string {
	if s.follows() || exposed(pl.model, s.Dataclass) == nil {
		return ""
	}
	limit := 0
	switch {
	case s.Type == "entitysel" && s.initial() == "all":
		limit = s.PageSize
	case s.Type == "entity" && s.initial() == "first" && (s.From == "" || pl.find(p, sourceName(s.Namespace, s.From)) == nil):
		limit = 1
	default:
		return ""
	}
	address := "/rest/" + s.Dataclass + "?"
	if attributes := attributesToAsk(pl.model, s.Dataclass, pl.wanted(s)); len(attributes) > 0 {
		address += "$attributes=" + encode(strings.Join(attributes, ",")) + "&"
	}
	return address + fmt.Sprintf("$limit=%d&$method=entityset", limit)
}

// wanted returns the paths shown below a source, and below the entities that
// are taken from it.
func (pl *planner) wanted(s *Source) map[string]bool {
	paths := map[string]bool{}
	take := func(name string) {
		for path := range pl.bound.shown[name] {
			if path != "" {
				paths[path] = true
			}
		}
	}
	take(s.name())
	if s.Type != "entitysel" {
		return paths
	}
	for _, other := range pl.order {
		if other.Type != "entity" || other.follows() || other.Dataclass != s.Dataclass {
			continue
		}
		declared := other.Namespace == s.Namespace && other.From == s.ID
		if declared || pl.bound.links[other.name()][s.name()] {
			take(other.name())
		}
	}
	return paths
}

// encode is JavaScript's encodeURIComponent, but for commas and dollars, which
// stay readable, and double quotes.
func encode(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.!~*'(),$\"", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
