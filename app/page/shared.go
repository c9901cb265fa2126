package page

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
)

// Text is a file to read.
type Text struct {
	Path string
	Data []byte
}

// SharedFiles are the project's shared files; nil for those it does not have.
type SharedFiles struct {
	Sources, Styles, Conditions, Translations *Text
}

// Shared is what all pages of a project share. The zero value shares nothing.
type Shared struct {
	// Namespaces are the names of the namespaces, in the order of the file.
	Namespaces []string
	Styles     []*Style
	// The parts as JSON, as the browser gets them: an object of namespaces, an
	// array of classes, an array of conditions, and the translations.
	SourcesJSON, StylesJSON, ConditionsJSON, TranslationsJSON string

	sources    map[string][]*Source
	conditions map[string]bool
}

// Sources returns the sources of a namespace. Namespaces tell case apart.
func (s *Shared) Sources(namespace string) []*Source {
	if s == nil {
		return nil
	}
	return s.sources[namespace]
}

// Source returns a shared source, nil if none.
func (s *Shared) Source(namespace, id string) *Source { return sourceIn(s.Sources(namespace), id) }

// ReadShared reads the shared files. A file that is no JSON is a problem and
// counts as missing.
func ReadShared(files SharedFiles) (*Shared, []fault.Problem) {
	s := &Shared{SourcesJSON: "{}", StylesJSON: "[]", ConditionsJSON: "[]", TranslationsJSON: "null",
		sources: map[string][]*Source{}, conditions: map[string]bool{}}
	var problems []fault.Problem
	parse := func(t *Text) *jsontext.Doc {
		if t == nil {
			return nil
		}
		doc, err := jsontext.Parse(t.Path, t.Data)
		if err != nil {
			problems = append(problems, fault.AsProblem(err, t.Path))
			return nil
		}
		return doc
	}
	if doc := parse(files.Sources); doc != nil && doc.Root.Is(jsontext.Object) { // [] stands for none
		s.SourcesJSON = doc.Raw(doc.Root)
		for _, m := range uniqueMembers(doc.Root) {
			s.Namespaces = append(s.Namespaces, m.Name)
			s.sources[m.Name] = readSources(doc, m.Value, m.Name)
		}
	}
	if doc := parse(files.Styles); doc != nil {
		if classes := inner(doc, "classes"); classes != nil {
			s.StylesJSON, s.Styles = doc.Raw(classes), readStyles(classes)
		}
	}
	if doc := parse(files.Conditions); doc != nil {
		if list := inner(doc, "conditions"); list != nil {
			s.ConditionsJSON = doc.Raw(list)
			for _, c := range list.Items {
				s.conditions[c.Get("id").Text()] = true
			}
		}
	}
	if doc := parse(files.Translations); doc != nil {
		s.TranslationsJSON = doc.Raw(doc.Root)
	}
	return s, problems
}

// inner returns the list of a file, which stands under a name or alone.
func inner(doc *jsontext.Doc, name string) *jsontext.Node {
	if n := doc.Root.Get(name); n.Is(jsontext.Array) {
		return n
	}
	if doc.Root.Is(jsontext.Array) {
		return doc.Root
	}
	return nil
}
