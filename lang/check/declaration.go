package check

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// declarations checks a class as a whole: its name, its parents, its members.
func (c *checker) declarations(class *ClassInfo) {
	c.project.ask("c:" + c.unit.name)
	for _, other := range c.project.classes[strings.ToLower(c.unit.name)] {
		if other == c.unit {
			break
		}
		if other.name == c.unit.name {
			c.report(source.Span{}, "class.duplicate", "There is another class %s.", c.unit.name)
			break
		}
	}
	c.parents()
	c.members()
	c.hooks(class)
	for _, m := range c.file.Members {
		if f, ok := m.(*syntax.Function); ok && f.Kind == syntax.Constructor {
			c.callsSuper(f)
		}
	}
}

// parents checks what the class extends.
func (c *checker) parents() {
	x := c.file.Extends
	if x == nil {
		return
	}
	own := c.unit.class
	if _, role := c.project.dataclassOf(own.Name); role != noRole || strings.EqualFold(own.Name, "cs.DataStore") {
		return // the model says what it extends
	}
	parent := c.project.parent(own)
	if parent == nil {
		if !strings.Contains(x.Name, ".") { // a component may be installed elsewhere
			c.report(x.Span, "class.unknown-parent", "There is no class %s to extend.", x.Name)
		}
		return
	}
	for n := 0; parent != nil && n < 100; n++ {
		if strings.EqualFold(parent.Name, own.Name) {
			c.report(x.Span, "class.cycle", "The class %s extends itself.", c.unit.name)
			return
		}
		parent = c.project.parent(parent)
	}
}

// members reports two members of one name.
func (c *checker) members() {
	seen := map[string]syntax.FunctionKind{}
	for _, m := range c.file.Members {
		f, ok := m.(*syntax.Function)
		if !ok {
			continue
		}
		name := ""
		if f.Name != nil {
			name = f.Name.Name
		}
		key := name
		switch f.Kind {
		case syntax.QueryFunction, syntax.OrderByFunction, syntax.EventFunction:
			continue
		case syntax.Constructor:
			name, key = "constructor", " constructor"
		}
		old, taken := seen[key]
		if taken && !(old == syntax.Getter && f.Kind == syntax.Setter || old == syntax.Setter && f.Kind == syntax.Getter) {
			c.report(f.Span, "class.duplicate-member", "The class %s has two members %q.", c.unit.name, name)
		}
		seen[key] = f.Kind
	}
}

// hooks reports functions of an ORDA class for attributes that do not exist.
func (c *checker) hooks(class *ClassInfo) {
	_, role := c.project.dataclassOf(c.unit.class.Name)
	if role != entityRole {
		return
	}
	for _, m := range c.file.Members {
		f, ok := m.(*syntax.Function)
		if !ok || f.Name == nil {
			continue
		}
		switch f.Kind {
		case syntax.QueryFunction, syntax.OrderByFunction, syntax.EventFunction:
			if s := class.Members[f.Name.Name]; s == nil || s.Kind != Attribute {
				c.report(f.Name.Span, "class.unknown-attribute", "There is no attribute %s: the function is never called.", f.Name.Name)
			} else {
				c.use(f.Name, s)
			}
		}
	}
}

// callsSuper reports the constructor of a derived class that never calls the one
// of its parent: making an instance then fails.
func (c *checker) callsSuper(f *syntax.Function) {
	parent := c.project.parent(c.unit.class)
	if f.Body == nil || c.file.Extends == nil || parent == nil || !strings.HasPrefix(parent.Name, "cs.") {
		return
	}
	if _, role := c.project.dataclassOf(c.unit.class.Name); role != noRole {
		return
	}
	if !c.constructed(parent) {
		return
	}
	calls := false
	syntax.Walk(f.Body, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.Call); ok {
			if _, super := syntax.Unparen(call.Fun).(*syntax.Super); super {
				calls = true
			}
		}
		return !calls
	})
	if !calls {
		c.report(f.Pos(), "class.super", "The constructor has to call Super, because the class extends %s.", parent.Name)
	}
}

// constructed reports whether a class or one it extends has a constructor of the
// project's.
func (c *checker) constructed(class *ClassInfo) bool {
	found := false
	c.project.parents(class, func(c *ClassInfo) bool {
		found = found || c.Constructor != nil && c.Constructor.unit != nil
		return !found
	})
	return found
}

// methodName checks the name of a project method.
func (c *checker) methodName() {
	if c.unit.kind != MethodUnit {
		return
	}
	name := syntax.Normalize(c.unit.name)
	c.project.ask("m:" + name)
	if list := c.project.methods[name]; len(list) > 0 && list[0] != c.unit {
		c.report(source.Span{}, "method.duplicate", "There is another method %s.", c.unit.name)
	}
	if cmd := c.project.library.Command(name, ""); cmd != nil && syntax.Normalize(cmd.Name) == name {
		c.report(source.Span{}, "method.hidden", "The command %s has the same name and is called instead.", cmd.Name)
	}
}
