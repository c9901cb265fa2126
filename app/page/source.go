package page

import (
	"math"
	"strconv"
	"strings"

	"quoin.dev/quoin/jsontext"
)

// defaultPageSize is how many entities a selection reads at once when its
// declaration does not say.
const defaultPageSize = 100

// readSources reads declarations; those without a name are left out, and the
// first of two of one name counts.
func readSources(doc *jsontext.Doc, list *jsontext.Node, namespace string) []*Source {
	if list == nil {
		return nil
	}
	var sources []*Source
	for _, n := range list.Items {
		s := &Source{
			ID:        n.Get("id").Text(),
			Namespace: namespace,
			Type:      n.Get("type").Text(),
			DataType:  n.Get("dataType").Text(),
			Dataclass: n.Get("dataclass").Text(),
			From:      n.Get("from").Text(),
			Initial:   n.Get("initialValue"),
			PageSize:  pageSize(n.Get("pageSize")),
			Events:    readCards(n.Get("events")),
			JSON:      n,
			Doc:       doc,
		}
		if s.ID == "" {
			s.ID = n.Get("name").Text()
		}
		if s.ID != "" && sourceIn(sources, s.ID) == nil {
			sources = append(sources, s)
		}
	}
	return sources
}

func sourceIn(list []*Source, id string) *Source {
	for _, s := range list {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// pageSize reads a number of at least 1, also when it is spelled as a text.
func pageSize(n *jsontext.Node) int {
	f, err := strconv.ParseFloat(strings.TrimSpace(n.Text()), 64)
	if n.Is(jsontext.Number) {
		f, err = float64(n.Int()), nil
	}
	if err != nil || f < 1 || math.IsInf(f, 0) || math.IsNaN(f) || f > 1<<53 {
		return defaultPageSize
	}
	return int(f)
}

// name is how a page calls the source: "id", or "namespace:id".
func (s *Source) name() string { return sourceName(s.Namespace, s.ID) }

func sourceName(namespace, id string) string {
	if namespace == "" {
		return id
	}
	return namespace + ":" + id
}

// follows reports whether the source follows a relation attribute instead of
// having a value of its own.
func (s *Source) follows() bool {
	return s.Type != "scalar" && strings.Contains(s.From, ".") || s.Type == "auto" && s.From != ""
}

// initial returns the initial value of a catalog source: "all", "first" …
func (s *Source) initial() string { return s.Initial.Text() }

func readStyles(list *jsontext.Node) []*Style {
	if list == nil {
		return nil
	}
	var styles []*Style
	for _, n := range list.Items {
		s := &Style{ID: n.Get("id").Text(), Name: n.Get("name").Text(), Content: n.Get("content").Text(),
			Scope: n.Get("scope").Text(), JSON: n}
		if s.Scope != "shared" && s.Scope != "theme" {
			s.Scope = "local"
		}
		if s.Name != "" {
			styles = append(styles, s)
		}
	}
	return styles
}

// Card is an action card.
type Card struct {
	Type     string   // "method", "simple-action", "navigation", "dialog" …
	Triggers []string // "onclick"
	Disabled bool
	JSON     *jsontext.Node
}

// readCards reads the cards of a component or source. Those of the oldest
// pages have no type but a method.
func readCards(list *jsontext.Node) []Card {
	if list == nil {
		return nil
	}
	var cards []Card
	for _, n := range list.Items {
		if !n.Is(jsontext.Object) {
			continue
		}
		c := Card{Type: n.Get("type").Text(), Triggers: n.Get("events").Texts(), Disabled: n.Get("disabled").Bool(), JSON: n}
		if c.Type == "" && n.Get("method").Text() != "" {
			c.Type = "method"
		}
		cards = append(cards, c)
	}
	return cards
}
