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
	return command.Family{Name: "localisation", Doc: doc, Commands: []command.Command{
		{Name: "Get database localization", Sig: "(kind?: Integer, *) : Text", Run: language},
		{Name: "Localized string", Aliases: []string{"Get localized string"}, Sig: "(resource: Text) : Text", Run: localizedString},
		{Name: "SET DATABASE LOCALIZATION", Sig: "(language: Text, *)", State: command.Later},
	}}
}

func language(c *vm.Call) (value.Value, error) {
	return value.FromText(c.Runtime().Collator.Language()), nil
}

// localizedString answers "" for a resource that is not known.
func localizedString(c *vm.Call) (value.Value, error) {
	return value.FromText(textsOf(c.Runtime())[c.Text(0)]), nil
}

type textsKey struct{}

// texts are read once, when the first one is asked for.
type texts struct {
	once sync.Once
	all  map[string]string
}

func textsOf(rt *vm.Runtime) map[string]string {
	t := rt.Kept(textsKey{}, func() any { return &texts{} }).(*texts)
	t.once.Do(func() { t.all = load(rt.Host.FS, rt.Paths["/RESOURCES/"], rt.Collator.Language()) })
	return t.all
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
