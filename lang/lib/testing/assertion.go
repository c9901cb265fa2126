package testing

import (
	"fmt"
	"math"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// The assertions. Unlike the comparisons of the language they are exact: a test
// that means "A" should not pass with "à".

func equal(c *vm.Call) verdict {
	return verdict{ok: same(c.Process, c.Arg(0), c.Arg(1), 0), say: "The values differ.", message: 2,
		compared: true, expected: shown(c.Process, c.Arg(0)), actual: shown(c.Process, c.Arg(1))}
}

func notEqual(c *vm.Call) verdict {
	return verdict{ok: !same(c.Process, c.Arg(0), c.Arg(1), 0), say: "The values are equal.", message: 2,
		compared: true, expected: "anything but " + shown(c.Process, c.Arg(0)), actual: shown(c.Process, c.Arg(1))}
}

func is(want value.Value) func(*vm.Call) verdict {
	return func(c *vm.Call) verdict {
		v := c.Arg(0)
		return verdict{ok: v.Kind() == value.Bool && v == want, say: "The condition does not hold.", message: 1,
			compared: true, expected: shown(c.Process, want), actual: shown(c.Process, v)}
	}
}

func isNull(c *vm.Call) verdict {
	return verdict{ok: c.Arg(0).IsAbsent(), say: "The value is not null.", message: 1,
		compared: true, expected: "null", actual: shown(c.Process, c.Arg(0))}
}

func isNotNull(c *vm.Call) verdict {
	return verdict{ok: !c.Arg(0).IsAbsent(), say: "The value is null.", message: 1,
		compared: true, expected: "a value", actual: shown(c.Process, c.Arg(0))}
}

func near(c *vm.Call) verdict {
	want, tolerance := c.Real(0), c.Real(2)
	ok := c.Arg(1).IsNumber() && math.Abs(c.Arg(1).AsReal()-want) <= tolerance
	return verdict{ok: ok, say: "The numbers are too far apart.", message: 3,
		compared: true, expected: fmt.Sprintf("%s ± %s", shown(c.Process, c.Arg(0)), shown(c.Process, c.Arg(2))), actual: shown(c.Process, c.Arg(1))}
}

func contains(c *vm.Call) verdict {
	whole, part := c.Arg(0), c.Arg(1)
	ok := false
	switch whole.Kind() {
	case value.Text:
		ok = part.Kind() == value.Text && strings.Contains(whole.AsText(), part.AsText())
	case value.Collection:
		for _, v := range whole.AsCollection().Items() {
			if ok = same(c.Process, v, part, 0); ok {
				break
			}
		}
	}
	return verdict{ok: ok, say: "The part is not there.", message: 2,
		compared: true, expected: shown(c.Process, part) + " in it", actual: shown(c.Process, whole)}
}

// throws runs code that should raise an error.
func throws(c *vm.Call) (value.Value, error) {
	t := vm.Receiver[*Test](c)
	if t == nil {
		return value.Value{}, nil
	}
	if vm.AsFunction(c.Arg(0)) == nil {
		return c.Failf(0, "got %s, want a function", c.Process.Describe(c.Arg(0)))
	}
	part, words := c.Text(1), c.Text(2)
	if c.Err() != nil {
		return value.Value{}, nil
	}
	t.Assertions++
	_, err := c.Process.Call(c.Arg(0), t.Receiver)
	if e := fault.As(err); e != nil && (e.Kind == fault.Cancelled || e.Kind == fault.Limit) {
		return value.Value{}, err // it did not raise an error: it was stopped
	}
	f := Failure{Compared: true, Expected: "an error", Actual: "none"}
	switch {
	case err != nil && (part == "" || strings.Contains(strings.ToLower(err.Error()), strings.ToLower(part))):
		return value.FromBool(true), nil
	case err != nil:
		f.Expected, f.Actual = "an error that says "+value.FromText(part).AsText(), err.Error()
		f.Message = join(words, "The code raised another error.")
	default:
		f.Message = join(words, "The code raised no error.")
	}
	t.note(c, f)
	return value.FromBool(false), nil
}

// maxDepth bounds how deep values are compared; what lies deeper is taken as
// different, so that a ring of objects ends.
const maxDepth = 64

// same compares two values exactly: texts by their characters, numbers by their
// value, objects and collections by what is in them.
func same(p *vm.Process, a, b value.Value, depth int) bool {
	if depth > maxDepth {
		return false
	}
	switch {
	case a == b:
		return true
	case a.IsNumber() && b.IsNumber():
		return a.AsReal() == b.AsReal()
	case a.Kind() != b.Kind():
		return false
	}
	switch a.Kind() {
	case value.Text:
		return a.AsText() == b.AsText()
	case value.Collection:
		x, y := a.AsCollection().Items(), b.AsCollection().Items()
		if len(x) != len(y) {
			return false
		}
		for i := range x {
			if !same(p, x[i], y[i], depth+1) {
				return false
			}
		}
		return true
	case value.Object:
		return sameObjects(p, a.AsObject(), b.AsObject(), depth)
	}
	return value.Equal(a, b, p.Runtime.Collator)
}

func sameObjects(p *vm.Process, a, b *value.Obj, depth int) bool {
	if a == b {
		return true
	}
	if a.Native != nil || b.Native != nil {
		return value.Equal(value.FromObject(a), value.FromObject(b), p.Runtime.Collator)
	}
	if a.Class != b.Class || len(a.Names()) != len(b.Names()) {
		return false
	}
	for name, x := range a.All() {
		y, ok := b.Lookup(name)
		if !ok || !same(p, x, y, depth+1) {
			return false
		}
	}
	return true
}

// longest bounds how much of a value a report shows, in bytes.
const longest = 2000

// shown prints a value for a report.
func shown(p *vm.Process, v value.Value) string {
	switch v.Kind() {
	case value.Undefined:
		return "undefined"
	case value.Date:
		return v.AsDate().String()
	}
	out, err := value.AppendJSON(nil, v, value.JSONOptions{Plain: true, Size: 1 << 20})
	s := string(out)
	if err != nil || s == "{}" && v.AsObject() != nil && v.AsObject().Native != nil {
		s = p.Describe(v)
	}
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "") + "…"
	}
	return s
}
