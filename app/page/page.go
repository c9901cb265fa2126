// Package page provides page documents (.WebForm files): a reader that
// survives whatever real files contain, edits that lose nothing, checks, and
// the requests a page will make before its first paint.
//
//	p, err := page.Read("home", path, data)
//	for _, problem := range p.Validate(world) { … }
//	addresses := p.FirstRequests(model, shared)
package page

import (
	"fmt"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
)

// Page is a page as its file describes it. It is immutable; an edit makes a new
// text, which is read again.
type Page struct {
	Name  string
	Title string // "" if the page has none of its own
	// Doc is the whole file; what is not understood is in it too.
	Doc *jsontext.Doc
	// Root is the node ROOT; an empty one when the file lacks it.
	Root *Node
	// Nodes are the nodes that are reached from Root, by id.
	Nodes   map[string]*Node
	Sources []*Source
	States  []*State
	Styles  []*Style
	// DefaultStates are the ids in the file; some name states that are gone.
	DefaultStates []string
	// Problems are what was odd about the structure and was ignored.
	Problems []fault.Problem
}

// Node is a component on the page.
type Node struct {
	ID          string
	Type        string // resolvedName, as written
	DisplayName string
	Parent      *Node // nil for Root
	Slot        string
	Props       *jsontext.Node // may be nil
	Custom      *jsontext.Node // may be nil
	Children    []*Node
	Slots       []*Node // linked nodes, in the order of the file
	JSON        *jsontext.Node
}

// Source is a declared source, of a page or of a namespace.
type Source struct {
	ID        string
	Namespace string // "" for a page's own
	Type      string // "scalar", "entity", "entitysel" and oddities
	DataType  string
	Dataclass string
	From      string
	Initial   *jsontext.Node // nil if not given
	PageSize  int            // 100 if not given
	Events    []Card
	JSON      *jsontext.Node
	Doc       *jsontext.Doc // the file that JSON is in
}

// State is a declared state of a page.
type State struct {
	ID, Label  string
	Conditions *jsontext.Node // nil if none
	JSON       *jsontext.Node
}

// Style is a user's CSS class.
type Style struct {
	ID, Name, Content, Scope string
	JSON                     *jsontext.Node
}

// maxDepth limits the tree, as the browser does; the deepest public page has 16
// levels.
const maxDepth = 200

// Read reads a page file. The error is for text that is no JSON object;
// everything else is a problem of the page.
func Read(name, path string, data []byte) (*Page, error) {
	doc, err := jsontext.Parse(path, data)
	if err != nil {
		return nil, err
	}
	if !doc.Root.Is(jsontext.Object) {
		return nil, fault.New(fault.Invalid, "page.shape", "A page is an object, got %s.", doc.Root.Kind).At(doc.Place(doc.Root))
	}
	p := &Page{Name: name, Doc: doc, Nodes: map[string]*Node{}}
	p.readMetadata(doc.Root.Get("metadata"))
	components := doc.Root.Get("components")
	if p.Root = p.visit(components, "ROOT", nil, 0); p.Root == nil {
		p.Root = &Node{ID: "ROOT", Type: "Container"}
		p.Nodes["ROOT"] = p.Root
		p.problem(fault.Grave, components, "no-root", "The page has no node ROOT; it is shown empty.")
	}
	if n := len(uniqueMembers(components)) - len(p.Nodes); n > 0 && components.Get("ROOT") != nil {
		p.problem(fault.Hint, components, "unreachable", "%d components are in the file but not on the page.", n)
	}
	return p, nil
}

func (p *Page) problem(s fault.Severity, at *jsontext.Node, code, format string, args ...any) {
	p.Problems = append(p.Problems, problemIn(p.Doc, s, at, code, format, args...))
}

func problemIn(doc *jsontext.Doc, s fault.Severity, at *jsontext.Node, code, format string, args ...any) fault.Problem {
	return fault.Problem{Place: doc.Place(at), Severity: s, Code: "page." + code, Message: fmt.Sprintf(format, args...)}
}

// visit reads a node and what hangs below it. Each node counts at the first
// place that reaches it, so that a ring ends; parents written in the file are
// not trusted.
func (p *Page) visit(components *jsontext.Node, id string, parent *Node, depth int) *Node {
	raw := components.Get(id)
	switch {
	case !raw.Is(jsontext.Object):
		if parent != nil {
			p.problem(fault.Warning, parent.JSON, "missing-node", "The component %s holds %q, which is not in the file.", parent.label(), id)
		}
		return nil
	case p.Nodes[id] != nil || depth > maxDepth:
		p.problem(fault.Warning, parent.JSON, "twice", "The component %q is reached twice or too deep; it counts once.", id)
		return nil
	}
	n := &Node{ID: id, Parent: parent, JSON: raw, DisplayName: raw.Get("displayName").Text()}
	if n.Type = raw.Get("type").Get("resolvedName").Text(); n.Type == "" {
		n.Type = raw.Get("type").Text()
	}
	if props := raw.Get("props"); props.Is(jsontext.Object) {
		n.Props = props
	}
	if custom := raw.Get("custom"); custom.Is(jsontext.Object) {
		n.Custom = custom
	}
	p.Nodes[id] = n
	for _, child := range raw.Get("nodes").Texts() {
		if c := p.visit(components, child, n, depth+1); c != nil {
			n.Children = append(n.Children, c)
		}
	}
	for _, m := range uniqueMembers(raw.Get("linkedNodes")) {
		if !m.Value.Is(jsontext.String) {
			continue
		}
		if c := p.visit(components, m.Value.Text(), n, depth+1); c != nil {
			c.Slot = m.Name
			n.Slots = append(n.Slots, c)
		}
	}
	return n
}

// uniqueMembers returns the members of an object with the last value of each
// name, as JavaScript sees them.
func uniqueMembers(n *jsontext.Node) []jsontext.Member {
	if n == nil {
		return nil
	}
	seen := make(map[string]int, len(n.Members))
	list := make([]jsontext.Member, 0, len(n.Members))
	for _, m := range n.Members {
		if i, twice := seen[m.Name]; twice {
			list[i].Value = m.Value
			continue
		}
		seen[m.Name] = len(list)
		list = append(list, m)
	}
	return list
}

// label names a node for people.
func (n *Node) label() string {
	if n.DisplayName != "" && n.DisplayName != n.Type {
		return fmt.Sprintf("%s %q", n.Type, n.DisplayName)
	}
	return n.Type
}

// Prop returns a property, nil if the node does not have it.
func (n *Node) Prop(name string) *jsontext.Node { return n.Props.Get(name) }

// Pointer returns where the node is in the document.
func (n *Node) Pointer() jsontext.Pointer { return jsontext.Pointer("/components").Join(n.ID) }

// Below returns the children, then the linked nodes.
func (n *Node) Below() []*Node {
	all := make([]*Node, 0, len(n.Children)+len(n.Slots))
	return append(append(all, n.Children...), n.Slots...)
}

// Walk visits a node and everything below it, parents first.
func (n *Node) Walk(do func(*Node)) {
	do(n)
	for _, c := range n.Below() {
		c.Walk(do)
	}
}

func (p *Page) readMetadata(meta *jsontext.Node) {
	p.Title = meta.Get("title").Text()
	p.Sources = readSources(p.Doc, meta.Get("datasources"), "")
	p.Styles = readStyles(meta.Get("styles"))
	p.DefaultStates = meta.Get("defaultStates").Texts()
	if states := meta.Get("states"); states != nil {
		for _, n := range states.Items {
			s := &State{ID: n.Get("id").Text(), Label: n.Get("label").Text(), JSON: n}
			if c := n.Get("conditions"); c.Is(jsontext.Object) && c.Get("type").Text() != "" {
				s.Conditions = c
			}
			if s.ID != "" {
				p.States = append(p.States, s)
			}
		}
	}
}

// Source returns a source of the page itself, nil if none.
func (p *Page) Source(id string) *Source { return sourceIn(p.Sources, id) }

// State returns a declared state by id, nil if none.
func (p *Page) State(id string) *State {
	for _, s := range p.States {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// variants returns the properties of a node: the base ones, then what each
// declared state overrides.
func (p *Page) variants(n *Node) []*jsontext.Node {
	list := []*jsontext.Node{n.Props}
	for _, s := range p.States {
		if o := n.Custom.Get("states:" + s.ID); o.Is(jsontext.Object) {
			list = append(list, o)
		}
	}
	return list
}
