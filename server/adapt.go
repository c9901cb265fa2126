package server

import (
	"context"
	"encoding/json"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app"
	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/server/handlers"
	"quoin.dev/quoin/server/render"
	"quoin.dev/quoin/server/rest"
)

// The doors declare what they need in their own words; this file says it in
// those of the application.

// restGeneration is a generation as the REST door sees it.
type restGeneration struct{ *app.Generation }

func (g restGeneration) Wrapper() orda.Wrapper     { return g.World() }
func (g restGeneration) Access() access.Decider    { return g.Policy() }
func (g restGeneration) ForceLogin() bool          { return g.Policy().ForceLogin() }
func (g restGeneration) Functions() rest.Functions { return restFunctions{g.Generation.Functions()} }

func (g restGeneration) Invoke(ctx context.Context, s *session.Session, c rest.Call) (rest.Reply, error) {
	call := app.Call{Level: levels[c.Target], Class: c.Class, Function: c.Function, Args: c.Args, HTTP: c.HTTP, Event: c.Event, Get: c.Get}
	switch c.Target {
	case rest.OnEntity:
		call.This = g.World().Entity(c.Entity)
	case rest.OnSelection:
		call.This = g.World().Selection(c.Selection)
	}
	r, err := g.Generation.Invoke(ctx, s, call)
	return rest.Reply{Value: r.Value, Effects: r.Effects, Outgoing: r.Outgoing}, err
}

var levels = [...]bind.Level{
	rest.OnDatastore: bind.OnDatastore, rest.OnDataclass: bind.OnDataclass, rest.OnEntity: bind.OnEntity,
	rest.OnSelection: bind.OnSelection, rest.OnSingleton: bind.OnSingleton,
}

// restFunctions are the exposed functions as the REST door sees them.
type restFunctions struct{ f *bind.Functions }

func (f restFunctions) Find(level rest.Target, class, name string) (rest.FunctionInfo, bool) {
	fn := f.f.Find(levels[level], class, name)
	if fn == nil {
		return rest.FunctionInfo{}, false
	}
	return describe(level, fn), true
}

func (f restFunctions) List(level rest.Target, class string) []rest.FunctionInfo {
	var list []rest.FunctionInfo
	for _, fn := range f.f.List(levels[level], class) {
		list = append(list, describe(level, fn))
	}
	return list
}

func (f restFunctions) Singletons() []string { return f.f.Singletons() }

func describe(level rest.Target, fn *bind.Function) rest.FunctionInfo {
	return rest.FunctionInfo{Class: fn.Class, Name: fn.Name, Level: level, Exposed: true,
		OnHTTPGet: fn.OnHTTPGet, Params: fn.ParamsText()}
}

// handlerGeneration is a generation as the door of HTTP handlers sees it.
type handlerGeneration struct{ *app.Generation }

type handlerTable struct{}

func (g handlerGeneration) Handlers() *handlers.Table {
	return g.Attachment(handlerTable{}, func() any {
		file := g.HandlersFile()
		if file == nil {
			return (*handlers.Table)(nil)
		}
		table, err := handlers.Load(file.Path, file.Data)
		if err != nil {
			g.Log().Warn("not all of HTTPHandlers.json is used", "error", err)
		}
		return table
	}).(*handlers.Table)
}

// renderGeneration is a generation as the door of pages sees it.
type renderGeneration struct{ *app.Generation }

func (g renderGeneration) Locale() string      { return g.Settings.Locale }
func (g renderGeneration) IndexPage() string   { return g.Settings.IndexPage }
func (g renderGeneration) DisplayMode() string { return g.Settings.DisplayMode }

func (g renderGeneration) Page(name string) (render.Page, bool) {
	p := g.Generation.Page(name)
	return p, p != nil
}

func (g renderGeneration) SharedParts() render.SharedParts {
	s := g.Pages.Shared
	return render.SharedParts{Datasources: json.RawMessage(s.SourcesJSON), Styles: json.RawMessage(s.StylesJSON),
		Conditions: json.RawMessage(s.ConditionsJSON), I18N: json.RawMessage(s.TranslationsJSON)}
}

// The doors ask for the generation once a request; a nil interface means that
// there is none.

func (s *server) restCurrent() rest.Generation {
	if g := s.app.Current(); g != nil && g.Datastore() != nil && g.Broken() == nil {
		return restGeneration{g}
	}
	return nil
}

func (s *server) renderCurrent() render.Generation {
	if g := s.app.Current(); g != nil {
		return renderGeneration{g}
	}
	return nil
}

func (s *server) handlersCurrent() handlers.Generation {
	if g := s.app.Current(); g != nil && g.Broken() == nil {
		return handlerGeneration{g}
	}
	return nil
}
