// Package event calls the functions that options name ("onData") for work that
// goes on beside the code: HTTP requests, programs of the machine. They run in
// the process that began the work: while it waits, or, in a worker, between two
// messages.
package event

import (
	"context"
	"time"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Listeners are the functions of one piece of work. Nil ones listen to nothing.
type Listeners struct {
	options   value.Value // the functions' This
	subject   value.Value // their first argument
	functions map[string]value.Value
	process   *vm.Process
	postTo    func(func() error)
	room      chan struct{} // bounds the data on its way
	over      chan struct{} // closed when all functions were called
}

// maxData is how many pieces of data may wait for their function; who sends them
// waits meanwhile.
const maxData = 16

// Listen finds the functions of some names in the options; nil when there are
// none. subject is the object whose events they are.
func Listen(p *vm.Process, options, subject value.Value, names ...string) (*Listeners, error) {
	l := &Listeners{options: options, subject: subject, functions: map[string]value.Value{}, process: p}
	for _, name := range names {
		fn, err := p.Member(options, name)
		if err != nil {
			return nil, err
		}
		if vm.AsFunction(fn) != nil {
			l.functions[name] = fn
		}
	}
	if len(l.functions) == 0 {
		return nil, nil
	}
	l.postTo, l.room, l.over = p.Poster(), make(chan struct{}, maxData), make(chan struct{})
	return l, nil
}

// Wants reports whether there is a function of a name.
func (l *Listeners) Wants(name string) bool { return l != nil && !l.functions[name].IsUndefined() }

// Over is closed once the last function has been called.
func (l *Listeners) Over() <-chan struct{} { return l.over }

// Post has the function of a name called with an event of a type.
func (l *Listeners) Post(name, kind string) { l.post(name, kind, value.Value{}, nil) }

// PostData does so with data, once there is room for it; it gives up with the
// context's error.
func (l *Listeners) PostData(ctx context.Context, name, kind string, data value.Value) error {
	select {
	case l.room <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	l.post(name, kind, data, func() { <-l.room })
	return nil
}

// Finish posts how the work ended: with an error, a response, or neither when it
// was ended from outside; then the last event, of the type given.
func (l *Listeners) Finish(failed, ended bool, last string) {
	if l == nil {
		return
	}
	switch {
	case failed:
		l.Post("onError", "error")
	case !ended:
		l.Post("onResponse", "response")
	}
	l.post("onTerminate", last, value.Value{}, func() { close(l.over) })
}

// post has a function called in the process; before it, first.
func (l *Listeners) post(name, kind string, data value.Value, first func()) {
	if !l.Wants(name) && first == nil {
		return
	}
	l.postTo(func() error {
		if first != nil {
			first()
		}
		if !l.Wants(name) {
			return nil
		}
		event := value.NewObject()
		event.Set("type", value.FromText(kind))
		if !data.IsUndefined() {
			event.Set("data", data)
		}
		_, err := l.process.Call(l.functions[name], l.options, l.subject, value.FromObject(event))
		return err
	})
}

// WaitTime reads the argument of wait, in seconds. Without one it is 0, which
// waits for ever; 0 seconds are as good as none.
func WaitTime(c *vm.Call) time.Duration {
	limit := time.Duration(min(c.Real(0), 1e9) * float64(time.Second))
	if c.Has(0) && limit <= 0 {
		limit = time.Nanosecond
	}
	return limit
}
