package handlers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dlclark/regexp2"
)

// Table is HTTPHandlers.json, compiled. It is immutable.
type Table struct{ rows []row }

type row struct {
	class, function string
	prefix          string // lower case, "/start"; "" when there is an expression
	expression      *regexp2.Regexp
	verbs           []string // upper case; empty: all
}

// Problem is something wrong with a row; the row is left out.
type Problem struct {
	// Index of the row in the file, from 0; -1 for the file as a whole.
	Index   int
	Message string
}

func (p Problem) String() string {
	if p.Index < 0 {
		return p.Message
	}
	return fmt.Sprintf("[%d]: %s", p.Index, p.Message)
}

// matchTimeout bounds one attempt of a regular expression.
const matchTimeout = 50 * time.Millisecond

// forbidden addresses belong to the server.
func forbidden() []string { return []string{"/4DACTION", "/rest", "/$lib/renderer", "/$shared"} }

// Load reads HTTPHandlers.json. exists, unless nil, says what is wrong with a
// class or function, nil if nothing. The rows that are right are used even if
// others are not.
func Load(data []byte, exists func(class, function string) error) (*Table, []Problem) {
	var file []struct {
		Class, Method         string
		Pattern, RegexPattern string
		Verbs                 string
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return &Table{}, []Problem{{-1, "This is not an array of handlers: " + err.Error()}}
	}
	t := &Table{}
	var problems []Problem
	for i, f := range file {
		r := row{class: f.Class, function: f.Method}
		err := r.setPattern(f.Pattern, f.RegexPattern)
		if err == nil && (r.class == "" || r.function == "") {
			err = fmt.Errorf("the class or the method is missing")
		}
		if err == nil && exists != nil {
			err = exists(r.class, r.function)
		}
		if err != nil {
			problems = append(problems, Problem{i, err.Error()})
			continue
		}
		for v := range strings.SplitSeq(f.Verbs, ",") {
			if v = strings.ToUpper(strings.TrimSpace(v)); v != "" {
				r.verbs = append(r.verbs, v)
			}
		}
		t.rows = append(t.rows, r)
	}
	return t, problems
}

// setPattern compiles a row's pattern; an expression wins over a prefix.
func (r *row) setPattern(prefix, expression string) error {
	tested := expression
	if expression == "" {
		prefix = strings.Trim(prefix, "/")
		if prefix == "" {
			return fmt.Errorf("the pattern is missing")
		}
		tested = "/" + prefix
		r.prefix = strings.ToLower(tested)
	}
	for _, f := range forbidden() {
		if rest, ok := cutPrefixFold(strings.TrimPrefix(tested, "^"), f); ok && (rest == "" || strings.ContainsAny(rest[:1], "/(.[$")) {
			return fmt.Errorf("the pattern %q is reserved for the server", tested)
		}
	}
	if expression == "" {
		return nil
	}
	e, err := regexp2.Compile(expression, regexp2.None)
	if err != nil {
		return fmt.Errorf("the pattern %q is no regular expression: %w", expression, err)
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
		found, err := r.expression.MatchString(url)
		if err != nil {
			return nil, fmt.Errorf("the pattern %q of %s.%s took too long", r.expression.String(), r.class, r.function)
		}
		if found {
			return r, nil
		}
	}
	return nil, nil
}
