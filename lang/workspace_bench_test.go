package lang_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/lib"
)

// generated returns the sources of a project of n files: classes that extend
// and use one another, and methods that use the classes, some 60 lines each.
func generated(n int) []lang.Source {
	var all []lang.Source
	for i := range n / 2 {
		var b strings.Builder
		if i%4 > 0 {
			fmt.Fprintf(&b, "Class extends C%d\n\n", i/4*4)
		}
		fmt.Fprintf(&b, "property name : Text\nproperty count : Integer\n\nClass constructor($name : Text)\n")
		if i%4 > 0 {
			b.WriteString("\tSuper($name)\n")
		}
		b.WriteString("\tThis.name:=$name\n\tThis.items:=[]\n\tThis.created:=Current date\n")
		for f := range 6 {
			fmt.Fprintf(&b, "\n// Adds up what f%d needs.\nFunction f%d_%d($text : Text; $n : Integer) : Integer\n", f, i, f)
			fmt.Fprintf(&b, "\tvar $i; $sum : Integer\n\tvar $parts : Collection:=Split string($text; \";\")\n")
			fmt.Fprintf(&b, "\tFor ($i; 0; $parts.length-1)\n\t\tIf (Length($parts[$i])>$n) & (This.count<$i)\n\t\t\t$sum+=Num($parts[$i])\n")
			fmt.Fprintf(&b, "\t\tElse\n\t\t\tThis.items.push({text: $parts[$i]; position: $i})\n\t\tEnd if\n\tEnd for\n\treturn $sum+This.count\n")
		}
		fmt.Fprintf(&b, "\nFunction other%d()\n\treturn cs.C%d.new(\"x\").items.map(Formula($1.value.text))\n", i, (i*7+3)%(n/2))
		all = append(all, lang.Source{Path: fmt.Sprintf("Project/Sources/Classes/C%d.4dm", i), Name: fmt.Sprintf("C%d", i), Kind: lang.Class, Text: b.String()})
	}
	for i := range n - n/2 {
		var b strings.Builder
		fmt.Fprintf(&b, "#DECLARE($from : Text; $to : Text) -> $result : Object\n\nvar $c%d : cs.C%d\n$c%d:=cs.C%d.new($from)\n$result:={from: $from; list: []}\n", i, i%(n/2), i, i%(n/2))
		for k := range 10 {
			fmt.Fprintf(&b, "If ($c%d.f%d_%d($from; %d)>%d)\n\t$result.list.push($c%d.other%d().first())\n\tLOG EVENT(0; \"step \"+String(%d))\nEnd if\n", i, i%(n/2), k%6, k, k*3, i, i%(n/2), k)
		}
		fmt.Fprintf(&b, "If ($to#\"\")\n\t$result.next:=m%d($to; \"\")\nEnd if\n", (i+1)%(n-n/2))
		all = append(all, lang.Source{Path: fmt.Sprintf("Project/Sources/Methods/m%d.4dm", i), Name: fmt.Sprintf("m%d", i), Text: b.String()})
	}
	return all
}

func generatedWorkspace(b testing.TB, n int) (*lang.Workspace, []lang.Source) {
	cat, err := lib.Catalogue()
	if err != nil {
		b.Fatal(err)
	}
	w := lang.NewWorkspace(lang.Options{Builtins: cat.Builtins(), Catalogue: cat})
	return w, generated(n)
}

// TestGeneratedProject: the project that is measured has nothing wrong, and an
// edit is told to those it concerns.
func TestGeneratedProject(t *testing.T) {
	w, sources := generatedWorkspace(t, 60)
	w.Set(sources...)
	for _, d := range w.All(t.Context()) {
		t.Error(d)
	}
	edited := sources[0]
	edited.Text = strings.ReplaceAll(edited.Text, "f0_0", "renamed")
	w.Set(edited)
	if found := w.All(t.Context()); len(found) == 0 || found[0].Code != "member.unknown" {
		t.Error(found)
	}
	w.Set(sources[0])
	for _, d := range w.All(t.Context()) {
		t.Error(d)
	}
}

// BenchmarkCheckProject checks 500 files from nothing.
func BenchmarkCheckProject(b *testing.B) {
	cat, err := lib.Catalogue()
	if err != nil {
		b.Fatal(err)
	}
	sources := generated(500)
	for b.Loop() {
		w := lang.NewWorkspace(lang.Options{Builtins: cat.Builtins(), Catalogue: cat})
		w.Set(sources...)
		w.All(context.Background())
	}
}

// BenchmarkCheckEdit changes a class that many files use, and checks it and all
// it concerns; first is the time until the edited file is done.
func BenchmarkCheckEdit(b *testing.B) {
	w, sources := generatedWorkspace(b, 500)
	w.Set(sources...)
	w.All(context.Background())
	s := sources[0]
	var first time.Duration
	for n := 0; b.Loop(); n++ {
		s.Text = sources[0].Text + fmt.Sprintf("\nFunction added%d() : Integer\n\treturn %d\n", n, n)
		start := time.Now()
		w.Set(s)
		w.Diagnostics(context.Background(), s.Path)
		first += time.Since(start)
		w.All(context.Background())
	}
	b.ReportMetric(float64(first.Microseconds())/float64(b.N), "µs/first")
}
