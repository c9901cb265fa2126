package lsp

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"

	"quoin.dev/quoin/doc/diagnostics"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/check"
)

// pause is how long typing rests before a document is checked.
const pause = 120 * time.Millisecond

// checks publishes diagnostics: of the edited document first, then of the whole
// project. A new edit ends a check that runs.
type checks struct {
	s *server

	mu       sync.Mutex // guards what follows
	timers   map[*project]*time.Timer
	cancels  map[*project]context.CancelFunc
	told     map[uri]string               // what was published last
	files    map[*project][]uri           // what was published of a project
	problems map[*project][]fault.Problem // of files that are no code
	serial   int
	stopped  bool
	working  sync.WaitGroup
}

func newChecks(s *server) *checks {
	return &checks{s: s, timers: map[*project]*time.Timer{}, cancels: map[*project]context.CancelFunc{},
		told: map[uri]string{}, files: map[*project][]uri{}, problems: map[*project][]fault.Problem{}}
}

// stop ends all checks and waits for them.
func (c *checks) stop() {
	c.mu.Lock()
	c.stopped = true
	for p := range c.cancels {
		c.halt(p)
	}
	c.mu.Unlock()
	c.working.Wait()
}

// halt ends what waits or runs for a project; mu is held.
func (c *checks) halt(p *project) {
	if t := c.timers[p]; t != nil && t.Stop() {
		c.working.Done()
	}
	delete(c.timers, p)
	if cancel := c.cancels[p]; cancel != nil {
		cancel()
	}
	delete(c.cancels, p)
}

// changed has a document checked once its typing rests.
func (c *checks) changed(d *document) { c.schedule(d.project, d, pause, false, false) }

// closed has a project checked after a document went back to the disk's text.
func (c *checks) closed(d *document) { c.schedule(d.project, nil, pause, false, false) }

// all has a whole project checked, and its files that are no code too.
func (c *checks) all(p *project, progress bool) { c.schedule(p, nil, 0, true, progress) }

func (c *checks) schedule(p *project, first *document, wait time.Duration, other, progress bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return
	}
	if other { // if this check does not come to its end, the next one looks again
		delete(c.problems, p)
	}
	if _, known := c.problems[p]; !known {
		other = true
	}
	c.halt(p)
	ctx, cancel := context.WithCancel(c.s.ctx)
	c.cancels[p] = cancel
	c.working.Add(1)
	c.timers[p] = time.AfterFunc(wait, func() {
		defer c.working.Done()
		defer cancel()
		if progress {
			defer c.progress(p)()
		}
		c.run(ctx, p, first, other)
	})
}

// run checks and publishes. What is published belongs to the documents as they
// are: an edit meanwhile has cancelled the context.
func (c *checks) run(ctx context.Context, p *project, first *document, other bool) {
	defer func() {
		if x := recover(); x != nil {
			c.s.log.Error("a check failed", "panic", x)
		}
	}()
	c.s.state.RLock()
	ws, problemsOf := p.service.Workspace(), p.service.Problems()
	c.s.state.RUnlock()
	if first != nil {
		c.publish(ctx, p, first.path, ws.Diagnostics(ctx, first.path))
	}
	byPath := map[string][]check.Diagnostic{}
	for _, d := range ws.All(ctx) {
		byPath[d.Path] = append(byPath[d.Path], d)
	}
	if ctx.Err() != nil {
		return
	}
	if other {
		problems := problemsOf(ctx)
		if ctx.Err() != nil {
			return
		}
		c.mu.Lock()
		c.problems[p] = problems
		c.mu.Unlock()
	}
	c.publishAll(ctx, p, byPath)
}

// publishAll publishes what changed, and empty lists where nothing is left.
func (c *checks) publishAll(ctx context.Context, p *project, byPath map[string][]check.Diagnostic) {
	c.mu.Lock()
	problems := c.problems[p]
	c.mu.Unlock()
	for _, f := range problems {
		byPath[f.Path] = append(byPath[f.Path], diagnosticOf(f))
	}
	c.s.state.RLock()
	defer c.s.state.RUnlock()
	for path := range byPath {
		if ctx.Err() != nil {
			return
		}
		c.send(p, c.s.uriOf(p, path), byPath[path])
	}
	c.mu.Lock()
	before := append([]uri(nil), c.files[p]...)
	c.mu.Unlock()
	still := map[uri]bool{}
	for path := range byPath {
		still[c.s.uriOf(p, path)] = true
	}
	for _, u := range before {
		if !still[u] {
			c.send(p, u, nil)
		}
	}
}

func diagnosticOf(f fault.Problem) check.Diagnostic {
	severity := check.Hint
	switch f.Severity {
	case fault.Grave:
		severity = check.Error
	case fault.Warning:
		severity = check.Warning
	}
	line, column := max(f.Line, 1), max(f.Column, 1)
	return check.Diagnostic{Path: f.Path, Line: line, Column: column, EndLine: line, EndColumn: column,
		Severity: severity, Code: f.Code, Message: f.Message}
}

// publish publishes one file.
func (c *checks) publish(ctx context.Context, p *project, path string, list []check.Diagnostic) {
	c.s.state.RLock()
	defer c.s.state.RUnlock()
	if ctx.Err() == nil {
		c.send(p, c.s.uriOf(p, path), list)
	}
}

// send tells the client of a document's diagnostics, unless it knows them. The
// state is held for reading.
func (c *checks) send(p *project, u uri, list []check.Diagnostic) {
	params := diagnosticsParams{URI: u, Diagnostics: []diagnostic{}}
	if d := c.s.docs[u]; d != nil {
		version := d.version
		params.Version = &version
	}
	for _, d := range list {
		params.Diagnostics = append(params.Diagnostics, c.s.protocolDiagnostic(d))
	}
	text, err := json.Marshal(params)
	if err != nil {
		return
	}
	c.mu.Lock()
	old, known := c.told[u]
	c.told[u] = string(text)
	if !known {
		c.files[p] = append(c.files[p], u)
	}
	c.mu.Unlock()
	if old != string(text) && (known || len(list) > 0) {
		c.s.notify("textDocument/publishDiagnostics", json.RawMessage(text))
	}
}

// pagesOnline is where codes are explained to editors that know no nearer place.
const pagesOnline = "https://quoin.dev/doc/diagnostics/"

func (s *server) protocolDiagnostic(d check.Diagnostic) diagnostic {
	severity := map[check.Severity]int{check.Error: 1, check.Warning: 2, check.Hint: 4}[d.Severity]
	out := diagnostic{
		Range:    span{position{max(d.Line, 1) - 1, max(d.Column, 1) - 1}, position{max(d.EndLine, 1) - 1, max(d.EndColumn, 1) - 1}},
		Severity: severity, Code: d.Code, Source: "quoin", Message: d.Message,
	}
	if _, explained := diagnostics.Page(d.Code); explained {
		out.CodeDescription = &codeDescription{uri(s.o.Pages + d.Code)}
	}
	switch d.Code {
	case "variable.unused", "flow.unreachable":
		out.Tags = []int{1}
	}
	return out
}

// clear takes back what was published of a project.
func (c *checks) clear(p *project) {
	c.mu.Lock()
	c.halt(p)
	files := c.files[p]
	delete(c.files, p)
	delete(c.problems, p)
	for _, u := range files {
		delete(c.told, u)
	}
	c.mu.Unlock()
	for _, u := range files {
		c.s.notify("textDocument/publishDiagnostics", diagnosticsParams{URI: u, Diagnostics: []diagnostic{}})
	}
}

// progress shows a running check to clients that want it, and returns what ends
// the showing.
func (c *checks) progress(p *project) func() {
	if !c.s.client.Window.WorkDoneProgress {
		return func() {}
	}
	c.mu.Lock()
	c.serial++
	token := "quoin-check-" + strconv.Itoa(c.serial)
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(c.s.ctx, time.Second)
	defer cancel()
	if err := c.s.conn.Call(ctx, "window/workDoneProgress/create", progressParams{Token: token}, nil); err != nil {
		return func() {}
	}
	c.s.notify("$/progress", progressParams{token, progressValue{Kind: "begin", Title: "Checking " + p.folder.Root()}})
	return func() { c.s.notify("$/progress", progressParams{token, progressValue{Kind: "end"}}) }
}
