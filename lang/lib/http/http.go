// Package http provides the HTTP client: the class 4D.HTTPRequest and the older
// commands.
package http

import (
	_ "embed"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed http.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "http", Commands: commands(), Classes: classes(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	later := command.Later
	return []command.Command{
		{Name: "HTTP AUTHENTICATE", Sig: "(...arguments: Any)", State: later},
		{Name: "HTTP Get", Sig: "(url: Text, &response: Any, &headerNames?: Array, &headerValues?: Array, *) : Integer", Run: get},
		{Name: "HTTP Get certificates folder", Sig: "() : Text", State: later},
		{Name: "HTTP GET OPTION", Sig: "(option: Integer, &value: Any)", State: later},
		{Name: "HTTP Parse message", Sig: "(message: Text|Blob) : Object", State: later},
		{Name: "HTTP Request", Sig: "(method: Text, url: Text, body: Any, &response: Any, &headerNames?: Array, &headerValues: Array, *) : Integer", Run: request},
		{Name: "HTTP SET CERTIFICATES FOLDER", Sig: "(path: Text)", State: later},
		{Name: "HTTP SET OPTION", Sig: "(option: Integer, value: Any)", State: later},
	}
}

func classes() []command.Class {
	read := func(name string, get func(*exchange) value.Value) command.Property {
		return command.Property{Name: name, Type: "Any", Get: func(c *vm.Call) (value.Value, error) {
			x := vm.Receiver[*exchange](c)
			if x == nil {
				return value.Value{}, nil
			}
			return get(x), nil
		}}
	}
	return []command.Class{
		{
			Name: "HTTPRequest",
			Doc:  "A request that is under way from its creation on.",
			New:  &command.Command{Name: "new", Sig: "(url: Text, options?: Object) : 4D.HTTPRequest", Run: newRequest},
			Functions: []command.Command{
				{Name: "terminate", Sig: "()", Run: terminate},
				{Name: "wait", Sig: "(seconds?: Real) : 4D.HTTPRequest", Run: wait},
			},
			Properties: []command.Property{
				read("url", func(x *exchange) value.Value { return value.FromText(x.url) }),
				read("method", func(x *exchange) value.Value { return value.FromText(x.method) }),
				read("headers", func(x *exchange) value.Value { return value.FromObject(x.sent) }),
				read("dataType", func(x *exchange) value.Value { return value.FromText(x.dataType) }),
				read("encoding", func(x *exchange) value.Value { return value.FromText(x.encoding) }),
				read("timeout", func(x *exchange) value.Value { return value.FromReal(x.timeout.Seconds()) }),
				read("returnResponseBody", func(x *exchange) value.Value { return value.FromBool(x.keepBody) }),
				read("protocol", func(*exchange) value.Value { return value.FromText("auto") }),
				read("response", (*exchange).response),
				read("errors", (*exchange).errors),
				read("terminated", (*exchange).terminated),
			},
		},
		{Name: "HTTPAgent", Doc: "A pool of connections that requests share.",
			New: &command.Command{Name: "new", Sig: "(options?: Object) : 4D.HTTPAgent", State: command.Later}},
	}
}

func constants() []command.Constant {
	all := []command.Constant{
		{Name: "HTTP basic", Value: 1},
		{Name: "HTTP digest", Value: 2},
		{Name: "HTTP compression", Value: 6},
		{Name: "HTTP display auth dial", Value: 4},
		{Name: "HTTP follow redirect", Value: 2},
		{Name: "HTTP max redirect", Value: 3},
		{Name: "HTTP timeout", Value: 1},
	}
	for _, verb := range []string{"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"} {
		all = append(all, command.Constant{Name: "HTTP " + verb + " method", Value: verb})
	}
	return all
}
