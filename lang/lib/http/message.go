package http

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// Limits of a message that is taken apart.
const (
	maxMessage = 64 << 20
	maxParts   = 10_000
	maxNesting = 8
)

// parseMessage takes an HTTP message apart: its first line, its headers, and
// the parts of one that has several.
func parseMessage(c *vm.Call) (value.Value, error) {
	var b []byte
	if c.Arg(0).Kind() == value.Text {
		b = []byte(c.Text(0))
	} else {
		b = c.Blob(0)
	}
	if c.Err() != nil {
		return value.Value{}, nil
	}
	if len(b) > maxMessage {
		return value.Value{}, fault.New(fault.Limit, "http.message", "%s: the message has more than %d MB.", c.Name, maxMessage>>20)
	}
	if !c.Reserve(4 * len(b)) {
		return value.Value{}, nil
	}
	out := value.NewObject()
	parts := 0
	first, rest, _ := bytes.Cut(bytes.TrimLeft(b, "\r\n"), []byte("\n"))
	switch line := strings.TrimSpace(string(first)); {
	case strings.HasPrefix(line, "HTTP/"):
		out.Set("statusLine", value.FromText(line))
		b = rest
	case isRequestLine(line):
		out.Set("requestLine", value.FromText(line))
		b = rest
	case strings.HasPrefix(line, "--"): // the parts alone, as a body holds them
		boundary := strings.TrimSuffix(line[2:], "--")
		out.Set("headers", value.FromObject(value.NewObject()))
		l, err := readParts(bytes.NewReader(b), boundary, &parts, 0)
		out.Set("parts", value.FromCollection(l))
		return value.FromObject(out), err
	}
	return value.FromObject(out), readMessage(out, b, &parts, 0)
}

func isRequestLine(line string) bool {
	words := strings.Fields(line)
	return len(words) == 3 && strings.HasPrefix(words[2], "HTTP/") && !strings.Contains(words[0], ":")
}

func messageError(err error) error {
	return fault.New(fault.Invalid, "http.message", "HTTP Parse message: the message cannot be read: %v.", err)
}

// readMessage reads headers and what follows them into an object. A message of
// one piece has one part.
func readMessage(out *value.Obj, b []byte, parts *int, depth int) error {
	r := textproto.NewReader(bufio.NewReader(bytes.NewReader(b)))
	header, err := r.ReadMIMEHeader()
	if err != nil && err != io.EOF {
		return messageError(err)
	}
	one := value.NewObject()
	if err := describe(one, header, r.R, parts, depth); err != nil {
		return err
	}
	out.Set("headers", one.Get("headers"))
	if inner := one.Get("parts"); inner.Kind() == value.Collection {
		out.Set("parts", inner)
		return nil
	}
	out.Set("parts", value.FromCollection(value.NewList(value.FromObject(one))))
	return nil
}

// describe fills in the headers and the content, or the parts.
func describe(out *value.Obj, header textproto.MIMEHeader, body io.Reader, parts *int, depth int) error {
	headers := value.NewObject()
	for name, values := range header {
		headers.Set(name, value.FromText(strings.Join(values, ", ")))
	}
	out.Set("headers", value.FromObject(headers))
	media, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		media = "text/plain"
	}
	out.Set("contentType", value.FromText(media))
	if id := header.Get("Content-Id"); id != "" {
		out.Set("contentID", value.FromText(strings.Trim(id, "<> ")))
	}
	if kind, more, err := mime.ParseMediaType(header.Get("Content-Disposition")); err == nil {
		out.Set("contentDisposition", value.FromText(kind))
		for key, name := range map[string]string{"name": "name", "filename": "fileName"} {
			if more[key] != "" {
				out.Set(name, value.FromText(more[key]))
			}
		}
	}
	if strings.HasPrefix(media, "multipart/") && params["boundary"] != "" && depth < maxNesting {
		l, err := readParts(body, params["boundary"], parts, depth+1)
		out.Set("parts", value.FromCollection(l))
		return err
	}
	return content(out, header, media, params["charset"], body)
}

// content sets what a part holds: text where its type is one, else bytes.
func content(out *value.Obj, header textproto.MIMEHeader, media, set string, body io.Reader) error {
	switch strings.ToLower(header.Get("Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return messageError(err)
	}
	if strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "json") || strings.HasSuffix(media, "xml") ||
		media == "application/http" || media == "message/http" {
		cs := charset.ByName(set)
		if cs == nil {
			cs = charset.ByName("")
		}
		out.Set("content", value.FromText(cs.Decode(b)))
		return nil
	}
	out.Set("content", value.FromObject(value.NewNative(nil, &value.Bytes{Data: b})))
	return nil
}

func readParts(body io.Reader, boundary string, parts *int, depth int) (*value.List, error) {
	l := value.NewList()
	for r := multipart.NewReader(body, boundary); ; {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return l, nil
		}
		if err != nil {
			return l, messageError(err)
		}
		if *parts++; *parts > maxParts {
			return l, fault.New(fault.Limit, "http.message", "HTTP Parse message: the message has more than %d parts.", maxParts)
		}
		o := value.NewObject()
		l.Push(value.FromObject(o))
		if err := describe(o, p.Header, p, parts, depth); err != nil {
			return l, err
		}
	}
}
