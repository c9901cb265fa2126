package file

import (
	"io/fs"
	"path"
	"time"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Place is a file or a folder as other families work with it. It is confined as
// those of the language are.
type Place struct{ e *entry }

// PlaceOf returns what a 4D.File or 4D.Folder stands for.
func PlaceOf(v value.Value) (p Place, ok bool) {
	if o := v.AsObject(); o != nil {
		p.e, ok = o.Native.(*entry)
	}
	return p, ok
}

// IsFolder reports whether the place is a folder.
func (p Place) IsFolder() bool { return p.e.folder }

// Name is the name with its extension.
func (p Place) Name() string { return fullName(p.e) }

// Path is the path as the language shows it.
func (p Place) Path() string { return p.e.path }

// Value returns the 4D.File or 4D.Folder.
func (p Place) Value(c *vm.Call) value.Value { return p.e.value(c) }

// Same reports whether two places are one.
func (p Place) Same(other Place) bool { return p.e.real == other.e.real }

// Exists reports whether there is such a file or folder.
func (p Place) Exists(c *vm.Call) bool { return stat(c, p.e) != nil }

// Modified is the time of the last change; the zero time when there is nothing.
func (p Place) Modified(c *vm.Call) time.Time {
	if info := stat(c, p.e); info != nil {
		return info.ModTime()
	}
	return time.Time{}
}

// In returns a place below a folder, ok false when the path leaves it.
func (p Place) In(relative string, folder bool) (Place, bool) {
	e := p.e.in(relative, folder)
	return Place{e}, e != nil
}

// Children are the files and folders in a folder; links are left out.
func (p Place) Children(c *vm.Call) ([]Place, error) {
	inside, err := disk(c).ReadDir(p.e.real)
	if err != nil {
		return nil, failure(p.e, err)
	}
	var all []Place
	for _, x := range inside {
		if x.Type()&fs.ModeSymlink == 0 {
			all = append(all, Place{p.e.in(x.Name(), x.IsDir())})
		}
	}
	return all, nil
}

// Read returns the content of a file.
func (p Place) Read(c *vm.Call) ([]byte, error) { return read(c, p.e) }

// Write replaces the content of a file, making the folders above it.
func (p Place) Write(c *vm.Call, b []byte) error { return write(c, p.e, b) }

// Make makes a folder and those above it.
func (p Place) Make(c *vm.Call) error {
	if err := disk(c).MkdirAll(path.Clean(p.e.real)); err != nil {
		return failure(p.e, err)
	}
	return nil
}

// Missing is the error of a place that is not there, Taken of one that is.
func (p Place) Missing() error { return failure(p.e, fs.ErrNotExist) }

// Taken is the error of a place where something is already.
func (p Place) Taken() error { return failure(p.e, fs.ErrExist) }

// Destination reads the arguments "folder {, name} {, option}" of copyTo. The
// name of the copy is that of the original unless another one is given; whether
// it may replace what is there, overwrite says.
func Destination(c *vm.Call, original string, folder bool) (to Place, overwritten bool, err error) {
	e, option, err := destination(c, &entry{real: "/" + original, path: "/" + original, folder: folder})
	if e == nil || err != nil {
		return Place{}, false, err
	}
	return Place{e}, option&overwrite != 0, nil
}

// Opened is a file that stays open while it is referred to, at most as long as
// its process.
type Opened struct {
	h    *handle
	Size int64
}

// ReadAt reads from anywhere in the file.
func (o *Opened) ReadAt(b []byte, at int64) (int, error) { return o.h.file.ReadAt(b, at) }

// Open opens a file for reading.
func (p Place) Open(c *vm.Call) (*Opened, error) {
	if stat(c, p.e) == nil || p.e.folder {
		return nil, p.Missing()
	}
	h := &handle{e: p.e, mode: modeRead}
	if err := h.open(c); err != nil {
		return nil, err
	}
	size, err := h.size()
	return &Opened{h, size}, err
}

// TextOf returns bytes as text, in the character set and with the line breaks
// of the arguments from i on.
func TextOf(c *vm.Call, b []byte, i int) value.Value {
	set := charsetOf(c, i)
	if set == nil {
		return value.Value{}
	}
	return value.FromText(breaks(set.Decode(b), c.IntOr(i+1, nativeFormat)))
}
