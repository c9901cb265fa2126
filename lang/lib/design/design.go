// Package design provides what code asks of its own project: the methods and
// classes there are, their source text and their attributes. Test frameworks
// written in the language find their tests this way. The commands that change
// the project are not here: a running project does not rewrite itself.
package design

import (
	_ "embed"
	"strings"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed design.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "design", Commands: commands(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "Command name", Sig: "(command: Integer, &info?: Integer, &theme?: Text) : Text", Run: commandName},
		{Name: "METHOD Get attribute", Sig: "(path: Text, attribute: Integer, *) : Boolean", Run: getAttribute},
		{Name: "METHOD GET ATTRIBUTES", Sig: "(path: Text, &attributes: Object, *)", Run: getAttributes},
		{Name: "METHOD GET CODE", Sig: "(path: Any, &code: Any, option?: Integer, *)", Run: getCode},
		{Name: "METHOD GET FOLDERS", Sig: "(&names: Array, filter?: Text, *)", Run: getFolders},
		{Name: "METHOD GET NAMES", Sig: "(&names: Array, filter?: Text, *)", Run: getNames},
		{Name: "METHOD Get path", Sig: "(kind: Integer, name?: Text, *) : Text", Run: getPath},
		{Name: "METHOD GET PATHS", Sig: "(folder: Any, &kind: Any, &paths?: Any, &stamp?: Real, *)", Run: getPaths},
		{Name: "METHOD RESOLVE PATH", Sig: "(path: Text, &kind: Integer, &table: Any, &name: Text, &form?: Text, *)", Run: resolvePath},
	}
}

func constants() []command.Constant {
	return []command.Constant{
		{Name: "Path all objects", Value: pathAll},
		{Name: "Path class", Value: pathClass, Token: "K72:19"},
		{Name: "Path database method", Value: pathDatabase},
		{Name: "Path project form", Value: 4},
		{Name: "Path project method", Value: pathMethod, Token: "K72:1"},
		{Name: "Path table form", Value: 16},
		{Name: "Path trigger", Value: pathTrigger},
		{Name: "Attribute invisible", Value: 1, Token: "K72:6"},
		{Name: "Attribute published Web", Value: 2, Token: "K72:7"},
		{Name: "Attribute published SOAP", Value: 3, Token: "K72:8"},
		{Name: "Attribute published WSDL", Value: 4, Token: "K72:9"},
		{Name: "Attribute shared", Value: 5, Token: "K72:10"},
		{Name: "Attribute published SQL", Value: 7, Token: "K72:11"},
		{Name: "Attribute executed on server", Value: 8, Token: "K72:12"},
		{Name: "Attribute folder name", Value: 1024},
		{Name: "Code with tokens", Value: withTokens},
	}
}

// commandName answers with the name behind the number of a token. Commands need
// no particular process here, and belong to no theme.
func commandName(c *vm.Call) (value.Value, error) {
	name := ""
	if n := c.Runtime().Program.Builtins.CommandByNumber(c.Int(0)); n != nil {
		name = n.Name
	}
	c.Process.SetVariable("OK", value.FromInt(int64(min(len(name), 1))))
	if c.Len() > 1 {
		c.SetOut(1, value.FromInt(int64(min(len(name), 1))))
	}
	if c.Len() > 2 {
		c.SetOut(2, value.FromText(""))
	}
	return value.FromText(name), nil
}

// withTokens is the option of METHOD GET CODE that keeps the suffixes.
const withTokens = 1

// getCode gives the text of one method, or of each of an array of them. The
// lines end with carriage returns, as those of the original's editor do.
func getCode(c *vm.Call) (value.Value, error) {
	tokens := c.Len() > 2 && c.Arg(2) != vm.Star && c.Int(2) == withTokens
	if paths := c.Arg(0).AsArray(); paths != nil {
		texts := &value.Arr{Element: value.Text, Items: []value.Value{value.FromText("")}}
		for _, path := range paths.Items[1:] {
			text, err := code(c, path.AsText(), tokens)
			if err != nil {
				return value.Value{}, err
			}
			texts.Items = append(texts.Items, value.FromText(text))
		}
		c.SetOut(1, value.FromArray(texts))
		return value.Value{}, nil
	}
	text, err := code(c, c.Text(0), tokens)
	c.SetOut(1, value.FromText(text))
	return value.Value{}, err
}

func code(c *vm.Call, path string, tokens bool) (string, error) {
	f, err := find(c, path)
	if err != nil {
		return "", err
	}
	text := strings.TrimPrefix(f.source.Text, "\ufeff")
	if !tokens && !f.qodly {
		text = syntax.WithoutTokens(text, syntax.FourD)
	}
	return strings.NewReplacer("\r\n", "\r", "\n", "\r").Replace(text), nil
}

func getNames(c *vm.Call) (value.Value, error) {
	var names []string
	for _, m := range program(c).Methods() {
		names = append(names, m.Name)
	}
	fill(c, 0, matching(c, names))
	return value.Value{}, nil
}

// program is whose code a call asks about: that of the component which runs, or
// with a star that of the application.
func program(c *vm.Call) *vm.Program {
	if c.HasMark(vm.Star) {
		return c.Runtime().Program
	}
	return c.Process.Program()
}

func getFolders(c *vm.Call) (value.Value, error) {
	fill(c, 0, matching(c, folders(c.Runtime()).names()))
	return value.Value{}, nil
}

// matching keeps the names that fit the filter in the second argument.
func matching(c *vm.Call, names []string) []string {
	filter := "@"
	if c.Len() > 1 && c.Arg(1) != vm.Star {
		filter = c.Text(1)
	}
	var kept []string
	for _, name := range names {
		if c.Runtime().Collator.Match(name, filter) {
			kept = append(kept, name)
		}
	}
	return kept
}

// fill puts texts into the array in argument i.
func fill(c *vm.Call, i int, texts []string) {
	a := &value.Arr{Element: value.Text, Items: []value.Value{value.FromText("")}}
	for _, s := range texts {
		a.Items = append(a.Items, value.FromText(s))
	}
	c.SetOut(i, value.FromArray(a))
}
