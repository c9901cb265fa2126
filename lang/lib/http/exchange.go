package http

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/lib/json"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// maxBody bounds the response that is kept.
const maxBody = 256 << 20

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
// sends it finds is read after done is closed.
type exchange struct {
	url, method        string
	sent               *value.Obj
	dataType, encoding string
	timeout            time.Duration
	keepBody           bool
	options            *value.Obj // whose functions are called back

	cancel context.CancelFunc
	done   chan struct{}

	status     int
	statusText string
	header     http.Header
	body       []byte
	err        error

	mu        sync.Mutex
	delivered bool        // the functions were called back; guarded by mu
	shown     value.Value // the response object, once it was asked for; guarded by mu
}

func newRequest(c *vm.Call) (value.Value, error) {
	x, req, err := build(c, c.Text(0), c.Object(1))
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	if err := x.send(c, req); err != nil {
		return value.Value{}, err
	}
	return value.FromObject(value.NewNative(c.Class("HTTPRequest"), x)), nil
}

// build reads the options of a request.
func build(c *vm.Call, address string, options *value.Obj) (*exchange, *http.Request, error) {
	if options == nil {
		options = value.NewObject()
	}
	x := &exchange{url: address, method: "GET", sent: value.NewObject(), dataType: "auto", encoding: "UTF-8",
		keepBody: true, options: options, done: make(chan struct{})}
	text := func(name string, to *string) {
		if v := options.Get(name); v.Kind() == value.Text && v.AsText() != "" {
			*to = v.AsText()
		}
	}
	text("method", &x.method)
	text("dataType", &x.dataType)
	text("encoding", &x.encoding)
	x.method = strings.ToUpper(x.method)
	x.timeout = time.Duration(min(options.Get("timeout").AsReal(), 1e6) * float64(time.Second))
	if v := options.Get("returnResponseBody"); v.Kind() == value.Bool {
		x.keepBody = v.AsBool()
	}
	target := address
	if !strings.Contains(target, "://") {
		target = "https://" + target
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, nil, fault.Numbered(fault.Invalid, 30, "HTTP", "%q is not an HTTP address.", address)
	}
	body, contentType, err := bodyOf(c, options.Get("body"))
	if err != nil {
		return nil, nil, err
	}
	limit := x.timeout
	if limit <= 0 {
		limit = maxWait
	}
	ctx, cancel := context.WithTimeout(c.Process.Context(), limit)
	x.cancel = cancel
	req, err := http.NewRequestWithContext(ctx, x.method, u.String(), bytes.NewReader(body))
	if err != nil {
		cancel()
		return nil, nil, fault.Numbered(fault.Invalid, 30, "HTTP", "%q is not an HTTP method.", x.method)
	}
	x.headers(req, options, contentType)
	return x, req, nil
}

// headers sets those of the options, where a value may be a collection.
func (x *exchange) headers(req *http.Request, options *value.Obj, contentType string) {
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	agent := "Quoin"
	if v := options.Get("agent"); v.Kind() == value.Text {
		agent = v.AsText()
	}
	req.Header.Set("User-Agent", agent)
	given := options.Get("headers").AsObject()
	if given != nil {
		for name, v := range given.All() {
			req.Header.Del(name)
			values := []value.Value{v}
			if l := v.AsCollection(); l != nil {
				values = l.Items()
			}
			for _, one := range values {
				req.Header.Add(name, oneLine(vm.Shown(one)))
			}
		}
	}
	if a := options.Get("serverAuthentication").AsObject(); a != nil {
		req.SetBasicAuth(a.Get("name").AsText(), a.Get("password").AsText())
	}
	for name := range req.Header {
		x.sent.Set(name, value.FromText(strings.Join(req.Header[name], ", ")))
	}
}

// oneLine removes line breaks, which would smuggle further headers in.
func oneLine(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }

// bodyOf returns what is sent: text, bytes, or the JSON of anything else.
func bodyOf(c *vm.Call, v value.Value) (body []byte, contentType string, err error) {
	switch {
	case v.IsAbsent():
		return nil, "", nil
	case v.Kind() == value.Text:
		return []byte(v.AsText()), "text/plain; charset=utf-8", nil
	case v.Kind() == value.Blob:
		return v.AsBlob(), "application/octet-stream", nil
	case v.Kind() == value.Picture:
		return v.AsPicture().Data, v.AsPicture().MIME, nil
	}
	if o := v.AsObject(); o != nil {
		if b, ok := o.Native.(*value.Bytes); ok {
			return b.Data, "application/octet-stream", nil
		}
	}
	body, err = value.AppendJSON(nil, v, json.Options(c.Process))
	return body, "application/json", err
}

// send starts the exchange in the background.
func (x *exchange) send(c *vm.Call, req *http.Request) error {
	web, slots := c.Runtime().Host.Web, open(c.Runtime())
	select {
	case slots <- struct{}{}:
	default:
		x.cancel()
		return fault.New(fault.Limit, "http.open", "There are %d HTTP requests on their way already.", maxOpen)
	}
	go func() {
		defer close(x.done)
		defer func() { <-slots }()
		defer x.cancel()
		res, err := web.Do(req)
		if err != nil {
			x.err = err
			return
		}
		defer res.Body.Close()
		x.status, x.header = res.StatusCode, res.Header
		_, x.statusText, _ = strings.Cut(res.Status, " ")
		x.body, x.err = io.ReadAll(io.LimitReader(res.Body, maxBody+1))
		if len(x.body) > maxBody {
			x.body, x.err = nil, errors.New("the response is larger than what is kept")
		}
	}()
	return nil
}

// finished waits until the exchange ends or a time is over.
func (x *exchange) finished(ctx context.Context, limit time.Duration) bool {
	var timeout <-chan time.Time
	if limit > 0 {
		t := time.NewTimer(limit)
		defer t.Stop()
		timeout = t.C
	}
	select {
	case <-x.done:
		return true
	case <-timeout:
	case <-ctx.Done():
	}
	return false
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

func wait(c *vm.Call) (value.Value, error) {
	x := vm.Receiver[*exchange](c)
	if x == nil {
		return value.Value{}, nil
	}
	if !x.finished(c.Process.Context(), time.Duration(c.Real(0)*float64(time.Second))) {
		return c.This, c.Process.Poll()
	}
	return c.This, x.deliver(c)
}

// deliver calls the functions of the options, once.
func (x *exchange) deliver(c *vm.Call) error {
	x.mu.Lock()
	first := !x.delivered
	x.delivered = true
	x.mu.Unlock()
	if !first {
		return nil
	}
	calls := []string{"onHeaders", "onData", "onResponse", "onTerminate"}
	if x.err != nil {
		calls = []string{"onError", "onTerminate"}
	}
	for _, name := range calls {
		fn, err := c.Process.Member(value.FromObject(x.options), name)
		if err != nil {
			return err
		}
		if vm.AsFunction(fn) == nil {
			continue
		}
		event := value.NewObject()
		event.Set("type", value.FromText(strings.ToLower(strings.TrimPrefix(name, "on"))))
		if name == "onData" {
			event.Set("data", value.FromObject(value.NewNative(nil, &value.Bytes{Data: x.body})))
		}
		if _, err := c.Invoke(fn, value.FromObject(x.options), c.This, value.FromObject(event)); err != nil {
			return err
		}
	}
	return nil
}

func terminate(c *vm.Call) (value.Value, error) {
	if x := vm.Receiver[*exchange](c); x != nil {
		x.cancel()
	}
	return value.Value{}, nil
}

func (x *exchange) terminated() value.Value { return value.FromBool(x.isDone()) }

// errors is null while there are none.
func (x *exchange) errors() value.Value {
	if !x.isDone() || x.err == nil {
		return value.NullValue()
	}
	o := value.NewObject()
	o.Set("errCode", value.FromInt(30))
	o.Set("message", value.FromText(x.err.Error()))
	o.Set("componentSignature", value.FromText("HTTP"))
	return value.FromCollection(value.NewList(value.FromObject(o)))
}

// response is undefined until there is one. It is made once, so that what the
// code changes in it stays.
func (x *exchange) response() value.Value {
	if !x.isDone() || x.status == 0 {
		return value.Value{}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
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
		if x.keepBody {
			o.Set("body", x.decoded(x.dataType))
		}
		x.shown = value.FromObject(o)
	}
	return x.shown
}

// decoded returns the body as a type: "auto" goes by its media type.
func (x *exchange) decoded(dataType string) value.Value {
	media, parameters, _ := strings.Cut(strings.ToLower(x.header.Get("Content-Type")), ";")
	media = strings.TrimSpace(media)
	if dataType == "auto" {
		switch {
		case media == "application/json" || strings.HasSuffix(media, "+json"):
			dataType = "object"
		case strings.HasPrefix(media, "text/"), strings.HasSuffix(media, "xml"), strings.HasSuffix(media, "javascript"),
			media == "application/x-www-form-urlencoded":
			dataType = "text"
		default:
			dataType = "blob"
		}
	}
	encoding := x.encoding
	if _, name, ok := strings.Cut(parameters, "charset="); ok {
		encoding = strings.Trim(strings.TrimSpace(name), `"`)
	}
	set := charset.ByName(encoding)
	if set == nil {
		set = charset.ByName("UTF-8")
	}
	switch dataType {
	case "object":
		if v, err := value.ParseJSON(set.Decode(x.body), value.ParseOptions{Dates: true}); err == nil {
			return v
		}
		return value.FromText(set.Decode(x.body))
	case "text":
		return value.FromText(set.Decode(x.body))
	}
	return value.FromObject(value.NewNative(nil, &value.Bytes{Data: x.body}))
}
