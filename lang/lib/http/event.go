package http

import (
	"bytes"
	"context"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// events tell the functions of the options how far the request is, in the
// process that made it: while it waits, or between two messages of a worker.
type events struct {
	request   value.Value
	options   value.Value
	functions map[string]value.Value // by name: "onData"
	process   *vm.Process
	postTo    func(func() error)
	room      chan struct{} // bounds the pieces of the body on their way
	over      chan struct{} // closed when all functions were called
}

// pieces is how many parts of a body may wait for onData; the server waits
// meanwhile.
const pieces = 16

// listen finds the functions of the options; nil when there are none.
func (x *exchange) listen(p *vm.Process, request value.Value) (*events, error) {
	e := &events{request: request, options: value.FromObject(x.options), functions: map[string]value.Value{}, process: p}
	for _, name := range []string{"onHeaders", "onData", "onResponse", "onError", "onTerminate"} {
		fn, err := p.Member(e.options, name)
		if err != nil {
			return nil, err
		}
		if vm.AsFunction(fn) != nil {
			e.functions[name] = fn
		}
	}
	if len(e.functions) == 0 {
		return nil, nil
	}
	e.postTo, e.room, e.over = p.Poster(), make(chan struct{}, pieces), make(chan struct{})
	return e, nil
}

func (e *events) wants(name string) bool {
	if e == nil {
		return false
	}
	_, ok := e.functions[name]
	return ok
}

// names of the functions by the type of their event.
var names = map[string]string{"headers": "onHeaders", "data": "onData", "response": "onResponse", "error": "onError", "terminate": "onTerminate"}

// post has the function of an event called; what then is called afterwards.
func (e *events) post(kind string, data []byte, then ...func()) {
	if e == nil || !e.wants(names[kind]) && len(then) == 0 {
		return
	}
	e.postTo(func() error {
		for _, f := range then {
			f()
		}
		fn, ok := e.functions[names[kind]]
		if !ok {
			return nil
		}
		event := value.NewObject()
		event.Set("type", value.FromText(kind))
		if kind == "data" {
			event.Set("data", value.FromObject(value.NewNative(nil, &value.Bytes{Data: data})))
		}
		_, err := e.process.Call(fn, e.options, e.request, value.FromObject(event))
		return err
	})
}

// data posts a piece of the body, once there is room for it.
func (e *events) data(ctx context.Context, b []byte) error {
	select {
	case e.room <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	e.post("data", bytes.Clone(b), func() { <-e.room })
	return nil
}

// finish posts how it ended: with a response, an error, or by terminate.
func (e *events) finish(failed, ended bool) {
	if e == nil {
		return
	}
	switch {
	case failed:
		e.post("error", nil)
	case !ended:
		e.post("response", nil)
	}
	e.post("terminate", nil, func() { close(e.over) })
}
