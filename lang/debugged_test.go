package lang_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/debug"
	"quoin.dev/quoin/lang/vm"
)

// onlooker is a debugger that looks at everything and stops nowhere.
type onlooker struct{ statements int }

func (o *onlooker) Watch(*vm.Process) vm.Watch     { return vm.WatchAll }
func (o *onlooker) Breaks(*vm.Function) bool       { return true }
func (o *onlooker) Raised(*vm.Process, *vm.Thrown) {}
func (o *onlooker) Ended(*vm.Process)              {}

func (o *onlooker) Statement(p *vm.Process) error {
	o.statements++
	f := p.Frame(0)
	for _, c := range debug.Scopes(p, f) {
		items, _ := debug.List(p, c, debug.Range{})
		for _, i := range items {
			debug.Show(p, i.Value, f.Function().Qodly)
		}
	}
	// Neither a value nor an error of an evaluation changes what the program does.
	for _, text := range []string{"1+1", "(1/0)+thereIsNone(1)"} {
		debug.Evaluate(p, f, text)
	}
	return nil
}

// TestProgramsDebugged runs the programs under a debugger that looks at every
// statement: they do what they do without it.
func TestProgramsDebugged(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*.txt")
	looked := &onlooker{}
	for _, path := range paths {
		for _, p := range readPrograms(t, path) {
			plain, debugged := p.runUnder(nil), p.runUnder(looked)
			if plain != debugged {
				t.Errorf("%s/%s: debugged it gives %s, otherwise %s", filepath.Base(path), p.name, debugged, plain)
			}
		}
	}
	if looked.statements < 100 {
		t.Errorf("the debugger saw %d statements", looked.statements)
	}
}

func (p program) runUnder(d vm.Debugger) string {
	u := lang.Compile(context.Background(), p.sources, lang.Options{Builtins: testBuiltins()})
	rt := vm.NewRuntime(u.Program, vm.RuntimeOptions{Limits: vm.Limits{Steps: 2_000}})
	rt.State.SetDebugger(d)
	v, err := lang.Eval(context.Background(), rt, p.snippet, p.dialect, vm.ProcessOptions{})
	if err != nil {
		return fmt.Sprintf("error %d %v", fault.As(err).Number, err)
	}
	return show(v)
}
