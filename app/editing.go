package app

import (
	"context"
	"strings"

	"quoin.dev/quoin/app/page"
	"quoin.dev/quoin/app/project"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/service"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/source"
)

// Editing is a project as an editor works on it: files only, no data. It is safe
// for concurrent use.
type Editing struct {
	project   *project.Project
	catalogue *command.Catalogue
}

// Edit finds the project that a path means (see project.Open); sources "qodly"
// lets .4qs and model.4DModel win.
func Edit(path, sources string, cat *command.Catalogue) (*Editing, error) {
	form := project.Classic
	if sources == "qodly" {
		form = project.Qodly
	}
	p, err := project.Open(path, project.Options{Form: form})
	if err != nil {
		return nil, err
	}
	return &Editing{p, cat}, nil
}

// Editing returns the application's project for an editor.
func (a *App) Editing() *Editing { return &Editing{a.project, a.catalogue} }

// Root is the absolute path of the project's folder.
func (e *Editing) Root() string { return e.project.Root() }

// Load reads what is on disk now.
func (e *Editing) Load(context.Context) (*service.Files, error) {
	s, err := e.project.Load()
	if err != nil {
		return nil, err
	}
	b := &Build{Snapshot: s}
	bare := b.readModel()
	files := &service.Files{Options: compileOptions(s, bare, e.catalogue), Sources: sourcesOf(s),
		Mentions: func() []service.Mention { return mentions(s, bare) },
		Problems: func(ctx context.Context) []fault.Problem {
			return otherProblems(newBuild(ctx, s, &codebase{}, e.catalogue, false))
		}}
	files.Revision = codeRevision(s)
	if s.Catalog != nil {
		text := source.NewFile(s.Catalog.Path, s.Catalog.Text())
		files.Place = func(dataclass, attribute string) (service.Location, bool) {
			at, ok := model.Place(text, dataclass, attribute)
			return service.Location{File: text, Span: at}, ok
		}
	}
	return files, nil
}

// Loose returns what code outside of the project is edited with.
func (e *Editing) Loose() Loose { return Loose{e.catalogue} }

// Loose is what code that belongs to no project is edited with: the built-ins.
type Loose struct{ catalogue *command.Catalogue }

// NewLoose returns it for a catalogue.
func NewLoose(cat *command.Catalogue) Loose { return Loose{cat} }

// Root is "": there is no folder.
func (l Loose) Root() string { return "" }

// Load returns the built-ins.
func (l Loose) Load(context.Context) (*service.Files, error) {
	return &service.Files{Options: lang.Options{Builtins: l.catalogue.Builtins(), Catalogue: l.catalogue}}, nil
}

// otherProblems are the findings of files that are no code.
func otherProblems(b *Build) []fault.Problem {
	var list []fault.Problem
	for _, p := range b.problems {
		if !service.IsCode(p.Path) {
			list = append(list, p)
		}
	}
	return list
}

// mentions collects the names of code in pages, shared sources, roles and HTTP
// handlers.
func mentions(s *project.Snapshot, m *model.Model) []service.Mention {
	var list []service.Mention
	shared, _ := page.ReadShared(page.SharedFiles{Sources: textOf(s.SharedSources), Styles: textOf(s.SharedStyles),
		Conditions: textOf(s.Conditions), Translations: textOf(s.Translations)})
	world := page.World{Model: m, Shared: shared}
	for _, f := range s.Pages {
		if p, err := page.Read(f.Name, f.File.Path, f.File.Data); err == nil {
			list = appendMentions(list, p.Mentions(world))
		}
	}
	list = appendMentions(list, shared.Mentions())
	list = append(list, roleMentions(s.Roles)...)
	return append(list, handlerMentions(s.Handlers)...)
}

func appendMentions(list []service.Mention, found []page.Mention) []service.Mention {
	for _, f := range found {
		kind := service.MentionsAttribute
		if f.Function {
			kind = service.MentionsFunction
		}
		list = append(list, service.Mention{Location: service.Location{File: f.File, Span: f.Span}, Kind: kind, Owner: f.Class, Name: f.Name,
			Loose: f.Function && strings.TrimSuffix(strings.TrimSuffix(f.Class, "Entity"), "Selection") == f.Class})
	}
	return list
}

// mentionIn returns the mention of a part of a text of JSON; false where the
// text has escapes, whose places are not those of its letters.
func mentionIn(doc *jsontext.Doc, n *jsontext.Node, offset int, m service.Mention) (service.Mention, bool) {
	if !n.Is(jsontext.String) || len(doc.Raw(n)) != len(n.Text())+2 {
		return m, false
	}
	start := n.Span.Start + 1 + int32(offset)
	m.Location = service.Location{File: doc.File, Span: source.Span{Start: start, End: start + int32(len(m.Name))}}
	return m, true
}

// roleMentions are the targets of permissions.
func roleMentions(f *project.File) []service.Mention {
	if f == nil {
		return nil
	}
	doc, err := jsontext.Parse(f.Path, f.Data)
	if err != nil {
		return nil
	}
	var list []service.Mention
	allowed := doc.Root.Get("permissions").Get("allowed")
	if allowed == nil {
		return nil
	}
	for _, entry := range allowed.Items {
		n := entry.Get("applyTo")
		owner, name, member := strings.Cut(n.Text(), ".")
		m := service.Mention{Kind: service.MentionsClass, Name: owner}
		switch kind := entry.Get("type").Text(); {
		case member && kind == "attribute":
			m = service.Mention{Kind: service.MentionsAttribute, Owner: owner, Name: name}
		case member:
			m = service.Mention{Kind: service.MentionsFunction, Owner: owner, Name: name, Loose: kind == "method"}
			if owner == "ds" {
				m.Owner = "DataStore"
			}
		case owner == "" || owner == "ds":
			continue
		}
		if m, ok := mentionIn(doc, n, len(n.Text())-len(m.Name), m); ok {
			list = append(list, m)
		}
		if member && owner != "ds" {
			if m, ok := mentionIn(doc, n, 0, service.Mention{Kind: service.MentionsClass, Name: owner}); ok {
				list = append(list, m)
			}
		}
	}
	return list
}

// handlerMentions are the classes and functions of HTTP handlers.
func handlerMentions(f *project.File) []service.Mention {
	if f == nil {
		return nil
	}
	doc, err := jsontext.Parse(f.Path, f.Data)
	if err != nil || doc.Root == nil {
		return nil
	}
	var list []service.Mention
	for _, row := range doc.Root.Items {
		class, function := row.Get("class"), row.Get("method")
		if m, ok := mentionIn(doc, class, 0, service.Mention{Kind: service.MentionsClass, Name: class.Text()}); ok {
			list = append(list, m)
		}
		if m, ok := mentionIn(doc, function, 0, service.Mention{Kind: service.MentionsFunction, Owner: class.Text(), Name: function.Text()}); ok {
			list = append(list, m)
		}
	}
	return list
}
