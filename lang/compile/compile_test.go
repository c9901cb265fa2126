package compile_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoin.dev/quoin/lang/compile"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
)

var update = flag.Bool("update", false, "write what the compiler gives into the golden files")

// TestCode compares the code of the sources in testdata/*.4dm with the listing
// beside each (".code").
func TestCode(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*.4dm")
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".4dm")
		tree := syntax.ParseFile(source.NewFile(name, string(text)), syntax.FourD, syntax.Method)
		prog := compile.Program([]compile.File{{Tree: tree, Name: name}}, compile.Options{Builtins: vm.NewBuiltins()})
		got := prog.Method(name).Code.Disassemble()
		golden := strings.TrimSuffix(path, ".4dm") + ".code"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, _ := os.ReadFile(golden)
		if got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
		}
	}
}

// TestFirstCounts: of two things of one name the first counts, and a class that
// extends itself extends Object.
func TestFirstCounts(t *testing.T) {
	file := func(kind syntax.FileKind, name, text string) compile.File {
		k := compile.Method
		if kind == syntax.Class {
			k = compile.Class
		}
		return compile.File{Tree: syntax.ParseFile(source.NewFile(name, text), syntax.FourD, kind), Name: name, Kind: k}
	}
	prog := compile.Program([]compile.File{
		file(syntax.Method, "one", ""), file(syntax.Method, "ONE", ""),
		file(syntax.Class, "A", "Function f\nFunction f\n"), file(syntax.Class, "A", ""),
		file(syntax.Class, "B", "Class extends Nothing\n"),
		file(syntax.Class, "C", "Class extends D\n"), file(syntax.Class, "D", "Class extends C\n"),
	}, compile.Options{Builtins: vm.NewBuiltins()})
	if f := prog.Method("One"); f == nil || f.Name != "one" {
		t.Error(f)
	}
	if a := prog.Class("A"); a.Members["f"] == nil {
		t.Error("the second class A counts")
	}
	for _, c := range prog.Classes() {
		depth := 0
		for p := c.Parent; p != nil; p = p.Parent {
			if depth++; depth > 9 {
				t.Fatalf("%s extends itself", c.Name)
			}
		}
	}
}
