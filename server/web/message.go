package web

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"quoin.dev/quoin/message"
)

// Incoming returns a request as user code sees it.
func Incoming(r *http.Request, body []byte) *message.Incoming {
	m := &message.Incoming{URL: r.URL.RequestURI(), Verb: r.Method, Body: body}
	if m.Remote, _, _ = net.SplitHostPort(r.RemoteAddr); m.Remote == "" {
		m.Remote = r.RemoteAddr
	}
	m.Headers = append(m.Headers, message.Header{Name: "host", Value: r.Host})
	for name, values := range r.Header {
		m.Headers = append(m.Headers, message.Header{Name: strings.ToLower(name), Value: strings.Join(values, ", ")})
	}
	slices.SortFunc(m.Headers, func(a, b message.Header) int { return strings.Compare(a.Name, b.Name) })
	return m
}

// Answer sends what user code made. Headers that belong to the server, or that
// could break the connection, are left out.
func Answer(w http.ResponseWriter, out *message.Outgoing) {
	if out == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	h := w.Header()
	contentType := ""
	for _, x := range out.Headers {
		switch name := http.CanonicalHeaderKey(x.Name); name {
		case "Date", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection", "Trailer", "Upgrade":
		case "Content-Type":
			contentType = x.Value
		case "Set-Cookie", "Vary":
			h.Add(name, x.Value)
		default:
			h.Set(name, x.Value)
		}
	}
	if contentType == "" {
		contentType = "text/plain; charset=utf-8"
	}
	status := out.Status
	if status < 200 || status > 599 {
		status = http.StatusOK
	}
	Send(w, status, contentType, out.Body)
}
