package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/fault"
)

type checkCommand struct {
	projectFlags
	JSON     bool   `help:"One JSON object a line."`
	Severity string `enum:"hint,warning,error" default:"hint" help:"The least grave findings to print: hint, warning or error."`
	Count    bool   `help:"Print how often each code is found, not where."`
}

// diagnosticLine is a diagnostic as --json prints it.
type diagnosticLine struct {
	Path     string `json:"path"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Code     string `json:"code"`
}

// Run prints every diagnostic; errors make the exit code 1.
func (c *checkCommand) Run(ctx context.Context, o output) error {
	build, err := app.Check(ctx, app.Options{Project: c.Project, Data: c.Data, Sources: c.Sources})
	if err != nil {
		return err
	}
	errors, counts := 0, map[string]int{}
	for _, d := range build.Diagnostics() {
		if d.Severity == fault.Grave {
			errors++
		}
		if !c.wanted(d) {
			continue
		}
		if counts[d.Code]++; c.Count {
			continue
		}
		if err := c.print(o, d); err != nil {
			return err
		}
	}
	if c.Count {
		for _, code := range slices.Sorted(maps.Keys(counts)) {
			if _, err := fmt.Fprintf(o.out, "%6d %s\n", counts[code], code); err != nil {
				return err
			}
		}
	}
	if len(counts) > 0 && !c.JSON {
		fmt.Fprintln(o.err, "quoin explain CODE tells more about a code.")
	}
	if errors > 0 {
		return failure(exitFailed)
	}
	return nil
}

// wanted reports whether a finding is grave enough to be printed.
func (c *checkCommand) wanted(d fault.Problem) bool {
	switch c.Severity {
	case "error":
		return d.Severity == fault.Grave
	case "warning":
		return d.Severity != fault.Hint
	}
	return true
}

func (c *checkCommand) print(o output, d fault.Problem) error {
	if !c.JSON {
		_, err := fmt.Fprintf(o.out, "%s:%d:%d: %s: %s [%s]\n", d.Path, max(d.Line, 1), max(d.Column, 1), d.Severity, d.Message, d.Code)
		return err
	}
	line, err := json.Marshal(diagnosticLine{d.Path, max(d.Line, 1), max(d.Column, 1), d.Severity.String(), d.Message, d.Code})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.out, "%s\n", line)
	return err
}
