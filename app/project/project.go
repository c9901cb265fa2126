// Package project provides the project's folder: where it is, what is in it,
// a look that does not change (Snapshot), a watch over it, and the writing of
// its files.
//
//	p, err := project.Open("apps/shop", project.Options{})
//	snapshot, err := p.Load()
//	for _, c := range snapshot.Classes { … c.Name, c.File.Text() … }
//	go p.Watch(ctx, func(changed []string) { … p.Load() … })
package project

import (
	"path/filepath"
	"strings"
	"sync"

	"quoin.dev/quoin/host"
)

// Form says which files win where a project carries two of the same thing.
type Form uint8

const (
	Classic Form = iota // catalog.4DCatalog and .4dm
	Qodly               // model.4DModel and .4qs
)

// Options say how a project is opened.
type Options struct {
	Host *host.Host // nil: the machine itself
	Form Form
}

// Project is an open project folder. It is safe for concurrent use.
type Project struct {
	root string // absolute
	file string // the .4DProject, "" if there is none
	name string
	form Form
	host *host.Host

	writing sync.Mutex // one writer at a time: read, compare, replace

	mu   sync.Mutex
	last *Snapshot // of the latest Load, for what has not changed

	others map[string]*Project // that components are read from, by folder; guarded by mu
}

// Open finds the project that a path means: its folder, its Project folder or
// a .4DProject file. Where that is ambiguous the error lists the candidates.
func Open(path string, o Options) (*Project, error) {
	if o.Host == nil {
		o.Host = host.Real()
	}
	root, file, err := locate(o.Host.FS, path)
	if err != nil {
		return nil, err
	}
	p := &Project{root: root, file: file, form: o.Form, host: o.Host}
	p.name = filepath.Base(root)
	if file != "" {
		p.name = strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	}
	return p, nil
}

// Name is the name of the .4DProject file, else of the folder.
func (p *Project) Name() string { return p.name }

// Root is the absolute path of the project's folder.
func (p *Project) Root() string { return p.root }

// File is the absolute path of the .4DProject file, "" if there is none.
func (p *Project) File() string { return p.file }

// Path returns the absolute path of a file given relative to the project's
// folder.
func (p *Project) Path(relative string) string {
	return filepath.Join(p.root, filepath.FromSlash(relative))
}

// relative is the inverse of Path.
func (p *Project) relative(path string) string {
	rel, err := filepath.Rel(p.root, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}
