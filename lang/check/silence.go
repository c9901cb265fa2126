package check

import (
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// mark is a comment "//quoin:ignore code, code" : it silences warnings and
// hints of those codes, or all where it names none, on its line; on the next
// line where nothing else stands on its own.
type mark struct {
	span  source.Span
	codes []string
	used  bool
}

const ignoreMark = "//quoin:ignore"

// silence drops the diagnostics that comments of the file silence, and reports
// marks that silence nothing.
func (c *checker) silence() {
	marks, regions := c.marks(), c.regions()
	if len(marks) == 0 && len(regions) == 0 {
		return
	}
	kept := c.info.Diagnostics[:0]
	for _, d := range c.info.Diagnostics {
		if m := marks[d.Line]; m != nil && d.Severity != Error && m.covers(d.Code) {
			m.used = true
			continue
		}
		if d.Severity != Error && (strings.HasPrefix(d.Code, "member.") || d.Code == "type.doubtful") && inRegion(regions, d.Line) {
			continue
		}
		kept = append(kept, d)
	}
	c.info.Diagnostics = kept
	for _, m := range marks {
		if !m.used {
			c.report(m.span, "ignore.unused", "There is nothing here to ignore.")
		}
	}
}

func (m *mark) covers(code string) bool {
	for _, c := range m.codes {
		if c == code || strings.HasSuffix(c, ".*") && strings.HasPrefix(code, strings.TrimSuffix(c, "*")) {
			return true
		}
	}
	return len(m.codes) == 0
}

// marks returns the marks by the line they are about.
func (c *checker) marks() map[int]*mark {
	marks := map[int]*mark{}
	for _, comment := range c.file.Comments {
		if m := markOf(comment); m != nil {
			line := c.file.Source.Line(comment.Span.Start)
			if c.unit.alone(comment) {
				line++
			}
			marks[line] = m
		}
	}
	return marks
}

func markOf(comment *syntax.Comment) *mark {
	rest, ok := strings.CutPrefix(comment.Text, ignoreMark)
	if !ok || rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return nil
	}
	rest, _, _ = strings.Cut(rest, " -- ") // a reason may follow
	return &mark{span: comment.Span, codes: strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(", \t\r", r) })}
}

// regions returns the lines between "//%W-550.n" and "//%W+550.n": there the
// original does not warn of members that it cannot find, and neither do we.
func (c *checker) regions() [][2]int {
	var regions [][2]int
	open := map[string]int{}
	for _, comment := range c.file.Comments {
		line := c.file.Source.Line(comment.Span.Start)
		if number, ok := strings.CutPrefix(comment.Text, "//%W-550"); ok && open[number] == 0 {
			open[number] = line
		} else if number, ok := strings.CutPrefix(comment.Text, "//%W+550"); ok && open[number] > 0 {
			regions = append(regions, [2]int{open[number], line})
			delete(open, number)
		}
	}
	for _, line := range open {
		regions = append(regions, [2]int{line, c.file.Source.Lines()})
	}
	return regions
}

func inRegion(regions [][2]int, line int) bool {
	for _, r := range regions {
		if line >= r[0] && line <= r[1] {
			return true
		}
	}
	return false
}
