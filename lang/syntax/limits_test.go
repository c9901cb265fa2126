package syntax_test

import (
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// TestDepth nests everything that can be nested too deep: one error says so,
// and nothing overflows.
func TestDepth(t *testing.T) {
	const n = 200_000
	for name, text := range map[string]string{
		"parentheses":      "$a:=" + strings.Repeat("(", n),
		"closed":           "$a:=" + strings.Repeat("(", n) + "1" + strings.Repeat(")", n),
		"collections":      "$a:=" + strings.Repeat("[", n),
		"objects":          "$a:=" + strings.Repeat("{a: ", n),
		"calls":            "$a:=" + strings.Repeat("f(", n),
		"indices":          "$a:=" + strings.Repeat("$x[", n),
		"characters":       "$a:=" + strings.Repeat("$x[[", n),
		"elements":         "$a:=" + strings.Repeat("x{", n),
		"signs":            "$a:=" + strings.Repeat("-", n) + "1",
		"pointers":         "$a:=" + strings.Repeat("->", n) + "$x",
		"formulas":         strings.Repeat("Formula(", n),
		"formula returns":  strings.Repeat("Formula(return ", n),
		"tries":            strings.Repeat("Try(", n),
		"ternaries":        "$a:=" + strings.Repeat("$a ? ", n),
		"else ternaries":   "$a:=" + strings.Repeat("$a ? 1 : ", n) + "1",
		"numbered":         "$a:=" + strings.Repeat("${", n),
		"keys like tokens": "$a:=" + strings.Repeat("{a:C1+(", n),
		"operators":        "$a:=1" + strings.Repeat("+1", n),
		"members":          "$a:=$b" + strings.Repeat(".c", n),
		"dereferences":     "$a:=$b" + strings.Repeat("->", n),
		"if":               strings.Repeat("If (True)\n", n),
		"for":              strings.Repeat("For ($i; 1; 2)\n", n),
		"case":             strings.Repeat("Case of\n: (True)\n", n),
		"try":              strings.Repeat("Try\n", n),
		"repeat":           strings.Repeat("Repeat\n", n),
		"repeat and end":   strings.Repeat("Repeat\n", n) + strings.Repeat("Until (True)\n", n),
		"type":             "var $a : cs" + strings.Repeat(".a", n),
		"within blocks":    strings.Repeat("If (True)\n", 500) + "$a:=" + strings.Repeat("(", 600) + strings.Repeat("\nEnd if", 500),
	} {
		t.Run(name, func(t *testing.T) {
			f := syntax.ParseFile(source.NewFile("", text), syntax.FourD, syntax.Method)
			if !hasError(f, syntax.CodeDepth) {
				t.Errorf("the depth is not reported; errors: %v", f.Errors)
			}
			checkSpans(t, f)
		})
	}
	f := syntax.ParseFile(source.NewFile("", "a = 2"+strings.Repeat("^2", n)), syntax.Qodly, syntax.Method)
	if !hasError(f, syntax.CodeDepth) {
		t.Errorf("powers: the depth is not reported; errors: %v", f.Errors)
	}
}

func hasError(f *syntax.File, code string) bool {
	for _, e := range f.Errors {
		if e.Code == code && !e.Warning {
			return true
		}
	}
	return false
}

// TestDepthOfOneFunction shows that a function nested too deep does not take
// the next one with it.
func TestDepthOfOneFunction(t *testing.T) {
	text := "Function a()\n" + strings.Repeat("If (True)\n", 600) + "Function b()\n$ok:=1\n"
	f := syntax.ParseFile(source.NewFile("", text), syntax.FourD, syntax.Class)
	if len(f.Members) != 2 || len(f.Errors) != 1 || f.Errors[0].Code != syntax.CodeDepth {
		t.Fatalf("%d members, errors %v", len(f.Members), f.Errors)
	}
	if b := f.Members[1].(*syntax.Function); b.Name.Name != "b" || len(b.Body.Stmts) != 1 {
		t.Errorf("the second function is %v", b)
	}
}

// TestDepthAllowed nests as deep as the original allows.
func TestDepthAllowed(t *testing.T) {
	const n = 500
	for _, text := range []string{
		strings.Repeat("If (True)\n", n) + strings.Repeat("End if\n", n),
		"$a:=" + strings.Repeat("(", n) + "1" + strings.Repeat(")", n),
	} {
		f := syntax.ParseFile(source.NewFile("", text), syntax.FourD, syntax.Method)
		if len(f.Errors) > 0 {
			t.Errorf("%v", f.Errors[0])
		}
		checkRoundTrip(t, f)
	}
}

// TestHostileTime repeats what might make a parser look again and again at the
// same text: a quarter of a megabyte takes a fiftieth of a second, or
// minutes.
func TestHostileTime(t *testing.T) {
	for _, piece := range []string{
		"a ", "a\n", "$a:=", "!1-", "?1:", "\"", "/*", "*/", "\\\n", "// \\\n", "1e", "[a ", "[a:1", "a:C", "a:K1:",
		"Begin SQL\n", "End if\n", "If (\n", "Function a\n", "exposed ", "Case of\n", ": (\n", "\x00", "\xff", "é", "(", "{\"", ",",
		";", "a.", "${", "<>", "...", "#DECLARE(\n", "var a;", "property a;", "Formula(", "f(&", "\r", "1 a ",
	} {
		text := strings.Repeat(piece, 1<<18/len(piece))
		for _, d := range []syntax.Dialect{syntax.FourD, syntax.Qodly} {
			for _, k := range []syntax.FileKind{syntax.Method, syntax.Class} {
				start := time.Now()
				f := syntax.ParseFile(source.NewFile("", text), d, k)
				if len(f.Errors) > 1000 {
					t.Errorf("%q: %d errors", piece, len(f.Errors))
				}
				if took := time.Since(start); took > 20*time.Second {
					t.Errorf("%q took %s", piece, took)
				}
			}
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text := strings.Repeat("If ($a=1) & (This:C1470.name#Null:C1517)\n\t$b:=New object:C1471(\"a\"; 1; \"b\"; [1; 2; 3]) // why\nEnd if \n", 1000)
	f := source.NewFile("", text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		syntax.ParseFile(f, syntax.FourD, syntax.Method)
	}
}
