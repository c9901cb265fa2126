package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/app/suite"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/server"
)

type testCommand struct {
	Project       string        `arg:"" optional:"" default:"." help:"The project's folder, its Project folder, or a .4DProject file."`
	Only          string        `name:"run" help:"Run only tests that fit: Class, function or Class.function; * is any text, commas separate." placeholder:"PATTERN"`
	Tags          []string      `help:"Run only tests with one of these tags." placeholder:"TAG,…"`
	ExcludeTags   []string      `help:"Run no tests with one of these tags." placeholder:"TAG,…"`
	Format        string        `help:"Form of the report." enum:"text,junit,json" default:"text"`
	Output        string        `help:"File for the report, instead of the standard output." placeholder:"FILE"`
	List          bool          `help:"List the tests and run none."`
	Timeout       time.Duration `help:"How long one test may take." default:"1m"`
	Data          string        `help:"Folder of data to test on; changes of tests are rolled back. Without it the data is new and temporary." placeholder:"DIR"`
	Dataless      bool          `help:"Test without a database."`
	SkipOnstartup bool          `help:"Do not run the start-up code of the project."`
	UserParam     string        `help:"Text for Get database parameter(User param value)." placeholder:"TEXT"`
	Sources       string        `help:"Which sources win where a project has both forms." enum:"4d,qodly" default:"4d"`

	codeFlags
}

// Run runs the tests; one that fails makes the exit code 1.
func (c *testCommand) Run(ctx context.Context, o output) error {
	if c.List {
		return c.list(ctx, o)
	}
	data, remove, err := c.data()
	if err != nil {
		return err
	}
	defer remove()
	a, err := app.Open(ctx, app.Options{
		Project: c.Project, Data: data, Sources: c.Sources, Dataless: c.Dataless, UserParam: c.UserParam,
		Programs: c.AllowPrograms, CodeMemory: c.memory(), Output: o.err, OpenEngine: server.OpenEngine, Log: logHandler("warn", "text"),
		Quit: func() {}, // it ends the test that asks
	})
	if err != nil {
		return err
	}
	defer a.Close()
	suites := suite.Select(suite.Find(a.Current().Program), c.choice())
	if len(suites) == 0 {
		return fault.New(fault.NotFound, "test.none", "%s", c.none())
	}
	if !c.SkipOnstartup {
		a.RunStartup(ctx)
		defer a.RunStop(context.WithoutCancel(ctx))
	}
	progress := o.out
	if c.Format != "text" && c.Output == "" {
		progress = o.err
	}
	results := suite.Run(ctx, a, suites, suite.Options{Timeout: c.Timeout}, func(r suite.Result) { _ = suite.WriteText(progress, r) })
	summary := suite.Summarize(results)
	fmt.Fprintf(progress, "\n%s\n", summary)
	if err := c.report(o.out, a.Name(), results); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fault.New(fault.Cancelled, "test.stopped", "The tests were stopped.")
	}
	if !summary.OK() {
		return failure(exitFailed)
	}
	return nil
}

func (c *testCommand) choice() suite.Choice {
	return suite.Choice{Patterns: c.Only, Tags: c.Tags, Without: c.ExcludeTags}
}

func (c *testCommand) none() string {
	if c.Only != "" || len(c.Tags)+len(c.ExcludeTags) > 0 {
		return "No test fits what was asked for; --list without --run and --tags shows all."
	}
	return "The project has no tests: no class with a function whose name begins with test, and no method test_…"
}

// data returns the folder of the data, a temporary one unless the user names
// one.
func (c *testCommand) data() (folder string, remove func(), err error) {
	if c.Data != "" {
		return dataFolder(c.Data), func() {}, nil
	}
	folder, err = os.MkdirTemp("", "quoin-test-")
	return folder, func() { os.RemoveAll(folder) }, err
}

func (c *testCommand) list(ctx context.Context, o output) error {
	b, err := app.Check(ctx, app.Options{Project: c.Project, Sources: c.Sources})
	if err != nil {
		return err
	}
	for _, s := range suite.Select(suite.Find(b.Program), c.choice()) {
		for _, t := range s.Tests {
			fmt.Fprintln(o.out, t.Name())
		}
	}
	return nil
}

// report writes what --format and --output ask for.
func (c *testCommand) report(out io.Writer, project string, results []suite.Result) error {
	if c.Format == "text" && c.Output == "" {
		return nil // it was the progress
	}
	var b bytes.Buffer
	var err error
	switch c.Format {
	case "json":
		err = suite.WriteJSON(&b, results)
	case "junit":
		err = suite.WriteJUnit(&b, project, results)
	default:
		for _, r := range results {
			_ = suite.WriteText(&b, r) // a buffer takes everything
		}
		fmt.Fprintf(&b, "\n%s\n", suite.Summarize(results))
	}
	if err != nil {
		return err
	}
	if c.Output == "" {
		_, err = out.Write(b.Bytes())
		return err
	}
	if err := os.MkdirAll(filepath.Dir(c.Output), 0o755); err != nil {
		return err
	}
	return os.WriteFile(c.Output, b.Bytes(), 0o644)
}
