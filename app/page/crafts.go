package page

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
)

// Craft is a piece of a page that is kept for use in others.
type Craft struct {
	ID, Name, Icon string
	Root           string // id of its top node
	Nodes          *jsontext.Node
	Styles         []*Style
	JSON           *jsontext.Node
	Doc            *jsontext.Doc
}

// ReadCrafts reads crafted_components.json. Crafts without their top node are
// left out with a problem.
func ReadCrafts(t Text) ([]*Craft, []fault.Problem) {
	doc, err := jsontext.Parse(t.Path, t.Data)
	if err != nil {
		return nil, []fault.Problem{fault.AsProblem(err, t.Path)}
	}
	var crafts []*Craft
	var problems []fault.Problem
	for _, n := range doc.Root.Items {
		c := &Craft{ID: n.Get("id").Text(), Name: n.Get("name").Text(), Icon: n.Get("icon").Text(), Root: n.Get("rootNodeId").Text(),
			Nodes: n.Get("nodes"), Styles: readStyles(n.Get("styles")), JSON: n, Doc: doc}
		if !c.Nodes.Get(c.Root).Is(jsontext.Object) {
			problems = append(problems, problemIn(doc, fault.Warning, n, "craft", "The craft %q has no top component; it is left out.", c.Name))
			continue
		}
		crafts = append(crafts, c)
	}
	return crafts, problems
}
