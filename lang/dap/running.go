package dap

import (
	"strconv"

	protocol "github.com/google/go-dap"

	debugger "quoin.dev/quoin/lang/debug"
)

// told turns what the session tells into events of the protocol.
func (a *adapter) told(e debugger.Event) {
	switch e.Kind {
	case debugger.Stopped:
		a.out.add(&protocol.StoppedEvent{Event: event("stopped"), Body: stopped(e.Stop)}, false)
	case debugger.Continued:
		a.handles.forget(e.Thread)
		a.out.add(&protocol.ContinuedEvent{Event: event("continued"), Body: protocol.ContinuedEventBody{ThreadId: e.Thread}}, false)
	case debugger.Started:
		a.out.add(&protocol.ThreadEvent{Event: event("thread"), Body: protocol.ThreadEventBody{Reason: "started", ThreadId: e.Thread}}, false)
	case debugger.Exited:
		a.handles.forget(e.Thread)
		a.out.add(&protocol.ThreadEvent{Event: event("thread"), Body: protocol.ThreadEventBody{Reason: "exited", ThreadId: e.Thread}}, false)
	case debugger.Output:
		a.logged(e)
	case debugger.BreakpointChanged:
		a.out.add(&protocol.BreakpointEvent{Event: event("breakpoint"), Body: protocol.BreakpointEventBody{Reason: "changed", Breakpoint: a.breakpoint(e.Moved)}}, false)
	}
}

// logged tells what a log point wrote, and where it stands.
func (a *adapter) logged(e debugger.Event) {
	at := e.Break.Location()
	m := &protocol.OutputEvent{Event: event("output"), Body: protocol.OutputEventBody{Category: "console", Output: e.Text,
		Source: a.file(at.Path), Line: a.lineOut(at.Line)}}
	if e.Failed {
		m.Body.Category = "stderr"
	}
	a.out.add(m, true)
}

// stopped says why a process stopped.
func stopped(s *debugger.Stop) protocol.StoppedEventBody {
	b := protocol.StoppedEventBody{Reason: string(s.Reason), ThreadId: s.Thread, Text: s.Text, HitBreakpointIds: s.Breakpoints}
	switch s.Reason {
	case debugger.OnError:
		b.Description, b.Text = "Paused on error", message(s)
	case debugger.AtTrace:
		b.Reason, b.Description = "pause", "Paused by TRACE"
	}
	return b
}

func (a *adapter) threads(s *debugger.Session, r *protocol.ThreadsRequest) error {
	all := []protocol.Thread{}
	for _, t := range s.Threads() {
		name := t.Name
		if name == "" {
			name = "process"
		}
		all = append(all, protocol.Thread{Id: t.ID, Name: name + " #" + strconv.Itoa(t.ID)})
	}
	return a.send(&protocol.ThreadsResponse{Response: a.ok(&r.Request), Body: protocol.ThreadsResponseBody{Threads: all}})
}

func (a *adapter) pause(s *debugger.Session, r *protocol.PauseRequest) error {
	if err := s.Pause(r.Arguments.ThreadId); err != nil {
		return err
	}
	return a.send(&protocol.PauseResponse{Response: a.ok(&r.Request)})
}

// goOn lets one process go on, or all that this session holds up.
func (a *adapter) goOn(s *debugger.Session, r *protocol.ContinueRequest) error {
	if _, err := s.Stop(r.Arguments.ThreadId); err != nil {
		return err
	}
	answer := &protocol.ContinueResponse{Response: a.ok(&r.Request)}
	return a.resume(s, r.Arguments.ThreadId, debugger.Continue, answer)
}

// step answers before the process goes on: it may stop again at once, and the
// client would take the later answer for the later state.
func (a *adapter) step(s *debugger.Session, thread int, how debugger.Step, answer protocol.Message) error {
	if _, err := s.Stop(thread); err != nil {
		return err
	}
	return a.resume(s, thread, how, answer)
}

func (a *adapter) resume(s *debugger.Session, thread int, how debugger.Step, answer protocol.Message) error {
	a.handles.forget(thread)
	_ = a.send(answer)
	_ = s.Resume(thread, how) // it has ended meanwhile: that is told by its own event
	return nil
}

// terminateThreads ends processes; those that stand still go on to their end.
func (a *adapter) terminateThreads(s *debugger.Session, r *protocol.TerminateThreadsRequest) error {
	for _, id := range r.Arguments.ThreadIds {
		if err := s.End(id); err != nil {
			return err
		}
	}
	return a.send(&protocol.TerminateThreadsResponse{Response: a.ok(&r.Request)})
}
