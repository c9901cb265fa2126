package lang_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
)

// FuzzCompileRun compiles any text as a method, as a class and as a snippet and
// runs it under a budget: it may fail, but not panic, hang or report a bug of
// the machine.
func FuzzCompileRun(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.txt")
	for _, path := range paths {
		for _, p := range readPrograms(f, path) {
			f.Add(p.snippet, p.dialect == syntax.Qodly)
			for _, s := range p.sources {
				f.Add(s.Text, p.dialect == syntax.Qodly)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string, qodly bool) {
		d := syntax.FourD
		if qodly {
			d = syntax.Qodly
		}
		u := lang.Compile(context.Background(), []lang.Source{
			{Path: "m", Name: "m", Dialect: d, Text: text},
			{Path: "C", Name: "C", Kind: lang.Class, Dialect: d, Text: text},
		}, lang.Options{Builtins: testBuiltins()})
		rt := vm.NewRuntime(u.Program, vm.RuntimeOptions{})
		limits := vm.Limits{Steps: 20_000, Memory: 64 << 20, Time: 5 * time.Second, Depth: 100}
		_, err := lang.Eval(context.Background(), rt, text, d, vm.ProcessOptions{Limits: limits})
		mustNotBeABug(t, err)
		p := rt.NewProcess(context.Background(), vm.ProcessOptions{Limits: limits})
		defer p.Close()
		_, err = p.RunMethod("m")
		mustNotBeABug(t, err)
		if o, err := p.New(u.Program.Class("C")); err == nil {
			for name, m := range u.Program.Class("C").Members {
				if m.Function != nil {
					_, err = p.CallMember(o, name)
					mustNotBeABug(t, err)
				}
			}
		} else {
			mustNotBeABug(t, err)
		}
	})
}

func mustNotBeABug(t *testing.T, err error) {
	if err == nil {
		return
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal {
		t.Fatalf("a bug of the machine: %v", err)
	} else if f.Code == "vm.time" {
		t.Fatalf("the steps did not stop the program: %v", err)
	}
}
