package studio

import (
	"encoding/hex"
	"net/http"
	"strings"

	"quoin.dev/quoin/app/project"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
)

// fileEntry is a file of the explorer.
type fileEntry struct {
	Path string `json:"path"`
	Name string `json:"name"`
	Kind string `json:"kind"` // "class", "method", "databaseMethod", "trigger", "page", "settings"
}

// classEntry is a dataclass of the explorer.
type classEntry struct {
	Name       string           `json:"name"`
	Exposed    bool             `json:"exposed"`
	Attributes []attributeEntry `json:"attributes"`
}

type attributeEntry struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	Type string `json:"type"`
	Key  bool   `json:"key,omitempty"`
}

type projectAnswer struct {
	Name       string       `json:"name"`
	Generation int          `json:"generation"`
	Address    string       `json:"address"` // of the application
	IndexPage  string       `json:"indexPage"`
	Files      []fileEntry  `json:"files"`
	Classes    []classEntry `json:"classes"`
}

func (h *Handler) project(w http.ResponseWriter, _ *http.Request) error {
	g := h.o.App.Current()
	a := projectAnswer{Name: g.Name(), Generation: g.Number(), Address: h.o.Address(), IndexPage: g.Settings.IndexPage,
		Files: explorerFiles(g.Snapshot), Classes: explorerClasses(g.Model)}
	return send(w, a)
}

func explorerFiles(s *project.Snapshot) []fileEntry {
	files := []fileEntry{}
	for _, p := range s.Pages {
		files = append(files, fileEntry{p.File.Path, p.Name, "page"})
	}
	for _, group := range []struct {
		kind string
		list []*project.Source
	}{{"class", s.Classes}, {"method", s.Methods}, {"databaseMethod", s.DatabaseMethods}, {"trigger", s.Triggers}} {
		for _, src := range group.list {
			files = append(files, fileEntry{src.File.Path, src.Name, group.kind})
		}
	}
	for _, f := range []*project.File{s.Catalog, s.Roles, s.App, s.Handlers, s.SharedSources, s.SharedStyles, s.Conditions, s.Settings} {
		if f != nil {
			files = append(files, fileEntry{f.Path, f.Path[strings.LastIndexByte(f.Path, '/')+1:], "settings"})
		}
	}
	return files
}

func explorerClasses(m *model.Model) []classEntry {
	classes := []classEntry{}
	for _, d := range m.Classes {
		c := classEntry{Name: d.Name, Exposed: d.Exposed, Attributes: []attributeEntry{}}
		for _, a := range d.Attributes {
			c.Attributes = append(c.Attributes, attributeEntry{a.Name, kindName(a.Kind), typeName(a), a == d.Key})
		}
		classes = append(classes, c)
	}
	return classes
}

func kindName(k model.Kind) string {
	return [...]string{"storage", "relatedEntity", "relatedEntities", "calculated", "alias"}[k]
}

func typeName(a *model.Attribute) string {
	switch a.Kind {
	case model.RelatedEntity:
		return a.Related.Name
	case model.RelatedEntities:
		return a.Related.Name + "Selection"
	}
	return a.Type.String()
}

type fileAnswer struct {
	Path string `json:"path"`
	Text string `json:"text"`
	Hash string `json:"hash"`
}

func (h *Handler) readFile(w http.ResponseWriter, r *http.Request) error {
	f, err := h.o.App.Project().Read(r.URL.Query().Get("path"))
	if err != nil {
		return err
	}
	return send(w, fileAnswer{f.Path, string(f.Data), f.Hash.String()})
}

// saveFile saves the text of a code file. The answer holds its new hash and
// what the checker says of the whole project.
func (h *Handler) saveFile(w http.ResponseWriter, r *http.Request) error {
	var in fileAnswer
	if err := body(w, r, &in); err != nil {
		return err
	}
	was, err := parseHash(in.Hash)
	if err != nil {
		return err
	}
	p := h.o.App.Project()
	before, err := p.Read(in.Path)
	if err != nil {
		return err
	}
	if err := p.Write(in.Path, []byte(in.Text), was); err != nil {
		return err
	}
	now := project.HashOf([]byte(in.Text))
	if now != before.Hash {
		h.history.add(change{Path: in.Path, Label: "Edit " + baseName(in.Path), At: h.o.Host.Clock.Now(),
			files: []fileChange{{in.Path, before.Data, []byte(in.Text)}}})
	}
	problem := h.reload(r.Context())
	return send(w, savedAnswer{Hash: now.String(), Diagnostics: diagnosticsOf(h.o.App.Current().Diagnostics()), Problem: message(problem)})
}

// savedAnswer is the answer to every change of a file.
type savedAnswer struct {
	Hash        string       `json:"hash,omitempty"`
	Diagnostics []diagnostic `json:"diagnostics"`
	// Problem says why the change was saved and yet not taken over, "" if it was.
	Problem string `json:"problem,omitempty"`
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func parseHash(text string) (project.Hash, error) {
	var h project.Hash
	if n, err := hex.Decode(h[:], []byte(text)); err != nil || n != len(h) {
		return h, fault.New(fault.Invalid, "studio.hash", "The hash of what was edited is missing or malformed.")
	}
	return h, nil
}

func baseName(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
