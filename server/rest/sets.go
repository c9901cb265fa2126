package rest

import (
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/value"
)

// sets are the entity sets of one session. A set keeps record numbers: which
// entities belong to it is fixed, their attributes are read anew each time.
type sets struct {
	mu     sync.Mutex // guards what follows
	byID   map[string]*set
	limit  int
	weight int // records in all sets
}

type set struct {
	id      string
	class   string
	records []int64
	ordered bool
	timeout time.Duration
	expires time.Time
	used    time.Time
}

// maxSetRecords limits the records in the sets of one session: 32 MB.
const maxSetRecords = 4 << 20

type setsKey struct{}

// Inherited makes setsKey a session.Inherited: a list that is asked for while
// somebody signs in must still be there for its next page. A set tells nothing
// to who may not read its entities.
func (setsKey) Inherited() {}

func (q *request) sets() *sets {
	return q.session().Keep(setsKey{}, func() any {
		return &sets{byID: map[string]*set{}, limit: q.h.o.MaxSets}
	}).(*sets)
}

// put adds a set; the ones used least recently make room.
func (s *sets) put(n *set, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n.used, n.expires = now, now.Add(n.timeout)
	if old := s.byID[n.id]; old != nil {
		s.drop(old)
	}
	for _, x := range s.byID {
		if !now.Before(x.expires) {
			s.drop(x)
		}
	}
	for len(s.byID) > 0 && (len(s.byID) >= s.limit || s.weight+len(n.records) > maxSetRecords) {
		var oldest *set
		for _, x := range s.byID {
			if oldest == nil || x.used.Before(oldest.used) {
				oldest = x
			}
		}
		s.drop(oldest)
	}
	s.byID[n.id] = n
	s.weight += len(n.records)
}

func (s *sets) drop(x *set) {
	delete(s.byID, x.id)
	s.weight -= len(x.records)
}

// get returns a set that is alive and counts the use; timeout, unless 0,
// replaces its own.
func (s *sets) get(id string, now time.Time, timeout time.Duration) (set, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.byID[id]
	if x == nil {
		return set{}, false
	}
	if !now.Before(x.expires) {
		s.drop(x)
		return set{}, false
	}
	if timeout > 0 {
		x.timeout = timeout
	}
	x.used, x.expires = now, now.Add(x.timeout)
	return *x, true
}

func (s *sets) release(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.byID[id]
	if x == nil {
		return false
	}
	s.drop(x)
	return true
}

func (s *sets) list() []set {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]set, 0, len(s.byID))
	for _, x := range s.byID {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b set) int { return strings.Compare(a.id, b.id) })
	return out
}

func setURI(s *shape, id string) string { return s.uri + "/$entityset/" + id }

// createSet registers a selection and returns the address of its set.
func (q *request) createSet(sel *orda.Selection, s *shape) (string, error) {
	id, err := q.h.newID()
	if err != nil {
		return "", err
	}
	q.keepSet(id, sel, s, setTimeout)
	return setURI(s, id), nil
}

func (q *request) keepSet(id string, sel *orda.Selection, s *shape, timeout time.Duration) {
	if q.timeout > 0 {
		timeout = time.Duration(q.timeout) * time.Second
	}
	q.sets().put(&set{id: id, class: s.class.Name, records: sel.Records(), ordered: sel.IsOrdered(), timeout: timeout}, q.h.now())
}

// useSet returns the selection of a set. A set that is gone is made again when
// the request repeats what it was made from.
func (q *request) useSet(t *target, id string) (*orda.Selection, error) {
	id = setID(id)
	x, ok := q.sets().get(id, q.h.now(), time.Duration(q.timeout)*time.Second)
	switch {
	case ok && x.class != t.class.Name():
		return nil, fault.Numbered(fault.NotFound, 1803, "rest", "The entity set %q belongs to the dataclass %s", clip(id), x.class)
	case ok:
		return t.class.FromRecords(x.records, x.ordered).Visible(q.caller())
	case q.savedFilter != nil || q.savedOrderBy != nil:
		return q.recreateSet(t, id)
	}
	return nil, noSet(id)
}

func noSet(id string) error {
	return fault.Numbered(fault.NotFound, 1802, "rest", "The entity set %q cannot be found", clip(id))
}

// setID takes the identifier out of a set's address, if it is one.
func setID(s string) string {
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		s = s[i+1:]
	}
	return strings.ToUpper(s)
}

const savedTimeout = 10 * time.Minute

func (q *request) recreateSet(t *target, id string) (*orda.Selection, error) {
	if len(id) != 32 || strings.Trim(id, "0123456789ABCDEF") != "" {
		return nil, noSet(id)
	}
	again := *q.address
	again.filter, again.hasFilter, again.orderBy = "", false, ""
	if f := q.savedFilter; f != nil && *f != "true" {
		again.filter, again.hasFilter = *f, true
	}
	if o := q.savedOrderBy; o != nil && *o != "true" {
		again.orderBy = *o
	}
	r := *q
	r.address = &again
	sel, _, err := r.selection(&target{class: t.class, shape: t.shape})
	if err == nil {
		q.keepSet(id, sel, t.shape, savedTimeout)
	}
	return sel, err
}

// combine answers $logicOperator over the request's selection and another set.
func (q *request) combine(b []byte, t *target, sel *orda.Selection) (answer, error) {
	if q.other == "" {
		return answer{}, fault.Numbered(fault.Invalid, 1819, "rest", "$otherCollection is missing")
	}
	other, err := q.useSet(t, q.other)
	if err != nil {
		return answer{}, err
	}
	switch q.logic {
	case "AND":
		sel, err = sel.And(q.caller(), other)
	case "OR":
		sel, err = sel.Or(q.caller(), other)
	case "EXCEPT":
		sel, err = sel.Minus(q.caller(), other, true)
	case "INTERSECT":
		both, err := sel.And(q.caller(), other)
		if err != nil {
			return answer{}, err
		}
		if both.Len() > 0 {
			return answer{body: append(b, "true"...)}, nil
		}
		return answer{body: append(b, "false"...)}, nil
	default:
		return answer{}, fault.Numbered(fault.Invalid, 1818, "rest", "Wrong logic operator %q", clip(q.logic))
	}
	if err != nil {
		return answer{}, err
	}
	return q.readSelection(b, sel, "", t.shape, t.words)
}

// releaseSet answers $method=release.
func (q *request) releaseSet(b []byte, t *target) (answer, error) {
	if !t.hasSet {
		return answer{}, wrongVerb("$method=release needs an entity set")
	}
	if !q.sets().release(setID(t.set)) {
		return answer{}, noSet(t.set)
	}
	return answer{body: append(b, `{"ok":true}`...)}, nil
}

// releaseSets answers POST /rest/$entityset/$release with a list of sets.
func (q *request) releaseSets(b []byte) (answer, error) {
	if len(q.steps) != 2 || q.steps[1].name != "$release" || q.isRead() {
		return answer{}, unknownKeyword("$entityset")
	}
	ids, err := value.ParseJSON(string(q.body), value.ParseOptions{Depth: 2})
	if err != nil || ids.AsCollection() == nil {
		return answer{}, fault.New(fault.Invalid, "rest.body", "The body must be a JSON array of entity set identifiers.")
	}
	for _, id := range ids.AsCollection().Items() {
		q.sets().release(setID(id.AsText())) // one that is gone already is what was wanted
	}
	return answer{body: append(b, `{"ok":true}`...)}, nil
}

func (h *Handler) now() time.Time { return h.o.Host.Clock.Now() }

// newID returns an unpredictable identifier of 32 hexadecimal digits.
func (h *Handler) newID() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(h.o.Host.Random, b[:]); err != nil {
		return "", fault.New(fault.IO, "rest.random", "No random bytes: %w", err)
	}
	return strings.ToUpper(hex.EncodeToString(b[:])), nil
}
