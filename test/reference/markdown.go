package main

import (
	"regexp"
	"strings"
)

// document is the Markdown of a family: a title, an introduction, and a section
// for each command and each "Class.member".
type document struct {
	title, intro string
	sections     map[string]string // by heading
}

// readDocument splits the Markdown of a family.
func readDocument(text string) document {
	parts := strings.Split("\n"+strings.TrimSpace(text), "\n## ")
	title, intro, _ := strings.Cut(strings.TrimSpace(parts[0]), "\n")
	d := document{strings.TrimPrefix(title, "# "), strings.TrimSpace(intro), map[string]string{}}
	for _, p := range parts[1:] {
		heading, body, _ := strings.Cut(p, "\n")
		d.sections[strings.TrimSpace(heading)] = strings.TrimSpace(body)
	}
	return d
}

// result is the comment with what an example gives, at the end of its block.
var result = regexp.MustCompile("(?m)^// ([^\n]*)\n```")

// shown returns a section as the reference shows it: what an example gives
// stands behind an arrow.
func shown(section string) string { return result.ReplaceAllString(section, "// → $1\n```") }

// anchor returns the fragment under which a heading is found on the page.
func anchor(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(heading) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 0x7F:
			b.WriteRune(r)
		}
	}
	return b.String()
}
