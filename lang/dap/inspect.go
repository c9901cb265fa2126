package dap

import (
	"path"
	"strconv"
	"strings"

	protocol "github.com/google/go-dap"

	"quoin.dev/quoin/fault"
	debugger "quoin.dev/quoin/lang/debug"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
)

func dialect(qodly bool) string {
	if qodly {
		return "QodlyScript"
	}
	return "4D"
}

// stackTrace lists frames, innermost first.
func (a *adapter) stackTrace(s *debugger.Session, r *protocol.StackTraceRequest) error {
	stop, err := s.Stop(r.Arguments.ThreadId)
	if err != nil {
		return err
	}
	body := protocol.StackTraceResponseBody{StackFrames: []protocol.StackFrame{}}
	err = stop.Do(func(p *vm.Process) {
		body.TotalFrames = p.Depth()
		first, last := max(r.Arguments.StartFrame, 0), p.Depth()
		if n := r.Arguments.Levels; n > 0 && n < last-first {
			last = first + n
		}
		for i := first; i < last; i++ {
			body.StackFrames = append(body.StackFrames, a.frame(stop, p.Frame(i), i))
		}
	})
	if err != nil {
		return err
	}
	return a.send(&protocol.StackTraceResponse{Response: a.ok(&r.Request), Body: body})
}

func (a *adapter) frame(stop *debugger.Stop, f vm.Frame, index int) protocol.StackFrame {
	fn, at := f.Function(), f.Place()
	out := protocol.StackFrame{Id: a.handles.frame(stop, index), Name: fn.Name, Line: a.lineOut(at.Line), Column: at.Column,
		ModuleId: dialect(fn.Qodly)}
	if !a.client.ColumnsStartAt1 && out.Column > 0 {
		out.Column--
	}
	switch {
	case fn.Source == nil:
		out.PresentationHint = "subtle"
	case fn.Source.Path != "":
		out.Source = a.file(fn.Source.Path)
		out.Source.Origin = dialect(fn.Qodly)
	default:
		out.Source = &protocol.Source{Name: fn.Name, SourceReference: a.handles.source(fn.Source), Origin: dialect(fn.Qodly)}
	}
	return out
}

// file is a source of the project.
func (a *adapter) file(of string) *protocol.Source {
	return &protocol.Source{Name: path.Base(of), Path: a.clientPath(of)}
}

// source gives the text of code without a file, or of a file as it was compiled.
func (a *adapter) source(r *protocol.SourceRequest) error {
	f, err := a.sourceFile(r.Arguments)
	if err != nil {
		return err
	}
	kind := "text/x-4d"
	if strings.HasSuffix(f.Path, ".4qs") {
		kind = "text/x-qodlyscript"
	}
	return a.send(&protocol.SourceResponse{Response: a.ok(&r.Request), Body: protocol.SourceResponseBody{Content: f.Text, MimeType: kind}})
}

func (a *adapter) sourceFile(of protocol.SourceArguments) (*source.File, error) {
	n := of.SourceReference
	if of.Source != nil && of.Source.SourceReference != 0 {
		n = of.Source.SourceReference
	}
	if n != 0 || of.Source == nil {
		return a.handles.sourceOf(n)
	}
	for fn := range a.open().Program().Functions() {
		if fn.Source != nil && fn.Source.Path != "" && a.clientPath(fn.Source.Path) == of.Source.Path {
			return fn.Source, nil
		}
	}
	return nil, fault.New(fault.NotFound, "dap.source", "The application has no source %q.", of.Source.Path)
}

// in runs something in a frame of a stopped process.
func (h frameHandle) in(run func(p *vm.Process, f vm.Frame) error) error {
	var err error
	failed := h.stop.Do(func(p *vm.Process) { err = run(p, p.Frame(h.index)) })
	if failed != nil {
		return failed
	}
	return err
}

func (a *adapter) scopes(r *protocol.ScopesRequest) error {
	h, err := a.handles.frameOf(r.Arguments.FrameId)
	if err != nil {
		return err
	}
	body := protocol.ScopesResponseBody{Scopes: []protocol.Scope{}}
	err = h.in(func(p *vm.Process, f vm.Frame) error {
		for _, c := range debugger.Scopes(p, f) {
			s := protocol.Scope{Name: c.Name, Expensive: c.Costly, IndexedVariables: c.Indexed,
				VariablesReference: a.handles.open(insideHandle{h, c, f.Function().Qodly})}
			switch c.Name {
			case "Parameters":
				s.PresentationHint = "arguments"
			case "Local":
				s.PresentationHint = "locals"
			}
			body.Scopes = append(body.Scopes, s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.send(&protocol.ScopesResponse{Response: a.ok(&r.Request), Body: body})
}

func (a *adapter) variables(r *protocol.VariablesRequest) error {
	in, err := a.handles.insideOf(r.Arguments.VariablesReference)
	if err != nil {
		return err
	}
	want := debugger.Range{NamedOnly: r.Arguments.Filter == "named", IndexedOnly: r.Arguments.Filter == "indexed",
		Start: r.Arguments.Start, Count: r.Arguments.Count}
	body := protocol.VariablesResponseBody{Variables: []protocol.Variable{}}
	err = in.in(func(p *vm.Process, _ vm.Frame) error {
		items, err := debugger.List(p, in.container, want)
		for _, i := range items {
			body.Variables = append(body.Variables, a.variable(p, in, i))
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.send(&protocol.VariablesResponse{Response: a.ok(&r.Request), Body: body})
}

// variable shows an item on one line and numbers what is inside.
func (a *adapter) variable(p *vm.Process, in insideHandle, i debugger.Item) protocol.Variable {
	v := protocol.Variable{Name: i.Name, EvaluateName: i.Path}
	hint := &protocol.VariablePresentationHint{Kind: i.Kind}
	if i.Set == nil {
		hint.Attributes = []string{"readOnly"}
	}
	s := a.shown(p, in.frameHandle, in.qodly, i)
	v.Value, v.Type, v.VariablesReference, v.IndexedVariables = s.text, s.kind, s.inside, s.indexed
	hint.Lazy = i.Read != nil
	if hint.Kind != "" || hint.Lazy || len(hint.Attributes) > 0 {
		v.PresentationHint = hint
	}
	return v
}

// shown is a value as the protocol shows it.
type shown struct {
	text, kind      string
	inside, indexed int
}

func (a *adapter) shown(p *vm.Process, h frameHandle, qodly bool, i debugger.Item) shown {
	if i.Err != nil {
		return shown{text: "⚠ " + i.Err.Error(), kind: "error"}
	}
	s := shown{kind: i.Type}
	c := debugger.Children(p, qodly, i)
	s.inside, s.indexed = a.handles.open(insideHandle{h, c, qodly}), c.Indexed
	if i.Read != nil {
		s.text = "…"
		return s
	}
	s.text = debugger.Show(p, i.Value, qodly)
	if s.kind == "" {
		s.kind = p.Describe(i.Value)
	}
	return s
}

// setVariable assigns an item what a person typed: an expression, evaluated in
// the frame.
func (a *adapter) setVariable(r *protocol.SetVariableRequest) error {
	in, err := a.handles.insideOf(r.Arguments.VariablesReference)
	if err != nil {
		return err
	}
	var s shown
	err = in.in(func(p *vm.Process, f vm.Frame) error {
		i, ok := debugger.Find(p, in.container, r.Arguments.Name)
		if !ok {
			return fault.New(fault.NotFound, "dap.variable", "There is no variable %q here.", r.Arguments.Name)
		}
		v, err := debugger.Evaluate(p, f, r.Arguments.Value)
		if err == nil {
			err = debugger.Assign(p, i, v)
		}
		if err != nil {
			return err
		}
		if again, ok := debugger.Find(p, a.again(p, f, in), r.Arguments.Name); ok {
			i = again
		} else {
			i.Value = v
		}
		s = a.shown(p, in.frameHandle, in.qodly, i)
		return nil
	})
	if err != nil {
		return err
	}
	return a.send(&protocol.SetVariableResponse{Response: a.ok(&r.Request), Body: protocol.SetVariableResponseBody{
		Value: s.text, Type: s.kind, VariablesReference: s.inside, IndexedVariables: s.indexed}})
}

// again looks a scope up anew: its container holds the values of before.
func (a *adapter) again(p *vm.Process, f vm.Frame, in insideHandle) debugger.Container {
	for _, c := range debugger.Scopes(p, f) {
		if in.container.Scope && c.Name == in.container.Name {
			return c
		}
	}
	return in.container
}

func (a *adapter) evaluate(r *protocol.EvaluateRequest) error {
	h, err := a.frameToEvaluate(r.Arguments.FrameId)
	if err != nil {
		return err
	}
	text, context := r.Arguments.Expression, r.Arguments.Context
	var s shown
	err = h.in(func(p *vm.Process, f vm.Frame) error {
		fn := f.Function()
		if context == "hover" && !debugger.Harmless(p.Runtime.Program, fn, text) {
			return fault.New(fault.Invalid, "dap.hover", "Only variables and their properties are shown under the mouse.")
		}
		v, err := debugger.Evaluate(p, f, text)
		if err != nil {
			return err
		}
		s = a.shown(p, h, fn.Qodly, debugger.Item{Name: text, Path: debugger.PathOf(text), Value: v})
		if context == "clipboard" {
			s.text = debugger.ShowAll(p, v, fn.Qodly)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.send(&protocol.EvaluateResponse{Response: a.ok(&r.Request), Body: protocol.EvaluateResponseBody{
		Result: s.text, Type: s.kind, VariablesReference: s.inside, IndexedVariables: s.indexed}})
}

// frameToEvaluate is the frame that a request names; without one, the innermost
// of a process that stands still.
func (a *adapter) frameToEvaluate(id int) (frameHandle, error) {
	if id != 0 {
		return a.handles.frameOf(id)
	}
	if stops := a.open().Stopped(); len(stops) > 0 {
		return frameHandle{stop: stops[0]}, nil
	}
	return frameHandle{}, fault.New(fault.Conflict, "dap.no-frame", "Nothing can be evaluated while no process stands still.")
}

// setExpression assigns what an expression of a watch means.
func (a *adapter) setExpression(r *protocol.SetExpressionRequest) error {
	h, err := a.frameToEvaluate(r.Arguments.FrameId)
	if err != nil {
		return err
	}
	target := strings.TrimSpace(r.Arguments.Expression)
	var s shown
	err = h.in(func(p *vm.Process, f vm.Frame) error {
		assign := ":="
		if f.Function().Qodly {
			assign = "="
		}
		if _, err := debugger.Evaluate(p, f, target+assign+r.Arguments.Value); err != nil {
			return err
		}
		v, err := debugger.Evaluate(p, f, target)
		if err == nil {
			s = a.shown(p, h, f.Function().Qodly, debugger.Item{Name: target, Path: target, Value: v})
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.send(&protocol.SetExpressionResponse{Response: a.ok(&r.Request), Body: protocol.SetExpressionResponseBody{
		Value: s.text, Type: s.kind, VariablesReference: s.inside, IndexedVariables: s.indexed}})
}

// exceptionInfo describes the error that a process stopped at.
func (a *adapter) exceptionInfo(s *debugger.Session, r *protocol.ExceptionInfoRequest) error {
	stop, err := s.Stop(r.Arguments.ThreadId)
	if err != nil {
		return err
	}
	if stop.Thrown == nil {
		return fault.New(fault.NotFound, "dap.no-error", "The process did not stop because of an error.")
	}
	info := stop.Thrown.Info()
	body := protocol.ExceptionInfoResponseBody{ExceptionId: info.Signature + " " + strconv.Itoa(info.Code), Description: message(stop), BreakMode: "unhandled"}
	if stop.Caught {
		body.BreakMode = "always"
	}
	var chain []string
	for _, c := range stop.Thrown.Chain {
		chain = append(chain, "at "+c.Function+" ("+c.Place.String()+")")
	}
	body.Details = &protocol.ExceptionDetails{Message: info.Message, TypeName: info.Signature, StackTrace: strings.Join(chain, "\n")}
	for _, e := range stop.Thrown.Earlier {
		x := e.Info()
		body.Details.InnerException = append(body.Details.InnerException, protocol.ExceptionDetails{Message: x.Message, TypeName: x.Signature})
	}
	return a.send(&protocol.ExceptionInfoResponse{Response: a.ok(&r.Request), Body: body})
}

func message(s *debugger.Stop) string { return s.Thrown.Info().Message }
