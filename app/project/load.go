package project

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"quoin.dev/quoin/fault"
)

// MaxFileSize is the size in bytes above which a file is refused.
const MaxFileSize = 64 << 20

// maxFiles bounds a project folder; the largest public one holds some
// thousands.
const maxFiles = 200_000

// Load reads the project. A file that cannot be read is a problem of the
// snapshot; the error is for a folder that is gone.
func (p *Project) Load() (*Snapshot, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, err := p.load()
	if err == nil {
		s.Uses = p.components(s)
	}
	return s, err
}

// load reads the project's own files.
func (p *Project) load() (*Snapshot, error) {
	l := &loader{p: p, s: &Snapshot{
		Name: p.name, Root: p.root,
		Files: map[string]*File{}, Assets: map[string]string{}, folders: map[string]string{},
		byName: map[string]*Source{}, pages: map[string]*Page{},
	}}
	if _, err := p.host.FS.Stat(p.Path(folder)); err != nil {
		return nil, fault.New(fault.NotFound, "project.missing", "The project's folder cannot be read: %w", err)
	}
	l.walk(folder, 0)
	for _, top := range []string{"Resources", "WebFolder"} {
		l.note(top)
	}
	l.classify()
	p.last = l.s
	return l.s, nil
}

type loader struct {
	p     *Project
	s     *Snapshot
	paths []string // of the texts, in order
	count int
}

// note records a top folder whose content is served from disk.
func (l *loader) note(name string) {
	entries, err := l.p.host.FS.ReadDir(l.p.root)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.IsDir() && strings.EqualFold(e.Name(), name) {
			l.s.folders[strings.ToLower(name)] = e.Name()
		}
	}
}

// walk visits a folder below the project's. Links to folders are not followed:
// they may lead out or round in circles.
func (l *loader) walk(dir string, depth int) {
	l.s.folders[strings.ToLower(dir)] = dir
	entries, err := l.p.host.FS.ReadDir(l.p.Path(dir))
	if err != nil {
		l.s.Problems = append(l.s.Problems, fault.AsProblem(
			fault.New(fault.IO, "project.unreadable", "The folder cannot be read: %w", err), dir))
		return
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if l.count++; l.count > maxFiles || ignored(e.Name()) || depth > 32 {
			continue
		}
		switch {
		case e.IsDir():
			if !left(dir, e.Name()) {
				l.walk(name, depth+1)
			}
		case isText(name):
			l.read(name)
		case isShared(name):
			l.asset(name)
		}
	}
}

// left reports whether a folder is none of the project's sources: what the
// original derives or throws away, logs, and desktop forms.
func left(dir, name string) bool {
	switch strings.ToLower(name) {
	case "deriveddata", "trash", "logs":
		return strings.EqualFold(dir, folder)
	case "forms", "tableforms":
		return strings.EqualFold(dir, sources)
	}
	return false
}

const (
	sources = "Project/Sources"
	shared  = "Project/Sources/Shared"
)

func isShared(name string) bool {
	return len(name) > len(shared) && strings.EqualFold(name[:len(shared)+1], shared+"/")
}

// isText reports whether a file is loaded: code, pages and the project's own
// files. In the Shared folder only its own files are, not what pages show.
func isText(name string) bool {
	if isShared(name) {
		rest := strings.ToLower(name[len(shared)+1:])
		return !strings.Contains(rest, "/") && strings.HasSuffix(rest, ".json") || rest == "customcomponents/manifest.json"
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".4dm", ".4qs", ".webform", ".json", ".4dcatalog", ".4dmodel", ".4dsettings":
		return true
	}
	return false
}

func (l *loader) asset(name string) {
	key := strings.ToLower(name[len(shared)+1:])
	if _, taken := l.s.Assets[key]; !taken {
		l.s.Assets[key] = name
	}
}

func (l *loader) read(name string) {
	f, err := l.p.read(name)
	if err != nil {
		l.s.Problems = append(l.s.Problems, fault.AsProblem(err, name))
		return
	}
	if l.p.last != nil {
		if old := l.p.last.Files[name]; old != nil && old.Hash == f.Hash {
			f = old
		}
	}
	l.s.Files[name] = f
	l.paths = append(l.paths, name)
	if isShared(name) {
		l.asset(name)
	}
}

// read returns a file of the project as it is on disk.
func (p *Project) read(name string) (*File, error) {
	info, err := p.host.FS.Stat(p.Path(name))
	if err != nil {
		return nil, unreadable(name, err)
	}
	if info.Size() > MaxFileSize {
		return nil, fault.New(fault.Limit, "project.file-size", "The file has %d MB; more than %d MB are not read.",
			info.Size()>>20, MaxFileSize>>20)
	}
	data, err := p.host.FS.ReadFile(p.Path(name))
	if err != nil {
		return nil, unreadable(name, err)
	}
	return &File{Path: name, Data: data, Hash: HashOf(data)}, nil
}

func unreadable(name string, err error) error {
	kind := fault.IO
	if errors.Is(err, fs.ErrNotExist) {
		kind = fault.NotFound
	}
	return fault.New(kind, "project.unreadable", "%s cannot be read: %w", name, err)
}

// classify gives each text its place in the snapshot, in the order of names.
func (l *loader) classify() {
	first, second := ".4dm", ".4qs"
	if l.p.form == Qodly {
		first, second = second, first
	}
	sort.Strings(l.paths)
	for _, ext := range []string{first, second} { // the form that wins comes first
		for _, name := range l.paths {
			if strings.EqualFold(path.Ext(name), ext) {
				l.source(name, l.s.Files[name])
			}
		}
	}
	for _, list := range [][]*Source{l.s.Classes, l.s.Methods, l.s.DatabaseMethods, l.s.Triggers} {
		sort.SliceStable(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	}
	catalogs := map[string]*File{}
	slots := l.slots()
	for _, name := range l.paths {
		f, lower := l.s.Files[name], strings.ToLower(name)
		if slot := slots[lower]; slot != nil && *slot == nil {
			*slot = f
		}
		dir, base := path.Split(lower)
		switch {
		case strings.HasSuffix(base, ".webform") && dir == "project/sources/webforms/":
			l.page(f)
		case dir == "project/sources/" && (base == "catalog.4dcatalog" || base == "model.4dmodel"):
			catalogs[base] = f
		}
	}
	l.s.Catalog, l.s.IsModel = l.p.form.choose(catalogs["catalog.4dcatalog"], catalogs["model.4dmodel"])
}

// choose picks the model of a project.
func (f Form) choose(catalog, model *File) (file *File, isModel bool) {
	if catalog == nil || f == Qodly && model != nil {
		return model, model != nil
	}
	return catalog, false
}

// slots lists where the project's own files go, by lower-case path.
func (l *loader) slots() map[string]**File {
	s := l.s
	list := map[string]**File{
		"roles.json": &s.Roles, "httphandlers.json": &s.Handlers, "httprules.json": &s.HTTPRules, "folders.json": &s.Folders,
		"qodlyapp.json": &s.App, "settings.json": &s.OldApp, "settings.4dsettings": &s.Settings, "catalog_editor.json": &s.CatalogEditor,
		"shared/shared_datasources.json": &s.SharedSources, "shared/shared_css.json": &s.SharedStyles,
		"shared/saved_conditions.json": &s.Conditions, "shared/shared_app_events.json": &s.AppEvents,
		"shared/i18n.json": &s.Translations, "shared/customcomponents/manifest.json": &s.Components,
		"webforms/crafted_components.json": &s.Crafts,
	}
	full := make(map[string]**File, len(list))
	for name, slot := range list {
		full["project/sources/"+name] = slot
	}
	return full
}

func (l *loader) source(name string, f *File) {
	dir, base := path.Split(strings.ToLower(name))
	src := &Source{File: f, Name: strings.TrimSuffix(path.Base(name), path.Ext(name))}
	if strings.HasSuffix(base, ".4qs") {
		src.Dialect = QodlyScript
	}
	switch dir {
	case "project/sources/classes/":
		l.s.add("class", &l.s.Classes, src)
	case "project/sources/methods/":
		l.s.add("method", &l.s.Methods, src)
	case "project/sources/databasemethods/":
		l.s.add("database method", &l.s.DatabaseMethods, src)
	case "project/sources/triggers/":
		l.s.add("trigger", &l.s.Triggers, src)
	}
}

func (l *loader) page(f *File) {
	page := &Page{Name: strings.TrimSuffix(path.Base(f.Path), path.Ext(f.Path)), File: f}
	key := strings.ToLower(page.Name)
	if other := l.s.pages[key]; other != nil {
		l.s.warn(f.Path, "project.same-name", "The page %s is also in %s, which is the one taken.", page.Name, other.File.Path)
		return
	}
	l.s.pages[key] = page
	l.s.Pages = append(l.s.Pages, page)
}

// Absolute returns the path of an asset of the Shared folder on disk, by its
// path in the folder whatever the case; false when there is none.
func (s *Snapshot) Absolute(asset string) (string, bool) {
	rel, ok := s.Assets[strings.ToLower(strings.TrimPrefix(path.Clean("/"+asset), "/"))]
	if !ok {
		return "", false
	}
	return filepath.Join(s.Root, filepath.FromSlash(rel)), true
}
