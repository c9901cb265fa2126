package apps_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/server"
	"quoin.dev/quoin/value"
)

// smokeLimits are what one call may use. What is longer is no fault: some
// functions wait for ever on purpose.
func smokeLimits() vm.Limits {
	return vm.Limits{Time: 2 * time.Second, Steps: 20_000_000, Memory: 512 << 20}
}

// hangs is how long after its limit a call that did not return is a fault.
const hangs = 15 * time.Second

// TestSmoke opens each public app in the folders QUOIN_APPS on a copy, fills it
// with a few entities and calls every function there is: of classes, methods,
// getters, setters, constructors, queries and events, once with arguments
// that fit what is declared and once with none. What the code then thinks of it
// is its own affair; an internal error or a call that does not end is a fault
// of ours. The table counts errors by kind and lists what is not available.
func TestSmoke(t *testing.T) {
	folders := filepath.SplitList(os.Getenv("QUOIN_APPS"))
	if len(folders) == 0 {
		t.Skip("QUOIN_APPS is not set: no public apps are run")
	}
	var all tally
	all.name = "all"
	for _, root := range projects(t, folders) {
		t.Run(filepath.Base(root), func(t *testing.T) {
			s := smoke{tally: tally{name: filepath.Base(root)}, t: t}
			s.run(root)
			t.Log(s.line())
			all.add(&s.tally)
		})
	}
	t.Log(all.line())
	t.Log("not available, unknown:\n" + all.gaps())
	t.Log("errors of the code:\n" + all.kinds())
}

// projects lists the folders of projects, those inside other ones included.
func projects(t *testing.T, folders []string) []string {
	var found []string
	for _, folder := range folders {
		for _, pattern := range []string{"*/Project/*.4DProject", "*/*/Project/*.4DProject"} {
			list, err := filepath.Glob(filepath.Join(folder, pattern))
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range list {
				found = append(found, filepath.Dir(filepath.Dir(p)))
			}
		}
	}
	sort.Strings(found)
	return slices.Compact(found)
}

// tally counts calls.
type tally struct {
	name                                string
	functions, calls, well, failed, cut int
	errors, missing                     map[string]int
}

func count(m *map[string]int, key string, n int) {
	if *m == nil {
		*m = map[string]int{}
	}
	(*m)[key] += n
}

func (a *tally) add(b *tally) {
	a.functions, a.calls, a.well, a.failed, a.cut = a.functions+b.functions, a.calls+b.calls, a.well+b.well, a.failed+b.failed, a.cut+b.cut
	for k, n := range b.errors {
		count(&a.errors, k, n)
	}
	for k, n := range b.missing {
		count(&a.missing, k, n)
	}
}

func (a *tally) line() string {
	return fmt.Sprintf("%-32s %5d functions %5d calls: %5d ended well, %5d with errors of the code, %4d at a limit, %3d things not available",
		a.name, a.functions, a.calls, a.well, a.failed, a.cut, len(a.missing))
}

func (a *tally) gaps() string  { return listing(a.missing) }
func (a *tally) kinds() string { return listing(a.errors) }

func listing(m map[string]int) string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if m[keys[i]] != m[keys[j]] {
			return m[keys[i]] > m[keys[j]]
		}
		return keys[i] < keys[j]
	})
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "%6d %s\n", m[k], k)
	}
	return b.String()
}

// smoke is the run over one app.
type smoke struct {
	tally
	t *testing.T
	a *app.App
	g *app.Generation
	s *session.Session
}

func (s *smoke) run(root string) {
	copied := filepath.Join(s.t.TempDir(), s.name)
	if err := os.CopyFS(copied, os.DirFS(root)); err != nil {
		s.t.Fatal(err)
	}
	h := host.Real()
	h.Web = noWeb{}
	a, err := app.Open(s.t.Context(), app.Options{Project: copied, Data: s.t.TempDir(), Dev: true, IgnoreRoles: true, Host: h,
		OpenEngine: server.OpenEngine, Output: io.Discard, Log: &bugs{s.t}, Quit: func() {}})
	if err != nil {
		s.t.Fatal(err)
	}
	defer a.Close()
	s.a, s.g = a, a.Current()
	if s.s, err = a.Sessions().Start("127.0.0.1"); err != nil {
		s.t.Fatal(err)
	}
	start, cancel := context.WithTimeout(s.t.Context(), 5*time.Second)
	a.RunStartup(start)
	cancel()
	s.fill()
	for _, c := range s.g.Program.Classes() {
		s.class(c)
	}
	for _, list := range [][]*vm.Function{s.g.Program.Methods(), s.g.Program.DatabaseMethods()} {
		for _, m := range list {
			s.call(m, func(w *app.Work) (value.Value, error) { return value.NullValue(), nil })
		}
	}
}

// class calls everything that a class has.
func (s *smoke) class(c *vm.Class) {
	receiver := func(w *app.Work) (value.Value, error) { return s.receiver(w, c) }
	if c.Constructor != nil {
		s.call(c.Constructor, func(*app.Work) (value.Value, error) { return value.FromObject(value.NewObject()), nil })
	}
	for _, m := range c.Members {
		for _, f := range []*vm.Function{m.Function, m.Get, m.Set} {
			if f != nil {
				s.call(f, receiver)
			}
		}
	}
	for _, group := range []map[string]*vm.Function{c.Queries, c.Orders, c.Events} {
		for _, f := range group {
			s.call(f, receiver)
		}
	}
}

// receiver makes something that the functions of a class can be called on.
func (s *smoke) receiver(w *app.Work, c *vm.Class) (value.Value, error) {
	for k := c; k != nil; k = k.Parent {
		switch k.Name {
		case "DataStoreImplementation":
			return w.Datastore(), nil
		case "DataClass":
			return w.Member(w.Datastore(), c.Name)
		case "Entity":
			return s.entity(w, strings.TrimSuffix(c.Name, "Entity"))
		case "EntitySelection":
			return s.selection(w, strings.TrimSuffix(c.Name, "Selection"))
		}
	}
	if c.Singleton || c.SessionSingleton {
		return w.Singleton(c)
	}
	var args []value.Value
	if c.Constructor != nil {
		args = s.arguments(w, c.Constructor, 1)
	}
	v, err := w.New(c, args...)
	if fault.KindOf(err) != fault.Internal && err != nil {
		return value.FromObject(value.NewObject()), nil // its functions are called on something else then
	}
	return v, err
}

func (s *smoke) selection(w *app.Work, class string) (value.Value, error) {
	d, err := w.Member(w.Datastore(), class)
	if err != nil || d.IsAbsent() {
		return value.NullValue(), err
	}
	return w.CallMember(d, "all")
}

func (s *smoke) entity(w *app.Work, class string) (value.Value, error) {
	all, err := s.selection(w, class)
	if err != nil || all.IsAbsent() {
		return value.NullValue(), err
	}
	v, err := w.CallMember(all, "first")
	if err != nil || !v.IsNull() {
		return v, err
	}
	d, err := w.Member(w.Datastore(), class)
	if err != nil {
		return v, err
	}
	return w.CallMember(d, "new")
}

// call calls a function with arguments that fit, and with none.
func (s *smoke) call(f *vm.Function, receiver func(*app.Work) (value.Value, error)) {
	s.functions++
	s.once(f, receiver, true)
	if len(f.Params) > 0 {
		s.once(f, receiver, false)
	}
}

func (s *smoke) once(f *vm.Function, receiver func(*app.Work) (value.Value, error), withArguments bool) {
	s.calls++
	done := make(chan error, 1)
	go func() {
		w := s.g.Begin(context.Background(), s.s, vm.ProcessOptions{Name: f.Name, Output: io.Discard, Limits: smokeLimits()})
		defer w.End()
		done <- func() error {
			if err := w.Isolate(); err != nil {
				return err
			}
			this, err := receiver(w)
			if err != nil {
				return err
			}
			var args []value.Value
			if withArguments {
				args = s.arguments(w, f, 0)
			}
			_, err = w.RunFunction(f, this, args...)
			return err
		}()
	}()
	select {
	case err := <-done:
		s.judge(f, err)
	case <-time.After(hangs):
		s.t.Errorf("%s did not end", f.Name)
	}
}

func (s *smoke) judge(f *vm.Function, err error) {
	e := fault.As(err)
	switch {
	case err == nil:
		s.well++
	case e == nil:
		s.t.Errorf("%s: an error without a kind: %v", f.Name, err)
	case e.Kind == fault.Internal:
		s.t.Errorf("%s: internal error: %v", f.Name, err)
	case e.Kind == fault.Limit || e.Kind == fault.Cancelled:
		s.cut++
	default:
		s.failed++
		what := kindOf(err, e)
		if e.Kind == fault.Unsupported || strings.HasPrefix(e.Code, "call.unknown") || strings.Contains(e.Message, "has no function") || strings.Contains(e.Message, "There is no command") {
			count(&s.missing, what, 1)
		}
		count(&s.errors, what, 1)
	}
	if os.Getenv("QUOIN_TRACE") != "" && err != nil {
		s.t.Logf("%s: %v", f.Name, err)
	}
}

var varying = regexp.MustCompile(`"[^"]{25,}"|\d{3,}|/[^ ]+`)

// kindOf is an error without what differs from call to call.
func kindOf(err error, e *fault.Error) string {
	var t *vm.Thrown
	if errors.As(err, &t) && t.Object != nil {
		return "thrown by the code"
	}
	return e.Kind.String() + ": " + varying.ReplaceAllString(strings.SplitN(e.Message, "\n", 2)[0], "…")
}

// noWeb refuses every request that code sends.
type noWeb struct{}

func (noWeb) Do(*http.Request) (*http.Response, error) { return nil, errors.New("no network") }

// bugs is a log that looks for bugs of ours only.
type bugs struct{ t *testing.T }

func (b *bugs) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }
func (b *bugs) WithAttrs([]slog.Attr) slog.Handler           { return b }
func (b *bugs) WithGroup(string) slog.Handler                { return b }

func (b *bugs) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "bug" || a.Key == "stack" {
			b.t.Errorf("%s: %s", r.Message, a.Value)
		}
		return true
	})
	return nil
}
