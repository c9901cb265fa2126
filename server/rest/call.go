package rest

import (
	"net/http"
	"slices"
	"strings"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/server/web"
	"quoin.dev/quoin/value"
)

// functionOf reports which function a data request names, if any: the last
// word of its path. A read prefers an attribute of the same name.
func (q *request) functionOf(t *target) (FunctionInfo, bool) {
	if len(t.words) != 1 {
		return FunctionInfo{}, false
	}
	name := t.words[0]
	if q.isRead() && t.shape.byName[name] != nil {
		return FunctionInfo{}, false
	}
	levels := []Target{OnSelection, OnDataclass}
	switch {
	case t.step.hasKey:
		levels = []Target{OnEntity}
	case t.hasSet && t.set != "":
		levels = []Target{OnSelection}
	}
	for _, level := range levels {
		if f, ok := q.g.Functions().Find(level, t.class.Name(), name); ok && f.Exposed {
			return f, true
		}
	}
	return FunctionInfo{}, false
}

// call runs a function of a dataclass, an entity or a selection.
func (q *request) call(b []byte, t *target, f FunctionInfo) (answer, error) {
	c := Call{Target: f.Level, Class: t.class.Name(), Function: f.Name}
	if err := q.mayExecute(access.Resource{Kind: access.Function, Class: c.Class, Member: f.Name}); err != nil {
		return answer{}, err
	}
	if err := q.arguments(&c, f); err != nil {
		return answer{}, err
	}
	var err error
	switch f.Level {
	case OnEntity:
		c.Entity, err = q.receiver(t)
	case OnSelection:
		c.Selection, _, err = q.selection(&target{class: t.class, shape: t.shape, set: t.set, hasSet: t.hasSet})
	}
	if err != nil {
		return answer{}, err
	}
	if c.Entity == nil || c.Event == nil && q.edited == nil {
		return q.invoke(b, c)
	}
	stamp := c.Entity.Stamp()
	out, err := q.invoke(b, c)
	if err == nil && out.outgoing == nil && !c.Entity.Dropped() && (q.edited != nil || c.Entity.Stamp() != stamp || c.Entity.Touched()) {
		out.body, err = q.withEntity(out.body, c.Entity, t.shape)
	}
	return out, err
}

// withEntity tells a page what has become of the entity that its function ran
// on, saved or not: the page shows it, and did not ask for it as a result.
func (q *request) withEntity(b []byte, e *orda.Entity, s *shape) ([]byte, error) {
	v, err := q.view(s, nil)
	if err != nil || len(b) == 0 || b[len(b)-1] != '}' {
		return b, err
	}
	v.fields = slices.DeleteFunc(v.fields, func(f field) bool {
		return f.Kind != model.Storage && f.Kind != model.RelatedEntity || f.Type == model.PictureType || f.Type == model.BlobType
	})
	v.lookAhead()
	x := &encoder{q: q}
	b = x.appendEntity(member(b, "__ENTITY"), e, v, true)
	return x.finish(append(b, '}')), nil
}

// receiver is the entity that a function is called on. A page sends it with the
// edits it has not saved, or whole when it is new: "Ship()/function".
func (q *request) receiver(t *target) (*orda.Entity, error) {
	if q.edited == nil {
		return q.entity(t)
	}
	q.edited.Set("__DATACLASS", value.FromText(t.class.Name()))
	if t.step.key != "" {
		q.edited.Set("__KEY", value.FromText(t.step.key))
	}
	return q.referencedEntity(q.edited)
}

// singleton answers /rest/$singleton/Class/function.
func (q *request) singleton(b []byte) (answer, error) {
	if len(q.steps) != 3 {
		return answer{}, malformed("$singleton needs a class and a function")
	}
	class, name := q.steps[1].name, q.steps[2].name
	f, ok := q.g.Functions().Find(OnSingleton, class, name)
	if !ok || !f.Exposed {
		return answer{}, fault.Numbered(fault.NotFound, 1827, "rest", "The function %q of the singleton %q cannot be found", clip(name), clip(class))
	}
	if err := q.mayExecute(access.Resource{Kind: access.SingletonFunction, Class: class, Member: name}); err != nil {
		return answer{}, err
	}
	c := Call{Target: OnSingleton, Class: class, Function: name}
	if err := q.arguments(&c, f); err != nil {
		return answer{}, err
	}
	return q.invoke(b, c)
}

// datastoreFunction answers /rest/$catalog/function. Guests may always call
// authentify: it is how they stop being guests.
func (q *request) datastoreFunction(b []byte, f FunctionInfo) (answer, error) {
	if f.Name != "authentify" {
		if err := q.mayExecute(access.Resource{Kind: access.Function, Class: "ds", Member: f.Name}); err != nil {
			return answer{}, err
		}
	}
	c := Call{Target: OnDatastore, Function: f.Name}
	if err := q.arguments(&c, f); err != nil {
		return answer{}, err
	}
	return q.invoke(b, c)
}

func (q *request) mayExecute(r access.Resource) error {
	if q.allowed(access.Execute, r) {
		return nil
	}
	return fault.Numbered(fault.Permission, 1561, "dbmg", "No permission to execute method %s in dataclass %s", r.Member, r.Class)
}

// arguments reads the arguments of a call: from $params with GET, else from the
// body, which is an array or an object with params, the event of a page and the
// entity as the page shows it.
func (q *request) arguments(c *Call, f FunctionInfo) error {
	if q.raw != nil {
		c.HTTP = web.Incoming(q.raw, q.body)
	}
	var args []value.Value
	if q.isRead() {
		if !f.OnHTTPGet {
			return fault.Numbered(fault.Invalid, 1829, "rest", "The function %q cannot be called with GET", f.Name)
		}
		c.Get, args = true, q.args
	} else {
		var err error
		if args, err = q.bodyArguments(c); err != nil {
			return err
		}
	}
	c.Args = make([]value.Value, len(args))
	for i, a := range args {
		v, err := q.argument(a, 0)
		if err != nil {
			return err
		}
		c.Args[i] = v
	}
	return nil
}

// maxArguments limits the arguments of a call.
const maxArguments = 128

func (q *request) bodyArguments(c *Call) ([]value.Value, error) {
	if len(strings.TrimSpace(string(q.body))) == 0 {
		return q.args, nil
	}
	v, err := value.ParseJSON(string(q.body), value.ParseOptions{Depth: maxJSONDepth})
	if err != nil {
		return nil, err
	}
	if o := v.AsObject(); o != nil {
		c.Event, q.edited = webEvent(o.Get("event")), o.Get("entity").AsObject()
		if v = o.Get("params"); v.IsAbsent() && (o.Len() == 0 || c.Event != nil || q.edited != nil) {
			return nil, nil
		}
	}
	list := v.AsCollection()
	if list == nil {
		return nil, fault.New(fault.Invalid, "rest.body", "The body of a call must be a JSON array of arguments, or an object with params.")
	}
	if list.Len() > maxArguments {
		return nil, fault.New(fault.Limit, "rest.arguments", "A call takes %d arguments at most.", maxArguments)
	}
	return list.Items(), nil
}

func webEvent(v value.Value) *message.WebEvent {
	o := v.AsObject()
	if o == nil {
		return nil
	}
	return &message.WebEvent{Caller: o.Get("caller").AsText(), EventType: strings.ToLower(o.Get("eventType").AsText()), Data: o.Get("data").AsObject()}
}

// argument turns a value of the body into one of the language: objects that
// stand for entities and selections become them. Within objects and collections
// dates are told by their shape: yyyy-mm-dd, as JSON Parse has it, and what
// answers make of the dates of attributes. A text that is an argument itself gets the type of its
// parameter later.
func (q *request) argument(v value.Value, depth int) (value.Value, error) {
	switch v.Kind() {
	case value.Text:
		if depth > 0 {
			if d, ok := value.ParseDay(strings.TrimSuffix(v.AsText(), midnight)); ok {
				return value.FromDate(d), nil
			}
		}
	case value.Object:
		o := v.AsObject()
		if o.Get("__ENTITY").AsBool() || o.Get("__ENTITIES").AsBool() && !o.Get("__DATASET").IsAbsent() {
			return q.reference(o)
		}
		for name, x := range o.All() {
			y, err := q.argument(x, depth+1)
			if err != nil {
				return v, err
			}
			o.Set(name, y)
		}
	case value.Collection:
		l := v.AsCollection()
		for i, x := range slices.Clone(l.Items()) {
			y, err := q.argument(x, depth+1)
			if err != nil {
				return v, err
			}
			l.SetAt(i, y)
		}
	}
	return v, nil
}

// midnight is what stands behind the date of an attribute in an answer.
const midnight = "T00:00:00.000Z"

// reference resolves an object that stands for an entity or a selection.
func (q *request) reference(o *value.Obj) (value.Value, error) {
	if o.Get("__ENTITIES").AsBool() {
		return q.referencedSet(o)
	}
	e, err := q.referencedEntity(o)
	if err != nil {
		return value.Value{}, err
	}
	return q.g.Wrapper().Entity(e), nil
}

// referencedEntity loads the entity with a key, or makes a new one, and gives
// it the values that came with it. Nothing is saved.
func (q *request) referencedEntity(o *value.Obj) (*orda.Entity, error) {
	d, err := q.class(o.Get("__DATACLASS").AsText())
	if err != nil {
		return nil, err
	}
	var e *orda.Entity
	if key := o.Get("__KEY"); key.IsAbsent() {
		e, err = d.New(q.caller())
	} else if err = q.mayRead(d.Model()); err == nil {
		e, err = q.load(d, key)
	}
	if err == nil {
		err = q.assign(e, q.h.shapes.of(d.Model()), o)
	}
	return e, err
}

// referencedSet resolves an entity set by its identifier alone.
func (q *request) referencedSet(o *value.Obj) (value.Value, error) {
	id := setID(o.Get("__DATASET").AsText())
	x, ok := q.sets().get(id, q.h.now(), 0)
	if !ok {
		return value.Value{}, noSet(id)
	}
	d, err := q.class(x.class)
	if err != nil {
		return value.Value{}, err
	}
	sel, err := d.FromRecords(x.records, x.ordered).Visible(q.caller())
	return q.g.Wrapper().Selection(sel), err
}

// invoke runs the user's code and answers with what it returned.
func (q *request) invoke(b []byte, c Call) (answer, error) {
	reply, err := q.g.Invoke(q.ctx, q.session(), c)
	q.changed()
	if err != nil {
		q.h.o.Log.Warn("function failed", "class", c.Class, "function", c.Function, "session", q.session().Tag(), "error", err)
		return answer{}, &failure{errors: toFaults(err), effects: reply.Effects, code: !isRefusal(err)}
	}
	if reply.Outgoing != nil {
		return answer{outgoing: reply.Outgoing}, nil
	}
	out, err := q.result(b, reply.Value)
	if err != nil {
		return answer{}, err
	}
	out.body = withEffects(out.body, reply.Effects)
	return out, nil
}

// isRefusal tells errors that are the platform's answer to the client, such as
// a missing privilege or seat, from those of the code itself.
func isRefusal(err error) bool {
	f := fault.As(err)
	return f != nil && (f.Kind == fault.Permission || f.Kind == fault.Cancelled || f.Code == "session.seats")
}

// result appends what a function returned: entities and selections as reads
// answer them, everything else as {"result": …}.
func (q *request) result(b []byte, v value.Value) (answer, error) {
	x := &encoder{q: q}
	switch r := q.unwrap(v).(type) {
	case *orda.Entity:
		view, err := q.view(q.h.shapes.of(r.Dataclass().Model()), q.attributes)
		if err != nil {
			return answer{}, err
		}
		return answer{body: x.finish(x.appendEntity(b, r, view, true))}, nil
	case *orda.Selection:
		return q.selectionResult(b, r)
	}
	b = append(b, `{"result":`...)
	return answer{body: x.finish(append(x.appendValue(b, v), '}'))}, nil
}

// unwrap returns the entity or selection behind a value; nil if it is neither.
func (q *request) unwrap(v value.Value) any {
	if v.Kind() != value.Object {
		return nil
	}
	switch r := q.g.Wrapper().Unwrap(v).(type) {
	case *orda.Entity:
		if r != nil {
			return r
		}
	case *orda.Selection:
		if r != nil {
			return r
		}
	}
	return nil
}

func (q *request) selectionResult(b []byte, sel *orda.Selection) (answer, error) {
	s := q.h.shapes.of(sel.Dataclass().Model())
	view, err := q.view(s, q.attributes)
	if err != nil {
		return answer{}, err
	}
	set := ""
	if q.method == "entityset" {
		if set, err = q.createSet(sel, s); err != nil {
			return answer{}, err
		}
	}
	return q.sendSelection(b, sel, view, set), nil
}

// directory answers the old login requests.
func (q *request) directory(b []byte) (answer, error) {
	if len(q.steps) != 2 {
		return answer{}, unknownKeyword("$directory")
	}
	ok := false
	switch q.steps[1].name {
	case "login":
		if q.verb != http.MethodPost {
			return answer{}, wrongVerb("$directory/login needs a POST request")
		}
		if q.h.o.Login != nil {
			user, password := q.credentials()
			ok = q.h.o.Login(q.ctx, q.session(), user, password)
		}
	case "logout":
		q.session().SignOut()
		ok = true
	default:
		return answer{}, unknownKeyword("$directory/" + q.steps[1].name)
	}
	if ok {
		return answer{body: append(b, `{"result":true}`...)}, nil
	}
	return answer{body: append(b, `{"result":false}`...)}, nil
}

// credentials come in headers, or as an array in the body.
func (q *request) credentials() (user, password string) {
	user, password = q.header.Get("username-4D"), q.header.Get("password-4D")
	if user != "" {
		return user, password
	}
	if v, err := value.ParseJSON(string(q.body), value.ParseOptions{Depth: 2}); err == nil && v.AsCollection() != nil {
		return v.AsCollection().At(0).AsText(), v.AsCollection().At(1).AsText()
	}
	return "", ""
}
