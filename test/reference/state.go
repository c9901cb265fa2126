package main

import (
	"fmt"
	"strings"

	"quoin.dev/quoin/lang/command"
)

// statePage writes the table of every row with its state.
func statePage(rows []row, c *command.Catalogue) string {
	var b strings.Builder
	b.WriteString(generated + "# What is there\n\n" +
		"Every command, class and member of the original, with the priority it got here and its state: *done*; *later*, known to\n" +
		"the checker and answering \"not available yet\" at the call; *rejected*, needs a desktop and fails only when executed.\n\n")
	count := map[[2]string]int{}
	for _, r := range rows {
		count[[2]string{r.priority, r.state(c)}]++
	}
	b.WriteString("| priority | done | later | rejected |\n|---|---|---|---|\n")
	for _, p := range priorities() {
		fmt.Fprintf(&b, "| %s | %d | %d | %d |\n", p, count[[2]string{p, done}], count[[2]string{p, later}], count[[2]string{p, rejected}])
	}
	section := ""
	for _, r := range rows {
		if r.section != section {
			section = r.section
			b.WriteString("\n## " + section + "\n\n| 4D | QodlyScript | priority | state |\n|---|---|---|---|\n")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", escape(r.name), r.qodlyName(c), r.priority, r.state(c))
	}
	return b.String()
}

func priorities() []string { return []string{"must", "should", "later", "reject"} }

// qodlyName is the name by which QodlyScript knows a command; members have the
// same name in both dialects.
func (r row) qodlyName(c *command.Catalogue) string {
	if r.section == "Classes" {
		return ""
	}
	if e := c.Command(r.name); e != nil {
		return e.Qodly
	}
	return r.qodly
}

func escape(s string) string {
	return strings.NewReplacer("<", "&lt;", ">", "&gt;", "|", "\\|").Replace(s)
}
