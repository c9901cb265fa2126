package dap

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	protocol "github.com/google/go-dap"

	"quoin.dev/quoin/fault"
	debugger "quoin.dev/quoin/lang/debug"
)

// Capabilities are what the adapter tells a client it can do.
func Capabilities() protocol.Capabilities {
	return protocol.Capabilities{
		SupportsConfigurationDoneRequest:      true,
		SupportsFunctionBreakpoints:           true,
		SupportsConditionalBreakpoints:        true,
		SupportsHitConditionalBreakpoints:     true,
		SupportsLogPoints:                     true,
		SupportsBreakpointLocationsRequest:    true,
		SupportsEvaluateForHovers:             true,
		SupportsClipboardContext:              true,
		SupportsSetVariable:                   true,
		SupportsSetExpression:                 true,
		SupportsExceptionInfoRequest:          true,
		SupportsTerminateRequest:              true,
		SupportTerminateDebuggee:              true,
		SupportsTerminateThreadsRequest:       true,
		SupportsDelayedStackTraceLoading:      true,
		SupportsSingleThreadExecutionRequests: true,
		ExceptionBreakpointFilters: []protocol.ExceptionBreakpointsFilter{
			{Filter: "all", Label: "All Errors", Description: "Stops at every error, also at those that the code catches."},
			{Filter: "uncaught", Label: "Uncaught Errors", Description: "Stops at errors that no Try and no ON ERR CALL catches.", Default: true},
		},
	}
}

func (a *adapter) initialize(r *protocol.InitializeRequest) error {
	a.client = r.Arguments
	return a.send(&protocol.InitializeResponse{Response: a.ok(&r.Request), Body: Capabilities()})
}

func (a *adapter) launch(r *protocol.LaunchRequest) error {
	if a.o.Launch == nil {
		return fault.New(fault.Unsupported, "dap.launch", "Nothing can be launched here; attach instead.")
	}
	if err := a.fresh(); err != nil {
		return err
	}
	target, err := a.o.Launch(a.ctx, r.Arguments, printer{a})
	if err != nil {
		return err
	}
	return a.begin(target, &protocol.LaunchResponse{Response: a.ok(&r.Request)})
}

func (a *adapter) attach(r *protocol.AttachRequest) error {
	if a.o.Remote != nil {
		return a.relay(r)
	}
	if a.o.Attach == nil {
		return fault.New(fault.Unsupported, "dap.attach", "There is nothing to attach to here; launch instead.")
	}
	if err := a.fresh(); err != nil {
		return err
	}
	target, err := a.o.Attach(a.ctx, r.Arguments)
	if err != nil {
		return err
	}
	return a.begin(target, &protocol.AttachResponse{Response: a.ok(&r.Request)})
}

func (a *adapter) fresh() error {
	if a.target != nil {
		return fault.New(fault.Conflict, "dap.session", "This session has begun already.")
	}
	return nil
}

// begin opens the session and asks the client for its breakpoints.
func (a *adapter) begin(target *Debuggee, answer protocol.Message) error {
	a.target = target
	d := target.Debugger
	if target.Plain {
		d = d.Apart()
	}
	s := d.Attach(a.told)
	if target.StopOnEntry {
		s.StopOnEntry()
	}
	a.mu.Lock()
	a.session = s
	a.mu.Unlock()
	a.done.Go(func() { a.follow(s) })
	_ = a.send(answer)
	return a.send(&protocol.InitializedEvent{Event: event("initialized")})
}

// follow tells the client of processes that come and go, a few times a second:
// most live for milliseconds and are of no interest. It ends with the session.
func (a *adapter) follow(s *debugger.Session) {
	beat := time.NewTicker(250 * time.Millisecond)
	defer beat.Stop()
	for {
		select {
		case <-beat.C:
			s.TellStarted()
		case <-s.Done():
			if a.ctx.Err() == nil && !a.going.Load() { // the application ended
				_ = a.send(&protocol.TerminatedEvent{Event: event("terminated")})
			}
			return
		}
	}
}

// configured starts what was launched.
func (a *adapter) configured(r *protocol.ConfigurationDoneRequest) error {
	_ = a.send(&protocol.ConfigurationDoneResponse{Response: a.ok(&r.Request)})
	if a.started || a.target.Run == nil {
		return nil
	}
	a.started = true
	ctx, stop := context.WithCancel(a.ctx)
	a.mu.Lock()
	a.stop, a.ended = stop, make(chan struct{})
	a.mu.Unlock()
	a.done.Go(func() {
		defer close(a.ended)
		defer stop()
		code := 0
		if err := a.target.Run(ctx); err != nil {
			code = 1
			if ctx.Err() == nil {
				a.output("stderr", err.Error()+"\n")
			}
		}
		_ = a.send(&protocol.ExitedEvent{Event: event("exited"), Body: protocol.ExitedEventBody{ExitCode: code}})
		_ = a.send(&protocol.TerminatedEvent{Event: event("terminated")})
	})
	return nil
}

// terminate ends what was launched; what runs without us goes on.
func (a *adapter) terminate(r *protocol.TerminateRequest) error {
	a.mu.Lock()
	stop := a.stop
	a.mu.Unlock()
	if stop == nil {
		_ = a.send(&protocol.TerminateResponse{Response: a.ok(&r.Request)})
		return a.send(&protocol.TerminatedEvent{Event: event("terminated")})
	}
	stop()
	return a.send(&protocol.TerminateResponse{Response: a.ok(&r.Request)})
}

// disconnect ends the session: what it holds up goes on. What was launched ends,
// unless the client wants it to run.
func (a *adapter) disconnect(r *protocol.DisconnectRequest) error {
	a.mu.Lock()
	session, stop := a.session, a.stop
	a.mu.Unlock()
	a.going.Store(true)
	if stop != nil && !a.letRun.Load() {
		stop()
	}
	if session != nil {
		session.Close()
	}
	_ = a.send(&protocol.DisconnectResponse{Response: a.ok(&r.Request)})
	a.out.flush()
	a.leave()
	return nil
}

// clientPath is the path of a source as the client knows it.
func (a *adapter) clientPath(path string) string {
	root := a.target.Root
	if root == "" {
		root = a.target.Debugger.Root()
	}
	if root == "" || filepath.IsAbs(path) {
		return path
	}
	if strings.Contains(root, `\`) { // a client on Windows
		return root + `\` + strings.ReplaceAll(path, "/", `\`)
	}
	return filepath.Join(root, path)
}

// ourPath undoes clientPath.
func (a *adapter) ourPath(path string) string {
	if root := a.target.Root; root != "" {
		path = strings.ReplaceAll(path, `\`, "/")
		root = strings.TrimSuffix(strings.ReplaceAll(root, `\`, "/"), "/")
		if rest, ok := strings.CutPrefix(path, root+"/"); ok {
			return rest
		}
	}
	return path
}

// Lines and columns count from 1 unless the client says otherwise.
func (a *adapter) lineOut(line int) int {
	if line > 0 && !a.client.LinesStartAt1 {
		return line - 1
	}
	return line
}

func (a *adapter) lineIn(line int) int {
	if !a.client.LinesStartAt1 {
		return line + 1
	}
	return line
}
