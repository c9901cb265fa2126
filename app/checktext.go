package app

import (
	"context"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
	"quoin.dev/quoin/source"
)

// CheckText returns what there is to say about a file if it had another text
// than it has on disk: that of an editor while somebody types.
func (a *App) CheckText(ctx context.Context, path, text string) []fault.Problem {
	g := a.Current()
	found, ok := a.code.checkText(ctx, g.Snapshot, g.Model, a.catalogue, path, text)
	if !ok {
		return checkJSON(path, text)
	}
	var problems []fault.Problem
	for _, d := range found {
		problems = append(problems, problemOf(d))
	}
	return problems
}

// checkJSON finds where a text that should be JSON is not.
func checkJSON(path, text string) []fault.Problem {
	if len(text) == 0 || text[0] == '<' { // XML: the catalog, the settings
		return nil
	}
	if _, err := jsontext.Parse(path, []byte(text)); err != nil {
		p := fault.AsProblem(err, path)
		if p.Place.Line == 0 {
			p.Place = source.Place{Path: path, Line: 1, Column: 1}
		}
		return []fault.Problem{p}
	}
	return nil
}
