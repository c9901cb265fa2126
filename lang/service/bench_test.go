package service_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/service"
)

// large returns a generated project of n files: classes that know one another,
// and methods that use them.
func large(t testing.TB, n int) *service.Files {
	f := builtins(t)
	for i := range n / 2 {
		var b strings.Builder
		fmt.Fprintf(&b, "property name : Text\nproperty next : cs.Part%d\n\nClass constructor($name : Text)\n\tThis.name:=$name\n", (i+1)%(n/2))
		for k := range 10 {
			fmt.Fprintf(&b, "\n// Works on step %d.\nFunction step%d($count : Integer; $label : Text) : Integer\n\tvar $sum : Integer\n", k, k)
			for range 8 {
				b.WriteString("\tIf ($count>3)\n\t\t$sum:=$sum+Length(Uppercase($label))\n\tElse\n\t\tThis.next.name:=Replace string($label; \"a\"; This.name)\n\tEnd if\n")
			}
			b.WriteString("\treturn $sum\n")
		}
		f.Sources = append(f.Sources, service.SourceOf(fmt.Sprintf("Project/Sources/Classes/Part%d.4dm", i), b.String()))
		var m strings.Builder
		fmt.Fprintf(&m, "#DECLARE($n : Integer) -> $r : Integer\nvar $part : cs.Part%d\n$part:=cs.Part%d.new(\"x\")\n", i, i)
		for k := range 20 {
			fmt.Fprintf(&m, "$r:=$r+$part.next.step%d($n; String($n))\n", k%10)
		}
		f.Sources = append(f.Sources, service.SourceOf(fmt.Sprintf("Project/Sources/Methods/use part %d.4dm", i), m.String()))
	}
	return f
}

// BenchmarkComplete measures a proposal after each letter typed, the check of
// the edited file included, in a project of 500 files.
func BenchmarkComplete(b *testing.B) {
	s := service.New(large(b, 500))
	s.Workspace().All(b.Context())
	const path = "Project/Sources/Classes/Part7.4dm"
	src := service.SourceOf(path, "")
	text := s.Source(path).Text
	for _, typed := range []string{"Repl", "replace st", "This.", "This.next.next.na", "$", "cs.", ""} {
		name := typed
		if name == "" {
			name = "nothing"
		}
		b.Run(name, func(b *testing.B) {
			var longest time.Duration
			before := processorTime(b)
			for i := range b.N {
				src.Text = text + "\t" + strings.Repeat(" ", i%2) + typed
				began := time.Now()
				s.Open(src)
				items, _ := s.Complete(path, int32(len(src.Text)), service.CompleteOptions{Snippets: true})
				longest = max(longest, time.Since(began))
				if len(items) == 0 {
					b.Fatal("no items")
				}
			}
			b.ReportMetric(float64(longest.Microseconds())/1000, "ms-longest")
			b.ReportMetric(float64((processorTime(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
		})
	}
}

// processorTime is what this process has used of the processors, which a busy
// machine does not change much.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestCompletionIsFast keeps proposals in a project of 500 files far from what a
// person notices. The bound is 10 ms on an idle machine; tests share theirs.
func TestCompletionIsFast(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	s := service.New(large(t, 500))
	s.Workspace().All(t.Context())
	const path = "Project/Sources/Methods/use part 7.4dm"
	src := lang.Source{Path: path, Name: "use part 7"}
	text := s.Source(path).Text
	best := time.Hour
	for i := range 20 {
		src.Text = text + strings.Repeat("\n", i) + "$part.next.st"
		began := time.Now()
		s.Open(src)
		items, _ := s.Complete(path, int32(len(src.Text)), service.CompleteOptions{})
		best = min(best, time.Since(began))
		if len(items) != 10 {
			t.Fatalf("got %d items, want 10", len(items))
		}
	}
	if best > 10*time.Millisecond {
		t.Errorf("the fastest of 20 completions took %v, want at most 10ms", best)
	}
}
