package check

import (
	"slices"
	"sort"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
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
		insert(p.methods, norm(u.name), u)
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
		for _, key := range []string{norm(u.name), strings.ToLower(u.name)} {
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

// class returns a class by its full name, in any case; nil: none.
func (p *Project) class(name string) *ClassInfo {
	store, short, _ := strings.Cut(name, ".")
	switch store {
	case "4D":
		return p.library.Class(name)
	case "cs":
		p.ask("c:" + short)
		if d, r := p.dataclassOf(short); r == dataclassRole || r == selectionRole {
			p.ask("c:" + d.Symbol.Name + "Entity") // its attributes are theirs too
		}
		return p.ownClass(short)
	}
	return nil
}

// ownClass joins what a class file declares with what the model implies.
func (p *Project) ownClass(short string) *ClassInfo {
	low := strings.ToLower(short)
	if c, ok := p.made[low]; ok {
		return c
	}
	var file *ClassInfo
	if list := p.classes[low]; len(list) > 0 {
		file = list[0].class
	}
	c := p.implied(low, file)
	if c == nil {
		c = file
	}
	if c == nil {
		c = p.componentClass(short)
	}
	if c == nil {
		c = p.library.Class("cs." + short)
	}
	p.made[low] = c
	return c
}

// role says what an implied class is to its dataclass.
type role uint8

const (
	noRole role = iota
	dataclassRole
	entityRole
	selectionRole
)

// dataclassOf returns the dataclass that a class belongs to.
func (p *Project) dataclassOf(class string) (*DataclassInfo, role) {
	low := strings.ToLower(strings.TrimPrefix(class, "cs."))
	if d := p.model[low]; d != nil {
		return d, dataclassRole
	}
	if name, ok := strings.CutSuffix(low, "entity"); ok && p.model[name] != nil {
		return p.model[name], entityRole
	}
	if name, ok := strings.CutSuffix(low, "selection"); ok && p.model[name] != nil {
		return p.model[name], selectionRole
	}
	return nil, noRole
}

// implied makes a class of the data model: cs.User, cs.UserEntity,
// cs.UserSelection, cs.DataStore.
func (p *Project) implied(low string, file *ClassInfo) *ClassInfo {
	d, r := p.dataclassOf(low)
	c := &ClassInfo{Members: map[string]*Symbol{}, Statics: map[string]*Symbol{}}
	switch {
	case low == "datastore":
		c.Name, c.Parent = "cs.DataStore", "4D.DataStoreImplementation"
		for _, d := range p.modeled {
			c.Members[d.Symbol.Name] = d.Symbol
		}
	case r == dataclassRole:
		c.Name, c.Parent = "cs."+d.Symbol.Name, "4D.DataClass"
		for _, a := range d.Attributes {
			c.Members[a.Name] = a.as(&Type{Type: types.Type{Kind: types.Object}})
		}
	case r == entityRole:
		c.Name, c.Parent = "cs."+d.Symbol.Name+"Entity", "4D.Entity"
		for _, a := range d.Attributes {
			c.Members[a.Name] = a
		}
	case r == selectionRole:
		c.Name, c.Parent = "cs."+d.Symbol.Name+"Selection", "4D.EntitySelection"
		for _, a := range d.Attributes {
			c.Members[a.Name] = a.as(p.manyOf(a.Type))
		}
	default:
		return nil
	}
	p.addDeclared(c, d, r)
	if file == nil {
		c.Symbol = &Symbol{Kind: Class, Name: strings.TrimPrefix(c.Name, "cs."), Owner: "cs",
			Type: &Type{Type: types.Type{Kind: types.Object, Class: c.Name}, Static: true}}
		return c
	}
	c.Symbol, c.Constructor, c.Open, c.unit, c.print = file.Symbol, file.Constructor, file.Open, file.unit, file.print
	for name, s := range file.Members {
		if s.member != assigned || c.Members[name] == nil { // This.name := … is mostly an attribute
			c.Members[name] = s
		}
	}
	return c
}

// addDeclared gives a selection and a dataclass the computed and alias
// attributes of the entity class.
func (p *Project) addDeclared(c *ClassInfo, d *DataclassInfo, r role) {
	if r != selectionRole && r != dataclassRole {
		return
	}
	list := p.classes[strings.ToLower(d.Symbol.Name)+"entity"]
	if len(list) == 0 {
		return
	}
	for name, s := range list[0].class.Members {
		if s.member != accessor && s.member != alias {
			continue
		}
		if r == selectionRole {
			// Its type may have to be inferred: it is worked out when it is asked for.
			many := *s
			many.Type, many.member, many.many = nil, plainMember, s
			c.Members[name] = &many
			continue
		}
		c.Members[name] = s.as(&Type{Type: types.Type{Kind: types.Object}})
	}
}

// as returns the symbol with another type.
func (s *Symbol) as(t *Type) *Symbol {
	c := *s
	c.Type = t
	if c.member == alias || c.member == accessor {
		c.node, c.member = nil, plainMember
	}
	return &c
}

// manyOf is the type of an attribute read from a whole selection.
func (p *Project) manyOf(t *Type) *Type {
	if t != nil && t.Class != "" {
		if d, r := p.dataclassOf(t.Class); r == entityRole || r == selectionRole {
			return instance("cs." + d.Symbol.Name + "Selection")
		}
	}
	return collectionOf(t.unsure()).unsure()
}

// parents calls visit for a class and those it descends from, until visit
// returns false.
func (p *Project) parents(c *ClassInfo, visit func(*ClassInfo) bool) {
	for n := 0; c != nil && n < 100; n++ {
		if !visit(c) {
			return
		}
		c = p.parent(c)
	}
}

// parent returns the class that a class extends; nil: none, or unknown.
func (p *Project) parent(c *ClassInfo) *ClassInfo {
	switch {
	case c.Parent == "" && strings.HasPrefix(c.Name, "cs."):
		return p.library.Class("4D.Object")
	case c.Parent == "":
		return nil
	case strings.Contains(c.Parent, "."):
		return p.class(c.Parent)
	}
	if own := p.class("cs." + c.Parent); own != nil {
		return own
	}
	return p.library.Class("4D." + c.Parent)
}

// rooted reports whether all parents of a class are known.
func (p *Project) rooted(c *ClassInfo) bool {
	root := false
	p.parents(c, func(c *ClassInfo) bool {
		root = c.Name == "4D.Object"
		return true
	})
	return root
}

// find looks a member of instances up in a class and its parents.
func (p *Project) find(c *ClassInfo, name string) (s *Symbol) {
	p.parents(c, func(c *ClassInfo) bool {
		s = c.Members[name]
		return s == nil
	})
	return s
}

// extends reports whether a class is another or descends from it.
func (p *Project) extends(class, other string) bool {
	found := false
	p.parents(p.class(class), func(c *ClassInfo) bool {
		found = strings.EqualFold(c.Name, other)
		return !found
	})
	return found
}

// below returns the full names of the classes that extend a class, directly or
// not.
func (p *Project) below(class string) []string {
	p.ask("d:" + class)
	return p.descendants(class)
}

func (p *Project) descendants(class string) []string {
	if p.children == nil {
		p.children = map[string][]string{}
		for _, list := range p.classes {
			if parent := list0(list); parent != nil && parent.Parent != "" {
				low := strings.ToLower(strings.TrimPrefix(parent.Parent, "cs."))
				p.children[low] = append(p.children[low], parent.Name)
			}
		}
	}
	var all []string
	todo := []string{class}
	for n := 0; len(todo) > 0 && n < 1000; n++ {
		next := p.children[strings.ToLower(strings.TrimPrefix(todo[0], "cs."))]
		todo = append(todo[1:], next...)
		all = append(all, next...)
	}
	slices.Sort(all)
	return all
}

func list0(list []*unit) *ClassInfo {
	if len(list) == 0 {
		return nil
	}
	return list[0].class
}

// --- inference

// maxDepth bounds how far the inference of one type leads to others.
const maxDepth = 24

// infer returns an inferred type: "r:cs.User.f" the result of a function,
// "r:method", "p:cs.User.x" a property.
func (p *Project) infer(key string) *Type {
	n := p.nodes[key]
	if n == nil {
		n = &node{}
		p.nodes[key] = n
	}
	switch {
	case n.busy || len(p.running) > maxDepth:
		return nil // it depends on itself
	case n.revision == p.revision:
		return n.value
	}
	n.busy = true
	defer func() { n.busy = false }()
	if n.revision == 0 || !p.valid(n.deps, false) {
		n.deps = p.record(func() { n.value = p.work(key).unsure() })
	}
	n.revision = p.revision
	return n.value
}

// work infers a type.
func (p *Project) work(key string) *Type {
	name := key[2:]
	if key[0] == 'r' && !strings.Contains(name, ".") {
		if list := p.methods[name]; len(list) > 0 {
			p.ask("b:" + list[0].path)
			return p.quiet(list[0]).resultOf(list[0].tree.Declare, list[0].tree.Body, nil)
		}
		return nil
	}
	dot := strings.LastIndexByte(name, '.')
	list := p.classes[strings.ToLower(strings.TrimPrefix(name[:dot], "cs."))]
	if len(list) == 0 {
		return nil
	}
	u, member := list[0], name[dot+1:]
	p.ask("b:" + u.path)
	if key[0] == 'p' {
		return p.quiet(u).givenType(u.given[member])
	}
	if s := u.class.Members[member]; s != nil && s.node != nil {
		return p.quiet(u).resultOf(s.node.Sig, s.node.Body, s.node)
	}
	return nil
}

// result returns the result of a function or method: as declared, or inferred.
func (p *Project) result(s *Symbol) *Type {
	if s == nil || len(s.Signatures) > 0 && s.Signatures[0].HasResult {
		if s != nil {
			return s.Signatures[0].Result
		}
		return nil
	}
	if s.unit == nil {
		return s.Type
	}
	key := "r:" + s.Owner + "." + s.Name
	if s.Kind == Method {
		key = "r:" + norm(s.Name)
	}
	t := p.infer(key)
	p.ask(key)
	return t
}

// property returns the type of a property or attribute of a class of the
// project: as declared, or inferred from what is assigned.
func (p *Project) property(s *Symbol) *Type {
	if s.Type != nil || s.unit == nil {
		return s.Type
	}
	switch {
	case s.many != nil:
		return p.manyOf(p.property(s.many))
	case s.member == alias:
		return p.aliased(s)
	case s.member == accessor:
		return p.result(s)
	}
	key := "p:" + s.Owner + "." + s.Name
	t := p.infer(key)
	p.ask(key)
	return t
}

// aliased follows the path of an alias attribute.
func (p *Project) aliased(s *Symbol) *Type {
	t := instance(s.Owner)
	for _, m := range s.unit.tree.Members {
		a, ok := m.(*syntax.Alias)
		if !ok || a.Name.Name != s.Name {
			continue
		}
		for _, step := range a.Path {
			c := p.class(t.Class)
			if c == nil {
				return nil
			}
			next := p.find(c, step)
			if next == nil || next.member == alias {
				return nil
			}
			if t = p.property(next); t == nil {
				return nil
			}
		}
		return t.unsure()
	}
	return nil
}
