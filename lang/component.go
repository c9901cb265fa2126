package lang

import (
	"encoding/json"
	"path"
	"strings"
	"sync"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/compile"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
)

// Component is a project whose code another one uses: its classes stand under a
// namespace, cs.textChunker.Utils, and the methods that it marks as shared are
// called by their names.
type Component struct {
	Namespace string
	Sources   []Source
	// Root is the absolute path of its folder, "" when it has no files.
	Root string
}

// components compiles the components once; nil when there are none. What is
// wrong with their code is told to those who work on them, by a check of theirs.
func (w *Workspace) components() *vm.Components {
	w.used.once.Do(func() { w.used.all = w.options.compileComponents() })
	return w.used.all
}

func (o *Options) compileComponents() *vm.Components {
	if len(o.Components) == 0 {
		return nil
	}
	all := vm.NewComponents()
	for _, c := range o.Components {
		files := c.files()
		prog := compile.Program(files, compile.Options{Builtins: o.Builtins, Components: all, Namespace: c.Namespace})
		prog.Paths = c.paths()
		for _, f := range files {
			if m := prog.Method(f.Name); f.Kind == compile.Method && m != nil && isShared(f.Tree) {
				prog.Share(m)
			}
		}
	}
	return all
}

// paths are the file-system roots that its code sees in place of those of the
// application.
func (c *Component) paths() map[string]string {
	if c.Root == "" {
		return nil
	}
	return map[string]string{
		"/PACKAGE/":   c.Root,
		"/PROJECT/":   path.Join(c.Root, "Project"),
		"/SOURCES/":   path.Join(c.Root, "Project/Sources"),
		"/RESOURCES/": path.Join(c.Root, "Resources"),
	}
}

// files reads the sources of a component for the compiler.
func (c *Component) files() []compile.File {
	files := make([]compile.File, 0, len(c.Sources))
	for _, s := range c.Sources {
		kind := compile.Method
		switch s.Kind {
		case Class:
			kind = compile.Class
		case DatabaseMethod, Trigger:
			kind = compile.DatabaseMethod
		}
		files = append(files, compile.File{Name: s.Name, Kind: kind, Tree: parse(s)})
	}
	return files
}

// checked tells the checker of the components: their code is read when code
// first names something of theirs.
func (o *Options) checked(l *library) []check.Component {
	all := make([]check.Component, 0, len(o.Components))
	for _, c := range o.Components {
		earlier := all
		all = append(all, check.Component{Namespace: c.Namespace, Shared: isShared, Project: sync.OnceValue(func() *check.Project {
			p := check.NewProject(check.Options{Library: l, Components: earlier})
			for _, s := range c.Sources {
				p.Set(s.Path, s.Name, unitKind(s.Kind), parse(s))
			}
			return p
		})})
	}
	return all
}

// isShared reads the header of a method: //%attributes = {"shared":true}.
func isShared(f *syntax.File) bool {
	if f.Attributes == nil {
		return false
	}
	_, text, _ := strings.Cut(f.Attributes.Text, "=")
	var a struct {
		Shared bool `json:"shared"`
	}
	return json.Unmarshal([]byte(text), &a) == nil && a.Shared
}
