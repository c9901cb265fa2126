package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/store/sqltext"
)

// Migrate implements store.Engine. It runs in the writer, as one transaction:
// either the tables fit the whole model, or nothing has changed.
func (e *Engine) Migrate(ctx context.Context, m *model.Model) error {
	e.migrating.Lock()
	defer e.migrating.Unlock()
	return e.writer.exclusive(ctx, func(c *conn) error {
		cat, err := readCatalog(c) // a copy of our own, thrown away when we fail
		if err != nil {
			return err
		}
		cat.claimed = identities(m)
		g := &migration{conn: c, catalog: cat}
		err = c.transaction(func() error {
			if err := g.model(m); err != nil {
				return err
			}
			return c.set("model", modelHash(m))
		})
		if err != nil {
			return migrationError(err)
		}
		fresh, err := readCatalog(c)
		if err != nil {
			return err
		}
		for _, d := range m.Classes {
			fresh.tableOf(d)
		}
		e.catalog.Store(fresh)
		return nil
	})
}

// identities lists the UUIDs of a model.
func identities(m *model.Model) map[string]bool {
	ids := map[string]bool{}
	for _, d := range m.Classes {
		ids[strings.ToLower(d.UUID)] = true
		for _, a := range d.Attributes {
			ids[strings.ToLower(a.UUID)] = true
		}
	}
	delete(ids, "")
	return ids
}

func migrationError(err error) error {
	if fault.As(err) != nil {
		return err
	}
	return ioError(err, "The tables cannot be fitted to the model")
}

// migration fits the tables to one model.
type migration struct {
	*conn
	catalog *catalog
}

func (g *migration) model(m *model.Model) error {
	seen := map[int64]bool{}
	wanted := map[string]bool{} // indexes
	for _, d := range m.Classes {
		t, err := g.class(d, seen)
		if err != nil {
			return err
		}
		if err := g.indexes(d, t, wanted); err != nil {
			return err
		}
	}
	for _, t := range g.catalog.tables {
		if !seen[t.id] && !t.hidden {
			if err := g.run("UPDATE _class SET hidden = 1 WHERE id = ?1", t.id); err != nil {
				return err
			}
		}
	}
	return g.dropIndexes(wanted)
}

// class makes or adapts the table of a dataclass.
func (g *migration) class(d *model.Dataclass, seen map[int64]bool) (*table, error) {
	t := g.catalog.tableOf(d)
	if t != nil && seen[t.id] {
		t = nil // two dataclasses of one UUID: the second gets a table of its own
	}
	if t == nil {
		var err error
		if t, err = g.newTable(d); err != nil {
			return nil, err
		}
	} else if err := g.run("UPDATE _class SET name = ?1, uuid = ?2, hidden = 0 WHERE id = ?3", d.Name, d.UUID, t.id); err != nil {
		return nil, err
	}
	seen[t.id] = true
	used := map[int64]bool{}
	for _, a := range d.Attributes {
		if a.Kind != model.Storage {
			continue
		}
		if err := g.attribute(d, t, a, used); err != nil {
			return nil, err
		}
	}
	for _, c := range t.columns {
		if !used[c.id] && !c.hidden {
			c.hidden = true
			if err := g.run("UPDATE _attribute SET hidden = 1 WHERE id = ?1", c.id); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

func (g *migration) newTable(d *model.Dataclass) (*table, error) {
	t := &table{uuid: d.UUID, name: d.Name}
	t.physical = freeName(d.Name, func(name string) bool {
		return slices.ContainsFunc(g.catalog.tables, func(t *table) bool { return strings.ToLower(t.physical) == name })
	})
	if err := g.exec(sqltext.CreateTable(t.physical)); err != nil {
		return nil, err
	}
	if err := g.run("INSERT INTO _class (uuid, name, physical) VALUES (?1, ?2, ?3)", t.uuid, t.name, t.physical); err != nil {
		return nil, err
	}
	t.id = g.LastInsertRowID()
	g.catalog.tables = append(g.catalog.tables, t)
	return t, nil
}

// attribute makes or adapts the column of an attribute. A change of type makes
// a new column and copies, where nothing can be lost.
func (g *migration) attribute(d *model.Dataclass, t *table, a *model.Attribute, used map[int64]bool) error {
	find := func(hidden, sameType bool) *column {
		return g.catalog.columnWhere(t, a, func(c *column) bool { return !used[c.id] && c.hidden == hidden && (c.kind == a.Type) == sameType })
	}
	c := find(false, true)
	old := find(false, false)
	if c == nil && old == nil {
		c = find(true, true) // it had gone, and comes back
	}
	if c != nil {
		if err := g.run("UPDATE _attribute SET name = ?1, uuid = ?2, hidden = 0 WHERE id = ?3", a.Name, a.UUID, c.id); err != nil {
			return err
		}
	} else {
		var err error
		if c, err = g.newColumn(t, a); err != nil {
			return err
		}
		if old != nil {
			if err := g.convert(d, t, old, c, a); err != nil {
				return err
			}
		}
	}
	c.hidden = false
	used[c.id] = true
	g.catalog.attributes.Store(a, c)
	return nil
}

func (g *migration) newColumn(t *table, a *model.Attribute) (*column, error) {
	c := &column{table: t, uuid: a.UUID, name: a.Name, kind: a.Type}
	c.physical = freeName(a.Name, func(name string) bool {
		return slices.ContainsFunc(t.columns, func(c *column) bool { return strings.ToLower(c.physical) == name })
	})
	if err := g.exec(sqltext.AddColumn(t.physical, c.physical, sqltext.ColumnType(a))); err != nil {
		return nil, err
	}
	if sqltext.Keyed(a) {
		if err := g.exec(sqltext.AddColumn(t.physical, sqltext.KeyName(c.physical), "BLOB")); err != nil {
			return nil, err
		}
	}
	if err := g.run("INSERT INTO _attribute (class, uuid, name, physical, type) VALUES (?1, ?2, ?3, ?4, ?5)",
		t.id, c.uuid, c.name, c.physical, int64(c.kind)); err != nil {
		return nil, err
	}
	c.id = g.LastInsertRowID()
	t.columns = append(t.columns, c)
	return c, nil
}

// lossless lists the changes of type that keep every value.
func lossless(from, to model.Type) bool {
	switch from {
	case model.BoolType:
		return to == model.IntType || to == model.LongType || to == model.RealType
	case model.IntType:
		return to == model.LongType || to == model.RealType || to == model.TextType
	case model.TimeType:
		return to == model.IntType || to == model.LongType
	case model.LongType:
		return to == model.TextType
	case model.UUIDType, model.DateType:
		return to == model.TextType
	}
	return false
}

func (g *migration) convert(d *model.Dataclass, t *table, old, fresh *column, a *model.Attribute) error {
	filled, err := g.number("SELECT count(*) FROM "+sqltext.Quote(t.physical)+" WHERE "+sqltext.Quote(old.physical)+" IS NOT NULL", 0)
	if err != nil {
		return err
	}
	if filled == 0 {
		return nil
	}
	if !lossless(old.kind, a.Type) {
		return fault.New(fault.Conflict, "store.type-change",
			"Attribute %s.%s cannot change from %s to %s: %d records have a value. Give the new attribute another name and identity, or empty the old one first.",
			d.Name, a.Name, old.kind, a.Type, filled)
	}
	if err := g.exec(sqltext.CopyColumn(t.physical, old.physical, fresh.physical, sqltext.ColumnType(a))); err != nil {
		return err
	}
	if sqltext.Keyed(a) {
		return g.exec(sqltext.FillKeys(t.physical, fresh.physical))
	}
	return nil
}

// indexes makes the indexes of a dataclass and notes their names as wanted.
func (g *migration) indexes(d *model.Dataclass, t *table, wanted map[string]bool) error {
	for _, x := range indexesOf(d) {
		var columns []string
		for _, a := range x.Attributes {
			c, ok := g.catalog.attributes.Load(a)
			if !ok {
				return fault.New(fault.Internal, "store.attribute", "Index %s names attribute %s, which has no column.", x.Name, a.Name)
			}
			physical := c.(*column).physical
			if sqltext.Keyed(a) {
				physical = sqltext.KeyName(physical)
			}
			columns = append(columns, physical)
		}
		list := strings.Join(columns, ",")
		kind := "i"
		if x.Unique {
			kind = "u"
		}
		name := t.physical + "$" + kind + ":" + list
		if wanted[name] {
			continue
		}
		wanted[name] = true
		if g.catalog.indexes[name] != nil {
			continue
		}
		if err := g.exec(sqltext.CreateIndex(name, t.physical, columns, x.Unique)); err != nil {
			if isUniqueError(err) {
				return fault.New(fault.Conflict, "store.duplicates", "%s cannot become unique: two records have the same value.", attributeNames(d, x.Attributes))
			}
			return err
		}
		unique := int64(0)
		if x.Unique {
			unique = 1
		}
		if err := g.run("INSERT INTO _index (name, class, columns, is_unique) VALUES (?1, ?2, ?3, ?4)", name, t.id, list, unique); err != nil {
			return err
		}
	}
	return nil
}

func attributeNames(d *model.Dataclass, attributes []*model.Attribute) string {
	names := make([]string, len(attributes))
	for i, a := range attributes {
		names[i] = d.Name + "." + a.Name
	}
	return strings.Join(names, ", ")
}

// indexesOf lists the indexes a dataclass needs: those declared, one for its
// key and unique attributes, one for each foreign key.
func indexesOf(d *model.Dataclass) []model.Index {
	var out []model.Index
	for _, a := range d.Attributes {
		switch {
		case a.Kind == model.RelatedEntity && a.ForeignKey != nil:
			out = append(out, model.Index{Name: a.Name, Attributes: []*model.Attribute{a.ForeignKey}})
		case a.Kind != model.Storage || !indexable(a):
		case a == d.Key || a.Unique:
			out = append(out, model.Index{Name: a.Name, Attributes: []*model.Attribute{a}, Unique: true})
		case a.Indexed:
			out = append(out, model.Index{Name: a.Name, Attributes: []*model.Attribute{a}})
		}
	}
	for _, x := range d.Indexes {
		usable := !x.Keywords && len(x.Attributes) > 0
		for _, a := range x.Attributes {
			usable = usable && a != nil && a.Kind == model.Storage && indexable(a)
		}
		if usable {
			out = append(out, x)
		}
	}
	// A plain index beside a unique one over the same columns is a waste.
	return slices.DeleteFunc(out, func(x model.Index) bool {
		return !x.Unique && slices.ContainsFunc(out, func(y model.Index) bool {
			return y.Unique && slices.Equal(x.Attributes, y.Attributes)
		})
	})
}

func indexable(a *model.Attribute) bool {
	switch a.Type {
	case model.PictureType, model.BlobType, model.ObjectType:
		return false
	}
	return true
}

// dropIndexes removes the indexes that no attribute asks for any more.
func (g *migration) dropIndexes(wanted map[string]bool) error {
	for name := range g.catalog.indexes {
		if wanted[name] {
			continue
		}
		if err := g.exec(sqltext.DropIndex(name)); err != nil {
			return err
		}
		if err := g.run("DELETE FROM _index WHERE name = ?1", name); err != nil {
			return err
		}
	}
	return nil
}

// modelHash identifies the stored shape of a model.
func modelHash(m *model.Model) string {
	h := sha256.New()
	for _, d := range m.Classes {
		fmt.Fprintf(h, "class %s %s\n", d.UUID, d.Name)
		for _, a := range d.Attributes {
			if a.Kind == model.Storage {
				fmt.Fprintf(h, " %s %s %d %v\n", a.UUID, a.Name, a.Type, a.Unique)
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
