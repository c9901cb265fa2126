package lib_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// nasty returns values that bodies tend to forget.
func nasty(p *vm.Process) []value.Value {
	o := value.NewObject()
	o.Set("a", value.FromInt(1))
	cycle := value.NewList()
	cycle.Push(value.FromCollection(cycle))
	shared := value.NewSharedList(nil)
	formula := vm.NativeValue(p.Runtime.Program.Builtins.Command("String"))
	array := value.FromArray(&value.Arr{Element: value.Text, Items: []value.Value{value.FromText(""), value.FromText("x")}})
	hold := value.FromText("held")
	pointer := value.FromPointer(&value.Ref{Name: "x", Load: func() (value.Value, error) { return hold, nil },
		Store: func(v value.Value) error { hold = v; return nil }})
	list := func(vs ...value.Value) value.Value { return value.FromCollection(value.NewList(vs...)) }
	return []value.Value{
		{}, value.NullValue(), value.FromBool(true), value.FromInt(-1), value.FromInt(0), value.FromInt(3), value.FromInt(1 << 50),
		value.FromReal(math.NaN()), value.FromReal(math.Inf(-1)), value.FromReal(1e300), value.FromReal(2.5),
		value.FromText(""), value.FromText("abc"), value.FromText("\xed\xa0\x80"), value.FromText("@"), value.FromText("a.b desc, "), value.FromText("("),
		value.FromDate(0), value.FromDate(value.NewDay(2024, 2, 29)), value.FromTime(-5), value.FromTime(90000),
		value.FromBlob(nil), value.FromBlob([]byte{1, 2, 3}), value.FromPicture(&value.Image{}),
		value.FromPicture(&value.Image{MIME: "image/png", Data: []byte("\x89PNG\r\n\x1a\n")}),
		value.FromObject(value.NewObject()), value.FromObject(o), value.FromObject(value.NewSharedObject(nil)),
		value.FromObject(value.NewNative(nil, &value.Bytes{Data: []byte("x")})),
		list(), list(value.FromInt(1), value.FromText("a"), value.NullValue(), value.FromObject(o)), value.FromCollection(cycle), value.FromCollection(shared),
		formula, vm.ClassValue(p.ClassOf(formula)), array, pointer, vm.Star, vm.Greater,
	}
}

// TestNastyArguments calls every built-in with arguments that make no sense: an
// error is fine, a panic is not.
func TestNastyArguments(t *testing.T) {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	unit := lang.Compile(context.Background(), nil, lang.Options{Builtins: cat.Builtins()})
	rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{Host: testHost(), Paths: map[string]string{"/DATA/": t.TempDir(), "/TEMP/": t.TempDir()}})
	defer rt.Close()
	random := rand.New(rand.NewPCG(1, 2))
	// These wait or go to the network.
	skipped := []string{"DELAY PROCESS", "Semaphore", "HTTP Get", "HTTP Request", "new", "wait"}
	try := func(name string, n *vm.Native, this func(*vm.Process) value.Value) {
		if slices.Contains(skipped, name) {
			return
		}
		for range 60 {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			p := rt.NewProcess(ctx, vm.ProcessOptions{Limits: vm.Limits{Memory: 64 << 20, Depth: 60}})
			values := nasty(p)
			most := n.Max
			if most < 0 || most > 6 {
				most = 6
			}
			args := make([]value.Value, n.Min+random.IntN(max(most-n.Min, 0)+1))
			for i := range args {
				args[i] = values[random.IntN(len(values))]
			}
			_, err := p.Call(vm.NativeValue(n), this(p), args...)
			if fault.KindOf(err) == fault.Internal {
				shown := make([]string, len(args))
				for i, a := range args {
					shown[i] = p.Describe(a)
				}
				t.Errorf("%s(%v): %v", name, shown, err)
			}
			p.Close()
			cancel()
		}
	}
	undefined := func(*vm.Process) value.Value { return value.Value{} }
	for _, e := range cat.Commands() {
		if e.State == command.Done {
			try(e.Name, e.Native, undefined)
		}
	}
	for _, class := range cat.Classes() {
		names := make([]string, 0, len(class.Members))
		for name := range class.Members {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			n := class.Members[name].Native
			if n == nil || class.Store != "4D" || class.Name == "Class" || class.Name == "Function" {
				continue
			}
			try(name, n, func(p *vm.Process) value.Value {
				values := nasty(p)
				if class.Name == "Collection" {
					return values[len(values)-10+random.IntN(4)]
				}
				return values[random.IntN(len(values))]
			})
		}
	}
}
