// Package message provides web messages as values: the request a function of
// the user's code sees (Incoming), the raw answer it may give (Outgoing), the
// event of a page that led to a call (WebEvent), and what the call changes on
// that page (Effects). It knows neither HTTP servers nor the language.
package message

import (
	"encoding/base64"
	"net/textproto"
	"net/url"
	"strings"

	"quoin.dev/quoin/value"
)

// Incoming is an HTTP request as user code sees it. It is read-only.
type Incoming struct {
	// URL is the path and query as the client sent them.
	URL string
	// Verb is the method in upper case: "GET".
	Verb    string
	Headers Headers
	Body    []byte
	// Remote is the client's address without its port, "" if unknown.
	Remote string
}

// HeaderText returns the request line and the fields as they travel; "" for the
// zero value.
func (m *Incoming) HeaderText() string {
	if m.Verb == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString(m.Verb + " " + m.URL + " HTTP/1.1\r\n")
	for _, h := range m.Headers {
		b.WriteString(textproto.CanonicalMIMEHeaderKey(h.Name) + ": " + h.Value + "\r\n")
	}
	return b.String() + "\r\n"
}

// BasicAuth returns user and password of the scheme Basic, "" without them.
func (m *Incoming) BasicAuth() (user, password string) {
	scheme, code, _ := strings.Cut(m.Headers.Get("Authorization"), " ")
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(code))
	if !strings.EqualFold(scheme, "Basic") || err != nil {
		return "", ""
	}
	user, password, _ = strings.Cut(string(raw), ":")
	return user, password
}

// Path returns the decoded segments of the path, without empty ones.
func (m *Incoming) Path() []string {
	raw, _, _ := strings.Cut(m.URL, "?")
	var out []string
	for _, part := range strings.Split(raw, "/") {
		if part == "" {
			continue
		}
		if s, err := url.PathUnescape(part); err == nil {
			part = s
		}
		out = append(out, part)
	}
	return out
}

// Query returns the parameters of the query string in their order. Values stay
// text; the '…' that REST clients put around JSON is taken off. Of a repeated
// name the last one counts.
func (m *Incoming) Query() *value.Obj {
	o := value.NewObject()
	_, raw, _ := strings.Cut(m.URL, "?")
	for _, pair := range strings.Split(raw, "&") {
		if pair == "" {
			continue
		}
		name, v, _ := strings.Cut(pair, "=")
		o.Set(unescape(name), value.FromText(unquote(unescape(v))))
	}
	return o
}

func unescape(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return strings.ToValidUTF8(u, "\uFFFD")
	}
	return s
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '\'' && s[len(s)-1] == '\'' {
		return s[1 : len(s)-1]
	}
	return s
}

// Header is one header line; Name is in lower case.
type Header struct{ Name, Value string }

// Headers are header lines in their order.
type Headers []Header

// Get returns the value of a header, whatever the case of its name; "" if none.
func (h Headers) Get(name string) string {
	for _, x := range h {
		if strings.EqualFold(x.Name, name) {
			return x.Value
		}
	}
	return ""
}

// Set gives a header one value.
func (h *Headers) Set(name, v string) {
	for i, x := range *h {
		if strings.EqualFold(x.Name, name) {
			(*h)[i].Value = v
			return
		}
	}
	*h = append(*h, Header{strings.ToLower(name), v})
}

// Outgoing is a raw HTTP answer made by user code. A zero Status means 200.
type Outgoing struct {
	Status  int
	Headers Headers
	Body    []byte
}

// WebEvent says which event of a page led to a call.
type WebEvent struct {
	// Caller is the server-side reference of the component, "" if it has none.
	Caller string
	// EventType is the trigger in lower case: "onclick".
	EventType string
	// Data holds index, row and name, as the component gave them; nil if none.
	Data *value.Obj
}
