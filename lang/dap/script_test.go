package dap_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	protocol "github.com/google/go-dap"
	"github.com/rogpeppe/go-internal/txtar"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/dap"
	"quoin.dev/quoin/lang/debug"
	"quoin.dev/quoin/lang/lib"
	"quoin.dev/quoin/lang/vm"
)

var update = flag.Bool("update", false, "write what the adapter answers into the scripts")

// TestScripts runs the scripts of testdata/*.txtar. The files of an archive are
// methods, and classes in the folder Classes; ".4qs" is QodlyScript. The file
// "script" has lines that begin with "> ", each followed by what it prints:
//
//	> break FILE LINE [if EXPRESSION] [hits COUNT] [log MESSAGE]   sets one more
//	> clear FILE                  takes those of a file away
//	> function NAME               stops where a function begins
//	> errors all|uncaught …       stops at errors
//	> run METHOD                  launches it; "run METHOD entry" stops where it begins
//	> stop                        waits until a process stands still
//	> next, in, out, continue     of the process that stopped last; then waits, as stop does, for it or the end
//	> go                          continue without waiting
//	> stack                       the frames
//	> vars PATH                   what is inside a scope, or in it: Local, Local/$o/list
//	> set PATH VALUE              assigns a variable
//	> eval EXPRESSION, hover …    in the frame on top
//	> error                       about the error
//	> threads                     names of the processes
//	> pause NAME                  stops a process by name
//	> use NAME                    makes another stopped process the one that commands are about
//	> output                      what has been printed or logged so far
//	> end                         waits until the program is over
func TestScripts(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	if len(paths) == 0 {
		t.Fatal("there are no scripts")
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "script" })
			got := runScript(t, archive, string(archive.Files[i].Data))
			if *update {
				archive.Files[i].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if want := string(archive.Files[i].Data); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// session is a script that runs.
type session struct {
	*client
	out     strings.Builder
	breaks  map[string][]protocol.SourceBreakpoint
	names   []protocol.FunctionBreakpoint
	thread  int
	filters []string     // of errors
	text    bytes.Buffer // output so far
}

func runScript(t *testing.T, archive *txtar.Archive, script string) string {
	s := &session{breaks: map[string][]protocol.SourceBreakpoint{}}
	s.client = connect(t, dap.Options{Launch: launcher(t, archive)})
	s.must("initialize", map[string]any{"adapterID": "quoin", "linesStartAt1": true, "columnsStartAt1": true})
	for _, line := range strings.Split(script, "\n") {
		command, ok := strings.CutPrefix(line, "> ")
		if !ok {
			if strings.HasPrefix(line, "#") || line == "" && s.out.Len() > 0 && !strings.HasSuffix(s.out.String(), "\n\n") {
				s.out.WriteString(line + "\n")
			}
			continue
		}
		s.out.WriteString(line + "\n")
		s.do(command)
	}
	s.must("disconnect", nil)
	s.expectEnd()
	return strings.TrimRight(s.out.String(), "\n") + "\n"
}

// launcher compiles the archive; "launch" runs one of its methods.
func launcher(t testing.TB, archive *txtar.Archive) func(context.Context, json.RawMessage, io.Writer) (*dap.Debuggee, error) {
	return func(_ context.Context, raw json.RawMessage, out io.Writer) (*dap.Debuggee, error) {
		var arguments struct {
			Method      string
			StopOnEntry bool
		}
		if err := json.Unmarshal(raw, &arguments); err != nil {
			return nil, err
		}
		rt := runtime(t, archive)
		d := debug.New(debug.Target{State: rt.State, Root: "/project", Program: func() *vm.Program { return rt.Program }})
		return &dap.Debuggee{Debugger: d, StopOnEntry: arguments.StopOnEntry, Close: rt.Close,
			Run: func(ctx context.Context) error {
				p := rt.NewProcess(ctx, vm.ProcessOptions{Name: arguments.Method, Output: out})
				defer p.Close()
				_, err := p.RunMethod(arguments.Method)
				return err
			}}, nil
	}
}

func runtime(t testing.TB, archive *txtar.Archive) *vm.Runtime {
	catalogue, err := lib.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	var sources []lang.Source
	for _, f := range archive.Files {
		ext := filepath.Ext(f.Name)
		if ext != ".4dm" && ext != ".4qs" {
			continue
		}
		src := lang.Source{Path: f.Name, Name: strings.TrimSuffix(filepath.Base(f.Name), ext), Text: string(f.Data), Dialect: lang.FourD}
		if ext == ".4qs" {
			src.Dialect = lang.Qodly
		}
		if strings.HasPrefix(f.Name, "Classes/") {
			src.Kind = lang.Class
		}
		sources = append(sources, src)
	}
	u := lang.Compile(context.Background(), sources, lang.Options{Builtins: catalogue.Builtins()})
	for _, d := range u.Diagnostics {
		t.Log(d)
	}
	return vm.NewRuntime(u.Program, vm.RuntimeOptions{})
}

func (s *session) print(format string, args ...any) { fmt.Fprintf(&s.out, format+"\n", args...) }

func (s *session) do(command string) {
	word, rest, _ := strings.Cut(command, " ")
	switch word {
	case "break":
		s.addBreak(rest)
	case "clear":
		delete(s.breaks, rest)
		s.sendBreaks(rest)
	case "function":
		s.names = append(s.names, protocol.FunctionBreakpoint{Name: rest})
		if s.thread != 0 {
			s.must("setFunctionBreakpoints", protocol.SetFunctionBreakpointsArguments{Breakpoints: s.names})
		}
	case "errors":
		s.filters = strings.Fields(rest)
		if s.thread != 0 {
			s.must("setExceptionBreakpoints", map[string]any{"filters": s.filters})
		}
	case "run":
		s.run(rest)
	case "stop":
		s.stopped()
	case "next", "in", "out", "continue", "go":
		request := map[string]string{"next": "next", "in": "stepIn", "out": "stepOut", "continue": "continue", "go": "continue"}[word]
		s.must(request, map[string]any{"threadId": s.thread})
		if word != "go" {
			s.stopped()
		}
	case "stack":
		s.stack()
	case "vars":
		for _, v := range s.inside(rest) {
			s.print("%s: %s = %s", v.Name, v.Type, v.Value)
		}
	case "set":
		path, v, _ := strings.Cut(rest, " ")
		s.set(path, v)
	case "eval", "hover":
		context := map[string]string{"eval": "repl", "hover": "hover"}[word]
		s.answer(s.ask("evaluate", map[string]any{"expression": rest, "frameId": s.frame(), "context": context}))
	case "error":
		e := s.must("exceptionInfo", map[string]any{"threadId": s.thread}).(*protocol.ExceptionInfoResponse).Body
		s.print("%s %s: %s\n%s", e.BreakMode, e.ExceptionId, e.Description, e.Details.StackTrace)
	case "threads":
		for _, th := range s.threads() {
			s.print("%s", th.Name)
		}
	case "pause", "use":
		s.choose(rest)
		if word == "pause" { // where it is depends on time
			s.must("pause", map[string]any{"threadId": s.thread})
			s.print("%s %s", s.expectStopped().Reason, s.frames()[0].Name)
		}
	case "output":
		s.collect()
		s.out.Write(s.text.Bytes())
		s.text.Reset()
	case "end":
		e := s.expectEvent("exited").(*protocol.ExitedEvent)
		s.print("exited %d", e.Body.ExitCode)
	default:
		s.t.Fatalf("the script has an unknown command %q", command)
	}
}

func (s *session) threads() []protocol.Thread {
	return s.must("threads", nil).(*protocol.ThreadsResponse).Body.Threads
}

func (s *session) choose(name string) {
	for _, th := range s.threads() {
		if strings.HasPrefix(th.Name, name+" ") {
			s.thread = th.Id
			return
		}
	}
	s.t.Fatalf("there is no process %q", name)
}

func (s *session) addBreak(text string) {
	file, rest, _ := strings.Cut(text, " ")
	number, rest, _ := strings.Cut(rest, " ")
	line, _ := strconv.Atoi(number)
	b := protocol.SourceBreakpoint{Line: line}
	for rest != "" {
		kind, value, _ := strings.Cut(rest, " ")
		rest = ""
		if i := strings.Index(value, " hits "); i >= 0 {
			value, rest = value[:i], value[i+1:]
		}
		switch kind {
		case "if":
			b.Condition = value
		case "hits":
			b.HitCondition = value
		case "log":
			b.LogMessage = value
		}
	}
	s.breaks[file] = append(s.breaks[file], b)
	if s.thread != 0 {
		s.sendBreaks(file)
	}
}

func (s *session) sendBreaks(file string) {
	m := s.must("setBreakpoints", protocol.SetBreakpointsArguments{Source: protocol.Source{Path: "/project/" + file}, Breakpoints: s.breaks[file]})
	for _, b := range m.(*protocol.SetBreakpointsResponse).Body.Breakpoints {
		state := "at"
		if !b.Verified {
			state = "not at"
		}
		s.print("%s %s:%d %s", state, file, b.Line, b.Message)
	}
}

func (s *session) run(what string) {
	method, entry, _ := strings.Cut(what, " ")
	s.must("launch", map[string]any{"method": method, "stopOnEntry": entry != ""})
	s.expectEvent("initialized")
	for _, file := range slices.Sorted(keys(s.breaks)) {
		s.sendBreaks(file)
	}
	if len(s.names) > 0 {
		s.must("setFunctionBreakpoints", protocol.SetFunctionBreakpointsArguments{Breakpoints: s.names})
	}
	s.must("setExceptionBreakpoints", map[string]any{"filters": s.filters})
	s.must("configurationDone", nil)
}

func keys[M ~map[K]V, K comparable, V any](m M) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// stopped waits until a process stands still, or the program is over.
func (s *session) stopped() {
	e := s.expect(func(e protocol.EventMessage) bool {
		return e.GetEvent().Event == "stopped" || e.GetEvent().Event == "exited"
	}, "stopped")
	x, ok := e.(*protocol.StoppedEvent)
	if !ok {
		s.print("exited %d", e.(*protocol.ExitedEvent).Body.ExitCode)
		return
	}
	s.thread = x.Body.ThreadId
	line := x.Body.Reason
	if f := s.frames(); len(f) > 0 {
		line += " " + place(f[0])
	}
	if x.Body.Text != "" {
		line += " " + x.Body.Text
	}
	s.print("%s", line)
}

func (s *session) frames() []protocol.StackFrame {
	return s.must("stackTrace", map[string]any{"threadId": s.thread}).(*protocol.StackTraceResponse).Body.StackFrames
}

func (s *session) frame() int { return s.frames()[0].Id }

func place(f protocol.StackFrame) string { return fmt.Sprintf("%s:%d", f.Name, f.Line) }

func (s *session) stack() {
	for _, f := range s.frames() {
		where := "no source"
		if f.Source != nil {
			where = f.Source.Path + " " + f.Source.Origin
			if f.Source.SourceReference != 0 {
				src := s.must("source", map[string]any{"sourceReference": f.Source.SourceReference}).(*protocol.SourceResponse)
				where = "text " + src.Body.Content
			}
		}
		s.print("%s %s", place(f), where)
	}
}

// open returns the reference of a path like Local/$o/list.
func (s *session) open(path string) int {
	scopes := s.must("scopes", map[string]any{"frameId": s.frame()}).(*protocol.ScopesResponse).Body.Scopes
	parts := strings.Split(path, "/")
	ref := 0
	for _, sc := range scopes {
		if strings.HasPrefix(sc.Name, parts[0]) {
			ref = sc.VariablesReference
		}
	}
	for _, name := range parts[1:] {
		for _, v := range s.list(ref) {
			if v.Name == name {
				ref = v.VariablesReference
				break
			}
		}
	}
	return ref
}

func (s *session) list(ref int) []protocol.Variable {
	if ref == 0 {
		return nil
	}
	return s.must("variables", map[string]any{"variablesReference": ref}).(*protocol.VariablesResponse).Body.Variables
}

func (s *session) inside(path string) []protocol.Variable {
	path, page, paged := strings.Cut(path, " ")
	ref := s.open(path)
	if !paged {
		return s.list(ref)
	}
	start, _ := strconv.Atoi(page)
	return s.must("variables", map[string]any{"variablesReference": ref, "filter": "indexed", "start": start, "count": 2}).(*protocol.VariablesResponse).Body.Variables
}

func (s *session) set(path, v string) {
	dir, name, _ := strings.Cut(path, "/")
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		dir, name = path[:i], path[i+1:]
	}
	m := s.ask("setVariable", map[string]any{"variablesReference": s.open(dir), "name": name, "value": v})
	if r, ok := m.(*protocol.SetVariableResponse); ok && r.Success {
		s.print("%s: %s", r.Body.Type, r.Body.Value)
		return
	}
	s.print("error: %s", m.GetResponse().Message)
}

func (s *session) answer(m protocol.ResponseMessage) {
	if r, ok := m.(*protocol.EvaluateResponse); ok && r.Success {
		s.print("%s: %s", r.Body.Type, r.Body.Result)
		return
	}
	s.print("error: %s", m.GetResponse().Message)
}

// collect takes the output that has come. The answer to a request comes after
// what was printed before it.
func (s *session) collect() {
	s.threads()
	for {
		select {
		case e := <-s.events:
			s.waiting = append(s.waiting, e)
			continue
		default:
		}
		break
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(e protocol.EventMessage) bool {
		o, ok := e.(*protocol.OutputEvent)
		if ok {
			s.text.WriteString(o.Body.Output)
		}
		return ok
	})
}
