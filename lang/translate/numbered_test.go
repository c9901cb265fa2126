package translate_test

import (
	"testing"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/translate"
	"quoin.dev/quoin/source"
)

// TestNumberedParameters translates parameters that old code declares by number.
func TestNumberedParameters(t *testing.T) {
	p := project(t)
	p.Methods["p2"] = true
	for _, c := range []struct{ fourD, qodly string }{
		{"C_TEXT($0;$1)  // in, out\n$0:=$1", "declare(p1 : string) -> result : string  // in, out\nresult = p1"},
		{"// about\nC_LONGINT($1;$x)\n$x:=$1+$3", "// about\ndeclare(p1 : integer, p2_, p3)\nvar x : integer\nx = p1+p3"},
		{"C_TEXT($1)\nC_OBJECT($2)\n$p1:=$2", "declare(p1_ : string, p2_ : object)\n\np1 = p2_"},
		{"// about\nC_TEXT($0)\n$0:=String(${2})", "// about\ndeclare -> result : string\nresult = string(${2})"},
		{"C_TEXT($2)\n$x:=$1+$2", "declare(p1, p2_ : string)\nx = p1+p2_"}, // p1 is a variant
		{"var $1 : Text\nf(Formula($1+$2); $1)", "declare(p1 : string)\nf(formula($1+$2), p1)"},
		{"$0:=$1", "$0 = $1"},
		{"C_TEXT(${1})\n$x:=$1", ""},
		{"#DECLARE($a : Text)\nC_TEXT($2)\n$x:=$2", ""},
		{"C_POINTER($1)\n$x:=$1", ""},
	} {
		got, problems := translate.File(source.NewFile("test", c.fourD), syntax.FourD, syntax.Method, syntax.Qodly, p)
		if got != c.qodly || (len(problems) > 0) != (c.qodly == "") {
			t.Errorf("%s\ngives\n%s\n%v\nwant\n%s", c.fourD, got, problems, c.qodly)
		}
	}
}
