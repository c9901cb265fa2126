package lang_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// A program of testdata/*.txt:
//
//	## title                 or "## [qodly] title"
//	the snippet
//	### class Person         any number of classes and methods it uses
//	…
//	### gives
//	the result as JSON, "undefined", or "error NUMBER part of the message"
type program struct {
	name    string
	dialect syntax.Dialect
	snippet string
	sources []lang.Source
	want    string
}

func readPrograms(t testing.TB, path string) []program {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []program
	for _, part := range strings.Split("\n"+string(raw), "\n## ")[1:] {
		title, body, _ := strings.Cut(part, "\n")
		p := program{name: title}
		if rest, ok := strings.CutPrefix(title, "[qodly] "); ok {
			p.name, p.dialect = rest, syntax.Qodly
		}
		sections := strings.Split("\n"+body, "\n### ")
		p.snippet = sections[0]
		for _, s := range sections[1:] {
			head, text, _ := strings.Cut(s, "\n")
			kind, name, _ := strings.Cut(head, " ")
			switch kind {
			case "class":
				p.sources = append(p.sources, lang.Source{Path: name + ".4dm", Name: name, Kind: lang.Class, Dialect: p.dialect, Text: text})
			case "method":
				p.sources = append(p.sources, lang.Source{Path: name + ".4dm", Name: name, Dialect: p.dialect, Text: text})
			case "gives":
				p.want = strings.TrimSpace(text)
			}
		}
		all = append(all, p)
	}
	return all
}

func TestPrograms(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*.txt")
	if len(paths) == 0 {
		t.Fatal("no programs")
	}
	for _, path := range paths {
		for _, p := range readPrograms(t, path) {
			t.Run(filepath.Base(path)+"/"+p.name, func(t *testing.T) {
				got := p.run(t, false)
				if plain := p.run(t, true); plain != got {
					t.Errorf("without fast paths: got %s, else %s", plain, got)
				}
				if strings.HasPrefix(p.want, "error ") {
					number, message, _ := strings.Cut(strings.TrimPrefix(p.want, "error "), " ")
					if !strings.HasPrefix(got, "error "+number+" ") || !strings.Contains(got, message) {
						t.Errorf("got  %s\nwant %s", got, p.want)
					}
					return
				}
				if got != p.want {
					t.Errorf("got  %s\nwant %s", got, p.want)
				}
			})
		}
	}
}

// run runs the program, plain without the fast paths of the machine, which must
// make no difference.
func (p program) run(t testing.TB, plain bool) string {
	u := lang.Compile(context.Background(), p.sources, lang.Options{Builtins: testBuiltins()})
	for _, d := range u.Diagnostics {
		t.Log(d)
	}
	rt := vm.NewRuntime(u.Program, vm.RuntimeOptions{Limits: vm.Limits{Steps: 500_000}})
	v, err := lang.Eval(context.Background(), rt, p.snippet, p.dialect, vm.ProcessOptions{Plain: plain})
	if err != nil {
		return fmt.Sprintf("error %d %v", fault.As(err).Number, err)
	}
	return show(v)
}

func show(v value.Value) string {
	switch v.Kind() {
	case value.Undefined:
		return "undefined"
	case value.Time:
		return fmt.Sprintf("?%d?", v.AsInt())
	}
	b, err := value.AppendJSON(nil, v, value.JSONOptions{})
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// testBuiltins are the few commands that the programs need, thinner than those
// of the library, so that these tests are about the machine alone.
func testBuiltins() *vm.Builtins {
	b := vm.NewBuiltins()
	add := func(name, qodly string, least, most int, out uint64, run vm.Builtin) {
		b.AddCommand(&vm.Native{Name: name, Run: run, Min: least, Max: most, Out: out}, 0, name, qodly)
	}
	none := value.Value{}
	add("throw", "throw", 0, 2, 0, func(c *vm.Call) (value.Value, error) { return none, c.Process.Throw(c.Args...) })
	add("ABORT", "abort", 0, 0, 0, func(c *vm.Call) (value.Value, error) { return none, c.Process.Abort() })
	add("ON ERR CALL", "onErrCall", 1, 2, 0, func(c *vm.Call) (value.Value, error) {
		if c.Int(1) == 1 {
			c.Process.SetGlobalErrorHandler(c.Text(0))
		} else {
			c.Process.SetErrorHandler(c.Text(0))
		}
		return none, nil
	})
	add("Last errors", "lastErrors", 0, 0, 0, func(c *vm.Call) (value.Value, error) {
		errors := c.Process.LastErrors()
		if errors == nil {
			return value.NullValue(), nil
		}
		l := value.NewList()
		for _, e := range errors {
			l.Push(e.Value())
		}
		return value.FromCollection(l), nil
	})
	add("ASSERT", "assert", 1, 2, 0, func(c *vm.Call) (value.Value, error) {
		if c.Bool(0) {
			return none, nil
		}
		return none, fault.Numbered(fault.Other, -10518, "4DRT", "Assert failed: %s", c.Text(1))
	})
	add("Count parameters", "countParameters", 0, 0, 0, func(c *vm.Call) (value.Value, error) {
		return value.FromInt(int64(len(c.Process.Arguments()))), nil
	})
	add("Undefined", "undefined", 1, 1, 0, func(c *vm.Call) (value.Value, error) {
		return value.FromBool(c.Arg(0).IsUndefined()), nil
	})
	add("Not", "not", 1, 1, 0, func(c *vm.Call) (value.Value, error) { return value.FromBool(!c.Bool(0)), nil })
	add("Length", "length", 1, 1, 0, func(c *vm.Call) (value.Value, error) { return value.FromInt(int64(text.Units(c.Text(0)))), nil })
	add("Set to seven", "setToSeven", 1, 1, 1, func(c *vm.Call) (value.Value, error) {
		c.SetOut(0, value.FromInt(7))
		return none, nil
	})
	add("CLEAR VARIABLE", "clearVariable", 1, 1, 1, func(c *vm.Call) (value.Value, error) {
		c.SetOut(0, none)
		return none, nil
	})
	add("New shared object", "newSharedObject", 0, -1, 0, func(c *vm.Call) (value.Value, error) {
		o := value.NewSharedObject(nil)
		for i := 0; i+1 < c.Len(); i += 2 {
			o.Set(c.Text(i), c.Arg(i+1))
		}
		return value.FromObject(o), nil
	})
	add("Storage", "storage", 0, 0, 0, func(c *vm.Call) (value.Value, error) {
		return value.FromObject(c.Process.Runtime.State.Storage), nil
	})
	add("OB Class", "objectClass", 1, 1, 0, func(c *vm.Call) (value.Value, error) {
		return vm.ClassValue(c.Process.ClassOf(c.Arg(0))), nil
	})
	add("Formula from string", "formulaFromString", 1, 1, 0, func(c *vm.Call) (value.Value, error) {
		return vm.FormulaFromText(c.Process, c.Text(0))
	})
	add("New array", "newArray", 2, 2, 1, func(c *vm.Call) (value.Value, error) {
		items := make([]value.Value, c.Int(1)+1)
		for i := range items {
			items[i] = value.FromText("")
		}
		c.SetOut(0, value.FromArray(&value.Arr{Element: value.Text, Items: items}))
		return none, nil
	})
	list := &vm.Class{Name: "Collection", Store: "4D", Members: map[string]*vm.Member{}}
	list.Members["length"] = &vm.Member{Name: "length", NativeGet: func(c *vm.Call) (value.Value, error) {
		return value.FromInt(int64(c.This.AsCollection().Len())), nil
	}}
	list.Members["push"] = &vm.Member{Name: "push", Native: &vm.Native{Name: "push", Max: -1, Run: func(c *vm.Call) (value.Value, error) {
		return c.This, c.Process.WithLock(c.This, func() error {
			c.This.AsCollection().Push(c.Args...)
			return nil
		})
	}}}
	list.Members["map"] = &vm.Member{Name: "map", Native: &vm.Native{Name: "map", Min: 1, Max: -1, Run: func(c *vm.Call) (value.Value, error) {
		out := value.NewList()
		for _, v := range c.This.AsCollection().Items() {
			x, err := c.Invoke(c.Arg(0), none, v)
			if err != nil {
				return none, err
			}
			out.Push(x)
		}
		return value.FromCollection(out), nil
	}}}
	b.AddClass(list)
	b.AddConstant(value.FromInt(38), "8:1", "Is object", "kObject")
	return b
}
