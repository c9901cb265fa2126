package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/syntax"
)

// generated stands at the top of each file.
const generated = "<!-- Written by \"make reference\" from the rows of lang/lib and app/bind; changes are lost. -->\n\n"

// entry is a heading of a page, for the index.
type entry struct{ heading, page, qodly string }

// page is one family as the reference shows it.
type page struct {
	name, title, intro string
	text               string
	entries            []entry
}

// newPage writes the page of a family; false when the family has no
// documentation, as a mere list of names.
func newPage(f command.Family) (page, bool) {
	if f.Doc == "" {
		return page{}, false
	}
	d := readDocument(f.Doc)
	p := page{name: f.Name, title: d.title, intro: d.intro}
	var b strings.Builder
	b.WriteString(generated + "# " + d.title + "\n\n")
	if d.intro != "" {
		b.WriteString(d.intro + "\n\n")
	}
	rows := slices.Clone(f.Commands)
	slices.SortFunc(rows, func(a, b command.Command) int { return cmp.Compare(syntax.Normalize(a.Name), syntax.Normalize(b.Name)) })
	for _, c := range rows {
		qodly := c.Qodly
		if qodly == "" {
			qodly = command.QodlyName(c.Name)
		}
		p.add(&b, "## ", c.Name, c.Name, signatures(c.Name, qodly, c.Sig), c.State, d)
		p.entries[len(p.entries)-1].qodly = qodly
	}
	for _, c := range f.Classes {
		p.class(&b, c, d)
	}
	constants(&b, f.Constants)
	p.text = b.String()
	return p, true
}

// add writes a section and remembers its heading.
func (p *page) add(b *strings.Builder, level, heading, key string, lines []string, state command.State, d document) {
	p.entries = append(p.entries, entry{heading: heading, page: p.name})
	b.WriteString(level + heading + "\n\n```\n" + strings.Join(lines, "\n") + "\n```\n\n")
	switch {
	case d.sections[key] != "":
		b.WriteString(shown(d.sections[key]) + "\n\n")
	case state == command.Later:
		b.WriteString("Not available yet.\n\n")
	case state == command.Rejected:
		b.WriteString("Not available on a server.\n\n")
	}
}

// class writes a class with its members, the constructor first.
func (p *page) class(b *strings.Builder, c command.Class, d document) {
	store := cmp.Or(c.Store, "4D")
	heading := store + "." + c.Name
	if c.Name == "Collection" && store == "4D" {
		heading = c.Name
	}
	p.entries = append(p.entries, entry{heading: heading, page: p.name})
	b.WriteString("## " + heading + "\n\n" + c.Doc + "\n\n")
	if c.Parent != "" {
		b.WriteString("Extends " + c.Parent + ".\n\n")
	}
	if c.New != nil {
		p.add(b, "### ", heading+".new", c.Name+".new", signatures(heading+".new", heading+".new", c.New.Sig), c.New.State, d)
	}
	type member struct {
		name  string
		lines []string
		state command.State
	}
	var all []member
	for _, m := range c.Properties {
		line := m.Name + " : " + m.Type
		if m.Set == nil {
			line += " (read-only)"
		}
		all = append(all, member{m.Name, []string{line}, command.Done})
	}
	for _, m := range slices.Concat(c.Functions, c.Statics) {
		lines := signatures("."+m.Name, "."+m.Name, m.Sig)
		all = append(all, member{m.Name, slices.Compact(lines), m.State})
	}
	slices.SortFunc(all, func(a, b member) int { return cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
	for _, m := range all {
		p.add(b, "### ", c.Name+"."+m.name, c.Name+"."+m.name, m.lines, m.state, d)
	}
}

// constants writes the table of a family's constants.
func constants(b *strings.Builder, list []command.Constant) {
	if len(list) == 0 {
		return
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b command.Constant) int {
		return cmp.Compare(syntax.Normalize(a.Name), syntax.Normalize(b.Name))
	})
	b.WriteString("## Constants\n\n| 4D | QodlyScript | value |\n|---|---|---|\n")
	for _, c := range list {
		qodly := cmp.Or(c.Qodly, command.QodlyConstant(c.Name))
		v := fmt.Sprint(c.Value)
		if s, ok := c.Value.(string); ok {
			v = fmt.Sprintf("%q", s)
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", c.Name, qodly, v)
	}
	b.WriteString("\n")
}
