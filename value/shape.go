package value

import "sync/atomic"

// Shape is the names that objects which were made alike have in common, in their
// order. Code that has seen a shape knows where a property is in every object of
// it. Shapes do not change; they form a tree in which each adds one name, below a
// root made with NewShapes. They are safe for concurrent use.
//
// An object has the shape of the tree it was made in until something is done to
// it that does not pay to follow: a property is deleted, there are very many, or
// names come from data. It then has names of its own and no shape.
type Shape struct {
	names []string
	tree  *shapeTree
	index atomic.Pointer[map[string]int32] // of the names, when there are many; made when it is first needed
	next  atomic.Pointer[[]*Shape]         // what adds one name, replaced whenever there is one more
}

// shapeTree is what the shapes of one root share.
type shapeTree struct {
	root *Shape
	made atomic.Int32
}

// Limits of shapes: hostile names must not fill the memory.
const (
	maxShapeNames = 40      // of one shape
	maxShapeNext  = 256     // below one shape
	maxShapes     = 1 << 14 // below one root
)

// NewShapes returns the shape of objects without properties, the root of a tree.
func NewShapes() *Shape {
	s := &Shape{tree: &shapeTree{}}
	s.tree.root = s
	return s
}

// Names returns the names in order; the caller must not change them.
func (s *Shape) Names() []string { return s.names }

// Find returns the place of a name, -1 when the shape does not have it.
func (s *Shape) Find(name string) int {
	if len(s.names) > indexFrom {
		if i, ok := s.indexed()[name]; ok {
			return int(i)
		}
		return -1
	}
	for i, n := range s.names {
		if n == name {
			return i
		}
	}
	return -1
}

func (s *Shape) indexed() map[string]int32 {
	if m := s.index.Load(); m != nil {
		return *m
	}
	m := indexOf(s.names)
	s.index.Store(&m)
	return m
}

func indexOf(names []string) map[string]int32 {
	m := make(map[string]int32, len(names)*2)
	for i, n := range names {
		m[n] = int32(i)
	}
	return m
}

// With returns the shape with one more name, which this one must not have; nil
// when there are too many shapes already.
func (s *Shape) With(name string) *Shape {
	for {
		list := s.next.Load()
		if known := find(list, name); known != nil {
			return known
		}
		var old []*Shape
		if list != nil {
			old = *list
		}
		if len(s.names) >= maxShapeNames || len(old) >= maxShapeNext || s.tree.made.Load() >= maxShapes {
			return nil
		}
		n := len(s.names)
		next := &Shape{names: append(s.names[:n:n], name), tree: s.tree}
		more := append(old[:len(old):len(old)], next)
		if s.next.CompareAndSwap(list, &more) {
			s.tree.made.Add(1)
			return next
		}
	}
}

// following returns the known shape with one more name; nil when there is none.
func (s *Shape) following(name string) *Shape { return find(s.next.Load(), name) }

func find(list *[]*Shape, name string) *Shape {
	if list == nil {
		return nil
	}
	for _, next := range *list {
		if next.names[len(next.names)-1] == name {
			return next
		}
	}
	return nil
}
