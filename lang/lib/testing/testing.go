// Package testing provides the object that a test of "quoin test" is given: its
// assertions, and what it has to say about the test.
package testing

import (
	_ "embed"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

//go:embed testing.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "testing", Classes: []command.Class{class()}, Doc: doc}
}

func class() command.Class {
	return command.Class{
		Name: className,
		Doc:  "What a test checks with, and what it has found: the argument that quoin test passes to tests.",
		New:  &command.Command{Name: "new", Sig: "(name?: Text) : 4D.Test", Run: newTest},
		Functions: []command.Command{
			{Name: "contains", Sig: "(whole: Any, part: Any, message?: Text) : Boolean", Run: assertion(contains)},
			{Name: "equal", Sig: "(expected: Any, actual: Any, message?: Text) : Boolean", Run: assertion(equal)},
			{Name: "fail", Sig: "(message?: Text) : Boolean", Run: fail},
			{Name: "isFalse", Sig: "(actual: Any, message?: Text) : Boolean", Run: assertion(is(value.FromBool(false)))},
			{Name: "isNotNull", Sig: "(actual: Any, message?: Text) : Boolean", Run: assertion(isNotNull)},
			{Name: "isNull", Sig: "(actual: Any, message?: Text) : Boolean", Run: assertion(isNull)},
			{Name: "isTrue", Sig: "(actual: Any, message?: Text) : Boolean", Run: assertion(is(value.FromBool(true)))},
			{Name: "log", Sig: "(message: Any)", Run: log},
			{Name: "near", Sig: "(expected: Real, actual: Any, tolerance: Real, message?: Text) : Boolean", Run: assertion(near)},
			{Name: "notEqual", Sig: "(unexpected: Any, actual: Any, message?: Text) : Boolean", Run: assertion(notEqual)},
			{Name: "run", Sig: "(name: Text, test: 4D.Function, ...params: Any) : Boolean", Run: run},
			{Name: "skip", Sig: "(reason?: Text)", Run: skip},
			{Name: "throws", Sig: "(code: 4D.Function, part?: Text, message?: Text) : Boolean", Run: throws},
		},
		Properties: []command.Property{
			{Name: "failed", Type: "Boolean", Get: failed},
			{Name: "failures", Type: "Collection", Get: failures},
			{Name: "name", Type: "Text", Get: name},
		},
	}
}

// className is the name of the class in the store 4D.
const className = "Test"

// Skipped is the code of the error that ends a test which skips itself; no Try
// catches it.
const Skipped = "test.skipped"

// Test is what stands behind the object. It belongs to one process.
type Test struct {
	Name string
	// Receiver is This inside the functions that run is given.
	Receiver   value.Value
	Failures   []Failure
	SkipReason string
	Log        []string
	Assertions int
}

// Failure is one assertion that failed.
type Failure struct {
	// Test is the name of a part of the test ("run"), "" for the test itself.
	Test     string
	Message  string
	Compared bool // Expected and Actual say something
	Expected string
	Actual   string
	Place    source.Place
}

// maxKept bounds the failures and the lines of log that a test keeps.
const maxKept = 1000

// New returns a test and its object in the language.
func New(p *vm.Process, name string) (value.Value, *Test) {
	t := &Test{Name: name}
	return t.object(p), t
}

func (t *Test) object(p *vm.Process) value.Value {
	return value.FromObject(value.NewNative(p.Runtime.Program.Builtins.Class("4D", className), t))
}

func newTest(c *vm.Call) (value.Value, error) {
	v, _ := New(c.Process, c.Text(0))
	return v, nil
}

// verdict is what an assertion found. say is its words when it failed.
type verdict struct {
	ok               bool
	say              string
	expected, actual string
	compared         bool
	message          int // where the argument with the user's own words is
}

// assertion makes the body of an assertion: it counts, notes a failure with its
// place, and returns whether all is well. The test goes on in either case.
func assertion(check func(*vm.Call) verdict) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		t := vm.Receiver[*Test](c)
		if t == nil {
			return value.Value{}, nil
		}
		v := check(c)
		words := c.TextOr(v.message, "")
		if c.Err() != nil {
			return value.Value{}, c.Err()
		}
		t.Assertions++
		if !v.ok {
			t.note(c, Failure{Message: join(words, v.say), Expected: v.expected, Actual: v.actual, Compared: v.compared})
		}
		return value.FromBool(v.ok), nil
	}
}

func join(words, say string) string {
	if words == "" {
		return say
	}
	return words
}

func (t *Test) note(c *vm.Call, f Failure) {
	if chain := c.Process.CallChain(); len(chain) > 0 {
		f.Place = chain[0].Place
	}
	if len(t.Failures) < maxKept {
		t.Failures = append(t.Failures, f)
	}
}

func fail(c *vm.Call) (value.Value, error) {
	if t := vm.Receiver[*Test](c); t != nil {
		t.note(c, Failure{Message: c.TextOr(0, "The test says that it failed.")})
	}
	return value.FromBool(false), nil
}

func skip(c *vm.Call) (value.Value, error) {
	if t := vm.Receiver[*Test](c); t != nil {
		t.SkipReason = c.TextOr(0, "no reason given")
	}
	return value.Value{}, fault.New(fault.Cancelled, Skipped, "The test was skipped.")
}

func log(c *vm.Call) (value.Value, error) {
	if t := vm.Receiver[*Test](c); t != nil && len(t.Log) < maxKept {
		line := shown(c.Process, c.Arg(0))
		if c.Arg(0).Kind() == value.Text {
			line = c.Arg(0).AsText()
		}
		t.Log = append(t.Log, line)
	}
	return value.Value{}, nil
}

// run makes a named part of a test: for tables of cases.
func run(c *vm.Call) (value.Value, error) {
	t := vm.Receiver[*Test](c)
	if t == nil {
		return value.Value{}, nil
	}
	part := &Test{Name: c.Text(0), Receiver: t.Receiver}
	if vm.AsFunction(c.Arg(1)) == nil {
		return c.Failf(0, "got %s, want a function", c.Process.Describe(c.Arg(1)))
	}
	args := append([]value.Value{part.object(c.Process)}, c.Args[2:]...)
	fn := c.Arg(1)
	_, err := c.Process.Call(fn, t.Receiver, args...)
	t.Assertions += part.Assertions
	t.Log = append(t.Log, part.Log...)
	for _, f := range part.Failures {
		f.Test = strings.TrimSuffix(part.Name+"/"+f.Test, "/")
		t.Failures = append(t.Failures, f)
	}
	if e := fault.As(err); e != nil && e.Code == Skipped {
		return value.FromBool(true), nil // the part, not the test
	}
	return value.FromBool(len(part.Failures) == 0 && err == nil), err
}

func failed(c *vm.Call) (value.Value, error) {
	t := vm.Receiver[*Test](c)
	return value.FromBool(t != nil && len(t.Failures) > 0), nil
}

func name(c *vm.Call) (value.Value, error) {
	if t := vm.Receiver[*Test](c); t != nil {
		return value.FromText(t.Name), nil
	}
	return value.Value{}, nil
}

func failures(c *vm.Call) (value.Value, error) {
	l := value.NewList()
	if t := vm.Receiver[*Test](c); t != nil {
		for _, f := range t.Failures {
			l.Push(value.FromText(f.String()))
		}
	}
	return value.FromCollection(l), nil
}

// String is the failure in one line.
func (f Failure) String() string {
	s := f.Message
	if f.Test != "" {
		s = f.Test + ": " + s
	}
	if f.Compared {
		s += " (expected " + f.Expected + ", got " + f.Actual + ")"
	}
	return s
}
