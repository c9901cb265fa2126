package page

import (
	"strings"

	"quoin.dev/quoin/jsontext"
	"quoin.dev/quoin/source"
)

// Mention is the name of a function or attribute in a page's file, or in that of
// the shared sources. Span covers the name.
type Mention struct {
	File *source.File
	Span source.Span
	// Class is "DataStore", "User", "UserEntity", "UserSelection" or a singleton's
	// for a function; the dataclass for an attribute.
	Class    string
	Name     string
	Function bool
}

// Mentions returns the functions that a page calls and the attributes that it
// shows, in the order in which they are met. The world's model tells attributes.
func (p *Page) Mentions(w World) []Mention {
	m := &mentioner{doc: p.Doc}
	for _, s := range p.Sources {
		m.cards(s.Events)
	}
	p.Root.Walk(func(n *Node) {
		for _, props := range p.variants(n) {
			m.cards(readCards(props.Get("events")))
		}
	})
	if w.Model != nil {
		v := &validator{page: p, world: w, said: map[string]bool{}, refs: map[string]bool{}}
		p.bound(func(at *jsontext.Node, text string, s *spot) { m.path(v, at, text, s) })
	}
	return m.list
}

// Mentions returns the functions that the events of shared sources call.
func (s *Shared) Mentions() []Mention {
	if s == nil {
		return nil
	}
	var list []Mention
	for _, namespace := range s.Namespaces {
		for _, src := range s.Sources(namespace) {
			m := &mentioner{doc: src.Doc}
			m.cards(src.Events)
			list = append(list, m.list...)
		}
	}
	return list
}

type mentioner struct {
	doc  *jsontext.Doc
	list []Mention
}

func (m *mentioner) cards(cards []Card) {
	for _, c := range cards {
		if c.Type == "method" {
			m.method(c.JSON)
		}
	}
}

// method notes the function that a card calls: "ds.f", "ds.User.f",
// "source.f" with the class in "dataclass", "Singleton.f".
func (m *mentioner) method(card *jsontext.Node) {
	n := card.Get("method")
	steps := strings.Split(n.Text(), ".")
	if len(steps) < 2 {
		return
	}
	class, name := card.Get("dataclass").Text(), steps[len(steps)-1]
	switch {
	case card.Get("methodType").Text() == "singleton":
		class = steps[0]
	case steps[0] == "ds" && len(steps) == 2:
		class = "DataStore"
	case steps[0] == "ds" && len(steps) == 3:
		class = steps[1]
	}
	if class != "" {
		m.last(n, Mention{Class: class, Name: name, Function: true})
	}
}

// last notes a name that ends a text. A text with escapes is left alone: its
// places are not those of its letters.
func (m *mentioner) last(n *jsontext.Node, found Mention) {
	m.at(n, strings.LastIndex(n.Text(), found.Name), found)
}

func (m *mentioner) at(n *jsontext.Node, offset int, found Mention) {
	raw := m.doc.Raw(n)
	if offset < 0 || len(raw) != len(n.Text())+2 {
		return
	}
	start := n.Span.Start + 1 + int32(offset)
	found.File, found.Span = m.doc.File, source.Span{Start: start, End: start + int32(len(found.Name))}
	m.list = append(m.list, found)
}

// path notes the attributes of a source path.
func (m *mentioner) path(v *validator, at *jsontext.Node, text string, s *spot) {
	if s == nil || at == nil || !at.Is(jsontext.String) {
		return
	}
	src := v.find(s.source)
	if src == nil {
		return
	}
	d := v.classOf(src, 0)
	whole := at.Text()
	from := strings.Index(whole, text)
	if from < 0 {
		return
	}
	for i, name := range s.attributes {
		if d == nil {
			return
		}
		a := d.Attribute(name)
		if a == nil {
			return
		}
		// Attributes of the loop's list come first and are not in this text.
		if rest := s.attributes[i:]; strings.HasSuffix(text, "."+strings.Join(rest, ".")) || text == strings.Join(rest, ".") {
			m.at(at, from+len(text)-len(strings.Join(rest, ".")), Mention{Class: d.Name, Name: name})
		}
		d, _ = leadsTo(a)
	}
}
