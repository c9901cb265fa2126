package rest

import (
	"strings"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
)

// view is what an answer shows of the entities of a class, decided once per
// request: from $attributes or the list in the path, $expand, what is exposed
// and what the session may read.
type view struct {
	shape  *shape
	fields []field
	// ahead are the paths through N to 1 relations whose entities are loaded
	// together with those of the view.
	ahead []string
}

// field is one attribute of a view.
type field struct {
	*attr
	// sub is the view of the related entities; nil shows a link to them.
	sub *view
	// inner are the paths inside an object attribute; nil shows all of it.
	inner *pathSet
}

// pathSet is a set of paths as a tree: "a", "a.b", "c.*".
type pathSet struct {
	names []string // in the order of first mention
	kids  map[string]*pathSet
	all   bool // "*" or the end of a path
}

func pathTree(list []string) *pathSet {
	root := &pathSet{}
	for _, p := range list {
		t := root
		for name := range strings.SplitSeq(p, ".") {
			if name == "*" {
				t.all = true
				break
			}
			name, _, _ = strings.Cut(name, "[") // "tags[]": the whole collection
			next := t.kids[name]
			if next == nil {
				next = &pathSet{}
				if t.kids == nil {
					t.kids = map[string]*pathSet{}
				}
				t.kids[name] = next
				t.names = append(t.names, name)
			}
			t = next
		}
	}
	return root
}

func (t *pathSet) leaf() bool { return t == nil || len(t.names) == 0 && !t.all }

// maxViewDepth limits nesting of related entities in one answer.
const maxViewDepth = 8

// view builds the view of a class for the request; list are the attributes
// asked for, empty for all.
func (q *request) view(s *shape, list []string) (*view, error) {
	v, err := q.viewOf(s, pathTree(list), len(list) == 0, 0)
	if err != nil {
		return nil, err
	}
	return v, q.expandView(v)
}

func (q *request) viewOf(s *shape, t *pathSet, all bool, depth int) (*view, error) {
	if depth > maxViewDepth {
		return nil, malformed("the attributes are nested too deep")
	}
	v := &view{shape: s}
	if all || t.all {
		v.fields = q.readable(s, t)
	}
	for _, name := range t.names {
		a, err := q.attribute(s, name)
		if err != nil {
			return nil, err
		}
		f := field{attr: a}
		sub := t.kids[name]
		switch {
		case sub.leaf():
		case a.related() != nil:
			if err := q.mayRead(a.related()); err != nil {
				return nil, err
			}
			if f.sub, err = q.viewOf(q.h.shapes.of(a.related()), sub, false, depth+1); err != nil {
				return nil, err
			}
		case !sub.all:
			f.inner = sub
		}
		v.fields = append(v.fields, f)
	}
	v.lookAhead()
	return v, nil
}

// lookAhead notes what would otherwise be loaded entity by entity: what
// aliases read through, and related entities shown in place.
func (v *view) lookAhead() {
	v.ahead = nil
	for i := range v.fields {
		f := &v.fields[i]
		switch {
		case f.Kind == model.Alias && !f.toMany():
			v.ahead = append(v.ahead, strings.Join(f.Path, "."))
		case f.Kind == model.RelatedEntity && f.sub != nil:
			v.ahead = append(v.ahead, f.Name+".*")
			for _, path := range f.sub.ahead {
				v.ahead = append(v.ahead, f.Name+"."+path)
			}
		}
	}
}

// readable returns the attributes that the session may read, but for those
// that a path tree names itself.
func (q *request) readable(s *shape, t *pathSet) []field {
	attrs := s.full
	if q.seesAll() {
		attrs = attrs[:0:0]
		for i := range s.attrs {
			attrs = append(attrs, &s.attrs[i])
		}
	}
	fields := make([]field, 0, len(attrs))
	for _, a := range attrs {
		if _, named := t.kids[a.Name]; !named && q.allowed(access.Read, a.resource) {
			fields = append(fields, field{attr: a})
		}
	}
	return fields
}

// attribute finds an attribute that a request names: one that is exposed and
// may be read.
func (q *request) attribute(s *shape, name string) (*attr, error) {
	a := s.byName[name]
	if a == nil || !a.Exposed && !q.seesAll() {
		return nil, noAttribute(s, name)
	}
	if !q.allowed(access.Read, a.resource) {
		return nil, fault.Numbered(fault.Permission, 1556, "dbmg", "No permission to read for %q attribute in the %s dataclass", name, s.class.Name)
	}
	return a, nil
}

func noAttribute(s *shape, name string) error {
	return &failure{errors: []*fault.Error{
		fault.Numbered(fault.NotFound, 1500, "dbmg", "Attribute %q cannot be found in the %s dataclass", clip(name), s.class.Name),
		fault.Numbered(fault.NotFound, 1804, "dbmg", "Cannot completely build a list of attributes with %q for the %s dataclass", clip(name), s.class.Name),
	}}
}

// expandView shows relations named in $expand in place, an old form of $attributes.
func (q *request) expandView(v *view) error {
	for _, name := range q.address.expand {
		for i := range v.fields {
			f := &v.fields[i]
			if f.Name != name || f.sub != nil || f.related() == nil {
				continue
			}
			if err := q.mayRead(f.related()); err != nil {
				return err
			}
			sub, err := q.viewOf(q.h.shapes.of(f.related()), &pathSet{}, true, 1)
			if err != nil {
				return err
			}
			f.sub = sub
		}
	}
	v.lookAhead()
	return nil
}
