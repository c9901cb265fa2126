package design

import (
	"net/url"
	"sort"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// The kinds of objects that have a path; they can be added up.
const (
	pathMethod   = 1
	pathDatabase = 2
	pathTrigger  = 8
	pathClass    = 32
	pathAll      = -1
)

// A path names a piece of code of the project. That of a project method is its
// name; the others begin with their kind:
//
//	[databaseMethod]/onStartup   [class]/Person   [trigger]/table_1
//
// Characters that could be misread are URL-encoded.
const (
	databasePrefix = "[databaseMethod]/"
	classPrefix    = "[class]/"
	triggerPrefix  = "[trigger]/"
)

// codeFile is what a path leads to.
type codeFile struct {
	source *source.File
	qodly  bool
	kind   int
	name   string
}

func find(c *vm.Call, path string) (codeFile, error) {
	prog := program(c)
	kind, name := split(path)
	f := codeFile{kind: kind, name: name}
	switch kind {
	case pathClass:
		if class := prog.Class(name); class != nil && class.Source != nil {
			f.source = class.Source
			f.qodly = strings.HasSuffix(strings.ToLower(class.Source.Path), ".4qs")
		}
	case pathMethod:
		f.take(prog.Method(name))
	default:
		f.take(prog.DatabaseMethod(name))
	}
	if f.source == nil {
		return f, fault.New(fault.NotFound, "design.path", "%s: the project has no code at the path %q.", c.Name, path)
	}
	return f, nil
}

func (f *codeFile) take(m *vm.Function) {
	if m != nil {
		f.source, f.qodly = m.Source, m.Qodly
	}
}

func split(path string) (kind int, name string) {
	kind = pathMethod
	for prefix, k := range map[string]int{databasePrefix: pathDatabase, classPrefix: pathClass, triggerPrefix: pathTrigger} {
		if len(path) > len(prefix) && strings.EqualFold(path[:len(prefix)], prefix) {
			kind, path = k, path[len(prefix):]
			break
		}
	}
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	return kind, path
}

func join(kind int, name string) string {
	name = strings.NewReplacer("%", "%25", `"`, "%22", "*", "%2A", "/", "%2F", ":", "%3A", "<", "%3C", ">", "%3E", "?", "%3F", "|", "%7C", `\`, "%5C").Replace(name)
	switch kind {
	case pathDatabase:
		return databasePrefix + name
	case pathClass:
		return classPrefix + name
	case pathTrigger:
		return triggerPrefix + name
	}
	return name
}

// resolvePath takes a path apart; there need be no code at it. Forms and tables
// have no code here.
func resolvePath(c *vm.Call) (value.Value, error) {
	kind, name := split(c.Text(0))
	c.SetOut(1, value.FromInt(int64(kind)))
	c.SetOut(3, value.FromText(name))
	if c.Len() > 4 && c.Arg(4) != vm.Star {
		c.SetOut(4, value.FromText(""))
	}
	return value.Value{}, nil
}

func getPath(c *vm.Call) (value.Value, error) {
	return value.FromText(join(c.Int(0), c.Text(1))), nil
}

// getPaths has two forms: (kind; paths) and (folder; kind; paths).
func getPaths(c *vm.Call) (value.Value, error) {
	in, kindAt := "", 0
	if c.Arg(0).Kind() == value.Text {
		in, kindAt = c.Text(0), 1
	}
	kind := int(c.Out(kindAt).AsInt())
	var paths []string
	for _, f := range all(program(c), kind) {
		if in == "" || folders(c.Runtime()).holds(in, f) {
			paths = append(paths, join(f.kind, f.name))
		}
	}
	fill(c, kindAt+1, paths)
	return value.Value{}, nil
}

// all lists the code of the kinds asked for, by kind and name.
func all(prog *vm.Program, kinds int) []codeFile {
	var found []codeFile
	if kinds&pathMethod != 0 {
		for _, m := range prog.Methods() {
			found = append(found, codeFile{kind: pathMethod, name: m.Name})
		}
	}
	for _, m := range prog.DatabaseMethods() {
		kind := pathDatabase
		if strings.HasPrefix(strings.ToLower(m.Name), "table_") {
			kind = pathTrigger
		}
		if kinds&kind != 0 {
			found = append(found, codeFile{kind: kind, name: m.Name})
		}
	}
	if kinds&pathClass != 0 {
		for _, c := range prog.Classes() {
			if c.Source != nil {
				found = append(found, codeFile{kind: pathClass, name: c.Name})
			}
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].kind < found[j].kind })
	return found
}
