// Package suite finds the tests that a project's code holds and runs them.
//
//	s := suite.Find(a.Current().Program)
//	results := suite.Run(ctx, a, s, suite.Options{}, nil)
//
// What counts as a test is told in doc/testing.md.
package suite

import (
	"path"
	"slices"
	"sort"
	"strings"

	"quoin.dev/quoin/lang/vm"
)

// Suite is a class with tests, or one method that is a test.
type Suite struct {
	Name  string
	Class *vm.Class // nil: the tests are methods
	Tests []Test
	// What runs once before and after all tests of the class, and before and
	// after each of them, in this order.
	BeforeAll, AfterAll, Before, After []*vm.Function
}

// Test is one function or method to run.
type Test struct {
	Suite    string // the class, "" for a method
	Function *vm.Function
	// Tags stand in a comment above the function: "#tags: unit, slow".
	Tags []string
}

// Name is what reports and --run call the test: "OrderTest.test_total".
func (t Test) Name() string {
	if t.Suite == "" {
		return t.Function.Name
	}
	return t.Suite + "." + t.Function.Bare()
}

// The names by which a class says what runs around its tests. They are compared
// without case; of several, all run in the order of the lists.
var (
	beforeAll = [...]string{"setupAll", "beforeAll"}
	afterAll  = [...]string{"afterAll", "teardownAll"}
	before    = [...]string{"setup", "before", "beforeEach"}
	after     = [...]string{"afterEach", "after", "teardown"}
)

// Find lists the tests of a program: classes by name, tests as they stand in the
// file, methods last.
func Find(p *vm.Program) []Suite {
	var all []Suite
	for _, c := range p.Classes() {
		if s := ofClass(c); len(s.Tests) > 0 {
			all = append(all, s)
		}
	}
	methods := Suite{Name: "methods"}
	for _, m := range p.Methods() {
		if strings.HasPrefix(strings.ToLower(m.Name), "test_") {
			methods.Tests = append(methods.Tests, Test{Function: m, Tags: tags(m)})
		}
	}
	if len(methods.Tests) > 0 {
		all = append(all, methods)
	}
	return all
}

// ofClass finds the tests of a class, inherited ones included.
func ofClass(c *vm.Class) Suite {
	s := Suite{Name: c.Name, Class: c}
	seen := map[string]bool{}
	for k := c; k != nil; k = k.Parent {
		if k.Store != "cs" {
			if k.Name != "Object" {
				return Suite{} // a class of the data model: its functions need a receiver
			}
			break
		}
		for name, m := range k.Members {
			if m.Function != nil && !seen[name] && isTest(m.Function) {
				seen[name] = true
				s.Tests = append(s.Tests, Test{Suite: c.Name, Function: m.Function, Tags: tags(m.Function)})
			}
		}
	}
	sort.Slice(s.Tests, func(i, j int) bool {
		a, b := s.Tests[i].Function.Place(), s.Tests[j].Function.Place()
		if a.Path != b.Path {
			return a.Path < b.Path
		}
		return a.Line < b.Line
	})
	s.BeforeAll, s.AfterAll = hooks(c, beforeAll[:]), hooks(c, afterAll[:])
	s.Before, s.After = hooks(c, before[:]), hooks(c, after[:])
	return s
}

// isTest: the name is "test", or goes on with an underscore, a digit or a
// capital. What is open to the outside is no test, whatever its name.
func isTest(f *vm.Function) bool {
	name := f.Bare()
	if f.Exposed || f.OnHTTPGet || len(name) < 4 || !strings.EqualFold(name[:4], "test") {
		return false
	}
	return len(name) == 4 || strings.ContainsAny(name[4:5], "_0123456789") || name[4] >= 'A' && name[4] <= 'Z'
}

func hooks(c *vm.Class, names []string) []*vm.Function {
	var found []*vm.Function
	for _, name := range names {
		if f := hook(c, name); f != nil {
			found = append(found, f)
		}
	}
	return found
}

func hook(c *vm.Class, name string) *vm.Function {
	for k := c; k != nil; k = k.Parent {
		for own, m := range k.Members {
			if m.Function != nil && strings.EqualFold(own, name) {
				return m.Function
			}
		}
	}
	return nil
}

// tags reads the comment above a function, or at the head of a method.
func tags(f *vm.Function) []string {
	if f.Source == nil {
		return nil
	}
	line, step := f.Source.Line(f.Span.Start)-1, -1
	if f.Kind == vm.MethodKind {
		line, step = 1, 1
	}
	for ; line >= 1 && line <= f.Source.Lines(); line += step {
		text, comment := strings.CutPrefix(strings.TrimSpace(f.Source.LineText(line)), "//")
		if !comment {
			break
		}
		if _, list, found := strings.Cut(text, "#tags:"); found {
			return strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
		}
	}
	return nil
}

// Choice says which tests to keep; the zero value keeps all.
type Choice struct {
	// Patterns are names of a class, of a function, or of both with a dot between,
	// separated by commas. "*" stands for any text, and case does not count.
	Patterns string
	// Tags keeps tests with one of these tags, Without those with none of them.
	Tags, Without []string
}

// Select keeps the tests that are chosen.
func Select(all []Suite, c Choice) []Suite {
	var kept []Suite
	for _, s := range all {
		some := s
		some.Tests = nil
		for _, t := range s.Tests {
			if (c.Patterns == "" || fits(t, c.Patterns)) && (len(c.Tags) == 0 || tagged(t, c.Tags)) && !tagged(t, c.Without) {
				some.Tests = append(some.Tests, t)
			}
		}
		if len(some.Tests) > 0 {
			kept = append(kept, some)
		}
	}
	return kept
}

func tagged(t Test, tags []string) bool {
	return slices.ContainsFunc(tags, func(tag string) bool {
		return slices.ContainsFunc(t.Tags, func(own string) bool { return strings.EqualFold(own, strings.TrimSpace(tag)) })
	})
}

func fits(t Test, patterns string) bool {
	for pattern := range strings.SplitSeq(strings.ToLower(patterns), ",") {
		for _, name := range [...]string{t.Suite, t.Function.Bare(), t.Name()} {
			// A pattern that path.Match cannot read fits nothing.
			if ok, err := path.Match(strings.TrimSpace(pattern), strings.ToLower(name)); err == nil && ok {
				return true
			}
		}
	}
	return false
}
