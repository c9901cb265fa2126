package web

import (
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// response counts what is sent and compresses it where that helps.
type response struct {
	http.ResponseWriter
	server *Server
	route  string
	notes  []slog.Attr
	status int
	bytes  int64 // before compression
	gzip   bool  // the client accepts it
	zip    *gzip.Writer
}

// Unwrap lets http.ResponseController and WebSockets reach the connection.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// The least speed at which a client must read: it may not hold the goroutine
// for ever.
const (
	writeTimeout = 30 * time.Second
	bytesASecond = 10_000
	largeWrite   = 100_000
)

// allow gives the client time to read some bytes. It replaces what an earlier
// response on the same connection left. Deadlines are those of the network, so
// they follow the machine's clock.
func (w *response) allow(bytes int) {
	limit := writeTimeout + time.Duration(bytes/bytesASecond)*time.Second
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(limit))
}

func (w *response) WriteHeader(status int) {
	if w.status != 0 {
		return
	}
	if status < 200 && status != http.StatusSwitchingProtocols {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.status = status
	w.allow(0)
	w.compress()
	w.ResponseWriter.WriteHeader(status)
}

// compress decides whether the body will be compressed, before the header goes.
func (w *response) compress() {
	h := w.Header()
	if !w.gzip || w.status < 200 || w.status == 204 || w.status == 206 || w.status == 304 || !compressible(h.Get("Content-Type")) {
		return
	}
	h.Add("Vary", "Accept-Encoding")
	if h.Get("Content-Encoding") != "" {
		return
	}
	if n, err := strconv.Atoi(h.Get("Content-Length")); err == nil && n < w.server.o.CompressFrom {
		return
	}
	h.Set("Content-Encoding", "gzip")
	h.Del("Content-Length")
	h.Del("Accept-Ranges")
	if tag := h.Get("ETag"); strings.HasPrefix(tag, `"`) {
		h.Set("ETag", "W/"+tag)
	}
	z, ok := w.server.zippers.Get().(*gzip.Writer)
	if ok {
		z.Reset(w.ResponseWriter)
	} else {
		z, _ = gzip.NewWriterLevel(w.ResponseWriter, gzip.BestSpeed) // the level exists
	}
	w.zip = z
}

func (w *response) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if w.bytes > 0 || len(b) > largeWrite {
		w.allow(len(b))
	}
	w.bytes += int64(len(b))
	if w.zip != nil {
		return w.zip.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

// ReadFrom lets io.Copy of a file use sendfile when nothing is compressed.
func (w *response) ReadFrom(src io.Reader) (int64, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	rf, ok := w.ResponseWriter.(io.ReaderFrom)
	if w.zip != nil || !ok {
		return io.Copy(struct{ io.Writer }{w}, src)
	}
	length, _ := strconv.Atoi(w.Header().Get("Content-Length")) // 0 when unknown
	w.allow(length)
	n, err := rf.ReadFrom(src)
	w.bytes += n
	return n, err
}

// Flush sends what has been written so far: event streams need it.
func (w *response) Flush() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if w.zip != nil {
		_ = w.zip.Flush()
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

func (w *response) finish() {
	if w.zip != nil {
		_ = w.zip.Close() // a failed write means that the client has gone
		w.server.zippers.Put(w.zip)
		w.zip = nil
	}
	if w.status == 0 {
		w.status = http.StatusOK
	}
}

func acceptsGzip(r *http.Request) bool {
	for _, line := range r.Header["Accept-Encoding"] {
		for part := range strings.SplitSeq(line, ",") {
			name, q, _ := strings.Cut(part, ";")
			if name = strings.TrimSpace(name); name != "gzip" && name != "*" {
				continue
			}
			q = strings.TrimPrefix(strings.TrimSpace(q), "q=")
			return strings.Trim(q, "0.") != "" || q == ""
		}
	}
	return false
}

func compressible(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch kind {
	case "application/json", "application/javascript", "application/xml", "application/manifest+json",
		"image/svg+xml", "application/wasm", "font/ttf", "font/otf":
		return true
	}
	return strings.HasPrefix(kind, "text/") && kind != "text/event-stream"
}

// Send answers with a body whose size is known.
func Send(w http.ResponseWriter, status int, contentType string, body []byte) {
	h := w.Header()
	h["Content-Type"] = []string{contentType}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // a failed write means that the client has gone
}
