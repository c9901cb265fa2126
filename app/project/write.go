package project

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/jsontext"
)

// writable are the folders whose files the Studio may write.
var writable = [...]string{"Project/", "Resources/", "WebFolder/"}

// Read returns a file of the project as it is on disk now.
func (p *Project) Read(name string) (*File, error) {
	if err := p.check(name); err != nil {
		return nil, err
	}
	return p.read(name)
}

// Write replaces a file as a whole, making its folder if need be. was is the
// hash of what the writer has seen: when the file is another by now the write
// is refused with a Conflict. The zero Hash writes whatever is there.
func (p *Project) Write(name string, data []byte, was Hash) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	return p.write(name, data, was)
}

func (p *Project) write(name string, data []byte, was Hash) error {
	if err := p.check(name); err != nil {
		return err
	}
	if len(data) > MaxFileSize {
		return fault.New(fault.Limit, "project.file-size", "%s would have %d MB; more than %d MB are not written.",
			name, len(data)>>20, MaxFileSize>>20)
	}
	if was != (Hash{}) {
		now, err := p.read(name)
		if err != nil {
			return err
		}
		if now.Hash != was {
			return fault.New(fault.Conflict, "project.changed", "%s has changed on disk meanwhile.", name)
		}
	}
	if err := p.host.FS.MkdirAll(filepath.Dir(p.Path(name))); err != nil {
		return fault.New(fault.IO, "project.write", "The folder of %s cannot be made: %w", name, err)
	}
	if err := p.host.FS.WriteFile(p.Path(name), data); err != nil {
		return fault.New(fault.IO, "project.write", "%s cannot be written: %w", name, err)
	}
	return nil
}

// Edit changes single values of a JSON file, and returns the edits that undo
// it. Every other byte of the file stays.
func (p *Project) Edit(name string, edits ...jsontext.Edit) (inverse []jsontext.Edit, err error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	if err := p.check(name); err != nil {
		return nil, err
	}
	f, err := p.read(name)
	if err != nil {
		return nil, err
	}
	data, inverse, err := jsontext.Apply(name, f.Data, edits...)
	if err != nil {
		return nil, err
	}
	return inverse, p.write(name, data, f.Hash)
}

// Remove deletes a file, or a folder with all that is in it.
func (p *Project) Remove(name string) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	if err := p.check(name); err != nil {
		return err
	}
	if _, err := p.host.FS.Stat(p.Path(name)); err != nil {
		return unreadable(name, err)
	}
	if err := p.host.FS.RemoveAll(p.Path(name)); err != nil {
		return fault.New(fault.IO, "project.write", "%s cannot be removed: %w", name, err)
	}
	return nil
}

// Rename gives a file or folder another path. It refuses to replace anything.
func (p *Project) Rename(from, to string) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	if err := p.check(from); err != nil {
		return err
	}
	if err := p.check(to); err != nil {
		return err
	}
	_, err := p.host.FS.Stat(p.Path(to))
	if err == nil && !strings.EqualFold(from, to) {
		return fault.New(fault.Conflict, "project.exists", "%s exists already.", to)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unreadable(to, err)
	}
	if err := p.host.FS.MkdirAll(filepath.Dir(p.Path(to))); err != nil {
		return fault.New(fault.IO, "project.write", "The folder of %s cannot be made: %w", to, err)
	}
	if err := p.host.FS.Rename(p.Path(from), p.Path(to)); err != nil {
		return fault.New(fault.IO, "project.write", "%s cannot be renamed: %w", from, err)
	}
	return nil
}

// check refuses paths that lead out of the folders the project's files are in,
// through links too.
func (p *Project) check(name string) error {
	refused := fault.New(fault.Permission, "project.outside", "%q is no file of the project.", name)
	if path.Clean(name) != name || strings.ContainsAny(name, "\\\x00") || !filepath.IsLocal(filepath.FromSlash(name)) {
		return refused
	}
	inside := false
	for _, top := range writable {
		inside = inside || len(name) > len(top) && strings.EqualFold(name[:len(top)], top)
	}
	if !inside {
		return refused
	}
	for _, part := range strings.Split(name, "/") {
		if strings.HasPrefix(part, ".") {
			return refused
		}
	}
	if !host.Within(p.root, p.Path(name)) {
		return refused // through a link
	}
	return nil
}
