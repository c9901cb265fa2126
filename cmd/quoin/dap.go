package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/dap"
	"quoin.dev/quoin/server"
)

type dapCommand struct {
	Stdio    bool   `help:"Speak over standard input and output, as always; for editors that say so."`
	LogLevel string `help:"Least important lines of the log, on standard error." enum:"debug,info,warn,error" default:"warn"`
}

// Run serves one editor until it leaves (doc/debugger.md).
func (c *dapCommand) Run(ctx context.Context) error {
	log := logHandler(c.LogLevel, "text")
	err := dap.Serve(ctx, dap.Stream(os.Stdin, os.Stdout, stdio{}), dap.Options{
		Log: slog.New(log),
		Launch: func(ctx context.Context, raw json.RawMessage, out io.Writer) (*dap.Debuggee, error) {
			return launch(ctx, raw, out, log)
		},
		Remote: attach,
	})
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// launchArguments are what a launch configuration of an editor says.
type launchArguments struct {
	Project string `json:"project"`
	// Method to run; "": the project is served, as quoin dev does.
	Method        string `json:"method"`
	Data          string `json:"data"`
	Sources       string `json:"sources"`
	UserParam     string `json:"userParam"`
	Dataless      bool   `json:"dataless"`
	SkipOnStartup bool   `json:"skipOnStartup"`
	AllowPrograms bool   `json:"allowPrograms"`
	StopOnEntry   bool   `json:"stopOnEntry"`
	NoDebug       bool   `json:"noDebug"`
	// HTTP and Admin are addresses to serve at.
	HTTP  string `json:"http"`
	Admin string `json:"admin"`
}

// launch opens a project to be debugged.
func launch(ctx context.Context, raw json.RawMessage, out io.Writer, log slog.Handler) (*dap.Debuggee, error) {
	l := launchArguments{HTTP: server.DefaultHTTP, Admin: "127.0.0.1:7080", Sources: "4d"}
	if err := json.Unmarshal(raw, &l); err != nil {
		return nil, fault.New(fault.Invalid, "dap.launch", "The launch configuration cannot be read: %w", err)
	}
	if l.Project == "" {
		return nil, fault.New(fault.Invalid, "dap.launch", `The launch configuration names no "project": write the folder of the project.`)
	}
	if l.Method == "" {
		return l.serve(ctx, out, log)
	}
	return l.run(ctx, out, log)
}

// run runs a method.
func (l *launchArguments) run(outer context.Context, out io.Writer, log slog.Handler) (*dap.Debuggee, error) {
	var quit atomic.Bool
	ctx, cancel := context.WithCancel(outer)
	a, err := app.Open(ctx, app.Options{Project: l.Project, Quit: func() { quit.Store(true); cancel() }, Data: dataFolder(l.Data), Sources: l.Sources, Dataless: l.Dataless,
		Programs: l.AllowPrograms, UserParam: l.UserParam, Output: out, OpenEngine: server.OpenEngine, Log: log})
	if err != nil {
		cancel()
		return nil, err
	}
	return &dap.Debuggee{Debugger: a.Debugger(), StopOnEntry: l.StopOnEntry, Plain: l.NoDebug, Close: func() { a.Close(); cancel() },
		Run: func(told context.Context) error {
			unhook := context.AfterFunc(told, cancel)
			defer unhook()
			if !l.SkipOnStartup {
				a.RunStartup(ctx)
				defer a.RunStop(context.WithoutCancel(ctx))
			}
			if quit.Load() {
				return nil
			}
			if err := a.RunMethod(ctx, l.Method); !quit.Load() {
				return err
			}
			return nil // QUIT 4D ends it well
		}}, nil
}

// serve serves the project as quoin dev does; requests are what is debugged.
func (l *launchArguments) serve(ctx context.Context, out io.Writer, log slog.Handler) (*dap.Debuggee, error) {
	s, err := server.Open(ctx, server.Options{Project: l.Project, Data: l.Data, Sources: l.Sources, HTTP: l.HTTP, Admin: l.Admin,
		Programs: l.AllowPrograms, Dev: true, Studio: true, Log: log, Ready: func(line string) { fmt.Fprintln(out, line) }})
	if err != nil {
		return nil, err
	}
	begun := false
	return &dap.Debuggee{Debugger: s.App().Debugger(), StopOnEntry: l.StopOnEntry, Plain: l.NoDebug,
		Run: func(ctx context.Context) error {
			begun = true
			return s.Serve(ctx)
		},
		Close: func() {
			if !begun {
				s.App().Close()
			}
		}}, nil
}

// attachTime bounds signing in and connecting.
const attachTime = 20 * time.Second

// attach signs in at a running server and connects with its debug adapter.
func attach(ctx context.Context, to dap.AttachArguments) (dap.Conn, error) {
	base, err := url.Parse(strings.TrimSuffix(to.URL, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fault.New(fault.Invalid, "dap.attach", `%q is no address of an administration server: write "url": "http://127.0.0.1:7080".`, to.URL)
	}
	brief, cancel := context.WithTimeout(ctx, attachTime)
	defer cancel()
	cookies, err := signIn(brief, base, to.Key)
	if err != nil {
		return nil, err
	}
	header := http.Header{}
	for _, c := range cookies {
		header.Add("Cookie", c.Name+"="+c.Value)
	}
	c, answer, err := websocket.Dial(brief, base.JoinPath("/studio/api/debug").String(), &websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		if answer != nil && answer.StatusCode == http.StatusForbidden {
			return nil, fault.New(fault.Permission, "dap.attach", "The Studio of this server is closed, and with it the debugger. Start the server with quoin dev, or with --studio.")
		}
		return nil, fault.New(fault.IO, "dap.attach", "The debugger of %s cannot be reached: %w", base, err)
	}
	return dap.WebSocket(ctx, c), nil
}

// signIn trades the access key for cookies.
func signIn(ctx context.Context, base *url.URL, key string) ([]*http.Cookie, error) {
	body, err := json.Marshal(map[string]string{"accessKey": key})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base.JoinPath("/api/login").String(), strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fault.New(fault.IO, "dap.attach", "The server at %s cannot be reached: %w", base, err)
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
		return answer.Cookies(), nil
	case http.StatusUnauthorized:
		return nil, fault.New(fault.Permission, "dap.attach", `The server does not take this access key: write it as "key" in the configuration.`)
	}
	return nil, fault.New(fault.IO, "dap.attach", "The server at %s answers %s to signing in; is it the address of the administration server?", base, answer.Status)
}
