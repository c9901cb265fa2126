package orda_test

import (
	"errors"
	"strings"
	"testing"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// The E numbers are those of the conformance table, spec/orda_rest.md 6.

func TestSaveStamps(t *testing.T) { // E1, E5
	s := open(t)
	e, err := s.Class("Book").New(s.c)
	if err != nil {
		t.Fatal(err)
	}
	s.want(e.Stamp(), int64(0))
	s.want(e.IsNew(), true)
	s.want(e.Touched(), false)
	s.want(status(e.Save(s.c, 0)), `{"success":true}`)
	s.want(e.Stamp(), int64(1))
	s.want(e.KeyText(), "15") // above the greatest key there was
	s.want(status(e.Save(s.c, 0)), `{"success":true}`)
	s.want(e.Stamp(), int64(1))
	s.set(e, "title", text("Low Tide"))
	s.want(e.Save(s.c, 0).Success, true)
	s.want(e.Stamp(), int64(2))
	s.want(s.show(s.get("Book", 15), "title"), `"Low Tide"`)
	s.want(e.Timestamp().IsZero(), false)
}

func TestConcurrentSaves(t *testing.T) { // E2, E3, E4
	s := open(t)
	a, b := s.get("Book", 10), s.get("Book", 10)
	s.set(a, "title", text("A"))
	s.set(b, "title", text("B"))
	s.want(a.Save(s.c, 0).Success, true)
	r := b.Save(s.c, 0)
	s.want(status(r), `{"success":false,"status":2,"statusText":"Stamp has changed"}`)
	numbers := []int{}
	for _, e := range r.Errors {
		numbers = append(numbers, e.Number)
	}
	s.want(show(value.FromText(strings.Join([]string{r.Errors[0].Error(), r.Errors[1].Error(), r.Errors[2].Error()}, "; "))),
		`"Given stamp does not match current one for record# 1 of table Book; Cannot save record 1 in table Book of database bookshop; The entity# 10 in the \"Book\" dataclass cannot be saved"`)
	s.want(numbers[0] == 1263 && numbers[1] == 1046 && numbers[2] == 1517, true)

	b = s.get("Book", 10)
	a = s.get("Book", 10)
	s.set(a, "title", text("C"))
	s.set(b, "price", num(7))
	s.want(a.Save(s.c, 0).Success, true)
	s.want(status(b.Save(s.c, orda.AutoMerge)), `{"success":true,"autoMerged":true}`)
	s.want(s.show(b, "title"), `"C"`)
	s.want(s.show(s.get("Book", 10), "price"), `7`)

	a, b = s.get("Book", 10), s.get("Book", 10)
	s.set(a, "title", text("D"))
	s.set(b, "title", text("E"))
	s.want(a.Save(s.c, 0).Success, true)
	s.want(status(b.Save(s.c, orda.AutoMerge)), `{"success":false,"autoMerged":false,"status":6,"statusText":"Auto merge failed"}`)

	a, b = s.get("Book", 10), s.get("Book", 10)
	extra := value.NewObject()
	s.set(a, "extra", value.FromObject(extra))
	s.set(b, "title", text("F"))
	s.want(a.Save(s.c, 0).Success, true)
	s.want(b.Save(s.c, orda.AutoMerge).Status, orda.StatusStampChanged) // objects never merge
}

func TestDrop(t *testing.T) { // E6
	s := open(t)
	a, b := s.get("Book", 14), s.get("Book", 14)
	s.want(status(a.Drop(s.c, 0)), `{"success":true}`)
	s.want(status(b.Drop(s.c, 0)), `{"success":false,"status":5,"statusText":"Entity does not exist anymore"}`)
	s.want(a.Drop(s.c, 0).Status, orda.StatusGone)
	s.set(b, "title", text("x"))
	s.want(b.Save(s.c, 0).Status, orda.StatusGone)

	a, b = s.get("Book", 13), s.get("Book", 13)
	s.set(a, "title", text("x"))
	a.Save(s.c, 0)
	s.want(b.Drop(s.c, 0).Status, orda.StatusStampChanged)
	s.want(b.Drop(s.c, orda.ForceDrop).Success, true)

	// Deletion control: genres are kept by their books, books take theirs along.
	r := s.get("Genre", 1).Drop(s.c, 0)
	s.want(r.Status, orda.StatusSerious)
	s.want(len(r.Errors), 1)
	s.want(s.get("Book", 10).Drop(s.c, 0).Success, true)
	left, err := s.Class("BookGenre").All(s.c)
	s.want(err, nil)
	s.want(s.keys(left), "3 4")
}

func TestLocks(t *testing.T) { // E7, E8
	s := open(t)
	other := orda.System(s.c.Context)
	a, b := s.get("Book", 10), s.get("Book", 10)
	s.want(status(a.Lock(s.c, 0)), `{"success":true}`)
	s.want(a.Lock(s.c, 0).Success, true)
	s.want(b.Unlock(s.c).Success, false)
	s.set(b, "title", text("x"))
	s.want(status(b.Save(other, 0)), `{"success":false,"status":3,"statusText":"Already locked","lockKindText":"Locked by record","lockInfo":{}}`)
	s.want(b.Drop(other, 0).Status, orda.StatusLocked)
	s.want(b.Lock(other, 0).Status, orda.StatusLocked)
	s.want(b.Save(s.c, 0).Success, true) // the process that has the lock
	s.want(a.Unlock(s.c).Success, true)
	s.want(a.Unlock(s.c).Success, false)
	s.want(a.Lock(s.c, 0).Status, orda.StatusStampChanged)
	s.want(status(a.Lock(s.c, orda.ReloadIfStampChanged)), `{"success":true,"wasReloaded":true}`)
	s.want(s.show(a, "title"), `"x"`)
	s.ReleaseLocks(s.c)
	s.want(b.Lock(other, 0).Success, true)

	session := &orda.Caller{Owner: "process", SessionOwner: "session", Subject: s.c.Subject}
	c := s.get("Book", 11)
	s.want(c.Lock(session, orda.SessionLock).Success, true)
	s.want(c.Lock(other, 0).LockKindText, "Locked by session")
	s.want(c.Lock(&orda.Caller{Owner: "another", SessionOwner: "session", Subject: s.c.Subject}, orda.SessionLock).Success, true)
}

func TestRelations(t *testing.T) { // E9, E16
	s := open(t)
	book := s.get("Book", 10)
	s.want(s.show(book, "author"), `Author 1`)
	s.set(book, "author", num(3))
	s.want(strings.Join(book.TouchedAttributes(), " "), "authorID author")
	s.want(s.show(book, "author"), `Author 3`)
	s.want(book.Save(s.c, 0).Success, true)
	s.want(s.show(s.get("Book", 10), "authorID"), `3`)

	// What is assigned through a relation is saved through it.
	v, _ := book.Get(s.c, "author")
	author := entityOf(v)
	s.set(author, "lastName", text("Peña-Ruiz"))
	v, _ = book.Get(s.c, "author")
	s.want(entityOf(v).Save(s.c, 0).Success, true)
	s.want(s.show(s.get("Author", 3), "lastName"), `"Peña-Ruiz"`)

	s.set(book, "author", value.NullValue())
	s.want(s.show(book, "author"), `null`)
	key := value.NewObject()
	key.Set("__KEY", text("2"))
	s.set(book, "author", value.FromObject(key))
	s.want(s.show(book, "authorID"), `2`)
	s.set(book, "author", value.FromObject(value.NewNative(nil, s.get("Author", 1))))
	s.want(s.show(book, "author"), `Author 1`)
	s.want(fault.KindOf(book.Set(s.c, "author", value.FromObject(value.NewNative(nil, book)))), fault.Invalid)

	// A new entity gets its key when it is related to.
	fresh, _ := s.Class("Author").New(s.c)
	s.set(book, "author", value.FromObject(value.NewNative(nil, fresh)))
	s.want(s.show(book, "authorID"), `5`)
	s.want(fresh.Touched(), true)

	sel := s.query("Book", "ID in [10, 12]")
	s.set(book, "author", num(1))
	book.Save(s.c, 0)
	v, err := sel.Attribute(s.c, "author")
	s.want(err, nil)
	related := v.AsObject().Native.(*orda.Selection)
	s.want(s.keys(related), "1")
	s.want(related.IsOrdered(), false)
	v, _ = s.query("Author", "ID = 1").Attribute(s.c, "books.title")
	s.want(show(v), `["Salt Roads","Night Ledger"]`)
	v, _ = s.get("Author", 1).Get(s.c, "books")
	s.want(s.keys(v.AsObject().Native.(*orda.Selection)), "10 12")
}

func (s *shop) query(class, q string, args ...value.Value) *orda.Selection {
	s.Helper()
	sel, err := s.Class(class).Query(s.c, q, args, query.Settings{})
	if err != nil {
		s.Fatal(err)
	}
	return sel
}

func TestToObject(t *testing.T) { // E10, E11, E12
	s := open(t)
	object := func(class string, key int64, o orda.ToObjectOptions, filter ...string) string {
		t.Helper()
		obj, err := s.get(class, key).ToObject(s.c, filter, o)
		if err != nil {
			t.Fatal(err)
		}
		return show(value.FromObject(obj))
	}
	none := orda.ToObjectOptions{}
	s.want(object("Book", 10, none, "title, author"), `{"title":"Salt Roads","author":{"__KEY":1}}`)
	s.want(object("Book", 10, none, "title", "author.firstName"), `{"title":"Salt Roads","author":{"firstName":"Vera"}}`)
	s.want(object("Book", 10, none, "author.*"),
		`{"author":{"ID":1,"firstName":"Vera","lastName":"Holm","born":"1961-04-02","photo":null,"fullName":"Vera Holm","initials":"VH"}}`)
	s.want(object("Book", 14, none, "author.*"), `{"author":null}`)
	s.want(object("Author", 4, none, "books.*"), `{"books":[]}`)
	s.want(object("Genre", 2, orda.ToObjectOptions{WithKey: true, WithStamp: true}, ""), `{"__KEY":2,"__STAMP":1,"ID":2,"label":"trade"}`)
	s.want(object("Book", 11, none, "extra.lang, nothing, shout, authorName"), `{"extra":{"lang":"fr"},"shout":"TIN MOON","authorName":"Kane"}`)
	s.want(object("BookGenre", 1, none), `{"ID":1,"bookID":10,"genreID":1,"book":{"__KEY":10},"genre":{"__KEY":1}}`)

	all, _ := s.Class("Author").All(s.c)
	list, err := all.ToCollection(s.c, []string{"lastName, books.title"}, none, 0, 0)
	s.want(err, nil)
	s.want(show(value.FromCollection(list)), `[{"lastName":"Holm","books":[{"title":"Salt Roads"},{"title":"Night Ledger"}]},`+
		`{"lastName":"Kane","books":[{"title":"Tin Moon"}]},{"lastName":"Peña","books":[{"title":"Peña's Atlas"}]},{"lastName":"Blank","books":[]}]`)
	list, _ = all.ToCollection(s.c, []string{"lastName"}, none, 1, 2)
	s.want(show(value.FromCollection(list)), `[{"lastName":"Kane"},{"lastName":"Peña"}]`)
	list, _ = all.ToCollection(s.c, nil, none, 9, 2)
	s.want(list.Len(), 0)
}

func TestFromCollection(t *testing.T) { // E13, E14
	s := open(t)
	from := func(class, json string) (string, error) {
		v, err := value.ParseJSON(json, value.ParseOptions{})
		if err != nil {
			t.Fatal(err)
		}
		sel, err := s.Class(class).FromCollection(s.c, v.AsCollection())
		return s.keys(sel), err
	}
	keys, err := from("Book", `[{"ID":10,"price":5},{"__KEY":"11","title":"X","year":"nonsense","zzz":1},{"title":"New","author":{"__KEY":2}},{"ID":40,"title":"Forty"}]`)
	s.want(err, nil)
	s.want(keys, "10 11 15 40")
	s.want(s.show(s.get("Book", 10), "price"), "5")
	s.want(s.show(s.get("Book", 10), "title"), `"Salt Roads"`)
	s.want(s.show(s.get("Book", 11), "year"), "2005")
	s.want(s.show(s.get("Book", 15), "author"), "Author 2")
	_, err = from("Book", `[{"ID":10,"__NEW":true}]`)
	s.want(fault.As(err).Number, -9998)
	_, err = from("Book", `[{"ID":10,"__STAMP":7,"title":"x"}]`)
	s.want(fault.As(err).Number, 1263)
	keys, err = from("Book", `[{"__KEY":99,"title":"key by the rules"}]`)
	s.want(err, nil)
	s.want(keys, "41")
}

func TestSelections(t *testing.T) { // E15, E20
	s := open(t)
	sel := s.query("Book", "year > 2000")
	s.want(fault.As(sel.Add(s.c, s.get("Book", 10))).Number, 1637)
	ordered := s.query("Book", "year > 2000 order by year desc")
	s.want(ordered.IsOrdered(), true)
	s.want(s.keys(ordered), "14 13 12 11")
	s.want(s.keys(ordered.Slice(-2, 4)), "12 11")
	s.want(s.keys(ordered.Slice(1, -1)), "13 12")
	s.want(s.keys(ordered.Slice(3, 1)), "")

	mine := sel.Copy(false)
	s.want(mine.IsAlterable(), true)
	s.want(mine.Add(s.c, s.get("Book", 10), nil, s.get("Book", 11)), nil)
	s.want(s.keys(mine), "11 12 13 14 10")
	s.want(sel.Len(), 4)

	old := s.query("Book", "year < 2010")
	and, _ := sel.And(s.c, old)
	or, _ := sel.Or(s.c, old)
	minus, _ := ordered.Minus(s.c, old, true)
	s.want(s.keys(and), "11")
	s.want(s.keys(or), "10 11 12 13 14")
	s.want(s.keys(minus), "14 13 12")
	_, err := sel.And(s.c, s.query("Author", "ID > 0"))
	s.want(fault.As(err).Number, 1587)
	s.want(sel.Contains(s.get("Book", 12)), true)
	s.want(sel.Contains(s.get("Book", 10)), false)

	within, err := ordered.Query(s.c, "price > 20", nil, query.Settings{})
	s.want(err, nil)
	s.want(s.keys(within), "12 13")
	byName, _ := sel.OrderByText(s.c, "author.lastName desc, title")
	s.want(s.keys(byName), "13 11 12 14")
	bad, err := sel.OrderByText(s.c, "nothing")
	s.want(err, nil)
	s.want(bad.Len(), 0)
	byLength, _ := sel.OrderByFormula(s.c, func(e *orda.Entity) (value.Value, error) {
		v, err := e.Get(s.c, "title")
		return num(int64(len([]rune(v.AsText())))), err
	}, true)
	s.want(s.keys(byLength), "12 13 11 14")

	e, _ := ordered.At(s.c, 1)
	next, _ := e.Next(s.c)
	first, _ := e.First(s.c)
	last, _ := e.Last(s.c)
	s.want(next.KeyText()+first.KeyText()+last.KeyText(), "121411")
	s.want(e.IndexOf(nil), 1)
	s.want(e.IndexOf(sel), 2)
	s.get("Book", 12).Drop(s.c, 0)
	next, _ = e.Next(s.c)
	s.want(next.KeyText(), "11") // the dropped one is skipped
	s.want(s.keys(ordered), "14 13 - 11")
	clean, _ := ordered.Clean(s.c)
	s.want(s.keys(clean), "14 13 11")
	ranges, _ := s.query("Book", "ID in [13, 11]").Selected(ordered)
	s.want(show(value.FromObject(ranges)), `{"ranges":[{"start":1,"end":1},{"start":3,"end":3}]}`)
	left, err := s.query("Book", "ID > 0").Drop(s.c, false)
	s.want(err, nil)
	s.want(left.Len(), 0)
	n, _ := s.Class("Book").Count(s.c)
	s.want(n, 0)
}

func TestAggregates(t *testing.T) {
	s := open(t)
	all, _ := s.Class("Book").All(s.c)
	for _, x := range []struct {
		name string
		f    func(*orda.Caller, string) (value.Value, error)
		path string
		want string
	}{
		{"sum", all.Sum, "price", "80.4"}, {"average", all.Average, "price", "20.1"}, {"min", all.Min, "price", "9.9"},
		{"max", all.Max, "price", "30"}, {"count", all.CountOf, "price", "4"}, {"min", all.Min, "title", `"Night Ledger"`},
		{"max", all.Max, "author.lastName", `"Peña"`}, {"sum", all.Sum, "title", "0"}, {"count", all.CountOf, "extra.lang", "3"},
		{"sum", all.Sum, "extra.tags[].w", "10"}, {"count", all.CountOf, "bookGenres.genre.label", "4"},
		{"average", s.query("Book", "ID = 14").Average, "price", "null"},
		{"min", s.Class("Book").NewSelection(false).Min, "price", "null"},
	} {
		v, err := x.f(s.c, x.path)
		if got := show(v); err != nil || got != x.want {
			t.Errorf("%s %s: got %s, %v, want %s", x.name, x.path, got, err, x.want)
		}
	}
	_, err := all.Sum(s.c, "author")
	s.want(fault.KindOf(err), fault.Invalid)
	list, _ := s.query("Book", "year > 2000").Distinct(s.c, "year", orda.DistinctOptions{})
	s.want(show(value.FromCollection(list)), "[2005,2011,2020,2021]")
	list, _ = all.Distinct(s.c, "author.lastName", orda.DistinctOptions{CountValues: true})
	s.want(show(value.FromCollection(list)), `[{"value":"Holm","count":2},{"value":"Kane","count":1},{"value":"Peña","count":1}]`)
	v, _ := all.Attribute(s.c, "price")
	s.want(show(v), "[18.5,9.9,22,30,null]")
	list, _ = all.Extract(s.c, []string{"price"}, nil, false)
	s.want(show(value.FromCollection(list)), "[18.5,9.9,22,30]")
	list, _ = all.Extract(s.c, []string{"author"}, nil, false)
	s.want(show(value.FromCollection(list)), "[Author 1,Author 2,Author 1,Author 3]")
	list, _ = s.query("Book", "ID > 12").Extract(s.c, []string{"title", "author.lastName"}, []string{"t", "a"}, false)
	s.want(show(value.FromCollection(list)), `[{"t":"Peña's Atlas","a":"Peña"},{"t":"Untitled","a":null}]`)
	list, _ = all.Extract(s.c, []string{"nothing"}, nil, false)
	s.want(list.Len(), 0)
}

func TestEvents(t *testing.T) { // E17, E18
	s := open(t)
	var log []string
	note := func(name string) orda.Hook {
		return func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
			event := args[0].AsObject()
			entry := name
			if a := event.Get("attributeName").AsText(); a != "" {
				entry += " " + a
			}
			if st := event.Get("saveStatus").AsText() + event.Get("dropStatus").AsText(); st != "" {
				entry += " " + st
			}
			log = append(log, entry)
			return value.NullValue(), nil
		}
	}
	for _, h := range []string{"touched.", "touched.title", "validateSave.", "validateSave.title", "validateSave.year", "saving.", "saving.title",
		"afterSave.", "validateDrop.", "dropping.title", "dropping.", "afterDrop."} {
		kind, _, _ := strings.Cut(h, ".")
		s.hooks["Book."+h] = note(kind)
	}
	e := s.get("Book", 10)
	s.set(e, "title", text("x"))
	e.Save(s.c, 0)
	e.Drop(s.c, 0)
	s.want(strings.Join(log, ", "), "touched title, touched title, validateSave title, validateSave, saving title, saving, afterSave success, "+
		"validateDrop, dropping title, dropping, afterDrop success")

	refuse := func(serious bool) orda.Hook {
		return func(*orda.Caller, value.Value, ...value.Value) (value.Value, error) {
			o := value.NewObject()
			o.Set("errCode", num(1))
			o.Set("message", text("no"))
			o.Set("extra", text("more"))
			if serious {
				o.Set("seriousError", value.FromBool(true))
			}
			return value.FromObject(o), nil
		}
	}
	s.hooks["Author.validateSave."] = refuse(false)
	a := s.get("Author", 1)
	s.set(a, "lastName", text("x"))
	r := a.Save(s.c, 0)
	s.want(status(r), `{"success":false,"status":7,"statusText":"Mild Validation Error","errors":[{"errCode":1,"message":"no","extra":"more","componentSignature":"DBEV"}]}`)
	s.want(r.Thrown, nil)
	s.hooks["Author.validateSave.fullName"] = refuse(true) // computed from what was touched
	delete(s.hooks, "Author.validateSave.")
	s.want(a.Save(s.c, 0).Status, orda.StatusSeriousValidation)
	s.want(s.get("Author", 2).Save(s.c, 0).Success, true)
	delete(s.hooks, "Author.validateSave.fullName")
	s.hooks["Author.validateSave."] = refuse(true)
	r = a.Save(s.c, 0)
	s.want(r.Status, orda.StatusSeriousValidation)
	s.want(r.Thrown != nil, true)
	delete(s.hooks, "Author.validateSave.")
	s.hooks["Author.saving."] = refuse(false)
	r = a.Save(s.c, 0)
	s.want(r.Status, orda.StatusSerious)
	s.want(r.Thrown != nil, true)
	told := ""
	s.hooks["Author.afterSave."] = func(_ *orda.Caller, _ value.Value, args ...value.Value) (value.Value, error) {
		event := args[0].AsObject()
		told = show(event.Get("status").AsObject().Get("errors"))
		s.want(show(event.Get("savedAttributes")), "[]")
		return value.NullValue(), nil
	}
	a.Save(s.c, 0)
	s.want(told, "null") // errors are told when a validate event stopped the save
	s.hooks["Author.validateSave."] = refuse(false)
	a.Save(s.c, 0)
	s.want(strings.Contains(told, `"errCode":1`), true)
	delete(s.hooks, "Author.validateSave.")
	delete(s.hooks, "Author.saving.")
	s.hooks["Author.afterSave."] = func(c *orda.Caller, this value.Value, _ ...value.Value) (value.Value, error) {
		r := entityOf(this).Save(c, 0)
		log = append(log, "nested "+r.StatusText)
		return value.NullValue(), nil
	}
	s.want(a.Save(s.c, 0).Success, true)
	s.want(log[len(log)-1], "nested Other error")
	s.hooks["Author.validateDrop."] = refuse(false)
	s.want(a.Drop(s.c, 0).Status, orda.StatusValidation)
	s.hooks["Author.saving.lastName"] = func(*orda.Caller, value.Value, ...value.Value) (value.Value, error) {
		return value.Value{}, errors.New("thrown")
	}
	s.set(a, "lastName", text("y"))
	s.want(a.Save(s.c, 0).Thrown.Error(), "thrown")
}

func TestRestrict(t *testing.T) { // E19
	s := open(t)
	s.hooks["Book.restrict."] = func(c *orda.Caller, this value.Value, _ ...value.Value) (value.Value, error) {
		d := this.AsObject().Native.(*orda.Dataclass)
		sel, err := d.Query(c, "author.ID = 1", nil, query.Settings{})
		return value.FromObject(value.NewNative(nil, sel)), err
	}
	e, err := s.Class("Book").Get(s.c, num(11))
	s.want(e == nil && err == nil, true)
	s.want(s.keys(s.query("Book", "ID > 0")), "10 12")
	all, _ := s.Class("Book").All(s.c)
	s.want(s.keys(all), "10 12")
	n, _ := s.Class("Book").Count(s.c)
	s.want(n, 2)
	v, _ := s.get("Author", 2).Get(s.c, "books")
	s.want(v.AsObject().Native.(*orda.Selection).Len(), 0)
	v, _ = s.query("Author", "ID > 0").Attribute(s.c, "books")
	s.want(s.keys(v.AsObject().Native.(*orda.Selection)), "10 12")
	delete(s.hooks, "Book.restrict.")
	s.hooks["Book.restrict."] = func(*orda.Caller, value.Value, ...value.Value) (value.Value, error) { return value.NullValue(), nil }
	s.want(s.keys(s.query("Book", "ID > 0")), "10 11 12 13 14")
}

func TestComputedAndAlias(t *testing.T) {
	s := open(t)
	a := s.get("Author", 1)
	s.want(s.show(a, "fullName"), `"Vera Holm"`)
	s.set(a, "fullName", text("Eva Palm"))
	s.want(s.show(a, "lastName"), `"Palm"`)
	s.want(strings.Join(a.TouchedAttributes(), " "), "firstName lastName")
	s.want(fault.KindOf(a.Set(s.c, "initials", text("x"))), fault.Invalid)
	b := s.get("Book", 10)
	s.want(s.show(b, "authorName"), `"Holm"`)
	s.want(s.show(b, "writer"), `Author 1`)
	s.set(b, "name", text("Alias")) // of an attribute of the same dataclass
	s.want(s.show(b, "title"), `"Alias"`)
	s.want(fault.KindOf(b.Set(s.c, "authorName", text("x"))), fault.Invalid)
	_, err := b.Get(s.c, "nothing")
	s.want(fault.As(err).Number, 1500)
	s.hooks["Book.get.shout"] = func(c *orda.Caller, this value.Value, _ ...value.Value) (value.Value, error) {
		return entityOf(this).Get(c, "shout")
	}
	_, err = b.Get(s.c, "shout")
	s.want(fault.As(err).Code, "orda.recursion")
}

func TestTransactions(t *testing.T) {
	s := open(t)
	other := orda.System(s.c.Context)
	titleFor := func(c *orda.Caller, key int64) string {
		e, err := s.Class("Book").Get(c, num(key))
		if err != nil {
			t.Fatal(err)
		}
		if e == nil {
			return "none"
		}
		v, _ := e.Get(c, "title")
		return v.AsText()
	}
	s.want(s.Begin(s.c), nil)
	e := s.get("Book", 10)
	s.set(e, "title", text("Changed"))
	s.want(status(e.Save(s.c, 0)), `{"success":true}`)
	fresh, _ := s.Class("Book").New(s.c)
	s.set(fresh, "title", text("Fresh"))
	s.set(fresh, "author", num(1))
	s.want(fresh.Save(s.c, 0).Success, true)
	s.want(s.get("Book", 11).Drop(s.c, 0).Success, true)

	// The transaction sees it all, in queries over relations too; others nothing.
	s.want(s.keys(s.query("Author", "books.title = fresh")), "1")
	s.want(s.keys(s.query("Book", "ID > 0 order by title")), "10 15 12 13 14")
	s.want(titleFor(s.c, 11)+titleFor(s.c, 10), "noneChanged")
	s.want(titleFor(other, 11)+titleFor(other, 10)+titleFor(other, 15), "Tin MoonSalt Roadsnone")
	n, _ := s.Class("Book").Count(s.c)
	s.want(n, 5)

	// What it wrote is locked for others; a duplicate is found at once.
	stranger, _ := s.Class("Book").Get(other, num(10))
	stranger.Set(other, "title", text("Mine"))
	s.want(stranger.Save(other, 0).Status, orda.StatusLocked)
	twin, _ := s.Class("Book").New(s.c)
	s.set(twin, "ID", num(12))
	s.want(fault.As(twin.Save(s.c, 0).Err()).Number, -9998)

	// A nested level that is cancelled leaves the outer one alone; two references
	// in one transaction do not disturb each other.
	s.want(s.Begin(s.c), nil)
	second := s.get("Book", 10)
	s.set(second, "year", num(1))
	s.want(second.Save(s.c, 0).Success, true)
	s.set(e, "price", num(1))
	s.want(e.Save(s.c, 0).Success, true)
	s.want(s.Rollback(s.c), nil)
	s.want(s.show(s.get("Book", 10), "year"), "1999")
	s.want(titleFor(s.c, 10), "Changed")
	s.want(s.Commit(s.c), nil)
	s.want(titleFor(other, 10)+titleFor(other, 11)+titleFor(other, 15), "ChangednoneFresh")
	s.want(stranger.Save(other, 0).Status, orda.StatusStampChanged)

	s.want(s.Begin(s.c), nil)
	s.want(s.Class("Book").Truncate(s.c), nil)
	n, _ = s.Class("Book").Count(s.c)
	s.want(n, 0)
	s.EndTransactions(s.c)
	s.want(s.keys(s.query("Book", "ID > 0")), "10 12 13 14 15")
	s.want(fault.As(s.Commit(s.c)).Code, "orda.transaction")
}

func TestChecks(t *testing.T) {
	s := open(t)
	thing, _ := s.Class("Thing").New(s.c)
	s.want(s.show(thing, "must"), "0") // never null: blank
	s.set(thing, "name", text(strings.Repeat("x", 21)))
	r := thing.Save(s.c, 0)
	s.want(r.Errors[0].Number, 1569)
	s.want(r.Errors[1].Number, 1534)
	s.set(thing, "name", text("Émile"))
	s.want(thing.Save(s.c, 0).Success, true)
	s.want(len(thing.KeyText()), 32) // a UUID of its own
	twin, _ := s.Class("Thing").New(s.c)
	s.set(twin, "name", text("emile")) // unique by collation
	r = twin.Save(s.c, 0)
	s.want(r.Status, orda.StatusSerious)
	s.want(r.Errors[0].Error(), `Duplicate value of attribute "name" in dataclass "Thing"`)

	for _, x := range []struct{ attr, in, out string }{
		{"flag", `"true"`, "true"}, {"flag", "1", "true"}, {"small", `"v20"`, "20"}, {"small", "2.6", "3"},
		{"real", `"3.5"`, "3.5"}, {"day", `"2026-11-20T10:00:00Z"`, `"2026-11-20"`}, {"day", `"20!11!2026"`, `"2026-11-20"`},
		{"hour", `"13:05:00"`, "47100"}, {"text", "12", `"12"`}, {"small", `{}`, "error"}, {"day", `"soon"`, "error"},
		{"parentCode", `"not hex"`, "error"}, {"object", `{"a":[1]}`, `{"a":[1]}`}, {"must", "null", "0"}, {"object", "3", "error"},
	} {
		v, _ := value.ParseJSON(x.in, value.ParseOptions{})
		if err := thing.Set(s.c, x.attr, v); err != nil {
			s.want("error", x.out)
			continue
		}
		s.want(s.show(thing, x.attr), x.out)
	}
	s.set(thing, "picture", value.FromPicture(&value.Image{MIME: "image/png", Data: []byte("png")}))
	s.set(thing, "blob", value.FromBlob([]byte{0, 1, 2}))
	object := value.NewObject()
	object.Set("when", value.FromDate(value.NewDay(2026, 11, 20)))
	object.Set("bytes", value.FromBlob([]byte("b")))
	s.set(thing, "object", value.FromObject(object))
	s.want(status(thing.Save(s.c, 0)), `{"success":true}`)
	again, _ := s.Class("Thing").Get(s.c, text(strings.ToLower(thing.KeyText())))
	s.want(again.IsNull("picture"), false)
	pic, _ := again.Get(s.c, "picture")
	s.want(pic.AsPicture().MIME+string(pic.AsPicture().Data), "image/pngpng")
	blob, _ := again.Get(s.c, "blob")
	s.want(string(blob.AsBlob()), "\x00\x01\x02")
	o, _ := again.Get(s.c, "object")
	s.want(o.AsObject().Get("when").Kind(), value.Date)
	s.want(string(o.AsObject().Get("bytes").AsBlob()), "b")
	s.want(s.query("Thing", "object.when > 2026-01-01").Len(), 1)
	object.Set("self", value.FromObject(object))
	s.set(thing, "object", value.FromObject(object))
	s.want(thing.Save(s.c, 0).Status, orda.StatusSerious) // a cycle
}

// policy is the matrix of a test: what is denied, as "action Class.member".
type policy map[string]bool

func (p policy) Allowed(s access.Subject, a access.Action, r access.Resource) bool {
	names := [...]string{"read", "create", "update", "drop"}
	key := names[a] + " " + r.Class
	if r.Member != "" {
		key += "." + r.Member
	}
	return s.All || !p[key]
}

func TestPrivileges(t *testing.T) {
	p := policy{}
	s := openWith(t, p)
	s.c = &orda.Caller{Context: s.c.Context}
	p["read Author"] = true
	_, err := s.Class("Author").All(s.c)
	s.want(fault.KindOf(err), fault.Permission)
	_, err = s.Class("Author").Get(s.c, num(1))
	s.want(fault.KindOf(err), fault.Permission)
	p["read Book.price"] = true
	b := s.get("Book", 10)
	_, err = b.Get(s.c, "price")
	s.want(fault.As(err).Number, 1556)
	o, _ := b.ToObject(s.c, []string{"title", "price"}, orda.ToObjectOptions{})
	s.want(show(value.FromObject(o)), `{"title":"Salt Roads"}`)
	_, err = s.Class("Book").Query(s.c, "price > 3", nil, query.Settings{})
	s.want(fault.KindOf(err), fault.Permission)
	_, err = s.Class("Book").Query(s.c, "ID > 3 order by price", nil, query.Settings{})
	s.want(fault.KindOf(err), fault.Permission)
	p["update Book.title"] = true
	s.set(b, "title", text("x"))
	r := b.Save(s.c, 0)
	s.want(r.Status, orda.StatusPermission)
	s.want(r.Errors[0].Number, 1558)
	p["create Genre"] = true
	g, _ := s.Class("Genre").New(s.c)
	s.want(g.Save(s.c, 0).Status, orda.StatusPermission)
	p["drop Book"] = true
	s.want(b.Drop(s.c, 0).Status, orda.StatusPermission)
	s.want(fault.KindOf(s.Class("Book").Truncate(s.c)), fault.Permission)
}

func TestCloneDiffReload(t *testing.T) {
	s := open(t)
	a := s.get("Book", 10)
	b, err := a.Clone()
	s.want(err, nil)
	s.want(a.Same(b), true)
	s.set(b, "title", text("x"))
	s.set(b, "author", num(2))
	list, _ := a.Diff(s.c, b, nil)
	s.want(show(value.FromCollection(list)), `[{"attributeName":"title","value":"Salt Roads","otherValue":"x"},`+
		`{"attributeName":"authorID","value":1,"otherValue":2},{"attributeName":"author","value":Author 1,"otherValue":Author 2}]`)
	_, err = a.Diff(s.c, nil, nil)
	s.want(fault.KindOf(err), fault.Invalid)
	s.want(b.Save(s.c, 0).Success, true)
	s.want(a.Reload(s.c).Success, true)
	s.want(s.show(a, "title"), `"x"`)
	fresh, _ := s.Class("Book").New(s.c)
	_, err = fresh.Clone()
	s.want(fault.KindOf(err), fault.Invalid)
}

func TestLocksAndTransactions(t *testing.T) {
	s := open(t)
	other := orda.System(s.c.Context)
	locked := func(key int64) bool {
		e, err := s.Class("Book").Get(other, num(key))
		if err != nil {
			t.Fatal(err)
		}
		r := e.Lock(other, 0)
		e.Unlock(other)
		return r.Status == orda.StatusLocked
	}
	before, within, written := s.get("Book", 10), s.get("Book", 11), s.get("Book", 12)
	s.want(before.Lock(s.c, 0).Success, true)
	s.want(s.Begin(s.c), nil)
	s.want(within.Lock(s.c, 0).Success, true)
	for _, e := range []*orda.Entity{before, written} {
		s.set(e, "title", text("x"))
		s.want(e.Save(s.c, 0).Success, true)
	}
	s.want(locked(10) && locked(11) && locked(12), true)
	s.want(within.Unlock(s.c).Success, true)
	s.want(locked(11), true) // to the end of the transaction
	s.want(s.Commit(s.c), nil)
	s.want(locked(10), true) // taken before, kept after
	s.want(locked(11) || locked(12), false)
	s.want(before.Unlock(s.c).Success, true)
	s.want(locked(10), false)

	// A value that somebody else takes meanwhile is found at validation.
	s.want(s.Begin(s.c), nil)
	e, _ := s.Class("Book").New(s.c)
	s.set(e, "ID", num(50))
	s.want(e.Save(s.c, 0).Success, true)
	e, _ = s.Class("Book").New(other)
	s.want(e.Set(other, "ID", num(50)), nil)
	s.want(e.Save(other, 0).Success, true)
	s.want(fault.As(s.Commit(s.c)).Number, -9998)
	s.want(s.c.InTransaction(), false)
}
