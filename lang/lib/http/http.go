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
	return []command.Command{
		{Name: "HTTP AUTHENTICATE", Sig: "(name: Text, password: Text, method?: Integer, *)", Run: authenticate},
		{Name: "HTTP Get", Sig: "(url: Text, &response: Any, &headerNames?: Array, &headerValues?: Array, *) : Integer", Run: get},
		{Name: "HTTP Get certificates folder", Sig: "() : Text", Run: getCertificatesFolder},
		{Name: "HTTP GET OPTION", Sig: "(option: Integer, &value: Integer)", Run: getOption},
		{Name: "HTTP Parse message", Sig: "(message: Text|Blob) : Object", Run: parseMessage},
		{Name: "HTTP Request", Sig: "(method: Text, url: Text, body: Any, &response: Any, &headerNames?: Array, &headerValues: Array, *) : Integer", Run: request},
		{Name: "HTTP SET CERTIFICATES FOLDER", Sig: "(path: Text)", Run: setCertificatesFolder},
		{Name: "HTTP SET OPTION", Sig: "(option: Integer, value: Integer)", Run: setOption},
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
				read("protocol", (*exchange).version),
				read("agent", func(x *exchange) value.Value { return x.agentObject }),
				read("response", (*exchange).response),
				read("errors", (*exchange).errors),
				read("terminated", (*exchange).terminated),
			},
		},
		agentClass(),
	}
}

func constants() []command.Constant {
	all := []command.Constant{
		{Name: "HTTP basic", Value: authBasic},
		{Name: "HTTP digest", Value: authDigest},
		{Name: "HTTP timeout", Value: optionTimeout},
		{Name: "HTTP follow redirect", Value: optionFollow},
		{Name: "HTTP max redirect", Value: optionMost},
		{Name: "HTTP display auth dial", Value: optionDialog},
		{Name: "HTTP reset auth settings", Value: optionReset},
		{Name: "HTTP compression", Value: optionCompression},
		{Name: "HTTP enable client log", Value: optionLog},
		{Name: "HTTP disable log", Value: 0},
		{Name: "HTTP enable log with request body", Value: 3},
		{Name: "HTTP enable log with response body", Value: 5},
		{Name: "HTTP enable log with all body parts", Value: 7},
		{Name: "HTTP enable log without body", Value: 1},
	}
	for _, verb := range []string{"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"} {
		all = append(all, command.Constant{Name: "HTTP " + verb + " method", Value: verb})
	}
	return all
}
