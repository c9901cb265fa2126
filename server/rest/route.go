package rest

import (
	"net/http"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda"
)

// route answers by the first segment of the path:
//
//	$catalog     the model, functions of the datastore
//	$singleton   functions of singletons
//	$entityset   release of several entity sets
//	$info        the session, the server
//	$upload      pictures and files, before they are stored
//	$directory   the old login
//	Book…        data
func (q *request) route(b []byte) (answer, error) {
	if len(q.steps) == 0 {
		return answer{}, fault.New(fault.NotFound, "rest.empty", "Name a dataclass, or $catalog, after /rest/.")
	}
	if err := q.verbAllowed(); err != nil {
		return answer{}, err
	}
	if err := q.loginFirst(); err != nil {
		return answer{}, err
	}
	switch first := q.steps[0]; first.name {
	case "$catalog":
		return q.catalog(b)
	case "$singleton":
		return q.singleton(b)
	case "$entityset":
		return q.releaseSets(b)
	case "$info":
		return q.info(b)
	case "$upload":
		return q.upload(b)
	case "$directory":
		return q.directory(b)
	default:
		if strings.HasPrefix(first.name, "$") {
			return answer{}, unknownKeyword(first.name)
		}
		return q.data(b)
	}
}

func unknownKeyword(name string) error {
	return fault.Numbered(fault.Invalid, 1811, "rest", "Unknown keyword %q in the URL", clip(name))
}

func (q *request) verbAllowed() error {
	switch q.verb {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return nil
	}
	return wrongVerb("The method %s cannot be used here", q.verb)
}

func wrongVerb(format string, args ...any) error {
	return fault.Numbered(fault.Invalid, 1813, "rest", format, args...)
}

// isRead reports whether the request may not change anything.
func (q *request) isRead() bool { return q.verb == http.MethodGet || q.verb == http.MethodHead }

// loginFirst keeps guests to descriptive requests where the application forces
// them to log in.
func (q *request) loginFirst() error {
	if !q.g.ForceLogin() || q.session().SignedIn() || q.session().Subject().All || q.seesAll() {
		return nil
	}
	second := ""
	if len(q.steps) > 1 {
		second = q.steps[1].name
	}
	switch q.steps[0].name {
	case "$catalog":
		_, isFunction := q.g.Functions().Find(OnDatastore, "", second)
		if !isFunction || second == "authentify" {
			return nil
		}
	case "$directory":
		return nil
	case "$info":
		if second == "privileges" {
			return nil
		}
	}
	return fault.Numbered(fault.Permission, 1822, "rest", "Please log in first: this application refuses requests of guests")
}

// target is the data that a request is about.
type target struct {
	class *orda.Dataclass
	shape *shape
	step  step // with the key, if any
	words []string
	// set is the identifier after $entityset; named even when it is empty.
	set    string
	hasSet bool
}

// target takes the path of a data request apart.
func (q *request) target() (*target, error) {
	d, err := q.class(q.steps[0].name)
	if err != nil {
		return nil, err
	}
	t := &target{class: d, shape: q.h.shapes.of(d.Model()), step: q.steps[0]}
	for i := 1; i < len(q.steps); i++ {
		s := q.steps[i]
		switch {
		case s.hasKey || s.by != "":
			return nil, malformed("only the dataclass takes a key")
		case s.name == "$entityset":
			t.hasSet = true
			if i++; i < len(q.steps) {
				t.set = q.steps[i].name
			}
			// wakanda-client puts the function after the set.
		case strings.HasPrefix(s.name, "$"):
			return nil, unknownKeyword(s.name)
		default:
			t.words = append(t.words, s.name)
		}
	}
	return t, nil
}

// data answers requests for entities, selections, attributes and functions of
// dataclasses.
func (q *request) data(b []byte) (answer, error) {
	t, err := q.target()
	if err != nil {
		return answer{}, err
	}
	if call, ok := q.functionOf(t); ok {
		return q.call(b, t, call)
	}
	switch q.method {
	case "", "entityset", "subentityset":
	case "release":
		return q.releaseSet(b, t)
	case "update", "validate":
		return q.update(b, t)
	case "delete":
		return q.delete(b, t)
	default:
		return answer{}, fault.Numbered(fault.Invalid, 1812, "rest", "Unknown $method %q", clip(q.method))
	}
	switch q.verb {
	case http.MethodDelete:
		return q.delete(b, t)
	case http.MethodPut, http.MethodPatch:
		return q.update(b, t)
	case http.MethodPost:
		if len(t.words) > 0 {
			return answer{}, noAttribute(t.shape, t.words[len(t.words)-1])
		}
		if len(q.body) > 0 && q.method == "" && strings.TrimSpace(string(q.body)) != "{}" {
			return answer{}, fault.Numbered(fault.Invalid, 1813, "rest", "A POST with data needs $method=update or the name of a function")
		}
	}
	return q.read(b, t)
}
