package file

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/vm"
)

// guarded is the file system as code may use it: a link does not lead out of
// the folders that code may touch, and what is reserved for the server is not
// there.
type guarded struct {
	host.FS
	roots    map[string]string
	reserved []string
}

func guard(rt *vm.Runtime) host.FS { return &guarded{rt.Host.FS, roots(rt), rt.Reserved} }

// admit refuses a path that leads elsewhere. With all, what lies below it
// counts as well: it is about to go.
func (g *guarded) admit(op, path string, all bool) error {
	for _, r := range g.reserved {
		if path == r || strings.HasPrefix(path, r+"/") {
			return &fs.PathError{Op: op, Path: path, Err: fs.ErrNotExist}
		}
		if all && strings.HasPrefix(r, path+"/") {
			return &fs.PathError{Op: op, Path: path, Err: fs.ErrPermission}
		}
	}
	within := false
	for _, root := range g.roots {
		within = within || host.Within(root, path)
	}
	if !within {
		return &fs.PathError{Op: op, Path: path, Err: fs.ErrPermission}
	}
	return nil
}

func (g *guarded) Open(path string) (fs.File, error) {
	if err := g.admit("open", path, false); err != nil {
		return nil, err
	}
	return g.FS.Open(path)
}

func (g *guarded) ReadFile(path string) ([]byte, error) {
	if err := g.admit("read", path, false); err != nil {
		return nil, err
	}
	return g.FS.ReadFile(path)
}

func (g *guarded) WriteFile(path string, data []byte) error {
	if err := g.admit("write", path, false); err != nil {
		return err
	}
	return g.FS.WriteFile(path, data)
}

// OpenHandle makes the guarded file system a host.Opener.
func (g *guarded) OpenHandle(path string, write bool) (host.Handle, error) {
	if err := g.admit("open", path, false); err != nil {
		return nil, err
	}
	if o, ok := g.FS.(host.Opener); ok {
		return o.OpenHandle(path, write)
	}
	return nil, &fs.PathError{Op: "open", Path: path, Err: errors.ErrUnsupported}
}

func (g *guarded) Stat(path string) (fs.FileInfo, error) {
	if err := g.admit("stat", path, false); err != nil {
		return nil, err
	}
	return g.FS.Stat(path)
}

func (g *guarded) ReadDir(path string) ([]fs.DirEntry, error) {
	if err := g.admit("list", path, false); err != nil {
		return nil, err
	}
	inside, err := g.FS.ReadDir(path)
	return slices.DeleteFunc(inside, func(e fs.DirEntry) bool {
		return slices.Contains(g.reserved, strings.TrimSuffix(path, "/")+"/"+e.Name())
	}), err
}

func (g *guarded) MkdirAll(path string) error {
	if err := g.admit("make", path, false); err != nil {
		return err
	}
	if temp := g.roots[tempRoot]; path == temp || strings.HasPrefix(path, temp+"/") {
		if err := host.MkdirPrivate(g.FS, temp); err != nil { // other users of the machine share what is above it
			return err
		}
	}
	return g.FS.MkdirAll(path)
}

func (g *guarded) Remove(path string) error {
	if err := g.admit("remove", path, true); err != nil {
		return err
	}
	return g.FS.Remove(path)
}

func (g *guarded) RemoveAll(path string) error {
	if err := g.admit("remove", path, true); err != nil {
		return err
	}
	return g.FS.RemoveAll(path)
}

func (g *guarded) Rename(from, to string) error {
	for _, path := range [...]string{from, to} {
		if err := g.admit("rename", path, true); err != nil {
			return err
		}
	}
	return g.FS.Rename(from, to)
}
