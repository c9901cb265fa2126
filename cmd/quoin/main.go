// Command quoin is the whole product: it serves, checks, runs and looks after
// projects. It knows every part and decides nothing.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"quoin.dev/quoin/fault"
)

// cli is the command line (see the README; scripts depend on it).
type cli struct {
	New   newCommand   `cmd:"" help:"Make a new project from a template."`
	Dev   devCommand   `cmd:"" help:"Serve a project with its Studio, reloading it as files change."`
	Serve serveCommand `cmd:"" help:"Serve a project in production: no Studio."`
	Check checkCommand `cmd:"" help:"Show every diagnostic of code, model, pages and roles."`
	Run   runCommand   `cmd:"" help:"Run a method without a server."`
	Test  testCommand  `cmd:"" help:"Run the tests that the project holds."`
	Eval  evalCommand  `cmd:"" help:"Evaluate an expression or a snippet and print its value as JSON."`
	Fmt   fmtCommand   `cmd:"" help:"Format source files."`

	Lsp       lspCommand       `cmd:"" help:"Speak the language server protocol with an editor."`
	Dap       dapCommand       `cmd:"" help:"Speak the debug adapter protocol with an editor."`
	Explain   explainCommand   `cmd:"" help:"Explain a code of quoin check, or list all codes."`
	Translate translateCommand `cmd:"" help:"Translate source files into the other dialect."`

	Backup  backupCommand  `cmd:"" help:"Back up the data of a project."`
	Restore restoreCommand `cmd:"" help:"Restore a backup into a folder without data."`
	Verify  verifyCommand  `cmd:"" help:"Verify the data of a project, or a backup."`
	Version versionCommand `cmd:"" help:"Print the version."`

	Compact laterCommand `cmd:"" passthrough:"" help:"Compact the data (not there yet)."`
	Console laterCommand `cmd:"" passthrough:"" help:"The Dashboard over many environments (not there yet)."`

	ShowVersion versionFlag `name:"version" help:"Print the version."`
}

// Exit codes. Wrong usage is 2 everywhere.
const (
	exitFailed = 1
	exitUsage  = 2
)

// failure ends a command with an exit code after it has said everything.
type failure int

func (f failure) Error() string { return fmt.Sprintf("exit %d", int(f)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	var c cli
	out := output{stdout, stderr}
	exit := -1
	parser, err := kong.New(&c, kong.Name("quoin"),
		kong.Description("An open platform to build, run and look after web business applications."),
		kong.UsageOnError(), kong.Writers(stdout, stderr), kong.Exit(func(n int) { exit = n; panic(failure(n)) }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(out))
	if err != nil {
		fmt.Fprintln(stderr, "quoin:", err)
		return exitFailed
	}
	defer func() {
		// kong ends help and wrong usage through its exit function.
		if x := recover(); x != nil {
			if f, ok := x.(failure); ok && exit >= 0 {
				code = int(f)
				return
			}
			panic(x)
		}
	}()
	k, err := parser.Parse(plainMinus(args))
	if err != nil {
		fmt.Fprintf(stderr, "quoin: %v\nSee: quoin --help\n", err)
		return exitUsage
	}
	err = k.Run()
	var f failure
	switch {
	case err == nil:
		return 0
	case errors.As(err, &f):
		return int(f)
	}
	fmt.Fprintln(stderr, "quoin:", err)
	if e := fault.As(err); e != nil && e.Code == "usage" {
		return exitUsage
	}
	return exitFailed
}

// plainMinus lets the expression of eval begin with a minus: «quoin eval -7+2»
// and «quoin eval '-$x'» ask for no flag, since no flag is followed by that.
func plainMinus(args []string) []string {
	if len(args) < 2 || args[0] != "eval" || slices.Contains(args, "--") {
		return args
	}
	for i, a := range args {
		if len(a) > 1 && a[0] == '-' && strings.ContainsAny(a[1:2], "0123456789.$( ?!") {
			rest := slices.Delete(slices.Clone(args), i, i+1)
			return append(rest, "--", a)
		}
	}
	return args
}

// output is where a command writes.
type output struct{ out, err io.Writer }

// laterCommand stands for what is planned and not there yet.
type laterCommand struct {
	Args []string `arg:"" optional:"" help:"Not looked at."`
}

// Run says so.
func (c laterCommand) Run(k *kong.Context, o output) error {
	if slices.Contains(c.Args, "--help") || slices.Contains(c.Args, "-h") {
		_, err := fmt.Fprintf(o.out, "quoin %s: %s\n", k.Selected().Name, k.Selected().Help)
		return err
	}
	return fault.New(fault.Unsupported, "cli.later", "quoin %s is not there yet.", k.Selected().Name)
}

// version is set by release builds.
const version = "0.1-dev"

// versionFlag is --version, which ends the command line as --help does.
type versionFlag bool

// BeforeReset prints the version.
func (versionFlag) BeforeReset(k *kong.Kong, o output) error {
	if err := (versionCommand{}).Run(o); err != nil {
		return err
	}
	k.Exit(0)
	return nil
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(o output) error {
	_, err := fmt.Fprintln(o.out, "quoin", version)
	return err
}
