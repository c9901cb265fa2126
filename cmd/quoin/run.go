package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/server"
)

// runCommand takes the words of tool4d beside our own, so that scripts for it
// need no change.
type runCommand struct {
	Where         string `arg:"" optional:"" name:"project" help:"The project's folder, its Project folder, or a .4DProject file."`
	Method        string `arg:"" optional:"" help:"The method to run."`
	Project       string `name:"project" help:"The project, as tool4d names it; without a method its start-up code is run." placeholder:"PATH"`
	StartupMethod string `help:"The method to run, as tool4d names it." placeholder:"NAME"`
	SkipOnstartup bool   `help:"Do not run the start-up code of the project."`
	UserParam     string `help:"Text for Get database parameter(User param value)." placeholder:"TEXT"`
	Data          string `help:"Folder of the data, or a data file in it." placeholder:"DIR"`
	CreateData    bool   `help:"Make the data when there is none; that is done anyway."`
	Dataless      bool   `help:"Run without a database."`
	LogLevel      string `help:"Least important lines of the log; info shows what dialogs would have said." enum:"debug,info,warn,error" default:"warn"`
	Sources       string `help:"Which sources win where a project has both forms." enum:"4d,qodly" default:"4d"`

	codeFlags
	meaningless
}

// meaningless are the words of tool4d that say nothing here.
type meaningless struct {
	Headless              bool   `hidden:""`
	Utility               bool   `hidden:""`
	OpeningMode           string `hidden:"" enum:",interpreted,compiled" default:""`
	WebadminSettingsFile  string `hidden:""`
	WebadminAccessKey     string `hidden:""`
	WebadminAutoStart     string `hidden:""`
	WebadminStoreSettings bool   `hidden:""`
}

// explain says why a word of the command line had no effect.
func (m meaningless) explain(o output) {
	if m.WebadminSettingsFile != "" || m.WebadminAccessKey != "" || m.WebadminAutoStart != "" || m.WebadminStoreSettings {
		fmt.Fprintln(o.err, "quoin: --webadmin-… is ignored: a run has no administration server; see quoin serve --admin.")
	}
}

// Run runs the method; an error of it makes the exit code 1. QUIT 4D ends the
// run well.
func (c *runCommand) Run(ctx context.Context, o output) error {
	project, method, err := c.what()
	if err != nil {
		return err
	}
	c.explain(o)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var quit atomic.Bool
	a, err := app.Open(ctx, app.Options{
		Project: project, Data: dataFolder(c.Data), Sources: c.Sources, Dataless: c.Dataless, Programs: c.AllowPrograms, CodeMemory: c.memory(),
		UserParam: c.UserParam, Output: o.out, OpenEngine: server.OpenEngine, Log: logHandler(c.LogLevel, "text"),
		Quit: func() { quit.Store(true); cancel() },
	})
	if err != nil {
		return err
	}
	defer a.Close()
	if !c.SkipOnstartup {
		a.RunStartup(ctx)
		defer a.RunStop(context.WithoutCancel(ctx))
	}
	if method == "" || quit.Load() {
		return nil
	}
	if err := a.RunMethod(ctx, method); !quit.Load() {
		return err
	}
	return nil
}

// what returns the project and the method, which may be "".
func (c *runCommand) what() (project, method string, err error) {
	project, method = c.Where, c.Method
	if c.Project != "" {
		if method != "" {
			return "", "", fault.New(fault.Invalid, "usage", "Two projects are named: %s and %s.", c.Project, c.Where)
		}
		project, method = c.Project, c.Where
	}
	if method == "" {
		method = c.StartupMethod
	} else if c.StartupMethod != "" && c.StartupMethod != method {
		return "", "", fault.New(fault.Invalid, "usage", "Two methods are named: %s and %s.", method, c.StartupMethod)
	}
	switch {
	case project == "":
		return "", "", fault.New(fault.Invalid, "usage", "Which project? Give its folder.")
	case method == "" && (c.Project == "" || c.SkipOnstartup):
		return "", "", fault.New(fault.Invalid, "usage", "Which method? Give its name after the project.")
	}
	return project, method, nil
}

// dataFolder lets --data name the original's data file: the folder it is in is
// where the data is.
func dataFolder(path string) string {
	if strings.EqualFold(filepath.Ext(path), ".4DD") {
		return filepath.Dir(path)
	}
	return path
}

type evalCommand struct {
	Code    string `arg:"" optional:"" help:"The expression or snippet."`
	Dialect string `help:"Spelling of the code." enum:"4d,qodly" default:"4d"`
	File    string `help:"Read the code from a file; - is standard input." placeholder:"F"`
	Project string `help:"Evaluate in a project, with its classes and data." placeholder:"PROJECT"`
	Data    string `help:"Folder of the data." placeholder:"DIR"`

	codeFlags
}

// Run prints the value as JSON on one line.
func (c *evalCommand) Run(ctx context.Context, o output) error {
	code, err := c.code()
	if err != nil {
		return err
	}
	line, err := app.Eval(ctx, code, c.Dialect == "qodly", app.Options{
		Project: c.Project, Data: c.Data, Programs: c.AllowPrograms, CodeMemory: c.memory(), Output: o.err, OpenEngine: server.OpenEngine, Log: logHandler("warn", "text"),
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
