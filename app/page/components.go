package page

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
)

// Components are the built-in components by name, as their definitions in
// ui/packages/components describe them.
type Components map[string]Component

// Component is what checking needs of a definition.
type Component struct {
	Properties map[string]bool
}

// ReadComponents reads the definitions that are generated from the components
// (package ui, Definitions).
func ReadComponents(data []byte) (Components, error) {
	doc, err := jsontext.Parse("definitions.json", data)
	if err != nil {
		return nil, err
	}
	list := doc.Root.Get("components")
	if !list.Is(jsontext.Array) {
		return nil, fault.New(fault.Invalid, "page.definitions", "The definitions of components hold no list of them.")
	}
	components := Components{}
	for _, n := range list.Items {
		c := Component{Properties: map[string]bool{}}
		for _, props := range []*jsontext.Node{doc.Root.Get("common"), n.Get("props")} {
			if props == nil {
				continue
			}
			for _, p := range props.Items {
				c.Properties[p.Get("name").Text()] = true
			}
		}
		components[n.Get("name").Text()] = c
	}
	return components, nil
}

// kept reports whether a property means nothing on the page but belongs into
// the file: what binds, what the Studio notes down, and what older versions
// have left behind (spec/studio_pages.md 2.4).
func kept(property string) bool {
	switch property {
	case "events", "datasource", "currentElement", "iterator", "className", "classNames", "style", "serverSideRef",
		"iterable", "iterableChild", "loopable", "disabled", "readonly", "readOnly", "deletable", "moveable", "role",
		"customStyleProps", "id", "isInsideCanvas", "hidden", "isFixedWidth", "isFixedMinAndMaxWidth",
		"text", "format", "label", "placeholder", "minValue", "maxValue", "step", "htmlfor", "htmlFor", "tabID":
		return true
	}
	return false
}
