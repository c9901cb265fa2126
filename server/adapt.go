package server

import (
	"context"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/app"
	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/server/handlers"
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

func (g handlerGeneration) Handlers() *handlers.Table {
	t, _ := g.Attachment(handlerTable{}, func() any {
		data, path := g.HandlersFile()
		if data == nil {
			return (*handlers.Table)(nil)
		}
		table, err := handlers.Load(path, data)
		if err != nil {
			g.Log().Error("HTTPHandlers.json was left out", "error", err)
		}
		return table
	}).(*handlers.Table)
	return t
}

type handlerTable struct{}

func (g handlerGeneration) Handle(ctx context.Context, s *session.Session, class, function string, in *message.Incoming) (*message.Outgoing, error) {
	return g.Generation.Handle(ctx, s, class, function, in)
}
