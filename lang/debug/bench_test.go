package debug_test

import (
	"context"
	"testing"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/debug"
	"quoin.dev/quoin/lang/lib"
	"quoin.dev/quoin/lang/vm"
)

// BenchmarkDebugging shows what debugging costs: nothing when nobody debugs, nor
// when a client is there without breakpoints; with a breakpoint elsewhere each
// call looks once whether its function has one; a function that has one tells
// each of its statements.
func BenchmarkDebugging(b *testing.B) {
	programs := []struct{ name, text string }{
		{"fib", "#DECLARE() : Integer\nreturn fib(25)\n"},
		{"loop", "var $i; $n : Integer\nFor ($i; 1; 1000000)\n\t$n:=$n+$i\nEnd for\n"},
	}
	modes := []struct {
		name   string
		attach bool
		path   string
		line   int
	}{
		{"nobody", false, "", 0},
		{"attached", true, "", 0},
		{"breakpoint elsewhere", true, "other.4dm", 1},
		{"breakpoint in fib", true, "fib.4dm", 3},
	}
	for _, p := range programs {
		for _, m := range modes {
			b.Run(p.name+"/"+m.name, func(b *testing.B) {
				rt := compiled(lang.Source{Path: "main.4dm", Name: "main", Text: p.text, Dialect: lang.FourD},
					lang.Source{Path: "other.4dm", Name: "other", Text: "$a:=1\n", Dialect: lang.FourD},
					lang.Source{Path: "fib.4dm", Name: "fib", Dialect: lang.FourD,
						Text: "#DECLARE($n : Integer) : Integer\nIf ($n<2)\n\tIf ($n<0)\n\t\treturn 0\n\tEnd if\n\treturn $n\nEnd if\nreturn fib($n-1)+fib($n-2)\n"})
				if m.attach {
					s := of(rt).Attach(func(debug.Event) {})
					defer s.Close()
					if m.path != "" {
						s.SetBreakpoints(m.path, []debug.Spec{{Line: m.line, Hits: ">1000000000"}})
					}
				}
				proc := rt.NewProcess(context.Background(), vm.ProcessOptions{})
				defer proc.Close()
				for b.Loop() {
					if _, err := proc.RunMethod("main"); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func compiled(sources ...lang.Source) *vm.Runtime {
	catalogue, err := lib.Catalogue()
	if err != nil {
		panic(err)
	}
	u := lang.Compile(context.Background(), sources, lang.Options{Builtins: catalogue.Builtins()})
	return vm.NewRuntime(u.Program, vm.RuntimeOptions{})
}

func of(rt *vm.Runtime) *debug.Debugger {
	return debug.New(debug.Target{State: rt.State, Root: "/project", Program: func() *vm.Program { return rt.Program }})
}
