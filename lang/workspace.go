package lang

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/compile"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
)

// Workspace keeps the sources of a project parsed and checked while they
// change. It is safe for concurrent use.
//
//	w := lang.NewWorkspace(lang.Options{Builtins: catalogue.Builtins(), Catalogue: catalogue})
//	w.Set(lang.Source{Path: "Project/Sources/Methods/a.4dm", Name: "a", Text: "$x:=1"})
//	found := w.All(ctx)
type Workspace struct {
	options Options
	used    struct {
		once sync.Once
		all  *vm.Components
	}

	mu      sync.Mutex // guards the following
	project *check.Project
	sources map[string]Source
	trees   map[string]*syntax.File // of the sources that were parsed
	waiting map[string]bool         // sources that the checker has not seen
	edited  []string                // since All ran to its end, newest first
}

// NewWorkspace returns a workspace without sources.
func NewWorkspace(o Options) *Workspace {
	l := newLibrary(o.Builtins, o.Catalogue)
	p := check.NewProject(check.Options{Library: l, Model: checkerModel(o.Model), Levels: o.Levels, Policy: o.Policy, Components: o.checked(l)})
	return &Workspace{options: o, project: p, sources: map[string]Source{}, trees: map[string]*syntax.File{}, waiting: map[string]bool{}}
}

// checkerModel hands the model on; a nil ModelView is none.
func checkerModel(m ModelView) check.Model {
	if m == nil {
		return nil
	}
	return m
}

// Set adds sources or replaces those of the same paths. They are read when
// something is asked about them.
func (w *Workspace) Set(sources ...Source) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range sources {
		if old, known := w.sources[s.Path]; known && old == s {
			continue
		}
		w.sources[s.Path] = s
		w.waiting[s.Path] = true
		delete(w.trees, s.Path)
		if i := slices.Index(w.edited, s.Path); i >= 0 {
			w.edited = slices.Delete(w.edited, i, i+1)
		}
		if len(w.edited) < 16 { // more than somebody edits: a project that is loaded
			w.edited = slices.Insert(w.edited, 0, s.Path)
		}
	}
}

// Remove takes sources out.
func (w *Workspace) Remove(paths ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, path := range paths {
		delete(w.sources, path)
		delete(w.waiting, path)
		delete(w.trees, path)
		w.project.Remove(path)
	}
}

// Paths returns the paths of the sources, sorted.
func (w *Workspace) Paths() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.paths()
}

func (w *Workspace) paths() []string {
	paths := make([]string, 0, len(w.sources))
	for path := range w.sources {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// parse parses the sources that wait for it, on all processors. The caller holds
// mu.
func (w *Workspace) parse() {
	var list []Source
	for path := range w.waiting {
		if w.trees[path] == nil {
			list = append(list, w.sources[path])
		}
	}
	if len(list) == 0 {
		return
	}
	trees := make([]*syntax.File, len(list))
	var next sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), len(list))
	for n := range workers {
		next.Add(1)
		go func() {
			defer next.Done()
			for i := n; i < len(list); i += workers {
				trees[i] = parse(list[i])
			}
		}()
	}
	next.Wait()
	for i, s := range list {
		w.trees[s.Path] = trees[i]
	}
}

// read shows the checker the sources that it has not seen. The caller holds mu.
func (w *Workspace) read() {
	w.parse()
	for path := range w.waiting {
		s := w.sources[path]
		w.project.Set(path, s.Name, unitKind(s.Kind), w.trees[path])
	}
	clear(w.waiting)
}

func parse(s Source) *syntax.File {
	kind := syntax.Method
	if s.Kind == Class {
		kind = syntax.Class
	}
	return syntax.ParseFile(source.NewFile(s.Path, s.Text), s.Dialect, kind)
}

func unitKind(k Kind) check.UnitKind {
	switch k {
	case Class:
		return check.ClassUnit
	case DatabaseMethod, Trigger:
		return check.DatabaseUnit
	}
	return check.MethodUnit
}

// files returns the sources with their trees, in the order of paths: it must not
// depend on the order of Set which of two equal names wins.
func (w *Workspace) files() []compile.File {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.parse()
	var files []compile.File
	for _, path := range w.paths() {
		s := w.sources[path]
		kind := compile.Method
		switch s.Kind {
		case Class:
			kind = compile.Class
		case DatabaseMethod, Trigger:
			kind = compile.DatabaseMethod
		}
		files = append(files, compile.File{Name: s.Name, Kind: kind, Tree: w.trees[path]})
	}
	return files
}

// Compile compiles the sources, broken ones too (see Compile of the package),
// and checks them.
func (w *Workspace) Compile(ctx context.Context) *Unit {
	return &Unit{Program: w.Program(), Diagnostics: w.All(ctx)}
}

// Program compiles the sources without checking them.
func (w *Workspace) Program() *vm.Program {
	o := w.options
	return compile.Program(w.files(), compile.Options{Builtins: o.Builtins, Base: o.Base, Implicit: o.Implicit, Components: w.components()})
}

// Info returns what is known of a file, checking it if needed; nil for a path
// without a source.
func (w *Workspace) Info(path string) *check.Info {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read()
	return w.project.Info(path)
}

// Diagnostics returns what there is to say about a file; nil when the context
// ended.
func (w *Workspace) Diagnostics(ctx context.Context, path string) []check.Diagnostic {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ctx.Err() != nil {
		return nil
	}
	w.read()
	return w.project.Diagnostics(path)
}

// All returns what there is to say about every file, by place. The files edited
// last are looked at first, then those that have to do with them. Others may use
// the workspace in between. When the context ends it returns what it has.
func (w *Workspace) All(ctx context.Context) []check.Diagnostic {
	w.mu.Lock()
	w.read()
	order := append([]string(nil), w.edited...)
	w.mu.Unlock()
	order = append(order, w.Paths()...)
	var all []check.Diagnostic
	seen := make(map[string]bool, len(order))
	for _, path := range order {
		if seen[path] {
			continue
		}
		seen[path] = true
		if ctx.Err() != nil {
			return all
		}
		all = append(all, w.Diagnostics(ctx, path)...)
	}
	check.Sort(all)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.edited = w.edited[:0]
	return all
}

// Members returns what may follow a dot after a value, sorted by name.
func (w *Workspace) Members(t *check.Type) []*check.Symbol {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read()
	return w.project.Members(t)
}

// Globals returns what can be named anywhere: methods, classes, process
// variables, commands and constants, sorted by name.
func (w *Workspace) Globals() []*check.Symbol {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read()
	return w.project.Globals()
}

// Reference is a place where a name is written.
type Reference struct {
	Path       string
	Span       source.Span
	Definition bool // where it is defined
	Write      bool // where it is assigned or defined
}

// References returns the places where a symbol is named, in the order of paths
// and places.
func (w *Workspace) References(s *check.Symbol) []Reference {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s == nil {
		return nil
	}
	w.read()
	paths := w.paths()
	if s.File != nil && (s.Kind == check.Local || s.Kind == check.Parameter) {
		paths = []string{s.File.Path}
	}
	var all []Reference
	for _, path := range paths {
		info := w.project.Info(path)
		if info == nil {
			continue
		}
		from := len(all)
		for id, used := range info.Uses {
			if used.Same(s) {
				all = append(all, Reference{Path: path, Span: id.Span, Write: info.Writes(id),
					Definition: used.File != nil && used.File.Path == path && used.Span == id.Span})
			}
		}
		for t, used := range info.TypeUses {
			if used.Same(s) {
				all = append(all, Reference{Path: path, Span: t.Span})
			}
		}
		slices.SortFunc(all[from:], func(a, b Reference) int { return int(a.Span.Start - b.Span.Start) })
	}
	return all
}
