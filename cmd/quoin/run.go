package main

import (
	"context"
	"io"
	"os"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/server"
)

type runCommand struct {
	projectFlags
	Method        string `arg:"" optional:"" help:"The method to run."`
	StartupMethod string `help:"The method to run, as tool4d names it." placeholder:"NAME"`
	Dataless      bool   `help:"Run without a database."`
	SkipOnstartup bool   `help:"Do not run the start-up code of the project."`
	UserParam     string `help:"Text for Get database parameter(User param value)." placeholder:"TEXT"`
}

// Run runs the method; an error of it makes the exit code 1.
func (c *runCommand) Run(ctx context.Context, o output) error {
	method := c.Method
	if method == "" {
		method = c.StartupMethod
	}
	if method == "" {
		return fault.New(fault.Invalid, "usage", "Which method? Give its name after the project.")
	}
	a, err := app.Open(ctx, app.Options{
		Project: c.Project, Data: c.Data, Sources: c.Sources, Dataless: c.Dataless,
		UserParam: c.UserParam, Output: o.out, OpenEngine: server.OpenEngine, Log: logHandler("warn", "text"),
	})
	if err != nil {
		return err
	}
	defer a.Close()
	if !c.SkipOnstartup {
		a.RunStartup(ctx)
		defer a.RunStop(ctx)
	}
	return a.RunMethod(ctx, method)
}

type evalCommand struct {
	Code    string `arg:"" optional:"" help:"The expression or snippet."`
	Dialect string `help:"Spelling of the code." enum:"4d,qodly" default:"4d"`
	File    string `help:"Read the code from a file; - is standard input." placeholder:"F"`
	Project string `help:"Evaluate in a project, with its classes and data." placeholder:"PROJECT"`
	Data    string `help:"Folder of the data." placeholder:"DIR"`
}

// Run prints the value as JSON on one line.
func (c *evalCommand) Run(ctx context.Context, o output) error {
	code, err := c.code()
	if err != nil {
		return err
	}
	line, err := app.Eval(ctx, code, c.Dialect == "qodly", app.Options{
		Project: c.Project, Data: c.Data, Output: o.err, OpenEngine: server.OpenEngine, Log: logHandler("warn", "text"),
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(o.out, line+"\n")
	return err
}

func (c *evalCommand) code() (string, error) {
	switch {
	case c.File == "" && c.Code == "":
		return "", fault.New(fault.Invalid, "usage", "What should be evaluated? Give an expression or --file.")
	case c.File == "-":
		b, err := io.ReadAll(os.Stdin)
		return string(b), err
	case c.File != "":
		b, err := os.ReadFile(c.File)
		return string(b), err
	}
	return c.Code, nil
}
