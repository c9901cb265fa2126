package lib_test

import (
	"context"
	"testing"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/lib"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
)

// BenchmarkPrograms measures the library through programs.
func BenchmarkPrograms(b *testing.B) {
	const fill = "var $c : Collection\nvar $i : Integer\n$c:=[]\nFor ($i; 1; 20000)\n\t$c.push({n: ($i*7919)%20000; s: \"item \"+String($i)})\nEnd for\n"
	for _, bench := range []struct{ name, code string }{
		{"push", fill + "$result:=$c.length"},
		{"map", fill + "$result:=$c.map(Formula($1.value.n*2)).length"},
		{"filter", fill + "$result:=$c.filter(Formula($1.value.n>10000)).length"},
		{"sortFormula", fill + "$result:=$c.sort(Formula($1.value.n<$1.value2.n)).length"},
		{"orderBy", fill + "$result:=$c.orderBy(\"n\").length"},
		{"orderByText", fill + "$result:=$c.orderBy(\"s\").length"},
		{"query", fill + "$result:=$c.query(\"n > 10000 and s = :1\"; \"item 1@\").length"},
		{"extractDistinct", fill + "$result:=$c.extract(\"n\").distinct().length"},
		{"json", fill + "$result:=JSON Parse(JSON Stringify($c)).length"},
		{"replace", fill + "$result:=Length(Replace string(JSON Stringify($c); \"item\"; \"thing\"))"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			cat, err := lib.Catalogue()
			if err != nil {
				b.Fatal(err)
			}
			unit := lang.Compile(context.Background(), nil, lang.Options{Builtins: cat.Builtins()})
			rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{Host: testHost()})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := lang.Eval(context.Background(), rt, bench.code, syntax.FourD, vm.ProcessOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
