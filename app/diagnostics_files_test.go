package app

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/check"
)

// tooLarge are codes of what is too large to show, or of a file that may not be
// read; package jsontext, orda/model and app/project test them.
var tooLarge = []string{"json.depth", "model.size", "project.file-size", "project.unreadable"}

// TestDiagnosticsOfFiles: each code of files that are no code has an example in
// which it is the only error or warning, and one in which there is none.
func TestDiagnosticsOfFiles(t *testing.T) {
	examples := diagnosticExamples(t, "testdata/diagnostics_files.txt")
	for _, c := range fileCodes() {
		e, ok := examples[c.Code]
		switch {
		case !ok:
			t.Errorf("%s has no example", c.Code)
		case slices.Contains(tooLarge, c.Code):
		default:
			testExample(t, e, func(text string) []string { return codesInProject(t, text, c) })
		}
	}
}

// smallProject is what examples change, below Project/Sources.
func smallProject() map[string]string {
	return map[string]string{
		"../example.4DProject": "{}",
		"catalog.4DCatalog": `<base><table name="User" id="1"><field name="ID" type="4" id="1"/><field name="name" type="10" id="2"/>` +
			`<field name="secret" type="10" id="3" hide_in_REST="true"/><primary_key field_name="ID"/></table>` +
			`<table name="Company" id="2"><field name="ID" type="4" id="1"/><field name="name" type="10" id="2"/><primary_key field_name="ID"/></table></base>`,
		"roles.json":            "{}",
		"WebForms/Home.WebForm": `{"components": {"ROOT": {"type": {"resolvedName": "Container"}}}}`,
	}
}

// codesInProject returns the codes of errors and warnings in the small project
// with the files of an example, and the code looked for where it is a hint.
func codesInProject(t *testing.T, text string, c check.Code) []string {
	files, o := smallProject(), Options{}
	for _, part := range strings.Split("\n"+text, "\n--- ")[1:] {
		path, content, _ := strings.Cut(part, "\n")
		if path == "model.4DModel" {
			o.Sources = "qodly"
		}
		if missing, none := strings.CutSuffix(path, " (none)"); none {
			delete(files, missing)
		} else {
			files[path] = content
		}
	}
	o.Project = t.TempDir()
	for path, content := range files {
		full := filepath.Join(o.Project, "Project/Sources", path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := Check(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, d := range b.Diagnostics() {
		if d.Code == c.Code && d.Severity.String() != c.Severity.String() {
			t.Errorf("%s is %s here, and %s in the table", d.Code, d.Severity, c.Severity)
		}
		if (d.Severity != fault.Hint || d.Code == c.Code) && !slices.Contains(codes, d.Code) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// TestEveryCodeHasAPage looks in the packages that report what is wrong with
// files for codes that the table lacks.
func TestEveryCodeHasAPage(t *testing.T) {
	known := map[string]bool{"page.craft": true} // of pieces of pages, which are not checked
	for _, c := range Codes() {
		known[c.Code] = true
	}
	for _, where := range []struct{ files, call, prefix string }{
		{"page/*.go", `(?:problem|problemIn|say)\([^\n]*?"([a-z-]+)",[ \n]`, "page."},
		{"../orda/model/*.go", `(?:report|problem)\([^\n]*?"([a-z-]+)",[ \n]`, "model."},
		{"../access/*.go", `warn\([^\n]*?"([a-z-]+)",[ \n]`, "roles."},
		{"../access/*.go", `"(roles\.[a-z-]+)"`, ""},
		{"project/*.go", `"(settings\.[a-z]+|project\.(?:same-name|unreadable|file-size))"`, ""},
		{"*.go", `Code: +"([a-z]+\.[a-z-]+)"`, ""},
		{"../jsontext/parse.go", `"(json\.[a-z-]+)"`, ""},
	} {
		paths, _ := filepath.Glob(where.files)
		found := 0
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil || strings.HasSuffix(path, "_test.go") {
				continue
			}
			for _, m := range regexp.MustCompile(where.call).FindAllStringSubmatch(string(text), -1) {
				code := where.prefix + m[1]
				if found++; !known[code] && !isFileName(code) {
					t.Errorf("%s: %s has no page", path, code)
				}
			}
		}
		if found == 0 {
			t.Errorf("%s reports nothing?", where.files)
		}
	}
}

// isFileName reports whether a text looks like a code and names a file.
func isFileName(text string) bool {
	return strings.HasSuffix(text, ".json") || strings.HasSuffix(strings.ToLower(text), ".4dsettings")
}
