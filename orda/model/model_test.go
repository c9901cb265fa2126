package model_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
)

// describe prints a model in a few words an attribute.
func describe(m *model.Model) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", m.Name, m.Collation)
	for _, d := range m.Classes {
		fmt.Fprintf(&b, "%s #%d key %s%s%s\n", d.Name, d.Number, d.Key.Name, word(!d.Exposed, " hidden"), word(d.KeepDeleted, " keeps deleted"))
		for _, a := range d.Attributes {
			fmt.Fprintf(&b, "  %s %s", a.Name, [...]string{"storage", "one", "many", "calculated", "alias"}[a.Kind])
			b.WriteString(word(a.Type != model.NoType, " "+a.Type.String()))
			for _, w := range []struct {
				on   bool
				name string
			}{{a.Unique, "unique"}, {a.Mandatory, "mandatory"}, {a.NeverNull, "never-null"}, {a.AutoSequence, "sequence"},
				{a.AutoUUID, "auto-uuid"}, {a.Indexed, "indexed"}, {a.KeywordIndexed, "keywords"}, {a.Internal, "internal"},
				{!a.Exposed, "hidden"}, {a.ReadOnly, "read-only"}} {
				b.WriteString(word(w.on, " "+w.name))
			}
			b.WriteString(word(a.MaxLength > 0, fmt.Sprintf(" length %d", a.MaxLength)))
			b.WriteString(word(a.ObjectClass != "", " class "+a.ObjectClass))
			if a.Related != nil {
				fmt.Fprintf(&b, " %s by %s=%s", a.Related.Name, a.ForeignKey.Name, a.TargetKey.Name)
				if a.Inverse != nil {
					fmt.Fprintf(&b, " inverse %s", a.Inverse.Name)
				}
				b.WriteString([...]string{"", " restrict", " cascade"}[a.OnDelete])
			}
			if a.ResultClass != nil {
				fmt.Fprintf(&b, " %s%s", a.ResultClass.Name, word(a.Selection, "Selection"))
			}
			b.WriteByte('\n')
		}
		for _, ix := range d.Indexes {
			names := []string{}
			for _, a := range ix.Attributes {
				names = append(names, a.Name)
			}
			fmt.Fprintf(&b, "  index %q %s%s%s\n", ix.Name, strings.Join(names, ","), word(ix.Unique, " unique"), word(ix.Keywords, " keywords"))
		}
	}
	for _, p := range m.Problems {
		fmt.Fprintln(&b, p)
	}
	return b.String()
}

func word(on bool, s string) string {
	if on {
		return s
	}
	return ""
}

func compare(t *testing.T, got, want string) {
	t.Helper()
	if g, w := strings.TrimSpace(got), strings.TrimSpace(want); g != w {
		t.Errorf("got\n%s\n\nwant\n%s", g, w)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func bookshop(t *testing.T) *model.Model {
	t.Helper()
	m, _, err := model.ReadCatalog("catalog.4DCatalog", readFile(t, "testdata/bookshop.4DCatalog"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestCatalog(t *testing.T) {
	m, problems, err := model.ReadCatalog("catalog.4DCatalog", readFile(t, "testdata/bookshop.4DCatalog"))
	if err != nil {
		t.Fatal(err)
	}
	compare(t, describe(m), `
bookshop fr
Author #1 key ID
  ID storage long unique mandatory sequence indexed
  lastName storage string never-null length 80
  born storage date
  token storage uuid auto-uuid hidden
  books many Book by authorID=ID inverse author restrict
  index "name and birth" lastName,born
Book #2 key ID keeps deleted
  ID storage long unique mandatory sequence indexed
  title storage string keywords
  price storage number
  extra storage object class 4D.Vector
  authorID storage long
  scan storage blob
  author one Author by authorID=ID inverse books restrict
  parcels many hidden Parcel by __book=ID inverse book
  index "" ID unique
  index "" title keywords
Parcel #3 key code hidden
  code storage uuid unique mandatory auto-uuid indexed hidden
  __book storage long unique internal hidden
  book one hidden Book by __book=ID inverse parcels`)
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	compare(t, strings.Join(lines, "\n"), `
catalog.4DCatalog:21:31: error: Book.odd has the type "19", which does not exist; the field is left out. [model.field-type]
catalog.4DCatalog:34:9: warning: The table Loose has no primary key; it is no dataclass. [model.no-key]
catalog.4DCatalog:37:9: error: The dataclass book has the name of Book; it is left out. [model.same-class]
catalog.4DCatalog:53:22: warning: Parcel.book is a foreign key and unique: a second Parcel with the same value will be refused. [model.unique-foreign-key]
catalog.4DCatalog:53:22: warning: The relation Parcel.book has the name of a column; the relation is what code, pages and REST see. [model.relation-hides-column]
catalog.4DCatalog:63:4: error: A relation names the field "nowhere", which does not exist; it is left out. [model.relation-field]`)
	if m.Class("BOOK") != m.Classes[1] || m.Classes[1].Attribute("Title") != nil || m.Classes[1].Attribute("title") == nil {
		t.Error("want class names without case, attribute names with it")
	}
	if b := m.Class("Parcel").Attribute("book"); b.Kind != model.RelatedEntity {
		t.Error("want the relation under the name of its column")
	}
}

func TestModelFile(t *testing.T) {
	m, problems, err := model.ReadModel("model.4DModel", []byte(`{"toJSON":true,"UUID":"u","extraProperties":{},"dataClasses":[
 {"name":"Author","className":"Author","collectionName":"AuthorSelection","scope":"public","uuid":"a0-11","attributes":[
  {"name":"ID","kind":"storage","type":"uuid","scope":"public","exposed":true,"indexKind":"cluster","unique":true,"not_null":true,"autogenerate":true,"primKey":true,"uuid":"a1"},
  {"name":"lost","kind":"relatedEntities","type":"BookSelection","path":"nobody","reversePath":true,"uuid":"a9"},
  {"name":"books","kind":"relatedEntities","type":"BookSelection","scope":"public","path":"author","reversePath":true,"uuid":"a2"}]},
 {"name":"Book","className":"Book","collectionName":"BookSelection","scope":"public","uuid":"b0","attributes":[
  {"name":"ID","kind":"storage","type":"long","autosequence":true,"primKey":true,"uuid":"b1"},
  {"name":"title","kind":"storage","type":"string","exposed":false,"uuid":"b2"},
  {"name":"due","kind":"storage","type":"date","simpleDate":true,"uuid":"b4"},
  {"name":"odd","kind":"storage","type":"tuple","uuid":"b5"},
  {"name":"author","kind":"relatedEntity","type":"Author","scope":"public","path":"Author","uuid":"b3"},
  {"name":"fullTitle","kind":"calculated","type":"string"}]},
 {"name":"Loose","attributes":[]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	compare(t, describe(m), `
 en
Author #1 key ID
  ID storage uuid unique mandatory auto-uuid indexed
  books many Book by __author=ID inverse author
  index "" ID unique
Book #2 key ID
  ID storage long unique mandatory sequence indexed
  title storage string hidden
  due storage date
  __author storage uuid indexed internal hidden
  author one Author by __author=ID inverse books`)
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	compare(t, strings.Join(lines, "\n"), `
model.4DModel:10:3: error: Book.odd has the type "tuple", which does not exist; it is left out. [model.field-type]
model.4DModel:13:2: warning: The dataclass Loose has no primary key; it is left out. [model.no-key]
model.4DModel:4:3: error: The relation Author.lost mirrors "nobody", which is no relation to Author; it is left out. [model.relation-path]`)
	if m.Class("Author").UUID != "A011" {
		t.Errorf("got identity %s", m.Class("Author").UUID)
	}
}

func TestUnreadableFiles(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"empty", "", "c:1:1: The file is no catalog"},
		{"other root", "<html/>", "c:1:1: The file is no catalog"},
		{"cut", "<base>\n<table", "c:2:7: Malformed XML"},
		{"crossed", "<base>\n<table></base>", "c:2:15: Malformed XML"},
		{"latin", `<?xml version="1.0" encoding="latin-1"?><base/>`, "c:1:"},
		{"entity", "<base name=\"&boom;\"/>", "c:1:19: Malformed XML"},
	} {
		_, _, err := model.ReadCatalog("c", []byte(c.data))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	for _, c := range []struct{ name, data, want string }{
		{"no JSON", "{]", "m:1:2: Malformed JSON"},
		{"no classes", "{}", "m:1:1: The file is no model"},
	} {
		_, _, err := model.ReadModel("m", []byte(c.data))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestWithClasses(t *testing.T) {
	m := bookshop(t)
	with := m.WithClasses(map[string]model.ClassDecl{
		"bookentity": {
			Getters: map[string]model.FuncDecl{
				"label":   {Result: "Text", Exposed: true},
				"twin":    {Result: "cs.BookEntity"},
				"writer":  {Result: "cs.AuthorEntity"},
				"similar": {Result: "cs.BookSelection", Exposed: true},
				"points":  {Result: "number"},
				"title":   {Result: "string"},
				"loose":   {},
			},
			Setters: map[string]model.FuncDecl{"label": {}},
			Aliases: map[string]model.AliasDecl{
				"authorName": {Path: "author.lastName", Exposed: true},
				"name":       {Path: "title", Exposed: true},
				"again":      {Path: "authorName"},
				"sisters":    {Path: "author.books"},
				"gone":       {Path: "author.nothing"},
				"me":         {Path: "me"},
				"language":   {Path: "extra.lang"},
			},
			Names: []string{"similar", "label"},
		},
		"NobodyEntity": {},
	})
	got := describe(with)
	for _, want := range []string{
		"  similar calculated read-only BookSelection\n  label calculated string\n",
		"  points calculated number hidden read-only\n",
		"  twin calculated hidden read-only Book\n",
		"  writer calculated hidden read-only Author\n",
		"  loose calculated hidden read-only\n",
		"  authorName alias string read-only\n",
		"  again alias string hidden read-only\n",
		"  name alias string\n",
		"  sisters alias hidden read-only BookSelection\n",
		"  language alias object hidden read-only\n",
		"The alias Book.gone leads to \"author.nothing\", which does not exist. [model.alias-path]",
		"The alias Book.me leads to \"me\"",
		"Book has an attribute called title already",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
	if strings.Contains(describe(m), "label") {
		t.Error("the original changed")
	}
	for _, d := range with.Classes {
		for _, a := range d.Attributes {
			if r := a.Related; r != nil && r != with.Class(r.Name) {
				t.Errorf("%s.%s leads out of the copy", d.Name, a.Name)
			}
			if a.Inverse != nil && a.Inverse.Inverse != a {
				t.Errorf("%s.%s: the inverse is in another copy", d.Name, a.Name)
			}
		}
	}
}

func TestDiff(t *testing.T) {
	text := string(readFile(t, "testdata/bookshop.4DCatalog"))
	from := bookshop(t)
	if changes := model.Diff(from, bookshop(t)); len(changes) != 0 {
		t.Errorf("got %v between equal models", changes)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"rename class", `"Author" uuid="A0"`, `"Writer" uuid="A0"`, "class renamed Writer: Author -> Writer"},
		{"rename attribute", `"title" uuid="B2"`, `"name" uuid="B2"`, "attribute renamed Book.name: title -> name"},
		{"other identity", `"title" uuid="B2"`, `"title" uuid="BX"`, "attribute added Book.title; index changed Book; attribute removed Book.title (destructive)"},
		{"widen", `"price" uuid="B3" type="6"`, `"price" uuid="B3" type="10"`, "type changed Book.price: number -> string"},
		{"narrow", `"price" uuid="B3" type="6"`, `"price" uuid="B3" type="4"`, "type changed Book.price: number -> long (destructive)"},
		{"unique", `"price" uuid="B3"`, `"price" unique="true" uuid="B3"`, "constraint changed Book.price: free -> unique (destructive)"},
		{"longer", `length="80"`, `length="90"`, "constraint changed Author.lastName: never null length 80 -> never null length 90"},
		{"shorter", `length="80"`, `length="9"`, "constraint changed Author.lastName: never null length 80 -> never null length 9 (destructive)"},
		{"remove column", "\t\t<field name=\"price\" uuid=\"B3\" type=\"6\" id=\"3\"/>\n", "", "attribute removed Book.price (destructive)"},
		{"add column", `<field name="born"`, `<field name="died" uuid="A9" type="8"/><field name="born"`, "attribute added Author.died"},
		{"relation", `integrity="reject"`, `integrity="delete"`, "relation changed Author.books: B0 by B5 to A1, restrict -> B0 by B5 to A1, cascade; relation changed Book.author: A0 by B5 to A1, restrict -> A0 by B5 to A1, cascade"},
		{"index", `type="1">`, `type="1" unique_keys="true">`, "index changed Author"},
		{"collation", `locale="fr"`, `locale="de"`, "collation changed: fr -> de"},
		{"expose", `id="3" hide_in_REST="true"`, `id="3"`, "exposure changed Book.parcels: hidden -> exposed; exposure changed Parcel: hidden -> exposed; exposure changed Parcel.code: hidden -> exposed; exposure changed Parcel.book: hidden -> exposed"},
		{"remove class", `<table_extra trashed="true"/>`, "", "class added (oldStock)"},
	} {
		if strings.Count(text, c.old) != 1 && c.name != "relation" {
			t.Fatalf("%s: %q is not once in the file", c.name, c.old)
		}
		to, _, err := model.ReadCatalog("c", []byte(strings.Replace(text, c.old, c.new, 1)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, change := range model.Diff(from, to) {
			got = append(got, change.String())
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: got %s, want %s", c.name, s, c.want)
		}
		if c.name == "remove class" {
			back := model.Diff(to, from)
			if len(back) != 1 || back[0].String() != "class removed (oldStock) (destructive)" {
				t.Errorf("removal: got %v", back)
			}
		}
	}
}

// TestPublicCatalogs reads every model of the projects in QUOIN_APPS.
func TestPublicCatalogs(t *testing.T) {
	apps := os.Getenv("QUOIN_APPS")
	if apps == "" {
		t.Skip("QUOIN_APPS is not set")
	}
	count := 0
	for _, pattern := range []string{"catalog.4DCatalog", "model.4DModel"} {
		for _, depth := range []string{"*", "*/*"} {
			files, _ := filepath.Glob(filepath.Join(apps, depth, "Project/Sources", pattern))
			for _, path := range files {
				read := model.ReadCatalog
				if pattern == "model.4DModel" {
					read = model.ReadModel
				}
				m, problems, err := read(path, readFile(t, path))
				if err != nil {
					t.Error(err)
					continue
				}
				count++
				for _, p := range problems {
					t.Log(p)
				}
				for _, d := range m.Classes {
					if d.Key == nil {
						t.Errorf("%s: %s has no key", path, d.Name)
					}
				}
				if again := m.WithClasses(nil); len(model.Diff(m, again)) != 0 {
					t.Errorf("%s: the copy differs", path)
				}
			}
		}
	}
	if count == 0 {
		t.Errorf("no catalogs in %s", apps)
	}
	t.Logf("%d catalogs", count)
}

func FuzzReadCatalog(f *testing.F) {
	data, err := os.ReadFile("testdata/bookshop.4DCatalog")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	f.Add(`<base><table name="a"><field name="b" type="4"/><primary_key field_name="b"/></table></base>`)
	f.Fuzz(func(t *testing.T, s string) {
		m, _, err := model.ReadCatalog("c", []byte(s))
		if err == nil && len(model.Diff(m, m.WithClasses(nil))) != 0 {
			t.Error("the copy differs")
		}
	})
}

func FuzzReadModel(f *testing.F) {
	f.Add(`{"dataClasses":[{"name":"A","attributes":[{"name":"ID","kind":"storage","type":"long","primKey":true},{"name":"b","kind":"relatedEntity","path":"A"}]}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		m, _, err := model.ReadModel("m", []byte(s))
		if err == nil {
			m.WithClasses(nil)
		}
	})
}
