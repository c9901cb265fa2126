package lang_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/vm"
)

// TestFastPathsMakeNoDifference runs random programs with and without the fast
// paths of the machine.
func TestFastPathsMakeNoDifference(t *testing.T) {
	for seed := range uint64(60) {
		compareFast(t, seed)
	}
}

// FuzzFastPaths does the same for as long as it may.
func FuzzFastPaths(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(compareFast)
}

func compareFast(t *testing.T, seed uint64) {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 1)), calls: true}
	method := g.method()
	g.calls = false
	sources := []lang.Source{
		{Path: "m.4dm", Name: "m", Text: method},
		{Path: "typed.4dm", Name: "typed", Text: "#DECLARE($i : Integer; $x : Real; $v) : Integer\nvar $j : Integer\n" + g.block(3, 1) + "return $j\n"},
		{Path: "loose.4dm", Name: "loose", Text: g.block(3, 1) + "return $i\n"},
		{Path: "ignore.4dm", Name: "ignore", Text: "$i:=1\n"},
		{Path: "K.4dm", Name: "K", Kind: lang.Class, Text: "property a; b : Integer\nClass constructor($n : Integer)\n\tThis.a:=$n\nFunction add($n : Integer) : Integer\n\tThis.a:=This.a+$n\n\tThis.b:=This.a\n\treturn This.b\nFunction get twice() : Integer\n\treturn This.a*2\n"},
	}
	var got [2]string
	for i := range got {
		u := lang.Compile(context.Background(), sources, lang.Options{Builtins: testBuiltins()})
		rt := vm.NewRuntime(u.Program, vm.RuntimeOptions{})
		p := rt.NewProcess(context.Background(), vm.ProcessOptions{Plain: i == 1, Limits: vm.Limits{Steps: 3000, Depth: 30, Memory: 32 << 20}})
		for range 2 { // the second time the caches know the objects
			v, err := p.RunMethod("m")
			mustNotBeABug(t, err)
			if err != nil {
				got[i] += fmt.Sprintf("error %d %v\n", fault.As(err).Number, err)
			} else {
				got[i] += show(v) + "\n"
			}
		}
		p.Close()
	}
	if got[0] != got[1] {
		t.Fatalf("seed %d:\n%s\nfast  %s\nplain %s", seed, sources[0].Text, got[0], got[1])
	}
}

// generator writes programs over a few variables of every kind.
type generator struct {
	*rand.Rand
	calls bool // it may call typed and loose
}

func (g *generator) one(of ...string) string { return of[g.IntN(len(of))] }

func (g *generator) method() string {
	return "var $i; $j; $k : Integer\nvar $x : Real\nvar $b : Boolean\nvar $t : Text\nvar $o : Object\nvar $c : Collection\n" +
		"ON ERR CALL(\"ignore\")\n$o:=" + g.one("{a: 1; b: 2.5}", "cs.K.new(3)") + "\n$c:=[1; 2.5; 3]\n$v:=1\n$w:=0.5\n$n:=0\n" + g.block(8, 3) + "return [$i; $j; $k; $x; $b; $t; $v; $w; $o; $c; $n]\n"
}

func (g *generator) block(n, depth int) string {
	var b strings.Builder
	for range 1 + g.IntN(n) {
		b.WriteString(g.statement(depth))
	}
	return b.String()
}

func (g *generator) statement(depth int) string {
	if depth > 0 {
		switch g.IntN(7) {
		case 0:
			return fmt.Sprintf("If (%s)\n%sElse\n%sEnd if\n", g.condition(), g.block(3, depth-1), g.block(2, depth-1))
		case 1:
			return fmt.Sprintf("For ($%s; %s; %s%s)\n%sEnd for\n", g.one("i", "j", "w", "x"), g.number(1), g.one("5", "9", g.number(1)), g.one("", "", "; 2", "; -1", "; 0.5"), g.block(3, depth-1))
		case 2:
			return fmt.Sprintf("While ((%s) & ($n<9))\n$n:=$n+1\n%sEnd while\n", g.condition(), g.block(3, depth-1))
		case 3:
			return fmt.Sprintf("Try\n%sCatch\n%sEnd try\n", g.block(3, depth-1), g.block(2, depth-1))
		case 4:
			return fmt.Sprintf("For each ($%s; %s)\n%sEnd for each\n", g.one("i", "v", "w"), g.one("$c", "[1; 2; 3.5]", "$o"), g.block(3, depth-1))
		}
	}
	return fmt.Sprintf("$%s%s%s\n", g.one("i", "j", "k", "i", "j", "x", "v", "w", "o.a", "o.b", "o.c", "c[0]", "c[2]", "c[$i]", "o[\"d\"]"), g.one(":=", ":=", ":=", "+=", "-="), g.one(g.number(2), g.number(2), g.number(3), g.value()))
}

func (g *generator) value() string {
	if g.calls && g.IntN(5) == 0 {
		return g.one("typed($j; $v)", "loose($i; $j)")
	}
	return g.one("\"a\"", "$t+\"b\"", "Null", "$nothing", "{a: $i; e: $x}", "[$i; $v]", "$o", "$c", "("+g.condition()+")", "?00:00:07?",
		"cs.K.new($i)", "Formula($1+$i)")
}

func (g *generator) number(depth int) string {
	if depth > 0 && g.IntN(3) > 0 {
		return fmt.Sprintf("(%s%s%s)", g.number(depth-1), g.one("+", "-", "*", "/", "%", "\\", "+", "-"), g.number(depth-1))
	}
	if g.calls && g.IntN(12) == 0 {
		return g.one("typed($i; $x)", "loose($j)", "typed(2.5; $i; $o)")
	}
	return g.one("$i", "$j", "$k", "$x", "$v", "$w", "$o.a", "$o.b", "$o.c", "$c[1]", "$c[$i]", "$o[\"d\"]", "-$i", "-$x",
		"0", "1", "2", "7", "100", "-3", "0.5", "2.25", "1000000007", "4294967296", "9007199254740993", "36028797018963967",
		"$o.add(2)", "$o.twice", "$v.add($i)", "$c.length", "$1", "Formula($1*2).call(Null; $i)")
}

func (g *generator) condition() string {
	return g.number(1) + g.one("<", "<=", ">", ">=", "=", "#") + g.one(g.number(1), "0", "3", "-1", "100")
}
