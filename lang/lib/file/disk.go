package file

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Options.
const (
	recursive       = 1
	overwrite       = 4
	ignoreInvisible = 8

	onlyIfEmpty  = 0
	withContents = 1
)

// disk is the file system as code may use it.
func disk(c *vm.Call) host.FS { return guard(c.Runtime()) }

// failure turns an error of the file system into one of the language.
func failure(e *entry, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Numbered(fault.NotFound, -43, "FiFo", "%s does not exist.", e.path)
	case errors.Is(err, fs.ErrExist):
		return fault.Numbered(fault.Conflict, -48, "FiFo", "%s exists already.", e.path)
	case errors.Is(err, fs.ErrPermission):
		return fault.Numbered(fault.Other, -45, "FiFo", "%s is locked or may not be used.", e.path)
	}
	return fault.Numbered(fault.IO, -36, "FiFo", "%s: %w", e.path, err)
}

func stat(c *vm.Call, e *entry) fs.FileInfo {
	info, err := disk(c).Stat(e.real)
	if err != nil || info.IsDir() != e.folder {
		return nil
	}
	return info
}

func exists(c *vm.Call) (value.Value, error) {
	return value.FromBool(stat(c, receiver(c)) != nil), nil
}

func isWritable(c *vm.Call) (value.Value, error) {
	info := stat(c, receiver(c))
	return value.FromBool(info != nil && info.Mode().Perm()&0o222 != 0), nil
}

func size(c *vm.Call) (value.Value, error) {
	if info := stat(c, receiver(c)); info != nil {
		return value.FromInt(info.Size()), nil
	}
	return value.FromInt(0), nil
}

func hidden(c *vm.Call) (value.Value, error) {
	return value.FromBool(strings.HasPrefix(fullName(receiver(c)), ".")), nil
}

func modificationDate(c *vm.Call) (value.Value, error) {
	if info := stat(c, receiver(c)); info != nil {
		return value.FromDate(value.DayOf(info.ModTime().In(c.Runtime().Host.Location))), nil
	}
	return value.FromDate(0), nil
}

func modificationTime(c *vm.Call) (value.Value, error) {
	if info := stat(c, receiver(c)); info != nil {
		t := info.ModTime().In(c.Runtime().Host.Location)
		return value.FromTime(int64(t.Hour()*3600 + t.Minute()*60 + t.Second())), nil
	}
	return value.FromTime(0), nil
}

func parent(c *vm.Call) (value.Value, error) {
	if up := receiver(c).up(); up != nil {
		return up.value(c), nil
	}
	return value.NullValue(), nil
}

func child(folder bool) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		if e := receiver(c).in(c.Text(0), folder); e != nil {
			return e.value(c), nil
		}
		return value.NullValue(), nil
	}
}

// create makes a file or folder and those above it.
func create(c *vm.Call) (value.Value, error) {
	e := receiver(c)
	if _, err := disk(c).Stat(e.real); err == nil {
		return value.FromBool(false), nil
	}
	if e.folder {
		if err := disk(c).MkdirAll(e.real); err != nil {
			return value.Value{}, failure(e, err)
		}
		return value.FromBool(true), nil
	}
	return value.FromBool(true), write(c, e, nil)
}

// write replaces the content of a file, making the folders above it.
func write(c *vm.Call, e *entry, data []byte) error {
	err := disk(c).MkdirAll(path.Dir(e.real))
	if err == nil {
		err = disk(c).WriteFile(e.real, data)
	}
	if err != nil {
		return failure(e, err)
	}
	return nil
}

func read(c *vm.Call, e *entry) ([]byte, error) { return readFor(c.Process, e) }

func readFor(p *vm.Process, e *entry) ([]byte, error) {
	disk := guard(p.Runtime)
	info, err := disk.Stat(e.real)
	if err != nil {
		return nil, failure(e, err)
	}
	if info.IsDir() {
		return nil, failure(e, fs.ErrNotExist)
	}
	if err := p.Grow(max(info.Size(), 0)); err != nil {
		return nil, err
	}
	b, err := disk.ReadFile(e.real)
	if err != nil {
		return nil, failure(e, err)
	}
	return b, nil
}

func remove(c *vm.Call) (value.Value, error) {
	e := receiver(c)
	return value.Value{}, erase(c, e, c.Int(0))
}

func erase(c *vm.Call, e *entry, option int) error {
	if e.real == e.root {
		return fault.Numbered(fault.Other, -45, "FiFo", "%s cannot be deleted.", e.path)
	}
	info, err := disk(c).Stat(e.real)
	switch {
	case err != nil && e.folder && option == onlyIfEmpty:
		return fault.Numbered(fault.NotFound, -120, "FiFo", "The folder %s does not exist.", e.path)
	case err != nil:
		return nil
	case info.IsDir() != e.folder:
		return failure(e, fs.ErrNotExist)
	case e.folder && option == withContents:
		err = disk(c).RemoveAll(e.real)
	case e.folder:
		if inside, _ := disk(c).ReadDir(e.real); len(inside) > 0 {
			return fault.Numbered(fault.Conflict, -47, "FiFo", "The folder %s is not empty.", e.path)
		}
		err = disk(c).Remove(e.real)
	default:
		err = disk(c).Remove(e.real)
	}
	if err != nil {
		return failure(e, err)
	}
	return nil
}

// destination reads "folder {, name} {, option}".
func destination(c *vm.Call, e *entry) (*entry, int, error) {
	folder := vm.ArgAs[*entry](c, 0, "4D.Folder")
	if err := c.Err(); err != nil {
		return nil, 0, err
	}
	if folder == nil || !folder.folder {
		return nil, 0, fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want 4D.Folder (argument 1).", c.Name, c.Process.Describe(c.Arg(0)))
	}
	if stat(c, folder) == nil {
		return nil, 0, failure(folder, fs.ErrNotExist)
	}
	newName, option := fullName(e), c.Int(2)
	switch {
	case c.Arg(1).IsNumber():
		option = c.Int(1)
	case c.Has(1):
		newName = c.Text(1)
	}
	to, err := sibling(folder, newName, e.folder)
	return to, option, err
}

func sibling(folder *entry, name string, isFolder bool) (*entry, error) {
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\\\x00") {
		return nil, fault.Numbered(fault.Invalid, -37, "FiFo", "%q is not the name of a file or folder.", name)
	}
	to := folder.in(name, isFolder)
	if to == nil {
		return nil, fault.Numbered(fault.Other, -45, "FiFo", "%q lies outside the folders that the application may use.", name)
	}
	return to, nil
}

func copyTo(c *vm.Call) (value.Value, error) {
	e := receiver(c)
	to, option, err := destination(c, e)
	if err != nil || to == nil {
		return value.Value{}, err
	}
	if _, err := disk(c).Stat(to.real); err == nil && option&overwrite == 0 {
		return value.Value{}, failure(to, fs.ErrExist)
	}
	if strings.HasPrefix(to.real+"/", e.real+"/") {
		return c.Failf(-37, "%s cannot be copied into itself", e.path)
	}
	if err := copyTree(c, e, to, 0); err != nil {
		return value.Value{}, err
	}
	return to.value(c), nil
}

// maxDepth bounds how deep folders are followed.
const maxDepth = 64

func copyTree(c *vm.Call, e, to *entry, depth int) error {
	if err := c.Process.Poll(); err != nil {
		return err
	}
	if !e.folder {
		b, err := read(c, e)
		if err != nil {
			return err
		}
		return write(c, to, b)
	}
	inside, err := disk(c).ReadDir(e.real)
	if err == nil {
		err = disk(c).MkdirAll(to.real)
	}
	if err != nil {
		return failure(e, err)
	}
	for _, x := range inside {
		if depth > maxDepth || x.Type()&fs.ModeSymlink != 0 {
			continue
		}
		if err := copyTree(c, e.in(x.Name(), x.IsDir()), to.in(x.Name(), x.IsDir()), depth+1); err != nil {
			return err
		}
	}
	return nil
}

func moveTo(c *vm.Call) (value.Value, error) {
	e := receiver(c)
	to, _, err := destination(c, e)
	if err != nil || to == nil {
		return value.Value{}, err
	}
	return moved(c, e, to)
}

func rename(c *vm.Call) (value.Value, error) {
	e := receiver(c)
	up := e.up()
	if up == nil {
		return c.Failf(-45, "%s cannot be renamed", e.path)
	}
	to, err := sibling(up, c.Text(0), e.folder)
	if err != nil {
		return value.Value{}, err
	}
	return moved(c, e, to)
}

func moved(c *vm.Call, e, to *entry) (value.Value, error) {
	if stat(c, e) == nil {
		return value.Value{}, failure(e, fs.ErrNotExist)
	}
	if _, err := disk(c).Stat(to.real); err == nil {
		return value.Value{}, failure(to, fs.ErrExist)
	}
	if e.real == e.root {
		return c.Failf(-45, "%s cannot be moved", e.path)
	}
	if err := disk(c).Rename(e.real, to.real); err != nil {
		return value.Value{}, failure(e, err)
	}
	return to.value(c), nil
}

// list makes the body of files or folders.
func list(folders bool) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		l := value.NewList()
		err := walk(c, receiver(c), c.Int(0), folders, 0, func(e *entry) { l.Push(e.value(c)) })
		return value.FromCollection(l), err
	}
}

func walk(c *vm.Call, e *entry, options int, folders bool, depth int, yield func(*entry)) error {
	inside, err := disk(c).ReadDir(e.real)
	if err != nil {
		return nil // a folder that is not there holds nothing
	}
	for _, x := range inside {
		if err := c.Process.Poll(); err != nil {
			return err
		}
		if options&ignoreInvisible != 0 && strings.HasPrefix(x.Name(), ".") || x.Type()&fs.ModeSymlink != 0 {
			continue
		}
		inner := e.in(x.Name(), x.IsDir())
		if x.IsDir() == folders {
			if !c.Reserve(256) {
				return c.Err()
			}
			yield(inner)
		}
		if x.IsDir() && options&recursive != 0 && depth < maxDepth {
			if err := walk(c, inner, options, folders, depth+1, yield); err != nil {
				return err
			}
		}
	}
	return nil
}
