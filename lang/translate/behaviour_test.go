package translate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/translate"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// A program is a snippet with the methods and classes it uses.
type program struct {
	name    string
	dialect syntax.Dialect
	snippet string
	sources []lang.Source
}

// TestSameResult runs the programs of the language's tests and of its
// conformance cases in their dialect and translated: both give the same.
func TestSameResult(t *testing.T) {
	same, kept := 0, 0
	c := project(t).Catalogue
	for _, p := range append(programs(t), cases(t)...) {
		there, err := translated(c, p)
		if err != nil {
			kept++
			t.Logf("%s keeps its dialect: %v", p.name, err)
			continue
		}
		want, got := outcome(c, p), outcome(c, there)
		if want != got && p.name != "formulas.txt: source" { // that shows the text of the code
			t.Errorf("%s gives %s, translated %s:\n%s\n%s", p.name, want, got, there.snippet, texts(there.sources))
			continue
		}
		same++
	}
	t.Logf("%d programs give the same, %d keep their dialect", same, kept)
}

func texts(sources []lang.Source) string {
	var b strings.Builder
	for _, s := range sources {
		b.WriteString("### " + s.Name + "\n" + s.Text + "\n")
	}
	return b.String()
}

func translated(c *command.Catalogue, p program) (program, error) {
	project := &translate.Project{Catalogue: c, Methods: map[string]bool{}}
	for _, s := range p.sources {
		if s.Kind == lang.Method {
			project.Methods[syntax.Normalize(s.Name)] = true
		}
	}
	do := func(name, text string, kind syntax.FileKind) (string, error) {
		there, problems := translate.File(source.NewFile(name, text), p.dialect, kind, other(p.dialect), project)
		if len(problems) > 0 {
			return "", fmt.Errorf("%s", problems[0].Message)
		}
		return there, nil
	}
	out := program{name: p.name, dialect: other(p.dialect)}
	var err error
	if out.snippet, err = do("snippet", p.snippet, syntax.Method); err != nil {
		return out, err
	}
	for _, s := range p.sources {
		kind := syntax.Method
		if s.Kind == lang.Class {
			kind = syntax.Class
		}
		if s.Text, err = do(s.Name, s.Text, kind); err != nil {
			return out, err
		}
		s.Dialect = out.dialect
		out.sources = append(out.sources, s)
	}
	return out, nil
}

// outcome runs a program: its result as JSON, or the number and message of its
// error.
func outcome(c *command.Catalogue, p program) string {
	unit := lang.Compile(context.Background(), p.sources, lang.Options{Builtins: c.Builtins()})
	rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{Host: host.Real()})
	defer rt.Close()
	v, err := lang.Eval(context.Background(), rt, p.snippet, p.dialect, vm.ProcessOptions{Limits: vm.Limits{Steps: 1_000_000, Time: time.Minute}})
	if err != nil {
		if e := fault.As(err); e != nil {
			return fmt.Sprintf("error %s %d", e.Code, e.Number)
		}
		return err.Error()
	}
	text, err := value.AppendJSON(nil, v, value.JSONOptions{})
	if err != nil {
		return v.Kind().String()
	}
	return string(text)
}

func programs(t testing.TB) []program {
	paths, err := filepath.Glob("../testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no programs", err)
	}
	var all []program
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split("\n"+string(raw), "\n## ")[1:] {
			title, body, _ := strings.Cut(part, "\n")
			p := program{name: filepath.Base(path) + ": " + title}
			if strings.HasPrefix(title, "[qodly] ") {
				p.dialect = syntax.Qodly
			}
			sections := strings.Split("\n"+body, "\n### ")
			p.snippet = sections[0]
			for _, s := range sections[1:] {
				head, text, _ := strings.Cut(s, "\n")
				switch kind, name, _ := strings.Cut(head, " "); kind {
				case "class":
					p.sources = append(p.sources, lang.Source{Path: name, Name: name, Kind: lang.Class, Dialect: p.dialect, Text: text})
				case "method":
					p.sources = append(p.sources, lang.Source{Path: name, Name: name, Dialect: p.dialect, Text: text})
				}
			}
			all = append(all, p)
		}
	}
	return all
}

func cases(t *testing.T) []program {
	raw, err := os.ReadFile("../../test/language/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		ID, Dialect, Code string
		Setup             struct{ Methods, Classes map[string]string }
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	var all []program
	for _, c := range list {
		p := program{name: c.ID, snippet: c.Code}
		if c.Dialect == "qodly" {
			p.dialect = syntax.Qodly
		}
		add := func(texts map[string]string, kind lang.Kind) {
			names := make([]string, 0, len(texts))
			for name := range texts {
				names = append(names, name)
			}
			sort.Strings(names)
			for _, name := range names {
				p.sources = append(p.sources, lang.Source{Path: name, Name: name, Kind: kind, Dialect: p.dialect, Text: texts[name]})
			}
		}
		add(c.Setup.Methods, lang.Method)
		add(c.Setup.Classes, lang.Class)
		all = append(all, p)
	}
	return all
}
