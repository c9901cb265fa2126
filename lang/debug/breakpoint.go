package debug

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/compile"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
)

// Spec is a breakpoint as a person sets it.
type Spec struct {
	Line     int    // of a file; 0 for a function
	Function string // name of a function, where there is no file
	// Condition is an expression that must hold; "" always does.
	Condition string
	// Hits counts the times that the condition held: "5", ">5", ">=5", "<5",
	// "<=5", "%5" (every fifth); "" does not count.
	Hits string
	// Log is written instead of stopping: text with {expressions}; "" stops.
	Log string
}

// Location is where a breakpoint came to stand.
type Location struct {
	ID       int
	Verified bool
	Path     string
	Line     int    // of the statement; the wanted one while not verified
	Message  string // why it is not verified
}

// Breakpoint is a place where a session wants processes to stop.
type Breakpoint struct {
	id      int
	session *Session
	path    string
	spec    Spec
	hits    func(count int64) bool
	log     []piece
	wrong   error    // the spec cannot work
	at      Location // guarded by Debugger.mu
	count   atomic.Int64
	code    sync.Map // the compiled expressions by compiledKey, of programs that run
}

// Location returns where the breakpoint stood when it was hit.
func (b *Breakpoint) Location() Location {
	b.session.d.mu.Lock()
	defer b.session.d.mu.Unlock()
	return b.at
}

// table says where the breakpoints of all sessions are: by function, by the
// number of the statement. It is immutable.
type table struct {
	functions map[*vm.Function]map[int][]*Breakpoint
}

// change is a breakpoint that came to stand elsewhere.
type change struct {
	b  *Breakpoint
	at Location
}

func tell(changes []change) {
	for _, c := range changes {
		c.b.session.emit(Event{Kind: BreakpointChanged, Moved: c.at})
	}
}

// newBreakpoint keeps the number and the count of one that stood there before.
func (d *Debugger) newBreakpoint(s *Session, path string, spec Spec, old []*Breakpoint) *Breakpoint {
	for _, b := range old {
		if b.spec == spec {
			return b
		}
	}
	d.breaks++
	b := &Breakpoint{id: d.breaks, session: s, path: path, spec: spec}
	b.at = Location{ID: b.id, Path: path, Line: spec.Line}
	b.hits, b.wrong = hitCondition(spec.Hits)
	if b.wrong == nil {
		b.log, b.wrong = logPieces(spec.Log)
	}
	return b
}

// rebuild makes the table for the programs that run. d.mu is held.
func (d *Debugger) rebuild() (changes []change) {
	current := d.target.Program()
	d.programs = append(d.programs[:0], current)
	for _, p := range d.target.State.Processes() {
		if !slices.Contains(d.programs, p.Runtime.Program) {
			d.programs = append(d.programs, p.Runtime.Program)
		}
	}
	t := &table{functions: map[*vm.Function]map[int][]*Breakpoint{}}
	for _, prog := range d.programs {
		ix := newIndex(prog)
		for _, s := range d.sessions {
			for _, list := range s.files {
				for _, b := range list {
					b.code.Clear()
					changes = append(changes, t.place(b, ix, prog == current)...)
				}
			}
			for _, b := range s.functions {
				b.code.Clear()
				changes = append(changes, t.place(b, ix, prog == current)...)
			}
		}
	}
	d.table.Store(t)
	return changes
}

// place enters a breakpoint. What the current program says of it is what its
// owner is told.
func (t *table) place(b *Breakpoint, ix *index, current bool) []change {
	found, at := b.find(ix)
	for _, f := range found {
		byStart := t.functions[f.fn]
		if byStart == nil {
			byStart = map[int][]*Breakpoint{}
			t.functions[f.fn] = byStart
		}
		byStart[f.start] = append(byStart[f.start], b)
	}
	if !current || at == b.at {
		return nil
	}
	b.at = at
	return []change{{b, at}}
}

// statement is one statement of a function.
type statement struct {
	fn    *vm.Function
	start int
	line  int
}

// index finds the statements of a program by file and by function.
type index struct {
	files     map[string][]statement
	functions map[string][]*vm.Function // by name in lower case
}

func newIndex(prog *vm.Program) *index {
	ix := &index{files: map[string][]statement{}, functions: map[string][]*vm.Function{}}
	for fn := range prog.Functions() {
		if fn.Code == nil || fn.Source == nil {
			continue
		}
		if fn.Kind != vm.FormulaKind {
			name := strings.ToLower(fn.Name)
			ix.functions[name] = append(ix.functions[name], fn)
		}
		for i, s := range fn.Code.Starts {
			ix.files[fn.Source.Path] = append(ix.files[fn.Source.Path], statement{fn, i, fn.Source.Line(s.Pos)})
		}
	}
	return ix
}

// find returns the statements that a breakpoint stands at.
func (b *Breakpoint) find(ix *index) (found []statement, at Location) {
	at = Location{ID: b.id, Path: b.path, Line: b.spec.Line}
	if b.wrong != nil {
		at.Message = b.wrong.Error()
		return nil, at
	}
	if b.spec.Function != "" {
		return b.findFunction(ix, at)
	}
	all := ix.files[b.path]
	line, ok := nearest(all, b.spec.Line)
	if !ok {
		at.Message = "There is no code that runs at this line or after it."
		if len(all) == 0 {
			at.Message = "The application has no code in this file."
		}
		return nil, at
	}
	for _, s := range all {
		if s.line == line {
			found = append(found, s)
		}
	}
	at.Line, at.Verified = line, true
	return b.check(found, at)
}

func (b *Breakpoint) findFunction(ix *index, at Location) ([]statement, Location) {
	var found []statement
	for _, fn := range ix.functions[strings.ToLower(strings.TrimSpace(b.spec.Function))] {
		if len(fn.Code.Starts) > 0 {
			s := statement{fn, 0, fn.Source.Line(fn.Code.Starts[0].Pos)}
			at.Path, at.Line, at.Verified = fn.Source.Path, s.line, true
			found = append(found, s)
		}
	}
	if !at.Verified {
		at.Message = "There is no method or function " + strconv.Quote(b.spec.Function) + "."
	}
	return b.check(found, at)
}

// check compiles the expressions, so that a mistake is told when it is made.
func (b *Breakpoint) check(found []statement, at Location) ([]statement, Location) {
	if len(found) == 0 {
		return found, at
	}
	if b.spec.Condition != "" {
		if _, err := b.compiled(b.spec.Condition, found[0].fn, nil); err != nil {
			at.Verified, at.Message = false, "The condition is wrong: "+err.Error()
			return nil, at
		}
	}
	for _, part := range b.log {
		if !part.expression {
			continue
		}
		if _, err := b.compiled(part.text, found[0].fn, nil); err != nil {
			at.Verified, at.Message = false, "The expression {"+part.text+"} is wrong: "+err.Error()
			return nil, at
		}
	}
	return found, at
}

// nearest returns the line of the statement that a breakpoint at a line means:
// the line itself, the next one of the function around it, the last one of that
// function, the next one of the file.
func nearest(all []statement, line int) (int, bool) {
	next, within, last := 0, 0, 0
	narrow := 1 << 30
	for _, s := range all {
		if s.line == line {
			return line, true
		}
		if s.line > line && (next == 0 || s.line < next) {
			next = s.line
		}
		first, end := s.fn.Source.Line(s.fn.Span.Start), s.fn.Source.Line(max(s.fn.Span.End-1, s.fn.Span.Start))
		if s.fn.Kind == vm.InitKind || line < first || line > end || end-first > narrow {
			continue
		}
		if end-first < narrow {
			narrow, within, last = end-first, 0, 0
		}
		if s.line > line && (within == 0 || s.line < within) {
			within = s.line
		}
		last = max(last, s.line)
	}
	for _, n := range [...]int{within, last, next} {
		if n > 0 {
			return n, true
		}
	}
	return 0, false
}

// compiledKey identifies a compiled expression of a breakpoint.
type compiledKey struct {
	text string
	fn   *vm.Function
}

// compiled compiles an expression for a function, once. prog is needed for code
// that was not compiled when the breakpoint was set.
func (b *Breakpoint) compiled(text string, fn *vm.Function, prog *vm.Program) (*vm.Function, error) {
	key := compiledKey{text, fn}
	if c, ok := b.code.Load(key); ok {
		return c.(*vm.Function), nil
	}
	if prog == nil {
		prog = b.session.d.target.Program()
	}
	c, err := compile.InFrame(prog, text, fn)
	if err != nil {
		return nil, err
	}
	b.code.Store(key, c)
	return c, nil
}

// hitCondition reads when a count of hits stops.
func hitCondition(text string) (func(int64) bool, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return func(int64) bool { return true }, nil
	}
	digits := strings.TrimLeft(text, "<>=% ")
	op := strings.TrimSpace(strings.TrimSuffix(text, digits))
	n, err := strconv.ParseInt(digits, 10, 64)
	if err == nil && n > 0 {
		switch op {
		case "", "=", "==", "===":
			return func(c int64) bool { return c == n }, nil
		case ">":
			return func(c int64) bool { return c > n }, nil
		case ">=":
			return func(c int64) bool { return c >= n }, nil
		case "<":
			return func(c int64) bool { return c < n }, nil
		case "<=":
			return func(c int64) bool { return c <= n }, nil
		case "%":
			return func(c int64) bool { return c%n == 0 }, nil
		}
	}
	return nil, fault.New(fault.Invalid, "debug.hits", "%q is no hit count: write a number, or >, >=, <, <= or %% before it.", text)
}

// piece is a part of a log message: text, or an expression.
type piece struct {
	text       string
	expression bool
}

// logPieces splits a log message at its {expressions}; "{{" and "}}" stand for
// the braces themselves.
func logPieces(message string) ([]piece, error) {
	var all []piece
	text := ""
	for i := 0; i < len(message); {
		switch rest := message[i:]; {
		case strings.HasPrefix(rest, "{{"), strings.HasPrefix(rest, "}}"):
			text += rest[:1]
			i += 2
		case rest[0] == '{':
			n := syntax.Closing(rest, '{', '}')
			if n < 0 || strings.TrimSpace(rest[1:n]) == "" {
				return nil, fault.New(fault.Invalid, "debug.log", "The log message has a { without an expression and its }.")
			}
			if text != "" {
				all = append(all, piece{text: text})
			}
			all = append(all, piece{text: rest[1:n], expression: true})
			text = ""
			i += n + 1
		default:
			text += rest[:1]
			i++
		}
	}
	if text != "" {
		all = append(all, piece{text: text})
	}
	return all, nil
}
