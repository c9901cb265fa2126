package check

import (
	"slices"
	"sort"
	"strings"

	"quoin.dev/quoin/lang/syntax"
)

// Project is the sources of a project with what is known across them. What was
// found in a file stays valid until something it asked for changes: every answer
// is recorded with a fingerprint, and compared when the file is asked about
// again. A Project is not safe for concurrent use.
type Project struct {
	library Library
	levels  map[string]Severity       // by code
	policy  Policy                    // nil: everything is open
	shapes  map[string]*Type          // of results and events
	model   map[string]*DataclassInfo // by lower-case name
	modeled []*DataclassInfo

	components []Component
	imported   map[string]*ClassInfo // classes of components, by lower-case name
	shared     map[string]*Symbol    // methods of components, by name

	units map[string]*unit // by path
	files map[string]*entry

	methods    map[string][]*unit            // by normalized name, in the order of paths
	classes    map[string][]*unit            // by lower-case name, in the order of paths
	variables  map[string]map[string]*Symbol // by name, then by path
	properties map[string]int                // how many files assign a property of that name

	// What follows is derived, and dropped when a summary changes.
	revision int
	made     map[string]*ClassInfo // classes of the model, joined with their files
	children map[string][]string   // by lower-case full name of the parent
	chosen   map[string]*Symbol    // the process variable of a name
	nodes    map[string]*node      // inferred types
	running  []*recorder
}

// entry is what was found in a file.
type entry struct {
	found    []Diagnostic
	info     *Info // nil until it was asked for
	deps     []dep
	revision int  // at which it was last known to be valid
	exact    bool // and the places too
}

// node is an inferred type: of a result, of a property.
type node struct {
	value    *Type
	deps     []dep
	revision int
	busy     bool
}

// dep is a question that was asked, and the fingerprint of the answer.
type dep struct {
	key   string
	print uint64
	unit  *unit // that answered; another one with the same fingerprint has moved places
}

type recorder struct {
	seen map[string]bool
	deps []dep
}

// Options are what a project's code is checked against; all but Library may be
// nil.
type Options struct {
	Library Library
	Model   Model
	Levels  Levels
	Policy  Policy
	// Components are what the code uses beside its own.
	Components []Component
}

// NewProject returns a project without sources.
func NewProject(o Options) *Project {
	p := &Project{library: o.Library, levels: o.Levels.severities(), policy: o.Policy, shapes: readShapes(), components: o.Components,
		imported: map[string]*ClassInfo{}, shared: map[string]*Symbol{}, model: map[string]*DataclassInfo{}, units: map[string]*unit{}, files: map[string]*entry{},
		methods: map[string][]*unit{}, classes: map[string][]*unit{}, variables: map[string]map[string]*Symbol{},
		properties: map[string]int{}, nodes: map[string]*node{}}
	if o.Model != nil {
		p.modeled = o.Model.Dataclasses()
		for _, d := range p.modeled {
			p.model[strings.ToLower(d.Symbol.Name)] = d
		}
	}
	p.changed()
	return p
}

// Set adds a file, or replaces the one of that path.
func (p *Project) Set(path, name string, kind UnitKind, tree *syntax.File) {
	old := p.units[path]
	u := newUnit(path, name, kind, tree)
	if old != nil {
		p.forget(old)
	}
	if e := p.files[path]; e != nil {
		e.deps = append(e.deps, dep{key: "b:" + path}) // its own text: it has to be looked at again
	}
	p.units[path] = u
	p.enter(u)
	p.changed()
}

// Remove takes a file out.
func (p *Project) Remove(path string) {
	if u := p.units[path]; u != nil {
		p.forget(u)
		delete(p.units, path)
		delete(p.files, path)
		p.changed()
	}
}

// changed begins a new revision: what was derived has to be looked at again.
func (p *Project) changed() {
	p.revision++
	p.made, p.children, p.chosen = map[string]*ClassInfo{}, nil, map[string]*Symbol{}
}

func (p *Project) enter(u *unit) {
	switch u.kind {
	case MethodUnit:
		insert(p.methods, syntax.Normalize(u.name), u)
	case ClassUnit:
		insert(p.classes, strings.ToLower(u.name), u)
	}
	for name, s := range u.variables {
		if p.variables[name] == nil {
			p.variables[name] = map[string]*Symbol{}
		}
		p.variables[name][u.path] = s
	}
	for name := range u.properties {
		p.properties[name]++
	}
}

func insert(table map[string][]*unit, key string, u *unit) {
	list := append(slices.Clone(table[key]), u)
	sort.Slice(list, func(i, j int) bool { return list[i].path < list[j].path })
	table[key] = list
}

func (p *Project) forget(u *unit) {
	for _, table := range []map[string][]*unit{p.methods, p.classes} {
		for _, key := range []string{syntax.Normalize(u.name), strings.ToLower(u.name)} {
			if i := slices.Index(table[key], u); i >= 0 {
				table[key] = slices.Delete(slices.Clone(table[key]), i, i+1)
			}
		}
	}
	for name := range u.variables {
		delete(p.variables[name], u.path)
	}
	for name := range u.properties {
		if p.properties[name]--; p.properties[name] == 0 {
			delete(p.properties, name)
		}
	}
}

// --- questions, each recorded
//
//	m:name   the method of a name       a:name   whether a property is assigned anywhere
//	c:name   the class of a name        d:class  the classes below a class
//	v:name   the process variable       b:path   the text of a file
//	r:, p:   an inferred type (infer)

// ask records a question of the file or type that is being worked on.
func (p *Project) ask(key string) {
	if len(p.running) == 0 {
		return
	}
	r := p.running[len(p.running)-1]
	if !r.seen[key] {
		r.seen[key] = true
		print, by := p.answer(key)
		r.deps = append(r.deps, dep{key, print, by})
	}
}

func (p *Project) record(work func()) []dep {
	r := &recorder{seen: map[string]bool{}}
	p.running = append(p.running, r)
	work()
	p.running = p.running[:len(p.running)-1]
	return r.deps
}

// answer returns the fingerprint of what a question is answered with now, and
// the file that answers.
func (p *Project) answer(key string) (uint64, *unit) {
	name := key[2:]
	switch key[0] {
	case 'm':
		list := p.methods[name]
		if len(list) == 0 {
			return 0, nil
		}
		return list[0].print + uint64(len(list)), list[0]
	case 'c':
		list := p.classes[strings.ToLower(name)]
		if len(list) == 0 {
			return 0, nil
		}
		return list[0].class.print + uint64(len(list)), list[0]
	case 'v':
		s := p.lookupVariable(name)
		if s == nil {
			return 0, nil
		}
		return hash(symbolPrint(s)), s.unit
	case 'a':
		return uint64(min(p.properties[name], 1)), nil
	case 'd':
		return hash(strings.Join(p.descendants(name), ";")), nil
	case 'b':
		if u := p.units[name]; u != nil {
			return u.text, u
		}
		return 0, nil
	}
	// An inferred type.
	return hash(p.infer(key).print()), nil
}

// valid reports whether all answers are still the same; exact says that they
// must also come from the same version of their files.
func (p *Project) valid(deps []dep, exact bool) bool {
	for _, d := range deps {
		print, by := p.answer(d.key)
		if print != d.print || exact && by != d.unit {
			return false
		}
	}
	return true
}

// method returns a project method; nil: none.
func (p *Project) method(name string) *Symbol {
	p.ask("m:" + name)
	if list := p.methods[name]; len(list) > 0 {
		return list[0].method
	}
	return nil
}

// variable returns a process variable that some file gives a value.
func (p *Project) variable(name string) *Symbol {
	p.ask("v:" + name)
	return p.lookupVariable(name)
}

// lookupVariable prefers a declaration to an assignment, and the first path.
func (p *Project) lookupVariable(name string) *Symbol {
	best, done := p.chosen[name]
	if done {
		return best
	}
	defer func() { p.chosen[name] = best }()
	for _, s := range p.variables[name] {
		if best == nil || (s.Type != nil) != (best.Type != nil) && s.Type != nil ||
			(s.Type != nil) == (best.Type != nil) && s.unit.path < best.unit.path {
			best = s
		}
	}
	return best
}

// assigned reports whether some code assigns a property of that name to
// something.
func (p *Project) assigned(property string) bool {
	p.ask("a:" + property)
	return p.properties[property] > 0
}
