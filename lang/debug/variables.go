package debug

import (
	"slices"
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Item is a variable, property or element to show. Items are made and used on
// the goroutine of the stopped process.
type Item struct {
	Name  string
	Path  string // the expression that gives it; "" if there is none
	Type  string // "" to show that of the value
	Value value.Value
	Err   error // why there is no value
	// Read gives the value of an item that is read only when it is asked for,
	// because that runs code or a query; nil: Value has it.
	Read func() (value.Value, error)
	// Set assigns it; nil: it is read-only.
	Set func(value.Value) error
	// Kind is "property", "data", "method" or "class", for icons.
	Kind string
}

// Container is a list of items: named ones first, then numbered ones.
type Container struct {
	Name    string
	Scope   bool          // it holds what its variables were when it was made
	Costly  bool          // it may take long to list
	Named   func() []Item // nil: there are none
	Indexed int           // how many are numbered
	At      func(i int) Item
}

// Empty reports whether there is nothing inside.
func (c Container) Empty() bool { return c.Named == nil && c.Indexed == 0 }

// Range says which items of a container are wanted.
type Range struct {
	NamedOnly, IndexedOnly bool
	Start, Count           int // of the indexed items where they alone are wanted; Count 0: all
}

// maxItems bounds what is listed of a container at once.
const maxItems = 1000

// List returns items of a container of a stopped process, at most maxItems.
func List(p *vm.Process, c Container, r Range) (items []Item, err error) {
	_, err = p.Inspect(evaluationTime, func() (value.Value, error) {
		if c.Named != nil && !r.IndexedOnly {
			items = c.Named()
			if r.NamedOnly {
				items = part(items, r)
			}
		}
		if r.NamedOnly {
			return value.Value{}, nil
		}
		first, last := 0, c.Indexed
		if r.IndexedOnly {
			first = min(max(r.Start, 0), c.Indexed)
			if r.Count > 0 {
				last = min(first+min(r.Count, maxItems), c.Indexed)
			}
		}
		for i := first; i < last && len(items) < maxItems; i++ {
			items = append(items, c.At(i))
		}
		return value.Value{}, nil
	})
	return items[:min(len(items), maxItems)], err
}

func part(items []Item, r Range) []Item {
	first, last := min(max(r.Start, 0), len(items)), len(items)
	if r.Count > 0 {
		last = min(first+min(r.Count, maxItems), last)
	}
	return items[first:last]
}

// Find returns the item of a name, as List shows it.
func Find(p *vm.Process, c Container, name string) (Item, bool) {
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < c.Indexed {
		return c.At(i), true
	}
	items, _ := List(p, c, Range{NamedOnly: true}) // what could be listed
	for _, i := range items {
		if i.Name == name {
			return i, true
		}
	}
	return Item{}, false
}

// Shy is what the Native of an object may offer for properties that are read
// only when asked for: those that run a query or code.
type Shy interface{ Shy(name string) bool }

// view makes items for one frame.
type view struct {
	p     *vm.Process
	qodly bool
}

// Scopes returns what can be seen from a frame.
func Scopes(p *vm.Process, f vm.Frame) []Container {
	v := view{p, f.Function().Qodly}
	locals := v.locals(f)
	n := f.Parameters()
	for i, x := range f.Extra() {
		name := "$" + strconv.Itoa(n+i+1)
		locals = slices.Insert(locals, n+i, Item{Name: name, Path: "${" + strconv.Itoa(n+i+1) + "}", Value: x})
	}
	n += len(f.Extra())
	var all []Container
	if n > 0 {
		all = append(all, Container{Name: "Parameters", Named: func() []Item { return locals[:n] }})
	}
	all = append(all, Container{Name: "Local", Named: func() []Item { return locals[n:] }})
	if this := f.This(); !this.IsUndefined() {
		c := v.Children(Item{Name: "This", Path: v.this(), Value: this})
		c.Name = "This"
		all = append(all, c)
	}
	all = append(all, Container{Name: "Process variables", Costly: true, Named: v.process})
	for i := range all {
		all[i].Scope = all[i].Name != "This"
	}
	if !v.qodly {
		all = append(all, Container{Name: "Inter-process variables", Costly: true, Named: v.shared})
	}
	return all
}

func (v view) this() string {
	if v.qodly {
		return "this"
	}
	return "This"
}

func (v view) locals(f vm.Frame) []Item {
	variables := f.Variables()
	names := spelled(f.Function())
	items := make([]Item, len(variables))
	for i, x := range variables {
		items[i] = Item{Name: names[i], Path: names[i], Type: v.declared(x), Value: x.Value,
			Set: func(n value.Value) error { return f.SetVariable(i, n) }}
	}
	return items
}

// declared is the type to show for a variable that holds nothing yet.
func (v view) declared(x vm.Variable) string {
	if x.Value.IsAbsent() && x.Type.Kind != 0 {
		return x.Type.String()
	}
	return ""
}

func (v view) process() []Item {
	var items []Item
	all := v.p.Variables()
	names := writtenIn(v.p.Runtime.Program, all)
	for _, x := range all {
		name := names[x.Name]
		path := name
		if v.qodly {
			path = "" // a bare name is a local variable there
		}
		items = append(items, Item{Name: name, Path: path, Type: v.declared(x), Value: x.Value,
			Set: func(n value.Value) error { return v.p.SetGlobal(v.p.Runtime.Program.ProcessVariable(x.Name), n) }})
	}
	return items
}

func (v view) shared() []Item {
	var items []Item
	for _, x := range v.p.SharedVariables() {
		items = append(items, Item{Name: x.Name, Path: x.Name, Value: x.Value,
			Set: func(n value.Value) error { return v.p.SetSharedVariable(x.Name, n) }})
	}
	return items
}

// Children returns what is inside a value, to be shown under its item. The
// container is empty for a scalar.
func Children(p *vm.Process, qodly bool, of Item) Container { return view{p, qodly}.Children(of) }

func (v view) Children(of Item) Container {
	c := Container{Name: of.Name}
	if of.Read != nil {
		c.Named = func() []Item { return []Item{v.read(of)} }
		return c
	}
	switch x := of.Value; x.Kind() {
	case value.Collection:
		l := x.AsCollection()
		c.Indexed = l.Len()
		c.At = func(i int) Item {
			return v.element(of, i, "["+strconv.Itoa(i)+"]", l.At(i), func(n value.Value) error {
				return v.p.WithLock(x, func() error { return v.p.SetIndex(x, value.FromInt(int64(i)), n) })
			})
		}
	case value.Array:
		a := x.AsArray()
		c.Indexed = len(a.Items)
		c.At = func(i int) Item {
			return v.element(of, i, "{"+strconv.Itoa(i)+"}", a.Items[i], func(n value.Value) error {
				return v.p.SetIndex(x, value.FromInt(int64(i)), n)
			})
		}
	case value.Pointer:
		r := x.AsPointer()
		c.Named = func() []Item {
			to := Item{Name: "->", Set: r.Store}
			if of.Path != "" && !v.qodly {
				to.Path = of.Path + "->"
			}
			to.Value, to.Err = r.Load()
			return []Item{to}
		}
	case value.Blob:
		v.bytes(&c, x.AsBlob())
	case value.Object:
		v.object(&c, of)
	}
	return c
}

// read reads a lazy item.
func (v view) read(of Item) Item {
	out := of
	out.Read = nil
	out.Value, out.Err = v.p.Inspect(evaluationTime, of.Read)
	return out
}

func (v view) element(of Item, i int, suffix string, x value.Value, set func(value.Value) error) Item {
	item := Item{Name: strconv.Itoa(i), Value: x, Set: set}
	if of.Path != "" {
		item.Path = of.Path + suffix
	}
	return item
}

func (v view) bytes(c *Container, b []byte) {
	c.Indexed = len(b)
	c.At = func(i int) Item { return Item{Name: strconv.Itoa(i), Value: value.FromInt(int64(b[i]))} }
}

func (v view) object(c *Container, of Item) {
	o := of.Value.AsObject()
	switch n := o.Native.(type) {
	case nil:
		if o.Class == nil && o.Len() == 0 {
			return
		}
	case *vm.FuncValue:
		if len(n.Captured) > 0 || !n.This.IsUndefined() {
			c.Named = func() []Item { return v.captured(n) }
		}
		return
	case *vm.Class:
		return
	case *value.Bytes:
		v.bytes(c, n.Data)
	case vm.Sequence:
		c.Indexed, _ = n.Len(v.p) // one that cannot be counted shows nothing
		c.At = func(i int) Item {
			x, err := n.At(v.p, i)
			item := v.element(of, i, "["+strconv.Itoa(i)+"]", x, nil)
			item.Err = err
			return item
		}
	}
	c.Named = func() []Item { return v.properties(of) }
}

// captured shows what a formula keeps of the function that made it.
func (v view) captured(f *vm.FuncValue) []Item {
	var items []Item
	if f.Function != nil && f.Function.Code != nil {
		names := spelled(f.Function)
		for i, c := range f.Function.Code.Captures {
			if i < len(f.Captured) && int(c.To) < len(names) {
				items = append(items, Item{Name: names[c.To], Value: f.Captured[i]})
			}
		}
	}
	if !f.This.IsUndefined() {
		items = append(items, Item{Name: v.this(), Value: f.This})
	}
	return items
}

// properties shows an object's own properties, those that stand for something
// outside the language, and those that its class computes.
func (v view) properties(of Item) []Item {
	o := of.Value.AsObject()
	var items []Item
	seen := map[string]bool{}
	add := func(i Item, name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		i.Name, i.Kind = name, "property"
		i.Path = v.property(of.Path, name)
		i.Set = func(n value.Value) error {
			return v.p.WithLock(of.Value, func() error { return v.p.SetMember(of.Value, name, n) })
		}
		items = append(items, i)
	}
	for _, name := range o.Names() {
		add(Item{Value: o.Get(name)}, name)
	}
	if n, ok := o.Native.(vm.Dynamic); ok {
		shy, _ := o.Native.(Shy)
		for _, name := range n.PropertyNames(v.p) {
			i := Item{Read: func() (value.Value, error) { return v.p.Member(of.Value, name) }}
			if shy == nil || !shy.Shy(name) {
				i = v.read(i)
			}
			add(i, name)
		}
	}
	for c := v.p.ClassOf(of.Value); c != nil; c = c.Parent {
		for _, m := range sortedMembers(c) {
			read := func() (value.Value, error) { return v.p.Member(of.Value, m.Name) }
			switch {
			case m.Get != nil:
				add(Item{Read: read}, m.Name)
			case m.NativeGet != nil:
				add(v.read(Item{Read: read}), m.Name)
			}
		}
	}
	return items
}

func sortedMembers(c *vm.Class) []*vm.Member {
	all := make([]*vm.Member, 0, len(c.Members))
	for _, m := range c.Members {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *vm.Member) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// property is the expression of a property; "" of what has none itself.
func (v view) property(of, name string) string {
	if of == "" {
		return ""
	}
	if isWord(name) {
		return of + "." + name
	}
	return of + "[" + quote(name) + "]"
}

func isWord(s string) bool {
	for i, r := range s {
		if !(r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	return s != ""
}

// Assign gives an item a value on behalf of a person, on the process's
// goroutine.
func Assign(p *vm.Process, i Item, v value.Value) error {
	if i.Set == nil {
		return fault.New(fault.Invalid, "debug.read-only", "%s cannot be changed.", i.Name)
	}
	_, err := p.Inspect(evaluationTime, func() (value.Value, error) { return value.Value{}, i.Set(v) })
	return err
}

// PathOf is the expression that what is inside an evaluated text is reached by:
// the text itself where that is safe to evaluate again, "" otherwise.
func PathOf(text string) string {
	text = strings.TrimSpace(text)
	for _, r := range text {
		if !(r == '$' || r == '.' || r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') {
			return ""
		}
	}
	return text
}
