package rest

import (
	"net/url"
	"sync"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/value"
)

// shape is what the encoder knows of a dataclass beforehand: names already
// quoted, in the order they are written.
type shape struct {
	class *model.Dataclass
	// head is `"__entityModel":"Book","__DATACLASS":"Book",`.
	head   []byte
	uri    string // "/rest/Book", escaped
	attrs  []attr
	byName map[string]*attr
	full   []*attr // the exposed attributes, for an unrestricted reader
}

// attr is an attribute as the encoder writes it.
type attr struct {
	*model.Attribute
	key      []byte // `"title":`
	deferred string // the end of its deferred URI, "" if it has none
	resource access.Resource
}

// shapeCache keeps the shapes of the models in use: a dataclass is immutable,
// so its pointer is the key.
type shapeCache struct {
	mu    sync.RWMutex // guards known
	known map[*model.Dataclass]*shape
}

func (c *shapeCache) of(d *model.Dataclass) *shape {
	c.mu.RLock()
	s := c.known[d]
	c.mu.RUnlock()
	if s != nil {
		return s
	}
	s = newShape(d)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) > 4096 { // many reloads: forget the old models
		c.known = map[*model.Dataclass]*shape{}
	}
	c.known[d] = s
	return s
}

func newShape(d *model.Dataclass) *shape {
	s := &shape{class: d, uri: "/rest/" + url.PathEscape(d.Name), byName: map[string]*attr{}}
	name := string(value.AppendQuoted(nil, d.Name))
	s.head = []byte(`"__entityModel":` + name + `,"__DATACLASS":` + name + `,`)
	for _, a := range d.Attributes {
		if a.Internal {
			continue
		}
		x := attr{Attribute: a, resource: access.Resource{Kind: access.Attribute, Class: d.Name, Member: a.Name}}
		x.key = append(value.AppendQuoted(nil, a.Name), ':')
		escaped := url.PathEscape(a.Name)
		switch {
		case a.Kind == model.RelatedEntities, a.Selection:
			x.deferred = "/" + escaped + "?$expand=" + url.QueryEscape(a.Name)
		case a.Type == model.PictureType:
			x.deferred = "/" + escaped + "?$imageformat=best&$version="
		case a.Type == model.BlobType:
			x.deferred = "/" + escaped + "?$binary=true&$version="
		}
		s.attrs = append(s.attrs, x)
	}
	for i := range s.attrs {
		a := &s.attrs[i]
		s.byName[a.Name] = a
		if a.Exposed {
			s.full = append(s.full, a)
		}
	}
	return s
}

// related returns the class that a relation, or a computed attribute or alias
// that yields entities, leads to; nil for any other.
func (a *attr) related() *model.Dataclass {
	if a.Related != nil {
		return a.Related
	}
	return a.ResultClass
}

// toMany reports whether the attribute yields a selection.
func (a *attr) toMany() bool { return a.Kind == model.RelatedEntities || a.Selection }
