package syntax_test

import (
	"testing"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

func TestDiff(t *testing.T) {
	for _, c := range []struct {
		a, b string
		kind syntax.FileKind
		want string
	}{
		{a: "$a:=1\n\n// x\n$b:=f ( $a )", b: "$a := 1\n// x\n\n\n$b := f($a)"},
		{a: "$a:=!2024-02-29!", b: "$a:=!2024/02/29!"},
		{a: "$a:=?1:2:3?", b: "$a:=?01:02:03?"},
		{a: "If (a) // x\nb()\nEnd if", b: "If /* x */ (a)\nb()\nEnd if", want: `comment 0: "// x", "/* x */"`},
		{a: "$a:=1", b: "$A:=1", want: `File.Body.Stmts[0].Target.Ident.Name: "$a", "$A"`},
		{a: "$a:=1+2*3", b: "$a:=1+(2*3)", want: "File.Body.Stmts[0].Value.Op: *, +"},
		{a: "$a:=1+2", b: "$a:=1-2", want: "File.Body.Stmts[0].Value.Op: +, -"},
		{a: "$a:=(1)", b: "$a:=1", want: "File.Body.Stmts[0].Value: Paren, Lit"},
		{a: "ALERT:C41(1)", b: "ALERT(1)", want: `File.Body.Stmts[0].X.Fun.Ident.Token: "C41", ""`},
		{a: "C_TEXT($a)", b: "var $a : Text", want: "File.Body.Stmts[0].Legacy: true, false"},
		{a: "var $a : Text", b: "var $a : Date", want: `File.Body.Stmts[0].Type.Name: "Text", "Date"`},
		{a: "var $a : Text", b: "var $a", want: "File.Body.Stmts[0].Type: TypeName, nothing"},
		{a: "f(1; 2)", b: "f(1)", want: "File.Body.Stmts[0].X.Args: 2 parts, 1"},
		{a: "If (a)\n// x\nEnd if", b: "If (a)\nEnd if\n// x", want: `comment 0 "// x": after the start of 1 statements and the end of 0 blocks, after the start of 1 statements and the end of 1 blocks`},
		{a: "a()\nb() // x", b: "a() // x\nb()", want: `comment 0 "// x": after the start of 2 statements and the end of 0 blocks, after the start of 1 statements and the end of 0 blocks`},
		{a: "a() // x", b: "a()", want: "comments: 1, 0"},
		{a: "exposed Function f", b: "Function f", kind: syntax.Class, want: "File.Members[0].Modifiers.Exposed: true, false"},
		{a: "property a : Text", b: "Function a : Text", kind: syntax.Class, want: "File.Members[0]: Property, Function"},
	} {
		parse := func(text string) *syntax.File {
			return syntax.ParseFile(source.NewFile("test", text), syntax.FourD, c.kind)
		}
		if got := syntax.Diff(parse(c.a), parse(c.b)); got != c.want {
			t.Errorf("%s\nagainst\n%s\ngot  %s\nwant %s", c.a, c.b, got, c.want)
		}
	}
}
