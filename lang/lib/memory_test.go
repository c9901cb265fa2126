package lib_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/vm"
)

// memoryRuntime returns a runtime whose processes may use some megabytes each and
// that knows the methods.
func memoryRuntime(t *testing.T, megabytes int64, methods map[string]string) *vm.Runtime {
	t.Helper()
	return runtimeOf(t, testHost(), megabytes, methods)
}

func runtimeOf(t *testing.T, h *host.Host, megabytes int64, methods map[string]string) *vm.Runtime {
	t.Helper()
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	var sources []lang.Source
	for name, code := range methods {
		sources = append(sources, method(name, code))
	}
	unit := lang.Compile(context.Background(), sources, lang.Options{Builtins: cat.Builtins()})
	rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{Host: h, Limits: vm.Limits{Memory: megabytes << 20}})
	t.Cleanup(rt.Close)
	return rt
}

// Whatever it is that fills the memory, the process ends before it has much more
// than it may.
func TestMemoryLimit(t *testing.T) {
	const limit = 64 // MB
	for name, code := range map[string]string{
		"one text":        `var $t : Text` + "\n" + `$t:="0123456789"` + "\n" + `While (True)` + "\n" + `$t:=$t+$t` + "\n" + `End while`,
		"texts":           `var $c : Collection` + "\n" + `$c:=[]` + "\n" + `While (True)` + "\n" + `$c.push("x"*1000)` + "\n" + `End while`,
		"objects":         `var $c : Collection` + "\n" + `$c:=[]` + "\n" + `While (True)` + "\n" + `$c.push({a: 1; b: 2})` + "\n" + `End while`,
		"a chain":         `var $o : Object` + "\n" + `While (True)` + "\n" + `$o:={next: $o}` + "\n" + `End while`,
		"numbers":         `var $c : Collection` + "\n" + `$c:=[]` + "\n" + `While (True)` + "\n" + `$c.push(1)` + "\n" + `End while`,
		"names":           `var $o : Object` + "\n" + `var $i : Integer` + "\n" + `$o:={}` + "\n" + `While (True)` + "\n" + `$i+=1` + "\n" + `$o["name"+String($i)]:=$i` + "\n" + `End while`,
		"formulas":        `var $f : Object` + "\n" + `While (True)` + "\n" + `$f:=Formula($f)` + "\n" + `End while`,
		"pointers":        `var $o : Object` + "\n" + `While (True)` + "\n" + `$o:={a: $o}` + "\n" + `$o:={p: ->$o.a}` + "\n" + `End while`,
		"arrays":          `ARRAY TEXT($a; 0)` + "\n" + `While (True)` + "\n" + `APPEND TO ARRAY($a; "x"*1000)` + "\n" + `End while`,
		"blobs":           `var $c : Collection` + "\n" + `var $b : Blob` + "\n" + `$c:=[]` + "\n" + `While (True)` + "\n" + `SET BLOB SIZE($b; 100000)` + "\n" + `$c.push($b)` + "\n" + `End while`,
		"a mapping":       `var $c : Collection` + "\n" + `$c:=[].resize(1000000; 1)` + "\n" + `$c:=$c.map(Formula("x"*1000))`,
		"Storage":         `Use (Storage)` + "\n" + `Storage.c:=New shared collection` + "\n" + `End use` + "\n" + `While (True)` + "\n" + `Use (Storage.c)` + "\n" + `Storage.c.push("x"*100000)` + "\n" + `End use` + "\n" + `End while`,
		"messages":        `While (True)` + "\n" + `CALL WORKER("sleeper"; Formula(DELAY PROCESS(Current process; 6000)); "x"*100000)` + "\n" + `End while`,
		"other variables": `var <>all : Collection` + "\n" + `<>all:=[]` + "\n" + `While (True)` + "\n" + `<>all.push("x"*100000)` + "\n" + `End while`,
	} {
		t.Run(name, func(t *testing.T) {
			rt := memoryRuntime(t, limit, map[string]string{"run": code})
			p := rt.NewProcess(t.Context(), vm.ProcessOptions{Limits: vm.Limits{Time: time.Minute}})
			defer p.Close()
			runtime.GC()
			before, peak, done := memory(), new(atomic.Int64), make(chan struct{})
			go func() {
				defer close(done)
				for p.Context().Err() == nil {
					peak.Store(max(peak.Load(), memory()))
					time.Sleep(time.Millisecond)
				}
			}()
			_, err := p.RunMethod("run")
			p.Close()
			<-done
			if f := fault.As(err); f == nil || f.Code != "vm.memory" {
				t.Fatalf("ended with %v", err)
			}
			// Garbage, and the old part of what is doubled, come on top of what is alive.
			t.Logf("at most %d MB", (peak.Load()-before)>>20)
			if got := peak.Load() - before; got > 5*limit<<20 {
				t.Errorf("the heap grew by %d MB, the process may use %d MB", got>>20, limit)
			}
		})
	}
}

// memory returns the bytes of the heap, garbage included.
func memory() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// A process is not stopped for what others use at the same time, whether they
// have it for themselves or share it.
func TestMemoryOfOthers(t *testing.T) {
	rt := memoryRuntime(t, 64, map[string]string{
		"hold":  "var all : Collection\nvar $i : Integer\nall:=[]\nFor ($i; 1; 45000)\nall.push(\"x\"*1000)\nEnd for",
		"share": "var $i : Integer\nUse (Storage)\nStorage.c:=New shared collection\nEnd use\nFor ($i; 1; 45)\nUse (Storage.c)\nStorage.c.push(\"x\"*1000000)\nEnd use\nEnd for",
		"churn": "var $i : Integer\nvar $t : Text\nFor ($i; 1; 100000)\n$t:=\"y\"*2000\nEnd for",
	})
	methods := []string{"hold", "churn", "hold", "share", "hold", "churn", "hold"}
	results := make(chan error)
	for _, m := range methods {
		p := rt.NewProcess(t.Context(), vm.ProcessOptions{})
		defer p.Close() // variables stay until then
		go func() {
			_, err := p.RunMethod(m)
			results <- err
		}()
	}
	for range methods {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}

// Where the machine's memory comes to its end, it is the process with most of it
// that is stopped, though it might use more.
func TestMemoryOfAll(t *testing.T) {
	runtime.GC()
	h := testHost()
	h.Memory = (memory() + 100<<20) / 3 * 4
	rt := runtimeOf(t, h, 1024, map[string]string{
		"heavy": "var $c : Collection\n$c:=[]\nWhile (True)\n$c.push(\"x\"*1000)\nEnd while",
		"light": "var $c : Collection\nvar $t : Text\n$c:=[\"z\"*1000]\nWhile (Not(Process aborted))\n$t:=\"y\"*2000\nIf (Storage.over#Null)\nreturn\nEnd if\nEnd while",
		"over":  "Use (Storage)\nStorage.over:=New shared object\nEnd use",
	})
	run := func(method string) <-chan error {
		p, result := rt.NewProcess(t.Context(), vm.ProcessOptions{}), make(chan error, 1)
		go func() {
			_, err := p.RunMethod(method)
			p.Close()
			result <- err
		}()
		return result
	}
	light := run("light")
	if f := fault.As(<-run("heavy")); f == nil || f.Code != "vm.memory" || !strings.Contains(f.Message, "short of memory") {
		t.Errorf("the heavy process ended with %v", f)
	}
	if err := errors.Join(<-run("over"), <-light); err != nil {
		t.Error(err)
	}
}
