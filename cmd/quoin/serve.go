package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/server"
)

// projectFlags say which project and which data a command is about.
type projectFlags struct {
	Project string `arg:"" help:"The project's folder, its Project folder, or a .4DProject file."`
	Data    string `help:"Folder of the data." placeholder:"DIR"`
	Sources string `help:"Which sources win where a project has both forms." enum:"4d,qodly" default:"4d"`
}

// listenFlags say where a server listens and what it lets through.
type listenFlags struct {
	HTTP        string `name:"http" help:"Address of the application." default:":8080" placeholder:"ADDR"`
	HTTPS       string `name:"https" help:"Address of the application over TLS (cert.pem and key.pem beside the Project folder)." placeholder:"ADDR"`
	Admin       string `help:"Address of the administration server." default:"127.0.0.1:7080" placeholder:"ADDR"`
	IgnoreRoles bool   `help:"Open everything to everybody; loopback addresses only."`
	LogLevel    string `help:"Least important lines of the log." enum:"debug,info,warn,error" default:"info"`
	LogFormat   string `help:"Form of the log." enum:"text,json" default:"text"`

	RequestTime time.Duration `help:"How long the code of one request may run." default:"5m" env:"QUOIN_REQUEST_TIME"`
	codeFlags
}

// codeFlags say what the code of a project may do.
type codeFlags struct {
	AllowPrograms bool `help:"Let code start programs of this machine (4D.SystemWorker)." env:"QUOIN_ALLOW_PROGRAMS"`
	CodeMemory    int  `help:"Memory that a process of the code may use, in MB." default:"1024" env:"QUOIN_CODE_MEMORY" placeholder:"MB"`
}

// memory is in bytes.
func (c codeFlags) memory() int64 { return int64(c.CodeMemory) << 20 }

// AfterApply refuses what nothing could run with.
func (c codeFlags) AfterApply() error {
	if c.CodeMemory < 16 {
		return fault.New(fault.Invalid, "usage", "--code-memory is %d MB; give at least 16.", c.CodeMemory)
	}
	return nil
}

type serveCommand struct {
	projectFlags
	listenFlags
	Studio bool `help:"Open the application's gate to the Studio."`
	Open   bool `help:"Open the application in a browser."`
}

// Run serves until it is stopped.
func (c *serveCommand) Run(ctx context.Context, o output) error {
	options := c.options(c.projectFlags, o)
	options.Studio, options.Open = c.Studio, c.Open
	return server.Run(ctx, options)
}

type devCommand struct {
	projectFlags
	listenFlags
	Studio  bool `help:"The application's gate to the Studio." default:"true" negatable:""`
	Open    bool `help:"Open the application in a browser."`
	Welcome bool `help:"Show the addresses, the access key and the sample logins." hidden:""`
}

// Run serves with the Studio until it is stopped.
func (c *devCommand) Run(ctx context.Context, o output) error {
	options := c.options(c.projectFlags, o)
	options.Dev, options.Studio, options.Open, options.Welcome = true, c.Studio, c.Open, c.Welcome
	return server.Run(ctx, options)
}

func (l *listenFlags) options(p projectFlags, o output) server.Options {
	return server.Options{
		Project: p.Project, Data: p.Data, Sources: p.Sources,
		HTTP: l.HTTP, HTTPS: l.HTTPS, Admin: l.Admin, IgnoreRoles: l.IgnoreRoles, Programs: l.AllowPrograms,
		CodeMemory: l.memory(), RequestTime: l.RequestTime,
		Log:   logHandler(l.LogLevel, l.LogFormat),
		Ready: func(line string) { fmt.Fprintln(o.out, line) },
	}
}

// logHandler writes the log to stderr, so that stdout holds what scripts read.
func logHandler(level, format string) slog.Handler {
	var l slog.Level
	if err := l.UnmarshalText([]byte(strings.ToUpper(level))); err != nil {
		l = slog.LevelInfo // the enum of the flag lets nothing else through
	}
	options := &slog.HandlerOptions{Level: l}
	if format == "json" {
		return slog.NewJSONHandler(os.Stderr, options)
	}
	return slog.NewTextHandler(os.Stderr, options)
}
