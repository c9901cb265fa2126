package lang_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/vm"
)

func workspace(sources ...lang.Source) *lang.Workspace {
	w := lang.NewWorkspace(lang.Options{Builtins: vm.NewBuiltins()})
	w.Set(sources...)
	return w
}

// TestWorkspaceFollowsEdits: what is known of a file follows edits of others.
func TestWorkspaceFollowsEdits(t *testing.T) {
	user := lang.Source{Path: "A.4dm", Name: "A", Kind: lang.Class, Text: "Function size() : Integer\n\treturn 1\n"}
	w := workspace(user, lang.Source{Path: "m.4dm", Name: "m", Text: "var $a:=cs.A.new()\nmissing()\n$a.size()\n"})
	found := w.All(t.Context())
	if len(found) != 1 || found[0].Code != "name.unknown-call" {
		t.Fatal(found)
	}
	info := w.Info("m.4dm")
	var size *check.Symbol
	for id, s := range info.Uses {
		if id.Name == "size" {
			size = s
		}
	}
	if size == nil || size.Owner != "cs.A" || size.File.Path != "A.4dm" {
		t.Fatal(size)
	}
	if refs := w.References(size); len(refs) != 2 || !refs[0].Definition || refs[1].Path != "m.4dm" {
		t.Error(refs)
	}
	w.Set(lang.Source{Path: "missing.4dm", Name: "missing"})
	if found := w.All(t.Context()); len(found) != 0 {
		t.Error(found)
	}
	w.Remove("A.4dm")
	if found := w.Diagnostics(t.Context(), "m.4dm"); len(found) != 1 || found[0].Code != "name.unknown-class" {
		t.Error(found)
	}
}

// TestWorkspaceMembers lists what may follow a dot.
func TestWorkspaceMembers(t *testing.T) {
	w := workspace(
		lang.Source{Path: "A.4dm", Name: "A", Kind: lang.Class, Text: "property name : Text\nClass constructor\n\tThis.list:=[1]\nFunction size() : Integer\n"},
		lang.Source{Path: "m.4dm", Name: "m", Text: "$a:=cs.A.new()\n$b:=$a\n"})
	info := w.Info("m.4dm")
	for x, typ := range info.Types {
		if x.Pos().Start < 4 || typ == nil || typ.Class != "cs.A" || typ.Static {
			continue
		}
		var names []string
		for _, s := range w.Members(typ) {
			if s.Owner == "cs.A" {
				names = append(names, s.Name+":"+s.Type.String())
			}
		}
		if len(names) != 3 || names[0] != "list:Collection of Integer" || names[1] != "name:Text" || names[2] != "size:Integer" {
			t.Error(names)
		}
		return
	}
	t.Error("no expression has the class")
}

// TestComponents: what a component's code knows is known to those who use it,
// under its namespace.
func TestComponents(t *testing.T) {
	w := lang.NewWorkspace(lang.Options{Builtins: vm.NewBuiltins(), Components: []lang.Component{{Namespace: "Kit", Sources: []lang.Source{
		{Path: "k/Mail.4dm", Name: "Mail", Kind: lang.Class, Text: "Class extends Base\nFunction to()\n\treturn cs.Address.new(\"a\")\n"},
		{Path: "k/Base.4dm", Name: "Base", Kind: lang.Class, Text: "Function send($a : Integer) : Boolean\n\treturn True\n"},
		{Path: "k/Address.4dm", Name: "Address", Kind: lang.Class, Text: "Class constructor($name : Text)\n\tThis.name:=$name\n"},
		{Path: "k/open.4dm", Name: "open", Text: "//%attributes = {\"shared\":true}\n#DECLARE($a : Text) : cs.Mail\n"},
		{Path: "k/closed.4dm", Name: "closed", Text: ""},
	}}}})
	w.Set(lang.Source{Path: "m.4dm", Name: "m", Text: "var $m : cs.Kit.Mail\n$m:=open(\"x\")\n$m.send(1)\n$m.send(\"x\")\n" +
		"$n:=$m.to().name\n$n:=$n+$m.to().nmae\nvar $x : cs.Kit.Missing\nvar $y:=cs.Kit.Gone.new()\nclosed()\n"})
	var got []string
	for _, d := range w.All(t.Context()) {
		if d.Severity != check.Hint {
			got = append(got, fmt.Sprint(d.Line, " ", d.Code))
		}
	}
	want := "4 argument.type, 6 member.unknown, 7 name.unknown-class, 8 name.unknown-class, 9 name.unknown-call"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
	for id, s := range w.Info("m.4dm").Uses {
		if id.Name == "name" && (s.Owner != "cs.Kit.Address" || s.Type.String() != "Text" || s.File.Path != "k/Address.4dm") {
			t.Errorf("name is %+v", s)
		}
	}
}

// TestWorkspaceConcurrent: everybody may ask while somebody types.
func TestWorkspaceConcurrent(t *testing.T) {
	sources := generated(40)
	w := workspace(sources...)
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for i := range 10 {
				s := sources[(n*10+i)%len(sources)]
				switch n {
				case 0:
					s.Text += fmt.Sprintf("\n// %d\n", i)
					w.Set(s)
				case 1:
					w.All(t.Context())
				case 2:
					info := w.Info(s.Path)
					for _, typ := range info.Types {
						_ = typ.String()
						w.Members(typ)
						break
					}
					for _, used := range info.Uses {
						w.References(used)
						break
					}
				default:
					w.Globals()
					w.Diagnostics(t.Context(), s.Path)
				}
			}
		})
	}
	all.Wait()
}
