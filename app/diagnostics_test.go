package app

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/types"
)

var update = flag.Bool("update", false, "rewrite doc/diagnostics")

// example is a section of testdata/diagnostics.txt or diagnostics_files.txt.
type example struct{ code, advice, reported, fine string }

func diagnosticExamples(t *testing.T, file string) map[string]example {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]example{}
	for _, section := range strings.Split(string(raw), "\n## ")[1:] {
		head, rest, _ := strings.Cut(section, "\n### reported\n")
		code, advice, _ := strings.Cut(head, "\n")
		reported, fine, _ := strings.Cut(rest, "\n### fine\n")
		all[code] = example{code, strings.TrimSpace(advice), reported, strings.TrimRight(fine, "\n")}
	}
	return all
}

// TestDiagnostics: each code of the checker has an example in which it is the
// only error or warning, and one in which there is none; the pages of all codes
// are up to date.
func TestDiagnostics(t *testing.T) {
	cat, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	examples := diagnosticExamples(t, "testdata/diagnostics.txt")
	for _, c := range check.Codes() {
		e, ok := examples[c.Code]
		switch {
		case !ok:
			t.Errorf("%s has no example", c.Code)
		case e.reported == "" && c.Code == "syntax.depth": // too long to show; package syntax tests it
		default:
			testExample(t, e, func(text string) []string { return codesIn(t, cat, text, c.Code) })
		}
	}
	maps.Copy(examples, diagnosticExamples(t, "testdata/diagnostics_files.txt"))
	pages := map[string]string{"README.md": diagnosticsIndex()}
	for _, c := range Codes() {
		pages[c.Code+".md"] = diagnosticPage(c, examples[c.Code])
		delete(examples, c.Code)
	}
	for code := range examples {
		t.Errorf("%s is no code", code)
	}
	for name, want := range pages {
		path := filepath.Join("../doc/diagnostics", name)
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, _ := os.ReadFile(path); string(got) != want {
			t.Errorf("%s is out of date; run with -update", path)
		}
	}
	entries, _ := filepath.Glob("../doc/diagnostics/*.md")
	if len(entries) != len(pages) {
		t.Errorf("doc/diagnostics has %d pages, want %d", len(entries), len(pages))
	}
}

// testExample looks for the codes of both halves of an example.
func testExample(t *testing.T, e example, find func(text string) []string) {
	t.Helper()
	if got := find(e.reported); !slices.Equal(got, []string{e.code}) {
		t.Errorf("%s: the example finds %v", e.code, got)
	}
	if got := find(e.fine); len(got) > 0 {
		t.Errorf("%s: the example that is fine finds %v", e.code, got)
	}
}

// codesIn returns the codes of errors and warnings in a source, and the code
// looked for where it is a hint.
func codesIn(t *testing.T, cat *command.Catalogue, text, code string) []string {
	var sources []lang.Source
	for i, part := range strings.Split("\n"+text, "\n--- ") {
		path := "Methods/example.4dm"
		if i > 0 {
			path, part, _ = strings.Cut(part, "\n")
		}
		s := lang.Source{Path: path, Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), Text: strings.TrimPrefix(part, "\n") + "\n"}
		if strings.HasPrefix(path, "Classes/") {
			s.Kind = lang.Class
		}
		if filepath.Ext(path) == ".4qs" {
			s.Dialect = lang.Qodly
		}
		sources = append(sources, s)
	}
	w := lang.NewWorkspace(lang.Options{Builtins: cat.Builtins(), Catalogue: cat, Model: exampleModel{}, Policy: exampleRoles{}})
	w.Set(sources...)
	var codes []string
	for _, d := range w.All(t.Context()) {
		if (d.Severity != check.Hint || d.Code == code) && !slices.Contains(codes, d.Code) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// exampleModel has the dataclasses User and Company.
type exampleModel struct{}

func (exampleModel) Dataclasses() []*check.DataclassInfo {
	class := func(name string, attributes map[string]types.Type) *check.DataclassInfo {
		d := &check.DataclassInfo{Symbol: &check.Symbol{Kind: check.Dataclass, Name: name, Owner: "cs.DataStore",
			Type: check.TypeOf(types.Type{Kind: types.Object, Class: "cs." + name})}}
		for attribute, typ := range attributes {
			d.Attributes = append(d.Attributes, &check.Symbol{Kind: check.Attribute, Name: attribute, Owner: "cs." + name + "Entity", Type: check.Loose(typ)})
		}
		return d
	}
	integer, text := types.Type{Kind: types.Integer}, types.Type{Kind: types.Text}
	return []*check.DataclassInfo{
		class("User", map[string]types.Type{"ID": integer, "name": text, "age": integer, "company": {Kind: types.Object, Class: "cs.CompanyEntity"}}),
		class("Company", map[string]types.Type{"ID": integer, "name": text, "users": {Kind: types.Object, Class: "cs.UserSelection"}}),
	}
}

// exampleRoles let nobody call audit, and nobody read User.
type exampleRoles struct{}

func (exampleRoles) Callers(_, function string, _ bool) ([]string, bool) {
	return nil, function != "audit"
}

func (exampleRoles) Reads(_, _ string, _ bool, _, dataclass string) bool { return dataclass != "User" }

func diagnosticPage(c check.Code, e example) string {
	head := "# " + c.Code + "\n\n*" + c.Severity.String() + "* · " + c.Explanation + "\n\n" + e.advice + "\n"
	if e.reported == "" {
		return head
	}
	return head +
		"\n## Reported\n\n" + fenced(e.reported) + "\n## Fine\n\n" + fenced(e.fine)
}

// fenced prints the files of an example as blocks, each but the first with its
// path.
func fenced(text string) string {
	var b strings.Builder
	for i, part := range strings.Split("\n"+text, "\n--- ") {
		language := "4d"
		if i > 0 {
			path, rest, _ := strings.Cut(part, "\n")
			if missing, none := strings.CutSuffix(path, " (none)"); none {
				b.WriteString("There is no `" + missing + "`.\n")
				continue
			}
			if b.Len() > 0 {
				b.WriteString("\n")
			}
			b.WriteString("`" + path + "`\n\n")
			part, language = rest, fenceOf(path)
		} else if strings.TrimSpace(part) == "" {
			continue // files alone
		}
		b.WriteString("```" + language + "\n" + strings.Trim(part, "\n") + "\n```\n")
	}
	return b.String()
}

// fenceOf names the language of a file's block.
func fenceOf(path string) string {
	switch filepath.Ext(path) {
	case ".4dm":
		return "4d"
	case ".4qs":
		return "qodly"
	case ".4DCatalog", ".4DSettings":
		return "xml"
	}
	return "json"
}

func diagnosticsIndex() string {
	var b strings.Builder
	b.WriteString(`# Diagnostics

What ` + "`quoin check`" + `, the Studio and editors say about code, and about the model, pages, roles and settings. An *error* cannot work,
a *warning* may be meant, a *hint* is a matter of taste. Codes are stable; ` + "`quoin explain CODE`" + ` prints the page of one, as
does a click on it in the Studio.

## Silencing

For a line, a comment at its end or alone on the line before; without codes all warnings and hints of the line are
silenced, ` + "`name.*`" + ` stands for a family, a reason may follow ` + "` -- `" + `:

` + "```4d\n$a:=pluginValue  //quoin:ignore name.unknown -- of a plug-in\n```" + `

For a project, ` + "`Project/Sources/qodlyApp.json`" + ` gives codes another severity, or turns them off:

` + "```json\n{\"quoin\": {\"check\": {\"command.unavailable\": \"hint\", \"variable.*\": \"off\", \"flow.missing-return\": \"error\"}}}\n```" + `

Errors cannot be silenced by a comment. Between the marks ` + "`//%W-550.n` and `//%W+550.n`" + ` of 4D, ` + "`member.*` and `type.doubtful`" + ` are
not reported.

## Codes

| code | severity | meaning |
|---|---|---|
`)
	for _, c := range Codes() {
		b.WriteString("| [" + c.Code + "](" + c.Code + ".md) | " + c.Severity.String() + " | " + c.Explanation + " |\n")
	}
	b.WriteString(`
Faults of spelling (` + "`syntax.`" + `) keep their severity and cannot be silenced, nor can what is said of files that are no code
(` + "`json.`, `model.`, `page.`, `project.`, `roles.`, `settings.`" + `). [public.txt](public.txt) lists the errors that are found in public projects, each with its
reason.
`)
	return b.String()
}
