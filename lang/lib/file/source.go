package file

import (
	"fmt"

	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Source is what other families take content from: a file, or one in an
// archive.
type Source interface {
	// Content returns all bytes.
	Content(p *vm.Process) ([]byte, error)
	// FullName is the name with its extension.
	FullName() string
}

// Content makes a file a Source.
func (e *entry) Content(p *vm.Process) ([]byte, error) { return readFor(p, e) }

// FullName makes a file a Source.
func (e *entry) FullName() string { return fullName(e) }

// SourceOf returns the source that a value is or, for a text, names; nil for
// other values.
func SourceOf(p *vm.Process, v value.Value) (Source, error) {
	if o := v.AsObject(); o != nil {
		if e, ok := o.Native.(*entry); ok && e.folder {
			return nil, nil
		}
		s, _ := o.Native.(Source)
		return s, nil
	}
	if s := v.AsText(); s != "" {
		e, err := resolveFor(p, s, false, false)
		if err != nil {
			return nil, err
		}
		return e, nil
	}
	return nil, nil
}

// Paths returns the path of a file and its place on the machine; "" when the
// source is no file of its own.
func Paths(s Source) (path, platform string) {
	if e, ok := s.(*entry); ok {
		return e.path, platformPath(e)
	}
	return "", ""
}

// maxLog bounds a file that AppendLog writes.
const maxLog = 256 << 20

// AppendLog adds text to a file that a path, relative to the folder of logs,
// names.
func AppendLog(p *vm.Process, name string, text []byte) error {
	folder, err := resolve(p.Runtime, "/LOGS/", true)
	if err != nil {
		return err
	}
	e := folder.in(name, false)
	if e == nil {
		if e, err = resolveFor(p, name, false, false); err != nil {
			return err
		}
	}
	disk := guard(p.Runtime)
	if up := e.up(); up != nil {
		if err := disk.MkdirAll(up.real); err != nil {
			return failure(e, err)
		}
	}
	h, err := disk.(host.Opener).OpenHandle(e.real, true)
	if err != nil {
		return failure(e, err)
	}
	defer h.Close()
	info, err := h.Stat()
	if err != nil {
		return failure(e, err)
	}
	if info.Size()+int64(len(text)) > maxLog {
		return fmt.Errorf("%s: the log has %d MB already", e.path, info.Size()>>20)
	}
	if _, err := h.WriteAt(text, info.Size()); err != nil {
		return failure(e, err)
	}
	return nil
}
