package suite

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/lib/testing"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// Options say how tests are run.
type Options struct {
	// Timeout bounds each test; 0: a minute.
	Timeout time.Duration
}

// Status is how a test ended.
type Status uint8

// Failed: an assertion was false. Broken: an error ended the test.
const (
	Passed Status = iota
	Failed
	Broken
	Skipped
)

// String returns the word that reports use.
func (s Status) String() string { return [...]string{"passed", "failed", "error", "skipped"}[s] }

// Result is what became of a test.
type Result struct {
	Test     Test
	Status   Status
	Duration time.Duration
	// Reason of a test that was skipped.
	Reason     string
	Failures   []testing.Failure
	Assertions int
	// Error is what ended a broken test, where, and through which calls.
	Error string
	Place source.Place
	Chain []vm.CallSite
	// Output is what the test logged and wrote to the standard output.
	Output string
}

// Run runs tests one after the other, each in a process of its own, with a new
// instance of its class, and in a transaction that is rolled back. done, if not
// nil, is called after each. It stops early when the context ends.
func Run(ctx context.Context, a *app.App, suites []Suite, o Options, done func(Result)) []Result {
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	r := runner{a.Current(), o}
	var all []Result
	report := func(x Result) {
		all = append(all, x)
		if done != nil {
			done(x)
		}
	}
	for i := range suites {
		s := &suites[i]
		failed := r.around(ctx, s, s.BeforeAll)
		for _, t := range s.Tests {
			if ctx.Err() != nil {
				return all
			}
			if failed != nil {
				x := *failed
				x.Test = t
				report(x)
				continue
			}
			report(r.test(ctx, s, t))
		}
		if x := r.around(ctx, s, s.AfterAll); x != nil {
			report(*x)
		}
	}
	return all
}

type runner struct {
	g *app.Generation
	o Options
}

// around runs what is there once for a class, outside the transactions of its
// tests: what it saves is there for them. It returns a result when it failed.
func (r *runner) around(ctx context.Context, s *Suite, hooks []*vm.Function) *Result {
	for _, f := range hooks {
		if x := r.run(ctx, s, Test{Suite: s.Name, Function: f}, false); x.Status != Passed {
			return &x
		}
	}
	return nil
}

func (r *runner) test(ctx context.Context, s *Suite, t Test) Result {
	if slices.Contains(t.Tags, "skip") {
		return Result{Test: t, Status: Skipped, Reason: "tagged skip"}
	}
	return r.run(ctx, s, t, true)
}

// run runs one function in a process of its own.
func (r *runner) run(ctx context.Context, s *Suite, t Test, isolated bool) Result {
	x := Result{Test: t}
	out := &output{}
	w := r.g.Begin(ctx, nil, vm.ProcessOptions{Name: t.Name(), Output: out, Limits: vm.Limits{Time: r.o.Timeout}})
	defer w.End()
	object, state := testing.New(w.Process, t.Name())
	began := time.Now()
	own, err := r.body(w, s, t, object, state, isolated)
	x.Duration = time.Since(began)
	x.Failures, x.Assertions = state.Failures, state.Assertions
	x.Output = out.text() + lines(state.Log)
	r.judge(&x, state, err)
	if x.Status == Passed {
		judgeOwn(w, &x, own)
	}
	return x
}

// body runs the hooks and the test. It returns the project's own test object,
// where it was given one.
func (r *runner) body(w *app.Work, s *Suite, t Test, object value.Value, state *testing.Test, isolated bool) (own value.Value, err error) {
	if isolated {
		if err := w.Isolate(); err != nil {
			return own, err
		}
	}
	given := arguments{runner: r, work: w, object: object, this: value.NullValue()}
	if s.Class != nil {
		if given.this, err = w.New(s.Class); err != nil {
			return own, err
		}
		state.Receiver = given.this
	}
	if isolated {
		if err := given.call(s.Before...); err != nil {
			return given.own, err
		}
	}
	err = given.call(t.Function)
	if isolated {
		err = errors.Join(err, given.call(s.After...))
	}
	return given.own, err
}

// arguments are what the functions of one test are given: nothing where they
// declare no parameter, a new instance where they declare one of a class of the
// project (frameworks bring a test object of their own), else ours.
type arguments struct {
	*runner
	work   *app.Work
	object value.Value // ours
	this   value.Value
	own    value.Value // the project's; undefined while none was asked for
}

func (g *arguments) call(functions ...*vm.Function) error {
	for _, f := range functions {
		args, err := g.forFunction(f)
		if err != nil {
			return err
		}
		if _, err := g.work.RunFunction(f, g.this, args...); err != nil {
			return err
		}
	}
	return nil
}

func (g *arguments) forFunction(f *vm.Function) ([]value.Value, error) {
	if len(f.Params) == 0 {
		return nil, nil
	}
	t := f.Params[0].Type
	name, ofProject := strings.CutPrefix(t.Class, "cs.")
	switch {
	case ofProject && g.own.IsUndefined():
		c := g.g.Program.Class(name)
		if c == nil {
			return nil, fault.New(fault.NotFound, "suite.argument", "The test wants a %s, but there is no such class.", t.Class)
		}
		own, err := g.work.New(c)
		if _, ok := c.Properties["classInstance"]; ok && err == nil {
			err = g.work.SetMember(own, "classInstance", g.this)
		}
		if err != nil {
			return nil, err
		}
		g.own = own
		fallthrough
	case ofProject:
		return []value.Value{g.own}, nil
	case t.Kind == types.Object || t.Kind == types.Variant:
		return []value.Value{g.object}, nil
	}
	return nil, nil
}

// assertNumber is the error of a false ASSERT.
const assertNumber = -10518

func (r *runner) judge(x *Result, state *testing.Test, err error) {
	f := fault.As(err)
	switch {
	case err == nil && len(state.Failures) == 0:
	case err == nil:
		x.Status = Failed
	case f != nil && f.Code == testing.Skipped && len(state.Failures) == 0:
		x.Status, x.Reason = Skipped, state.SkipReason
	case f != nil && f.Number == assertNumber:
		x.Status = Failed
		x.Failures = append(x.Failures, testing.Failure{Message: f.Message, Place: f.Place})
	default:
		x.Status, x.Error = Broken, err.Error()
		var t *vm.Thrown
		if errors.As(err, &t) {
			x.Error, x.Place, x.Chain = t.Info().Message, t.Fault.Place, t.Chain
		}
	}
}

// judgeOwn reads a test object of the project's own as the public frameworks
// have it: failed, and lines of text in logMessages.
func judgeOwn(w *app.Work, x *Result, own value.Value) {
	if own.IsUndefined() {
		return
	}
	if v, err := w.Member(own, "failed"); err != nil || v.Kind() != value.Bool || !v.AsBool() {
		return
	}
	x.Status = Failed
	said := []string{}
	if v, err := w.Member(own, "logMessages"); err == nil && v.AsCollection() != nil {
		for _, line := range v.AsCollection().Items() {
			said = append(said, vm.Shown(line))
		}
	}
	if len(said) == 0 {
		said = append(said, "The test object of the project says that the test failed.")
	}
	for _, line := range said {
		x.Failures = append(x.Failures, testing.Failure{Message: line, Place: x.Test.Function.Place()})
	}
}

func lines(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return strings.Join(list, "\n") + "\n"
}

// maxOutput bounds what is kept of the output of a test.
const maxOutput = 1 << 20

// output collects what a test and the processes it starts write.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer // guarded by mu
}

// Write keeps the text as long as there is room.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if room := maxOutput - o.buf.Len(); room > 0 {
		o.buf.Write(b[:min(len(b), room)])
	}
	return len(b), nil
}

func (o *output) text() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}
