package host

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Within reports whether a path still lies in a folder once links are followed;
// the folder itself may be behind one. Of a path that does not exist the part
// that does counts. Where the folder is none of this machine's, as in tests with
// files in memory, there are no links.
func Within(folder, path string) bool {
	folder, path = filepath.Clean(folder), filepath.Clean(path)
	if !below(folder, path) {
		return false
	}
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return true
	}
	for at := path; len(at) > len(folder); at = filepath.Dir(at) {
		if _, err := os.Lstat(at); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		target, err := filepath.EvalSymlinks(at)
		return err == nil && below(real, target) // a link to nowhere could lead anywhere
	}
	return true
}

func below(folder, path string) bool {
	return path == folder || strings.HasPrefix(path, strings.TrimSuffix(folder, "/")+"/")
}

// Private is what a file system may offer for what only the owner may read: the
// data, keys, backups.
type Private interface {
	MkdirPrivate(path string) error
	WritePrivate(path string, data []byte) error
}

// MkdirPrivate makes a folder, and those above it, that only its owner may
// enter. One that exists stays as it is.
func MkdirPrivate(f FS, path string) error {
	if p, ok := f.(Private); ok {
		return p.MkdirPrivate(path)
	}
	return f.MkdirAll(path)
}

// WritePrivate replaces a file as WriteFile does; only its owner may read it.
func WritePrivate(f FS, path string, data []byte) error {
	if p, ok := f.(Private); ok {
		return p.WritePrivate(path, data)
	}
	return f.WriteFile(path, data)
}

func (realFS) MkdirPrivate(p string) error {
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(p, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.MkdirAll(p, 0o700) // says so when a file is in the way
}

func (realFS) WritePrivate(p string, data []byte) error { return replaceFile(p, data, 0o600) }
