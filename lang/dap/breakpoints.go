package dap

import (
	"slices"

	protocol "github.com/google/go-dap"

	debugger "quoin.dev/quoin/lang/debug"
)

// maxBreakpoints bounds those of one request.
const maxBreakpoints = 10_000

func (a *adapter) setBreakpoints(s *debugger.Session, r *protocol.SetBreakpointsRequest) error {
	wanted := r.Arguments.Breakpoints
	if len(wanted) == 0 {
		for _, line := range r.Arguments.Lines { // what old clients send
			wanted = append(wanted, protocol.SourceBreakpoint{Line: line})
		}
	}
	specs := make([]debugger.Spec, min(len(wanted), maxBreakpoints))
	for i := range specs {
		b := wanted[i]
		specs[i] = debugger.Spec{Line: a.lineIn(b.Line), Condition: b.Condition, Hits: b.HitCondition, Log: b.LogMessage}
	}
	body := protocol.SetBreakpointsResponseBody{Breakpoints: a.placed(s.SetBreakpoints(a.ourPath(r.Arguments.Source.Path), specs))}
	return a.send(&protocol.SetBreakpointsResponse{Response: a.ok(&r.Request), Body: body})
}

func (a *adapter) setFunctionBreakpoints(s *debugger.Session, r *protocol.SetFunctionBreakpointsRequest) error {
	specs := make([]debugger.Spec, min(len(r.Arguments.Breakpoints), maxBreakpoints))
	for i := range specs {
		b := r.Arguments.Breakpoints[i]
		specs[i] = debugger.Spec{Function: b.Name, Condition: b.Condition, Hits: b.HitCondition}
	}
	body := protocol.SetFunctionBreakpointsResponseBody{Breakpoints: a.placed(s.SetFunctionBreakpoints(specs))}
	return a.send(&protocol.SetFunctionBreakpointsResponse{Response: a.ok(&r.Request), Body: body})
}

func (a *adapter) placed(places []debugger.Location) []protocol.Breakpoint {
	all := make([]protocol.Breakpoint, len(places))
	for i, at := range places {
		all[i] = a.breakpoint(at)
	}
	return all
}

func (a *adapter) breakpoint(at debugger.Location) protocol.Breakpoint {
	b := protocol.Breakpoint{Id: at.ID, Verified: at.Verified, Message: at.Message, Line: a.lineOut(at.Line)}
	if at.Path != "" {
		b.Source = a.file(at.Path)
	}
	return b
}

func (a *adapter) setExceptionBreakpoints(s *debugger.Session, r *protocol.SetExceptionBreakpointsRequest) error {
	on := slices.Clone(r.Arguments.Filters)
	for _, f := range r.Arguments.FilterOptions {
		on = append(on, f.FilterId)
	}
	s.SetExceptions(slices.Contains(on, "all"), slices.Contains(on, "uncaught"))
	return a.send(&protocol.SetExceptionBreakpointsResponse{Response: a.ok(&r.Request)})
}

func (a *adapter) breakpointLocations(s *debugger.Session, r *protocol.BreakpointLocationsRequest) error {
	body := protocol.BreakpointLocationsResponseBody{Breakpoints: []protocol.BreakpointLocation{}}
	if at := r.Arguments; at != nil {
		first := a.lineIn(at.Line)
		last := first
		if at.EndLine != 0 {
			last = a.lineIn(at.EndLine)
		}
		for _, line := range s.Lines(a.ourPath(at.Source.Path), first, last) {
			body.Breakpoints = append(body.Breakpoints, protocol.BreakpointLocation{Line: a.lineOut(line)})
		}
	}
	return a.send(&protocol.BreakpointLocationsResponse{Response: a.ok(&r.Request), Body: body})
}
