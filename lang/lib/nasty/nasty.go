// Package nasty calls built-ins with arguments that make no sense. An error is a
// fine answer; a panic, a hang or a machine without memory is not.
package nasty

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sort"
	"strings"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// The limits of each call, and what a call may exceed them by.
const (
	callTime   = 2 * time.Second
	callMemory = 256 << 20
	callDepth  = 200
	spareTime  = 5 * time.Second // other programs may use the processor
	spareHeap  = 4 * callMemory  // the collector lags behind
	maxStack   = 64 << 20
)

// Row is one built-in that can be called.
type Row struct {
	Name   string
	native *vm.Native
	params [][]command.Param // of each signature
	class  *vm.Class         // of the receiver; nil: none
	static bool              // the receiver is the class itself
}

// Rows lists every built-in of a catalogue that does something: commands,
// functions, properties, statics and constructors.
func Rows(cat *command.Catalogue) ([]Row, error) {
	var rows []Row
	for _, e := range cat.Commands() {
		if e.State == command.Done {
			rows = append(rows, Row{Name: e.Name, native: e.Native, params: params(e.Signatures)})
		}
	}
	for _, class := range cat.Classes() {
		row := cat.ClassRow(class)
		sigs := map[string]string{}
		if row != nil {
			for _, f := range append(row.Functions, row.Statics...) {
				sigs[f.Name] = f.Sig
			}
			if row.New != nil {
				sigs["new"] = row.New.Sig
			}
		}
		add := func(name string, n *vm.Native, static bool) error {
			if n == nil || n.Unavailable != "" {
				return nil
			}
			s, err := command.ParseSignatures(sigs[name])
			rows = append(rows, Row{class.Name + "." + name, n, params(s), class, static})
			return err
		}
		if err := add("new", class.Native, true); err != nil {
			return nil, err
		}
		for name, n := range class.Statics {
			if err := add(name, n, true); err != nil {
				return nil, err
			}
		}
		for name, m := range class.Members {
			if err := add(name, m.Native, false); err != nil {
				return nil, err
			}
			if m.NativeGet != nil {
				rows = append(rows, Row{Name: class.Name + "." + name, native: &vm.Native{Name: name, Run: m.NativeGet}, class: class})
			}
			if m.NativeSet != nil {
				rows = append(rows, Row{Name: class.Name + "." + name + ":=", native: &vm.Native{Name: name, Run: m.NativeSet, Min: 1, Max: 1}, class: class})
			}
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].Name < rows[j].Name })
	return rows, nil
}

func params(sigs []command.Signature) [][]command.Param {
	var all [][]command.Param
	for _, s := range sigs {
		all = append(all, s.Params)
	}
	return all
}

// Caller calls rows. A caller is for one goroutine.
type Caller struct {
	Runtime *vm.Runtime
	Seed    uint64
	Time    time.Duration             // of one call; 0: callTime
	Scope   func(context.Context) any // of each process; nil: none
	// Starters are expressions for instances that chance would rarely make; nil:
	// those of the library.
	Starters []string
	Report   func(format string, args ...any)

	Never []string // rows of which no call did its work

	maker   *maker
	worked  map[string]int
	current atomic.Pointer[attempt]
}

// attempt is a call that runs.
type attempt struct {
	shown string
	began time.Time
	heap  uint64
	told  atomic.Bool
}

// Rounds calls every row once for each round.
func (c *Caller) Rounds(rows []Row, rounds int) {
	defer debug.SetMaxStack(debug.SetMaxStack(maxStack))
	stop := make(chan struct{})
	defer close(stop)
	go c.watch(stop)
	if c.Time == 0 {
		c.Time = callTime
	}
	m := &maker{deep: chain(Depth), made: map[string][]value.Value{}}
	m.class = func(name string) *vm.Class {
		store, class, ok := strings.Cut(name, ".")
		if !ok {
			store, class = "4D", name
		}
		return c.Runtime.Program.Builtins.Class(store, class)
	}
	c.maker, c.worked = m, map[string]int{}
	c.start()
	for round := range rounds {
		for i := range rows {
			m.Rand = rand.New(rand.NewPCG(c.Seed+uint64(round), uint64(i)))
			c.call(&rows[i])
		}
	}
	for _, r := range rows {
		if c.worked[r.Name] == 0 {
			c.Never = append(c.Never, r.Name)
		}
	}
}

// start makes instances of classes that chance would rarely make.
func (c *Caller) start() {
	c.maker.Rand = rand.New(rand.NewPCG(c.Seed, 0))
	if c.Starters == nil {
		c.Starters = starters
	}
	for _, code := range c.Starters {
		o := vm.ProcessOptions{}
		if c.Scope != nil {
			o.Scope = c.Scope(context.Background())
		}
		p := c.Runtime.NewProcess(context.Background(), o)
		c.maker.process = p
		v, err := lang.Eval(context.Background(), c.Runtime, code, lang.FourD, o)
		if err != nil {
			c.Report("%s: %v", code, err)
		}
		c.maker.keep(v)
		p.Close()
	}
}

func (c *Caller) call(row *Row) {
	ctx, cancel := context.WithTimeout(context.Background(), c.Time)
	defer cancel()
	o := vm.ProcessOptions{Name: "nasty", Limits: vm.Limits{Time: c.Time, Memory: callMemory, Depth: callDepth}, Output: io.Discard}
	if c.Scope != nil {
		o.Scope = c.Scope(ctx)
	}
	p := c.Runtime.NewProcess(ctx, o)
	defer p.Close()
	if e, ok := o.Scope.(vm.Ender); ok {
		defer e.End()
	}
	m := c.maker
	m.process = p
	this := value.Value{}
	switch {
	case row.static && m.IntN(10) > 0:
		this = vm.ClassValue(row.class)
	case row.class != nil && m.IntN(6) > 0:
		this = c.receiver(row.class)
	case row.class != nil:
		this = m.any(0)
	}
	args := c.arguments(row)
	victim := this
	if len(args) > 0 && victim.IsUndefined() {
		victim = args[0]
	}
	p.SetVariable("nastyVictim", victim)
	shown := make([]string, len(args))
	for i, a := range args {
		shown[i] = show(p, a)
	}
	a := &attempt{shown: fmt.Sprintf("%s.%s(%s)", show(p, this), row.Name, strings.Join(shown, "; ")), began: time.Now(), heap: heap()}
	c.current.Store(a)
	v, err := p.Call(vm.NativeValue(row.native), this, args...)
	c.current.Store(nil)
	if took := time.Since(a.began); took > c.Time+spareTime {
		c.Report("%s ran for %v", a.shown, took)
	}
	if fault.KindOf(err) == fault.Internal {
		c.Report("%s: %v", a.shown, err)
	}
	if err == nil {
		c.worked[row.Name]++
		m.keep(v)
	}
}

func (c *Caller) receiver(class *vm.Class) value.Value {
	switch class.Name {
	case "Collection":
		return c.maker.collection(0)
	case "Object":
		return c.maker.object(0)
	case "Class":
		if k := c.maker.process.ClassOf(c.maker.any(0)); k != nil {
			return vm.ClassValue(k)
		}
	case "Function", "Formula":
		return c.maker.function()
	case "Blob":
		return value.FromObject(value.NewNative(nil, &value.Bytes{Data: c.maker.bytes()}))
	}
	return c.maker.instance(class)
}

func (c *Caller) arguments(row *Row) []value.Value {
	m := c.maker
	most := row.native.Max
	if most < 0 || most > row.native.Min+6 {
		most = row.native.Min + 6
	}
	args := make([]value.Value, row.native.Min+m.IntN(most-row.native.Min+1))
	var sig []command.Param
	if len(row.params) > 0 {
		sig = pick(m.Rand, row.params)
	}
	sensible := m.IntN(3) // 0: nothing fits, 2: nearly everything
	for i := range args {
		fits := len(sig) > 0 && m.IntN(8) < 4*sensible-1
		switch p := min(i, max(len(sig)-1, 0)); {
		case fits && sig[p].Star:
			args[i] = pick(m.Rand, []value.Value{vm.Star, vm.Greater, vm.Less})
		case row.native.Out>>min(i, 63)&1 == 1 && m.IntN(20) > 0:
			args[i] = m.pointer()
		case fits && len(sig[p].Types) > 0:
			args[i] = m.fitting(sig[p].Types)
		default:
			args[i] = m.any(0)
		}
	}
	return args
}

// show describes a value for a report.
func show(p *vm.Process, v value.Value) string {
	switch v.Kind() {
	case value.Bool, value.Int, value.Real, value.Text, value.Date, value.Time:
		return fmt.Sprintf("%.80q", vm.Shown(v))
	case value.Collection:
		return fmt.Sprintf("Collection of %d", v.AsCollection().Len())
	case value.Array:
		return fmt.Sprintf("Array of %d %v", len(v.AsArray().Items), v.AsArray().Element)
	case value.Pointer:
		held, err := v.AsPointer().Load()
		if err != nil || held.Kind() == value.Pointer {
			return "->?"
		}
		return "->" + show(p, held)
	case value.Object:
		if o := v.AsObject(); o.Native == nil && o.Len() < 7 {
			return fmt.Sprintf("Object with %q", o.Names())
		}
	}
	return p.Describe(v)
}

func heap() uint64 {
	s := [1]metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s[:])
	return s[0].Value.Uint64()
}

// watch ends the program when a call hangs, and reports one that takes memory.
func (c *Caller) watch(stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(20 * time.Millisecond):
		}
		a := c.current.Load()
		if a == nil {
			continue
		}
		if now := heap(); now > a.heap+spareHeap && !a.told.Swap(true) {
			c.Report("%s took %d MB", a.shown, (now-a.heap)>>20)
		}
		if time.Since(a.began) > 30*time.Second {
			stacks := make([]byte, 1<<20)
			panic(fmt.Sprintf("%s hangs\n%s", a.shown, stacks[:runtime.Stack(stacks, true)]))
		}
	}
}
