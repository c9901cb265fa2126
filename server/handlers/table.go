package handlers

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
)

// Table is HTTPHandlers.json, compiled. It is immutable.
type Table struct{ rows []row }

type row struct {
	class, function string
	prefix          string // lower case, "/start"; "" when there is an expression
	expression      *regexp2.Regexp
	verbs           []string // upper case; empty: all
}

// matchTimeout bounds one attempt of a regular expression.
const matchTimeout = 50 * time.Millisecond

// forbidden addresses belong to the server.
func forbidden() []string { return []string{"/4DACTION", "/rest", "/$lib/renderer", "/$shared"} }

// Load reads HTTPHandlers.json. The rows that are right are used even if others
// are not; the error joins a *fault.Error with its place for each of those.
// Whether class and function exist shows when a request needs them.
func Load(path string, data []byte) (*Table, error) {
	t := &Table{}
	doc, err := jsontext.Parse(path, data)
	if err != nil {
		return t, err
	}
	if !doc.Root.Is(jsontext.Array) {
		return t, fault.New(fault.Invalid, "handlers.shape", "HTTPHandlers.json must be an array of handlers.").At(doc.Place(doc.Root))
	}
	var problems []error
	for _, n := range doc.Root.Items {
		r, err := newRow(n)
		if err != nil {
			problems = append(problems, fault.New(fault.Invalid, "handlers.row", "This handler is left out: %w.", err).At(doc.Place(n)))
			continue
		}
		t.rows = append(t.rows, r)
	}
	return t, errors.Join(problems...)
}

func newRow(n *jsontext.Node) (row, error) {
	if !n.Is(jsontext.Object) {
		return row{}, fmt.Errorf("it is no object")
	}
	r := row{class: n.Get("class").Text(), function: n.Get("method").Text()}
	if r.class == "" || r.function == "" {
		return r, fmt.Errorf("its class or its method is missing")
	}
	for v := range strings.SplitSeq(n.Get("verbs").Text(), ",") {
		if v = strings.ToUpper(strings.TrimSpace(v)); v != "" {
			r.verbs = append(r.verbs, v)
		}
	}
	return r, r.setPattern(n.Get("pattern").Text(), n.Get("regexPattern").Text())
}

// setPattern compiles a row's pattern; an expression wins over a prefix.
func (r *row) setPattern(prefix, expression string) error {
	tested := expression
	if expression == "" {
		prefix = strings.Trim(prefix, "/")
		if prefix == "" {
			return fmt.Errorf("its pattern is missing")
		}
		tested = "/" + prefix
		r.prefix = strings.ToLower(tested)
	}
	for _, f := range forbidden() {
		if rest, ok := cutPrefixFold(strings.TrimPrefix(tested, "^"), f); ok && (rest == "" || strings.ContainsAny(rest[:1], "/(.[$")) {
			return fmt.Errorf("its pattern %q is reserved for the server", tested)
		}
	}
	if expression == "" {
		return nil
	}
	e, err := regexp2.Compile(expression, regexp2.None)
	if err != nil {
		return fmt.Errorf("its pattern %q is no regular expression: %w", expression, err)
	}
	e.MatchTimeout = matchTimeout
	r.expression = e
	return nil
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// match returns the first row for a verb and a URL, nil if none. It reports an
// error when an expression took too long.
func (t *Table) match(verb, url string) (*row, error) {
	if t == nil {
		return nil, nil
	}
	path, _, _ := strings.Cut(url, "?")
	for i := range t.rows {
		r := &t.rows[i]
		if len(r.verbs) > 0 && !slices.Contains(r.verbs, verb) {
			continue
		}
		if r.expression == nil {
			if rest, ok := cutPrefixFold(path, r.prefix); ok && (rest == "" || rest[0] == '/') {
				return r, nil
			}
			continue
		}
		found, err := r.expression.FindStringMatch(url)
		if err != nil {
			return nil, fmt.Errorf("the pattern %q of %s.%s took too long", r.expression.String(), r.class, r.function)
		}
		if found != nil && found.Index == 0 { // at the beginning of the address, not of a parameter
			return r, nil
		}
	}
	return nil, nil
}
