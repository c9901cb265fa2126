package bind

import (
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/lib/template"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/value"
)

// The commands of older code that answer an HTTP request: in database methods
// such as onWebConnection, and in functions that are called over HTTP. Outside
// a request they do nothing, as in the original.

// answer returns the HTTP answer that WEB SEND commands build, nil outside a
// request.
func answer(c *vm.Call) *message.Outgoing {
	s := scopeOf(c.Process)
	if s == nil || s.Incoming == nil {
		return nil
	}
	if s.Outgoing == nil {
		s.Outgoing = &message.Outgoing{}
	}
	return s.Outgoing
}

// request returns the HTTP request that the process answers; an empty one
// outside requests.
func request(c *vm.Call) *message.Incoming {
	if s := scopeOf(c.Process); s != nil && s.Incoming != nil {
		return s.Incoming
	}
	return &message.Incoming{}
}

func webSendText(c *vm.Call) (value.Value, error) {
	return send(c, []byte(c.Text(0)), c.TextOr(1, "text/html; charset=utf-8"))
}

func webSendBlob(c *vm.Call) (value.Value, error) {
	return send(c, c.Blob(0), mediaType(c.TextOr(1, "application/octet-stream")))
}

// mediaType completes what may be only the end of a file's name: ".jpg".
func mediaType(s string) string {
	if strings.HasPrefix(s, ".") {
		if t := mime.TypeByExtension(s); t != "" {
			return t
		}
		return "application/octet-stream"
	}
	return s
}

func send(c *vm.Call, body []byte, contentType string) (value.Value, error) {
	if strings.ContainsAny(contentType, "\r\n\x00") {
		return value.Value{}, fault.New(fault.Invalid, "bind.header", "%s: %q is no content type.", c.Name, contentType)
	}
	if out := answer(c); out != nil && c.Err() == nil {
		out.Body = body
		out.Headers.Set("Content-Type", contentType)
	}
	return value.Value{}, nil
}

// webSendFile sends a file of the folder of static files, a template once it is
// processed; OK tells whether there is one.
func webSendFile(c *vm.Call) (value.Value, error) {
	name := path.Clean("/" + strings.ReplaceAll(c.Text(0), "\\", "/"))
	data, err := file.ReadPath(c.Process, "/PACKAGE/WebFolder"+name)
	if err != nil {
		c.Process.SetVariable("OK", value.FromInt(0))
		if out := answer(c); out != nil {
			out.Status = http.StatusNotFound
		}
		return value.Value{}, nil
	}
	c.Process.SetVariable("OK", value.FromInt(1))
	switch strings.ToLower(path.Ext(name)) {
	case ".shtml", ".shtm": // templates
		text, err := template.Run(c.Process, string(data))
		if err != nil {
			return value.Value{}, err
		}
		return send(c, []byte(text), "text/html; charset=utf-8")
	}
	contentType := mime.TypeByExtension(path.Ext(name))
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	return send(c, data, contentType)
}

func webSendRedirect(c *vm.Call) (value.Value, error) {
	if strings.ContainsAny(c.Text(0), "\r\n\x00") {
		return value.Value{}, fault.New(fault.Invalid, "bind.header", "%s: an address has no line breaks.", c.Name)
	}
	if out := answer(c); out != nil && c.Err() == nil {
		out.Status = http.StatusFound
		out.Headers.Set("Location", c.Text(0))
	}
	return value.Value{}, nil
}

func webGetBody(c *vm.Call) (value.Value, error) {
	body := request(c).Body
	switch c.Out(0).Kind() {
	case value.Blob:
		c.SetOut(0, value.FromBlob(body))
	case value.Object:
		c.SetOut(0, value.FromObject(value.NewNative(c.Class("Blob"), &value.Bytes{Data: body})))
	default:
		c.SetOut(0, value.FromText(strings.ToValidUTF8(string(body), "\uFFFD")))
	}
	return value.Value{}, nil
}

// webGetHeader gives the header as one text or as two arrays. The request line
// comes first, in the arrays as X-METHOD, X-URL and X-VERSION.
func webGetHeader(c *vm.Call) (value.Value, error) {
	m := request(c)
	if c.Len() < 2 {
		c.SetOut(0, value.FromText(m.HeaderText()))
		return value.Value{}, nil
	}
	var fields []field
	if m.Verb != "" {
		fields = append(fields, field{"X-METHOD", m.Verb}, field{"X-URL", m.URL}, field{"X-VERSION", "HTTP/1.1"})
	}
	for _, h := range m.Headers {
		fields = append(fields, field{http.CanonicalHeaderKey(h.Name), h.Value})
	}
	setFields(c, fields)
	return value.Value{}, nil
}

type field struct{ name, value string }

// setFields fills the two arrays of a call.
func setFields(c *vm.Call, fields []field) {
	for i := range 2 {
		a := c.Out(i).AsArray()
		if a == nil {
			a = &value.Arr{Element: value.Text, Items: []value.Value{value.FromText("")}}
			c.SetOut(i, value.FromArray(a))
		}
		a.Items = a.Items[:1]
		for _, f := range fields {
			s := f.name
			if i == 1 {
				s = f.value
			}
			a.Items = append(a.Items, vm.ArrayItem(a.Element, value.FromText(s)))
		}
	}
}

// webSetHeader takes the lines of a header, or two arrays. A status line, or
// the field X-STATUS, sets the status.
func webSetHeader(c *vm.Call) (value.Value, error) {
	var fields []field
	if names := c.Arg(0).AsArray(); names != nil {
		values := c.Arg(1).AsArray()
		if values == nil {
			return value.Value{}, fault.New(fault.Invalid, "call.argument-type", "%s: got no array of values (argument 2).", c.Name)
		}
		for i := 1; i < min(len(names.Items), len(values.Items)); i++ {
			fields = append(fields, field{names.Items[i].AsText(), values.Items[i].AsText()})
		}
	} else {
		for line := range strings.Lines(c.Text(0)) {
			for _, part := range strings.Split(line, "\r") {
				name, v, _ := strings.Cut(strings.TrimSpace(part), ":")
				if strings.HasPrefix(name, "HTTP/") {
					_, v, _ = strings.Cut(strings.TrimSpace(part), " ")
					name = "X-STATUS"
				}
				fields = append(fields, field{name, strings.TrimSpace(v)})
			}
		}
	}
	out := answer(c)
	if out == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	for _, f := range fields {
		switch {
		case strings.EqualFold(f.name, "X-STATUS"):
			out.Status = statusOf(f.value)
		case strings.EqualFold(f.name, "X-VERSION"), strings.TrimSpace(f.name) == "":
		case strings.ContainsAny(f.name+f.value, "\r\n\x00"):
			return value.Value{}, fault.New(fault.Invalid, "bind.header", "%s: the field %q holds a line break.", c.Name, f.name)
		default:
			out.Headers.Set(f.name, f.value)
		}
	}
	return value.Value{}, nil
}

// statusOf reads "404 Not Found"; 0, the default, for what is no status.
func statusOf(s string) int {
	n := 0
	for _, r := range strings.TrimSpace(s) {
		if r < '0' || r > '9' || n > 599 {
			break
		}
		n = n*10 + int(r-'0')
	}
	if n < 200 || n > 599 {
		return 0
	}
	return n
}

// maxVariables bounds the fields that a form may have.
const maxVariables = 10000

// webGetVariables gives the names and values of the fields in the address and
// in the body of a form.
func webGetVariables(c *vm.Call) (value.Value, error) {
	m := request(c)
	var fields []field
	_, query, _ := strings.Cut(m.URL, "?")
	fields = append(fields, formFields(query)...)
	kind, params, _ := mime.ParseMediaType(m.Headers.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		fields = append(fields, formFields(string(m.Body))...)
	case "multipart/form-data":
		fields = append(fields, partFields(m.Body, params["boundary"])...)
	}
	setFields(c, fields[:min(len(fields), maxVariables)])
	return value.Value{}, nil
}

// formFields reads "a=1&b=2"; fields keep their order.
func formFields(s string) []field {
	var fields []field
	for pair := range strings.SplitSeq(s, "&") {
		name, v, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil || name == "" {
			continue
		}
		if v, err = url.QueryUnescape(v); err == nil {
			fields = append(fields, field{name, strings.ToValidUTF8(v, "\uFFFD")})
		}
		if len(fields) >= maxVariables {
			break
		}
	}
	return fields
}

// partFields reads the parts of a form that are no files.
func partFields(body []byte, boundary string) []field {
	var fields []field
	if boundary == "" {
		return nil
	}
	r := multipart.NewReader(strings.NewReader(string(body)), boundary)
	for len(fields) < maxVariables {
		p, err := r.NextPart()
		if err != nil {
			break
		}
		if p.FileName() != "" || p.FormName() == "" {
			continue
		}
		data, err := io.ReadAll(p)
		if err != nil {
			break
		}
		fields = append(fields, field{p.FormName(), strings.ToValidUTF8(string(data), "\uFFFD")})
	}
	return fields
}
