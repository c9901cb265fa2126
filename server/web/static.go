package web

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
)

// MediaType returns the media type of a file by its name. The table is ours:
// the system's differs from machine to machine.
func MediaType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".shtml":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".json", ".map":
		return "application/json; charset=utf-8"
	case ".txt", ".log", ".md":
		return "text/plain; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".xml":
		return "application/xml; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".avif":
		return "image/avif"
	case ".ico":
		return "image/x-icon"
	case ".bmp":
		return "image/bmp"
	case ".tif", ".tiff":
		return "image/tiff"
	case ".woff":
		return "font/woff"
	case ".woff2":
		return "font/woff2"
	case ".ttf":
		return "font/ttf"
	case ".otf":
		return "font/otf"
	case ".pdf":
		return "application/pdf"
	case ".zip":
		return "application/zip"
	case ".wasm":
		return "application/wasm"
	case ".mp3":
		return "audio/mpeg"
	case ".wav":
		return "audio/wav"
	case ".mp4":
		return "video/mp4"
	case ".webm":
		return "video/webm"
	case ".webmanifest":
		return "application/manifest+json"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	return "application/octet-stream"
}

// SafePath returns the cleaned, relative form of a decoded URL path; false for
// one that could lead out of a folder or to a hidden file.
func SafePath(p string) (string, bool) {
	var out []string
	for _, part := range strings.Split(p, "/") {
		switch {
		case part == "" || part == ".":
		case strings.HasPrefix(part, "."), strings.ContainsAny(part, "\\\x00:"):
			return "", false
		default:
			out = append(out, part)
		}
	}
	return strings.Join(out, "/"), true
}

// Folder serves the files of a folder on disk.
type Folder struct {
	Files host.FS
	// Root is the absolute path of the folder.
	Root string
	// Index is the file that stands for a folder, "" if none does.
	Index string
	// FoldCase finds files whatever the case of the address.
	FoldCase bool
	// MaxAge of the files, 0: browsers ask each time whether the file changed.
	MaxAge time.Duration
}

// Serve answers with the file at a decoded, relative URL path. The error is of
// kind NotFound when there is none.
func (f *Folder) Serve(w http.ResponseWriter, r *http.Request, urlPath string) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return WithStatus(http.StatusMethodNotAllowed, fault.New(fault.Invalid, "web.method", "A file can only be read."))
	}
	name, ok := SafePath(urlPath)
	if !ok {
		return notFound(urlPath)
	}
	full, info, err := f.find(name)
	if err == nil && info.IsDir() {
		if f.Index == "" {
			return notFound(urlPath)
		}
		full = path.Join(full, f.Index)
		info, err = f.Files.Stat(full)
	}
	if err != nil || info.IsDir() || !host.Within(f.Root, full) {
		return notFound(urlPath)
	}
	return f.send(w, r, full, info)
}

func (f *Folder) send(w http.ResponseWriter, r *http.Request, full string, info fs.FileInfo) error {
	file, err := f.Files.Open(full)
	if err != nil {
		return notFound(path.Base(full))
	}
	defer file.Close()
	content, ok := file.(io.ReadSeeker)
	if !ok {
		b, err := io.ReadAll(file)
		if err != nil {
			return fault.New(fault.IO, "web.file", "The file could not be read: %w", err)
		}
		content = bytes.NewReader(b)
	}
	h := w.Header()
	h.Set("Content-Type", MediaType(full))
	h.Set("ETag", fmt.Sprintf(`"%x-%x"`, info.ModTime().UnixNano(), info.Size()))
	if f.MaxAge > 0 {
		h.Set("Cache-Control", fmt.Sprintf("private, max-age=%d", int(f.MaxAge.Seconds())))
	} else {
		h.Set("Cache-Control", "private, no-cache")
	}
	http.ServeContent(w, r, "", info.ModTime(), content)
	return nil
}

func notFound(name string) error {
	return fault.New(fault.NotFound, "web.file", "There is no file %q.", clip(name))
}

// find returns the file of a cleaned path, folding case where asked to.
func (f *Folder) find(name string) (string, fs.FileInfo, error) {
	full := path.Join(f.Root, name)
	info, err := f.Files.Stat(full)
	if err == nil || !f.FoldCase || !errors.Is(err, fs.ErrNotExist) {
		return full, info, err
	}
	full = f.Root
	for _, part := range strings.Split(name, "/") {
		entries, err := f.Files.ReadDir(full)
		if err != nil {
			return "", nil, err
		}
		found := ""
		for _, e := range entries {
			if e.Name() == part {
				found = part
				break
			}
			if found == "" && strings.EqualFold(e.Name(), part) {
				found = e.Name()
			}
		}
		if found == "" {
			return "", nil, fs.ErrNotExist
		}
		full = path.Join(full, found)
	}
	info, err = f.Files.Stat(full)
	return full, info, err
}

// Bundle serves built files whose names change with their content. They are
// compressed once, on first use.
type Bundle struct {
	files fs.FS

	mu    sync.Mutex // guards known
	known map[string]*asset
}

type asset struct {
	once sync.Once
	body []byte
	zip  []byte // nil when compression does not help
	etag string
	err  error
}

// NewBundle returns a bundle over the files of a build.
func NewBundle(files fs.FS) *Bundle { return &Bundle{files: files, known: map[string]*asset{}} }

// Serve answers with the file of a name below the bundle's root. Browsers may
// keep it for ever.
func (b *Bundle) Serve(w http.ResponseWriter, r *http.Request, name string) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return WithStatus(http.StatusMethodNotAllowed, fault.New(fault.Invalid, "web.method", "A file can only be read."))
	}
	name, ok := SafePath(name)
	if !ok || name == "" {
		return notFound(name)
	}
	a := b.asset(name)
	if a == nil {
		return notFound(name)
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", a.etag)
	if r.Header.Get("If-None-Match") == a.etag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	body := a.body
	if a.zip != nil && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = a.zip
	}
	Send(w, http.StatusOK, MediaType(name), body)
	return nil
}

// asset returns a file, loaded; nil when there is none. Names that do not
// exist are not remembered, so that guesses cost no memory.
func (b *Bundle) asset(name string) *asset {
	b.mu.Lock()
	a := b.known[name]
	if a == nil {
		if info, err := fs.Stat(b.files, name); err != nil || info.IsDir() {
			b.mu.Unlock()
			return nil
		}
		a = &asset{}
		b.known[name] = a
	}
	b.mu.Unlock()
	a.once.Do(func() { a.load(b.files, name) })
	if a.err != nil {
		return nil
	}
	return a
}

func (a *asset) load(files fs.FS, name string) {
	if a.body, a.err = fs.ReadFile(files, name); a.err != nil {
		return
	}
	sum := fnv.New64a()
	_, _ = sum.Write(a.body) // never fails
	a.etag = fmt.Sprintf(`"%x"`, sum.Sum64())
	if !compressible(MediaType(name)) || len(a.body) < defaultCompressFrom {
		return
	}
	var buf bytes.Buffer
	z, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression) // the level exists
	_, _ = z.Write(a.body)                                  // a buffer takes everything
	_ = z.Close()
	if buf.Len() < len(a.body)*9/10 {
		a.zip = buf.Bytes()
	}
}
