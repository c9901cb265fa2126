package lang_test

import (
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
