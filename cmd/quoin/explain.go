package main

import (
	"fmt"
	"strings"

	"quoin.dev/quoin/doc/diagnostics"
	"quoin.dev/quoin/fault"
)

type explainCommand struct {
	Code string `arg:"" optional:"" help:"The code behind a finding: name.unknown. Default: list all codes."`
}

// Run prints the page of a code, or the list of codes.
func (c *explainCommand) Run(o output) error {
	if c.Code == "" {
		for _, e := range diagnostics.Entries() {
			if _, err := fmt.Fprintf(o.out, "%-28s %-8s %s\n", e.Code, e.Severity, e.Meaning); err != nil {
				return err
			}
		}
		return nil
	}
	page, ok := diagnostics.Page(strings.ToLower(strings.Trim(c.Code, "[] ")))
	if !ok {
		return unknownCode(c.Code)
	}
	_, err := fmt.Fprint(o.out, plainPage(page))
	return err
}

func unknownCode(code string) error {
	if near := diagnostics.Nearest(code); len(near) > 0 {
		return fault.New(fault.NotFound, "explain.code", "there is no code %q. Did you mean %s?", code, strings.Join(near, ", "))
	}
	return fault.New(fault.NotFound, "explain.code", "there is no code %q; quoin explain lists all codes.", code)
}

// plainPage is a page as a terminal shows it: code is indented, and no marks of
// Markdown stand around the rest.
func plainPage(page string) string {
	var b strings.Builder
	code := false
	for _, line := range strings.SplitAfter(page, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			code = !code
		case code && line != "\n":
			b.WriteString("    " + line)
		case strings.HasPrefix(line, "# "):
			b.WriteString(line[2:])
		case strings.HasPrefix(line, "## "):
			b.WriteString(strings.TrimSpace(line[3:]) + ":\n")
		default:
			b.WriteString(emphasis.Replace(line))
		}
	}
	return b.String()
}

var emphasis = strings.NewReplacer("*error*", "error", "*warning*", "warning", "*hint*", "hint")
