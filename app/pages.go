package app

import (
	"encoding/json"
	"net/url"
	"path/filepath"
	"strings"

	"quoin.dev/quoin/app/page"
	"quoin.dev/quoin/app/project"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/ui"
)

// Pages are the pages of a build with what they share.
type Pages struct {
	byName map[string]*PageFile // by lower-case name
	broken map[string]error     // files that are no pages, by lower-case name
	Shared *page.Shared
}

// PageFile is one page: as it is read, and as it is on disk.
type PageFile struct {
	*page.Page
	build *Build
	data  []byte
}

// readPages reads all pages; one that is no JSON is told and left out.
func (b *Build) readPages() {
	s := b.Snapshot
	shared, problems := page.ReadShared(page.SharedFiles{
		Sources: textOf(s.SharedSources), Styles: textOf(s.SharedStyles),
		Conditions: textOf(s.Conditions), Translations: textOf(s.Translations),
	})
	b.problems = append(b.problems, problems...)
	b.Pages = &Pages{byName: map[string]*PageFile{}, broken: map[string]error{}, Shared: shared}
	for _, f := range s.Pages {
		p, err := page.Read(f.Name, f.File.Path, f.File.Data)
		if err != nil {
			b.problems = append(b.problems, fault.AsProblem(err, f.File.Path))
			b.Pages.broken[strings.ToLower(f.Name)] = err
			continue
		}
		b.Pages.byName[strings.ToLower(f.Name)] = &PageFile{p, b, f.File.Data}
	}
	world := page.World{Model: b.Model, Shared: shared, Code: rolesView{b.Model, b.Program},
		HasPage: func(name string) bool { return s.Page(name) != nil }}
	if components, err := page.ReadComponents(ui.Definitions()); err != nil {
		b.problems = append(b.problems, fault.AsProblem(err, ""))
	} else {
		world.Components = components
	}
	for _, f := range b.Pages.byName {
		b.problems = append(b.problems, f.Page.Validate(world)...)
	}
}

func textOf(f *project.File) *page.Text {
	if f == nil {
		return nil
	}
	return &page.Text{Path: f.Path, Data: f.Data}
}

// Page returns a page by its name without regard to case, nil if there is none.
func (b *Build) Page(name string) *PageFile { return b.Pages.byName[strings.ToLower(name)] }

// BrokenPage says why a page that has a file cannot be shown, nil for others.
func (b *Build) BrokenPage(name string) error { return b.Pages.broken[strings.ToLower(name)] }

// Name as the file spells it.
func (f *PageFile) Name() string { return f.Page.Name }

// Title is the page's own title, "" if it has none.
func (f *PageFile) Title() string { return f.Page.Title }

// Document is the page file.
func (f *PageFile) Document() json.RawMessage { return f.data }

// FirstRequests are the addresses the page asks for before its first paint.
func (f *PageFile) FirstRequests(url.Values) []string {
	return f.Page.FirstRequests(f.build.Model, f.build.Pages.Shared)
}

// SharedFolder is the absolute path of the folder served as /$shared.
func (b *Build) SharedFolder() string {
	rel := b.Snapshot.Folder("Project/Sources/Shared")
	if rel == "" {
		rel = "Project/Sources/Shared"
	}
	return filepath.Join(b.Snapshot.Root, filepath.FromSlash(rel))
}

// WebFolder is the absolute path of the static files, "" if there are none.
func (b *Build) WebFolder() string {
	rel := b.Snapshot.Folder("WebFolder")
	if rel == "" {
		return ""
	}
	return filepath.Join(b.Snapshot.Root, filepath.FromSlash(rel))
}

// HandlersFile is HTTPHandlers.json, nil if there is none.
func (b *Build) HandlersFile() *project.File { return b.Snapshot.Handlers }
