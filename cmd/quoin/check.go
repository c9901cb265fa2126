package main

import (
	"context"
	"encoding/json"
	"fmt"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/fault"
)

type checkCommand struct {
	projectFlags
	JSON bool `help:"One JSON object a line."`
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
	errors := 0
	for _, d := range build.Diagnostics {
		if d.Severity == fault.Grave {
			errors++
		}
		if err := c.print(o, d); err != nil {
			return err
		}
	}
	if errors > 0 {
		return failure(exitFailed)
	}
	return nil
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
