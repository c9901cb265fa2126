package zip

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// Limits of archives.
const (
	maxEntries   = 200_000
	maxDepth     = 64
	maxFile      = 1 << 30 // bytes of one file in an archive
	maxExtracted = 4 << 30 // bytes that one function extracts
)

// archive is an archive that is open.
type archive struct {
	path     string
	password string
	root     *node
}

// node is a file or folder in an archive.
type node struct {
	archive  *archive
	parent   *node // nil for the root
	name     string
	folder   bool
	modified time.Time
	entry    *zip.File // nil for folders
	children map[string]*node
	order    []*node
}

func archiveError(path, format string, args ...any) error {
	return fault.New(fault.Invalid, "zip.archive", "The archive %s: %w.", path, fmt.Errorf(format, args...))
}

func open(c *vm.Call) (value.Value, error) {
	p, ok := file.PlaceOf(c.Arg(0))
	if !ok || p.IsFolder() {
		return value.Value{}, fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want 4D.File (argument 1).", c.Name, c.Process.Describe(c.Arg(0)))
	}
	password := c.Text(1)
	if c.Err() != nil {
		return value.Value{}, nil
	}
	f, err := p.Open(c)
	if err != nil {
		return value.Value{}, err
	}
	r, err := zip.NewReader(f, f.Size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return value.Value{}, archiveError(p.Path(), "cannot be read: %w", err)
	}
	if len(r.File) > maxEntries {
		return value.Value{}, fault.New(fault.Limit, "zip.entries", "The archive %s holds more than %d files.", p.Path(), maxEntries)
	}
	a := &archive{path: p.Path(), password: password}
	if a.root, err = a.tree(r.File); err != nil {
		return value.Value{}, err
	}
	for _, f := range r.File {
		if f.Flags&1 != 0 && password == "" {
			return value.Value{}, archiveError(a.path, "is encrypted: a password is needed")
		}
	}
	return value.FromObject(value.NewNative(c.Class("ZipArchive"), a)), nil
}

// tree puts the names of an archive in their order. Those that lead out of it,
// and what is no file or folder, are left out.
func (a *archive) tree(files []*zip.File) (*node, error) {
	root := &node{archive: a, folder: true, children: map[string]*node{}}
	for _, f := range files {
		name := f.Name
		if f.NonUTF8 {
			name = charset.ByName("IBM437").Decode([]byte(name))
		}
		name = strings.ReplaceAll(name, `\`, "/")
		parts := strings.Split(strings.Trim(name, "/"), "/")
		if len(parts) > maxDepth || slices.ContainsFunc(parts, func(s string) bool {
			return s == "" || s == "." || s == ".." || strings.IndexByte(s, 0) >= 0
		}) || !f.Mode().IsRegular() && !f.Mode().IsDir() {
			continue
		}
		at := root
		for i, part := range parts {
			last := i == len(parts)-1
			folder := !last || strings.HasSuffix(name, "/") || f.Mode().IsDir()
			n := at.children[part]
			if n == nil {
				n = &node{archive: a, parent: at, name: part, folder: folder}
				if folder {
					n.children = map[string]*node{}
				}
				at.children[part] = n
				at.order = append(at.order, n)
			}
			if last && n.folder == folder {
				if n.modified = f.Modified; !folder {
					n.entry = f
				}
			}
			if at = n; !last && !n.folder {
				break // a file where a folder should be
			}
		}
	}
	return root, nil
}

func root(c *vm.Call) (value.Value, error) {
	if a := vm.Receiver[*archive](c); a != nil {
		return a.root.value(c), nil
	}
	return value.Value{}, nil
}

func (n *node) value(c *vm.Call) value.Value {
	class := "ZipFile"
	if n.folder {
		class = "ZipFolder"
	}
	return value.FromObject(value.NewNative(c.Class(class), n))
}

func (n *node) path() string {
	if n.parent == nil {
		return "/"
	}
	p := n.parent.path() + n.name
	if n.folder {
		p += "/"
	}
	return p
}

func (n *node) extension() string {
	if i := strings.LastIndexByte(n.name, '.'); i > 0 {
		return n.name[i:]
	}
	return ""
}

func (n *node) stem() string { return strings.TrimSuffix(n.name, n.extension()) }

func (n *node) size() uint64 {
	if n.entry == nil {
		return 0
	}
	return n.entry.UncompressedSize64
}

// FullName makes a file in an archive a file.Source.
func (n *node) FullName() string { return n.name }

// Content returns the bytes of a file, which are as many as the archive says.
func (n *node) Content(p *vm.Process) ([]byte, error) {
	if n.entry == nil {
		return nil, archiveError(n.archive.path, "%s is a folder", n.path())
	}
	size := n.entry.UncompressedSize64
	if size > maxFile {
		return nil, fault.New(fault.Limit, "zip.size", "%s in the archive %s has more than %d MB.", n.path(), n.archive.path, maxFile>>20)
	}
	// The size is a claim: memory is taken as the bytes come.
	r, err := n.reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var b bytes.Buffer
	for {
		if err := p.Poll(); err != nil {
			return nil, err
		}
		m, err := io.CopyN(&b, r, 1<<20)
		if e := p.Grow(m); e != nil {
			return nil, e
		}
		if uint64(b.Len()) > size {
			return nil, archiveError(n.archive.path, "%s is larger than the archive says", n.path())
		}
		if err == io.EOF {
			return b.Bytes(), nil
		}
		if err != nil {
			return nil, archiveError(n.archive.path, "%s cannot be read: %w", n.path(), err)
		}
	}
}

func (n *node) reader() (io.ReadCloser, error) {
	if n.entry.Flags&1 == 0 {
		r, err := n.entry.Open()
		if err != nil {
			return nil, archiveError(n.archive.path, "%s cannot be read: %w", n.path(), err)
		}
		return r, nil
	}
	b, method, err := decrypt(n.entry, n.archive.password)
	if err != nil {
		return nil, archiveError(n.archive.path, "%s: %w", n.path(), err)
	}
	if method == zip.Deflate {
		return flate.NewReader(bytes.NewReader(b)), nil
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func getContent(c *vm.Call) (value.Value, error) {
	n := vm.Receiver[*node](c)
	if n == nil {
		return value.Value{}, nil
	}
	b, err := n.Content(c.Process)
	return value.FromObject(value.NewNative(nil, &value.Bytes{Data: b})), err
}

func getText(c *vm.Call) (value.Value, error) {
	n := vm.Receiver[*node](c)
	if n == nil {
		return value.Value{}, nil
	}
	b, err := n.Content(c.Process)
	if err != nil {
		return value.Value{}, err
	}
	return file.TextOf(c, b, 0), nil
}

// child finds a file or folder by its path below the folder; null when it is
// not there.
func child(folder bool) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		n, p := vm.Receiver[*node](c), c.Text(0)
		if n == nil || strings.HasPrefix(p, "/") {
			return value.NullValue(), nil
		}
		for part := range strings.SplitSeq(strings.Trim(path.Clean(p), "/"), "/") {
			if part == "." {
				continue
			}
			if part == ".." {
				n = n.parent
			} else {
				n = n.children[part]
			}
			if n == nil {
				return value.NullValue(), nil
			}
		}
		if n.folder != folder {
			return value.NullValue(), nil
		}
		return n.value(c), nil
	}
}

// Options of files and folders, as those of 4D.Folder have them.
const (
	fkRecursive       = 1
	fkIgnoreInvisible = 8
)

func list(folders bool) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		n, options := vm.Receiver[*node](c), c.Int(0)
		if n == nil || c.Err() != nil {
			return value.Value{}, nil
		}
		l := value.NewList()
		var walk func(*node) error
		walk = func(n *node) error {
			for _, x := range n.order {
				if err := c.Process.Poll(); err != nil {
					return err
				}
				if options&fkIgnoreInvisible != 0 && strings.HasPrefix(x.name, ".") {
					continue
				}
				if x.folder == folders {
					l.Push(x.value(c))
				}
				if x.folder && options&fkRecursive != 0 {
					if err := walk(x); err != nil {
						return err
					}
				}
			}
			return nil
		}
		return value.FromCollection(l), walk(n)
	}
}

// copyTo extracts a file, or a folder with what is in it. What the root holds
// goes into the folder itself, unless a name is given.
func copyTo(c *vm.Call) (value.Value, error) {
	n := vm.Receiver[*node](c)
	if n == nil {
		return value.Value{}, nil
	}
	into := n.parent == nil && (!c.Has(1) || c.Arg(1).IsNumber())
	name := n.name
	if into {
		name = "archive"
	}
	to, overwrite, err := file.Destination(c, name, n.folder)
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	if into {
		to, _ = file.PlaceOf(c.Arg(0))
	} else if to.Exists(c) && !overwrite {
		return value.Value{}, to.Taken()
	}
	left := int64(maxExtracted)
	if err := n.extract(c, to, overwrite, &left); err != nil {
		return value.Value{}, err
	}
	return to.Value(c), nil
}

func (n *node) extract(c *vm.Call, to file.Place, overwrite bool, left *int64) error {
	if !n.folder {
		b, err := n.Content(c.Process)
		if err != nil {
			return err
		}
		if *left -= int64(len(b)); *left < 0 {
			return fault.New(fault.Limit, "zip.size", "More than %d MB would be extracted from the archive %s.", int64(maxExtracted)>>20, n.archive.path)
		}
		if to.Exists(c) && !overwrite {
			return to.Taken()
		}
		return to.Write(c, b)
	}
	if err := to.Make(c); err != nil {
		return err
	}
	for _, x := range n.order {
		if err := c.Process.Poll(); err != nil {
			return err
		}
		inner, ok := to.In(x.name, x.folder)
		if !ok {
			continue
		}
		if err := x.extract(c, inner, overwrite, left); err != nil {
			return err
		}
	}
	return nil
}
