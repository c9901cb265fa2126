// Package dap speaks the Debug Adapter Protocol, for editors: it turns requests
// into calls of a debug.Session and what happens there into events.
//
//	err := dap.Serve(ctx, dap.Stream(os.Stdin, os.Stdout, nil), dap.Options{Launch: launch})
//
// It knows neither projects nor servers: what "launch" and "attach" mean is
// given by whoever serves.
package dap

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	protocol "github.com/google/go-dap"

	"quoin.dev/quoin/fault"
	debugger "quoin.dev/quoin/lang/debug"
)

// Options say what can be debugged.
type Options struct {
	// Launch opens what the arguments of a launch request name; nil: nothing can
	// be launched here. out takes what it prints.
	Launch func(ctx context.Context, arguments json.RawMessage, out io.Writer) (*Debuggee, error)
	// Attach finds what runs already; nil: there is nothing.
	Attach func(ctx context.Context, arguments json.RawMessage) (*Debuggee, error)
	// Remote connects with the adapter of a running server, which serves the client
	// from then on; nil: attaching is what Attach says.
	Remote func(ctx context.Context, arguments AttachArguments) (Conn, error)
	// Log takes failures of the adapter itself; nil: nowhere.
	Log *slog.Logger
}

// Debuggee is what a client debugs.
type Debuggee struct {
	Debugger *debugger.Debugger
	// Run runs it once the client has set its breakpoints, until it is over or the
	// context ends; nil: it runs already.
	Run func(ctx context.Context) error
	// Close gives it up after the session; nil: nothing to do.
	Close func()
	// Root is the client's folder of the sources; "" if it is Debugger.Root.
	Root string
	// StopOnEntry stops at the first statement.
	StopOnEntry bool
	// Plain runs it without debugging.
	Plain bool
}

// adapter is one connection.
type adapter struct {
	o    Options
	conn Conn
	out  *outbox

	ctx    context.Context
	cancel context.CancelFunc
	queue  chan func() // requests that take turns
	done   sync.WaitGroup

	// Used by the goroutine that serves the queue, but for what is locked.
	client  protocol.InitializeRequestArguments
	target  *Debuggee
	started bool
	handles handles

	remote  atomic.Pointer[Conn] // the adapter that serves in place of this one
	going   atomic.Bool          // it disconnects
	left    atomic.Bool          // the client has disconnected
	leaving chan struct{}        // closed then
	letRun  atomic.Bool          // the client leaves what it launched running

	mu      sync.Mutex // guards what follows: requests that do not wait use it
	session *debugger.Session
	stop    context.CancelFunc // ends Run
	ended   chan struct{}      // closed when Run has returned; nil before it began
}

// maxQueue bounds the requests that wait.
const maxQueue = 1000

// Serve serves a client until it disconnects, the connection breaks or the
// context ends; everything then goes on without it.
func Serve(ctx context.Context, conn Conn, o Options) error {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	a := &adapter{o: o, conn: conn, queue: make(chan func(), maxQueue), leaving: make(chan struct{})}
	a.ctx, a.cancel = context.WithCancel(ctx)
	a.out = newOutbox(conn, func() {
		if !a.letRun.Load() {
			a.cancel()
		}
	})
	defer a.close()
	a.done.Go(a.work)
	// Reading may not end when the connection is closed: standard input does not.
	broken := make(chan error, 1)
	go func() {
		for {
			content, err := conn.Read()
			if err != nil {
				broken <- err
				return
			}
			a.receive(content)
		}
	}()
	select {
	case <-a.ctx.Done():
		_ = a.send(&protocol.TerminatedEvent{Event: event("terminated")})
	case <-a.leaving:
	case err := <-broken:
		a.settle() // what was sent before is answered
		if a.ctx.Err() == nil && !a.left.Load() && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) {
			return err
		}
	}
	return nil
}

// leave ends the service after the client has disconnected.
func (a *adapter) leave() {
	if a.left.CompareAndSwap(false, true) {
		close(a.leaving)
		_ = a.conn.Close()
	}
}

// close lets go of everything, once what was left running is over.
func (a *adapter) close() {
	a.mu.Lock()
	session, stop, ended := a.session, a.stop, a.ended
	a.mu.Unlock()
	if ended != nil && a.letRun.Load() {
		select {
		case <-ended:
		case <-a.ctx.Done():
		}
	}
	a.cancel()
	if session != nil {
		session.Close()
	}
	if stop != nil {
		stop()
	}
	if remote := a.remote.Load(); remote != nil {
		_ = (*remote).Close()
	}
	a.done.Wait()
	if a.target != nil && a.target.Close != nil {
		a.target.Close()
	}
	late := time.AfterFunc(lastWrites, func() { _ = a.conn.Close() })
	defer late.Stop()
	a.out.close()
	_ = a.conn.Close()
}

// lastWrites bounds how long the last messages may take.
const lastWrites = 2 * time.Second

// receive decodes a message. Requests that must not wait for others are handled
// at once.
func (a *adapter) receive(content []byte) {
	if remote := a.remote.Load(); remote != nil {
		if isDisconnect(content) {
			a.going.Store(true)
		}
		if (*remote).Write(content) != nil {
			a.cancel()
		}
		return
	}
	m, err := protocol.DecodeProtocolMessage(content)
	if err != nil {
		var unknown *protocol.DecodeProtocolMessageFieldError
		if errors.As(err, &unknown) && unknown.SubType == "Request" {
			a.fail(&protocol.Request{ProtocolMessage: protocol.ProtocolMessage{Seq: unknown.Seq, Type: "request"}, Command: unknown.FieldValue},
				fault.New(fault.Unsupported, "dap.unsupported", "The request %q is not supported.", unknown.FieldValue))
		}
		return
	}
	r, ok := m.(protocol.RequestMessage)
	if !ok {
		return // an answer to a request that was never made
	}
	switch r.(type) {
	case *protocol.AttachRequest:
		if a.o.Remote != nil {
			a.settle()
			a.handle(r) // what comes after it goes to the remote adapter
			return
		}
	case *protocol.DisconnectRequest:
		a.letRun.Store(leaves(content))
	case *protocol.PauseRequest, *protocol.TerminateThreadsRequest, *protocol.TerminateRequest:
		a.handle(r)
		return
	}
	select {
	case a.queue <- func() { a.handle(r) }:
	default:
		a.fail(r.GetRequest(), fault.New(fault.Limit, "dap.queue", "More than %d requests wait.", maxQueue))
	}
}

func isDisconnect(content []byte) bool {
	var r protocol.Request
	return json.Unmarshal(content, &r) == nil && r.Type == "request" && r.Command == "disconnect"
}

// leaves reports whether a disconnect request says outright that what was
// launched goes on.
func leaves(content []byte) bool {
	var r struct {
		Arguments struct {
			TerminateDebuggee *bool `json:"terminateDebuggee"`
		} `json:"arguments"`
	}
	return json.Unmarshal(content, &r) == nil && r.Arguments.TerminateDebuggee != nil && !*r.Arguments.TerminateDebuggee
}

// work handles requests one after the other.
func (a *adapter) work() {
	for {
		select {
		case next := <-a.queue:
			if next(); a.left.Load() {
				return
			}
		case <-a.ctx.Done():
			return
		}
	}
}

// settle waits until the requests that came before are answered.
func (a *adapter) settle() {
	done := make(chan struct{})
	select {
	case a.queue <- func() { close(done) }:
	case <-a.leaving:
		return
	case <-a.ctx.Done():
		return
	}
	select {
	case <-done:
	case <-a.leaving:
	case <-a.ctx.Done():
	}
}

// handle answers a request. A failure of ours costs the client an answer, not
// the session.
func (a *adapter) handle(m protocol.RequestMessage) {
	r := m.GetRequest()
	defer func() {
		if bug := recover(); bug != nil {
			a.o.Log.Error("the debug adapter failed", "request", r.Command, "bug", bug, "stack", string(debug.Stack()))
			a.fail(r, fault.New(fault.Internal, "dap.panic", "The debug adapter failed on %s: %v.", r.Command, bug))
		}
	}()
	if err := a.dispatch(m); err != nil {
		a.fail(r, err)
	}
}

// dispatch is the table of requests. A handler answers itself; its error is the
// answer otherwise.
func (a *adapter) dispatch(m protocol.RequestMessage) error {
	switch r := m.(type) {
	case *protocol.InitializeRequest:
		return a.initialize(r)
	case *protocol.LaunchRequest:
		return a.launch(r)
	case *protocol.AttachRequest:
		return a.attach(r)
	case *protocol.DisconnectRequest:
		return a.disconnect(r)
	}
	s := a.open()
	if s == nil {
		return fault.New(fault.Conflict, "dap.no-session", "%s needs a session: launch or attach first.", m.GetRequest().Command)
	}
	switch r := m.(type) {
	case *protocol.ConfigurationDoneRequest:
		return a.configured(r)
	case *protocol.TerminateRequest:
		return a.terminate(r)
	case *protocol.SetBreakpointsRequest:
		return a.setBreakpoints(s, r)
	case *protocol.SetFunctionBreakpointsRequest:
		return a.setFunctionBreakpoints(s, r)
	case *protocol.SetExceptionBreakpointsRequest:
		return a.setExceptionBreakpoints(s, r)
	case *protocol.BreakpointLocationsRequest:
		return a.breakpointLocations(s, r)
	case *protocol.ThreadsRequest:
		return a.threads(s, r)
	case *protocol.PauseRequest:
		return a.pause(s, r)
	case *protocol.ContinueRequest:
		return a.goOn(s, r)
	case *protocol.NextRequest:
		return a.step(s, r.Arguments.ThreadId, debugger.Over, &protocol.NextResponse{Response: a.ok(&r.Request)})
	case *protocol.StepInRequest:
		return a.step(s, r.Arguments.ThreadId, debugger.Into, &protocol.StepInResponse{Response: a.ok(&r.Request)})
	case *protocol.StepOutRequest:
		return a.step(s, r.Arguments.ThreadId, debugger.Out, &protocol.StepOutResponse{Response: a.ok(&r.Request)})
	case *protocol.TerminateThreadsRequest:
		return a.terminateThreads(s, r)
	case *protocol.StackTraceRequest:
		return a.stackTrace(s, r)
	case *protocol.ScopesRequest:
		return a.scopes(r)
	case *protocol.VariablesRequest:
		return a.variables(r)
	case *protocol.SetVariableRequest:
		return a.setVariable(r)
	case *protocol.EvaluateRequest:
		return a.evaluate(r)
	case *protocol.SetExpressionRequest:
		return a.setExpression(r)
	case *protocol.ExceptionInfoRequest:
		return a.exceptionInfo(s, r)
	case *protocol.SourceRequest:
		return a.source(r)
	}
	return fault.New(fault.Unsupported, "dap.unsupported", "The request %q is not supported.", m.GetRequest().Command)
}

// open returns the session, nil before there is one.
func (a *adapter) open() *debugger.Session {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.session
}

// ok begins the answer to a request.
func (a *adapter) ok(r *protocol.Request) protocol.Response {
	return protocol.Response{ProtocolMessage: protocol.ProtocolMessage{Type: "response"}, RequestSeq: r.Seq, Success: true, Command: r.Command}
}

// send sends an answer.
func (a *adapter) send(m protocol.Message) error {
	a.out.add(m, false)
	return nil
}

// fail answers with an error, whose message is for the person.
func (a *adapter) fail(r *protocol.Request, err error) {
	message := err.Error()
	code := ""
	if f := fault.As(err); f != nil {
		message, code = f.Message, f.Code
		if message == "" {
			message = f.Error()
		}
	}
	m := &protocol.ErrorResponse{Response: a.ok(r)}
	m.Success, m.Message = false, message
	m.Body.Error = &protocol.ErrorMessage{Id: number(code), Format: "{message}", Variables: map[string]string{"message": message}, ShowUser: false}
	a.out.add(m, false)
}

// number makes a stable number of an error's code: the protocol wants one.
func number(code string) int {
	n := uint32(2166136261)
	for i := range len(code) {
		n = (n ^ uint32(code[i])) * 16777619
	}
	return int(n%90000) + 1000
}

func event(name string) protocol.Event {
	return protocol.Event{ProtocolMessage: protocol.ProtocolMessage{Type: "event"}, Event: name}
}

// output tells the client's console something.
func (a *adapter) output(category, text string) {
	a.out.add(&protocol.OutputEvent{Event: event("output"), Body: protocol.OutputEventBody{Category: category, Output: text}}, true)
}

// printer is what a launched program prints to.
type printer struct{ a *adapter }

func (p printer) Write(b []byte) (int, error) {
	p.a.output("stdout", string(b))
	return len(b), nil
}
