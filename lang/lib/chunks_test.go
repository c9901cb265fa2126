package lib_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/lib"
	"quoin.dev/quoin/lang/syntax"
)

// TestChunks runs the programs of lang/lib/*/testdata/*.txt, and of what
// surprises (testdata/gotchas.txt):
//
//	## title                 or "## [qodly] title"
//	the snippet
//	### method name          any number of methods and classes it uses
//	…
//	### gives
//	the result as JSON, "undefined", or "error" with a number and a part of the message
func TestChunks(t *testing.T) {
	files, err := filepath.Glob("*/testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no chunks: %v", err)
	}
	files = append(files, "testdata/gotchas.txt")
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split("\n"+string(raw), "\n## ")[1:] {
			chunk(t, path, part)
		}
	}
	var unwritten []string
	for _, f := range lib.Families() {
		if f.Doc == "" {
			continue
		}
		if found, _ := filepath.Glob(f.Name + "/testdata/*.txt"); len(found) == 0 {
			unwritten = append(unwritten, f.Name)
		}
	}
	t.Logf("without chunks so far: %s", strings.Join(unwritten, ", "))
}

func chunk(t *testing.T, path, part string) {
	title, body, _ := strings.Cut(part, "\n")
	dialect := syntax.FourD
	if rest, ok := strings.CutPrefix(title, "[qodly] "); ok {
		title, dialect = rest, syntax.Qodly
	}
	sections := strings.Split(body, "\n### ")
	var sources []lang.Source
	want := ""
	for _, s := range sections[1:] {
		head, text, _ := strings.Cut(s, "\n")
		switch kind, name, _ := strings.Cut(head, " "); kind {
		case "method", "class":
			k := lang.Method
			if kind == "class" {
				k = lang.Class
			}
			sources = append(sources, lang.Source{Path: name + ".4dm", Name: name, Kind: k, Dialect: dialect, Text: text})
		case "gives":
			want = strings.TrimSpace(text)
		}
	}
	v, err := evaluate(t, strings.TrimSpace(sections[0]), dialect, sources...)
	got := shown(v, err)
	if err != nil && strings.HasPrefix(want, "error") {
		number, message, _ := strings.Cut(strings.TrimPrefix(want, "error "), " ")
		if want == "error" || got == "error "+number && strings.Contains(err.Error(), message) {
			return
		}
		got += " " + err.Error()
	}
	if got != want {
		t.Errorf("%s: %s\ngot  %s (%v)\nwant %s", path, title, got, err, want)
	}
}
