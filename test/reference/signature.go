package main

import (
	"strings"

	"quoin.dev/quoin/lang/command"
)

// qodlyTypes are the names of types in QodlyScript; those that are not here
// are the same in both dialects.
func qodlyType(t string) string {
	switch t {
	case "Text":
		return "string"
	case "Real":
		return "number"
	case "Any":
		return "variant"
	case "Integer", "Boolean", "Date", "Time", "Object", "Collection", "Variant", "Picture", "Blob":
		return strings.ToLower(t)
	}
	return t
}

// only4D tells a signature that QodlyScript has no values for: it has neither
// arrays nor pointers.
func only4D(s command.Signature) bool {
	for _, p := range s.Params {
		if len(p.Types) == 1 && (p.Types[0] == "Array" || p.Types[0] == "Pointer") {
			return true
		}
	}
	return s.Result == "Pointer"
}

// inQodly prints a signature as QodlyScript writes it.
func inQodly(s command.Signature) string {
	var b strings.Builder
	open := 0
	b.WriteByte('(')
	for i, p := range s.Params {
		if p.Optional {
			open++
			b.WriteByte('{')
		}
		if i > 0 {
			b.WriteString(", ")
		}
		if p.Variadic {
			b.WriteString("...")
		}
		b.WriteString(p.Name)
		if len(p.Types) > 0 && p.Types[0] != command.Any {
			types := make([]string, len(p.Types))
			for j, t := range p.Types {
				types[j] = qodlyType(t)
			}
			b.WriteString(" : " + strings.Join(types, " | "))
		}
	}
	b.WriteString(strings.Repeat("}", open) + ")")
	if s.Result != "" {
		b.WriteString(" : " + qodlyType(s.Result))
	}
	return b.String()
}

// signatures returns the lines that show how a built-in is called in both
// dialects. Names of members are the same in both.
func signatures(name, qodly, sig string) []string {
	all, err := command.ParseSignatures(sig)
	if err != nil {
		return []string{name + " " + sig}
	}
	var lines []string
	for _, s := range all {
		lines = append(lines, tidy(name, s.String()))
	}
	for _, s := range all {
		if !only4D(s) {
			lines = append(lines, tidy(qodly, inQodly(s)))
		}
	}
	return lines
}

// tidy joins a name and its signature; nothing to pass needs no parentheses.
func tidy(name, sig string) string {
	sig = strings.ReplaceAll(sig, " ; ", "; ")
	if rest, ok := strings.CutPrefix(sig, "()"); ok && !strings.Contains(name, ".") {
		return name + rest
	}
	return name + sig
}
