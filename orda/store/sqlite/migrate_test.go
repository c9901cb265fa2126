package sqlite_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqlite"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// shop returns a model of one dataclass from lines "name uuid type attributes".
func shop(t *testing.T, class string, fields ...string) *model.Model {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `<base name="shop" uuid="1"><table name="%s" uuid="C1" id="1">`, class)
	b.WriteString(`<field name="ID" uuid="K" type="4" unique="true" autosequence="true" not_null="true" id="1"/>`)
	for i, f := range fields {
		p := strings.SplitN(f, " ", 4)
		more := ""
		if len(p) == 4 {
			more = p[3]
		}
		fmt.Fprintf(&b, `<field name="%s" uuid="%s" type="%s" %s id="%d"/>`, p[0], p[1], p[2], more, i+2)
	}
	b.WriteString(`<primary_key field_name="ID" field_uuid="K"/></table></base>`)
	m, problems, err := model.ReadCatalog("catalog", []byte(b.String()))
	if err != nil || len(m.Classes) != 1 {
		t.Fatal(err, problems)
	}
	return m
}

// dump prints the records of the first class, attribute by attribute.
func dump(t *testing.T, e store.Engine, m *model.Model) string {
	t.Helper()
	d := m.Classes[0]
	s := &plan.Select{Class: d}
	s.Columns = append(s.Columns, d.Attributes...)
	rows, err := e.Read(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range rows.Len() {
		for c, a := range s.Columns {
			b, _ := value.AppendJSON(nil, rows.Row(i)[c], value.JSONOptions{})
			out = append(out, a.Name+"="+string(b))
		}
	}
	return strings.Join(out, " ")
}

// TestMigration follows one data file through changes of its model.
func TestMigration(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	e := openWith(t, sqlite.Options{Dir: dir})
	defer func() { e.Close() }()
	migrate := func(m *model.Model) error { return e.Migrate(ctx, m) }
	insert := func(m *model.Model, pairs ...any) error {
		d := m.Classes[0]
		rec, err := e.NextRecord(d)
		if err != nil {
			t.Fatal(err)
		}
		op := store.Op{Kind: store.Insert, Class: d, Record: rec, Columns: []*model.Attribute{d.Key}, Values: []value.Value{value.FromInt(rec)}}
		for i := 0; i < len(pairs); i += 2 {
			op.Columns, op.Values = append(op.Columns, d.Attribute(pairs[i].(string))), append(op.Values, pairs[i+1].(value.Value))
		}
		_, err = e.Commit(ctx, &store.Batch{Ops: []store.Op{op}, Time: time.Now()})
		return err
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	want := func(m *model.Model, s string) {
		t.Helper()
		if got := dump(t, e, m); got != s {
			t.Errorf("got %s, want %s", got, s)
		}
	}

	m := shop(t, "Item", "name N 10", "size S 3", "id I 10 store_as_UUID=\"true\"")
	check(migrate(m))
	check(insert(m, "name", value.FromText("Émile"), "size", value.FromInt(3), "id", value.FromText(strings.Repeat("A", 32))))
	check(migrate(m)) // again: nothing to do
	want(m, `ID=1 name="Émile" size=3 id="`+strings.Repeat("A", 32)+`"`)

	// Names of class and attributes change, two of them places; types widen; an
	// attribute comes.
	m = shop(t, "Product", "size N 10", "name S 6", "id I 10", "added D 8")
	check(migrate(m))
	want(m, `ID=1 size="Émile" name=3 id="`+strings.Repeat("A", 32)+`" added=null`)
	d := m.Classes[0]
	rows, err := e.Read(ctx, &plan.Select{Class: d, Where: &plan.Compare{Column: d.Attribute("id"), Value: value.FromText(strings.Repeat("a", 32))}})
	if err != nil || rows.Len() != 1 {
		t.Errorf("the text that was a UUID is not found by collation: %v, %v", rows, err)
	}

	// An attribute goes and comes back with what it held.
	m = shop(t, "Product", "name S 6")
	check(migrate(m))
	want(m, `ID=1 name=3`)
	check(insert(m, "name", value.FromReal(4)))
	m = shop(t, "Product", "name S 6", "label N 10")
	check(migrate(m))
	want(m, `ID=1 name=3 label="Émile" ID=2 name=4 label=null`)

	// What would lose data is refused, and changes nothing.
	bad := shop(t, "Product", "name S 8", "more M 10")
	if err := migrate(bad); fault.As(err) == nil || fault.As(err).Code != "store.type-change" {
		t.Errorf("a change of type: got %v", err)
	}
	check(insert(m, "label", value.FromText("emile")))
	bad = shop(t, "Product", "name S 6", "label N 10 unique=\"true\"")
	if err := migrate(bad); fault.As(err) == nil || fault.As(err).Code != "store.duplicates" {
		t.Errorf("an attribute that becomes unique: got %v", err)
	}
	want(m, `ID=1 name=3 label="Émile" ID=2 name=4 label=null ID=3 name=null label="emile"`)

	// The class goes; its records stay for the day it comes back.
	check(migrate(shop(t, "Other")))
	check(e.Close())
	e = openWith(t, sqlite.Options{Dir: dir})
	check(migrate(m))
	if report, err := e.Verify(ctx); err != nil || !report.OK() {
		t.Errorf("verify: %+v, %v", report, err)
	}
}

func TestIdentityOfClasses(t *testing.T) {
	ctx := context.Background()
	e := openWith(t, sqlite.Options{Dir: t.TempDir(), Volatile: true})
	defer e.Close()
	m := fill(t, e, 3)
	// The same catalog with other identities: names decide.
	if err := e.Migrate(ctx, m); err != nil {
		t.Fatal(err)
	}
	for _, d := range m.Classes {
		d.UUID = "other" + d.UUID
		for _, a := range d.Attributes {
			a.UUID = "other" + a.UUID
		}
	}
	if err := e.Migrate(ctx, m); err != nil {
		t.Fatal(err)
	}
	if n, err := e.Count(ctx, &plan.Select{Class: m.Class("Book")}); n != 3 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}

func TestFolderIsLocked(t *testing.T) {
	dir := t.TempDir()
	e := openWith(t, sqlite.Options{Dir: dir})
	if _, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir}); fault.As(err) == nil || fault.As(err).Code != "store.in-use" {
		t.Errorf("got %v", err)
	}
	e.Close()
	openWith(t, sqlite.Options{Dir: dir}).Close()
}

// TestFirstReadOverRelation shows that a data file just opened knows the columns
// on the other side of a relation, whatever is read first.
func TestFirstReadOverRelation(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	fill(t, e, 3)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir)
	defer e.Close()
	m := bookshop(t, e)
	q, err := query.Parse("books # null", nil, query.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := plan.Build(m.Class("Author"), q, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Read(context.Background(), s); err != nil {
		t.Error(err)
	}
}
