package app

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
)

// template is the project that quoin new makes. {{name}} becomes the project's
// name, {{uuid:x}} an identifier of its own for each x.
//
//go:embed all:template
var template embed.FS

// New makes a project in a new folder of its name and returns the folder.
func New(h *host.Host, in, name string) (string, error) {
	if !regexp.MustCompile(`^[\p{L}_][\p{L}\p{N} _-]{0,60}$`).MatchString(name) {
		return "", fault.New(fault.Invalid, "usage", "%q cannot name a project: begin with a letter, then letters, digits, spaces, - and _.", name)
	}
	folder := filepath.Join(in, name)
	if _, err := h.FS.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		return "", fault.New(fault.Conflict, "app.new-exists", "%s exists already. Choose another name or folder.", folder)
	}
	fill := filler{h: h, name: name, uuids: map[string]string{}}
	err := fs.WalkDir(template, "template", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(folder, strings.TrimPrefix(path, "template"))
		if d.IsDir() {
			return h.FS.MkdirAll(target)
		}
		data, err := template.ReadFile(path)
		if err != nil {
			return err
		}
		if d.Name() == "project.4DProject" {
			target = filepath.Join(filepath.Dir(target), name+".4DProject")
		}
		text, err := fill.fill(string(data))
		if err != nil {
			return err
		}
		return h.FS.WriteFile(target, []byte(text))
	})
	if err != nil {
		return "", fault.New(fault.IO, "app.new", "The project could not be made: %w", err)
	}
	return folder, nil
}

// filler puts names and identifiers into the template.
type filler struct {
	h     *host.Host
	name  string
	uuids map[string]string
}

var placeholder = regexp.MustCompile(`\{\{(name|uuid:\w+)\}\}`)

func (f *filler) fill(text string) (string, error) {
	var failed error
	out := placeholder.ReplaceAllStringFunc(text, func(p string) string {
		key := p[2 : len(p)-2]
		if key == "name" {
			return f.name
		}
		if f.uuids[key] == "" {
			var raw [16]byte
			if _, err := io.ReadFull(f.h.Random, raw[:]); err != nil {
				failed = err
			}
			f.uuids[key] = fmt.Sprintf("%X", raw)
		}
		return f.uuids[key]
	})
	return out, failed
}
