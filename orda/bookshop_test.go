package orda_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/store/sqlite"
	"quoin.dev/quoin/orda/store/storetest"
	"quoin.dev/quoin/value"
)

// shop is the bookshop of the specification, open for a test.
type shop struct {
	*testing.T
	*orda.Datastore
	c     *orda.Caller
	hooks hooks
}

// hooks is user code written in Go, by "Class.kind.member".
type hooks map[string]orda.Hook

func (h hooks) Find(class string, kind orda.HookKind, member string) orda.Hook {
	return h[class+"."+kind.String()+"."+member]
}

// Compile knows the one formula of the tests.
func (h hooks) Compile(c *orda.Caller, source string) (orda.Hook, error) {
	if source != "length(this.title) > 10" {
		return nil, fault.New(fault.Invalid, "test.formula", "unknown formula %s", source)
	}
	return func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
		title, err := entityOf(this).Get(c, "title")
		return value.FromBool(len([]rune(title.AsText())) > 10), err
	}, nil
}

func (h hooks) Callable(v value.Value) orda.Hook { return nil }

func entityOf(v value.Value) *orda.Entity { return v.AsObject().Native.(*orda.Entity) }

func text(s string) value.Value { return value.FromText(s) }
func num(n int64) value.Value   { return value.FromInt(n) }

// bookshopHooks declares Author.fullName (with all four functions),
// Author.initials and Book.shout (sequential), and aliases.
func bookshopHooks() (hooks, map[string]model.ClassDecl) {
	get := func(c *orda.Caller, this value.Value, name string) string {
		v, _ := entityOf(this).Get(c, name)
		return v.AsText()
	}
	h := hooks{
		"Author.get.fullName": func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
			return text(get(c, this, "firstName") + " " + get(c, this, "lastName")), nil
		},
		"Author.set.fullName": func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
			first, last, _ := strings.Cut(args[0].AsText(), " ")
			e := entityOf(this)
			if err := e.Set(c, "firstName", text(first)); err != nil {
				return value.Value{}, err
			}
			return value.Value{}, e.Set(c, "lastName", text(last))
		},
		"Author.query.fullName": func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
			event := args[0].AsObject()
			if event.Get("operator").AsText() != "==" {
				return value.Value{}, nil
			}
			first, last, _ := strings.Cut(event.Get("value").AsText(), " ")
			o := value.NewObject()
			o.Set("query", text("firstName = :1 and lastName = :2"))
			o.Set("parameters", value.FromCollection(value.NewList(text(first), text(last))))
			return value.FromObject(o), nil
		},
		"Author.orderBy.fullName": func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
			if args[0].AsObject().Get("descending").AsBool() {
				return text("firstName desc, lastName desc"), nil
			}
			return text("firstName, lastName"), nil
		},
		"Author.get.initials": func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
			return text(get(c, this, "firstName")[:1] + get(c, this, "lastName")[:1]), nil
		},
		"Book.get.shout": func(c *orda.Caller, this value.Value, args ...value.Value) (value.Value, error) {
			return text(strings.ToUpper(get(c, this, "title"))), nil
		},
	}
	decls := map[string]model.ClassDecl{
		"AuthorEntity": {
			Getters: map[string]model.FuncDecl{"fullName": {Result: "Text"}, "initials": {Result: "Text"}},
			Setters: map[string]model.FuncDecl{"fullName": {}}, Queries: map[string]model.FuncDecl{"fullName": {}},
			Orders: map[string]model.FuncDecl{"fullName": {}},
		},
		"BookEntity": {
			Getters: map[string]model.FuncDecl{"shout": {Result: "Text"}},
			Aliases: map[string]model.AliasDecl{"authorName": {Path: "author.lastName"}, "writer": {Path: "author"}, "name": {Path: "title"}},
		},
	}
	return h, decls
}

func open(t *testing.T) *shop {
	t.Helper()
	return openWith(t, nil)
}

func openWith(t *testing.T, policy access.Decider) *shop {
	t.Helper()
	ctx := context.Background()
	engine, err := sqlite.Open(ctx, sqlite.Options{Dir: t.TempDir(), Language: "en", Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	h, decls := bookshopHooks()
	ds, err := orda.Open(ctx, orda.Options{Engine: engine, Model: storetest.Bookshop().WithClasses(decls), Hooks: h, Policy: policy})
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{T: t, Datastore: ds, c: orda.System(ctx), hooks: h}
	s.seed()
	return s
}

// seed fills the bookshop from testdata/bookshop.json.
func (s *shop) seed() {
	s.Helper()
	data, err := os.ReadFile("testdata/bookshop.json")
	if err != nil {
		s.Fatal(err)
	}
	v, err := value.ParseJSON(string(data), value.ParseOptions{})
	if err != nil {
		s.Fatal(err)
	}
	for class, items := range v.AsObject().All() {
		if _, err := s.Class(class).FromCollection(s.c, items.AsCollection()); err != nil {
			s.Fatal(class, err)
		}
	}
}

func (s *shop) get(class string, key int64) *orda.Entity {
	s.Helper()
	e, err := s.Class(class).Get(s.c, num(key))
	if err != nil || e == nil {
		s.Fatalf("%s %d: %v, %v", class, key, e, err)
	}
	return e
}

func (s *shop) set(e *orda.Entity, attr string, v value.Value) {
	s.Helper()
	if err := e.Set(s.c, attr, v); err != nil {
		s.Fatal(err)
	}
}

// show reads an attribute as JSON.
func (s *shop) show(e *orda.Entity, attr string) string {
	s.Helper()
	v, err := e.Get(s.c, attr)
	if err != nil {
		s.Fatal(err)
	}
	return show(v)
}

func show(v value.Value) string {
	b, err := value.AppendJSON(nil, v, value.JSONOptions{Native: func(dst []byte, o *value.Obj) ([]byte, bool, error) {
		switch x := o.Native.(type) {
		case *orda.Entity:
			return append(dst, x.Dataclass().Name()+" "+x.KeyText()...), true, nil
		case *orda.Selection:
			return append(dst, x.Dataclass().Name()+"s"...), true, nil
		}
		return dst, false, nil
	}})
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// keys lists the keys of a selection.
func (s *shop) keys(sel *orda.Selection) string {
	s.Helper()
	entities, err := sel.Entities(s.c, 0, -1, nil)
	if err != nil {
		s.Fatal(err)
	}
	var out []string
	for _, e := range entities {
		if e == nil {
			out = append(out, "-")
			continue
		}
		out = append(out, e.KeyText())
	}
	return strings.Join(out, " ")
}

func (s *shop) want(got, want any) {
	s.Helper()
	if got != want {
		s.Errorf("got %v, want %v", got, want)
	}
}

// status is a result on one line.
func status(r orda.Result) string { return show(value.FromObject(r.Object())) }
