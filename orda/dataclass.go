package orda

import (
	"quoin.dev/quoin/orda/model"
)

// Dataclass is a class of entities.
type Dataclass struct {
	ds      *Datastore
	model   *model.Dataclass
	stored  []*model.Attribute // the columns of an entity's row, in order
	members map[string]*member
	key     *member
}

// member is an attribute as entities of the class use it.
type member struct {
	*model.Attribute
	column int // index in the row; -1 when not stored
}

func newDataclass(ds *Datastore, m *model.Dataclass) *Dataclass {
	d := &Dataclass{ds: ds, model: m, members: make(map[string]*member, len(m.Attributes))}
	columns := make(map[*model.Attribute]int)
	for _, a := range m.Attributes {
		if a.Kind == model.Storage {
			columns[a] = len(d.stored)
			d.stored = append(d.stored, a)
		}
	}
	for _, a := range m.Attributes {
		// A relation named like a column wins (spec/orda_rest.md 1.7).
		if old := d.members[a.Name]; old != nil && old.Kind != model.Storage {
			continue
		}
		c, ok := columns[a]
		if !ok {
			c = -1
		}
		d.members[a.Name] = &member{a, c}
	}
	if m.Key != nil {
		d.key = &member{m.Key, columns[m.Key]}
	}
	return d
}

// Model returns the dataclass in the model.
func (d *Dataclass) Model() *model.Dataclass { return d.model }

// Datastore returns the datastore of the dataclass.
func (d *Dataclass) Datastore() *Datastore { return d.ds }

// Name returns the name.
func (d *Dataclass) Name() string { return d.model.Name }
