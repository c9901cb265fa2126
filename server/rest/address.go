package rest

import (
	"net/url"
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// address is a REST URL taken apart. Nothing in it has been looked up yet.
type address struct {
	steps []step
	params
}

// step is one segment of the path: a name, perhaps with a key.
type step struct {
	name string
	// key of "Book(10)", "Book[10]" or, with by, of "Book:title(Salt Roads)".
	key    string
	by     string
	hasKey bool
}

// params are the parameters of the query string, with what they stand for when
// they are missing.
type params struct {
	filter, orderBy           string
	hasFilter                 bool
	args                      []value.Value // $params
	attributes, expand        []string
	top, skip                 int // -1: not given
	method                    string
	asArray, distinct         bool
	compute                   string
	timeout                   int // seconds, 0: not given
	savedFilter, savedOrderBy *string
	clean                     bool
	logic, other              string
	subOrderBy                string
	atomic                    bool
	lock                      *bool
	queryPlan, queryPath      bool
	rawPicture                string // "" when not given
	binary                    bool
	imageFormat               string
	version                   bool
	fullMetadata              bool
}

// The limits of an address. Longer ones are refused by the server before.
const (
	maxSteps     = 16
	maxPaths     = 500
	maxJSONDepth = 64
)

// parseAddress reads a path below "/rest", percent-encoded, and a query string.
// Both are hostile input; whatever is wrong is an error of kind Invalid.
func parseAddress(escapedPath, rawQuery string) (*address, error) {
	a := &address{params: params{top: -1, skip: -1}}
	path, err := url.PathUnescape(escapedPath)
	if err != nil {
		return nil, malformed("the path contains a malformed percent-encoding")
	}
	if err := a.parsePath(path); err != nil {
		return nil, err
	}
	return a, a.parseQuery(rawQuery)
}

func malformed(what string) error {
	return fault.Numbered(fault.Invalid, 1806, "rest", "Malformed URL: %s.", what)
}

func (a *address) parsePath(p string) error {
	for p != "" {
		if p[0] == '/' {
			p = p[1:]
			continue
		}
		if len(a.steps) == maxSteps {
			return malformed("the path has too many segments")
		}
		if v, ok := strings.CutPrefix(p, "$filter="); ok { // an old form of the query string
			a.filter, a.hasFilter = unquote(strings.TrimSuffix(v, "/")), true
			return nil
		}
		s, rest, err := parseStep(p)
		if err != nil {
			return err
		}
		a.steps = append(a.steps, s)
		p = rest
	}
	return nil
}

// parseStep reads "name", "name(key)", "name[key]", "name:attribute(key)".
func parseStep(p string) (s step, rest string, err error) {
	end := strings.IndexAny(p, "/([:")
	if end < 0 {
		return step{name: p}, "", nil
	}
	s.name, rest = p[:end], p[end:]
	if rest[0] == ':' {
		end = strings.IndexAny(rest, "/([")
		if end < 0 || rest[end] == '/' {
			return s, "", malformed("a value in parentheses is missing after \":\"")
		}
		s.by, rest = rest[1:end], rest[end:]
		if s.by == "" {
			return s, "", malformed("the name of an attribute is missing after \":\"")
		}
	}
	if rest[0] == '/' {
		return s, rest, nil
	}
	if s.name == "" {
		return s, "", malformed("a name is missing before the key")
	}
	s.hasKey = true
	s.key, rest, err = parseKey(rest)
	return s, rest, err
}

// parseKey reads a key in parentheses or brackets, which may be quoted.
func parseKey(p string) (key, rest string, err error) {
	closing := byte(')')
	if p[0] == '[' {
		closing = ']'
	}
	p = p[1:]
	if p != "" && (p[0] == '"' || p[0] == '\'') {
		if key, rest, ok := quotedKey(p, closing); ok {
			return key, rest, nil
		}
	}
	for i := 0; i < len(p); i++ {
		if p[i] == closing && (i+1 == len(p) || p[i+1] == '/') {
			return strings.TrimSpace(p[:i]), p[i+1:], nil
		}
	}
	return "", "", malformed("the closing \"" + string(closing) + "\" of a key is missing")
}

// quotedKey reads a key in quotes up to the quote before the closing bracket.
func quotedKey(p string, closing byte) (key, rest string, ok bool) {
	quote := p[0]
	for i := 1; i+1 < len(p); i++ {
		if p[i] == quote && p[i+1] == closing && (i+2 == len(p) || p[i+2] == '/') {
			return p[1:i], p[i+2:], true
		}
	}
	return "", "", false
}

// parseQuery reads the query string. Names compare without case; unknown ones
// are left to user code and to caches.
func (a *address) parseQuery(raw string) error {
	for raw != "" {
		pair, rest, err := cutPair(raw)
		if err != nil {
			return err
		}
		raw = rest
		if pair == "" {
			continue
		}
		name, v, _ := strings.Cut(pair, "=")
		name, err1 := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(v)
		if err1 != nil || err2 != nil {
			return malformed("the query string contains a malformed percent-encoding")
		}
		if !strings.HasPrefix(name, "$") {
			continue
		}
		if err := a.set(strings.ToLower(name[1:]), strings.ToValidUTF8(v, "\uFFFD")); err != nil {
			return err
		}
	}
	return nil
}

// cutPair takes the first "name=value" off a query string. A value in double
// or single quotes may contain "&".
func cutPair(raw string) (pair, rest string, err error) {
	end := strings.IndexByte(raw, '&')
	eq := strings.IndexByte(raw, '=')
	if end < 0 || eq < 0 || eq > end {
		pair, rest, _ = strings.Cut(raw, "&")
		return pair, rest, nil
	}
	for _, quote := range [...]string{`"`, "%22", "'", "%27"} {
		if !strings.HasPrefix(raw[eq+1:], quote) {
			continue
		}
		for from := eq + 1 + len(quote); ; {
			i := strings.Index(raw[from:], quote)
			if i < 0 {
				number := 1809
				if quote == "'" || quote == "%27" {
					number = 1808
				}
				return "", "", fault.Numbered(fault.Invalid, number, "rest", "Malformed URL: the closing quote of %s is missing.", clip(raw[:eq]))
			}
			from += i + len(quote)
			if from == len(raw) || raw[from] == '&' {
				return raw[:from], strings.TrimPrefix(raw[from:], "&"), nil
			}
		}
	}
	return raw[:end], raw[end+1:], nil
}

func clip(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

// set gives one parameter its value.
func (a *address) set(name, v string) (err error) {
	switch name {
	case "filter":
		a.filter, a.hasFilter = unquote(v), true
	case "orderby":
		a.orderBy = unquote(v)
	case "params":
		a.args, err = parseArgs(v)
	case "top", "limit":
		a.top, err = count(name, v)
	case "skip":
		a.skip, err = count(name, v)
	case "attributes":
		a.attributes, err = paths(v)
	case "expand":
		a.expand, err = paths(v)
	case "method":
		a.method = strings.ToLower(unquote(v))
	case "asarray":
		a.asArray, err = flag(name, v)
	case "distinct":
		a.distinct, err = flag(name, v)
	case "compute":
		a.compute = strings.ToLower(unquote(v))
	case "timeout":
		a.timeout, err = count(name, v)
	case "savedfilter":
		s := unquote(v)
		a.savedFilter = &s
	case "savedorderby":
		s := unquote(v)
		a.savedOrderBy = &s
	case "clean":
		a.clean, err = flag(name, v)
	case "logicoperator":
		a.logic = strings.ToUpper(unquote(v))
	case "othercollection":
		a.other = unquote(v)
	case "suborderby":
		a.subOrderBy = unquote(v)
	case "imageformat":
		a.imageFormat = strings.ToLower(unquote(v))
	case "rawpict":
		a.rawPicture = unquote(v)
	case "version":
		a.version = true
	case "metadata":
		a.fullMetadata = unquote(v) == "full"
	default:
		err = a.setFlag(name, v)
	}
	return err
}

func (a *address) setFlag(name, v string) (err error) {
	switch name {
	case "atomic", "atonce":
		a.atomic, err = flag(name, v)
	case "lock":
		var on bool
		on, err = flag(name, v)
		a.lock = &on
	case "queryplan":
		a.queryPlan, err = flag(name, v)
	case "querypath":
		a.queryPath, err = flag(name, v)
	case "binary":
		a.binary, err = flag(name, v)
	}
	return err
}

// unquote takes the double quotes off a value and resolves \u escapes, which clients
// write for quotes inside of quotes.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	if !strings.Contains(s, `\u002`) {
		return s
	}
	return strings.NewReplacer(`\u0022`, `"`, `\u0027`, "'").Replace(s)
}

func flag(name, v string) (bool, error) {
	switch strings.ToLower(unquote(v)) {
	case "true", "1", "":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, malformed("$" + name + " must be true or false")
}

func count(name, v string) (int, error) {
	n, err := strconv.Atoi(unquote(v))
	if err != nil || n < 0 || n > 1<<30 {
		return 0, malformed("$" + name + " must be a whole number from 0")
	}
	return n, nil
}

func paths(v string) ([]string, error) {
	var out []string
	for p := range strings.SplitSeq(unquote(v), ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
		if len(out) > maxPaths {
			return nil, malformed("there are too many attributes")
		}
	}
	return out, nil
}

// parseArgs reads $params: a JSON array, in single or double quotes or bare.
func parseArgs(v string) ([]value.Value, error) {
	v = strings.TrimSpace(v)
	if len(v) >= 2 && (v[0] == '\'' || v[0] == '"' && v[1] == '[') && v[len(v)-1] == v[0] {
		v = v[1 : len(v)-1]
	}
	j, err := value.ParseJSON(v, value.ParseOptions{Depth: maxJSONDepth})
	if err != nil {
		return nil, fault.New(fault.Invalid, "rest.params", "$params must be a JSON array: %w", err)
	}
	switch j.Kind() {
	case value.Collection:
		return j.AsCollection().Items(), nil
	case value.Null:
		return nil, nil
	}
	return nil, fault.New(fault.Invalid, "rest.params", "$params must be a JSON array, got %s.", j.Kind())
}
