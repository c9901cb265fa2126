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
		prog, problems := compile.Program([]compile.File{{Tree: tree, Name: name}}, compile.Options{Builtins: vm.NewBuiltins()})
		if len(problems) > 0 {
			t.Errorf("%s: %v", path, problems)
		}
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

// TestProblems finds what is wrong between files.
func TestProblems(t *testing.T) {
	file := func(kind syntax.FileKind, name, text string) compile.File {
		k := compile.Method
		if kind == syntax.Class {
			k = compile.Class
		}
		return compile.File{Tree: syntax.ParseFile(source.NewFile(name, text), syntax.FourD, kind), Name: name, Kind: k}
	}
	_, problems := compile.Program([]compile.File{
		file(syntax.Method, "one", ""), file(syntax.Method, "ONE", ""),
		file(syntax.Class, "A", "Function f\nFunction f\n"), file(syntax.Class, "A", ""),
		file(syntax.Class, "B", "Class extends Nothing\n"),
		file(syntax.Class, "C", "Class extends D\n"), file(syntax.Class, "D", "Class extends C\n"),
	}, compile.Options{Builtins: vm.NewBuiltins()})
	var got []string
	for _, p := range problems {
		got = append(got, p.Code+" "+p.File.Path)
	}
	want := "method.duplicate ONE, class.duplicate-member A, class.duplicate A, class.unknown-parent B, class.cycle C"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}
