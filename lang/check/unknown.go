package check

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// unknown reports a member that a value cannot have.
func (b *body) unknown(m *syntax.MemberExpr, t *Type) {
	name := m.Name.Name
	switch {
	case t.null || b.scalar(m, t):
	case t.Store == "cs" || t.Store == "4D":
		b.report(m.Name.Span, "name.unknown-class", "There is no class %s.%s.", t.Store, name)
	case t.Store == "ds":
		b.lacks(m, b.project.class("cs.DataStore"))
	case t.Store != "":
		if k := b.project.component(strings.TrimPrefix(t.Store, "cs.")); k != nil {
			b.report(m.Name.Span, "name.unknown-class", "There is no class %s.%s.", t.Store, name)
		}
	case t.Static:
		b.lacksStatic(m, t)
	case t.Class != "" && t.Props == nil:
		b.lacks(m, b.project.class(t.Class))
	case t.Kind == types.Collection:
		b.lacks(m, b.project.library.Class("4D.Collection"))
	}
}

// scalar reports the property of a text, a number or a date: reading one fails.
func (b *body) scalar(m *syntax.MemberExpr, t *Type) bool {
	switch groupOf(t) {
	case textGroup, numberGroup, booleanGroup, dateGroup:
	default:
		return false
	}
	code := "member.scalar"
	if !t.sure {
		code = "type.doubtful"
	}
	b.report(m.Name.Span, code, "%s has no properties; %q cannot be read.", t, m.Name.Name)
	return true
}

// lacks reports a member that neither the class nor those it has to do with
// have, where all that its instances can have is known.
func (b *body) lacks(m *syntax.MemberExpr, c *ClassInfo) {
	if c == nil || !b.closed(c, m.Name.Name) {
		return
	}
	b.report(m.Name.Span, "member.unknown", "%s has no member %q.%s", c.Name, m.Name.Name, b.nearest(c, m.Name.Name))
}

// closed reports whether instances of a class cannot have a property of that
// name.
func (b *body) closed(c *ClassInfo, name string) bool {
	p := b.project
	if !p.rooted(c) {
		return false
	}
	_, role := p.dataclassOf(c.Name)
	modelled := role != noRole || c.Name == "cs.DataStore"
	if strings.HasPrefix(c.Name, "4D.") && !listed(c.Name) || c.Name == "cs.DataStore" && len(p.modeled) == 0 {
		return false
	}
	closed := true
	p.parents(c, func(c *ClassInfo) bool {
		closed = !c.Open && !unlisted(c.Name) && (c.from == nil || !c.from.assigned(name) && len(c.from.below("cs."+c.Symbol.Name)) == 0)
		return closed
	})
	for _, below := range p.below(c.Name) {
		if d := p.class(below); d == nil || d.Open {
			return false
		}
	}
	return closed && (modelled || strings.HasPrefix(c.Name, "4D.") || !p.assigned(name))
}

// listed reports whether the members of a built-in class are all in its table.
// What takes the names of other things for properties is not, nor what is passed
// objects to keep.
func listed(class string) bool {
	switch class {
	case "4D.Collection", "4D.File", "4D.Folder", "4D.FileHandle", "4D.Blob", "4D.Vector", "4D.CryptoKey", "4D.EntitySelection":
		return true
	}
	return false
}

// unlisted reports whether instances of a built-in class have members that
// depend on something else.
func unlisted(class string) bool {
	switch class {
	case "4D.WebForm", "4D.WebFormItem", "4D.Function", "4D.HTTPRequest", "4D.Session":
		return true
	}
	return false
}

// lacksStatic reports a member that a class object does not have.
func (b *body) lacksStatic(m *syntax.MemberExpr, t *Type) {
	c := b.project.class(t.Class)
	if c == nil || strings.HasPrefix(c.Name, "4D.") || !b.project.rooted(c) {
		return
	}
	name := m.Name.Name
	if s := b.project.find(c, name); s != nil && s.Callable() {
		if _, role := b.project.dataclassOf(c.Name); role == dataclassRole {
			b.report(m.Name.Span, "member.static", "cs.%[1]s is the class; the dataclass is ds.%[1]s.", strings.TrimPrefix(c.Name, "cs."))
			return
		}
		b.report(m.Name.Span, "member.static", "%s is a function of the instances of %s: call it on cs.….new() or cs.….me.", name, c.Name)
	}
}

// nearest suggests a member whose name differs little.
func (b *body) nearest(c *ClassInfo, name string) string {
	best, least := "", 3
	b.project.parents(c, func(c *ClassInfo) bool {
		for _, other := range sortedKeys(c.Members) {
			if d := distance(strings.ToLower(name), strings.ToLower(other), least); d < least {
				best, least = other, d
			}
		}
		return true
	})
	if best == "" || least > len(name)/4 && !strings.EqualFold(best, name) {
		return ""
	}
	return " Is it " + best + "?"
}

// distance counts the letters to change between two names, up to a limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		last := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last
			if a[i-1] != b[j-1] {
				change++
			}
			last = row[j]
			row[j] = min(change, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
