package http

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/lib/event"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// maxBody bounds the response that is kept.
const maxBody = 128 << 20

// maxOpen bounds how many requests of an application are on their way at a time.
const maxOpen = 500

type openKey struct{}

// open counts the requests on their way: a slot each.
func open(rt *vm.Runtime) chan struct{} {
	return rt.Kept(openKey{}, func() any { return make(chan struct{}, maxOpen) }).(chan struct{})
}

// maxWait ends a request without a time limit of its own.
const maxWait = 24 * time.Hour

// exchange is a request and, later, its response. What the goroutine that
// sends it finds is guarded by mu while it runs.
type exchange struct {
	url, method        string
	sent               *value.Obj // the headers as they were given
	dataType, encoding string
	timeout            time.Duration
	keepBody, decode   bool
	redirect           bool
	redirections       int // that are followed
	protocol           string
	options            *value.Obj // whose functions are called back
	agent              *agent
	agentObject        value.Value
	ownPool            bool // the connections end with the request
	server             credentials
	events             *event.Listeners // nil when nobody wants to know

	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{} // closed when the response is there, or the error
	ended  atomic.Bool   // by terminate

	announced bool // the process has counted the body

	mu         sync.Mutex // guards what follows
	status     int
	statusText string
	proto      string
	header     http.Header
	body       []byte
	complete   bool // the body is there
	err        error
	shown      value.Value // the response object, once it was asked for
}

func newRequest(c *vm.Call) (value.Value, error) {
	x, req, err := build(c, c.Text(0), c.Object(1))
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	v := value.FromObject(value.NewNative(c.Class("HTTPRequest"), x))
	if x.events, err = event.Listen(c.Process, value.FromObject(x.options), v, "onHeaders", "onData", "onResponse", "onError", "onTerminate"); err != nil {
		x.cancel()
		return value.Value{}, err
	}
	if !x.keepBody && !x.events.Wants("onData") {
		x.cancel()
		return c.Failf(0, "returnResponseBody is false, and there is no function onData that takes the body")
	}
	return v, x.send(c, req)
}

// send starts the exchange in the background.
func (x *exchange) send(c *vm.Call, req *http.Request) error {
	slots := open(c.Runtime())
	select {
	case slots <- struct{}{}:
	default:
		x.cancel()
		return fault.New(fault.Limit, "http.open", "There are %d HTTP requests on their way already.", maxOpen)
	}
	go func() {
		defer func() { <-slots }()
		defer x.cancel()
		err := x.run(req)
		x.mu.Lock()
		if x.err = err; x.ended.Load() {
			x.err = nil
		}
		failed := x.err != nil
		x.mu.Unlock()
		close(x.done)
		x.events.Finish(failed, x.ended.Load(), "terminate")
	}()
	return nil
}

// run sends the request and reads the response.
func (x *exchange) run(req *http.Request) error {
	release, err := x.agent.take(x.ctx)
	if err != nil {
		return err
	}
	defer release()
	if x.ownPool {
		defer x.agent.pool.Close()
	}
	res, err := x.do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	x.mu.Lock()
	x.status, x.header, x.proto = res.StatusCode, res.Header, "HTTP1"
	if res.ProtoMajor == 2 {
		x.proto = "HTTP2"
	}
	_, x.statusText, _ = strings.Cut(res.Status, " ")
	x.mu.Unlock()
	x.events.Post("onHeaders", "headers")
	body, err := x.read(res)
	if err != nil {
		return err
	}
	x.mu.Lock()
	x.body, x.complete = body, true
	x.mu.Unlock()
	return nil
}

// read takes the body, and hands pieces of it to onData as they come: as they
// are, or decoded when the options want that.
func (x *exchange) read(res *http.Response) ([]byte, error) {
	var pieces func([]byte) error
	if x.events.Wants("onData") {
		pieces = func(b []byte) error {
			data := value.FromObject(value.NewNative(nil, &value.Bytes{Data: bytes.Clone(b)}))
			return x.events.PostData(x.ctx, "onData", "data", data)
		}
	}
	raw := &tap{r: res.Body}
	if !x.decode {
		raw.emit = pieces
	}
	if !x.keepBody && (!x.decode || pieces == nil) {
		_, err := io.Copy(io.Discard, raw)
		return nil, err
	}
	plain := &tap{r: decoder(raw, res.Header.Get("Content-Encoding"))}
	if x.decode {
		plain.emit = pieces
	}
	if !x.keepBody {
		_, err := io.Copy(io.Discard, plain)
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(plain, maxBody+1))
	if len(body) > maxBody {
		return nil, errors.New("the response is larger than what is kept")
	}
	return body, err
}

// tap hands what passes to a function.
type tap struct {
	r    io.Reader
	emit func([]byte) error
}

func (t *tap) Read(b []byte) (int, error) {
	n, err := t.r.Read(b)
	if n > 0 && t.emit != nil {
		if e := t.emit(b[:n]); e != nil {
			return n, e
		}
	}
	return n, err
}

// isDone reports whether the exchange has ended.
func (x *exchange) isDone() bool {
	select {
	case <-x.done:
		return true
	default:
		return false
	}
}

// over is closed when the exchange has ended and its functions were called.
func (x *exchange) over() <-chan struct{} {
	if x.events != nil {
		return x.events.Over()
	}
	return x.done
}

func wait(c *vm.Call) (value.Value, error) {
	x := vm.Receiver[*exchange](c)
	if x == nil {
		return value.Value{}, nil
	}
	_, err := c.Process.Await(x.over(), event.WaitTime(c))
	if err == nil {
		err = x.announce(c.Process)
	}
	return c.This, err
}

// announce counts the body towards the memory of the process that gets it, once.
func (x *exchange) announce(p *vm.Process) error {
	if !x.isDone() || x.announced {
		return nil
	}
	x.announced = true
	return p.Grow(int64(len(x.body)))
}

// Weigh adds the body (vm.Weighty).
func (x *exchange) Weigh(s *value.Scale) {
	x.mu.Lock()
	defer x.mu.Unlock()
	s.Add(value.FromBlob(x.body), value.FromObject(x.options))
}

func terminate(c *vm.Call) (value.Value, error) {
	if x := vm.Receiver[*exchange](c); x != nil && !x.isDone() {
		x.ended.Store(true)
		x.cancel()
	}
	return value.Value{}, nil
}

func (x *exchange) terminated() value.Value { return value.FromBool(x.isDone()) }

// errors is null while there are none.
func (x *exchange) errors() value.Value {
	err := x.failure()
	if err == nil {
		return value.NullValue()
	}
	o := value.NewObject()
	o.Set("errCode", value.FromInt(30))
	o.Set("message", value.FromText(err.Error()))
	o.Set("componentSignature", value.FromText("HTTP"))
	return value.FromCollection(value.NewList(value.FromObject(o)))
}

func (x *exchange) failure() error {
	if !x.isDone() {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.err
}

// version is the protocol that was used, once that is known.
func (x *exchange) version() value.Value {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.protocol == "auto" && x.proto != "" {
		return value.FromText(x.proto)
	}
	return value.FromText(x.protocol)
}

// response is undefined until its status is there, its body until all of it is.
// It is made once, so that what the code changes in it stays.
func (x *exchange) response() value.Value {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.status == 0 {
		return value.Value{}
	}
	if x.shown.IsUndefined() {
		o := value.NewObject()
		o.Set("status", value.FromInt(int64(x.status)))
		o.Set("statusText", value.FromText(x.statusText))
		headers, raw := value.NewObject(), value.NewObject()
		for name, values := range x.header {
			v := value.FromText(values[0])
			if len(values) > 1 {
				l := value.NewList()
				for _, s := range values {
					l.Push(value.FromText(s))
				}
				v = value.FromCollection(l)
			}
			headers.Set(strings.ToLower(name), v)
			raw.Set(name, v)
		}
		o.Set("headers", value.FromObject(headers))
		o.Set("rawHeaders", value.FromObject(raw))
		x.shown = value.FromObject(o)
	}
	if x.complete && x.keepBody {
		x.complete = false // from now on the object has it
		x.shown.AsObject().Set("body", x.decoded(x.dataType))
	}
	return x.shown
}
