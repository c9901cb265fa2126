package sqlite

import (
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"

	"quoin.dev/quoin/fault"
)

// FileWatcher is told what is read from and written to the files of the data.
// It is called on the way of every page and must be quick and safe for
// concurrent use.
type FileWatcher interface {
	Read(path string, bytes int)
	Wrote(path string, bytes int)
}

// files is the layer between SQLite and the disk: a copy of SQLite's own
// virtual file system, registered under a name of ours, whose files read and
// write through us. For now it passes everything on; encryption at rest will
// stand here.
//
// SQLite sees C structs and function pointers. A Go function value serves as a
// pointer in this translation of SQLite, as long as something keeps it alive:
// that is what keep is for.
//
//	file ─▶ our methods (Close, Read, Write ours, the rest copied) ─▶ the original's methods
type files struct {
	name  string
	tls   *libc.TLS
	vfs   uintptr
	watch FileWatcher
	keep  []any
	open  func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32 // the original's

	mu      sync.Mutex
	methods map[uintptr]uintptr // ours, by the original's; guarded by mu
	paths   sync.Map            // uintptr of a file → string
	users   atomic.Int64        // open connections
}

// methods is our method table, with the original's behind it.
type methods struct {
	lib.Tsqlite3_io_methods
	original uintptr
}

type (
	closeFile    = func(tls *libc.TLS, file uintptr) int32
	transferFile = func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32
)

// newFiles registers a file layer. Its name is unique in the process.
func newFiles(watch FileWatcher) (*files, error) {
	f := &files{tls: libc.NewTLS(), watch: watch, methods: map[uintptr]uintptr{}}
	original := lib.Xsqlite3_vfs_find(f.tls, 0)
	f.vfs = libc.Xmalloc(f.tls, libc.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_vfs{})))
	if original == 0 || f.vfs == 0 {
		f.tls.Close()
		return nil, fault.New(fault.Internal, "sqlite.vfs", "SQLite has no file system to build on.")
	}
	f.name = fmt.Sprintf("quoin-%x", f.vfs)
	name, err := libc.CString(f.name)
	if err != nil {
		f.release()
		return nil, ioError(err, "The file layer cannot be made")
	}
	vfs := at[lib.Tsqlite3_vfs](f.vfs)
	*vfs = *at[lib.Tsqlite3_vfs](original)
	f.open = callable[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](vfs.FxOpen)
	vfs.FpNext, vfs.FzName = 0, name
	vfs.FxOpen = pointer(f, f.openFile)
	if code := lib.Xsqlite3_vfs_register(f.tls, f.vfs, 0); code != lib.SQLITE_OK {
		f.release()
		return nil, fault.New(fault.Internal, "sqlite.vfs", "SQLite refused the file layer (%d).", code)
	}
	return f, nil
}

// close unregisters the layer. While a connection still uses it, a transaction
// that nobody ended, it stays: its memory must not go first.
func (f *files) close() {
	if f == nil || f.users.Load() > 0 {
		return
	}
	lib.Xsqlite3_vfs_unregister(f.tls, f.vfs)
	f.release()
}

func (f *files) release() {
	libc.Xfree(f.tls, at[lib.Tsqlite3_vfs](f.vfs).FzName)
	libc.Xfree(f.tls, f.vfs)
	for _, ours := range f.methods {
		libc.Xfree(f.tls, ours)
	}
	f.tls.Close()
}

// uri names a data file so that SQLite opens it through the layer. The name is
// absolute: what follows the two strokes of a relative one would be a host.
func (f *files) uri(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: "vfs=" + f.name}).String()
}

func (f *files) openFile(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32 {
	code := f.open(tls, vfs, name, file, flags, outFlags)
	original := at[lib.Tsqlite3_file](file).FpMethods
	if code != lib.SQLITE_OK || original == 0 {
		return code
	}
	ours := f.methodsOver(original)
	if ours == 0 {
		return lib.SQLITE_NOMEM
	}
	if name != 0 {
		f.paths.Store(file, libc.GoString(name))
	}
	at[lib.Tsqlite3_file](file).FpMethods = ours
	return code
}

// methodsOver returns our method table over one of the original's, of which
// there are a few.
func (f *files) methodsOver(original uintptr) uintptr {
	f.mu.Lock()
	defer f.mu.Unlock()
	if ours, ok := f.methods[original]; ok {
		return ours
	}
	ours := libc.Xmalloc(f.tls, libc.Tsize_t(unsafe.Sizeof(methods{})))
	if ours == 0 {
		return 0
	}
	m := at[methods](ours)
	*m = methods{*at[lib.Tsqlite3_io_methods](original), original}
	m.FxClose = pointer(f, f.closeFile)
	m.FxRead = pointer(f, f.readFile)
	m.FxWrite = pointer(f, f.writeFile)
	f.methods[original] = ours
	return ours
}

// original returns the methods below ours of an open file.
func originalOf(file uintptr) *lib.Tsqlite3_io_methods {
	return at[lib.Tsqlite3_io_methods](at[methods](at[lib.Tsqlite3_file](file).FpMethods).original)
}

func (f *files) closeFile(tls *libc.TLS, file uintptr) int32 {
	f.paths.Delete(file)
	return callable[closeFile](originalOf(file).FxClose)(tls, file)
}

func (f *files) readFile(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	code := callable[transferFile](originalOf(file).FxRead)(tls, file, buf, n, offset)
	if f.watch != nil && code == lib.SQLITE_OK {
		f.watch.Read(f.path(file), int(n))
	}
	return code
}

func (f *files) writeFile(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	code := callable[transferFile](originalOf(file).FxWrite)(tls, file, buf, n, offset)
	if f.watch != nil && code == lib.SQLITE_OK {
		f.watch.Wrote(f.path(file), int(n))
	}
	return code
}

func (f *files) path(file uintptr) string {
	path, _ := f.paths.Load(file)
	s, _ := path.(string)
	return s
}

// at reads C memory as a Go type.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// callable turns a function pointer of C into a Go function.
func callable[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

// pointer turns a Go function into a function pointer of C, and keeps it alive
// as long as the layer.
func pointer[F any](f *files, function F) uintptr {
	f.keep = append(f.keep, function)
	return *(*uintptr)(unsafe.Pointer(&function))
}
