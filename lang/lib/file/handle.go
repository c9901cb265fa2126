package file

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// handle is what stands behind a 4D.FileHandle. Its offset counts bytes for
// blobs and characters for texts; unit says which of the places below is the
// true one.
type handle struct {
	e           *entry
	file        *opened
	mode        string
	charset     string
	set         *charset.Charset
	readBreaks  int
	writeBreaks int

	unit   unit
	offset int64 // as the language sees it
	at     int64 // in the file, of unit inBytes
	text   string
	loaded bool // text holds the file
	cursor int  // byte in text, of unit inText
}

type unit uint8

const (
	inBytes unit = iota
	inText
	asSet // by the code: only offset holds
)

const (
	modeRead   = "read"
	modeWrite  = "write"
	modeAppend = "append"
)

// breakNames are the break modes as the properties show them, by their
// constants.
var breakNames = [...]string{"unchanged", "native", "crlf", "cr", "lf"}

func handleClass() command.Class {
	read := func(name, kind string, get func(*vm.Call, *handle) (value.Value, error)) command.Property {
		return command.Property{Name: name, Type: kind, Get: func(c *vm.Call) (value.Value, error) {
			if h := vm.Receiver[*handle](c); h != nil {
				return get(c, h)
			}
			return value.Value{}, nil
		}}
	}
	text := func(name string, get func(*handle) string) command.Property {
		return read(name, "Text", func(_ *vm.Call, h *handle) (value.Value, error) { return value.FromText(get(h)), nil })
	}
	offset := read("offset", "Real", func(_ *vm.Call, h *handle) (value.Value, error) { return value.FromInt(h.offset), nil })
	offset.Set = setOffset
	return command.Class{
		Name: "FileHandle",
		Doc:  "A file that is open for reading or writing piece by piece. It is closed when nothing refers to it any more, at the end of the process at the latest.",
		Functions: []command.Command{
			{Name: "getSize", Sig: "() : Real", Run: with((*handle).getSize)},
			{Name: "readBlob", Sig: "(bytes: Real) : 4D.Blob", Run: with((*handle).readBlob)},
			{Name: "readLine", Sig: "() : Text", Run: with((*handle).readLine)},
			{Name: "readText", Sig: "(stop?: Text) : Text", Run: with((*handle).readText)},
			{Name: "setSize", Sig: "(size: Real)", Run: with((*handle).setSize)},
			{Name: "writeBlob", Sig: "(blob: Blob)", Run: with((*handle).writeBlob)},
			{Name: "writeLine", Sig: "(line: Text)", Run: with((*handle).writeLine)},
			{Name: "writeText", Sig: "(text: Text)", Run: with((*handle).writeText)},
		},
		Properties: []command.Property{
			text("mode", func(h *handle) string { return h.mode }),
			text("charset", func(h *handle) string { return h.charset }),
			text("breakModeRead", func(h *handle) string { return breakNames[h.readBreaks] }),
			text("breakModeWrite", func(h *handle) string { return breakNames[h.writeBreaks] }),
			read("eof", "Boolean", (func(c *vm.Call, h *handle) (value.Value, error) { return h.eof(c) })),
			read("file", "4D.File", func(c *vm.Call, h *handle) (value.Value, error) { return h.e.value(c), nil }),
			offset,
		},
	}
}

// with makes a body of a member function.
func with(run func(*handle, *vm.Call) (value.Value, error)) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		h := vm.Receiver[*handle](c)
		if h == nil {
			return value.Value{}, nil
		}
		return run(h, c)
	}
}

// open is File.open: a mode as text, or options.
func open(c *vm.Call) (value.Value, error) {
	h := &handle{e: receiver(c), mode: modeRead, charset: "UTF-8", readBreaks: nativeFormat, writeBreaks: nativeFormat}
	if err := h.options(c); err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	if h.set = charset.ByName(h.charset); h.set == nil {
		return c.Failf(0, "the character set %q is not known", h.charset)
	}
	if info, err := disk(c).Stat(h.e.real); h.e.folder || err == nil && info.IsDir() {
		return value.Value{}, failure(h.e, fs.ErrNotExist)
	}
	if h.mode != modeRead {
		if err := disk(c).MkdirAll(path.Dir(h.e.real)); err != nil {
			return value.Value{}, failure(h.e, err)
		}
	}
	if err := h.open(c); err != nil {
		return value.Value{}, err
	}
	if h.mode == modeAppend {
		n, err := h.size()
		if err != nil {
			return value.Value{}, err
		}
		h.at, h.offset = n, n
	}
	return value.FromObject(value.NewNative(c.Class("FileHandle"), h)), nil
}

func (h *handle) options(c *vm.Call) error {
	o := c.Arg(0).AsObject()
	if o == nil {
		h.mode = c.TextOr(0, modeRead)
	} else {
		if s := o.Get("mode").AsText(); s != "" {
			h.mode = s
		}
		if s := o.Get("charset").AsText(); s != "" {
			h.charset = s
		}
		for name, to := range map[string]*int{"breakModeRead": &h.readBreaks, "breakModeWrite": &h.writeBreaks} {
			if err := breakMode(o.Get(name), to); err != nil {
				return err
			}
		}
	}
	if h.mode != modeRead && h.mode != modeWrite && h.mode != modeAppend {
		_, err := c.Failf(0, "got the mode %q, want read, write or append", h.mode)
		return err
	}
	return nil
}

func breakMode(v value.Value, to *int) error {
	switch {
	case v.IsAbsent():
		return nil
	case v.IsNumber():
		if n := v.AsInt(); n >= 0 && int(n) < len(breakNames) {
			*to = int(n)
			return nil
		}
	case v.Kind() == value.Text:
		for i, name := range breakNames {
			if strings.EqualFold(name, v.AsText()) {
				*to = i
				return nil
			}
		}
	}
	return fault.New(fault.Invalid, "file.break-mode", "File.open: got the break mode %s, want unchanged, native, crlf, cr or lf.", vm.Shown(v))
}

// failed turns an error of the open file into one of the language.
func (h *handle) failed(err error) error {
	if errors.Is(err, fs.ErrClosed) {
		return fault.Numbered(fault.IO, -38, "FiFo", "%s is not open any more.", h.e.path)
	}
	return failure(h.e, err)
}

func (h *handle) size() (int64, error) {
	info, err := h.file.Stat()
	if err != nil {
		return 0, h.failed(err)
	}
	return info.Size(), nil
}

func (h *handle) getSize(*vm.Call) (value.Value, error) {
	n, err := h.size()
	return value.FromReal(float64(n)), err
}

// maxHandleSize bounds the files that setSize makes.
const maxHandleSize = 1 << 36

func (h *handle) setSize(c *vm.Call) (value.Value, error) {
	n := c.Real(0)
	if err := h.writable(c); err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	if !(n >= 0 && n <= maxHandleSize) {
		return c.Failf(0, "got a size of %v bytes, want 0 to %d", n, int64(maxHandleSize))
	}
	if err := h.file.Truncate(int64(n)); err != nil {
		return value.Value{}, h.failed(err)
	}
	h.loaded = false
	if h.offset > int64(n) {
		h.offset, h.unit = int64(n), asSet
	}
	return value.Value{}, nil
}

func (h *handle) writable(c *vm.Call) error {
	if h.mode == modeRead {
		_, err := c.Failf(0, "%s is open for reading only", h.e.path)
		return err
	}
	return nil
}

func setOffset(c *vm.Call) (value.Value, error) {
	h := vm.Receiver[*handle](c)
	if h == nil {
		return value.Value{}, nil
	}
	n, err := h.size()
	if err != nil {
		return value.Value{}, err
	}
	h.offset = int64(min(max(c.Real(0), 0), float64(n)))
	h.unit = asSet
	return value.Value{}, nil
}

func (h *handle) eof(c *vm.Call) (value.Value, error) {
	if h.unit == inText && h.loaded {
		return value.FromBool(h.cursor >= len(h.text)), nil
	}
	n, err := h.size()
	at := h.offset
	if h.unit == inBytes {
		at = h.at
	}
	return value.FromBool(at >= n), err
}

// toBytes makes the offset one of bytes.
func (h *handle) toBytes() error {
	if h.unit == inBytes {
		return nil
	}
	n, err := h.size()
	if err != nil {
		return err
	}
	h.at = min(h.offset, n)
	h.offset, h.unit = h.at, inBytes
	return nil
}

// toText loads the file as text and makes the offset one of characters.
func (h *handle) toText(c *vm.Call) error {
	if !h.loaded {
		n, err := h.size()
		if err != nil {
			return err
		}
		if err := c.Process.Grow(2 * n); err != nil {
			return err
		}
		b := make([]byte, n)
		if _, err := h.file.ReadAt(b, 0); err != nil && err != io.EOF {
			return h.failed(err)
		}
		h.text, h.loaded = breaks(h.set.Decode(b), h.readBreaks), true
		if h.unit == inText {
			h.unit = asSet
		}
	}
	if h.unit == inText {
		return nil
	}
	at, inside := text.ByteOffset(h.text, int(h.offset))
	if h.offset >= int64(text.Units(h.text)) {
		at = len(h.text)
		h.offset = int64(text.Units(h.text))
	} else if inside {
		at += 4 // behind the character whose halves the offset separates
	}
	h.cursor, h.unit = min(at, len(h.text)), inText
	return nil
}

// advance takes the text up to a byte and moves behind another one.
func (h *handle) advance(end, behind int) value.Value {
	s := h.text[h.cursor:end]
	h.offset += int64(text.Units(h.text[h.cursor:behind]))
	h.cursor = behind
	return value.FromText(s)
}

func (h *handle) readLine(c *vm.Call) (value.Value, error) {
	if err := h.toText(c); err != nil {
		return value.Value{}, err
	}
	rest := h.text[h.cursor:]
	i := strings.IndexAny(rest, "\r\n")
	if i < 0 {
		return h.advance(len(h.text), len(h.text)), nil
	}
	width := 1
	if strings.HasPrefix(rest[i:], "\r\n") {
		width = 2
	}
	return h.advance(h.cursor+i, h.cursor+i+width), nil
}

func (h *handle) readText(c *vm.Call) (value.Value, error) {
	stop := c.Text(0)
	if c.Err() != nil {
		return value.Value{}, nil
	}
	if err := h.toText(c); err != nil {
		return value.Value{}, err
	}
	if stop == "" {
		return h.advance(len(h.text), len(h.text)), nil
	}
	i := strings.Index(h.text[h.cursor:], stop)
	if i < 0 {
		return value.FromText(""), nil
	}
	return h.advance(h.cursor+i, h.cursor+i+len(stop)), nil
}

func (h *handle) readBlob(c *vm.Call) (value.Value, error) {
	want := c.Real(0)
	if c.Err() != nil {
		return value.Value{}, nil
	}
	if err := h.toBytes(); err != nil {
		return value.Value{}, err
	}
	size, err := h.size()
	if err != nil {
		return value.Value{}, err
	}
	n := max(int64(min(max(want, 0), float64(size-h.at))), 0)
	if !c.Reserve(int(n)) {
		return value.Value{}, nil
	}
	b := make([]byte, n)
	got, err := h.file.ReadAt(b, h.at)
	if err != nil && err != io.EOF {
		return value.Value{}, h.failed(err)
	}
	h.at += int64(got)
	h.offset = h.at
	return value.FromObject(value.NewNative(nil, &value.Bytes{Data: b[:got]})), nil
}

func (h *handle) write(b []byte) error {
	n, err := h.file.WriteAt(b, h.at)
	h.at += int64(n)
	h.loaded = false
	if err != nil {
		return h.failed(err)
	}
	return nil
}

func (h *handle) writeBlob(c *vm.Call) (value.Value, error) {
	b := c.Blob(0)
	if err := h.writable(c); err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	if err := h.toBytes(); err != nil {
		return value.Value{}, err
	}
	err := h.write(b)
	h.offset = h.at
	return value.Value{}, err
}

func (h *handle) writeText(c *vm.Call) (value.Value, error) { return h.writeString(c, c.Text(0), "") }

func (h *handle) writeLine(c *vm.Call) (value.Value, error) { return h.writeString(c, c.Text(0), "\n") }

func (h *handle) writeString(c *vm.Call, s, end string) (value.Value, error) {
	if err := h.writable(c); err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	if h.unit != inBytes { // the offset counts characters: see where they end
		if err := h.toText(c); err != nil {
			return value.Value{}, err
		}
		h.at = int64(len(h.set.Encode(breaks(h.text[:h.cursor], h.writeBreaks))))
		h.unit = inBytes
	}
	s = breaks(s, h.writeBreaks)
	if end != "" {
		if h.writeBreaks == unchanged {
			s += end
		} else {
			s += breaks(end, h.writeBreaks)
		}
	}
	h.offset += int64(text.Units(s))
	return value.Value{}, h.write(h.set.Encode(s))
}

var _ host.Handle = (*opened)(nil)
