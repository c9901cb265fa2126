package vm_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// compile returns a runtime of some 4D sources by name; "Name.class" is a class.
func compile(t *testing.T, b *vm.Builtins, sources map[string]string) *vm.Runtime {
	t.Helper()
	var all []lang.Source
	for name, text := range sources {
		s := lang.Source{Path: name + ".4dm", Name: name, Text: text, Dialect: syntax.FourD}
		if class, ok := strings.CutSuffix(name, ".class"); ok {
			s.Name, s.Kind = class, lang.Class
		}
		all = append(all, s)
	}
	u := lang.Compile(context.Background(), all, lang.Options{Builtins: b})
	return vm.NewRuntime(u.Program, vm.RuntimeOptions{})
}

func process(t *testing.T, rt *vm.Runtime, o vm.ProcessOptions) *vm.Process {
	p := rt.NewProcess(t.Context(), o)
	t.Cleanup(p.Close)
	return p
}

func TestContextStopsALoop(t *testing.T) {
	rt := compile(t, nil, map[string]string{"m": "While (True)\nEnd while\n"})
	ctx, cancel := context.WithCancel(t.Context())
	p := rt.NewProcess(ctx, vm.ProcessOptions{})
	defer p.Close()
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err := p.RunMethod("m")
	if fault.KindOf(err) != fault.Cancelled {
		t.Errorf("got %v, want a cancelled process", err)
	}
}

func TestTimeLimitIsNotCaught(t *testing.T) {
	rt := compile(t, nil, map[string]string{"m": "Try\nWhile (True)\nEnd while\nCatch\nEnd try\nreturn 1\n"})
	p := process(t, rt, vm.ProcessOptions{Limits: vm.Limits{Time: 20 * time.Millisecond}})
	_, err := p.RunMethod("m")
	if f := fault.As(err); f == nil || f.Kind != fault.Limit || f.Code != "vm.time" {
		t.Errorf("got %v, want vm.time", err)
	}
}

func TestMemoryLimit(t *testing.T) {
	rt := compile(t, nil, map[string]string{
		"text": "$s:=\"0123456789\"\nWhile (True)\n$s:=$s+$s\nEnd while\n",
		"list": "$c:=[]\nFor ($i;0;1000000000)\n$c[$i]:=[$c]\nEnd for\n",
		"far":  "$c:=[]\n$c[100000000]:=1\n",
	})
	for _, name := range []string{"text", "list", "far"} {
		p := process(t, rt, vm.ProcessOptions{Limits: vm.Limits{Memory: 32 << 20}})
		_, err := p.RunMethod(name)
		if f := fault.As(err); f == nil || f.Code != "vm.memory" {
			t.Errorf("%s: got %v, want vm.memory", name, err)
		}
	}
}

func TestAPanicOfABuiltinIsAnError(t *testing.T) {
	b := vm.NewBuiltins()
	b.AddCommand(&vm.Native{Name: "Explode", Max: -1, Run: func(*vm.Call) (value.Value, error) { panic("bug") }}, 0, "Explode")
	rt := compile(t, b, map[string]string{"m": "Use ($1)\nTry\nExplode\nCatch\nEnd try\nEnd use\n", "ok": "return 7\n"})
	shared := value.FromObject(value.NewSharedObject(nil))
	p := process(t, rt, vm.ProcessOptions{})
	_, err := p.RunMethod("m", shared)
	if fault.KindOf(err) != fault.Internal {
		t.Errorf("got %v, want an internal error", err)
	}
	if value.GroupOf(shared).HeldBy(p) {
		t.Error("the lock is still held")
	}
	if v, err := p.RunMethod("ok"); err != nil || v.AsInt() != 7 {
		t.Errorf("afterwards got %v, %v", v, err)
	}
}

func TestThrownObjectSurvives(t *testing.T) {
	b := vm.NewBuiltins()
	b.AddCommand(&vm.Native{Name: "throw", Max: 1, Run: func(c *vm.Call) (value.Value, error) {
		return value.Value{}, c.Process.Throw(c.Args...)
	}}, 0, "throw")
	rt := compile(t, b, map[string]string{"m": "inner\n", "inner": "throw({errCode: 5; message: \"no {what}\"; what: \"milk\"})\n"})
	_, err := process(t, rt, vm.ProcessOptions{}).RunMethod("m")
	var thrown *vm.Thrown
	if !errors.As(err, &thrown) || thrown.Object.Get("what").AsText() != "milk" || fault.As(err).Number != 5 ||
		fault.As(err).Message != "no milk" {
		t.Errorf("got %#v", err)
	}
}

func TestErrorsCarryPlaceAndFunction(t *testing.T) {
	rt := compile(t, nil, map[string]string{"outer": "inner\n", "inner": "$x:=1\n  $y:=$x+\"a\"\n"})
	p := process(t, rt, vm.ProcessOptions{})
	_, err := p.RunMethod("outer")
	var thrown *vm.Thrown
	if !errors.As(err, &thrown) {
		t.Fatalf("got %T", err)
	}
	if thrown.Function != "inner" || thrown.Line != 2 || fault.As(err).Place.Path != "inner.4dm" || len(thrown.Chain) != 2 {
		t.Errorf("got %s line %d, %v, chain %v", thrown.Function, thrown.Line, err, thrown.Chain)
	}
}

func TestInfoOfFunctions(t *testing.T) {
	rt := compile(t, nil, map[string]string{"User.class": "exposed Function find($name : Text; $n : Integer) : cs.User\nFunction get full() : Text\nexposed onHTTPGet Function page()\n"})
	c := rt.Program.Class("User")
	f := c.Members["find"].Function.Info()
	if f.Name != "find" || f.Class != "User" || !f.Exposed || f.OnHTTPGet || len(f.Params) != 2 ||
		f.Params[0].Name != "name" || f.Params[1].Type.String() != "Integer" || f.Result.String() != "cs.User" {
		t.Errorf("find: %+v", f)
	}
	if g := c.Members["page"].Function.Info(); !g.OnHTTPGet {
		t.Errorf("page: %+v", g)
	}
	if c.Members["full"].Get == nil {
		t.Error("full has no getter")
	}
}

// TestSharedCounter runs processes that count in one shared object.
func TestSharedCounter(t *testing.T) {
	rt := compile(t, nil, map[string]string{
		"count":     "For ($i;1;200)\nUse ($1)\n$1.n:=$1.n+1\n$1[\"p\"+$2]:=$i\nEnd use\nEnd for\n",
		"look":      "For ($i;1;500)\n$sum:=$1.n\nFor each ($k;$1)\n$v:=$1[$k]\nEnd for each\nEnd for\n",
		"S.class":   "shared singleton Class constructor\nThis.n:=0\nshared Function add\nThis.n:=This.n+1\n",
		"singleton": "For ($i;1;100)\ncs.S.me.add()\nEnd for\n",
	})
	counter := value.NewSharedObject(nil)
	counter.Set("n", value.FromInt(0))
	v := value.FromObject(counter)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			p := rt.NewProcess(context.Background(), vm.ProcessOptions{})
			defer p.Close()
			for _, name := range []string{"count", "look", "singleton"} {
				if _, err := p.RunMethod(name, v, value.FromText(string(rune('a'+i)))); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
	wg.Wait()
	if n := counter.Get("n").AsInt(); n != 1200 {
		t.Errorf("got %d, want 1200", n)
	}
	p := process(t, rt, vm.ProcessOptions{})
	me, err := p.Singleton(rt.Program.Class("S"))
	if err != nil || me.AsObject().Get("n").AsInt() != 600 {
		t.Errorf("singleton: %v, %v", me.AsObject().Get("n").AsInt(), err)
	}
}

func TestSessionSingletons(t *testing.T) {
	rt := compile(t, nil, map[string]string{"S.class": "session singleton Class constructor\nThis.n:=1\n"})
	one, two := vm.NewSingletonStore(), vm.NewSingletonStore()
	get := func(s *vm.SingletonStore) value.Value {
		v, err := process(t, rt, vm.ProcessOptions{Session: s}).Singleton(rt.Program.Class("S"))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first, again := get(one), get(one)
	if first != again || first == get(two) {
		t.Error("a session singleton is one for each session")
	}
}

// TestReloadKeepsSharedSingletons loads code again with the same state.
func TestReloadKeepsSharedSingletons(t *testing.T) {
	first := compile(t, nil, map[string]string{"S.class": "shared singleton Class constructor\nThis.n:=1\nFunction v\nreturn 1\n"})
	second := compile(t, nil, map[string]string{"S.class": "shared singleton Class constructor\nThis.n:=5\nFunction v\nreturn 2\n"})
	second.State = first.State
	for i, rt := range []*vm.Runtime{first, second} {
		p := process(t, rt, vm.ProcessOptions{})
		me, err := p.Singleton(rt.Program.Class("S"))
		if err != nil {
			t.Fatal(err)
		}
		v, err := p.CallMember(me, "v")
		if err != nil || v.AsInt() != int64(i+1) || me.AsObject().Get("n").AsInt() != 1 {
			t.Errorf("program %d: v %v, n %v, %v", i+1, v.AsInt(), me.AsObject().Get("n").AsInt(), err)
		}
	}
}

// entity stands for a record: it shows how an embedder's objects behave.
type entity struct{ name string }

func (e *entity) Property(_ *vm.Process, name string) (value.Value, bool, error) {
	if name == "name" {
		return value.FromText(e.name), true, nil
	}
	return value.Value{}, false, nil
}

func (e *entity) SetProperty(_ *vm.Process, name string, v value.Value) (bool, error) {
	if name == "name" {
		e.name = v.AsText()
		return true, nil
	}
	return false, nil
}

func (e *entity) PropertyNames(*vm.Process) []string { return []string{"name"} }

func TestObjectsOfTheEmbedder(t *testing.T) {
	rt := compile(t, nil, map[string]string{
		"UserEntity.class": "Function get shout() : Text\nreturn This.name+\"!\"\nFunction rename($n : Text)\nThis.name:=$n\n",
		"m":                "$1.rename(\"Bo\")\n$keys:=\"\"\nFor each ($k;$1)\n$keys:=$keys+$k\nEnd for each\nreturn $1.shout+$1[\"name\"]+$keys\n",
	})
	e := value.FromObject(value.NewNative(rt.Program.Class("UserEntity"), &entity{"Al"}))
	p := process(t, rt, vm.ProcessOptions{})
	v, err := p.RunMethod("m", e)
	if err != nil || v.AsText() != "Bo!Boname" {
		t.Errorf("got %q, %v", v.AsText(), err)
	}
	if got := p.Describe(e); got != "cs.UserEntity" {
		t.Errorf("described as %s", got)
	}
}

// TestLateErrorsFollowTheResult shows what becomes of the result of a built-in
// that fails late.
func TestLateErrorsFollowTheResult(t *testing.T) {
	b := vm.NewBuiltins()
	b.AddCommand(&vm.Native{Name: "Keep", Run: func(*vm.Call) (value.Value, error) {
		return value.FromText("kept"), vm.Late(fault.New(fault.Conflict, "test.late", "no room"))
	}}, 0, "Keep")
	b.AddCommand(&vm.Native{Name: "Handle", Max: 1, Run: func(c *vm.Call) (value.Value, error) {
		c.Process.SetErrorHandler(c.Text(0))
		return value.Value{}, nil
	}}, 0, "Handle")
	for _, c := range []struct{ code, want string }{
		{"Try\n$r:=keep\n$r:=\"went on\"\nCatch\n$r+=\".\"\nEnd try\nreturn $r", "kept."},
		{"var $r : Text\nTry\n$r:=\"<\"+keep+\">\"\nCatch\nEnd try\nreturn $r", "<kept>"},
		{"Try\n$r:=save\nCatch\n$r+=\"!\"\nEnd try\nreturn $r", "kept!"},
		{"$r:=Try(keep)\nreturn $r=Null ? \"nothing\" : $r", "nothing"},
		{"Handle(\"handler\")\n$r:=keep\n$r+=handled\nreturn $r", "kept and handled"},
		{"$r:=\"\"\nTry\nIf (keep=\"kept\")\n$r:=\"inside\"\nEnd if\nCatch\n$r:=\"caught\"\nEnd try\nreturn $r", "caught"},
		{"var $n : Integer\nFor ($i; 1; 3)\nTry\n$r:=keep\nCatch\n$n:=$n+1\nEnd try\nEnd for\nreturn $n=3 ? $r : \"\"", "kept"},
	} {
		rt := compile(t, b, map[string]string{"m": c.code + "\n", "save": "return keep\n", "handler": "handled:=\" and handled\"\n"})
		if v, err := process(t, rt, vm.ProcessOptions{}).RunMethod("m"); err != nil || v.AsText() != c.want {
			t.Errorf("%s\ngives %s, %v; want %s", c.code, v.AsText(), err, c.want)
		}
	}
	rt := compile(t, b, map[string]string{"m": "$r:=1\n$r:=keep\n"})
	var thrown *vm.Thrown
	if _, err := process(t, rt, vm.ProcessOptions{}).RunMethod("m"); !errors.As(err, &thrown) || thrown.Line != 2 {
		t.Errorf("got %v, want an error of line 2", err)
	}
}

// TestProcessesShareWhatCodeRemembers runs the same code in several processes that
// meet other objects at the same places.
func TestProcessesShareWhatCodeRemembers(t *testing.T) {
	rt := compile(t, vm.NewBuiltins(), map[string]string{"m": `#DECLARE($n : Integer) : Integer
var $i; $sum : Integer
var $o : Object
For ($i; 1; 500)
	Case of
		: ((($i+$n)%3)=0)
			$o:={a: $i; b: 1}
		: ((($i+$n)%3)=1)
			$o:={b: 1; a: $i}
		Else
			$o:={b: 1}
			$o.c:=0
			$o.a:=$i
	End case
	$o.a:=$o.a+$o.b
	$sum:=$sum+sub($o)
End for
return $sum
`, "sub": "#DECLARE($o : Object) : Integer\nreturn $o.a-$o.b\n"})
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			p := rt.NewProcess(context.Background(), vm.ProcessOptions{})
			defer p.Close()
			for range 5 {
				v, err := p.RunMethod("m", value.FromInt(int64(n)))
				if err != nil || v.AsInt() != 125250 {
					t.Errorf("got %d, %v", v.AsInt(), err)
				}
			}
		})
	}
	group.Wait()
}
