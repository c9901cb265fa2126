package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"quoin.dev/quoin/lang/command"
)

// files returns what doc/language holds, by file name.
func files(families []command.Family, rows []row, c *command.Catalogue) map[string]string {
	out := map[string]string{"state.md": statePage(rows, c), "unavailable.md": unavailablePage(c)}
	var pages []page
	for _, f := range families {
		if p, ok := newPage(f); ok {
			pages = append(pages, p)
			out[p.name+".md"] = p.text
		}
	}
	out["README.md"] = indexPage(pages)
	for name, text := range out {
		out[name] = strings.TrimRight(text, "\n") + "\n"
	}
	return out
}

// indexPage lists the pages and every heading on them.
func indexPage(pages []page) string {
	var b strings.Builder
	b.WriteString(generated + "# The languages\n\n" +
		"QodlyScript and 4D are two spellings of one language. [Its grammar](grammar.md) says how they are written;\n" +
		"[what is there](state.md) lists all of the original with its state here, [what is not](unavailable.md) the names that are\n" +
		"only recognised. Every example below runs as a test; the arrow shows what it gives.\n\n## Families\n\n")
	var entries []entry
	for _, p := range pages {
		summary, _, _ := strings.Cut(strings.ReplaceAll(p.intro, "\n", " "), ". ")
		fmt.Fprintf(&b, "- [%s](%s.md)", p.title, p.name)
		if summary != "" {
			b.WriteString(": " + strings.TrimSuffix(summary, ".") + ".")
		}
		b.WriteString("\n")
		entries = append(entries, p.entries...)
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Compare(strings.ToLower(a.heading), strings.ToLower(b.heading))
	})
	b.WriteString("\n## Index\n\n")
	for _, e := range entries {
		fmt.Fprintf(&b, "- [%s](%s.md#%s)", e.heading, e.page, anchor(e.heading))
		if e.qodly != "" && e.qodly != e.heading {
			b.WriteString(" · " + e.qodly)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// unavailablePage lists the names that are recognised and do nothing.
func unavailablePage(c *command.Catalogue) string {
	var b strings.Builder
	b.WriteString(generated + "# Recognised, not available\n\n" +
		"Code that names these compiles. A call answers with an error that can be caught.\n")
	for _, part := range []struct {
		state command.State
		title string
	}{
		{command.Later, "Not available yet"},
		{command.Rejected, "Not available on a server"},
	} {
		b.WriteString("\n## " + part.title + "\n\n")
		for _, e := range c.Commands() {
			if e.State == part.state {
				b.WriteString("- " + e.Name + "\n")
			}
		}
	}
	return b.String()
}
