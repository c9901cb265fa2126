package vm

import (
	"sort"
	"strings"
	"sync"

	"quoin.dev/quoin/value"
)

// Program is compiled code: methods and classes by name, and the built-ins
// they were compiled against. It is immutable but for the numbers of process
// variables, which code compiled later (formulas from text) may add to.
type Program struct {
	Builtins *Builtins

	methods  map[string]*Function // by normalized name
	database map[string]*Function
	classes  map[string]*Class // by exact name
	loose    map[string]*Class // by name in lower case

	// FromText compiles one statement at run time as a formula ("Formula from
	// string"); the front door provides it. variables says whether variables
	// other than parameters are allowed.
	FromText func(p *Program, text string, qodly, variables bool) (*Function, error)

	// Shapes is the root of the shapes of objects that code makes.
	Shapes *value.Shape

	// Namespace is that of a component, "" for the application's own program.
	Namespace string
	// Paths are the file-system roots that are a component's own ("/RESOURCES/");
	// the others are those of the runtime.
	Paths map[string]string

	names      *symbols
	components *Components // nil: none
	cs, fourD  value.Value // the class stores
}

// symbols numbers the process variables.
type symbols struct {
	mu      sync.RWMutex
	process map[string]int
	spelled []string // by number, as first written
}

// NewProgram returns an empty program.
func NewProgram(b *Builtins) *Program {
	if b == nil {
		b = NewBuiltins()
	}
	p := &Program{
		Builtins: b,
		methods:  map[string]*Function{},
		database: map[string]*Function{},
		classes:  map[string]*Class{},
		loose:    map[string]*Class{},
		Shapes:   value.NewShapes(),
		names:    &symbols{process: map[string]int{}},
	}
	p.cs = value.FromObject(value.NewNative(nil, &classStore{p, "cs", ""}))
	p.fourD = value.FromObject(value.NewNative(nil, &classStore{p, "4D", ""}))
	return p
}

// AddMethod adds a project method under a name. It reports false when the name
// is taken.
func (p *Program) AddMethod(name string, f *Function) bool { return add(p.methods, Norm(name), f) }

// AddDatabaseMethod adds a database method or a trigger.
func (p *Program) AddDatabaseMethod(name string, f *Function) bool {
	return add(p.database, Norm(name), f)
}

func add(m map[string]*Function, name string, f *Function) bool {
	if m[name] != nil {
		return false
	}
	m[name] = f
	return true
}

// AddClass adds a class of the store "cs". It reports false when the name is
// taken.
func (p *Program) AddClass(c *Class) bool {
	if p.classes[c.Name] != nil {
		return false
	}
	p.classes[c.Name] = c
	if low := strings.ToLower(c.Name); p.loose[low] == nil {
		p.loose[low] = c
	}
	return true
}

// Class returns the user's class of a name, exact spelling first; nil: none.
func (p *Program) Class(name string) *Class {
	if c := p.classes[name]; c != nil {
		return c
	}
	return p.loose[strings.ToLower(name)]
}

// Classes returns the user's classes by name.
func (p *Program) Classes() []*Class {
	all := make([]*Class, 0, len(p.classes))
	for _, c := range p.classes {
		all = append(all, c)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// Method returns the project method of a name without case, one that a component
// shares when the program has none; nil: none.
func (p *Program) Method(name string) *Function {
	key := Norm(name)
	if m := p.methods[key]; m != nil || p.components == nil {
		return m
	}
	return p.components.shared[key]
}

// Methods returns the project methods by name.
func (p *Program) Methods() []*Function { return sorted(p.methods) }

// DatabaseMethod returns a database method or trigger ("onStartup",
// "table_1"); nil: none.
func (p *Program) DatabaseMethod(name string) *Function { return p.database[Norm(name)] }

// DatabaseMethods returns the database methods and triggers by name.
func (p *Program) DatabaseMethods() []*Function { return sorted(p.database) }

func sorted(m map[string]*Function) []*Function {
	all := make([]*Function, 0, len(m))
	for _, f := range m {
		all = append(all, f)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// ProcessVariable returns the number of a process variable, a new one for a
// name not seen before. Components have variables of their own.
func (p *Program) ProcessVariable(name string) int {
	if p.Namespace != "" && !systemVariable(name) {
		name = p.Namespace + ":" + name
	}
	return p.names.number(name)
}

// MaxVariables is how many process variables code compiled at run time may
// bring the program to.
const MaxVariables = 1 << 16

// Variables returns how many process variables the program knows.
func (p *Program) Variables() int {
	p.names.mu.RLock()
	defer p.names.mu.RUnlock()
	return len(p.names.process)
}

// NewObject returns an empty object with room for n properties, whose shape
// code can remember.
func (p *Process) NewObject(n int) *value.Obj { return value.NewObjectIn(p.Runtime.Program.Shapes, n) }

// ShapeOf returns the shape of objects with some properties, for value.ObjectOf.
func (p *Process) ShapeOf(names ...string) *value.Shape {
	s := p.Runtime.Program.Shapes
	for _, n := range names {
		next := s.With(n)
		if next == nil {
			return shapeOf(value.NewShapes(), names) // there are too many: one for this call
		}
		s = next
	}
	return s
}

func shapeOf(s *value.Shape, names []string) *value.Shape {
	for _, n := range names {
		s = s.With(n)
	}
	return s
}

// variableName returns how a process variable was first written.
func (p *Program) variableName(n int) string {
	p.names.mu.RLock()
	defer p.names.mu.RUnlock()
	if n < 0 || n >= len(p.names.spelled) {
		return ""
	}
	return p.names.spelled[n]
}

func (s *symbols) number(name string) int {
	written, m := name, s.process
	name = Norm(name)
	s.mu.RLock()
	n, ok := m[name]
	s.mu.RUnlock()
	if ok {
		return n
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n, ok = m[name]; !ok {
		n = len(m)
		m[name] = n
		s.spelled = append(s.spelled, written)
	}
	return n
}
