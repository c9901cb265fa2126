package performance

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dop251/goja"
	"github.com/rogpeppe/go-internal/txtar"
	lua "github.com/yuin/gopher-lua"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/lib"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

var rounds = flag.Int("rounds", 0, "how many rounds TestLanguage measures; 0 runs only the language, once, for its results")

var only = flag.String("only", "", "the part of a name that programs of TestLanguage must have")

// TestLanguage runs the programs of testdata/language in the language, in
// JavaScript (goja) and in Lua (gopher-lua), in turns in this process, and prints
// the best of the rounds of each:
//
//	go test ./test/performance -run TestLanguage -rounds 5 -v
//
// A wrong result fails, a slow one never. The time is that of the process's
// processors rather than the clock's, because other work runs on the machine; that
// of collecting an engine's garbage is in it.
func TestLanguage(t *testing.T) {
	paths, err := filepath.Glob("testdata/language/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no programs", err)
	}
	const row = "%-24s%10s%10s%12s%12s%12s\n"
	if *rounds > 0 {
		fmt.Printf(row, "program", "Quoin ms", "goja ms", "gopher-lua", "goja/Quoin", "lua/Quoin")
	}
	for _, path := range paths {
		_, name, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".txtar"), "-")
		if !strings.Contains(name, *only) {
			continue
		}
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r := race{want: section(archive, "want")}
		if *rounds > 0 {
			r.enter("goja", inJavaScript(t, archive))
			r.enter("gopher-lua", inLua(t, archive))
		}
		r.enter("Quoin", inQuoin(t, archive, ""))
		r.enter("undeclared", inQuoin(t, archive, "undeclared/"))
		best := r.run(t, name)
		if *rounds == 0 {
			continue
		}
		for _, ours := range []string{"Quoin", "undeclared"} {
			if took, ok := best[ours]; ok {
				label := name
				if ours == "undeclared" {
					label += ", undeclared"
				}
				fmt.Printf(row, label, milliseconds(took), milliseconds(best["goja"]), milliseconds(best["gopher-lua"]),
					ratio(best["goja"], took), ratio(best["gopher-lua"], took))
			}
		}
	}
}

// runner runs a program once and returns its result, a whole number.
type runner func() (int64, error)

// race is one program and those who run it.
type race struct {
	want    string
	names   []string
	runners []runner
}

func (r *race) enter(name string, run runner) {
	if run != nil {
		r.names, r.runners = append(r.names, name), append(r.runners, run)
	}
}

// run runs the program in turns and returns the shortest time of each.
func (r *race) run(t *testing.T, name string) map[string]time.Duration {
	best := map[string]time.Duration{}
	for range max(*rounds, 1) {
		for i, run := range r.runners {
			runtime.GC()
			before := processorTime()
			result, err := run()
			took := processorTime() - before
			if err != nil {
				t.Fatalf("%s: %s: %v", name, r.names[i], err)
			}
			if got := strconv.FormatInt(result, 10); got != r.want {
				t.Fatalf("%s: %s: got %s, want %s", name, r.names[i], got, r.want)
			}
			if b, ok := best[r.names[i]]; !ok || took < b {
				best[r.names[i]] = took
			}
		}
	}
	return best
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func milliseconds(d time.Duration) string {
	if d == 0 {
		return "-"
	}
	return strconv.FormatFloat(d.Seconds()*1000, 'f', 1, 64)
}

func ratio(theirs, ours time.Duration) string {
	if theirs == 0 || ours == 0 {
		return "-"
	}
	return strconv.FormatFloat(float64(theirs)/float64(ours), 'f', 1, 64)
}

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return strings.TrimSpace(string(f.Data))
		}
	}
	return ""
}

// inQuoin compiles the methods ("fib.4dm") and classes ("cs.Counter.4dm") of a
// folder of the archive; nil when there are none.
func inQuoin(t *testing.T, a *txtar.Archive, folder string) runner {
	var sources []lang.Source
	for _, f := range a.Files {
		name, inside := strings.CutPrefix(f.Name, folder)
		name, ours := strings.CutSuffix(name, ".4dm")
		if !inside || !ours || strings.Contains(name, "/") {
			continue
		}
		s := lang.Source{Path: f.Name, Name: name, Text: string(f.Data)}
		if class, ok := strings.CutPrefix(name, "cs."); ok {
			s.Name, s.Kind = class, lang.Class
		}
		sources = append(sources, s)
	}
	if len(sources) == 0 {
		return nil
	}
	cat, err := lib.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	builtins := cat.Builtins()
	builtins.AddCommand(&vm.Native{Name: "host", Min: 1, Max: 1, Run: func(c *vm.Call) (value.Value, error) { return c.Arg(0), nil }}, 0, "host")
	unit := lang.Compile(context.Background(), sources, lang.Options{Builtins: builtins})
	rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{})
	p := rt.NewProcess(context.Background(), vm.ProcessOptions{})
	t.Cleanup(p.Close)
	var args []value.Value
	if strings.Contains(string(a.Comment), "JSON") {
		args = append(args, value.FromText(document()))
	}
	if unit.Program.Method("prepare") != nil {
		v, err := p.RunMethod("prepare", args...)
		if err != nil {
			t.Fatal(err)
		}
		args = []value.Value{v}
	}
	return func() (int64, error) {
		v, err := p.RunMethod("main", args...)
		return v.AsInt(), err
	}
}

func inJavaScript(t *testing.T, a *txtar.Archive) runner {
	js := goja.New()
	_ = js.Set("host", func(c goja.FunctionCall) goja.Value { return c.Argument(0) }) // it cannot fail
	if _, err := js.RunString(section(a, "prepare.js") + "\n" + section(a, "main.js")); err != nil {
		t.Fatal(err)
	}
	var args []goja.Value
	if strings.Contains(string(a.Comment), "JSON") {
		args = append(args, js.ToValue(document()))
	}
	if prepare, ok := goja.AssertFunction(js.Get("prepare")); ok {
		v, err := prepare(goja.Undefined(), args...)
		if err != nil {
			t.Fatal(err)
		}
		args = []goja.Value{v}
	}
	main, _ := goja.AssertFunction(js.Get("main"))
	return func() (int64, error) {
		v, err := main(goja.Undefined(), args...)
		if err != nil {
			return 0, err
		}
		return v.ToInteger(), nil
	}
}

// inLua returns nil when the archive has no program in Lua: gopher-lua comes
// without JSON.
func inLua(t *testing.T, a *txtar.Archive) runner {
	program := section(a, "main.lua")
	if program == "" {
		return nil
	}
	l := lua.NewState()
	t.Cleanup(l.Close)
	l.SetGlobal("host", l.NewFunction(func(l *lua.LState) int { l.Push(l.Get(1)); return 1 }))
	if err := l.DoString(program); err != nil {
		t.Fatal(err)
	}
	main := l.GetGlobal("main")
	return func() (int64, error) {
		if err := l.CallByParam(lua.P{Fn: main, NRet: 1, Protect: true}); err != nil {
			return 0, err
		}
		defer l.Pop(1)
		return int64(lua.LVAsNumber(l.Get(-1))), nil
	}
}

// document is JSON of 1 MB: 3,800 objects as a list of people would have them.
func document() string {
	var b strings.Builder
	for i := range 3800 {
		b.WriteString(map[bool]string{true: "[", false: ","}[i == 0])
		fmt.Fprintf(&b, `{"id":%d,"name":"Person number %d","mail":"person.%d@example.com","active":%t,"amount":%d.%02d,`+
			`"born":"19%02d-0%d-1%d","address":{"street":"%d Long Road","town":"Ünterberg \"am See\"","zip":"%05d"},"tags":["alpha","beta","gamma"],"score":[%d,%d,%d],"note":null}`,
			i, i, i, i%3 == 0, i*17%9999, i%100, 50+i%50, 1+i%9, i%10, i%300, i, i%7, i%11, i%13)
	}
	return b.String() + "]"
}
