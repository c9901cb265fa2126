package vm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// recorder notes the statements of functions in the order they run.
type recorder struct {
	watch vm.Watch
	in    string // the function that has breakpoints
	steps []string
	at    func(p *vm.Process)
}

func (r *recorder) Watch(*vm.Process) vm.Watch { return r.watch }
func (r *recorder) Breaks(f *vm.Function) bool { return f.Name == r.in }
func (r *recorder) Ended(*vm.Process)          { r.steps = append(r.steps, "ended") }
func (r *recorder) Raised(_ *vm.Process, t *vm.Thrown) {
	r.steps = append(r.steps, "raised "+t.Fault.Message)
}

func (r *recorder) Statement(p *vm.Process) error {
	f := p.Frame(0)
	r.steps = append(r.steps, fmt.Sprintf("%s:%d", f.Function().Name, f.Place().Line))
	if r.at != nil {
		r.at(p)
	}
	return nil
}

func TestStatements(t *testing.T) {
	cases := []struct{ code, want string }{
		{"$a:=1\n$b:=2", "m:1 m:2"},
		{"var $a : Integer\n// nothing\n$a:=1", "m:3"},
		{"If ($a=1)\n$b:=1\nElse\n$b:=2\nEnd if\n$c:=1", "m:1 m:4 m:6"},
		{"For ($i;1;2)\n$b:=$i\nEnd for\n$c:=1", "m:1 m:2 m:1 m:2 m:1 m:4"},
		{"var $i : Integer\nWhile ($i<2)\n$i:=$i+1\nEnd while", "m:2 m:3 m:2 m:3 m:2"},
		{"var $i : Integer\nRepeat\n$i:=$i+1\nUntil ($i=2)", "m:3 m:4 m:3 m:4"},
		{"For each ($i;[1;2])\n$b:=$i\nEnd for each", "m:1 m:2 m:1 m:2 m:1"},
		{"Case of\n: ($a=1)\n$b:=1\n: ($a=2)\n$b:=2\nElse\n$b:=3\nEnd case", "m:2 m:4 m:7"},
		{"$a:=sub(1)+\\\nsub(2)\n$b:=1", "m:1 sub:2 sub:2 m:3"},
		{"$f:=Formula($1+1)\n$b:=$f.call(Null;1)\n$b:=$f(2)", "m:1 m:2 formula:1 m:3 formula:1"},
		{"Try\n$a:=$o->\nCatch\n$b:=1\nEnd try", "m:2 raised Got Undefined, want a pointer. m:4"},
		{"For ($i;1;3)\nIf ($i=2)\nbreak\nEnd if\ncontinue\nEnd for", "m:1 m:2 m:5 m:1 m:2 m:3"},
	}
	for _, c := range cases {
		rt := compile(t, vm.NewBuiltins(), map[string]string{"m": c.code + "\n", "sub": "#DECLARE($n : Integer) : Integer\nreturn $n\n"})
		r := &recorder{watch: vm.WatchAll}
		rt.State.SetDebugger(r)
		p := rt.NewProcess(context.Background(), vm.ProcessOptions{})
		if _, err := p.RunMethod("m"); err != nil && !strings.Contains(c.want, "raised") {
			t.Errorf("%s\nfails: %v", c.code, err)
		}
		p.Close()
		if got := strings.Join(r.steps, " "); got != c.want+" ended" {
			t.Errorf("%s\ngot  %s\nwant %s ended", c.code, got, c.want)
		}
	}
}

// TestWatchFunctions tells the statements of functions with breakpoints alone,
// and of those that run already when the debugger comes.
func TestWatchFunctions(t *testing.T) {
	b := vm.NewBuiltins()
	r := &recorder{watch: vm.WatchBreaks, in: "sub"}
	b.AddCommand(&vm.Native{Name: "attach", Run: func(c *vm.Call) (value.Value, error) {
		c.Process.Runtime.State.SetDebugger(r)
		c.Process.AttendNow()
		return value.Value{}, nil
	}}, 0, "attach")
	b.AddCommand(&vm.Native{Name: "each", Min: 1, Max: 1, Run: func(c *vm.Call) (value.Value, error) {
		return c.Invoke(c.Arg(0), value.Value{}, value.FromInt(1))
	}}, 0, "each")
	rt := compile(t, b, map[string]string{
		"m":      "attach\n$a:=1\nsub\n$b:=1\n",
		"sub":    "$c:=1\nother\n",
		"other":  "r:=Formula($x:=1)\n",
		"nested": "each(Formula(attach))\n$b:=1\n$c:=2\n",
	})
	for _, c := range []struct {
		method string
		watch  vm.Watch
		want   string
	}{
		{"m", vm.WatchBreaks, "sub:1 sub:2 ended"},
		{"m", vm.WatchAll, "m:2 m:3 sub:1 sub:2 other:1 m:4 ended"},
		{"nested", vm.WatchAll, "nested:2 nested:3 ended"},
	} {
		rt.State.SetDebugger(nil)
		r.watch, r.steps = c.watch, nil
		p := rt.NewProcess(context.Background(), vm.ProcessOptions{})
		if _, err := p.RunMethod(c.method); err != nil {
			t.Errorf("%s: %v", c.method, err)
		}
		p.Close()
		if got := strings.Join(r.steps, " "); got != c.want {
			t.Errorf("%s: got  %s\nwant %s", c.method, got, c.want)
		}
	}
}
