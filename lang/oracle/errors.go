package oracle

import (
	"errors"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Errors (spec/language.md 2.11). An error goes from the statement where it
// happened outwards. In that statement the handler of ON ERR CALL takes it, unless
// a Try is nearer: then execution goes on with the next statement. Otherwise the
// nearest Try takes it.

// errorState is what a process knows of errors.
type errorState struct {
	last    *vm.Thrown // what Last errors begins with
	tries   int        // that are open
	handler handler
	global  string // the method that runs where there is no other
	refused *vm.Thrown
}

// handler is what ON ERR CALL installed.
type handler struct {
	method  string
	tries   int  // how many were open then
	running bool // it cannot be entered again, nor replaced
}

// errResumed says that a handler took an error inside an expression: the statement
// is left.
var errResumed = errors.New("a handler took the error")

// catches reports whether Try and handlers take an error: those of the oracle
// pass, and so does ABORT.
func catches(err error) bool {
	if errors.Is(err, ErrUnsupported) || errors.Is(err, ErrTooLong) || err == errResumed {
		return false
	}
	f := fault.As(err)
	return f == nil || f.Kind != fault.Cancelled && f.Kind != fault.Internal && f.Kind != fault.Limit
}

// locate notes where an error happened: in the statement that runs.
func (f *frame) locate(err error) *vm.Thrown {
	var t *vm.Thrown
	if errors.As(err, &t) && t.Function != "" {
		return t
	}
	if t == nil {
		e := fault.As(err)
		if e == nil {
			e = &fault.Error{Message: err.Error(), Err: err}
		}
		t = &vm.Thrown{Fault: e}
	}
	c := *t
	c.Function, c.Line = f.fn.name, f.fn.file.Place(f.at.Pos().Start).Line
	c.Text = strings.TrimSpace(f.fn.file.LineText(c.Line))
	return &c
}

func (o *Oracle) remember(t *vm.Thrown) {
	o.errors.last = t
	o.p.Remember(t)
}

func (o *Oracle) forget() {
	o.errors.last = nil
	o.p.ClearErrors()
}

// failed deals with an error of the statement that runs: nil when a handler took
// it, so that the next statement follows; otherwise the error. It asks a handler
// once for each error.
func (o *Oracle) failed(f *frame, err error) error {
	switch {
	case err == errResumed:
		return nil
	case !catches(err):
		return err
	}
	o.Reached["failure"]++
	t := f.locate(err)
	if t == o.errors.refused {
		return t
	}
	o.remember(t)
	if err := o.handle(t); err != nil {
		if !catches(err) {
			return err
		}
		t = f.locate(err)
		o.remember(t)
		o.errors.refused = t
		return t
	}
	return nil
}

// handle runs the handler; the error stays when there is none, a Try is nearer
// or it runs already. Its own error takes the place of the one it was to handle.
func (o *Oracle) handle(t *vm.Thrown) error {
	h := o.errors.handler
	if h.method == "" {
		h.method, h.tries = o.errors.global, 0
	}
	m := o.methods[vm.Norm(h.method)]
	if m == nil || h.running || h.tries < o.errors.tries {
		return t
	}
	info := t.Info()
	o.global("error").v = value.FromInt(int64(info.Code))
	o.global("error method").v = value.FromText(t.Function)
	o.global("error line").v = value.FromInt(int64(t.Line))
	o.global("error formula").v = value.FromText(t.Text)
	o.Reached["handler"]++
	o.errors.handler.running = true
	_, err := o.call(m, value.Value{}, nil)
	if o.errors.handler.running = false; err != nil {
		o.Reached["handler failed"]++
	}
	return err
}

// onErrCall installs a handler, "" removes it. One that runs stays what it is.
func (o *Oracle) onErrCall(args []value.Value) (value.Value, error) {
	if len(args) == 0 || args[0].Kind() != value.Text || len(args) > 1 && !isNumeric(args[1]) {
		return value.Value{}, unknown("such an argument of ON ERR CALL")
	}
	switch method := args[0].AsText(); {
	case len(args) == 1 || args[1].AsInt() == 0:
		if e := &o.errors; !e.handler.running {
			e.handler = handler{method: method, tries: e.tries}
		}
	case args[1].AsInt() == 1:
		o.errors.global = method
	default:
		return value.Value{}, unknown("such a scope of ON ERR CALL")
	}
	return value.Value{}, nil
}

// tried runs something in a Try and reports the error that the Try takes. An
// older handler is one from outside for whatever comes later.
func (o *Oracle) tried(run func() error) (caught bool, err error) {
	o.errors.tries++
	depth := len(o.frames)
	err = run()
	o.errors.tries--
	o.errors.handler.tries = min(o.errors.handler.tries, o.errors.tries)
	if err == nil || !catches(err) {
		return false, err
	}
	o.frames = o.frames[:depth]
	return true, nil
}

func (o *Oracle) try(f *frame, s *syntax.Try) (v value.Value, out outcome, err error) {
	caught, err := o.tried(func() error {
		var err error
		v, out, err = o.block(f, s.Body)
		return err
	})
	switch {
	case caught:
		o.Reached["Catch"]++
		return o.block(f, s.Catch)
	case err == nil && out == normal:
		o.forget()
	}
	return v, out, err
}

// tryExpr is "Try(x)": undefined where x fails.
func (o *Oracle) tryExpr(f *frame, x *syntax.TryExpr) (v value.Value, err error) {
	caught, err := o.tried(func() error {
		var err error
		if v, err = o.eval(f, x.X); err == nil {
			return nil
		}
		if err = o.failed(f, err); err == nil {
			o.Reached["handler inside Try(x)"]++
			err = errResumed
		}
		return err
	})
	switch {
	case caught:
		return value.Value{}, nil
	case err == nil:
		o.forget()
	}
	return v, err
}

// throw raises an error, or keeps it until the function ends. Without arguments
// the current errors are kept so.
func (o *Oracle) throw(f *frame, args []value.Value) (value.Value, error) {
	if len(args) == 0 {
		if o.Reached["throw()"]++; o.errors.last != nil {
			f.deferred = append(f.deferred, o.errors.last)
		}
		return value.Value{}, nil
	}
	err := o.p.Throw(args...)
	if obj := args[0].AsObject(); err != nil && obj != nil && obj.Get("deferred").AsBool() {
		o.Reached["deferred error"]++
		f.deferred = append(f.deferred, f.locate(err))
		return value.Value{}, nil
	}
	return value.Value{}, err
}

// left is the error that a function leaves behind: its deferred ones, the last on
// top of the others.
func (f *frame) left() error {
	n := len(f.deferred)
	if n == 0 {
		return nil
	}
	t := *f.deferred[n-1]
	for i := n - 2; i >= 0; i-- {
		t.Earlier = append(t.Earlier, f.deferred[i])
	}
	return &t
}
