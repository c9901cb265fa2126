package bind

import (
	"path"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// compileProject is Compile project. The project is compiled already when code
// runs: what there is to say about it is known.
func compileProject(c *vm.Call) (value.Value, error) {
	s, ok := scope(c)
	if !ok {
		return value.Value{}, nil
	}
	if o := c.Arg(0).AsObject(); o != nil && o.Native != nil {
		return value.Value{}, fault.New(fault.Unsupported, "bind.other-project", "%s: only the running project can be compiled.", c.Name)
	}
	errors := value.NewList()
	success := true
	for _, p := range s.World.problems() {
		if p.Severity == fault.Grave {
			success = false
		}
		errors.Push(value.FromObject(problemObject(p)))
	}
	out := value.NewObject()
	out.Set("success", value.FromBool(success))
	out.Set("errors", value.FromCollection(errors))
	return value.FromObject(out), nil
}

func (w *World) problems() []fault.Problem {
	if w.Problems == nil {
		return nil
	}
	return w.Problems()
}

func problemObject(p fault.Problem) *value.Obj {
	code := value.NewObject()
	code.Set("path", value.FromText(p.Path))
	name := strings.TrimSuffix(path.Base(p.Path), path.Ext(p.Path))
	switch path.Base(path.Dir(p.Path)) {
	case "Classes":
		code.Set("type", value.FromText("class"))
		code.Set("className", value.FromText(name))
	case "Methods":
		code.Set("type", value.FromText("projectMethod"))
		code.Set("methodName", value.FromText(name))
	case "DatabaseMethods":
		code.Set("type", value.FromText("databaseMethod"))
		code.Set("databaseMethod", value.FromText(name))
	}
	o := value.NewObject()
	o.Set("isError", value.FromBool(p.Severity == fault.Grave))
	o.Set("message", value.FromText(p.Message))
	o.Set("code", value.FromObject(code))
	o.Set("line", value.FromInt(int64(p.Line)))
	o.Set("lineInFile", value.FromInt(int64(p.Line)))
	return o
}
