package lsp

import (
	"context"
	"path/filepath"
	"strings"

	"quoin.dev/quoin/lang/service"
)

// Project is a project's folder as the server needs it.
type Project interface {
	// Root is the absolute path of the folder, "" if it has none.
	Root() string
	// Load reads what is on disk now.
	Load(ctx context.Context) (*service.Files, error)
}

// project is an open project of a session.
type project struct {
	folder  Project
	base    uri // of the project's folder; "" for loose documents
	service *service.Service
}

// uriOf returns the identifier of a file of the project: that of the open
// document, if it is one.
func (s *server) uriOf(p *project, path string) uri {
	for u, d := range s.docs {
		if d.project == p && d.path == path {
			return u
		}
	}
	if p.base == "" {
		return uri(path)
	}
	return p.base.join(path)
}

// folders opens the projects of the client's folders. A folder that is no
// project, or holds several, opens none: documents find theirs.
func (s *server) folders(list []folder) {
	if s.o.Fixed != nil {
		if len(s.projects) == 0 {
			if _, err := s.add(s.o.Fixed, uri(s.o.Base)); err != nil {
				s.log.Warn("the project cannot be read", "error", err)
			}
		}
		return
	}
	for _, f := range list {
		if file := f.URI.file(); file != "" {
			if _, err := s.openFolder(file); err != nil {
				s.log.Info("no project", "folder", file, "error", err)
			}
		}
	}
}

// openFolder opens the project of a folder, unless it is open.
func (s *server) openFolder(file string) (*project, error) {
	if s.o.Open == nil {
		return nil, nil
	}
	opened, err := s.o.Open(s.ctx, file)
	if err != nil {
		return nil, err
	}
	base := fileURI(opened.Root())
	for _, p := range s.projects {
		if p.base == base {
			return p, nil
		}
	}
	return s.add(opened, base)
}

func (s *server) add(opened Project, base uri) (*project, error) {
	files, err := opened.Load(s.ctx)
	if err != nil {
		return nil, err
	}
	p := &project{folder: opened, base: base, service: service.New(files)}
	s.projects = append(s.projects, p)
	return p, nil
}

// removeFolder closes the projects of a folder that have no open document.
func (s *server) removeFolder(folder uri) {
	kept := s.projects[:0]
	for _, p := range s.projects {
		_, below := p.base.below(folder)
		if p.base != "" && (below || p.base == folder) && !s.inUse(p) {
			s.checks.clear(p)
			continue
		}
		kept = append(kept, p)
	}
	s.projects = kept
}

func (s *server) inUse(p *project) bool {
	for _, d := range s.docs {
		if d.project == p {
			return true
		}
	}
	return false
}

// place finds the project of a document and its path there. A document below
// some Project/Sources opens that project; one that belongs to none is loose.
func (s *server) place(u uri) (*project, string, error) {
	if p, path := s.known(u); p != nil {
		return p, path, nil
	}
	if file := u.file(); file != "" && s.o.Fixed == nil {
		if i := strings.LastIndex(filepath.ToSlash(file), "/Project/Sources/"); i >= 0 {
			p, err := s.openFolder(file[:i])
			if err == nil && p != nil {
				s.checks.all(p, false)
				if path, ok := u.below(p.base); ok {
					return p, path, nil
				}
			}
		}
	}
	return s.loose(u)
}

// known finds a document in the open projects: in the innermost of them.
func (s *server) known(u uri) (*project, string) {
	var found *project
	var at string
	for _, p := range s.projects {
		path, ok := u.below(p.base)
		if p.base != "" && ok && (found == nil || len(path) < len(at)) {
			found, at = p, path
		}
	}
	return found, at
}

// loose puts a document into the project of those that belong to none, where
// its identifier is its path.
func (s *server) loose(u uri) (*project, string, error) {
	for _, p := range s.projects {
		if p.base == "" {
			return p, string(u), nil
		}
	}
	opened, err := s.o.Loose()
	if err != nil {
		return nil, "", err
	}
	p, err := s.add(opened, "")
	return p, string(u), err
}

// reload reads a project again after files of it changed on disk.
func (s *server) reload(p *project) {
	files, err := p.folder.Load(s.ctx)
	if err != nil {
		s.log.Warn("the project cannot be read", "root", p.folder.Root(), "error", err)
		return
	}
	p.service.Update(files)
	s.checks.all(p, false)
}

func (s *server) changeFiles(_ context.Context, params watchedParams) error {
	again := map[*project]bool{}
	for _, c := range params.Changes {
		if p, _ := s.known(c.URI); p != nil {
			again[p] = true
		}
	}
	for p := range again {
		s.reload(p)
	}
	return nil
}
