// Package template provides PROCESS 4D TAGS: texts with instructions in the
// language between "<!--#4D" and "-->". A template is translated into a method
// in 4D and run, so that its variables are those of one method.
package template

import (
	_ "embed"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed template.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "template", Doc: doc, Commands: []command.Command{
		{Name: "PROCESS 4D TAGS", Sig: "(template: Text|Blob, &result: Text|Blob, ...parameters: Any)", Run: processTags},
	}}
}

func processTags(c *vm.Call) (value.Value, error) {
	v := c.Arg(0)
	source := convert.Text(v)
	if v.Kind() == value.Blob || v.Kind() == value.Object {
		source = string(c.Bytes(v))
	}
	if c.Err() != nil {
		return value.Value{}, nil
	}
	var params []value.Value
	if c.Len() > 2 {
		params = c.Args[2:]
	}
	out, err := Run(c.Process, source, params...)
	if err != nil {
		return value.Value{}, err
	}
	if c.Out(1).Kind() == value.Blob {
		c.SetOut(1, value.FromBlob([]byte(out)))
	} else {
		c.SetOut(1, value.FromText(out))
	}
	return value.Value{}, nil
}

// routine is the name of a translated template among the running code.
const routine = "template"

// Run processes a template in a process. Parameters are $1, $2 and so on.
func Run(p *vm.Process, source string, params ...value.Value) (string, error) {
	t := translator{include: func(path string) (string, error) {
		data, err := file.ReadPath(p, root+path)
		return string(data), err
	}}
	code, err := t.method(source)
	if err != nil {
		return "", err
	}
	if t.plain {
		return source, nil
	}
	fn, err := lang.Routine(p.Runtime.Program, routine, code, syntax.FourD)
	if err != nil {
		return "", t.placed(err)
	}
	v, err := p.Call(fn, p.This(), params...)
	if err != nil {
		return "", t.placed(err)
	}
	return v.AsText(), nil
}

// placed says where in the template an error of the translated method is.
func (t *translator) placed(err error) error {
	e := fault.As(err)
	if e == nil || e.Place.Path != routine || e.Place.Line < 1 || e.Place.Line > len(t.lines) {
		return err
	}
	out := *e
	out.Place.Line, out.Place.Column = t.lines[e.Place.Line-1], 1
	return &out
}
