package program

import (
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// events tell the functions of the options what the program does, in the
// process that started it: while it waits, or between two messages of a worker.
type events struct {
	worker    *worker
	self      value.Value
	options   value.Value
	functions map[string]value.Value // by name: "onData"
	process   *vm.Process
	postTo    func(func() error)
	room      chan struct{} // bounds the pieces on their way
	over      chan struct{} // closed when all functions were called
}

// pieces is how many parts of the output may wait for their function; the
// program waits meanwhile.
const pieces = 16

// listen finds the functions of the options; nil when there are none.
func (w *worker) listen(p *vm.Process, options, self value.Value) (*events, error) {
	e := &events{worker: w, self: self, options: options, functions: map[string]value.Value{}, process: p}
	if options.AsObject() == nil {
		return nil, nil
	}
	for _, name := range []string{"onData", "onDataError", "onResponse", "onError", "onTerminate"} {
		fn, err := p.Member(options, name)
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

// sink returns what posts the pieces of an output: of the type "data" for the
// first, "error" for the second. nil: nobody wants them.
func (w *worker) sink(kind string) func([]byte) {
	name := map[string]string{"data": "onData", "error": "onDataError"}[kind]
	e := w.events
	if e == nil || vm.AsFunction(e.functions[name]) == nil {
		return nil
	}
	var text whole
	return func(b []byte) {
		if w.dataType == "text" && w.set.Name == "UTF-8" {
			if b = text.take(b); len(b) == 0 {
				return
			}
		}
		select {
		case e.room <- struct{}{}:
		case <-e.process.Context().Done(): // nobody will listen any more
			return
		}
		e.post(name, kind, b, func() { <-e.room })
	}
}

// post has a function called; what then is called before.
func (e *events) post(name, kind string, data []byte, then ...func()) {
	fn, ok := e.functions[name]
	if !ok && len(then) == 0 {
		return
	}
	e.postTo(func() error {
		for _, f := range then {
			f()
		}
		if !ok {
			return nil
		}
		event := value.NewObject()
		event.Set("type", value.FromText(kind))
		if data != nil {
			event.Set("data", e.worker.shown(data))
		}
		_, err := e.process.Call(fn, e.options, e.self, value.FromObject(event))
		return err
	})
}

// finish posts how it ended: with a response, an error, or by terminate.
func (e *events) finish(failed, ended bool) {
	if e == nil {
		return
	}
	switch {
	case failed:
		e.post("onError", "error", nil)
	case !ended:
		e.post("onResponse", "response", nil)
	}
	e.post("onTerminate", "termination", nil, func() { close(e.over) })
}
