package page

import (
	"slices"
	"strings"

	"quoin.dev/quoin/jsontext"
	"quoin.dev/quoin/orda/model"
)

// bound collects which attributes a page shows of which source, from its
// document alone. The browser (ui/packages/sources/pagePaths.ts) follows the
// same rules; doc/pages.md has them in words.
type bound struct {
	page *Page
	// shown has the paths below each source, "" for the source itself, and names
	// the sources in the order in which they were met.
	shown map[string]map[string]bool
	names []string
	// links has the lists that an entity is the current element of.
	links map[string]map[string]bool
	// use is called for each path met, by those who check them; nil for none.
	// The spot is nil for a loop variable without its loop.
	use func(at *jsontext.Node, text string, s *spot)
}

// spot is where a path leads: a source and the attributes below it.
type spot struct {
	source     string
	attributes []string
}

// loops are the loop variables around a node, by name; nil spots are lists that
// lead nowhere.
type loops map[string]*spot

func (p *Page) bound(use func(*jsontext.Node, string, *spot)) *bound {
	b := &bound{page: p, shown: map[string]map[string]bool{}, links: map[string]map[string]bool{}, use: use}
	b.walk(p.Root, loops{})
	for _, s := range p.States {
		b.condition(s.Conditions, 0)
	}
	return b
}

func (b *bound) walk(n *Node, around loops) {
	var list *spot
	for _, props := range b.page.variants(n) {
		if found := b.properties(n, props, around); found != nil && list == nil {
			list = found
		}
	}
	if list != nil {
		inside := make(loops, len(around)+1)
		for name, s := range around {
			inside[name] = s
		}
		inside[iterator(n)] = list
		around = inside
	}
	for _, c := range n.Below() {
		b.walk(c, around)
	}
}

func iterator(n *Node) string {
	if name := n.Prop("iterator").Text(); name != "" {
		return name
	}
	return "$This"
}

// isList reports whether a node repeats its content.
func isList(n *Node, props *jsontext.Node) bool {
	return props.Get("iterable").Bool() || n.Type == "Matrix" || n.Type == "SelectBox" || n.Type == "DataTable"
}

// properties notes the paths of a set of properties; for a node that repeats
// its content it returns what it repeats it over.
func (b *bound) properties(n *Node, props *jsontext.Node, around loops) *spot {
	datasource := props.Get("datasource")
	var over *spot
	for i, text := range splitPaths(datasource.Text()) {
		s := b.resolve(datasource, text, around)
		b.note(s, true)
		if i == 0 {
			over = s
		}
	}
	current := b.resolve(props.Get("currentElement"), props.Get("currentElement").Text(), around)
	b.note(current, true)
	b.spans(props.Get("doc"), around, 0)
	if columns := props.Get("columns"); columns != nil && over != nil {
		for _, c := range columns.Items {
			if c.Is(jsontext.Object) {
				s := &spot{over.source, slices.Concat(over.attributes, parts(c.Get("source").Text()))}
				b.met(c.Get("source"), c.Get("source").Text(), s)
				b.note(s, true)
			}
		}
	}
	for _, card := range readCards(props.Get("events")) {
		b.parameters(card, around)
	}
	if !isList(n, props) {
		return nil
	}
	if over != nil && current != nil && len(over.attributes) == 0 && len(current.attributes) == 0 {
		add(b.links, current.source, over.source)
	}
	return over
}

// spans notes the sources inside a rich text.
func (b *bound) spans(n *jsontext.Node, around loops, depth int) {
	if n == nil || depth > 20 {
		return
	}
	for _, item := range n.Items {
		b.spans(item, around, depth+1)
	}
	if n.Is(jsontext.Object) {
		b.note(b.resolve(n.Get("datasource"), n.Get("datasource").Text(), around), true)
		b.spans(n.Get("children"), around, depth+1)
	}
}

// parameters notes what an action card sends along: the attributes must be
// there, though they start no source by themselves.
func (b *bound) parameters(card Card, around loops) {
	for _, list := range []*jsontext.Node{card.JSON.Get("params"), card.JSON.Get("query").Get("params")} {
		if list == nil {
			continue
		}
		for _, param := range list.Items {
			if !param.Get("isHardCoded").Bool() {
				b.note(b.resolve(param.Get("datasource"), param.Get("datasource").Text(), around), false)
			}
		}
	}
}

func (b *bound) condition(c *jsontext.Node, depth int) {
	if c == nil || depth > maxDepth {
		return
	}
	if list := c.Get("conditions"); list != nil {
		for _, part := range list.Items {
			b.condition(part, depth+1)
		}
	}
	if c.Get("type").Text() == "datasource" {
		for _, text := range splitPaths(c.Get("path").Text()) {
			b.note(b.resolve(c.Get("path"), text, nil), true)
		}
	}
}

func (b *bound) resolve(at *jsontext.Node, text string, around loops) *spot {
	p, ok := parsePath(text)
	if !ok {
		return nil
	}
	s := &spot{sourceName(p.namespace, p.root), p.attributes}
	if p.isIterator() {
		list := around[p.root]
		if list == nil {
			b.met(at, text, nil)
			return nil
		}
		s = &spot{list.source, slices.Concat(list.attributes, p.attributes)}
	}
	b.met(at, text, s)
	return s
}

func (b *bound) met(at *jsontext.Node, text string, s *spot) {
	if b.use != nil {
		b.use(at, text, s)
	}
}

func (b *bound) note(s *spot, starts bool) {
	if s == nil || !starts && len(s.attributes) == 0 {
		return
	}
	if b.shown[s.source] == nil {
		b.names = append(b.names, s.source)
	}
	add(b.shown, s.source, strings.Join(s.attributes, "."))
}

func add(m map[string]map[string]bool, key, member string) {
	if m[key] == nil {
		m[key] = map[string]bool{}
	}
	m[key][member] = true
}

func parts(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '.' })
}

// attributesToAsk returns the attributes to ask for with entities of a class,
// sorted, when these paths are shown below them.
func attributesToAsk(m *model.Model, class string, paths map[string]bool) []string {
	set := map[string]bool{}
	for p := range paths {
		if cut := cutPath(m, class, strings.Split(p, ".")); cut != "" {
			set[cut] = true
		}
	}
	return sortedKeys(set)
}

// cutPath ends a path before its first to-many relation and after the first
// attribute that is no relation; it drops a path whose attribute is not there.
// Of a class that the browser does not know, a path stays whole.
func cutPath(m *model.Model, class string, names []string) string {
	var taken []string
	for _, name := range names {
		d := exposed(m, class)
		if d == nil {
			return strings.Join(names, ".")
		}
		a := d.Attribute(name)
		if a == nil || !a.Exposed {
			return ""
		}
		next, many := leadsTo(a)
		if many {
			break
		}
		taken = append(taken, name)
		if next == nil {
			break
		}
		class = next.Name
	}
	return strings.Join(taken, ".")
}

// exposed returns a class that browsers know: by its exact name and exposed.
func exposed(m *model.Model, name string) *model.Dataclass {
	if m == nil {
		return nil
	}
	d := m.Class(name)
	if d == nil || d.Name != name || !d.Exposed {
		return nil
	}
	return d
}

// leadsTo returns the class that an attribute yields entities of, nil for a
// scalar, and whether it yields many.
func leadsTo(a *model.Attribute) (next *model.Dataclass, many bool) {
	if a.Related != nil {
		return a.Related, a.Kind == model.RelatedEntities
	}
	return a.ResultClass, a.ResultClass != nil && a.Selection
}

func sortedKeys(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
