package bind

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/value"
)

// webForm is the Native of the object that Web Form returns; webItem that of
// one of its components.
type (
	webForm struct{ effects *message.Effects }
	webItem struct {
		effects *message.Effects
		ref     string
	}
)

var webFormClass = command.Class{
	Name: "WebForm",
	Doc:  "The page that called: one property for each component with a server-side reference.",
	Functions: []command.Command{
		{Name: "setMessage", Sig: "(text: Text)", Run: notify(message.Message)},
		{Name: "setWarning", Sig: "(text: Text)", Run: notify(message.Warning)},
		{Name: "setError", Sig: "(text: Text)", Run: notify(message.Error)},
		{Name: "enableState", Sig: "(state: Text)", Run: setState(true)},
		{Name: "disableState", Sig: "(state: Text)", Run: setState(false)},
	},
}

var webFormItemClass = command.Class{
	Name: "WebFormItem",
	Doc:  "A component of the page that called.",
	Functions: []command.Command{
		{Name: "show", Sig: "()", Run: onItem(func(_ *vm.Call, i *webItem) { i.effects.Show(i.ref) })},
		{Name: "hide", Sig: "()", Run: onItem(func(_ *vm.Call, i *webItem) { i.effects.Hide(i.ref) })},
		{Name: "addCSSClass", Sig: "(class: Text)", Run: onItem(func(c *vm.Call, i *webItem) { i.effects.AddClass(i.ref, c.Text(0)) })},
		{Name: "removeCSSClass", Sig: "(class: Text)", Run: onItem(func(c *vm.Call, i *webItem) { i.effects.RemoveClass(i.ref, c.Text(0)) })},
	},
}

// webFormCommand is Web Form: null outside web requests. A call by REST has no
// page, but gets the object too: its answer carries the effects, which a client
// may ignore, and code that ends with a message need not fail there.
func webFormCommand(c *vm.Call) (value.Value, error) {
	s := scopeOf(c.Process)
	if s == nil || s.Effects == nil {
		return value.NullValue(), nil
	}
	return value.FromObject(value.NewNative(builtin(c.Process, "WebForm"), &webForm{s.Effects})), nil
}

// webEventCommand is Web Event: null unless a page made the request.
func webEventCommand(c *vm.Call) (value.Value, error) {
	s := scopeOf(c.Process)
	if s == nil || s.Event == nil {
		return value.NullValue(), nil
	}
	o := value.NewObject()
	o.Set("caller", value.FromText(s.Event.Caller))
	o.Set("eventType", value.FromText(s.Event.EventType))
	data := s.Event.Data
	if data == nil {
		data = value.NewObject()
	}
	o.Set("data", value.FromObject(data))
	return value.FromObject(o), nil
}

// Property returns a component; every reference exists for the server, the
// page ignores those it does not have.
func (w *webForm) Property(p *vm.Process, name string) (value.Value, bool, error) {
	if isWebFormFunction(name) {
		return value.Value{}, false, nil
	}
	return value.FromObject(value.NewNative(builtin(p, "WebFormItem"), &webItem{w.effects, name})), true, nil
}

// SetProperty refuses: components are the page's.
func (w *webForm) SetProperty(_ *vm.Process, name string, _ value.Value) (bool, error) {
	return true, fault.New(fault.Invalid, "bind.read-only", "Web Form.%s is a component of the page and cannot be assigned.", name)
}

// PropertyNames lists nothing: the server does not know the page's components.
func (w *webForm) PropertyNames(*vm.Process) []string { return nil }

// Equals makes two references to the same page equal.
func (w *webForm) Equals(other any) bool {
	o, ok := other.(*webForm)
	return ok && o.effects == w.effects
}

func notify(level message.Level) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		if w := vm.Receiver[*webForm](c); w != nil {
			w.effects.Notify(level, c.Text(0))
		}
		return value.Value{}, nil
	}
}

func setState(enable bool) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		if w := vm.Receiver[*webForm](c); w != nil {
			w.effects.State(c.Text(0), enable)
		}
		return value.Value{}, nil
	}
}

func onItem(do func(*vm.Call, *webItem)) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		if i := vm.Receiver[*webItem](c); i != nil {
			do(c, i)
		}
		return value.Value{}, nil
	}
}

// isWebFormFunction tells the functions of Web Form from components: a
// component cannot take one of their names.
func isWebFormFunction(name string) bool {
	for _, f := range webFormClass.Functions {
		if f.Name == name {
			return true
		}
	}
	return false
}
