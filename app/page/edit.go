package page

import (
	"slices"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
	"quoin.dev/quoin/value"
)

// The methods here turn what a person does to a page into edits of its text.
// jsontext.Apply (or project.Edit) makes them and returns the inverse; every
// byte that they do not name stays.

// Place names a property: of a node, in its base or as a state overrides it.
type Place struct {
	Node  string
	State string // "" for the base
	// Property leads to the value below the properties: "/text",
	// "/style/color", "/doc/0/children/1/text".
	Property jsontext.Pointer
}

// SetProperty gives a property a value (JSON text). For the text of a Text
// component the list of its sources, which the file repeats, follows.
func (p *Page) SetProperty(at Place, json string) ([]jsontext.Edit, error) {
	root, n, err := p.properties(at)
	if err != nil {
		return nil, err
	}
	edits := p.fill(n.Pointer(), root[len(n.Pointer()):]+at.Property, json)
	if n.Type == "Text" && strings.HasPrefix(string(at.Property)+"/", "/doc/") {
		more, err := p.follow(root, edits)
		if err != nil {
			return nil, err
		}
		edits = append(edits, more...)
	}
	return edits, nil
}

// ClearProperty takes a property away.
func (p *Page) ClearProperty(at Place) ([]jsontext.Edit, error) {
	root, _, err := p.properties(at)
	if err != nil {
		return nil, err
	}
	if p.Doc.Find(root+at.Property) == nil {
		return nil, nil
	}
	return []jsontext.Edit{{Op: jsontext.Remove, At: root + at.Property}}, nil
}

func (p *Page) properties(at Place) (jsontext.Pointer, *Node, error) {
	n := p.Nodes[at.Node]
	switch {
	case n == nil || n.JSON == nil:
		return "", nil, fault.New(fault.NotFound, "page.node", "There is no component %q on the page.", at.Node)
	case at.Property == "" || at.Property[0] != '/':
		return "", nil, fault.New(fault.Invalid, "page.property", "%q is no property.", at.Property)
	case at.State == "":
		return n.Pointer().Join("props"), n, nil
	case p.State(at.State) == nil:
		return "", nil, fault.New(fault.NotFound, "page.state", "There is no state %q on the page.", at.State)
	}
	return n.Pointer().Join("custom").Join("states:" + at.State), n, nil
}

// fill sets a value below a node, making the objects on the way to it that are
// not there.
func (p *Page) fill(node, below jsontext.Pointer, json string) []jsontext.Edit {
	steps := strings.Split(string(below[1:]), "/")
	at := node
	for i, step := range steps {
		at += jsontext.Pointer("/" + step)
		if p.Doc.Find(at) == nil {
			return []jsontext.Edit{{Op: jsontext.Set, At: at, Value: nest(steps[i+1:], json)}}
		}
	}
	return []jsontext.Edit{{Op: jsontext.Set, At: at, Value: json}}
}

// nest wraps a value into objects of these names.
func nest(steps []string, json string) string {
	for _, step := range slices.Backward(steps) {
		name := strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		json = "{" + string(value.AppendQuoted(nil, name)) + ":" + json + "}"
	}
	return json
}

// follow returns the edit that makes "datasource" of a text list the sources
// that its spans show after some edits; none when it does already.
func (p *Page) follow(root jsontext.Pointer, edits []jsontext.Edit) ([]jsontext.Edit, error) {
	text, _, err := jsontext.Apply(p.Doc.File.Path, []byte(p.Doc.File.Text), edits...)
	if err != nil {
		return nil, err
	}
	doc, err := jsontext.Parse(p.Doc.File.Path, text)
	if err != nil {
		return nil, err
	}
	props := doc.Find(root)
	sources := strings.Join(spanSources(props.Get("doc"), nil, 0), ",")
	if props.Get("datasource").Text() == sources {
		return nil, nil
	}
	return []jsontext.Edit{{Op: jsontext.Set, At: root.Join("datasource"), Value: string(value.AppendQuoted(nil, sources))}}, nil
}

func spanSources(n *jsontext.Node, list []string, depth int) []string {
	if n == nil || depth > 20 {
		return list
	}
	for _, item := range n.Items {
		list = spanSources(item, list, depth+1)
	}
	if n.Is(jsontext.Object) {
		if s := n.Get("datasource").Text(); s != "" && !slices.Contains(list, s) {
			list = append(list, s)
		}
		list = spanSources(n.Get("children"), list, depth+1)
	}
	return list
}

// Piece is a node to insert: its id and its JSON.
type Piece struct {
	ID   string
	JSON string
}

// Insert puts nodes into the page. The first is the child of parent at a
// position among its nodes, or in its slot when one is named; the others hang
// below it.
func (p *Page) Insert(parent string, position int, slot string, pieces ...Piece) ([]jsontext.Edit, error) {
	n := p.Nodes[parent]
	if n == nil || n.JSON == nil || len(pieces) == 0 {
		return nil, fault.New(fault.NotFound, "page.node", "There is no component %q on the page.", parent)
	}
	var edits []jsontext.Edit
	for _, piece := range pieces {
		at := jsontext.Pointer("/components").Join(piece.ID)
		if p.Doc.Find(at) != nil {
			return nil, fault.New(fault.Conflict, "page.node", "There is already a component %q in the page.", piece.ID)
		}
		edits = append(edits, jsontext.Edit{Op: jsontext.Insert, At: at, Value: piece.JSON})
	}
	return append(edits, attach(n, pieces[0].ID, position, slot)...), nil
}

// attach returns the edit that makes a node the child of another.
func attach(parent *Node, id string, position int, slot string) []jsontext.Edit {
	quoted := string(value.AppendQuoted(nil, id))
	if slot != "" {
		slots := parent.Pointer().Join("linkedNodes")
		if parent.JSON.Get("linkedNodes") == nil {
			return []jsontext.Edit{{Op: jsontext.Set, At: slots, Value: nest([]string{slot}, quoted)}}
		}
		return []jsontext.Edit{{Op: jsontext.Set, At: slots.Join(slot), Value: quoted}}
	}
	nodes := parent.JSON.Get("nodes")
	if nodes == nil {
		return []jsontext.Edit{{Op: jsontext.Set, At: parent.Pointer().Join("nodes"), Value: "[" + quoted + "]"}}
	}
	position = min(max(position, 0), len(nodes.Items))
	return []jsontext.Edit{{Op: jsontext.Insert, At: parent.Pointer().Join("nodes").Index(position), Value: quoted}}
}

// detach returns the edit that takes a node from its parent.
func detach(n *Node) ([]jsontext.Edit, error) {
	if n == nil || n.Parent == nil {
		return nil, fault.New(fault.Invalid, "page.node", "The page itself cannot be moved or removed.")
	}
	if n.Slot != "" {
		return []jsontext.Edit{{Op: jsontext.Remove, At: n.Parent.Pointer().Join("linkedNodes").Join(n.Slot)}}, nil
	}
	for i, item := range n.Parent.JSON.Get("nodes").Items {
		if item.Text() == n.ID {
			return []jsontext.Edit{{Op: jsontext.Remove, At: n.Parent.Pointer().Join("nodes").Index(i)}}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "page.node", "There is no component %q on the page.", n.ID)
}

// Remove takes a node and everything below it out of the page.
func (p *Page) Remove(id string) ([]jsontext.Edit, error) {
	n := p.Nodes[id]
	if n == nil {
		return nil, fault.New(fault.NotFound, "page.node", "There is no component %q on the page.", id)
	}
	edits, err := detach(n)
	if err != nil {
		return nil, err
	}
	n.Walk(func(below *Node) {
		edits = append(edits, jsontext.Edit{Op: jsontext.Remove, At: below.Pointer()})
	})
	return edits, nil
}

// Move makes a node the child of another at a position, counted without the
// node itself.
func (p *Page) Move(id, parent string, position int) ([]jsontext.Edit, error) {
	n, to := p.Nodes[id], p.Nodes[parent]
	if n == nil || to == nil || to.JSON == nil {
		return nil, fault.New(fault.NotFound, "page.node", "There is no component %q or %q on the page.", id, parent)
	}
	for above := to; above != nil; above = above.Parent {
		if above == n {
			return nil, fault.New(fault.Invalid, "page.node", "A component cannot be moved into itself.")
		}
	}
	edits, err := detach(n)
	if err != nil {
		return nil, err
	}
	if count := len(to.JSON.Get("nodes").Texts()); n.Parent == to && n.Slot == "" {
		position = min(position, count-1)
	}
	edits = append(edits, attach(to, id, position, "")...)
	if n.Parent != to {
		edits = append(edits, jsontext.Edit{Op: jsontext.Set, At: n.Pointer().Join("parent"), Value: string(value.AppendQuoted(nil, parent))})
	}
	return edits, nil
}
