package app

import (
	"context"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app/project"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/source"
)

// Build is a snapshot of a project turned into a model, code, roles and pages,
// with everything there is to say about its files. It needs no data and is
// immutable.
type Build struct {
	Snapshot *project.Snapshot
	Model    *model.Model
	Program  *vm.Program
	Policy   *access.Policy
	// PolicyError says why roles.json cannot be used; Policy then refuses
	// everything, unless roles are ignored.
	PolicyError error
	Settings    Settings
	Pages       *Pages

	problems []fault.Problem // of everything but code
	found    func() []fault.Problem
}

// newBuild never fails: what is broken is told in the diagnostics, and the rest
// works. The code is checked when somebody asks, until the context ends: nothing
// that runs waits for it.
func newBuild(ctx context.Context, s *project.Snapshot, code *codebase, cat *command.Catalogue, ignoreRoles bool) *Build {
	b := &Build{Snapshot: s, problems: append([]fault.Problem(nil), s.Problems...)}
	bare := b.readModel()
	b.Program = code.compile(s, bare, cat)
	b.Model = bare.WithClasses(declarations(bare, b.Program))
	b.problems = append(b.problems, b.Model.Problems...)
	b.readRoles(ignoreRoles)
	settings, problems := readSettings(s)
	b.Settings = settings
	_, wrong := readLevels(s)
	b.problems = append(append(b.problems, problems...), wrong...)
	b.readPages()
	b.found = sync.OnceValue(func() []fault.Problem {
		all := append(code.check(ctx, s, bare, cat), b.problems...)
		sortProblems(all)
		return all
	})
	return b
}

// Diagnostics returns everything there is to say about the project's files, by
// place.
func (b *Build) Diagnostics() []fault.Problem { return b.found() }

func sortProblems(list []fault.Problem) {
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i].Place, list[j].Place
		if a.Path != b.Path {
			return a.Path < b.Path
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
}

// readModel reads the catalog; a project without one, or with a broken one, has
// an empty model.
func (b *Build) readModel() *model.Model {
	file := b.Snapshot.Catalog
	if file == nil {
		return model.Empty(b.Snapshot.Name)
	}
	read := model.ReadCatalog
	if b.Snapshot.IsModel {
		read = model.ReadModel
	}
	m, problems, err := read(file.Path, file.Data)
	b.problems = append(b.problems, problems...)
	if err != nil {
		b.problems = append(b.problems, fault.AsProblem(err, file.Path))
		return model.Empty(b.Snapshot.Name)
	}
	return m
}

// sourcesOf returns the code of a project as the front door of the language
// wants it.
func sourcesOf(s *project.Snapshot) []lang.Source {
	var all []lang.Source
	for _, group := range []struct {
		kind lang.Kind
		list []*project.Source
	}{{lang.Class, s.Classes}, {lang.Method, s.Methods}, {lang.DatabaseMethod, s.DatabaseMethods}, {lang.Trigger, s.Triggers}} {
		for _, src := range group.list {
			all = append(all, lang.Source{Path: src.File.Path, Name: src.Name, Kind: group.kind,
				Dialect: dialectOf(src.Dialect), Text: src.File.Text()})
		}
	}
	return all
}

// componentsOf returns the code of the components that a project uses. Their
// places are relative to the project's folder, as its own are.
func componentsOf(s *project.Snapshot) []lang.Component {
	var all []lang.Component
	for _, c := range s.Uses {
		sources := sourcesOf(c.Snapshot)
		place, err := filepath.Rel(s.Root, c.Root)
		if err != nil {
			place = c.Root
		}
		for i := range sources {
			sources[i].Path = path.Join(filepath.ToSlash(place), sources[i].Path)
		}
		all = append(all, lang.Component{Namespace: c.Namespace, Sources: sources, Root: c.Root})
	}
	return all
}

func dialectOf(d project.Dialect) syntax.Dialect {
	if d == project.QodlyScript {
		return syntax.Qodly
	}
	return syntax.FourD
}

// compileOptions tells the compiler of the classes that exist without a file:
// cs.DataStore, and three for each dataclass.
func compileOptions(s *project.Snapshot, m *model.Model, cat *command.Catalogue) lang.Options {
	parents := map[string]string{"DataStore": "DataStoreImplementation"}
	implicit := []string{"DataStore"}
	for _, d := range m.Classes {
		for name, parent := range map[string]string{d.Name: "DataClass", d.Name + "Entity": "Entity", d.Name + "Selection": "EntitySelection"} {
			parents[name] = parent
			implicit = append(implicit, name)
		}
	}
	sort.Strings(implicit)
	levels, _ := readLevels(s)
	return lang.Options{Levels: levels, Policy: readPolicy(s), Components: componentsOf(s), Builtins: cat.Builtins(), Catalogue: cat, Model: modelView{m}, Implicit: implicit,
		Base: func(class string) (string, bool) { p, ok := parents[class]; return p, ok }}
}

func problemOf(d check.Diagnostic) fault.Problem {
	severity := fault.Hint
	switch d.Severity {
	case check.Error:
		severity = fault.Grave
	case check.Warning:
		severity = fault.Warning
	}
	return fault.Problem{Place: source.Place{Path: d.Path, Line: d.Line, Column: d.Column}, Severity: severity, Code: d.Code, Message: d.Message}
}

// declarations collects what the entity classes add to the model: calculated
// and alias attributes.
func declarations(m *model.Model, p *vm.Program) map[string]model.ClassDecl {
	decls := map[string]model.ClassDecl{}
	for _, d := range m.Classes {
		c := p.Class(d.Name + "Entity")
		if c == nil {
			continue
		}
		decl := model.ClassDecl{Getters: map[string]model.FuncDecl{}, Setters: map[string]model.FuncDecl{},
			Queries: funcDecls(c.Queries), Orders: funcDecls(c.Orders), Aliases: map[string]model.AliasDecl{}}
		for name, member := range c.Members {
			if member.Get != nil {
				decl.Getters[name] = funcDecl(member.Get)
			}
			if member.Set != nil {
				decl.Setters[name] = funcDecl(member.Set)
			}
		}
		for name, alias := range c.Aliases {
			decl.Aliases[name] = model.AliasDecl{Path: strings.Join(alias.Path, "."), Exposed: alias.Exposed, Place: alias.Place}
		}
		decl.Names = inOrder(decl)
		decls[c.Name] = decl
	}
	return decls
}

// inOrder returns getters and aliases as they stand in the class.
func inOrder(decl model.ClassDecl) []string {
	names := make([]string, 0, len(decl.Getters)+len(decl.Aliases))
	lines := make(map[string]int, cap(names))
	for name, getter := range decl.Getters {
		names = append(names, name)
		lines[name] = getter.Place.Line
	}
	for name, alias := range decl.Aliases {
		if _, calculated := decl.Getters[name]; !calculated {
			names = append(names, name)
			lines[name] = alias.Place.Line
		}
	}
	sort.Slice(names, func(i, j int) bool {
		if a, b := lines[names[i]], lines[names[j]]; a != b {
			return a < b
		}
		return names[i] < names[j]
	})
	return names
}

func funcDecl(f *vm.Function) model.FuncDecl {
	d := model.FuncDecl{Exposed: f.Exposed, Place: f.Place()}
	if f.HasResult {
		d.Result = f.Result.String()
	}
	return d
}

func funcDecls(functions map[string]*vm.Function) map[string]model.FuncDecl {
	decls := map[string]model.FuncDecl{}
	for name, f := range functions {
		decls[name] = funcDecl(f)
	}
	return decls
}

// readRoles reads roles.json. A broken one refuses everything: half a policy
// would open what the other half closes.
func (b *Build) readRoles(ignore bool) {
	file := b.Snapshot.Roles
	if file == nil {
		b.Policy = access.Open()
		b.problems = append(b.problems, fault.Problem{Place: source.Place{Path: "Project/Sources/roles.json"}, Severity: fault.Warning,
			Code: "roles.none", Message: "There is no roles.json: everything is open to everybody."})
		return
	}
	policy, findings, err := access.Parse(file.Path, file.Data)
	if err != nil {
		b.PolicyError = err
		b.problems = append(b.problems, fault.AsProblem(err, file.Path))
		policy = access.Closed()
	} else {
		findings = append(findings, policy.Check(rolesView{b.Model, b.Program})...)
	}
	for _, f := range findings {
		b.problems = append(b.problems, f.Problem)
	}
	if b.Policy = policy; ignore {
		b.Policy = access.Open()
	}
}

// rolesView is what the targets of roles.json are compared with.
type rolesView struct {
	m *model.Model
	p *vm.Program
}

func (v rolesView) HasClass(name string) bool {
	d := v.m.Class(name)
	return d != nil && d.Name == name
}

func (v rolesView) HasAttribute(class, name string) bool {
	d := v.m.Class(class)
	return d != nil && d.Attribute(name) != nil
}

func (v rolesView) HasFunction(class, name string) bool {
	if class == "ds" {
		return hasFunction(v.p.Class("DataStore"), name)
	}
	return hasFunction(v.p.Class(class), name) || hasFunction(v.p.Class(class+"Entity"), name) || hasFunction(v.p.Class(class+"Selection"), name)
}

func (v rolesView) HasSingleton(class string) bool {
	c := v.p.Class(class)
	return c != nil && (c.Singleton || c.SessionSingleton)
}

func (v rolesView) HasSingletonFunction(class, name string) bool {
	return v.HasSingleton(class) && hasFunction(v.p.Class(class), name)
}

func hasFunction(c *vm.Class, name string) bool {
	if c == nil {
		return false
	}
	m := c.Find(name)
	return m != nil && m.Function != nil
}
