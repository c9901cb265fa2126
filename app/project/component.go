package project

import (
	"path/filepath"
	"sort"
	"strings"

	"quoin.dev/quoin/jsontext"
)

// Component is another project whose code this one uses.
type Component struct {
	// Name is how the project calls it, Namespace where its classes stand in the
	// class store: cs.textChunker.
	Name, Namespace string
	*Snapshot
}

// Revision changes with the component's files.
func (c *Component) Revision() string {
	paths := make([]string, 0, len(c.Files))
	for path := range c.Files {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	var b strings.Builder
	b.WriteString(c.Namespace + " " + c.Root)
	for _, path := range paths {
		b.WriteString(path)
		b.Write(c.Files[path].Hash[:])
	}
	return HashOf([]byte(b.String())).String()
}

// maxComponents bounds the components of a project, those of its components
// included.
const maxComponents = 64

// environmentDepth is how many folders above the project's are searched for
// environment4d.json.
const environmentDepth = 4

// components finds the components that are there as sources, dependencies
// first: the folders in Components, and what dependencies.json names, at the
// place that environment4d.json gives it or beside the project. What is not
// there is left out: projects name components that they can do without.
func (p *Project) components(s *Snapshot) []*Component {
	f := finder{p: p, seen: map[string]bool{p.root: true}}
	f.of(p.root, s)
	return f.found
}

type finder struct {
	p     *Project
	seen  map[string]bool // roots
	found []*Component
}

// of finds the components of the project in a folder.
func (f *finder) of(root string, s *Snapshot) {
	entries, err := f.p.host.FS.ReadDir(filepath.Join(root, "Components"))
	if err == nil {
		for _, e := range entries {
			if e.IsDir() && !ignored(e.Name()) {
				f.take(strings.TrimSuffix(e.Name(), filepath.Ext(e.Name())), filepath.Join(root, "Components", e.Name()))
			}
		}
	}
	paths := f.environment(root)
	for _, d := range dependencies(s) {
		for _, place := range d.places(root, paths) {
			if f.take(d.name, place) {
				break
			}
		}
	}
}

// take adds the component in a folder, after those that it needs itself.
func (f *finder) take(name, place string) bool {
	root, file, err := locate(f.p.host.FS, place)
	if err != nil || f.seen[root] || len(f.found) >= maxComponents {
		return err == nil && f.seen[root]
	}
	f.seen[root] = true
	other := f.p.other(root, file)
	s, err := other.load()
	if err != nil {
		return false
	}
	f.of(root, s)
	f.found = append(f.found, &Component{Name: name, Namespace: namespace(name, s), Snapshot: s})
	return true
}

// other returns a project that is read beside this one; it is kept, so that
// what did not change is not read again.
func (p *Project) other(root, file string) *Project {
	if p.others[root] == nil {
		if p.others == nil {
			p.others = map[string]*Project{}
		}
		p.others[root] = &Project{root: root, file: file, name: filepath.Base(root), form: p.form, host: p.host}
	}
	return p.others[root]
}

// namespace is what the component's settings say, else its name without what
// cannot stand in one.
func namespace(name string, s *Snapshot) string {
	values, _ := s.Preferences() // broken settings say nothing
	if n := values["com.4d/general@component_classstore_name"]; n != "" {
		return n
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return -1
		}
		return r
	}, name)
}

// dependency is a component that dependencies.json names.
type dependency struct{ name, repository string }

func dependencies(s *Snapshot) []dependency {
	var all []dependency
	for path, file := range s.Files {
		if !strings.EqualFold(path, sources+"/dependencies.json") {
			continue
		}
		doc, err := jsontext.Parse(file.Path, file.Data)
		if err != nil {
			continue
		}
		for _, m := range members(doc.Root.Get("dependencies")) {
			d := dependency{name: m.Name}
			if repo := m.Value.Get("github").Text(); repo != "" {
				d.repository = repo[strings.LastIndexByte(repo, '/')+1:]
			}
			all = append(all, d)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].name < all[j].name })
	return all
}

// places are where a component may be, the one that is configured first.
func (d dependency) places(root string, configured map[string]string) []string {
	var all []string
	if p := configured[d.name]; p != "" {
		all = append(all, p)
	}
	for _, name := range []string{d.name, d.repository} {
		if name != "" && !strings.ContainsAny(name, `/\`) && name != ".." {
			beside := filepath.Join(filepath.Dir(root), name)
			all = append(all, beside, beside+".4dbase")
		}
	}
	return all
}

// environment reads the places in the nearest environment4d.json, in the folder
// of the project or above it.
func (f *finder) environment(root string) map[string]string {
	dir := root
	for range environmentDepth {
		path := filepath.Join(dir, "environment4d.json")
		if data, err := f.p.host.FS.ReadFile(path); err == nil {
			return places(dir, path, data)
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return nil
}

func members(n *jsontext.Node) []jsontext.Member {
	if n == nil {
		return nil
	}
	return n.Members
}

func places(dir, path string, data []byte) map[string]string {
	doc, err := jsontext.Parse(path, data)
	if err != nil {
		return nil
	}
	all := map[string]string{}
	for _, m := range members(doc.Root.Get("dependencies")) {
		place := m.Value.Get("path").Text()
		if m.Value.Is(jsontext.String) {
			place = m.Value.Text()
		}
		place = strings.TrimPrefix(place, "file://")
		if place == "" {
			continue
		}
		if !filepath.IsAbs(place) {
			place = filepath.Join(dir, place)
		}
		all[m.Name] = place
	}
	return all
}
