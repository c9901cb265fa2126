package app

import (
	"context"
	"fmt"
	"sync"

	"quoin.dev/quoin/app/project"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda/model"
)

// codebase keeps the code of a project parsed and checked from one build to the
// next, so that a change costs what it changes. The zero codebase is ready.
type codebase struct {
	mu        sync.Mutex // one use at a time; guards what follows
	revision  string
	workspace *lang.Workspace
}

// compile compiles the code of a snapshot.
func (c *codebase) compile(s *project.Snapshot, m *model.Model, cat *command.Catalogue) *vm.Program {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at(s, m, cat).Program()
}

// check checks the code of a snapshot.
func (c *codebase) check(ctx context.Context, s *project.Snapshot, m *model.Model, cat *command.Catalogue) []fault.Problem {
	c.mu.Lock()
	defer c.mu.Unlock()
	var problems []fault.Problem
	for _, d := range c.at(s, m, cat).All(ctx) {
		problems = append(problems, problemOf(d))
	}
	return problems
}

// checkText checks the code of a snapshot as if one of its files had another
// text; ok is false when no source has that path.
func (c *codebase) checkText(ctx context.Context, s *project.Snapshot, m *model.Model, cat *command.Catalogue, path, text string) (found []check.Diagnostic, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, source := range sourcesOf(s) {
		if source.Path != path {
			continue
		}
		w := c.at(s, m, cat)
		edited := source
		edited.Text = text
		w.Set(edited)
		defer w.Set(source)
		return w.Diagnostics(ctx, path), true
	}
	return nil, false
}

// at returns the workspace with the sources of a snapshot.
func (c *codebase) at(s *project.Snapshot, m *model.Model, cat *command.Catalogue) *lang.Workspace {
	if r := codeRevision(s); c.workspace == nil || c.revision != r {
		c.revision, c.workspace = r, lang.NewWorkspace(compileOptions(s, m, cat))
	}
	sources := sourcesOf(s)
	there := make(map[string]bool, len(sources))
	for _, source := range sources {
		there[source.Path] = true
	}
	for _, path := range c.workspace.Paths() {
		if !there[path] {
			c.workspace.Remove(path)
		}
	}
	c.workspace.Set(sources...)
	return c.workspace
}

// codeRevision changes with what code is checked against: the model, the settings
// of the checker, the roles, the components.
func codeRevision(s *project.Snapshot) string {
	r := ""
	for _, f := range []*project.File{s.Catalog, s.App, s.Roles} {
		if f != nil {
			r += f.Hash.String()
		}
		r += ";"
	}
	for _, c := range s.Uses {
		r += c.Revision() + ";"
	}
	return r
}

// readLevels reads our own key "quoin.check" of qodlyApp.json: the severities of
// diagnostics by code. What it does not understand is a problem.
func readLevels(s *project.Snapshot) (check.Levels, []fault.Problem) {
	if s.App == nil {
		return nil, nil
	}
	doc, err := jsontext.Parse(s.App.Path, s.App.Data)
	if err != nil {
		return nil, nil // told where the other settings are read
	}
	list := doc.Root.Get("quoin").Get("check")
	if list == nil {
		return nil, nil
	}
	levels := check.Levels{}
	var problems []fault.Problem
	for _, m := range list.Members {
		level, ok := check.ParseLevel(m.Value.Text())
		switch {
		case !ok:
			problems = append(problems, fault.Problem{Place: doc.Place(m.Value), Severity: fault.Warning, Code: "settings.check",
				Message: "The level of a diagnostic is off, hint, warning or error."})
		case !check.Knows(m.Name):
			problems = append(problems, fault.Problem{Place: doc.Place(m.Value), Severity: fault.Warning, Code: "settings.check",
				Message: fmt.Sprintf("There is no diagnostic %q.", m.Name)})
		default:
			levels[m.Name] = level
		}
	}
	return levels, problems
}
