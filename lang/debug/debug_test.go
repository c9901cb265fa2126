package debug_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/debug"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

const patience = 20 * time.Second

// watcher is a session and what it was told.
type watcher struct {
	*debug.Session
	t     *testing.T
	stops chan *debug.Stop
}

func attach(t *testing.T, d *debug.Debugger) *watcher {
	w := &watcher{t: t, stops: make(chan *debug.Stop, 10)}
	w.Session = d.Attach(func(e debug.Event) {
		if e.Kind == debug.Stopped {
			w.stops <- e.Stop
		}
	})
	t.Cleanup(w.Close)
	return w
}

func (w *watcher) stop() *debug.Stop {
	w.t.Helper()
	select {
	case s := <-w.stops:
		return s
	case <-time.After(patience):
		w.t.Fatal("nothing stops")
	}
	return nil
}

// where is the function and line that a process stands at.
func (w *watcher) where(s *debug.Stop) (at string) {
	w.t.Helper()
	err := s.Do(func(p *vm.Process) {
		f := p.Frame(0)
		at = f.Function().Name + " " + f.Place().String()
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return at
}

// run runs a method in the background.
func run(t *testing.T, rt *vm.Runtime, method string, o vm.ProcessOptions) chan error {
	ended := make(chan error, 1)
	p := rt.NewProcess(t.Context(), o)
	go func() {
		_, err := p.RunMethod(method)
		p.Close()
		ended <- err
	}()
	return ended
}

func await(t *testing.T, ended chan error) error {
	t.Helper()
	select {
	case err := <-ended:
		return err
	case <-time.After(patience):
		t.Fatal("it does not end")
	}
	return nil
}

func method(name, text string) lang.Source {
	return lang.Source{Path: "Project/Sources/Methods/" + name + ".4dm", Name: name, Text: text, Dialect: lang.FourD}
}

// The time that a process stands still does not count towards its limit; what it
// runs for does.
func TestTimeLimit(t *testing.T) {
	rt := compiled(method("m", "$a:=1\n$b:=2\n"), method("endless", "$a:=1\nWhile (True)\nEnd while\n"))
	w := attach(t, of(rt))
	w.SetBreakpoints("/elsewhere/Project/Sources/Methods/m.4dm", []debug.Spec{{Line: 1}})
	w.SetBreakpoints(`C:\work\Project\Sources\Methods\endless.4dm`, []debug.Spec{{Line: 1}})
	for _, c := range []struct{ name, want string }{{"m", ""}, {"endless", "The code was stopped after 100ms."}} {
		ended := run(t, rt, c.name, vm.ProcessOptions{Limits: vm.Limits{Time: 100 * time.Millisecond}})
		s := w.stop()
		time.Sleep(200 * time.Millisecond)
		if err := w.Resume(s.Thread, debug.Continue); err != nil {
			t.Error(err)
		}
		err := await(t, ended)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// Two sessions stop the same process at their own breakpoints; one that goes
// away takes nothing from the other.
func TestTwoSessions(t *testing.T) {
	rt := compiled(method("m", "$a:=1\n$b:=2\n$c:=3\n$d:=4\n"))
	d := of(rt)
	ada, bob := attach(t, d), attach(t, d)
	ada.SetBreakpoints("Project/Sources/Methods/m.4dm", []debug.Spec{{Line: 1}, {Line: 4}})
	bob.SetBreakpoints("Project/Sources/Methods/m.4dm", []debug.Spec{{Line: 1}, {Line: 3}})
	ended := run(t, rt, "m", vm.ProcessOptions{})
	s := ada.stop()
	if _, err := bob.Stop(s.Thread); err == nil {
		t.Error("the process stands still for both")
	}
	if err := ada.Resume(s.Thread, debug.Over); err != nil {
		t.Error(err)
	}
	if s = ada.stop(); ada.where(s) != "m Project/Sources/Methods/m.4dm:2:1" {
		t.Errorf("after the step it stands at %s", ada.where(s))
	}
	if err := ada.Resume(s.Thread, debug.Continue); err != nil {
		t.Error(err)
	}
	bob.where(bob.stop())
	bob.Close()
	s = ada.stop()
	ada.Close()
	if err := s.Do(func(*vm.Process) {}); err == nil {
		t.Error("a session that is closed still looks at its process")
	}
	if err := await(t, ended); err != nil {
		t.Error(err)
	}
	if p := rt.NewProcess(t.Context(), vm.ProcessOptions{}); len(rt.State.Processes()) != 1 {
		t.Errorf("got %d processes, want 1", len(rt.State.Processes()))
	} else {
		p.Close()
	}
}

// What stops a process from outside ends its standing still.
func TestEndWhileStopped(t *testing.T) {
	rt := compiled(method("m", "Try\n$a:=1\nCatch\nEnd try\nreturn 1\n"))
	w := attach(t, of(rt))
	w.SetBreakpoints("Project/Sources/Methods/m.4dm", []debug.Spec{{Line: 2}})
	ended := run(t, rt, "m", vm.ProcessOptions{})
	s := w.stop()
	if err := w.End(s.Thread); err != nil {
		t.Error(err)
	}
	if err := await(t, ended); err == nil || !strings.Contains(err.Error(), "The process was stopped.") {
		t.Errorf("got %v", err)
	}
	if err := w.Resume(s.Thread, debug.Continue); err == nil {
		t.Error("a process that has ended goes on")
	}
	d := of(rt)
	w = attach(t, d)
	w.SetBreakpoints("Project/Sources/Methods/m.4dm", []debug.Spec{{Line: 2}})
	ended = run(t, rt, "m", vm.ProcessOptions{})
	w.stop()
	d.Close()
	if err := await(t, ended); err != nil {
		t.Error(err)
	}
	select {
	case <-d.Attach(func(debug.Event) {}).Done():
	default:
		t.Error("a session begins after the end")
	}
}

// An evaluation that does not end is stopped; one that breaks leaves the process
// as it was.
func TestEvaluation(t *testing.T) {
	rt := compiled(method("m", "var $n : Integer\nvar $t : Text\n$n:=1\nON ERR CALL(\"handler\")\n$n:=$n+1\nreturn $n\n"),
		method("recurse", "recurse\n"), method("handler", "handled:=True\n"))
	w := attach(t, of(rt))
	w.SetBreakpoints("Project/Sources/Methods/m.4dm", []debug.Spec{{Line: 5}})
	ended := run(t, rt, "m", vm.ProcessOptions{Limits: vm.Limits{Steps: 5000}})
	s := w.stop()
	for _, c := range [][2]string{
		{"$n", "1"},
		{"$n:=41", "41"},
		{"$t:=$n", "error: Got Integer, want Text."},
		{"recurse", "error: Project/Sources/Methods/recurse.4dm:1:1: There are more than 1000 nested calls."},
		{"For ($i;1;100000)\nEnd for", "Undefined"},
		{"While (True)\nEnd while", "error: The evaluation was stopped after 5s."},
		{"->$n", "-> $n"},
		{"Undefined(handled)", "True"},
		{"$0", "Undefined"},
		{"$1", "error: m has no parameter $1."},
		{"", "error: There is nothing to evaluate."},
		{")", "error: "},
		{"This", "Undefined"},
	} {
		text, want := c[0], c[1]
		err := s.Do(func(p *vm.Process) {
			v, err := debug.Evaluate(p, p.Frame(0), text)
			got := debug.Show(p, v, false)
			if err != nil {
				got = "error: " + err.Error()
			}
			if got != want && !(strings.HasPrefix(want, "error: ") && strings.HasPrefix(got, want)) {
				t.Errorf("%q: got %s, want %s", text, got, want)
			}
			if p.Depth() != 1 {
				t.Errorf("%q leaves %d frames", text, p.Depth())
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Resume(s.Thread, debug.Continue); err != nil {
		t.Error(err)
	}
	if err := await(t, ended); err != nil {
		t.Error(err)
	}
}

// Lines move to the statement that they mean.
func TestPlaces(t *testing.T) {
	class := lang.Source{Path: "Project/Sources/Classes/C.4dm", Name: "C", Kind: lang.Class, Dialect: lang.FourD, Text: `property a : Integer:=1

Class constructor
	// says nothing

	This.a:=2
	// nor here

Function f($x : Integer)
	If ($x>0)
		This.a:=Formula(
	End if

// between
Function g
	var $y : Integer
	$y:=1
`}
	class.Text = strings.Replace(class.Text, "Formula(\n", "1\n", 1)
	rt := compiled(class)
	w := attach(t, of(rt))
	for line, want := range map[int]int{1: 1, 3: 6, 4: 6, 6: 6, 7: 10, 9: 10, 10: 10, 11: 11, 12: 11, 14: 17, 15: 17, 16: 17, 17: 17} {
		at := w.SetBreakpoints("Project/Sources/Classes/C.4dm", []debug.Spec{{Line: line}})[0]
		if at.Line != want || !at.Verified {
			t.Errorf("line %d: got %d, %v, want %d", line, at.Line, at.Verified, want)
		}
	}
}

// Show writes values as the dialects spell them.
func TestShow(t *testing.T) {
	rt := compiled()
	p := rt.NewProcess(context.Background(), vm.ProcessOptions{})
	defer p.Close()
	o := value.NewObject()
	o.Set("text", value.FromText("line\n\"two\""))
	o.Set("list", value.FromCollection(value.NewList(value.FromInt(1), value.FromInt(2), value.FromInt(3), value.FromInt(4), value.FromInt(5), value.FromInt(6))))
	for _, c := range []struct {
		v            value.Value
		fourD, qodly string
	}{
		{value.Value{}, "Undefined", "undefined"},
		{value.NullValue(), "Null", "null"},
		{value.FromBool(true), "True", "true"},
		{value.FromReal(1.5), "1.5", "1.5"},
		{value.FromTime(-3661), "?-01:01:01?", "?-01:01:01?"},
		{value.FromText(strings.Repeat("é", 200)), `"` + strings.Repeat("é", 100) + `…"`, `"` + strings.Repeat("é", 100) + `…"`},
		{value.FromText("\xff"), "\"\uFFFD\"", "\"\uFFFD\""},
		{value.FromBlob([]byte{1}), "Blob (1 byte)", "Blob (1 byte)"},
		{value.FromPicture(&value.Image{}), "Picture (empty)", "Picture (empty)"},
		{value.FromObject(o), `{text: "line\n\"two\"", list: […]}`, `{text: "line\n\"two\"", list: […]}`},
		{o.Get("list"), "[1, 2, 3, 4, 5, …] (6)", "[1, 2, 3, 4, 5, …] (6)"},
	} {
		if got := debug.Show(p, c.v, false); got != c.fourD {
			t.Errorf("4D: got %s, want %s", got, c.fourD)
		}
		if got := debug.Show(p, c.v, true); got != c.qodly {
			t.Errorf("QodlyScript: got %s, want %s", got, c.qodly)
		}
	}
}
