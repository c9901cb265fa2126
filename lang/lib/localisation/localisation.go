// Package localisation provides texts in the language of the application, from
// the XLIFF files in its resources.
package localisation

import (
	_ "embed"
	"encoding/xml"
	"path"
	"strings"
	"sync"

	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed localisation.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "localisation", Doc: doc, Constants: constants(), Commands: []command.Command{
		{Name: "Get database localization", Sig: "(kind?: Integer, *) : Text", Run: language},
		{Name: "Localized string", Aliases: []string{"Get localized string"}, Sig: "(resource: Text) : Text", Run: localizedString},
		{Name: "SET DATABASE LOCALIZATION", Sig: "(language: Text, *)", Run: setLanguage},
	}}
}

// The kinds of language that can be asked for.
const (
	defaultLanguage = 0
	currentLanguage = 1
)

func constants() []command.Constant {
	return []command.Constant{
		{Name: "Default localization", Value: defaultLanguage},
		{Name: "Current localization", Value: currentLanguage},
		{Name: "User system localization", Value: 2},
		{Name: "Internal 4D localization", Value: 3},
	}
}

func language(c *vm.Call) (value.Value, error) {
	if kind := c.IntOr(0, currentLanguage); kind != currentLanguage {
		return value.FromText(c.Runtime().Collator.Language()), nil
	}
	return value.FromText(textsOf(c.Runtime()).language()), nil
}

// setLanguage chooses the language of the texts for the whole application. OK
// is 0, and nothing changes, when there are no texts in it.
func setLanguage(c *vm.Call) (value.Value, error) {
	rt, lang := c.Runtime(), c.Text(0)
	ok := folderName(lang) && hasTexts(rt.Host.FS, rt.Paths["/RESOURCES/"], lang)
	if ok {
		textsOf(rt).choose(lang)
	}
	n := int64(0)
	if ok {
		n = 1
	}
	c.Process.SetVariable("OK", value.FromInt(n))
	return value.Value{}, nil
}

// folderName reports whether a text can be the name of a language: "fr", "pt-br".
func folderName(lang string) bool {
	for _, r := range lang {
		if !(r == '-' || r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') {
			return false
		}
	}
	return lang != ""
}

func hasTexts(fs host.FS, resources, lang string) bool {
	base, _, _ := strings.Cut(lang, "-")
	for _, folder := range []string{lang, base} {
		if info, err := fs.Stat(path.Join(resources, folder+".lproj")); resources != "" && err == nil && info.IsDir() {
			return true
		}
	}
	return false
}

// localizedString answers "" for a resource that is not known.
func localizedString(c *vm.Call) (value.Value, error) {
	return value.FromText(textsOf(c.Runtime()).find(c.Runtime(), c.Text(0))), nil
}

type textsKey struct{}

// texts are read once for a language, when the first one is asked for.
type texts struct {
	mu   sync.Mutex
	lang string            // guarded by mu, as is what follows
	all  map[string]string // nil: not read yet
}

func textsOf(rt *vm.Runtime) *texts {
	return rt.Kept(textsKey{}, func() any { return &texts{lang: rt.Collator.Language()} }).(*texts)
}

func (t *texts) language() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lang
}

func (t *texts) choose(lang string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lang, t.all = lang, nil
}

func (t *texts) find(rt *vm.Runtime, resource string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil {
		t.all = load(rt.Host.FS, rt.Paths["/RESOURCES/"], t.lang)
	}
	return t.all[resource]
}

// maxFile bounds an XLIFF file that is read.
const maxFile = 16 << 20

// load reads the *.xlf files of the language's folder ("fr.lproj"), of its
// language without region, and of English for what is missing there.
func load(fs host.FS, resources, lang string) map[string]string {
	all := map[string]string{}
	if resources == "" {
		return all
	}
	base, _, _ := strings.Cut(lang, "-")
	for _, folder := range []string{lang, base, "en"} {
		dir := path.Join(resources, folder+".lproj")
		entries, err := fs.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".xlf") {
				read(fs, path.Join(dir, e.Name()), all)
			}
		}
	}
	return all
}

// xliff is the part of a file that matters: units in groups of any depth.
type xliff struct {
	Units  []unit  `xml:"trans-unit"`
	Groups []xliff `xml:"group"`
	Bodies []xliff `xml:"body"`
	Files  []xliff `xml:"file"`
}

type unit struct {
	Name   string  `xml:"resname,attr"`
	Source string  `xml:"source"`
	Target *string `xml:"target"`
}

// read adds the units of a file that are not known yet. A file that is broken
// adds nothing.
func read(fs host.FS, name string, all map[string]string) {
	info, err := fs.Stat(name)
	if err != nil || info.Size() > maxFile {
		return
	}
	data, err := fs.ReadFile(name)
	if err != nil {
		return
	}
	var x xliff
	if xml.Unmarshal(data, &x) == nil {
		x.add(all, 0)
	}
}

func (x *xliff) add(all map[string]string, depth int) {
	for _, u := range x.Units {
		text := u.Source
		if u.Target != nil {
			text = *u.Target
		}
		if _, known := all[u.Name]; !known && u.Name != "" {
			all[u.Name] = text
		}
	}
	for _, inner := range [][]xliff{x.Files, x.Bodies, x.Groups} {
		for i := range inner {
			if depth < 64 {
				inner[i].add(all, depth+1)
			}
		}
	}
}
