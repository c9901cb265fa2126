package access

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
)

var _ Decider = (*Policy)(nil)

var actions = map[string]Action{"read": Read, "create": Create, "update": Update, "drop": Drop, "execute": Execute, "describe": Describe}

var kinds = map[string]ResourceKind{"datastore": Datastore, "dataclass": Dataclass, "attribute": Attribute,
	"function": Function, "singleton": Singleton, "singletonFunction": SingletonFunction}

// TestMatrix runs testdata/matrix.txt; its head explains the form.
func TestMatrix(t *testing.T) {
	data, err := os.ReadFile("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	var name, roles string
	var subjects []string
	var policy *Policy
	answers := 0
	for i, line := range strings.Split(string(data), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "==":
			name, roles, policy = strings.Join(words[1:], " "), "", nil
		case words[0] == "who":
			subjects = words[1:]
			if policy, _, err = Parse(name, []byte(roles)); err != nil {
				t.Fatal(err)
			}
		case policy == nil:
			roles += line + "\n"
		default:
			answers += checkLine(t, fmt.Sprintf("line %d, %s", i+1, name), policy, subjects, words)
		}
	}
	if answers < 150 {
		t.Errorf("got %d answers, want the whole file", answers)
	}
}

func checkLine(t *testing.T, at string, policy *Policy, subjects, words []string) int {
	t.Helper()
	action, ok := actions[words[0]]
	kind, ok2 := kinds[words[1]]
	if !ok || !ok2 || len(words)-3 != len(subjects) {
		t.Fatalf("%s: malformed", at)
	}
	class, member, _ := strings.Cut(words[2], ".")
	for i, who := range subjects {
		got := policy.Allowed(subject(who), action, Resource{kind, class, member})
		if want := words[3+i] == "yes"; got != want {
			t.Errorf("%s: %s may %s %s: got %v, want %v", at, who, words[0], words[2], got, want)
		}
	}
	return len(subjects)
}

func subject(who string) Subject {
	if who == "all" {
		return Subject{All: true}
	}
	given, promoted, _ := strings.Cut(who, "+")
	var s Subject
	if given != "-" {
		s.Privileges = strings.Split(given, ",")
	}
	if promoted != "" {
		s.Promoted = strings.Split(promoted, ",")
	}
	return s
}

func parse(t *testing.T, text string) (*Policy, []Finding) {
	t.Helper()
	p, findings, err := Parse("roles.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p, findings
}

func TestExpand(t *testing.T) {
	p, _ := parse(t, `{"privileges":[{"privilege":"simple"},{"privilege":"medium","includes":["simple"]},{"privilege":"guestPromoted"}],
		"roles":[{"role":"Medium","privileges":["medium"]},{"role":"Odd","privileges":["nothing"]}], "forceLogin":true}`)
	for _, c := range []struct{ privileges, roles, want string }{
		{"", "", ""},
		{"simple", "", "simple"},
		{"SIMPLE", "", "simple"},
		{"medium", "", "simple medium"},
		{"", "medium", "simple medium"},
		{"guest guestPromoted", "", "guestPromoted guest"},
		{"nonsense", "Nobody", ""},
		{"", "Odd", ""},
		{"WebAdmin", "", "WebAdmin"},
		{"Medium", "", "simple medium"},
	} {
		got := strings.Join(p.Expand(strings.Fields(c.privileges), strings.Fields(c.roles)), " ")
		if got != c.want {
			t.Errorf("privileges %q, roles %q: got %q, want %q", c.privileges, c.roles, got, c.want)
		}
	}
	if !p.ForceLogin() || p.IsOpen() {
		t.Error("want forced login and no open policy")
	}
	medium := Subject{Privileges: []string{"medium"}, Promoted: []string{"guestPromoted"}}
	for name, want := range map[string]bool{"medium": true, "Simple": true, "guest": true, "guestpromoted": true, "WebAdmin": false, "x": false} {
		if got := p.Has(medium, name); got != want {
			t.Errorf("has %s: got %v", name, got)
		}
	}
	if !p.Has(Subject{Privileges: []string{"webadmin"}}, "medium") {
		t.Error("WebAdmin has everything")
	}
}

func TestOpen(t *testing.T) {
	p := Open()
	if !p.Allowed(Subject{}, Drop, Resource{Kind: Dataclass, Class: "Book"}) || p.ForceLogin() || !p.IsOpen() {
		t.Error("an open policy allows everything")
	}
	if got := p.Expand([]string{"any"}, []string{"role"}); !slices.Equal(got, []string{"any", "role"}) {
		t.Errorf("got %v", got)
	}
	s := Subject{Privileges: []string{"any"}}
	if !p.Has(s, "Any") || p.Has(s, "other") || !p.Has(s, "guest") {
		t.Error("an open policy knows the names it was given")
	}
}

func TestPromotions(t *testing.T) {
	p, _ := parse(t, `{"privileges":[{"privilege":"none"},{"privilege":"edit"}],"permissions":{"allowed":[
		{"applyTo":"ds","type":"datastore","promote":["none"]},
		{"applyTo":"Book.reprice","type":"method","promote":["Edit"]},
		{"applyTo":"Pricing.quote","type":"singletonMethod","promote":["edit"]}]}}`)
	for _, c := range []struct {
		r    Resource
		want string
	}{
		{Resource{Function, "Book", "reprice"}, "edit"},
		{Resource{SingletonFunction, "Pricing", "quote"}, "edit"},
		{Resource{Function, "Book", "other"}, ""},
		{Resource{Datastore, "ds", ""}, ""},
		{Resource{Function, "ds", "hello"}, ""},
	} {
		if got := strings.Join(p.Promotions(c.r), " "); got != c.want {
			t.Errorf("%v: got %q, want %q", c.r, got, c.want)
		}
	}
}

// TestMalformed: a file that cannot be trusted is refused with the exact place.
func TestMalformed(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"stray text", "{\"permissions\":{\"allowed\":[\n\t{\"execute\":[\"edit\"\n4.\t]}]}}", `roles.json:3:1: Malformed JSON: got '4', want "," or "]".`},
		{"cut", "{\"privileges\":[", "roles.json:1:16: Malformed JSON: got the end of the file, want a value."},
		{"junk behind", "{} x", "roles.json:1:4: Malformed JSON: got 'x', want the end of the file."},
		{"empty", "", "roles.json:1:1: Malformed JSON"},
		{"list", "[]", "roles.json:1:1: roles.json: got a list, want an object."},
		{"flag", `{"forceLogin":"yes"}`, "roles.json:1:15: forceLogin: got a text, want true or false."},
		{"privileges", `{"privileges":{}}`, "roles.json:1:15: privileges: got an object, want a list."},
		{"privilege", `{"privileges":["a"]}`, "roles.json:1:16: privileges[0]: got a text, want an object."},
		{"no name", `{"privileges":[{"id":"x"}]}`, "roles.json: privileges[0].privilege: got nothing, want a name."},
		{"includes", `{"privileges":[{"privilege":"a","includes":[1]}]}`, "roles.json:1:45: privileges[0].includes[0]: got a number, want a text."},
		{"role", `{"roles":[{"privileges":[]}]}`, "roles[0].role: got nothing"},
		{"list of one", `{"permissions":{"allowed":[{"applyTo":"A","type":"dataclass","read":"edit"}]}}`,
			"roles.json:1:69: permissions.allowed[0].read: got a text, want a list of names."},
		{"type", `{"permissions":{"allowed":[{"applyTo":"A","type":"tables"}]}}`, `permissions.allowed[0].type: got a text, want a type that fits "A".`},
		{"no dot", `{"permissions":{"allowed":[{"applyTo":"A","type":"attribute"}]}}`, `want a type that fits "A".`},
		{"dot", `{"permissions":{"allowed":[{"applyTo":"A.b","type":"dataclass"}]}}`, `want a type that fits "A.b".`},
		{"no target", `{"permissions":{"allowed":[{"type":"dataclass"}]}}`, "permissions.allowed[0].applyTo: got nothing, want the name of a resource."},
		{"permissions", `{"permissions":[]}`, "permissions: got a list, want an object."},
	} {
		p, _, err := Parse("roles.json", []byte(c.text))
		if err == nil || p != nil || !strings.Contains(err.Error(), c.want) || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

type world map[string]bool

func (w world) HasClass(name string) bool                    { return w[name] }
func (w world) HasAttribute(class, name string) bool         { return w[class+"."+name] }
func (w world) HasFunction(class, name string) bool          { return w[class+"."+name+"()"] }
func (w world) HasSingleton(class string) bool               { return w[class] }
func (w world) HasSingletonFunction(class, name string) bool { return w[class+"."+name+"()"] }

func TestFindings(t *testing.T) {
	p, findings := parse(t, `{"privileges":[{"privilege":"a","includes":["ghost"]}],
"roles":[{"role":"R","privileges":["spectre"]}],
"permissions":{"allowed":[
{"applyTo":"Book","type":"dataclass","read":["a"]},
{"applyTo":"Comments","type":"dataclass","read":["a","phantom"],"fly":["a"]},
{"applyTo":"Book.add","type":"method","execute":["a"]},
{"applyTo":"Book.price","type":"attribute","read":["a"]},
{"applyTo":"Book.reprice","type":"method","execute":["a"]},
{"applyTo":"ds.generateDate","type":"method","execute":["a"]},
{"applyTo":"Tax","type":"singleton","execute":["a"]},
{"applyTo":"Tax.sum","type":"singletonMethod","execute":["a"]}]}}`)
	findings = append(findings, p.Check(world{"Book": true, "Book.price": true, "Book.reprice()": true})...)
	var lines []string
	for _, f := range findings {
		lines = append(lines, fmt.Sprintf("%s %s", f.Path, f.Problem))
	}
	want := []string{
		`privileges[0].includes[0] roles.json:1:45: warning: Cannot find privilege "ghost". [roles.unknown-privilege]`,
		`roles[0].privileges[0] roles.json:2:36: warning: Cannot find privilege "spectre". [roles.unknown-privilege]`,
		`permissions.allowed[1].read[1] roles.json:5:54: warning: Cannot find privilege "phantom". [roles.unknown-privilege]`,
		`permissions.allowed[1].fly roles.json:5:71: warning: Cannot find action "fly". [roles.unknown-action]`,
		`permissions.allowed[1].applyTo roles.json:5:12: warning: Cannot find dataclass "Comments". [roles.unknown-target]`,
		`permissions.allowed[2].applyTo roles.json:6:12: warning: Cannot find member function "Book.add". [roles.unknown-target]`,
		`permissions.allowed[5].applyTo roles.json:9:12: warning: Cannot find member function "ds.generateDate". [roles.unknown-target]`,
		`permissions.allowed[6].applyTo roles.json:10:12: warning: Cannot find singleton "Tax". [roles.unknown-target]`,
		`permissions.allowed[7].applyTo roles.json:11:12: warning: Cannot find singleton function "Tax.sum". [roles.unknown-target]`,
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if got, want := string(RolesErrors(findings[4:5])), "[\n\t{\n\t\t\"message\": \"Cannot find dataclass \\\"Comments\\\".\",\n\t\t\"path\": \"permissions.allowed[1].applyTo\"\n\t}\n]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestPublicRoles reads every roles.json of the projects in QUOIN_APPS.
func TestPublicRoles(t *testing.T) {
	apps := os.Getenv("QUOIN_APPS")
	if apps == "" {
		t.Skip("QUOIN_APPS is not set")
	}
	files, _ := filepath.Glob(filepath.Join(apps, "*/Project/Sources/roles.json"))
	if len(files) == 0 {
		t.Fatalf("no roles in %s", apps)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, findings, err := Parse(path, data)
		for _, f := range findings {
			t.Log(f.Problem)
		}
		broken := strings.Contains(path, "qodly-timesheet-demo")
		if broken != (err != nil) {
			t.Errorf("%s: got %v", path, err)
		} else if broken && !strings.Contains(err.Error(), ":104:1:") {
			t.Errorf("got %v, want line 104", err)
		}
	}
}

func BenchmarkAllowed(b *testing.B) {
	p, _, err := Parse("roles.json", []byte(`{"privileges":[{"privilege":"editBooks","includes":["viewBooks"]},{"privilege":"viewBooks"}],"permissions":{"allowed":[
		{"applyTo":"ds","type":"datastore","read":["editBooks"]},{"applyTo":"Book","type":"dataclass","read":["viewBooks"]}]}}`))
	if err != nil {
		b.Fatal(err)
	}
	s := Subject{Privileges: []string{"editBooks", "viewBooks"}}
	b.ReportAllocs()
	for b.Loop() {
		if !p.Allowed(s, Read, Resource{Attribute, "Book", "title"}) {
			b.Fatal("refused")
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"privileges":[{"privilege":"a","includes":["b"]}],"roles":[{"role":"r","privileges":["a"]}],"permissions":{"allowed":[{"applyTo":"A.b","type":"method","execute":["a"]}]}}`)
	f.Fuzz(func(t *testing.T, s string) {
		p, _, err := Parse("roles.json", []byte(s))
		if err != nil {
			if fault.As(err) == nil {
				t.Fatalf("got %T", err)
			}
			return
		}
		p.Expand([]string{"a", "guest"}, []string{"r"})
		p.Check(world{})
		p.Allowed(Subject{Privileges: []string{"a"}}, Update, Resource{Attribute, "A", "b"})
	})
}
