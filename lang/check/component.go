package check

import "strings"

// External is what components bring: names that the code may use without a
// source of theirs being checked here.
type External struct {
	// Namespaces are those of their classes, cs.textChunker.
	Namespaces []string
	// Methods are the names of the methods they share.
	Methods []string
}

// SetExternal says what components bring. It is called before anything is
// checked.
func (p *Project) SetExternal(e External) {
	p.external = map[string]bool{}
	for _, n := range e.Namespaces {
		p.external["cs."+strings.ToLower(n)] = true
	}
	for _, m := range e.Methods {
		p.external[strings.ToLower(m)] = true
	}
}
