package lib_test

import (
	"context"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
)

// Work of built-ins that code can make endless ends with the time and the
// memory of its process.
func TestLongBuiltinsEnd(t *testing.T) {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for name, code := range map[string]string{
		"copies of copies":  "var $c : Collection\n$c:=[1]\nWhile (True)\n$c.push($c.copy())\nEnd while",
		"copies of objects": "var $o : Object\nvar $i : Integer\n$o:={}\nFor ($i; 1; 60)\n$o:={a: $o; b: OB Copy($o)}\nEnd for",
		"messages":          "var $c : Collection\n$c:=[1]\nWhile (True)\n$c.push($c.copy())\nCALL WORKER(\"w\"; Formula(Null); $c)\nEnd while",
		"flat":              "var $c : Collection\n$c:=[1]\n$c.push($c)\n$c.push($c)\n$c.flat(255)",
		"doubling":          "var $c : Collection\n$c:=[1]\nWhile (True)\n$c:=$c.concat($c).combine($c)\nEnd while",
		"a loop":            "While (True)\nEnd while",
		"a regex":           "While (True)\nIf (Match regex(\"(a+)+$\"; \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"; 1))\nEnd if\nEnd while",
	} {
		t.Run(name, func(t *testing.T) {
			unit := lang.Compile(context.Background(), []lang.Source{method("run", code)}, lang.Options{Builtins: cat.Builtins()})
			rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{Host: testHost(), Limits: vm.Limits{Memory: 128 << 20}})
			defer rt.Close()
			p := rt.NewProcess(t.Context(), vm.ProcessOptions{Limits: vm.Limits{Time: time.Second}})
			defer p.Close()
			began := time.Now()
			_, err := p.RunMethod("run")
			if took := time.Since(began); fault.KindOf(err) != fault.Limit || took > time.Minute {
				t.Errorf("ended after %v with %v", took, err)
			}
		})
	}
}

// A pattern of any length must not take the machine's memory, nor fill the log.
func TestLongPatterns(t *testing.T) {
	for _, code := range []string{`Match regex("("*1000000; "a"; 1)`, `Match regex("["*100000; "a"; 1)`} {
		_, err := evaluate(t, code, syntax.FourD)
		if err == nil || len(err.Error()) > 1000 {
			t.Errorf("%s: %.200v", code, err)
		}
	}
}
