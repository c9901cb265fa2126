package check

import "strings"

// Off is the level of a code that is not reported.
const Off Severity = 255

// Levels gives codes another severity than the table does, or turns them off:
// by code, or by "name.*" for a family. Faults of syntax keep theirs.
type Levels map[string]Severity

// ParseLevel reads "off", "hint", "warning" or "error".
func ParseLevel(name string) (s Severity, ok bool) {
	switch name {
	case "off":
		return Off, true
	case "hint":
		return Hint, true
	case "warning":
		return Warning, true
	case "error":
		return Error, true
	}
	return Error, false
}

// severities joins the levels with the table of codes.
func (l Levels) severities() map[string]Severity {
	all := map[string]Severity{}
	for _, c := range Codes() {
		all[c.Code] = c.Severity
		family, _, _ := strings.Cut(c.Code, ".")
		if s, ok := l[family+".*"]; ok {
			all[c.Code] = s
		}
		if s, ok := l[c.Code]; ok {
			all[c.Code] = s
		}
	}
	return all
}

// Knows reports whether a key of Levels names a code or a family of the table.
func Knows(key string) bool {
	family, isFamily := strings.CutSuffix(key, ".*")
	for _, c := range Codes() {
		if strings.HasPrefix(c.Code, "syntax.") {
			continue
		}
		if c.Code == key || isFamily && strings.HasPrefix(c.Code, family+".") {
			return true
		}
	}
	return false
}
