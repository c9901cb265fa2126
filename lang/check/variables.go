package check

import (
	"slices"
	"strings"
)

// variables reports variables of a body that are never used, and those that are
// used without a value.
func (b *body) variables() {
	if b.silent || len(b.file.Errors) > 0 {
		return
	}
	all := make([]*local, 0, len(b.locals))
	for _, l := range b.locals {
		all = append(all, l)
	}
	slices.SortFunc(all, func(x, y *local) int { return int(x.sym.Span.Start - y.sym.Span.Start) })
	for _, l := range all {
		b.variable(l)
	}
}

func (b *body) variable(l *local) {
	if _, old := numbered(l.sym.Name); old || l.sym.Kind != Local || l.opaque || l == b.result {
		return
	}
	name := strings.TrimPrefix(l.sym.Name, "$")
	switch {
	case l.reads == 0 && len(l.sources) == 0 && l.typed:
		b.report(l.sym.Span, "variable.unused", "The variable %s is not used.", name)
	case l.reads == 0 && len(l.sources) > 0 && !l.counts():
		b.report(l.sym.Span, "variable.unused", "The variable %s is given a value, which nothing reads.", name)
	case l.reads > 0 && len(l.sources) == 0 && !l.typed:
		b.report(l.sym.Span, "variable.unassigned", "Nothing gives %s a value.", name)
	case l.early != nil && !l.typed:
		b.report(*l.early, "variable.early", "%s has no value yet.", name)
	}
}

// counts reports whether the variable is only what a loop counts or hands out.
func (l *local) counts() bool {
	for _, o := range l.sources {
		if !o.over && o.typ == nil {
			return false
		}
	}
	return true
}
