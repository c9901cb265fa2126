package value

import (
	"sync"
	"sync/atomic"
)

// Shared objects and collections may be read by every process at any time and
// written only by the one that holds their lock group. Reads take no lock:
// what they see are immutable boxes behind atomic pointers, because a Value is
// two words and would tear (spec/language.md 2.12).

// Group is the lock of shared values that refer to one another. Merging two
// groups makes one lock of them for ever.
type Group struct {
	mu      sync.Mutex
	free    *sync.Cond
	owner   any // the process in a Use block, nil when free
	depth   int
	members int    // the values that were made in it, or joined
	parent  *Group // set once merged into another group
}

// NewGroup returns a lock group of its own.
func NewGroup() *Group {
	g := &Group{}
	g.free = sync.NewCond(&g.mu)
	return g
}

// groupMerge orders merges, so that two groups never wait for each other.
var groupMerge sync.Mutex

func (g *Group) root() *Group {
	for {
		g.mu.Lock()
		p := g.parent
		g.mu.Unlock()
		if p == nil {
			return g
		}
		g = p
	}
}

// Lock takes the group for an owner (a process), counting nested locks. It
// waits while another owner has it; stop is polled to give up waiting and may
// be nil. It reports whether the lock was taken.
func (g *Group) Lock(owner any, stop func() bool) bool {
	for {
		g = g.root()
		g.mu.Lock()
		for g.owner != nil && g.owner != owner && g.parent == nil {
			if stop != nil && stop() {
				g.mu.Unlock()
				return false
			}
			waitBriefly(g.free)
		}
		if g.parent == nil {
			g.owner = owner
			g.depth++
			g.mu.Unlock()
			return true
		}
		g.mu.Unlock() // merged while we waited
	}
}

// Unlock undoes one Lock of the owner.
func (g *Group) Unlock(owner any) {
	g = g.root()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.owner != owner || g.depth == 0 {
		return
	}
	if g.depth--; g.depth == 0 {
		g.owner = nil
		g.free.Broadcast()
	}
}

// HeldBy reports whether the owner is in a Use block of the group.
func (g *Group) HeldBy(owner any) bool {
	g = g.root()
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.owner == owner && g.depth > 0
}

// Merged is what came of merging two groups.
type Merged uint8

const (
	AreOne  Merged = iota // they are one group now, or were before
	InUse                 // another owner holds one of them
	Grouped               // each is a group of several values: those stay apart
)

// Merge makes one group of two, at least one of which has a single value. The owner
// must hold g; other must be free or held by the same owner.
func (g *Group) Merge(other *Group, owner any) Merged {
	groupMerge.Lock()
	defer groupMerge.Unlock()
	g, other = g.root(), other.root()
	if g == other {
		return AreOne
	}
	other.mu.Lock()
	defer other.mu.Unlock()
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.members > 1 && other.members > 1:
		return Grouped
	case other.owner != nil && other.owner != owner:
		return InUse
	}
	g.depth += other.depth
	g.members += other.members
	other.parent = g
	other.free.Broadcast()
	return AreOne
}

// join counts one more value of the group.
func (g *Group) join() {
	g = g.root()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.members++
}

type sharedObject struct {
	group   *Group
	storage bool // a catalogue: its children keep groups of their own
	props   atomic.Pointer[sharedProps]
}

// sharedProps is immutable, but for the boxes its cells point at.
type sharedProps struct {
	names []string
	cells []*atomic.Pointer[Value]
	index map[string]int32 // of the first len(index) names; rebuilt now and then
}

func (s *sharedObject) load() *sharedProps { return s.props.Load() }

func (p *sharedProps) find(name string) int {
	if i, ok := p.index[name]; ok {
		return int(i)
	}
	for i := len(p.index); i < len(p.names); i++ {
		if p.names[i] == name {
			return i
		}
	}
	return -1
}

func (s *sharedObject) lookup(name string) (Value, bool) {
	p := s.load()
	if i := p.find(name); i >= 0 {
		return *p.cells[i].Load(), true
	}
	return Value{}, false
}

func (s *sharedObject) set(name string, v Value) {
	p := s.load()
	if i := p.find(name); i >= 0 {
		p.cells[i].Store(&v)
		return
	}
	cell := new(atomic.Pointer[Value])
	cell.Store(&v)
	// Appending past the end that readers know is safe: they never look there.
	next := &sharedProps{append(p.names, name), append(p.cells, cell), p.index}
	if len(next.names)-len(next.index) > indexFrom+len(next.index)/4 {
		next.index = make(map[string]int32, len(next.names))
		for i, n := range next.names {
			next.index[n] = int32(i)
		}
	}
	s.props.Store(next)
}

func (s *sharedObject) delete(name string) {
	p := s.load()
	i := p.find(name)
	if i < 0 {
		return
	}
	next := &sharedProps{}
	for j, n := range p.names {
		if j != i {
			next.names = append(next.names, n)
			next.cells = append(next.cells, p.cells[j])
		}
	}
	s.props.Store(next)
}

// NewSharedObject returns an empty shared object with a group of its own, or
// in the given one.
func NewSharedObject(g *Group) *Obj {
	if g == nil {
		g = NewGroup()
	}
	g.join()
	s := &sharedObject{group: g}
	s.props.Store(&sharedProps{})
	return &Obj{shared: s}
}

// NewStorage returns an empty catalogue, as Storage and Session.storage are: a
// shared object that takes only shared children and never joins their groups.
func NewStorage() *Obj {
	o := NewSharedObject(nil)
	o.shared.storage = true
	return o
}

// IsStorage reports whether the object was made by NewStorage.
func (o *Obj) IsStorage() bool { return o.shared != nil && o.shared.storage }

// WithClass returns a shared object with the same properties and another class: what code that was loaded again sees of an instance made before.
func (o *Obj) WithClass(c Class) *Obj {
	return &Obj{Class: c, Native: o.Native, shared: o.shared}
}

// NewSharedList returns an empty shared collection with a group of its own, or
// in the given one.
func NewSharedList(g *Group) *List {
	if g == nil {
		g = NewGroup()
	}
	g.join()
	s := &sharedList{group: g}
	s.items.Store(&[]Value{})
	return &List{shared: s}
}

// Group returns the lock group of a shared object, nil for an ordinary one.
func (o *Obj) Group() *Group {
	if o.shared == nil {
		return nil
	}
	return o.shared.group.root()
}

// Group returns the lock group of a shared collection, nil for an ordinary one.
func (l *List) Group() *Group {
	if l.shared == nil {
		return nil
	}
	return l.shared.group.root()
}

// GroupOf returns the lock group of a value, nil when it is not shared.
func GroupOf(v Value) *Group {
	switch v.Kind() {
	case Object:
		return v.AsObject().Group()
	case Collection:
		return v.AsCollection().Group()
	}
	return nil
}
