package host

import (
	"io"
	"io/fs"
	"os"
)

// Handle is a file that stays open, for reading and writing at any place.
type Handle interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
}

// Opener is what a file system may offer for work on parts of files.
type Opener interface {
	// OpenHandle opens a file that exists; for writing it is made when it does
	// not.
	OpenHandle(path string, write bool) (Handle, error)
}

func (realFS) OpenHandle(p string, write bool) (Handle, error) {
	if write {
		return os.OpenFile(p, os.O_RDWR|os.O_CREATE, 0o644)
	}
	return os.Open(p)
}
