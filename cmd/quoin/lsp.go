package main

import (
	"context"
	"log/slog"
	"os"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/lang/lsp"
)

type lspCommand struct {
	Sources  string `help:"Which sources win where a project has both forms." enum:"4d,qodly" default:"4d"`
	Stdio    bool   `help:"Speak over standard input and output, as always; for editors that say so."`
	LogLevel string `help:"Least important lines of the log, on standard error." enum:"debug,info,warn,error" default:"warn"`
}

// Run serves one editor until it leaves.
func (c *lspCommand) Run(ctx context.Context) error {
	cat, err := app.Catalogue()
	if err != nil {
		return err
	}
	err = lsp.Serve(ctx, lsp.NewStream(stdio{}), lsp.Options{
		Version: version,
		Log:     slog.New(logHandler(c.LogLevel, "text")),
		Open: func(_ context.Context, folder string) (lsp.Project, error) {
			return app.Edit(folder, c.Sources, cat)
		},
		Loose: func() (lsp.Project, error) { return app.NewLoose(cat), nil },
	})
	if err == lsp.ErrAborted {
		return failure(exitFailed)
	}
	return err
}

// stdio is standard input and output as one stream.
type stdio struct{}

func (stdio) Read(b []byte) (int, error)  { return os.Stdin.Read(b) }
func (stdio) Write(b []byte) (int, error) { return os.Stdout.Write(b) }
func (stdio) Close() error                { return os.Stdin.Close() }
