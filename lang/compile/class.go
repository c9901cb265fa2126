package compile

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

func newClass(name string) *vm.Class {
	return &vm.Class{Name: name, Store: "cs", Members: map[string]*vm.Member{}, Events: map[string]*vm.Function{},
		Queries: map[string]*vm.Function{}, Orders: map[string]*vm.Function{}, Aliases: map[string]vm.AliasDecl{},
		Statics: map[string]*vm.Native{}, Properties: map[string]vm.Param{}}
}

func (u *unit) declareClass(f File) {
	c := newClass(f.Name)
	c.Source = f.Tree.Source
	if !u.prog.AddClass(c) {
		return // the first of two classes counts, as with methods and members below
	}
	u.classes = append(u.classes, &classFile{f, c})
	for _, m := range f.Tree.Members {
		switch m := m.(type) {
		case *syntax.Property:
			for _, id := range m.Names {
				c.Properties[id.Name] = vm.Param{Name: id.Name, Type: typeOf(m.Type)}
			}
		case *syntax.Alias:
			c.Aliases[m.Name.Name] = vm.AliasDecl{Path: m.Path, Exposed: m.Exposed, Place: f.Tree.Source.Place(m.Name.Span.Start)}
		case *syntax.Function:
			u.declareFunction(f, c, m)
		}
	}
	// The modifiers of the constructor are known only now.
	u.queue = append(u.queue, func() { u.compileInit(f, c) })
}

func (u *unit) declareFunction(f File, c *vm.Class, m *syntax.Function) {
	fn := &vm.Function{Owner: c, Source: f.Tree.Source, Span: m.Span, Exposed: m.Modifiers.Exposed,
		Local: m.Modifiers.Local, OnHTTPGet: m.Modifiers.OnHTTPGet, Qodly: f.Tree.Dialect == syntax.Qodly}
	name := ""
	if m.Name != nil {
		name = m.Name.Name
	}
	fn.Name, fn.Kind = c.Name+"."+name, vm.ClassFunction
	switch m.Kind {
	case syntax.Constructor:
		fn.Name, fn.Kind = c.Name+":constructor", vm.ConstructorKind
		if c.Constructor == nil {
			c.Constructor = fn
			c.Shared, c.Singleton = m.Modifiers.Shared, m.Modifiers.Singleton && !m.Modifiers.Session
			c.SessionSingleton = m.Modifiers.Singleton && m.Modifiers.Session
		}
	case syntax.Getter, syntax.Setter:
		u.declareAccessor(c, fn, m, name)
	case syntax.QueryFunction:
		fn.Name = c.Name + ".query " + name
		c.Queries[name] = fn
	case syntax.OrderByFunction:
		fn.Name = c.Name + ".orderBy " + name
		c.Orders[name] = fn
	case syntax.EventFunction:
		key := strings.TrimSpace(m.Event + " " + name)
		fn.Name = c.Name + ".event " + key
		c.Events[key] = fn
	default:
		if c.Members[name] == nil {
			c.Members[name] = &vm.Member{Name: name, Function: fn, Owner: c}
		}
	}
	u.queue = append(u.queue, func() {
		fn.Shared = m.Modifiers.Shared && (c.Shared || c.SessionSingleton)
		u.compile(fn, f.Tree, m.Sig, m.Body, m.Span)
	})
}

func (u *unit) declareAccessor(c *vm.Class, fn *vm.Function, m *syntax.Function, name string) {
	member := c.Members[name]
	if member == nil {
		member = &vm.Member{Name: name, Owner: c}
		c.Members[name] = member
	}
	if m.Kind == syntax.Getter {
		fn.Name, fn.Kind = c.Name+".get "+name, vm.GetterKind
		if member.Get == nil && member.Function == nil {
			member.Get = fn
		}
		return
	}
	fn.Name, fn.Kind = c.Name+".set "+name, vm.SetterKind
	if member.Set == nil && member.Function == nil {
		member.Set = fn
	}
}

// compileInit makes one function of the property lines with a value.
func (u *unit) compileInit(f File, class *vm.Class) {
	body := &syntax.Block{}
	for _, m := range f.Tree.Members {
		p, ok := m.(*syntax.Property)
		if !ok || p.Init == nil {
			continue
		}
		for _, id := range p.Names {
			member := &syntax.MemberExpr{X: &syntax.This{}, Name: id}
			member.Span = p.Span
			line := &syntax.Assign{Target: member, Value: p.Init}
			line.Span = p.Span
			body.Stmts = append(body.Stmts, line)
		}
	}
	if len(body.Stmts) == 0 {
		return
	}
	fn := &vm.Function{Name: class.Name + ":properties", Kind: vm.InitKind, Owner: class, Span: f.Tree.Pos()}
	c := u.newFunction(fn, f.Tree.Source, f.Tree.Dialect)
	c.variables(nil, body)
	c.prologue()
	for _, s := range body.Stmts {
		line := s.(*syntax.Assign)
		if class.Shared || class.SessionSingleton {
			c.pos = line.Span.Start
			c.simple(func() { c.sharedInit(line) })
			continue
		}
		c.statement(line)
	}
	c.finish()
	class.Init = fn
}

// sharedInit assigns a property of a shared instance: containers of the
// initial value become shared.
func (c *function) sharedInit(line *syntax.Assign) {
	mark := c.top
	v, this := c.temp(), c.temp() // the arguments, which stay where they are but for the result
	c.expr(line.Value, v)
	c.emit(vm.OpThis, this)
	c.emit(vm.OpNative, v, c.native(shareNative()), 2)
	c.emit(vm.OpSet, this, c.name(line.Target.(*syntax.MemberExpr).Name.Name), v)
	c.top = mark
}

func shareNative() *vm.Native {
	return &vm.Native{Name: "share", Min: 2, Max: 2, Run: func(c *vm.Call) (value.Value, error) {
		if vm.CanShare(c.Args[0]) {
			return c.Args[0], nil
		}
		return value.Copy(c.Args[0], value.CopyOptions{Shared: true, Group: value.GroupOf(c.Args[1])})
	}}
}

// declareImplicit adds the classes of the data model that have no file.
func (u *unit) declareImplicit() {
	for _, name := range u.options.Implicit {
		u.prog.AddClass(newClass(name))
	}
}

// link finds the parents, once all classes are known.
func (u *unit) link() {
	object := u.prog.Builtins.Class("4D", "Object")
	files := map[*vm.Class]File{}
	for _, cf := range u.classes {
		files[cf.class] = cf.file
	}
	for _, c := range u.prog.Classes() {
		c.Parent = object
		if u.options.Base != nil {
			if parent, ok := u.options.Base(c.Name); ok {
				if p := u.prog.Builtins.Class("4D", parent); p != nil {
					c.Parent = p
				}
				continue
			}
		}
		f, ok := files[c]
		if !ok || f.Tree.Extends == nil {
			continue
		}
		if p := u.parent(f.Tree.Extends); p != nil {
			c.Parent = p
		}
	}
	for _, cf := range u.classes {
		if cycle(cf.class) {
			cf.class.Parent = object
		}
	}
}

func (u *unit) parent(t *syntax.TypeName) *vm.Class {
	if t.Store != "4D" {
		if c := u.prog.Class(t.Name); c != nil {
			return c
		}
	}
	if t.Store == "cs" {
		return nil
	}
	return u.prog.Builtins.Class("4D", t.Name)
}

// cycle reports whether following the parents of a class never ends.
func cycle(c *vm.Class) bool {
	slow := c
	for step := 0; c != nil; step++ {
		c = c.Parent
		if step%2 == 1 {
			slow = slow.Parent
		}
		if c == slow && c != nil {
			return true
		}
	}
	return false
}
