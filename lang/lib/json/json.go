// Package json provides the commands that read and write JSON.
package json

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed json.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "json", Commands: commands(), Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "JSON Parse", Sig: "(text: Text, type?: Integer, *) : Any", Run: parse},
		{Name: "JSON PARSE ARRAY", Sig: "(text: Text, &array: Array)", Run: parseArray},
		{Name: "JSON Resolve pointers", Sig: "(object: Object, options?: Object) : Object", Run: resolvePointers},
		{Name: "JSON Stringify", Sig: "(value: Any, *) : Text", Run: stringify},
		{Name: "JSON Stringify array", Sig: "(array: Array, *) : Text", Run: stringifyArray},
		{Name: "JSON TO SELECTION", Sig: "(...arguments: Any)", State: command.Later},
		{Name: "JSON Validate", Sig: "(value: Any, schema: Object) : Object", Run: validate},
		{Name: "Selection to JSON", Sig: "(...arguments: Any) : Text", State: command.Later},
	}
}

func parse(c *vm.Call) (value.Value, error) {
	s := strings.TrimPrefix(c.Text(0), "\ufeff")
	if !c.Reserve(8 * len(s)) {
		return value.Value{}, nil
	}
	v, err := value.ParseJSON(s, value.ParseOptions{Dates: true, Shapes: c.Process.Runtime.Program.Shapes})
	if err != nil {
		return value.Value{}, err
	}
	if c.Arg(1).IsNumber() {
		v = convert.To(v, c.Int(1))
	}
	if o := v.AsObject(); o != nil && c.HasMark(vm.Star) {
		o.Set("__symbols", symbols(s))
	}
	return v, nil
}

// stringify writes text without the escapes that only pages need.
func stringify(c *vm.Call) (value.Value, error) { return written(c, c.Arg(0)) }

// stringifyArray writes the elements of an array from 1 on.
func stringifyArray(c *vm.Call) (value.Value, error) {
	a := c.Arg(0).AsArray()
	if a == nil {
		return c.Failf(54, "got %s, want an array", c.Process.Describe(c.Arg(0)))
	}
	return written(c, value.FromCollection(value.NewList(a.Items[1:]...)))
}

// parseArray fills an array with the elements of a JSON array, converted to its
// type; an array that is not declared yet becomes one of texts.
func parseArray(c *vm.Call) (value.Value, error) {
	s := strings.TrimPrefix(c.Text(0), "\ufeff")
	if !c.Reserve(8 * len(s)) {
		return value.Value{}, nil
	}
	v, err := value.ParseJSON(s, value.ParseOptions{Dates: true})
	if err != nil {
		return value.Value{}, err
	}
	l := v.AsCollection()
	if l == nil {
		return c.Failf(0, "got %s, want a JSON array", c.Process.Describe(v))
	}
	a := c.Out(1).AsArray()
	if a == nil {
		a = &value.Arr{Element: value.Text, Items: []value.Value{value.FromText("")}}
		c.SetOut(1, value.FromArray(a))
	}
	a.Items = a.Items[:1]
	for _, x := range l.Items() {
		a.Items = append(a.Items, vm.ArrayItem(a.Element, x))
	}
	return value.Value{}, nil
}

// written is a value as JSON text, indented when there is a star.
func written(c *vm.Call, v value.Value) (value.Value, error) {
	o := Options(c.Process)
	if c.HasMark(vm.Star) {
		o.Indent = "\t"
	}
	out, err := value.AppendJSON(nil, v, o)
	if err != nil {
		return value.Value{}, err
	}
	if !c.Reserve(len(out)) {
		return value.Value{}, nil
	}
	return value.FromText(string(out)), nil
}

// maxSize bounds the JSON that code makes.
const maxSize = 128 << 20

// Options returns how the language writes JSON: instances by their properties,
// what stands for something outside by its class, pictures and blobs by a name.
func Options(p *vm.Process) value.JSONOptions {
	var o value.JSONOptions
	o.Plain, o.Size = true, maxSize
	o.Media = func(dst []byte, v value.Value) []byte {
		if v.Kind() == value.Picture {
			return append(dst, `"[object Picture]"`...)
		}
		return append(dst, `"[object Blob]"`...)
	}
	o.Native = func(dst []byte, obj *value.Obj) ([]byte, bool, error) {
		if obj.Native == nil {
			return dst, false, nil
		}
		if d, ok := obj.Native.(vm.Dynamic); ok {
			flat := value.NewObject()
			for _, name := range d.PropertyNames(p) {
				v, _, err := d.Property(p, name)
				if err != nil {
					return dst, true, err
				}
				if inner := v.AsObject(); inner != nil && inner.Native != nil {
					v = value.FromText("[object " + className(p, inner) + "]")
				}
				flat.Set(name, v)
			}
			out, err := value.AppendJSON(dst, value.FromObject(flat), o)
			return out, true, err
		}
		return value.AppendQuoted(dst, "[object "+className(p, obj)+"]"), true, nil
	}
	return o
}

func className(p *vm.Process, o *value.Obj) string {
	if _, ok := o.Native.(*vm.FuncValue); ok {
		return "Formula"
	}
	if k := p.ClassOf(value.FromObject(o)); k != nil {
		return k.Name
	}
	return "Object"
}

// symbols says for each property of the outermost objects where it stands:
// {path: {line, offset}}, lines from 1 and offsets in bytes of the line from 1.
func symbols(s string) value.Value {
	out := value.NewObject()
	depth, line, lineStart, expectName := 0, 1, 0, false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\n':
			line, lineStart = line+1, i+1
		case '{':
			depth++
			expectName = depth == 1
		case '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			expectName = depth == 1
		case '"':
			end := closing(s, i)
			if expectName && depth == 1 {
				place := value.NewObject()
				place.Set("line", value.FromInt(int64(line)))
				place.Set("offset", value.FromInt(int64(utf8.RuneCountInString(s[lineStart:i])+1)))
				if name, err := value.ParseJSON(s[i:end+1], value.ParseOptions{}); err == nil {
					out.Set(name.AsText(), value.FromObject(place))
				}
				expectName = false
			}
			i = end
		}
	}
	return value.FromObject(out)
}

// closing returns the position of the quote that ends the string at i.
func closing(s string, i int) int {
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(s) - 1
}
