package http

import (
	"sort"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// The commands that wait for the answer.

func get(c *vm.Call) (value.Value, error) { return perform(c, "GET", c.Text(0), value.Value{}, 1) }

func request(c *vm.Call) (value.Value, error) {
	return perform(c, c.Text(0), c.Text(1), c.Arg(2), 3)
}

// perform sends a request and fills the response and the two arrays of headers,
// which begin at argument i. It answers the status, 0 when there is none.
func perform(c *vm.Call, method, address string, body value.Value, i int) (value.Value, error) {
	own := classicOf(c.Process)
	options := value.NewObject()
	options.Set("method", value.FromText(method))
	options.Set("body", body)
	options.Set("timeout", value.FromReal(own.timeout))
	options.Set("automaticRedirections", value.FromBool(own.follow))
	own.authenticate(options)
	if h := headersOf(c, i+1); h != nil {
		options.Set("headers", value.FromObject(h))
	}
	x, req, err := build(c, address, options)
	if err != nil || c.Err() != nil {
		return value.FromInt(0), err
	}
	x.redirections = own.redirections
	if err := x.send(c, req); err != nil {
		return value.FromInt(0), err
	}
	if done, err := c.Process.Await(x.done, 0); !done || err != nil {
		x.cancel()
		return value.FromInt(0), err
	}
	if x.err != nil {
		return unreachable(c, fault.Numbered(fault.IO, 30, "HTTP", "%s: %s cannot be reached: %v", c.Name, address, x.err))
	}
	if err := x.announce(c.Process); err != nil {
		return value.FromInt(0), err
	}
	c.SetOut(i, x.answer(c.Out(i)))
	setHeaders(c, i+1, x)
	return value.FromInt(int64(x.status)), nil
}

// unreachable is the answer when nobody answers: status 0 with an error. Code
// that catches errors gets it raised; other code goes on with the status, as
// after the original's message: much of it looks at nothing and needs no
// network.
func unreachable(c *vm.Call, err error) (value.Value, error) {
	if c.Process.Catches() {
		return value.FromInt(0), err
	}
	c.Process.Remember(err)
	return value.FromInt(0), nil
}

// answer returns the body in the type of the variable that takes it.
func (x *exchange) answer(old value.Value) value.Value {
	switch old.Kind() {
	case value.Text:
		return x.decoded("text")
	case value.Blob:
		return value.FromBlob(x.body)
	case value.Picture:
		return value.FromPicture(&value.Image{MIME: x.header.Get("Content-Type"), Data: x.body})
	case value.Object, value.Null:
		return x.decoded("object")
	}
	v := x.decoded("auto")
	if o := v.AsObject(); o != nil {
		if b, ok := o.Native.(*value.Bytes); ok {
			return value.FromBlob(b.Data)
		}
	}
	return v
}

// headersOf reads two arrays, names and values, from argument i on.
func headersOf(c *vm.Call, i int) *value.Obj {
	if c.Len() <= i+1 {
		return nil
	}
	names, values := c.Out(i).AsArray(), c.Out(i+1).AsArray()
	if names == nil || values == nil {
		return nil
	}
	o := value.NewObject()
	for k := 1; k < len(names.Items) && k < len(values.Items); k++ {
		o.Set(names.Items[k].AsText(), values.Items[k])
	}
	return o
}

// setHeaders puts the headers of the response into the two arrays.
func setHeaders(c *vm.Call, i int, x *exchange) {
	if c.Len() <= i+1 {
		return
	}
	names, values := c.Out(i).AsArray(), c.Out(i+1).AsArray()
	if names == nil || values == nil {
		return
	}
	names.Items, values.Items = names.Items[:1], values.Items[:1]
	keys := make([]string, 0, len(x.header))
	for name := range x.header {
		keys = append(keys, name)
	}
	sort.Strings(keys)
	for _, name := range keys {
		for _, v := range x.header[name] {
			names.Items = append(names.Items, value.FromText(name))
			values.Items = append(values.Items, value.FromText(v))
		}
	}
}
