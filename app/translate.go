package app

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/translate"
	"quoin.dev/quoin/source"
)

// A Translator turns source files of projects into the other dialect.
type Translator struct {
	to        syntax.Dialect
	catalogue *command.Catalogue
	methods   map[string]map[string]bool // by folder of sources
}

// NewTranslator returns a translator to "qodly" or "4d".
func NewTranslator(to string) (*Translator, error) {
	c, err := Catalogue()
	if err != nil {
		return nil, err
	}
	t := &Translator{catalogue: c, methods: map[string]map[string]bool{}}
	switch to {
	case "qodly":
		t.to = syntax.Qodly
	case "4d":
	default:
		return nil, fault.New(fault.Invalid, "usage", "There is no dialect %q; name qodly or 4d.", to)
	}
	return t, nil
}

// TranslatedPath returns the path of a file in another dialect: its own where
// it is in that dialect.
func TranslatedPath(path, to string) string {
	ext := ".4dm"
	if to == "qodly" {
		ext = ".4qs"
	}
	if strings.EqualFold(filepath.Ext(path), ext) {
		return path
	}
	return strings.TrimSuffix(path, filepath.Ext(path)) + ext
}

// Translate returns the text of a file in the other dialect, or the reasons why
// it has to stay, each with its place.
func (t *Translator) Translate(path, text string) (result string, reasons []string) {
	from := syntax.Qodly
	if t.to == syntax.Qodly {
		from = syntax.FourD
	}
	kind := syntax.Method
	switch folder := filepath.Base(filepath.Dir(path)); {
	case strings.EqualFold(folder, "Classes"):
		kind = syntax.Class
	case t.to == syntax.Qodly && !strings.EqualFold(folder, "Methods"):
		return "", []string{path + ": only methods and classes are translated; QodlyScript has no database methods, triggers and forms"}
	}
	file := source.NewFile(path, text)
	result, problems := translate.File(file, from, kind, t.to, &translate.Project{Catalogue: t.catalogue, Methods: t.methodsOf(path)})
	for _, p := range problems {
		reasons = append(reasons, fmt.Sprintf("%s: %s", file.Place(p.Span.Start), p.Message))
	}
	return result, reasons
}

// methodsOf lists the methods of the project that a file belongs to.
func (t *Translator) methodsOf(path string) map[string]bool {
	dir := filepath.Dir(path)
	for filepath.Base(dir) != "Sources" && filepath.Dir(dir) != dir {
		dir = filepath.Dir(dir)
	}
	if found := t.methods[dir]; found != nil {
		return found
	}
	names := map[string]bool{}
	t.methods[dir] = names
	entries, err := os.ReadDir(filepath.Join(dir, "Methods"))
	if err != nil {
		return names
	}
	for _, e := range entries {
		if e.Type()&fs.ModeType == 0 && IsSource(e.Name()) {
			names[syntax.Normalize(strings.TrimSuffix(e.Name(), filepath.Ext(e.Name())))] = true
		}
	}
	return names
}
