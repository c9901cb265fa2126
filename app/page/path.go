package page

import "strings"

// path is a source path: [namespace ":"] root ("." attribute)*. The root is
// the id of a source or an iterator ("$This"), before which a namespace means
// nothing.
type path struct {
	namespace, root string
	attributes      []string
}

func (p path) isIterator() bool { return strings.HasPrefix(p.root, "$") }

// parsePath reads one path; false for an empty text and for addresses such as
// "https://…" and "/$shared/…".
func parsePath(text string) (path, bool) {
	text = strings.TrimSpace(text)
	if text == "" || isAddress(text) {
		return path{}, false
	}
	var p path
	namespace, rest, colon := strings.Cut(text, ":")
	if colon {
		p.namespace = strings.TrimSpace(namespace)
	} else {
		rest = text
	}
	for i, part := range strings.Split(rest, ".") {
		part = strings.TrimSpace(part)
		if i == 0 {
			p.root = part
		} else if part != "" {
			p.attributes = append(p.attributes, part)
		}
	}
	if p.isIterator() {
		p.namespace = ""
	}
	return p, p.root != ""
}

// isAddress reports whether a text that stands where a path may stand is an
// address.
func isAddress(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, start := range []string{"/", "data:", "mailto:", "tel:"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	scheme, _, found := strings.Cut(text, "://")
	if !found || scheme == "" || scheme[0] < 'a' || scheme[0] > 'z' {
		return false
	}
	return strings.Trim(scheme, "abcdefghijklmnopqrstuvwxyz0123456789+.-") == ""
}

// splitPaths splits a list of paths separated by commas.
func splitPaths(text string) []string {
	if isAddress(text) {
		return []string{strings.TrimSpace(text)}
	}
	var list []string
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}
