package http

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"

	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// decoder returns a reader of what the encodings of a body hide. One that is
// not known leaves the bytes as they are.
func decoder(r io.Reader, encodings string) io.Reader {
	all := strings.Split(encodings, ",")
	for i := len(all) - 1; i >= 0; i-- { // the last one was applied last
		switch strings.ToLower(strings.TrimSpace(all[i])) {
		case "gzip", "x-gzip":
			r = &lazy{source: r, open: func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }}
		case "deflate":
			r = &lazy{source: r, open: inflate}
		case "", "identity":
		default:
			return r
		}
	}
	return r
}

// inflate reads zlib's form, and the bare one that some servers send.
func inflate(r io.Reader) (io.Reader, error) {
	b := bufio.NewReader(r)
	if head, err := b.Peek(2); err == nil && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		return zlib.NewReader(b)
	}
	return flate.NewReader(b), nil
}

// lazy opens its decoder with the first byte: an empty body has no header.
type lazy struct {
	source io.Reader
	open   func(io.Reader) (io.Reader, error)
	r      io.Reader
}

func (l *lazy) Read(b []byte) (int, error) {
	if l.r == nil {
		head := bufio.NewReader(l.source)
		if _, err := head.Peek(1); err != nil {
			return 0, err
		}
		r, err := l.open(head)
		if err != nil {
			return 0, err
		}
		l.r = r
	}
	return l.r.Read(b)
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
			media == "application/x-www-form-urlencoded", media == "message/http", media == "application/http":
			dataType = "text"
		default:
			dataType = "blob"
		}
	}
	encoding := x.encoding
	if _, name, ok := strings.Cut(parameters, "charset="); ok {
		name, _, _ = strings.Cut(name, ";")
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
