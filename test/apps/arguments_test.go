package apps_test

import (
	"strings"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/value"
)

// arguments makes arguments that fit what a function declares. depth counts
// constructors that need arguments themselves.
func (s *smoke) arguments(w *app.Work, f *vm.Function, depth int) []value.Value {
	args := make([]value.Value, len(f.Params))
	for i, p := range f.Params {
		args[i] = s.argument(w, p, depth)
	}
	if f.Variadic {
		args = append(args, value.FromText("more"), value.FromInt(2))
	}
	return args
}

func (s *smoke) argument(w *app.Work, p vm.Param, depth int) value.Value {
	switch p.Type.Kind {
	case types.Text:
		return value.FromText(plausible(p.Name))
	case types.Integer:
		return value.FromInt(1)
	case types.Real:
		return value.FromReal(1.5)
	case types.Boolean:
		return value.FromBool(true)
	case types.Date:
		return value.FromDate(value.NewDay(2026, 11, 20))
	case types.Time:
		return value.FromTime(3600)
	case types.Collection:
		o := value.NewObject()
		o.Set("name", value.FromText("one"))
		o.Set("value", value.FromInt(1))
		return value.FromCollection(value.NewList(value.FromObject(o)))
	case types.Blob:
		return value.FromBlob([]byte("blob"))
	case types.Object:
		return s.object(w, p.Type.Class, depth)
	}
	return value.FromText(plausible(p.Name))
}

// plausible is a text for a parameter of some name.
func plausible(name string) string {
	name = strings.ToLower(name)
	for _, known := range [...]struct{ part, text string }{
		{"mail", "ann@example.com"}, {"date", "2026-11-20"}, {"time", "10:30"}, {"url", "http://example.com/a?b=c"}, {"path", "/RESOURCES/a.txt"},
		{"json", `{"a":[1,2]}`}, {"id", "1"}, {"color", "#ff0000"}, {"phone", "+33 1 23 45"},
	} {
		if strings.Contains(name, known.part) {
			return known.text
		}
	}
	return "Alpha"
}

func (s *smoke) object(w *app.Work, class string, depth int) value.Value {
	name, ofProject := strings.CutPrefix(class, "cs.")
	if ofProject {
		if c := s.g.Program.Class(name); c != nil && depth < 3 {
			if v, err := s.instance(w, c, depth); err == nil {
				return v
			}
		}
		return value.NullValue()
	}
	switch class {
	case "4D.Function":
		return vm.NativeValue(&vm.Native{Name: "smoke", Max: -1, Run: func(c *vm.Call) (value.Value, error) { return c.Arg(0), nil }})
	case "4D.File", "4D.Folder":
		command := "File"
		if class == "4D.Folder" {
			command = "Folder"
		}
		if n := s.g.Program.Builtins.Command(command); n != nil {
			if v, err := w.Call(vm.NativeValue(n), value.Value{}, value.FromText("/DATA/")); err == nil {
				return v
			}
		}
		return value.NullValue()
	}
	o := value.NewObject()
	for _, p := range [...]struct {
		name string
		v    value.Value
	}{
		{"name", value.FromText("Alpha")}, {"email", value.FromText("ann@example.com")}, {"ID", value.FromInt(1)}, {"value", value.FromInt(1)},
		{"operator", value.FromText("=")}, {"attributeName", value.FromText("name")}, {"dataClassName", value.FromText("Alpha")},
		{"eventType", value.FromText("touched")}, {"status", value.FromText("ok")}, {"items", value.FromCollection(value.NewList())},
	} {
		o.Set(p.name, p.v)
	}
	return value.FromObject(o)
}

// instance is receiver, without endless constructors.
func (s *smoke) instance(w *app.Work, c *vm.Class, depth int) (value.Value, error) {
	for k := c; k != nil; k = k.Parent {
		if k.Store == "4D" && k.Name != "Object" {
			return s.receiver(w, c)
		}
	}
	if c.Singleton || c.SessionSingleton {
		return w.Singleton(c)
	}
	var args []value.Value
	if c.Constructor != nil {
		args = s.arguments(w, c.Constructor, depth+1)
	}
	return w.New(c, args...)
}

// fill saves three entities of each dataclass, then joins them. What the
// project's events refuse is left out.
func (s *smoke) fill() {
	w := s.g.Begin(s.t.Context(), s.s, vm.ProcessOptions{Name: "fill"})
	defer w.End()
	made := map[*model.Dataclass][]value.Value{}
	for _, d := range s.g.Model.Classes {
		for i := range 3 {
			class, err := w.Member(w.Datastore(), d.Name)
			if err != nil {
				s.t.Fatal(err)
			}
			e, err := w.CallMember(class, "new")
			if err != nil {
				continue
			}
			for _, a := range d.Attributes {
				if v := sample(a, i); !v.IsUndefined() {
					_ = w.SetMember(e, a.Name, v)
				}
			}
			_, _ = w.CallMember(e, "save")
			made[d] = append(made[d], e)
		}
	}
	for _, d := range s.g.Model.Classes {
		for i, e := range made[d] {
			for _, a := range d.Attributes {
				if a.Kind == model.RelatedEntity && len(made[a.Related]) > i {
					_ = w.SetMember(e, a.Name, made[a.Related][i])
				}
			}
			_, _ = w.CallMember(e, "save")
		}
	}
}

// sample is a value for a stored attribute; undefined where the engine gives
// one.
func sample(a *model.Attribute, i int) value.Value {
	if a.Kind != model.Storage || a.AutoSequence || a.AutoUUID || a.Internal {
		return value.Value{}
	}
	switch a.Type {
	case model.TextType:
		return value.FromText(plausible(a.Name) + [...]string{"", " two", " three"}[i])
	case model.BoolType:
		return value.FromBool(i == 0)
	case model.DateType:
		return value.FromDate(value.NewDay(2026, 11, 18+i))
	case model.TimeType:
		return value.FromTime(int64(3600 * (i + 1)))
	case model.ObjectType:
		o := value.NewObject()
		o.Set("name", value.FromText("Alpha"))
		return value.FromObject(o)
	case model.BlobType, model.PictureType, model.UUIDType, model.NoType:
		return value.Value{}
	}
	return value.FromInt(int64(i + 1))
}
