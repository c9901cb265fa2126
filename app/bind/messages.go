package bind

import (
	"bytes"
	"net/http"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/lib/picture"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/value"
)

var incomingClass = command.Class{
	Name: "IncomingMessage",
	Doc:  "The request given to an HTTP handler. Read-only.",
	Properties: []command.Property{
		{Name: "url", Type: "Text", Get: ofIncoming(func(_ *vm.Call, m *message.Incoming) value.Value { return value.FromText(m.URL) })},
		{Name: "urlPath", Type: "Collection", Get: ofIncoming(func(_ *vm.Call, m *message.Incoming) value.Value { return texts(m.Path()) })},
		{Name: "urlQuery", Type: "Object", Get: ofIncoming(func(_ *vm.Call, m *message.Incoming) value.Value { return value.FromObject(m.Query()) })},
		{Name: "verb", Type: "Text", Get: ofIncoming(func(_ *vm.Call, m *message.Incoming) value.Value { return value.FromText(m.Verb) })},
		{Name: "headers", Type: "Object", Get: ofIncoming(func(_ *vm.Call, m *message.Incoming) value.Value { return headersObject(m.Headers) })},
	},
	Functions: []command.Command{
		{Name: "getHeader", Sig: "(name: Text) : Text", Run: ofIncoming(func(c *vm.Call, m *message.Incoming) value.Value {
			return value.FromText(m.Headers.Get(c.Text(0)))
		})},
		{Name: "getText", Sig: "() : Text", Run: ofIncoming(func(_ *vm.Call, m *message.Incoming) value.Value {
			return value.FromText(strings.ToValidUTF8(string(m.Body), "\uFFFD"))
		})},
		{Name: "getJSON", Sig: "() : Variant", Run: getJSON},
		{Name: "getBlob", Sig: "() : 4D.Blob", Run: ofIncoming(func(_ *vm.Call, m *message.Incoming) value.Value {
			return value.FromBlob(m.Body)
		})},
		{Name: "getPicture", Sig: "() : Picture", Run: ofIncoming(func(_ *vm.Call, m *message.Incoming) value.Value {
			mime := http.DetectContentType(m.Body)
			if !strings.HasPrefix(mime, "image/") {
				return value.NullValue()
			}
			return value.FromPicture(&value.Image{MIME: mime, Data: m.Body})
		})},
	},
}

var outgoingClass = command.Class{
	Name: "OutgoingMessage",
	Doc:  "The answer that an HTTP handler or a function called with GET gives.",
	New:  &command.Command{Name: "new", Sig: "() : 4D.OutgoingMessage", Run: newOutgoing},
	Properties: []command.Property{
		{Name: "status", Type: "Integer",
			Get: ofOutgoing(func(_ *vm.Call, o *outgoing) value.Value { return value.FromInt(int64(o.status())) }),
			Set: ofOutgoing(setStatus)},
		// Not in the manual; midrissi/4d-copilot gives its answers their status by this name.
		{Name: "statusCode", Type: "Integer",
			Get: ofOutgoing(func(_ *vm.Call, o *outgoing) value.Value { return value.FromInt(int64(o.status())) }),
			Set: ofOutgoing(setStatus)},
		{Name: "headers", Type: "Object", Get: ofOutgoing(func(_ *vm.Call, o *outgoing) value.Value { return headersObject(o.m.Headers) })},
		{Name: "body", Type: "Variant",
			Get: ofOutgoing(func(_ *vm.Call, o *outgoing) value.Value { return o.body }),
			Set: func(c *vm.Call) (value.Value, error) { return giveBody(c, false) }},
	},
	Functions: []command.Command{
		{Name: "setBody", Sig: "(body: Variant)", Run: func(c *vm.Call) (value.Value, error) { return giveBody(c, true) }},
		{Name: "setHeader", Sig: "(name: Text, value: Text)", Run: ofOutgoing(func(c *vm.Call, o *outgoing) value.Value {
			name, v := c.Text(0), c.Text(1)
			if strings.ContainsAny(name+v, "\r\n\x00") || name == "" {
				c.Fail(fault.New(fault.Invalid, "bind.header", "setHeader: %q is no header name, or its value holds a line break.", name))
				return value.Value{}
			}
			o.m.Headers.Set(name, v)
			return value.Value{}
		})},
		{Name: "setStatus", Sig: "(status: Integer)", Run: ofOutgoing(setStatus)},
	},
}

// outgoing is the Native of a 4D.OutgoingMessage.
type outgoing struct {
	m    message.Outgoing
	body value.Value
}

func (o *outgoing) status() int {
	if o.m.Status == 0 {
		return http.StatusOK
	}
	return o.m.Status
}

func newOutgoing(c *vm.Call) (value.Value, error) {
	return value.FromObject(value.NewNative(builtin(c.Process, "OutgoingMessage"), &outgoing{})), nil
}

// OutgoingOf returns the HTTP answer behind a value, nil if it is none. A
// picture is sent in the format that the content type promises.
func OutgoingOf(v value.Value) *message.Outgoing {
	o := v.AsObject()
	if o == nil {
		return nil
	}
	n, ok := o.Native.(*outgoing)
	if !ok {
		return nil
	}
	if p := n.body.AsPicture(); p != nil {
		if converted, err := picture.As(p, n.m.Headers.Get("Content-Type")); err == nil {
			n.m.Body = converted.Data
		}
	}
	return &n.m
}

// Incoming returns the language's object for a request.
func (w *World) Incoming(m *message.Incoming) value.Value {
	return value.FromObject(value.NewNative(w.Program.Builtins.Class("4D", "IncomingMessage"), m))
}

func ofIncoming(do func(*vm.Call, *message.Incoming) value.Value) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		m := vm.Receiver[*message.Incoming](c)
		if m == nil {
			return value.Value{}, nil
		}
		return do(c, m), nil
	}
}

func ofOutgoing(do func(*vm.Call, *outgoing) value.Value) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		o := vm.Receiver[*outgoing](c)
		if o == nil {
			return value.Value{}, nil
		}
		return do(c, o), nil
	}
}

func headersObject(h message.Headers) value.Value {
	o := value.NewObject()
	for _, line := range h {
		o.Set(strings.ToLower(line.Name), value.FromText(line.Value))
	}
	return value.FromObject(o)
}

func getJSON(c *vm.Call) (value.Value, error) {
	m := vm.Receiver[*message.Incoming](c)
	if m == nil {
		return value.Value{}, nil
	}
	return value.ParseJSON(string(bytes.TrimPrefix(m.Body, []byte("\uFEFF"))), value.ParseOptions{Dates: true})
}

func setStatus(c *vm.Call, o *outgoing) value.Value {
	if c.Arg(0).Kind() != value.Int && c.Arg(0).Kind() != value.Real {
		c.Fail(fault.New(fault.Invalid, "call.argument-type", "setStatus: got %s, want Integer (argument 1).", c.Process.Describe(c.Arg(0))))
		return value.Value{}
	}
	n := c.Int(0)
	if n < 200 || n > 599 {
		c.Fail(fault.New(fault.Invalid, "bind.status", "setStatus: %d is no HTTP status of an answer (200 to 599).", n))
		return value.Value{}
	}
	o.m.Status = n
	return value.Value{}
}

// giveBody sets the body and, for setBody, the content type that goes with it.
func giveBody(c *vm.Call, withType bool) (value.Value, error) {
	o := vm.Receiver[*outgoing](c)
	if o == nil {
		return value.Value{}, nil
	}
	v := c.Arg(0)
	mime := ""
	switch v.Kind() {
	case value.Text:
		o.m.Body, mime = []byte(v.AsText()), "text/plain; charset=utf-8"
	case value.Blob:
		o.m.Body, mime = v.AsBlob(), "application/octet-stream"
	case value.Picture:
		o.m.Body, mime = v.AsPicture().Data, v.AsPicture().MIME
	case value.Object, value.Collection:
		if b, ok := blobOf(v); ok {
			o.m.Body, mime = b, "application/octet-stream"
			break
		}
		b, err := value.AppendJSON(nil, v, value.JSONOptions{})
		if err != nil {
			return value.Value{}, err
		}
		o.m.Body, mime = b, "application/json; charset=utf-8"
	default:
		return value.Value{}, fault.New(fault.Invalid, "call.argument-type", "setBody: got %s, want Text, Blob, Picture, Object or Collection.", c.Process.Describe(v))
	}
	o.body = v
	if withType {
		o.m.Headers.Set("Content-Type", mime)
	}
	return value.Value{}, nil
}

// blobOf returns the bytes of a 4D.Blob object.
func blobOf(v value.Value) ([]byte, bool) {
	if o := v.AsObject(); o != nil {
		if b, ok := o.Native.(*value.Bytes); ok {
			return b.Data, true
		}
	}
	return nil, false
}
