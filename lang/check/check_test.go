package check_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/source"
)

// TestDiagnostics runs testdata/diagnostics.txt: sections "## title", a source
// ("[class]" in the title: a class; "--- name.4dm" begins another file, whose
// name in capitals makes it a class; "[hints]": with them), and after "### finds" one line for each
// diagnostic: line:column severity code. Files after the first add their path.
func TestDiagnostics(t *testing.T) {
	raw, err := os.ReadFile("testdata/diagnostics.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split("\n"+string(raw), "\n## ")[1:] {
		title, body, _ := strings.Cut(part, "\n")
		text, want, _ := strings.Cut(body, "\n### finds\n")
		t.Run(title, func(t *testing.T) {
			p := check.NewProject(check.Options{Library: library{}, Model: model{}})
			set(p, "other.4dm", "other", check.MethodUnit, "#DECLARE(...)\n")
			kind := check.MethodUnit
			if strings.Contains(title, "[class]") {
				kind = check.ClassUnit
			}
			files := strings.Split("\n"+text, "\n--- ")
			set(p, "m.4dm", "M", kind, files[0][1:]+"\n")
			for _, f := range files[1:] {
				path, text, _ := strings.Cut(f, "\n")
				kind := check.MethodUnit
				if path[0] >= 'A' && path[0] <= 'Z' {
					kind = check.ClassUnit
				}
				set(p, path, strings.TrimSuffix(path, ".4dm"), kind, text+"\n")
			}
			var got []string
			for _, d := range p.Diagnostics("m.4dm") {
				if d.Severity == check.Hint && !strings.Contains(title, "[hints]") {
					continue
				}
				got = append(got, fmt.Sprintf("%d:%d %s %s", d.Line, d.Column, d.Severity, d.Code))
			}
			if g, w := strings.Join(got, "\n"), strings.TrimSpace(want); g != w {
				t.Errorf("got\n%s\nwant\n%s\n%v", g, w, p.Diagnostics("m.4dm"))
			}
		})
	}
}

func set(p *check.Project, path, name string, kind check.UnitKind, text string) {
	tree := syntax.Method
	if kind == check.ClassUnit {
		tree = syntax.Class
	}
	p.Set(path, name, kind, syntax.ParseFile(source.NewFile(path, text), syntax.FourD, tree))
}

// library knows a few built-ins.
type library struct{}

func (library) Command(norm, _ string) *check.Symbol {
	text := check.TypeOf(types.Type{Kind: types.Text})
	s := &check.Symbol{Kind: check.Command, Name: norm}
	switch norm {
	case "upper", "string of":
		s.Signatures = []check.Signature{{Params: []check.Param{{Name: "value"}}, Result: text, HasResult: true}}
	case "later one":
		s.Signatures = []check.Signature{{Params: []check.Param{{Name: "values", Optional: true, Variadic: true}}}}
		s.Unavailable = "is not available yet"
	case "ds":
		s.Signatures = []check.Signature{{HasResult: true}}
	default:
		return nil
	}
	return s
}

func (library) Constant(norm, _ string) *check.Symbol {
	if norm == "known constant" {
		return &check.Symbol{Kind: check.Constant, Name: norm, Type: check.TypeOf(types.Type{Kind: types.Integer})}
	}
	return nil
}

func (library) Class(name string) *check.ClassInfo {
	members := map[string][]string{
		"4D.Object":                  {},
		"4D.File":                    {"exists", "getText()"},
		"4D.Collection":              {"length", "push()", "first()"},
		"4D.Entity":                  {"save()"},
		"4D.EntitySelection":         {"first()", "length"},
		"4D.DataClass":               {"all()", "new()"},
		"4D.DataStoreImplementation": {"startTransaction()"},
	}
	names, ok := members[name]
	if !ok {
		return nil
	}
	store, short, _ := strings.Cut(name, ".")
	c := &check.ClassInfo{Name: name, Members: map[string]*check.Symbol{},
		Symbol: &check.Symbol{Kind: check.BuiltinClass, Name: short, Owner: store}}
	if name != "4D.Object" {
		c.Parent = "4D.Object"
	}
	for _, m := range names {
		m, function := strings.CutSuffix(m, "()")
		s := &check.Symbol{Kind: check.BuiltinMember, Name: m, Owner: name, ReadOnly: true}
		if function {
			s.Signatures = []check.Signature{{Params: []check.Param{{Name: "values", Optional: true, Variadic: true}}}}
		}
		c.Members[m] = s
	}
	return c
}

func (library) All() []*check.Symbol { return nil }

// model has a dataclass User with a name and a relation to its company.
type model struct{}

func (model) Dataclasses() []*check.DataclassInfo {
	attribute := func(owner, name string, t types.Type) *check.Symbol {
		return &check.Symbol{Kind: check.Attribute, Name: name, Owner: owner, Type: check.Loose(t)}
	}
	class := func(name string, attributes ...*check.Symbol) *check.DataclassInfo {
		return &check.DataclassInfo{Attributes: attributes, Symbol: &check.Symbol{Kind: check.Dataclass, Name: name,
			Type: check.TypeOf(types.Type{Kind: types.Object, Class: "cs." + name})}}
	}
	return []*check.DataclassInfo{
		class("User", attribute("cs.UserEntity", "name", types.Type{Kind: types.Text}),
			attribute("cs.UserEntity", "company", types.Type{Kind: types.Object, Class: "cs.CompanyEntity"})),
		class("Company", attribute("cs.CompanyEntity", "users", types.Type{Kind: types.Object, Class: "cs.UserSelection"})),
	}
}

// TestCodes keeps the table sorted and explained. The examples are tested where
// the whole catalogue is known, in package app.
func TestCodes(t *testing.T) {
	last := ""
	for _, c := range check.Codes() {
		if c.Code <= last {
			t.Errorf("%s is out of order", c.Code)
		}
		last = c.Code
		if len(c.Explanation) < 20 || !strings.HasSuffix(c.Explanation, ".") {
			t.Errorf("%s has no explanation", c.Code)
		}
	}
}
