package zip

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"path"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// maxArchive bounds an archive that is made.
const maxArchive = 1 << 30

// item is what goes into an archive, under a name.
type item struct {
	place file.Place
	name  string // with "/" at the end for a folder
}

// plan is an archive about to be made.
type plan struct {
	call        *vm.Call
	destination file.Place
	items       []item
	method      uint16
	level       int
	strength    int // of the encryption, 0 for none
	password    string
	callback    value.Value
}

// refused is a failure that the status tells.
type refused struct {
	code int
	text string
}

func (r refused) Error() string { return r.text }

func create(c *vm.Call) (value.Value, error) {
	to, ok := file.PlaceOf(c.Arg(1))
	if !ok || to.IsFolder() {
		return value.Value{}, fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want 4D.File (argument 2).", c.Name, c.Process.Describe(c.Arg(1)))
	}
	p := &plan{call: c, destination: to, method: zip.Deflate, level: 6}
	err := p.read()
	if err == nil && c.Err() == nil {
		err = p.write()
	}
	if err == nil && c.Err() == nil {
		return status(0, ""), nil
	}
	if stop := c.Process.Poll(); stop != nil {
		return value.Value{}, stop
	}
	if r, ok := err.(refused); ok {
		return status(r.code, r.text), nil
	}
	if k := fault.KindOf(err); k == fault.NotFound || k == fault.IO || k == fault.Other && c.Err() == nil {
		return status(1, err.Error()), nil
	}
	return value.Value{}, err
}

func status(code int, text string) value.Value {
	o := value.NewObject()
	o.Set("success", value.FromBool(text == ""))
	o.Set("status", value.FromInt(int64(code)))
	o.Set("statusText", value.FromText(text))
	return value.FromObject(o)
}

// read finds out what goes into the archive: a file, a folder, or what a
// structure says.
func (p *plan) read() error {
	c := p.call
	if source, ok := file.PlaceOf(c.Arg(0)); ok {
		name := source.Name()
		if source.IsFolder() {
			if name += "/"; c.Int(2)&withoutFolder != 0 {
				name = ""
			}
		}
		return p.add(source, name, false, 0)
	}
	o := c.Object(0)
	if o == nil {
		return refused{1, "Cannot create ZIP archive: there is nothing to put into it"}
	}
	if err := p.options(o); err != nil {
		return err
	}
	l := o.Get("files").AsCollection()
	if l == nil {
		return refused{1, "Cannot create ZIP archive: the structure has no collection files"}
	}
	for i, v := range l.Items() {
		if err := p.member(v); err != nil {
			return fmt.Errorf("element %d of files: %w", i, err)
		}
	}
	return nil
}

// member adds an element of files: a file, a folder, or an object with source,
// destination and option.
func (p *plan) member(v value.Value) error {
	source, ok := file.PlaceOf(v)
	name, ignore := "", false
	if o := v.AsObject(); !ok && o != nil {
		if source, ok = file.PlaceOf(o.Get("source")); ok {
			name, ignore = o.Get("destination").AsText(), o.Get("option").AsInt()&ignoreInvisible != 0
		}
	}
	if !ok {
		return fault.New(fault.NotFound, "zip.source", "got %s, want 4D.File or 4D.Folder", p.call.Process.Describe(v))
	}
	name = strings.ReplaceAll(name, `\`, "/")
	clean := strings.TrimPrefix(path.Clean("/"+name), "/")
	switch {
	case clean == "":
		clean = source.Name()
	case strings.HasSuffix(name, "/") && !source.IsFolder():
		clean += "/" + source.Name()
	}
	if source.IsFolder() {
		clean += "/"
	}
	return p.add(source, clean, ignore, 0)
}

func (p *plan) options(o *value.Obj) error {
	if v := o.Get("compression"); v.IsNumber() {
		switch v.AsInt() {
		case compressNone:
			p.method = zip.Store
		case compressStandard:
		default:
			return refused{2, "Cannot create ZIP archive: this compression is not available, use ZIP Compression standard"}
		}
	}
	if v := o.Get("level"); v.IsNumber() {
		p.level = int(min(max(v.AsInt(), flate.BestSpeed), flate.BestCompression))
	}
	p.password = o.Get("password").AsText()
	if p.password != "" {
		p.strength = encryptAES256
	}
	if v := o.Get("encryption"); v.IsNumber() {
		p.strength = int(v.AsInt())
	}
	switch {
	case p.strength < encryptNone || p.strength > encryptAES256:
		return refused{3, "Cannot create ZIP archive: there is no such encryption"}
	case p.strength != encryptNone && p.password == "":
		return refused{4, "Password is required for encryption"}
	}
	p.callback = o.Get("callback")
	return nil
}

// add notes a file, or a folder with what is in it.
func (p *plan) add(source file.Place, name string, ignore bool, depth int) error {
	if err := p.call.Process.Poll(); err != nil {
		return err
	}
	if ignore && strings.HasPrefix(source.Name(), ".") || source.Same(p.destination) {
		return nil
	}
	if depth == 0 && !source.Exists(p.call) {
		return source.Missing()
	}
	if len(p.items) >= maxEntries || depth > maxDepth {
		return fault.New(fault.Limit, "zip.entries", "An archive holds at most %d files, in %d levels.", maxEntries, maxDepth)
	}
	if name != "" {
		p.items = append(p.items, item{source, name})
	}
	if !source.IsFolder() {
		return nil
	}
	inside, err := source.Children(p.call)
	if err != nil {
		return err
	}
	for _, x := range inside {
		inner := name + x.Name()
		if x.IsFolder() {
			inner += "/"
		}
		if err := p.add(x, inner, ignore, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) write() error {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, p.level) })
	for i, x := range p.items {
		if err := p.progress(100 * i / len(p.items)); err != nil {
			return err
		}
		before := out.Len()
		if err := p.one(w, x); err != nil {
			return err
		}
		if out.Len() > maxArchive {
			return fault.New(fault.Limit, "zip.size", "The archive would have more than %d MB.", maxArchive>>20)
		}
		if err := p.call.Process.Grow(int64(out.Len() - before)); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return fault.New(fault.Internal, "zip.write", "The archive cannot be written: %w", err)
	}
	if err := p.destination.Write(p.call, out.Bytes()); err != nil {
		return err
	}
	return p.progress(100)
}

func (p *plan) one(w *zip.Writer, x item) error {
	h := &zip.FileHeader{Name: strings.ToValidUTF8(x.name, "_"), Method: p.method, Modified: x.place.Modified(p.call)}
	if x.place.IsFolder() {
		h.Method = zip.Store
		_, err := w.CreateHeader(h)
		return err
	}
	b, err := x.place.Read(p.call)
	if err != nil {
		return err
	}
	if p.strength != encryptNone {
		return p.encrypted(w, h, b)
	}
	part, err := w.CreateHeader(h)
	if err == nil {
		_, err = part.Write(b)
	}
	return err
}

// progress tells the callback how many percent are done.
func (p *plan) progress(percent int) error {
	if vm.AsFunction(p.callback) == nil {
		return p.call.Process.Poll()
	}
	_, err := p.call.Invoke(p.callback, value.Value{}, value.FromInt(int64(percent)))
	return err
}
