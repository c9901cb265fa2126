// Package host provides the outside world as interfaces, so that time, chance,
// files, network and environment enter in one place and tests replace them.
package host

import (
	"context"
	"crypto/rand"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Clock tells the time.
type Clock interface {
	Now() time.Time
	// Sleep waits, returning early with the context's error when it ends.
	Sleep(ctx context.Context, d time.Duration) error
}

// FS is a writable file system. Paths are absolute and use "/".
type FS interface {
	Open(path string) (fs.File, error)
	ReadFile(path string) ([]byte, error)
	// WriteFile replaces a file as a whole: a reader sees the old or the new
	// content, never a part.
	WriteFile(path string, data []byte) error
	Stat(path string) (fs.FileInfo, error)
	ReadDir(path string) ([]fs.DirEntry, error)
	MkdirAll(path string) error
	Remove(path string) error
	RemoveAll(path string) error
	Rename(from, to string) error
}

// Web sends outgoing HTTP requests.
type Web interface {
	Do(*http.Request) (*http.Response, error)
}

// Host is the outside world of one application. All fields are set but
// where they say what zero means.
type Host struct {
	Clock Clock
	FS    FS
	Web   Web
	// Dial opens connections that are not HTTP: mail.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Command returns a program of the machine that can be started; it ends with
	// the context.
	Command func(ctx context.Context, name string, args ...string) *exec.Cmd
	// Random yields unpredictable bytes; for keys, tokens and identifiers.
	Random io.Reader
	// Getenv reads the environment.
	Getenv func(string) string
	// Location is the time zone of dates and times without one.
	Location *time.Location
	// Memory is how many bytes of memory the program may use; 0: not known.
	Memory int64
}

// Real returns the machine itself.
func Real() *Host {
	return &Host{
		Clock:    realClock{},
		FS:       realFS{},
		Web:      realWeb(),
		Dial:     dialer(30 * time.Second),
		Command:  command,
		Random:   rand.Reader,
		Getenv:   os.Getenv,
		Location: time.Local,
		Memory:   memory(),
	}
}

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type realFS struct{}

func (realFS) Open(p string) (fs.File, error)          { return os.Open(p) }
func (realFS) ReadFile(p string) ([]byte, error)       { return os.ReadFile(p) }
func (realFS) Stat(p string) (fs.FileInfo, error)      { return os.Stat(p) }
func (realFS) ReadDir(p string) ([]fs.DirEntry, error) { return os.ReadDir(p) }
func (realFS) MkdirAll(p string) error                 { return os.MkdirAll(p, 0o755) }
func (realFS) Remove(p string) error                   { return os.Remove(p) }
func (realFS) RemoveAll(p string) error                { return os.RemoveAll(p) }
func (realFS) Rename(from, to string) error            { return os.Rename(from, to) }

func (realFS) WriteFile(p string, data []byte) error {
	mode := fs.FileMode(0o644)
	if old, err := os.Stat(p); err == nil {
		mode = old.Mode().Perm()
	}
	return replaceFile(p, data, mode)
}

func replaceFile(p string, data []byte, mode fs.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(p), ".quoin-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // fails once renamed, as it should
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Chmod(mode)
	}
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), p)
}
