package http

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/lib/json"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// maxRedirections are followed; the next one is the response.
const maxRedirections = 5

// build reads the options of a request.
func build(c *vm.Call, address string, options *value.Obj) (*exchange, *http.Request, error) {
	if options == nil {
		options = value.NewObject()
	}
	x := &exchange{url: address, method: "GET", sent: value.NewObject(), dataType: "auto", encoding: "UTF-8", protocol: "auto",
		keepBody: true, redirect: true, redirections: maxRedirections, options: options, done: make(chan struct{})}
	get := func(name string) value.Value { return member(c, options, name) }
	text := func(name string, to *string) {
		if v := get(name); v.Kind() == value.Text && v.AsText() != "" {
			*to = v.AsText()
		}
	}
	text("method", &x.method)
	text("dataType", &x.dataType)
	text("encoding", &x.encoding)
	text("protocol", &x.protocol)
	x.method = strings.ToUpper(x.method)
	x.timeout = time.Duration(min(max(get("timeout").AsReal(), 0), 1e6) * float64(time.Second))
	for name, to := range map[string]*bool{"returnResponseBody": &x.keepBody, "decodeData": &x.decode, "automaticRedirections": &x.redirect} {
		if v := get(name); v.Kind() == value.Bool {
			*to = v.AsBool()
		}
	}
	target, err := targetOf(address)
	if err != nil {
		return nil, nil, err
	}
	if charset.ByName(x.encoding) == nil {
		return nil, nil, optionError("the encoding %q is not known", x.encoding)
	}
	body, contentType, err := x.bodyOf(c, get("body"))
	if err != nil {
		return nil, nil, err
	}
	if err := x.connect(c, get); err != nil {
		return nil, nil, err
	}
	limit := x.timeout
	if limit <= 0 {
		limit = maxWait
	}
	x.ctx, x.cancel = context.WithTimeout(c.Process.Context(), limit)
	req, err := http.NewRequestWithContext(x.ctx, x.method, target, bytes.NewReader(body))
	if err != nil {
		x.cancel()
		return nil, nil, fault.Numbered(fault.Invalid, 30, "HTTP", "%q is not an HTTP method.", x.method)
	}
	x.headers(req, get("headers").AsObject(), get("agent"), contentType)
	return x, req, nil
}

// member reads a property of the options, which may be an instance of a class.
func member(c *vm.Call, o *value.Obj, name string) value.Value {
	if v, ok := o.Lookup(name); ok || o.Class == nil {
		return v
	}
	v, err := c.Process.Member(value.FromObject(o), name)
	if err != nil {
		c.Fail(err)
	}
	return v
}

func optionError(format string, args ...any) error {
	return fault.Numbered(fault.Invalid, 0, "HTTP", "4D.HTTPRequest: "+format+".", args...)
}

// targetOf returns the address to ask; one without a scheme is https.
func targetOf(address string) (string, error) {
	target := strings.TrimSpace(address)
	if !strings.Contains(target, "://") {
		target = "https://" + target
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fault.Numbered(fault.Invalid, 30, "HTTP", "%q is not an HTTP address.", address)
	}
	return u.String(), nil
}

// headers sets those of the options, where a value may be a collection.
func (x *exchange) headers(req *http.Request, given *value.Obj, agent value.Value, contentType string) {
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	name := "Quoin"
	if agent.Kind() == value.Text {
		name = agent.AsText()
	}
	req.Header.Set("User-Agent", name)
	req.Header.Set("Accept-Encoding", "gzip, deflate")
	if given != nil {
		x.sent = given
		for name, v := range given.All() {
			req.Header.Del(name)
			values := []value.Value{v}
			if l := v.AsCollection(); l != nil {
				values = l.Items()
			}
			for _, one := range values {
				if strings.EqualFold(name, "host") {
					req.Host = oneLine(vm.Shown(one))
					continue
				}
				req.Header.Add(name, oneLine(vm.Shown(one)))
			}
		}
	}
	if x.server.method == methodBasic && req.Header.Get("Authorization") == "" {
		req.SetBasicAuth(x.server.name, x.server.password)
	}
}

// oneLine removes line breaks, which would smuggle further headers in.
func oneLine(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }

// bodyOf returns what is sent: text, bytes, or the JSON of anything else.
func (x *exchange) bodyOf(c *vm.Call, v value.Value) (body []byte, contentType string, err error) {
	switch {
	case v.IsAbsent():
		return nil, "", nil
	case v.Kind() == value.Text:
		return charset.ByName(x.encoding).Encode(v.AsText()), "text/plain; charset=" + strings.ToLower(x.encoding), nil
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

// do sends the request, follows redirections and answers a server that asks
// for a name and a password.
func (x *exchange) do(req *http.Request) (*http.Response, error) {
	client := http.Client{Transport: x.agent, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		if !x.redirect || len(via) > x.redirections {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	res, err := client.Do(req)
	if err != nil || res.StatusCode != http.StatusUnauthorized || x.server.name == "" {
		return res, err
	}
	again := res.Request.Clone(x.ctx)
	if again.URL.Host != req.URL.Host || !x.server.answer(again, res.Header.Values("WWW-Authenticate")) {
		return res, nil
	}
	if again.GetBody != nil {
		if again.Body, err = again.GetBody(); err != nil {
			return res, nil
		}
	}
	res.Body.Close()
	return client.Do(again)
}
