package lang_test

import (
	"context"
	"testing"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// The benchmarks run whole programs in the language; each is one method "main".
func benchmark(b *testing.B, main string, more ...lang.Source) {
	b.Helper()
	src := append(more, lang.Source{Path: "main.4dm", Name: "main", Text: main, Dialect: syntax.FourD})
	u := lang.Compile(context.Background(), src, lang.Options{Builtins: vm.NewBuiltins()})
	for _, d := range u.Diagnostics {
		b.Log(d)
	}
	p := vm.NewRuntime(u.Program, vm.RuntimeOptions{}).NewProcess(context.Background(), vm.ProcessOptions{})
	defer p.Close()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.RunMethod("main"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFib30(b *testing.B) {
	benchmark(b, "#DECLARE() : Integer\nreturn fib(30)\n", lang.Source{Path: "fib.4dm", Name: "fib", Text: `#DECLARE($n : Integer) : Integer
If ($n<2)
	return $n
End if
return fib($n-1)+fib($n-2)
`})
}

func BenchmarkLoop10M(b *testing.B) {
	benchmark(b, `var $i; $n : Integer
For ($i;1;10000000)
	$n:=$n+$i
End for
`)
}

func BenchmarkWhile10M(b *testing.B) {
	benchmark(b, `var $i : Integer
While ($i<10000000)
	$i+=1
End while
`)
}

func BenchmarkTextAppend100k(b *testing.B) {
	benchmark(b, `var $s : Text
var $i : Integer
For ($i;1;100000)
	$s:=$s+"x"+"yz"
End for
`)
}

func BenchmarkProperties1M(b *testing.B) {
	benchmark(b, `var $o : Object
var $i : Integer
$o:={a: 1; b: 2; c: 3}
For ($i;1;1000000)
	$o.c:=$o.a+$o.b
End for
`)
}

func BenchmarkMethodCalls1M(b *testing.B) {
	benchmark(b, `var $o : cs.Counter
var $i : Integer
$o:=cs.Counter.new()
For ($i;1;1000000)
	$o.add($i)
End for
`, lang.Source{Path: "Counter.4dm", Name: "Counter", Kind: lang.Class, Text: `Class constructor
	This.total:=0
Function add($n : Integer)
	This.total:=This.total+$n
`})
}

func BenchmarkReals1M(b *testing.B) {
	benchmark(b, `var $x; $y : Real
var $i : Integer
$x:=1.5
For ($i;1;1000000)
	$y:=($y*0.5)+($x/3.25)-0.125
End for
`)
}

func BenchmarkProcess(b *testing.B) {
	u := lang.Compile(context.Background(), []lang.Source{{Path: "m", Name: "m", Text: "#DECLARE($a : Text) : Text\nreturn $a+\"!\"\n"}}, lang.Options{Builtins: vm.NewBuiltins()})
	rt := vm.NewRuntime(u.Program, vm.RuntimeOptions{})
	b.ReportAllocs()
	for b.Loop() {
		p := rt.NewProcess(context.Background(), vm.ProcessOptions{})
		if _, err := p.RunMethod("m", value.FromText("a")); err != nil {
			b.Fatal(err)
		}
		p.Close()
	}
}
