package oracle_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/lib"
	"quoin.dev/quoin/lang/oracle"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// A program is a snippet of 4D with the methods and classes it uses.
type program struct {
	name    string
	snippet string
	sources []lang.Source
}

func (p program) String() string {
	var b strings.Builder
	b.WriteString(p.snippet)
	for _, s := range p.sources {
		kind := "method"
		if s.Kind == lang.Class {
			kind = "class"
		}
		fmt.Fprintf(&b, "\n### %s %s\n%s", kind, s.Name, s.Text)
	}
	return b.String()
}

func builtins(t testing.TB) *vm.Builtins {
	c, err := lib.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c.Builtins()
}

// onMachine runs a program compiled.
func onMachine(p program, b *vm.Builtins) (value.Value, error) {
	unit := lang.Compile(context.Background(), p.sources, lang.Options{Builtins: b})
	rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{})
	defer rt.Close()
	limits := vm.Limits{Steps: 500_000, Memory: 256 << 20, Time: 4 * time.Second, Depth: 500}
	return lang.Eval(context.Background(), rt, p.snippet, lang.FourD, vm.ProcessOptions{Limits: limits})
}

// onOracle evaluates it. reached, where it is not nil, counts what it gets to.
func onOracle(p program, b *vm.Builtins, steps int, reached map[string]int) (value.Value, error) {
	var sources []oracle.Source
	for _, s := range p.sources {
		sources = append(sources, oracle.Source{Name: s.Name, Class: s.Kind == lang.Class, Dialect: s.Dialect, Text: s.Text})
	}
	o, err := oracle.New(sources, b)
	if err != nil {
		return value.Value{}, errors.Join(oracle.ErrUnsupported, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	v, err := o.Eval(ctx, p.snippet, steps)
	if reached != nil {
		for what, n := range o.Reached {
			reached[what] += n
			reached["programs: "+what]++
		}
	}
	return v, err
}

// outcome describes a result or an error so that two can be compared.
func outcome(v value.Value, err error) string {
	if err != nil {
		e := fault.As(err)
		if e == nil {
			return "error " + err.Error()
		}
		return fmt.Sprintf("error %d %s %s", e.Number, e.Code, e.Message)
	}
	var b strings.Builder
	describe(&b, v, 0)
	return b.String()
}

// describe writes a value with its kinds.
func describe(b *strings.Builder, v value.Value, depth int) {
	switch {
	case depth > 8:
		b.WriteString("…")
	case v.Kind() == value.Pointer:
		b.WriteString("->")
		x, err := v.AsPointer().Load()
		if err != nil {
			b.WriteString(outcome(x, err))
			break
		}
		describe(b, x, depth+1)
	case v.Kind() == value.Array:
		fmt.Fprintf(b, "array of %s", v.AsArray().Element)
		describe(b, value.FromCollection(value.NewList(v.AsArray().Items...)), depth+1)
	case v.Kind() == value.Collection:
		if v.AsCollection().Group() != nil {
			b.WriteString("shared")
		}
		b.WriteString("[")
		for i, x := range v.AsCollection().Items() {
			if i > 0 {
				b.WriteString(", ")
			}
			describe(b, x, depth+1)
		}
		b.WriteString("]")
	case v.Kind() == value.Object && vm.AsFunction(v) != nil:
		b.WriteString("function")
	case v.Kind() == value.Object:
		o := v.AsObject()
		if o.Class != nil {
			b.WriteString(o.Class.ClassName())
		}
		if o.Group() != nil {
			b.WriteString(" shared")
		}
		b.WriteString("{")
		for i, name := range o.Names() {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(name + ": ")
			describe(b, o.Get(name), depth+1)
		}
		b.WriteString("}")
	case v.Kind() == value.Real:
		fmt.Fprintf(b, "real %v", v.AsReal())
	case v.Kind() == value.Text:
		fmt.Fprintf(b, "%q", v.AsText())
	case v.Kind() == value.Date:
		fmt.Fprintf(b, "date %d", v.AsDate())
	case v.Kind() == value.Bool:
		fmt.Fprintf(b, "%v", v.AsBool())
	default:
		fmt.Fprintf(b, "%s %d", v.Kind(), v.AsInt())
	}
}

// known reports whether an outcome can be compared: the oracle knows the
// program, and neither ran into a limit.
func known(errs ...error) bool {
	for _, err := range errs {
		if errors.Is(err, oracle.ErrUnsupported) || errors.Is(err, oracle.ErrTooLong) {
			return false
		}
		if e := fault.As(err); e != nil && e.Code != "vm.aborted" && (e.Kind == fault.Limit || e.Kind == fault.Cancelled || strings.HasPrefix(e.Code, "vm.") && e.Code != "vm.panic") {
			return false
		}
	}
	return true
}

// TestPrograms compares the outcomes of the language's own test programs.
func TestPrograms(t *testing.T) {
	b := builtins(t)
	compared, unknown := 0, 0
	for _, p := range programs(t) {
		if strings.HasSuffix(p.name, "method names as text") {
			continue // the process of the built-ins has no methods
		}
		want, err := onOracle(p, b, 100_000, nil)
		got, machineErr := onMachine(p, b)
		if !known(err, machineErr) {
			unknown++
			continue
		}
		if w, g := outcome(want, err), outcome(got, machineErr); w != g {
			t.Errorf("%s: the machine gives\n%s\nthe oracle\n%s\n%s", p.name, g, w, p)
		}
		compared++
	}
	t.Logf("%d programs compared, %d unknown to the oracle", compared, unknown)
	if compared < 100 {
		t.Error("too few programs are compared")
	}
}

func programs(t testing.TB) []program {
	paths, err := filepath.Glob("../testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []program
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split("\n"+string(raw), "\n## ")[1:] {
			title, body, _ := strings.Cut(part, "\n")
			if strings.HasPrefix(title, "[qodly] ") {
				continue
			}
			sections := strings.Split("\n"+body, "\n### ")
			p := program{name: filepath.Base(path) + ": " + title, snippet: sections[0]}
			for _, s := range sections[1:] {
				head, text, _ := strings.Cut(s, "\n")
				switch kind, name, _ := strings.Cut(head, " "); kind {
				case "class":
					p.sources = append(p.sources, lang.Source{Path: name, Name: name, Kind: lang.Class, Text: text})
				case "method":
					p.sources = append(p.sources, lang.Source{Path: name, Name: name, Text: text})
				}
			}
			all = append(all, p)
		}
	}
	return all
}

// compare runs a program both ways; it reports whether it could be compared.
func compare(t *testing.T, p program, b *vm.Builtins, reached map[string]int) bool {
	t.Helper()
	want, err := onOracle(p, b, 20_000, reached)
	if !known(err) {
		if reached != nil {
			reached[err.Error()]++
		}
		return false
	}
	if err != nil && reached != nil {
		reached["programs that end with an error"]++
	}
	got, machineErr := onMachine(p, b)
	if !known(err, machineErr) {
		return false
	}
	if outcome(want, err) != outcome(got, machineErr) {
		p = reduce(p, b)
		want, err = onOracle(p, b, 20_000, nil)
		got, machineErr = onMachine(p, b)
		t.Errorf("%s: the machine gives\n%s\nthe oracle\n%s\n%s", p.name, outcome(got, machineErr), outcome(want, err), p)
	}
	return true
}

// reduce takes lines away from a program as long as the outcomes differ.
func reduce(p program, b *vm.Builtins) program {
	end := time.Now().Add(2 * time.Second) // the fuzzer gives up after 10
	differs := func(q program) bool {
		if time.Now().After(end) {
			return false
		}
		want, err := onOracle(q, b, 10_000, nil)
		if !known(err) {
			return false
		}
		got, machineErr := onMachine(q, b)
		return known(err, machineErr) && outcome(want, err) != outcome(got, machineErr) && !strings.HasPrefix(outcome(got, machineErr), "error 0 syntax")
	}
	for i := -1; i < len(p.sources); i++ {
		text := &p.snippet
		if i >= 0 {
			p.sources = slices.Clone(p.sources)
			text = &p.sources[i].Text
		}
		for size := strings.Count(*text, "\n"); size > 0; size = min(size-1, max(size*2/3, 12)) {
			for at := 0; ; {
				lines := strings.SplitAfter(*text, "\n")
				if at >= len(lines) || lines[at] == "" {
					break
				}
				old := *text
				*text = strings.Join(slices.Delete(lines, at, min(at+size, len(lines))), "")
				if !differs(p) {
					*text = old
					at += size
				}
			}
		}
	}
	return p
}

// seldom is what random programs have to reach.
var seldom = []string{"handler", "handler failed", "handler inside Try(x)", "ABORT", "Catch", "deferred error", "throw()", "p->", "p->:=x", "a{i}:=x", "${n}",
	"Use", "Use, nested", "Use, left early", "write outside Use", "not shareable", "groups joined", "groups kept apart", "singleton"}

// TestRandomPrograms compares programs written at random: 300, or $QUOIN_PROGRAMS,
// which may say "from-to". With -v it tells what they reached.
func TestRandomPrograms(t *testing.T) {
	b := builtins(t)
	first, n := uint64(0), uint64(300)
	if from, to, ok := strings.Cut(os.Getenv("QUOIN_PROGRAMS"), "-"); ok {
		first, _ = strconv.ParseUint(from, 10, 64)
		n, _ = strconv.ParseUint(to, 10, 64)
	} else if from != "" {
		n, _ = strconv.ParseUint(from, 10, 64)
	}
	compared, reached := 0, map[string]int{}
	for seed := first; seed < n; seed++ {
		if compare(t, randomProgram(seed), b, reached) {
			compared++
		}
		if t.Failed() {
			break
		}
	}
	t.Logf("%d of %d programs compared", compared, n-first)
	for _, what := range seldom {
		if reached["programs: "+what] == 0 && n-first >= 300 {
			t.Errorf("no program reaches %s", what)
		}
	}
	for _, what := range slices.Sorted(maps.Keys(reached)) {
		t.Logf("%6d %s", reached[what], what)
	}
}

// FuzzPrograms does so for as long as it is let.
func FuzzPrograms(f *testing.F) {
	b := builtins(f)
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { compare(t, randomProgram(seed), b, nil) })
}
