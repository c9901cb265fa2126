package page

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
	"quoin.dev/quoin/orda/model"
)

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func read(t testing.TB, text string) *Page {
	t.Helper()
	p, err := Read("home", "home.WebForm", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func bookshop(t testing.TB) *model.Model {
	t.Helper()
	m, _, err := model.ReadCatalog("catalog.4DCatalog", readFile(t, "testdata/catalog.4DCatalog"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestRead(t *testing.T) {
	p := read(t, string(readFile(t, "testdata/home.WebForm")))
	if p.Title != "Shop" || p.Name != "home" || len(p.Nodes) != 9 || strings.Join(p.DefaultStates, " ") != "s1 gone" {
		t.Errorf("got title %q, %d nodes, default states %v", p.Title, len(p.Nodes), p.DefaultStates)
	}
	var order []string
	p.Root.Walk(func(n *Node) {
		s := n.ID
		if n.Slot != "" {
			s += "@" + n.Slot
		}
		order = append(order, s)
	})
	if got := strings.Join(order, " "); got != "ROOT text1 list1 box1@container t2 t3 btn1 loader1 odd1" {
		t.Errorf("got %s", got)
	}
	if n := p.Nodes["text1"]; n.DisplayName != "Greeting" || n.Type != "Text" || n.Parent != p.Root || n.Prop("serverSideRef").Text() != "greeting" {
		t.Errorf("got %+v", n)
	}
	var sources []string
	for _, s := range p.Sources {
		sources = append(sources, s.ID+":"+s.Type)
	}
	if got := strings.Join(sources, " "); got != "books:entitysel ghosts:entitysel writer:entity lost:entity old:scalar" {
		t.Errorf("got %s", got)
	}
	if p.State("s1").Conditions == nil || p.State("s2").Conditions != nil || p.State("gone") != nil {
		t.Error("want one conditional state and one free")
	}
	if p.Styles[0].Name != "big" || p.Styles[0].Scope != "local" {
		t.Errorf("got %+v", p.Styles[0])
	}
}

func TestOddPages(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "home.WebForm:1:1: Malformed JSON"},
		{"{\n\t\"metadata\": {,}", "home.WebForm:2:15: Malformed JSON"},
		{"[]", "A page is an object, got a list."},
	} {
		if _, err := Read("home", "home.WebForm", []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %s", c.text, err, c.want)
		}
	}
	for _, text := range []string{`{}`, `{"components":[]}`, `{"components":{"ROOT":3},"metadata":null}`, `{"metadata":{"datasources":{},"states":3,"styles":"x"}}`,
		`{"components":{"ROOT":{"nodes":["ROOT",3,null],"linkedNodes":{"a":"ROOT","b":4},"props":[],"custom":"x","type":7}}}`,
		`{"components":{"ROOT":{"type":"Container","nodes":"x","props":{"events":[1,{"events":"x"}],"doc":3,"columns":[1]}}}}`} {
		p := read(t, text)
		p.Validate(World{Model: bookshop(t), Shared: &Shared{}, HasPage: func(string) bool { return false }, Code: code{}})
		if got := p.FirstRequests(bookshop(t), nil); len(got) != 0 {
			t.Errorf("%s: got %v", text, got)
		}
	}
}

type code map[string]bool

func (c code) HasClass(name string) bool                    { return c[name] }
func (c code) HasAttribute(class, name string) bool         { return c[class+"."+name] }
func (c code) HasFunction(class, name string) bool          { return c[class+"."+name] }
func (c code) HasSingleton(class string) bool               { return c[class] }
func (c code) HasSingletonFunction(class, name string) bool { return c[class+"."+name] }

func components(t testing.TB) Components {
	t.Helper()
	c, err := ReadComponents(readFile(t, "../../ui/packages/components/definitions.json"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestValidate compares with testdata/home.problems.txt.
func TestValidate(t *testing.T) {
	shared, problems := ReadShared(SharedFiles{
		Sources:    &Text{"shared_datasources.json", []byte(`{"shared":[{"id":"cart","type":"scalar"}]}`)},
		Conditions: &Text{"saved_conditions.json", []byte(`{"conditions":[{"id":"cond1","type":"privilege"}]}`)},
	})
	p := read(t, string(readFile(t, "testdata/home.WebForm")))
	problems = append(problems, p.Validate(World{
		Model: bookshop(t), Shared: shared, HasPage: func(name string) bool { return strings.EqualFold(name, "home") },
		Code: code{"ds.hello": true, "Book.read": true}, Components: components(t),
	})...)
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintln(&b, p)
	}
	if os.Getenv("QUOIN_UPDATE") != "" {
		if err := os.WriteFile("testdata/home.problems.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(readFile(t, "testdata/home.problems.txt")); b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	if bare := p.Validate(World{}); len(bare) >= len(problems) {
		t.Errorf("got %d problems without a world, want fewer than %d", len(bare), len(problems))
	}
}

// requestCase is one of testdata/requests.json, which the browser's sources
// are tested with too.
type requestCase struct {
	Name     string                       `json:"name"`
	Sources  []json.RawMessage            `json:"sources"`
	States   []json.RawMessage            `json:"states"`
	Shared   map[string][]json.RawMessage `json:"shared"`
	Root     [3]json.RawMessage           `json:"root"`
	Requests []string                     `json:"requests"`
}

func TestFirstRequests(t *testing.T) {
	var file struct{ Cases []requestCase }
	if err := json.Unmarshal(readFile(t, "testdata/requests.json"), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 10 {
		t.Errorf("got %d cases", len(file.Cases))
	}
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			components := map[string]any{}
			c.build(t, components, "ROOT", c.Root)
			text, err := json.Marshal(map[string]any{"components": components, "metadata": map[string]any{"datasources": c.Sources, "states": c.States}})
			if err != nil {
				t.Fatal(err)
			}
			shared, err := json.Marshal(c.Shared)
			if err != nil {
				t.Fatal(err)
			}
			parts, _ := ReadShared(SharedFiles{Sources: &Text{"shared", shared}})
			got := read(t, string(text)).FirstRequests(bookshop(t), parts)
			if !slices.Equal(got, c.Requests) {
				t.Errorf("got %q, want %q", got, c.Requests)
			}
		})
	}
}

// build turns [type, properties, children] into nodes; properties that begin
// with "states:" are overrides.
func (c requestCase) build(t *testing.T, components map[string]any, id string, node [3]json.RawMessage) {
	var props map[string]json.RawMessage
	var children [][3]json.RawMessage
	if err := json.Unmarshal(node[1], &props); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(node[2], &children); err != nil {
		t.Fatal(err)
	}
	custom := map[string]json.RawMessage{}
	for name, v := range props {
		if strings.HasPrefix(name, "states:") {
			custom[name] = v
			delete(props, name)
		}
	}
	nodes := []string{}
	for i, child := range children {
		nodes = append(nodes, fmt.Sprintf("%s.%d", id, i))
		c.build(t, components, nodes[i], child)
	}
	components[id] = map[string]any{"type": map[string]any{"resolvedName": node[0]}, "props": props, "custom": custom, "nodes": nodes}
}

func TestShared(t *testing.T) {
	s, problems := ReadShared(SharedFiles{
		Sources:      &Text{"a", []byte(`{"x":[{"id":"a"}],"Y":[]}`)},
		Styles:       &Text{"b", []byte(`{"classes":[{"id":"1","name":"big","scope":"shared","content":"self{}"}]}`)},
		Conditions:   &Text{"c", []byte(`{}`)},
		Translations: &Text{"d", []byte(`{"keys":{}}`)},
	})
	if problems != nil || s.Source("x", "a") == nil || s.Source("X", "a") != nil || strings.Join(s.Namespaces, " ") != "x Y" {
		t.Errorf("got %+v %v", s, problems)
	}
	if s.StylesJSON[0] != '[' || s.ConditionsJSON != "[]" || s.TranslationsJSON != `{"keys":{}}` || s.Styles[0].Scope != "shared" {
		t.Errorf("got %+v", s)
	}
	s, problems = ReadShared(SharedFiles{Sources: &Text{"a", []byte(`[]`)}, Styles: &Text{"b", []byte(`{"classes": oops}`)}})
	if s.SourcesJSON != "{}" || s.StylesJSON != "[]" || len(problems) != 1 || problems[0].Column != 13 {
		t.Errorf("got %+v %v", s, problems)
	}
	var none *Shared
	if none.Source("x", "a") != nil {
		t.Error("want nothing of no shared parts")
	}
}

func TestCrafts(t *testing.T) {
	crafts, problems := ReadCrafts(Text{"c.json", []byte(`[{"id":"1","name":"Card","rootNodeId":"r","nodes":{"r":{}},"styles":[]},{"name":"Broken","rootNodeId":"x","nodes":{}}]`)})
	if len(crafts) != 1 || crafts[0].Name != "Card" || len(problems) != 1 || problems[0].Severity != fault.Warning {
		t.Errorf("got %v %v", crafts, problems)
	}
	if crafts, problems = ReadCrafts(Text{"c.json", []byte("[")}); crafts != nil || len(problems) != 1 {
		t.Errorf("got %v %v", crafts, problems)
	}
}

// TestEdits: what a person does changes the lines it is about and no other, and
// can be undone to the byte.
func TestEdits(t *testing.T) {
	before := string(readFile(t, "testdata/home.WebForm"))
	p := read(t, before)
	for _, c := range []struct {
		name  string
		edits func() ([]jsontext.Edit, error)
		minus []string // lines that go
		plus  []string // lines that come
	}{
		{"set a text", func() ([]jsontext.Edit, error) { return p.SetProperty(Place{"btn1", "", "/text"}, `"Stop"`) },
			[]string{`"text": "Go",`}, []string{`"text": "Stop",`}},
		{"set a style", func() ([]jsontext.Edit, error) { return p.SetProperty(Place{"text1", "", "/style/color"}, `"blue"`) },
			[]string{`"color": "#ff0000"`}, []string{`"color": "blue"`}},
		{"a new style where there is none", func() ([]jsontext.Edit, error) {
			return p.SetProperty(Place{"btn1", "", "/style/width"}, `"50%"`)
		}, []string{`]`}, []string{`],`, `"style": {`, `"width": "50%"`, `}`}},
		{"in a state", func() ([]jsontext.Edit, error) {
			return p.SetProperty(Place{"btn1", "s2", "/disabled"}, `true`)
		}, []string{`"custom": {},`}, []string{`"custom": {`, `"states:s2": {`, `"disabled": true`, `}`, `},`}},
		{"a span's source, and the list of sources with it", func() ([]jsontext.Edit, error) {
			return p.SetProperty(Place{"text1", "", "/doc/0/children/1/datasource"}, `"books.length"`)
		}, []string{`{ "type": "datasource", "datasource": "writer.lastName", "children": [{ "text": "name" }] }`, `"datasource": "writer.lastName",`},
			[]string{`{ "type": "datasource", "datasource": "books.length", "children": [{ "text": "name" }] }`, `"datasource": "books.length",`}},
		{"clear", func() ([]jsontext.Edit, error) { return p.ClearProperty(Place{"text1", "", "/serverSideRef"}) },
			[]string{`"serverSideRef": "greeting",`}, nil},
		{"clear what is not there", func() ([]jsontext.Edit, error) { return p.ClearProperty(Place{"text1", "", "/none"}) }, nil, nil},
		{"insert", func() ([]jsontext.Edit, error) {
			return p.Insert("box1", 1, "", Piece{"new1", `{"type":{"resolvedName":"Icon"}}`})
		}, []string{`"nodes": ["t2", "t3"],`}, []string{`"nodes": ["t2", "new1", "t3"],`, `},`, `"new1": {`, `"type": {`, `"resolvedName": "Icon"`, `}`}},
		{"insert into a slot", func() ([]jsontext.Edit, error) {
			return p.Insert("btn1", 0, "icon", Piece{"new1", `{}`})
		}, []string{`"linkedNodes": {}`}, []string{`"linkedNodes": {`, `"icon": "new1"`, `},`, `"new1": {}`}},
		{"remove with all below", func() ([]jsontext.Edit, error) { return p.Remove("loader1") },
			[]string{`"nodes": ["text1", "list1", "missing", "btn1", "loader1", "odd1", "text1"],`, `"loader1": {`, `"type": { "resolvedName": "WebformLoader" },`,
				`"props": { "webform": "Away" },`, `"custom": {},`, `"nodes": [],`, `"linkedNodes": {}`, `},`},
			[]string{`"nodes": ["text1", "list1", "missing", "btn1", "odd1", "text1"],`}},
		{"move within the parent", func() ([]jsontext.Edit, error) { return p.Move("t2", "box1", 9) },
			[]string{`"nodes": ["t2", "t3"],`}, []string{`"nodes": ["t3", "t2"],`}},
		{"move elsewhere", func() ([]jsontext.Edit, error) { return p.Move("text1", "box1", 0) },
			[]string{`"nodes": ["text1", "list1", "missing", "btn1", "loader1", "odd1", "text1"],`, `"parent": "somewhere else",`, `"nodes": ["t2", "t3"],`},
			[]string{`"nodes": ["list1", "missing", "btn1", "loader1", "odd1", "text1"],`, `"parent": "box1",`, `"nodes": ["text1", "t2", "t3"],`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			edits, err := c.edits()
			if err != nil {
				t.Fatal(err)
			}
			after, inverse, err := jsontext.Apply("home.WebForm", []byte(before), edits...)
			if err != nil {
				t.Fatal(err)
			}
			minus, plus := difference(before, string(after))
			if !slices.Equal(minus, sorted(c.minus)) || !slices.Equal(plus, sorted(c.plus)) {
				t.Errorf("got\n- %s\n+ %s\nwant\n- %s\n+ %s", strings.Join(minus, "\n- "), strings.Join(plus, "\n+ "),
					strings.Join(sorted(c.minus), "\n- "), strings.Join(sorted(c.plus), "\n+ "))
			}
			back, _, err := jsontext.Apply("home.WebForm", after, inverse...)
			if err != nil || string(back) != before {
				t.Errorf("undo: %v", err)
			}
		})
	}
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// difference returns the lines, without indentation and sorted, that only one
// of two texts has.
func difference(a, b string) (minus, plus []string) {
	count := map[string]int{}
	for _, line := range strings.Split(a, "\n") {
		count[strings.TrimSpace(line)]++
	}
	for _, line := range strings.Split(b, "\n") {
		count[strings.TrimSpace(line)]--
	}
	for line, n := range count {
		for ; n > 0; n-- {
			minus = append(minus, line)
		}
		for ; n < 0; n++ {
			plus = append(plus, line)
		}
	}
	slices.Sort(minus)
	slices.Sort(plus)
	return minus, plus
}

func TestRefusedEdits(t *testing.T) {
	p := read(t, string(readFile(t, "testdata/home.WebForm")))
	for name, do := range map[string]func() ([]jsontext.Edit, error){
		"no node":     func() ([]jsontext.Edit, error) { return p.SetProperty(Place{"x", "", "/a"}, "1") },
		"no property": func() ([]jsontext.Edit, error) { return p.SetProperty(Place{"btn1", "", ""}, "1") },
		"no state":    func() ([]jsontext.Edit, error) { return p.SetProperty(Place{"btn1", "gone", "/a"}, "1") },
		"the page":    func() ([]jsontext.Edit, error) { return p.Remove("ROOT") },
		"into itself": func() ([]jsontext.Edit, error) { return p.Move("list1", "t2", 0) },
		"taken id":    func() ([]jsontext.Edit, error) { return p.Insert("box1", 0, "", Piece{"left1", "{}"}) },
		"no parent":   func() ([]jsontext.Edit, error) { return p.Insert("x", 0, "", Piece{"n", "{}"}) },
	} {
		if edits, err := do(); err == nil || fault.As(err) == nil {
			t.Errorf("%s: got %v %v", name, edits, err)
		}
	}
}

// TestPublicPages reads, checks and edits every page of the projects in
// QUOIN_APPS.
func TestPublicPages(t *testing.T) {
	apps := os.Getenv("QUOIN_APPS")
	if apps == "" {
		t.Skip("QUOIN_APPS is not set")
	}
	files, _ := filepath.Glob(filepath.Join(apps, "*/Project/Sources/WebForms/*.WebForm"))
	codes := map[string]int{}
	for _, path := range files {
		data := readFile(t, path)
		p, err := Read("x", path, data)
		if err != nil {
			t.Error(err)
			continue
		}
		m, _, err := model.ReadCatalog(path, readFile(t, filepath.Join(filepath.Dir(path), "../catalog.4DCatalog")))
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range p.Validate(World{Model: m, Components: components(t)}) {
			codes[problem.Severity.String()+" "+problem.Code]++
		}
		for id, n := range p.Nodes {
			if n.Prop("style") == nil || n.Prop("style").Get("width") == nil {
				continue
			}
			edits, err := p.SetProperty(Place{id, "", "/style/width"}, `"1px"`)
			if err != nil {
				t.Fatal(err)
			}
			after, inverse, err := jsontext.Apply(path, data, edits...)
			if err != nil {
				t.Fatal(err)
			}
			if minus, plus := difference(string(data), string(after)); len(minus) > 1 || len(plus) > 1 {
				t.Errorf("%s: got - %v + %v", path, minus, plus)
			}
			if back, _, err := jsontext.Apply(path, after, inverse...); err != nil || string(back) != string(data) {
				t.Errorf("%s: undo: %v", path, err)
			}
			break
		}
	}
	t.Logf("%d pages, %v", len(files), codes)
}

func FuzzRead(f *testing.F) {
	f.Add(string(readFile(f, "testdata/home.WebForm")))
	f.Add(`{"components":{"ROOT":{"type":{"resolvedName":"Matrix"},"props":{"datasource":"a","currentElement":"b","iterator":"$x"},"nodes":["c"]},"c":{"props":{"datasource":"$x.title"}}},"metadata":{"datasources":[{"id":"a","type":"entitysel","dataclass":"Book","initialValue":"all"},{"id":"b","type":"auto","from":"a.b"}]}}`)
	m := bookshop(f)
	f.Fuzz(func(t *testing.T, s string) {
		p, err := Read("p", "p", []byte(s))
		if err != nil {
			return
		}
		p.Validate(World{Model: m, Shared: &Shared{}, HasPage: func(string) bool { return true }, Code: code{}})
		p.FirstRequests(m, nil)
	})
}
