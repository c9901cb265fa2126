package sqlite

import (
	"fmt"
	"strings"
	"sync"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/store/sqltext"
)

// The catalog of the data file says which table and column holds which
// dataclass and attribute. They are known by their UUIDs, so that a name may
// change; physical names are those of the first day, with a number when taken.
// What a model has no more stays, hidden.
var createCatalog = []string{
	`CREATE TABLE _class (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL, name TEXT NOT NULL, physical TEXT NOT NULL UNIQUE, hidden INTEGER NOT NULL DEFAULT 0) STRICT`,
	`CREATE TABLE _attribute (id INTEGER PRIMARY KEY, class INTEGER NOT NULL, uuid TEXT NOT NULL, name TEXT NOT NULL, physical TEXT NOT NULL, type INTEGER NOT NULL, hidden INTEGER NOT NULL DEFAULT 0) STRICT`,
	`CREATE TABLE _index (name TEXT PRIMARY KEY, class INTEGER NOT NULL, columns TEXT NOT NULL, is_unique INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
	`CREATE TABLE _sequence (attribute INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT`,
}

// catalog is an immutable picture of the catalog tables.
type catalog struct {
	tables  []*table
	indexes map[string]*index // by name

	// Resolved dataclasses and attributes of the models in use.
	classes    sync.Map // *model.Dataclass → *table
	attributes sync.Map // *model.Attribute → *column

	// claimed, during a migration, are the UUIDs of the model: what has one of
	// them is not found by name.
	claimed map[string]bool
}

// table holds a dataclass.
type table struct {
	id         int64
	uuid, name string
	physical   string
	hidden     bool
	columns    []*column
}

// column holds an attribute.
type column struct {
	id         int64
	table      *table
	uuid, name string
	physical   string
	kind       model.Type
	hidden     bool
}

// index is an index we made.
type index struct {
	name    string
	table   int64
	columns string // physical names, comma separated
	unique  bool
}

func readCatalog(c *conn) (*catalog, error) {
	cat := &catalog{indexes: map[string]*index{}}
	byID := map[int64]*table{}
	err := c.each("SELECT id, uuid, name, physical, hidden FROM _class ORDER BY id", func(r row) {
		t := &table{id: r.ColumnInt64(0), uuid: r.ColumnText(1), name: r.ColumnText(2), physical: r.ColumnText(3), hidden: r.ColumnBool(4)}
		cat.tables, byID[t.id] = append(cat.tables, t), t
	})
	if err == nil {
		err = c.each("SELECT id, class, uuid, name, physical, type, hidden FROM _attribute ORDER BY id", func(r row) {
			if t := byID[r.ColumnInt64(1)]; t != nil {
				t.columns = append(t.columns, &column{id: r.ColumnInt64(0), table: t, uuid: r.ColumnText(2), name: r.ColumnText(3),
					physical: r.ColumnText(4), kind: model.Type(r.ColumnInt64(5)), hidden: r.ColumnBool(6)})
			}
		})
	}
	if err == nil {
		err = c.each("SELECT name, class, columns, is_unique FROM _index", func(r row) {
			cat.indexes[r.ColumnText(0)] = &index{r.ColumnText(0), r.ColumnInt64(1), r.ColumnText(2), r.ColumnBool(3)}
		})
	}
	if err != nil {
		return nil, ioError(err, "The catalog of the data file cannot be read")
	}
	return cat, nil
}

// tableOf finds the table of a dataclass: by its UUID, or by its name when no
// table has the UUID.
func (cat *catalog) tableOf(d *model.Dataclass) *table {
	if t, ok := cat.classes.Load(d); ok {
		return t.(*table)
	}
	of := func(t *table) (string, string) { return t.uuid, t.name }
	t := matching(cat.tables, of, d.UUID, d.Name, cat.claimed)
	if t != nil {
		for _, a := range d.Attributes {
			if a.Kind == model.Storage {
				if c := cat.columnOf(t, a); c != nil {
					cat.attributes.Store(a, c)
				}
			}
		}
		cat.classes.Store(d, t) // last: whoever finds the table finds its columns
	}
	return t
}

// columnOf finds the column of an attribute: one in use, or else one that was
// hidden when the attribute went.
func (cat *catalog) columnOf(t *table, a *model.Attribute) *column {
	if c := cat.columnWhere(t, a, func(c *column) bool { return !c.hidden && c.kind == a.Type }); c != nil {
		return c
	}
	return cat.columnWhere(t, a, func(c *column) bool { return c.hidden && c.kind == a.Type })
}

func (cat *catalog) columnWhere(t *table, a *model.Attribute, suits func(*column) bool) *column {
	of := func(c *column) (string, string) {
		if !suits(c) {
			return "", ""
		}
		return c.uuid, c.name
	}
	return matching(t.columns, of, a.UUID, a.Name, cat.claimed)
}

// matching finds by UUID first, then by exact name, then by name without case.
func matching[T any](all []*T, of func(*T) (uuid, name string), uuid, name string, claimed map[string]bool) *T {
	var byName *T
	for _, x := range all {
		u, n := of(x)
		if uuid != "" && strings.EqualFold(u, uuid) {
			return x
		}
		if claimed[strings.ToLower(u)] {
			continue
		}
		if n == name || byName == nil && n != "" && strings.EqualFold(n, name) {
			byName = x
		}
	}
	return byName
}

// Table implements sqltext.Names.
func (cat *catalog) Table(d *model.Dataclass) (string, error) {
	if t := cat.tableOf(d); t != nil {
		return t.physical, nil
	}
	return "", fault.New(fault.Internal, "store.class", "Dataclass %s has no table; the model was not migrated.", d.Name)
}

// Column implements sqltext.Names. The dataclass of the attribute must have been
// asked for before, which Read and Commit see to.
func (cat *catalog) Column(a *model.Attribute) (string, error) {
	if c, ok := cat.attributes.Load(a); ok {
		return c.(*column).physical, nil
	}
	return "", fault.New(fault.Internal, "store.attribute", "Attribute %s has no column; the model was not migrated.", a.Name)
}

// column returns the column of an attribute of a dataclass.
func (cat *catalog) column(d *model.Dataclass, a *model.Attribute) (*column, error) {
	if cat.tableOf(d) != nil {
		if c, ok := cat.attributes.Load(a); ok {
			return c.(*column), nil
		}
	}
	_, err := cat.Column(a)
	return nil, err
}

// physicalColumns returns the names of all columns of a table, keys of texts
// included, hidden ones too.
func (t *table) physicalColumns() []string {
	var names []string
	for _, c := range t.columns {
		names = append(names, c.physical)
		if c.kind == model.TextType {
			names = append(names, sqltext.KeyName(c.physical))
		}
	}
	return names
}

// freeName returns a name that nobody has yet, compared as SQLite does.
func freeName(wanted string, taken func(string) bool) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == '$' {
			return '_'
		}
		return r
	}, wanted)
	if name == "" || strings.HasPrefix(strings.ToLower(name), "sqlite_") || strings.HasPrefix(name, "_") {
		name = "x" + name
	}
	for i, free := 2, name; ; i++ {
		if !taken(strings.ToLower(free)) {
			return free
		}
		free = fmt.Sprintf("%s_%d", name, i)
	}
}
