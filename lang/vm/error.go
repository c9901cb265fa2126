package vm

import (
	"errors"
	"fmt"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// Thrown is an error of running code: what failed, where, and the object that
// was thrown when there was one. Every error that leaves a process is one;
// errors.As finds it, fault.As the *fault.Error in it.
type Thrown struct {
	Fault *fault.Error
	// Object is what "throw" was given, completed with errCode, message and
	// componentSignature; nil for other errors. Its custom properties are there.
	Object *value.Obj
	// Function is the name of the function that failed, Line its line.
	Function string
	Line     int
	Text     string // of that line
	Chain    []CallSite
	// Earlier are the other errors of a stack, oldest last (deferred errors).
	Earlier []*Thrown
}

func (t *Thrown) Error() string { return t.Fault.Error() }

// Unwrap returns the *fault.Error.
func (t *Thrown) Unwrap() error { return t.Fault }

// CallSite is one entry of a call chain, innermost first.
type CallSite struct {
	Function string
	Kind     FunctionKind
	Place    source.Place
}

// ErrorInfo is an element of the stack that "Last errors" shows.
type ErrorInfo struct {
	Code      int
	Message   string
	Signature string
	Object    *value.Obj // the object thrown, with its custom properties; nil if none
	Function  string
	Line      int
}

// LastErrors returns the current error stack, nil when it is empty.
func (p *Process) LastErrors() []ErrorInfo {
	if p.lastErrors == nil {
		return nil
	}
	var all []ErrorInfo
	for _, t := range append([]*Thrown{p.lastErrors}, p.lastErrors.Earlier...) {
		all = append(all, t.Info())
	}
	return all
}

// Catches reports whether the code would catch an error that is raised now: it
// runs in a Try, or ON ERR CALL has installed a method.
func (p *Process) Catches() bool {
	if len(p.tries) > 0 {
		return true
	}
	return !p.handler.running && (p.handler.method != "" || p.GlobalErrorHandler() != "")
}

// Remember puts an error on the stack that Last errors shows, and raises
// nothing.
func (p *Process) Remember(err error) { p.lastErrors = p.locate(err) }

// ClearErrors empties the error stack.
func (p *Process) ClearErrors() { p.lastErrors = nil }

// Info describes the error as "Last errors" shows it.
func (t *Thrown) Info() ErrorInfo {
	i := ErrorInfo{Code: t.Fault.Number, Message: t.Fault.Message, Signature: t.Fault.Signature,
		Object: t.Object, Function: t.Function, Line: t.Line}
	if i.Message == "" {
		i.Message = t.Fault.Error()
	}
	if i.Signature == "" {
		i.Signature = sigRuntime
	}
	if i.Code == 0 {
		i.Code = -1
	}
	return i
}

// Value returns the error as an object of the language: errCode, message,
// componentSignature and what the thrower added.
func (i ErrorInfo) Value() value.Value {
	o := value.NewObject()
	o.Set("errCode", value.FromInt(int64(i.Code)))
	o.Set("message", value.FromText(i.Message))
	o.Set("componentSignature", value.FromText(i.Signature))
	if i.Object != nil {
		for name, v := range i.Object.All() {
			o.Set(name, v)
		}
	}
	return value.FromObject(o)
}

// CallChain returns the functions that are running, innermost first.
func (p *Process) CallChain() []CallSite {
	chain := make([]CallSite, 0, min(len(p.frames), 32))
	for i := len(p.frames) - 1; i >= 0 && len(chain) < 64; i-- {
		f := p.frames[i]
		chain = append(chain, CallSite{f.fn.Name, f.fn.Kind, f.place()})
	}
	return chain
}

// place returns where a frame is: that of the instruction before pc.
func (f *frame) place() source.Place {
	if f.fn.Source == nil || f.code == nil || len(f.code.Pos) == 0 {
		return source.Place{}
	}
	i := min(max(int(f.pc)-1, 0), len(f.code.Pos)-1)
	return f.fn.Source.Place(f.code.Pos[i])
}

// locate makes a Thrown of an error at the place of the top frame.
func (p *Process) locate(err error) *Thrown {
	var t *Thrown
	if errors.As(err, &t) && t.Function != "" {
		return t
	}
	if t == nil {
		f := fault.As(err)
		if f == nil {
			f = &fault.Error{Message: err.Error(), Err: err}
		}
		t = &Thrown{Fault: f}
	}
	c := *t
	if n := len(p.frames); n > 0 {
		top := p.frames[n-1]
		place := top.place()
		c.Function, c.Line, c.Chain = top.fn.Name, place.Line, p.CallChain()
		if place.Line > 0 {
			c.Text = strings.TrimSpace(top.fn.Source.LineText(place.Line))
			c.Fault = c.Fault.At(place)
		}
	}
	return &c
}

// Codes of the errors that no Try and no handler catches.
const (
	codeTime    = "vm.time"
	codeSteps   = "vm.steps"
	codeMemory  = "vm.memory"
	codeAborted = "vm.aborted"
)

// final reports whether an error ends the process whatever the code says.
func final(f *fault.Error) bool {
	switch f.Code {
	case codeTime, codeSteps, codeMemory, codeAborted:
		return true
	}
	return f.Kind == fault.Cancelled || f.Kind == fault.Internal
}

// try is an open Try block or Try(expression).
type try struct {
	frame  int32 // index of its frame
	target int32 // where Catch, or what follows the expression, begins
	reg    int32 // register of the expression's value
	clear  bool  // it is an expression: its value is undefined
	locks  int32
}

// closeTries forgets the open tries from the n-th on.
func (p *Process) closeTries(n int) {
	p.tries = p.tries[:n]
	p.handler.tries = min(p.handler.tries, n)
}

// handler is what ON ERR CALL installed.
type handler struct {
	method  string
	program *Program // whose method it is
	tries   int      // how many tries were open when it was installed
	running bool     // it cannot be entered again, nor replace itself
}

// SetErrorHandler installs the method that runs on errors ("ON ERR CALL"); ""
// removes it. It has no effect while a handler runs.
func (p *Process) SetErrorHandler(method string) {
	if !p.handler.running {
		p.handler = handler{method: method, program: p.Program(), tries: len(p.tries)}
	}
}

// ErrorHandler returns the method installed, "" when there is none.
func (p *Process) ErrorHandler() string { return p.handler.method }

// SetGlobalErrorHandler installs the method that runs on errors of every
// process without a handler of its own.
func (p *Process) SetGlobalErrorHandler(method string) { p.Runtime.State.setHandler(method) }

// GlobalErrorHandler returns that method, "" when there is none.
func (p *Process) GlobalErrorHandler() string { return p.Runtime.State.handlerMethod() }

// handle deals with an error of the top frame. It returns nil when execution
// goes on in what is then the top frame, or the error when the run that began
// at level (the length of the stack) ends; its frames are popped then.
func (p *Process) handle(err error, level int) error {
	t := p.locate(err)
	if !final(t.Fault) {
		if t != p.lastErrors {
			p.lastErrors = t
		}
		p.raised(t)
		if t = p.callHandler(t); t == nil || !final(t.Fault) && p.unwind(level) {
			return nil
		}
	}
	for len(p.frames) >= level {
		p.drop()
	}
	return t
}

// unwind goes to the nearest open Try if it is in the run that began at level.
func (p *Process) unwind(level int) bool {
	n := len(p.tries)
	if n == 0 || int(p.tries[n-1].frame) < level-1 {
		return false
	}
	t := p.tries[n-1]
	for len(p.frames)-1 > int(t.frame) {
		p.drop()
	}
	p.closeTries(n - 1)
	p.unlockTo(int(t.locks))
	f := p.frames[t.frame]
	f.pc = t.target
	if t.clear {
		f.regs[t.reg] = value.Value{}
	}
	return true
}

// callHandler runs the handler of ON ERR CALL unless a Try is nearer. The frame
// that failed then goes on with its next statement. It returns the error that
// stays, nil for none: an error of the handler takes the place of the one it was to
// handle, and no handler is asked again.
func (p *Process) callHandler(t *Thrown) *Thrown {
	h := p.handler
	if h.method == "" {
		if h.method = p.GlobalErrorHandler(); h.method != "" {
			h.tries = 0
		}
	}
	if h.method == "" || h.running || h.tries < len(p.tries) || len(p.frames) == 0 || t == p.refused {
		return t
	}
	prog := h.program
	if prog == nil {
		prog = p.Runtime.Program
	}
	m := prog.Method(h.method)
	if m == nil {
		return t
	}
	i := t.Info()
	p.SetVariable("Error", value.FromInt(int64(i.Code)))
	p.SetVariable("Error method", value.FromText(t.Function))
	p.SetVariable("Error line", value.FromInt(int64(t.Line)))
	p.SetVariable("Error formula", value.FromText(t.Text))
	p.handler.running = true
	_, err := p.invoke(m, nil, value.Value{}, nil)
	p.handler.running = false
	if err != nil {
		if t = p.locate(err); !final(t.Fault) {
			p.lastErrors, p.refused = t, t
		}
		return t
	}
	n := len(p.frames) - 1
	for i := len(p.tries) - 1; i >= 0 && p.tries[i].clear && int(p.tries[i].frame) == n; i-- {
		p.closeTries(i) // Try(expression) is a part of the statement that is left
	}
	f := p.frames[n]
	f.pc = f.code.resume(f.pc - 1)
	return nil
}

// Abort ends the process's code ("ABORT"): the error passes every Try.
func (p *Process) Abort() error {
	return fault.New(fault.Cancelled, codeAborted, "The code was stopped by ABORT.")
}

// ended gives what a frame left behind when it ended well: its deferred errors.
func (p *Process) ended(f *frame) error {
	d := f.ext.deferred
	if len(d) == 0 && f.ext.late != nil {
		return f.returned()
	}
	if len(d) == 0 {
		if f.flags&newFrame != 0 {
			return endedConstructor(f)
		}
		return nil
	}
	t := *d[len(d)-1]
	for i := len(d) - 2; i >= 0; i-- {
		t.Earlier = append(t.Earlier, d[i])
	}
	return &t
}

// Throw raises an error ("throw"): nothing re-raises the current errors, a
// number and a text or an object make a new one. A deferred error is kept until
// the running function returns; Throw then returns nil.
func (p *Process) Throw(args ...value.Value) error {
	if len(args) == 0 {
		return p.rethrow()
	}
	t, deferred := &Thrown{}, false
	switch v := args[0]; v.Kind() {
	case value.Object:
		t, deferred = p.thrownObject(v.AsObject())
	case value.Int, value.Real, value.Time:
		n, message := int(v.AsInt()), ""
		if len(args) > 1 && args[1].Kind() == value.Text {
			message = args[1].AsText()
		}
		if message == "" {
			message = defaultMessage(n, "host")
		}
		t = newThrown(n, "host", message)
	case value.Text:
		message := v.AsText()
		if message == "" {
			message = defaultMessage(-1, "host")
		}
		t = newThrown(-1, "host", message)
	default:
		return fault.Numbered(fault.Invalid, numTypes, sigRuntime, "throw: got %s, want a number or an object.", p.Describe(v))
	}
	if deferred && len(p.frames) > 0 {
		p.postpone(p.locate(t))
		return nil
	}
	return t
}

func (p *Process) rethrow() error {
	if p.lastErrors == nil || len(p.frames) == 0 {
		return nil
	}
	p.postpone(p.lastErrors)
	return nil
}

func (p *Process) postpone(t *Thrown) {
	e := p.frames[len(p.frames)-1].more()
	e.deferred = append(e.deferred, t)
}

func newThrown(number int, signature, message string) *Thrown {
	e := fault.Numbered(fault.Other, number, signature, "%s", message)
	e.Code = "throw"
	return &Thrown{Fault: e}
}

func defaultMessage(number int, signature string) string {
	return fmt.Sprintf("Error code: %d (%s)", number, signature)
}

func (p *Process) thrownObject(o *value.Obj) (t *Thrown, deferred bool) {
	number, signature, message := -1, "host", o.Get("message").AsText()
	if v := o.Get("errCode"); isNumeric(v) {
		number = int(v.AsInt())
	}
	if s := o.Get("componentSignature").AsText(); s != "" {
		signature = s
	}
	if message == "" {
		message = defaultMessage(number, signature)
	}
	message = p.expand(message, o)
	full := value.NewObject()
	full.Set("errCode", value.FromInt(int64(number)))
	full.Set("message", value.FromText(message))
	full.Set("componentSignature", value.FromText(signature))
	for name, v := range o.All() {
		if _, known := full.Lookup(name); !known && name != "deferred" {
			full.Set(name, v)
		}
	}
	t = newThrown(number, signature, message)
	t.Object = full
	return t, o.Get("deferred").AsBool()
}

// expand replaces {property} in a message by the object's properties.
func (p *Process) expand(message string, o *value.Obj) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(message, '{')
		if i < 0 {
			break
		}
		n := strings.IndexByte(message[i:], '}')
		if n < 0 {
			break
		}
		v, ok := o.Lookup(message[i+1 : i+n])
		b.WriteString(message[:i])
		if ok {
			b.WriteString(plainText(v))
		} else {
			b.WriteString(message[i : i+n+1])
		}
		message = message[i+n+1:]
	}
	return b.String() + message
}

// plainText writes a scalar for a message.
func plainText(v value.Value) string {
	if v.Kind() == value.Text {
		return v.AsText()
	}
	out, err := value.AppendJSON(nil, v, value.JSONOptions{})
	if err != nil {
		return v.Kind().String()
	}
	return strings.Trim(string(out), `"`)
}
