package syntax_test

import (
	"testing"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

func TestParseSnippet(t *testing.T) {
	f := syntax.ParseSnippet(source.NewFile("", "var $a : Text\n$a:=\"x\"\n$a+\"y\""), syntax.FourD)
	if len(f.Body.Stmts) != 3 || len(f.Errors) != 0 {
		t.Fatalf("%d statements, errors %v", len(f.Body.Stmts), f.Errors)
	}
	if _, ok := f.Body.Stmts[2].(*syntax.ExprStmt); !ok {
		t.Errorf("the last statement is a %T", f.Body.Stmts[2])
	}
	f = syntax.ParseSnippet(source.NewFile("", "length(generateUUID)"), syntax.Qodly)
	if len(f.Body.Stmts) != 1 || len(f.Errors) != 0 {
		t.Errorf("%d statements, errors %v", len(f.Body.Stmts), f.Errors)
	}
}

func TestNormalize(t *testing.T) {
	for name, want := range map[string]string{
		"Web Form": "web form", " OB  Is\tdefined ": "ob is defined", "$Été": "$été", "": "", "a\u00a0B": "a b",
	} {
		if got := syntax.Normalize(name); got != want {
			t.Errorf("Normalize(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestAttributes(t *testing.T) {
	for text, want := range map[string]bool{
		"//%attributes = {\"lang\":\"en\"}\n$a:=1": true,
		"\ufeff//%attributes = {}\r\n":             true,
		"$a:=1\n//%attributes = {}":                false,
		"// a comment\n":                           false,
	} {
		f := syntax.ParseFile(source.NewFile("", text), syntax.FourD, syntax.Method)
		if got := f.Attributes != nil; got != want || len(f.Errors) > 0 {
			t.Errorf("%q: header %v, errors %v", text, got, f.Errors)
		}
	}
}

// TestWalk visits every node once, parents first, and skips what it is told to.
func TestWalk(t *testing.T) {
	f := syntax.ParseSnippet(source.NewFile("", "If ($a)\n$b:=f(1; {k: $c})\nEnd if"), syntax.FourD)
	var names []string
	calls := 0
	syntax.Walk(f, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Ident:
			names = append(names, n.Name)
		case *syntax.Call:
			calls++
		}
		return true
	})
	if got := len(names); got != 4 || names[0] != "$a" || names[3] != "$c" || calls != 1 {
		t.Errorf("names %q, %d calls", names, calls)
	}
	visited := 0
	syntax.Walk(f, func(n syntax.Node) bool {
		visited++
		_, isIf := n.(*syntax.If)
		return !isIf
	})
	if visited != 3 { // the file, its body, the If
		t.Errorf("%d nodes visited above the If", visited)
	}
}

// TestNewlines keeps the line ends of a text in print.
func TestNewlines(t *testing.T) {
	for _, nl := range []string{"\n", "\r\n", "\r"} {
		text := "\ufeffIf  (True)" + nl + "$a:=f(\\" + nl + "1)" + nl + "End if" + nl
		f := syntax.ParseSnippet(source.NewFile("", text), syntax.FourD)
		want := "\ufeffIf (True)" + nl + "\t$a:=f(\\" + nl + "\t\t1)" + nl + "End if " + nl
		if got := syntax.Print(f, syntax.FourD); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestPrintKeepsBrokenText does not lay out what was not understood.
func TestPrintKeepsBrokenText(t *testing.T) {
	const text = "If  ($a\n $b := 1"
	f := syntax.ParseSnippet(source.NewFile("", text), syntax.FourD)
	if got := syntax.Print(f, syntax.FourD); got != text {
		t.Errorf("got %q", got)
	}
}
