package rest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/host/hosttest"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/store/sqlite"
	"quoin.dev/quoin/server/web"
	"quoin.dev/quoin/value"
)

// harbour is a small application: ports and ships on a real database, and
// functions written in Go where an application has the user's code.
type harbour struct {
	ds         *orda.Datastore
	policy     *access.Policy
	forceLogin bool
	stamps     message.Stamps
	server     *web.Server
	sessions   *session.Store
	rest       *Handler
	// hidden is the restrict function of Ship, nil for none.
	hidden func(*orda.Dataclass, *orda.Caller) (value.Value, error)
	clock  *hosttest.Clock
}

// plain is the wrapper of a datastore without a language.
type plain struct{}

func (plain) Entity(e *orda.Entity) value.Value       { return native(e, e == nil) }
func (plain) Selection(s *orda.Selection) value.Value { return native(s, s == nil) }
func (plain) Dataclass(d *orda.Dataclass) value.Value { return native(d, d == nil) }

func (plain) Unwrap(v value.Value) any {
	if o := v.AsObject(); o != nil {
		return o.Native
	}
	return nil
}

func native(x any, null bool) value.Value {
	if null {
		return value.NullValue()
	}
	return value.FromObject(value.NewNative(nil, x))
}

// newHarbour opens the application with its data: ports 1 to 3, ships 10 to 14.
func newHarbour(t testing.TB) *harbour {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	m, problems, err := model.ReadCatalog("harbour.4DCatalog", read("harbour.4DCatalog"))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	m = m.WithClasses(map[string]model.ClassDecl{"ShipEntity": {
		Getters: map[string]model.FuncDecl{"label": {Result: "Text", Exposed: true}},
		Aliases: map[string]model.AliasDecl{"homeName": {Path: "home.name", Exposed: true}},
		Names:   []string{"label", "homeName"},
	}})
	h := &harbour{clock: hosttest.NewClock()}
	if h.policy, _, err = access.Parse("roles.json", read("roles.json")); err != nil {
		t.Fatal(err)
	}
	machine := host.Real()
	machine.Clock, machine.Random = h.clock, rand.NewChaCha8([32]byte{7})
	ctx, stop := context.WithCancel(context.Background())
	engine, err := sqlite.Open(ctx, sqlite.Options{Dir: t.TempDir(), Language: "en", Volatile: true, Host: machine})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	if h.ds, err = orda.Open(ctx, orda.Options{Engine: engine, Model: m, Policy: h.policy, Hooks: h, Wrap: plain{}, Host: machine}); err != nil {
		t.Fatal(err)
	}
	h.fill(t)
	h.sessions = session.New(session.Options{Project: "harbour", Host: machine, Policy: func() session.Policy { return h.policy }})
	h.rest = New(Options{Current: func() Generation { return h }, Sessions: h.sessions, Host: machine})
	h.server = web.New(web.Options{Host: machine}, []web.Route{{Name: "rest", Prefix: "/rest", Handle: h.rest.Serve}})
	return h
}

func (h *harbour) fill(t testing.TB) {
	t.Helper()
	c := orda.System(context.Background())
	add := func(class, json string) {
		e, err := h.ds.Class(class).New(c)
		if err != nil {
			t.Fatal(err)
		}
		v, err := value.ParseJSON(json, value.ParseOptions{Dates: true})
		if err != nil {
			t.Fatal(err)
		}
		for name, x := range v.AsObject().All() {
			if err := e.Set(c, name, x); err != nil {
				t.Fatalf("%s.%s: %v", class, name, err)
			}
		}
		if r := e.Save(c, 0); !r.Success {
			t.Fatalf("%s: %v %v", class, r.StatusText, r.Errors)
		}
	}
	add("Port", `{"ID":1,"name":"Ålesund","country":"NO"}`)
	add("Port", `{"ID":2,"name":"Peñíscola","country":"ES"}`)
	add("Port", `{"ID":3,"name":"Oban","country":"GB"}`)
	add("Ship", `{"ID":10,"name":"Grey Heron","built":1999,"tonnage":185.5,"launched":"1999-05-02","papers":{"class":"sail","marks":[{"k":"lamp","n":3},{"k":"bell","n":1}]},"homeID":1,"insurance":9000}`)
	add("Ship", `{"ID":11,"name":"Tin Whistle","built":2005,"tonnage":99,"papers":{"class":"tug"},"homeID":2}`)
	add("Ship", `{"ID":12,"name":"Night Ferry","built":2011,"tonnage":220,"homeID":1}`)
	add("Ship", `{"ID":13,"name":"Cormorant's Rest","built":2020,"tonnage":300.25,"papers":{"class":"sail"},"homeID":3}`)
	add("Ship", `{"ID":14,"name":"Nameless","built":2021}`)
	add("Smuggler", `{"ID":1,"name":"Nobody"}`)
	add("Signal", `{"code":"A/1","meaning":"Diver below"}`)
}

// login begins a session with a role, "" for a guest, and returns its cookie.
func (h *harbour) login(t testing.TB, role string) string {
	t.Helper()
	s, err := h.sessions.Start("192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	if role != "" {
		if err := s.Grant(session.Grant{Roles: []string{role}}); err != nil {
			t.Fatal(err)
		}
	}
	return h.sessions.CookieName() + "=" + s.ID()
}

// send makes a request; headers are "name: value".
func (h *harbour) send(cookie, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, strings.ReplaceAll(target, " ", "%20"), strings.NewReader(body))
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	for _, x := range headers {
		name, v, _ := strings.Cut(x, ": ")
		r.Header.Set(name, v)
	}
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	return w
}

// Find is orda.Hooks: the computed attribute label, and the restriction of ships.
func (h *harbour) Find(class string, kind orda.HookKind, name string) orda.Hook {
	if class == "Ship" && kind == orda.Restrict && h.hidden != nil {
		return func(c *orda.Caller, this value.Value, _ ...value.Value) (value.Value, error) {
			return h.hidden(plain{}.Unwrap(this).(*orda.Dataclass), c)
		}
	}
	if class != "Ship" || kind != orda.Get || name != "label" {
		return nil
	}
	return func(c *orda.Caller, this value.Value, _ ...value.Value) (value.Value, error) {
		e, _ := plain{}.Unwrap(this).(*orda.Entity)
		name, err := e.Get(c, "name")
		if err != nil {
			return name, err
		}
		if name.AsText() == "Cursed" {
			return name, fault.Numbered(fault.Other, 7, "host", "Do not speak of it")
		}
		built, err := e.Get(c, "built")
		return value.FromText(fmt.Sprintf("%s (%d)", name.AsText(), built.AsInt())), err
	}
}

// The methods of Generation.

func (h *harbour) Name() string               { return "harbour" }
func (h *harbour) Datastore() *orda.Datastore { return h.ds }
func (h *harbour) Wrapper() orda.Wrapper      { return plain{} }
func (h *harbour) Access() access.Decider     { return h.policy }
func (h *harbour) ForceLogin() bool           { return h.forceLogin }
func (h *harbour) Functions() Functions       { return functions{} }

func (h *harbour) Release(*orda.Caller) {}

func (h *harbour) Caller(ctx context.Context, s *session.Session) *orda.Caller {
	return &orda.Caller{Context: ctx, Subject: s.Subject, Owner: new(int), SessionOwner: s}
}

// functions are the exposed functions of the application, and a hidden one.
type functions struct{}

func (functions) rows() []FunctionInfo {
	return []FunctionInfo{
		{Name: "authentify", Level: OnDatastore, Exposed: true, Params: "($name : Text)"},
		{Name: "greet", Level: OnDatastore, Exposed: true},
		{Name: "echo", Level: OnDatastore, Exposed: true},
		{Name: "fail", Level: OnDatastore, Exposed: true},
		{Name: "secret", Level: OnDatastore},
		{Class: "Ship", Name: "heaviest", Level: OnDataclass, Exposed: true},
		{Class: "Ship", Name: "card", Level: OnDataclass, Exposed: true, OnHTTPGet: true},
		{Class: "Ship", Name: "count", Level: OnDataclass, Exposed: true},
		{Class: "Ship", Name: "count", Level: OnSelection, Exposed: true},
		{Class: "Ship", Name: "older", Level: OnSelection, Exposed: true, Params: "($year : Integer)"},
		{Class: "Ship", Name: "rename", Level: OnEntity, Exposed: true, Params: "($name : Text)"},
		{Class: "Ship", Name: "weigh", Level: OnEntity, Exposed: true},
		{Class: "Fees", Name: "quote", Level: OnSingleton, Exposed: true},
	}
}

func (f functions) Find(level Target, class, name string) (FunctionInfo, bool) {
	for _, x := range f.rows() {
		if x.Level == level && x.Class == class && x.Name == name {
			return x, true
		}
	}
	return FunctionInfo{}, false
}

func (f functions) List(level Target, class string) []FunctionInfo {
	var out []FunctionInfo
	for _, x := range f.rows() {
		if x.Level == level && x.Class == class {
			out = append(out, x)
		}
	}
	return out
}

func (functions) Singletons() []string { return []string{"Fees"} }

// Invoke is what the user's code does.
func (h *harbour) Invoke(ctx context.Context, s *session.Session, c Call) (Reply, error) {
	who := h.Caller(ctx, s)
	arg := func(i int) value.Value {
		if i < len(c.Args) {
			return c.Args[i]
		}
		return value.Value{}
	}
	effects := message.NewEffects(&h.stamps)
	switch c.Function {
	case "authentify":
		if arg(0).AsText() == "" {
			return Reply{Value: value.FromBool(false)}, nil
		}
		return Reply{Value: value.FromBool(true)}, s.Grant(session.Grant{Roles: []string{"Master"}})
	case "greet":
		if c.Event != nil {
			effects.Notify(message.Warning, "Hello from "+c.Event.Caller+", "+c.Event.EventType)
			effects.Hide("Dialog")
		}
		return Reply{Effects: effects}, nil
	case "echo":
		return Reply{Value: arg(0)}, nil
	case "fail":
		effects.Notify(message.Error, "The engine is on fire")
		return Reply{Effects: effects}, fault.Numbered(fault.Other, 42, "host", "The engine is on fire")
	case "quote":
		return Reply{Value: value.FromReal(arg(0).AsReal() * 2.5)}, nil
	case "card":
		out := &message.Outgoing{Status: 200, Body: []byte("<h1>" + arg(0).AsText() + "</h1>")}
		out.Headers.Set("Content-Type", "text/html")
		return Reply{Outgoing: out}, nil
	}
	return h.invokeOnShips(who, c, arg)
}

func (h *harbour) invokeOnShips(who *orda.Caller, c Call, arg func(int) value.Value) (Reply, error) {
	switch c.Function {
	case "heaviest":
		all, err := h.ds.Class("Ship").All(who)
		if err != nil {
			return Reply{}, err
		}
		all, err = all.OrderByText(who, "tonnage desc")
		if err != nil {
			return Reply{}, err
		}
		e, err := all.At(who, 0)
		return Reply{Value: plain{}.Entity(e)}, err
	case "count":
		if c.Target != OnSelection {
			return Reply{}, errors.New("the function of the selection must win")
		}
		return Reply{Value: value.FromInt(int64(c.Selection.Len()))}, nil
	case "older":
		sel, err := c.Selection.OrderByText(who, "built")
		if err != nil {
			return Reply{}, err
		}
		n := 0
		for ; n < sel.Len(); n++ {
			e, err := sel.At(who, n)
			if err != nil {
				return Reply{}, err
			}
			if built, _ := e.Get(who, "built"); built.AsInt() >= arg(0).AsInt() {
				break
			}
		}
		return Reply{Value: plain{}.Selection(sel.Slice(0, n))}, nil
	case "rename":
		if err := c.Entity.Set(who, "name", arg(0)); err != nil {
			return Reply{}, err
		}
		if r := c.Entity.Save(who, 0); !r.Success {
			return Reply{}, r.Errors[0]
		}
		return Reply{Value: plain{}.Entity(c.Entity)}, nil
	case "weigh":
		other, _ := plain{}.Unwrap(arg(0)).(*orda.Entity)
		if other == nil {
			other = c.Entity
		}
		v, err := other.Get(who, "tonnage")
		return Reply{Value: v}, err
	}
	return Reply{}, fault.New(fault.NotFound, "test.function", "There is no function %s.", c.Function)
}
