package main

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quoin.dev/quoin/app"
)

var update = flag.Bool("update", false, "write doc/language")

// TestReferenceIsUpToDate compares doc/language with what the rows and their
// documentation make of it.
func TestReferenceIsUpToDate(t *testing.T) {
	want, err := reference()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range want {
		path := filepath.Join(folder, name)
		if *update {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != text {
			t.Errorf("doc/language/%s is not what the rows make of it (%v): run make reference", name, err)
		}
	}
	found, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if name := filepath.Base(path); want[name] == "" && name != "grammar.md" {
			t.Errorf("doc/language/%s belongs to no family", name)
		}
	}
}

// TestState checks that what must and should be there is, and that nothing is
// unknown.
func TestState(t *testing.T) {
	c, err := app.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := readRows(rowList)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, r := range rows {
		s := r.state(c)
		if r.proof != "" {
			proven(t, r)
		}
		count[r.priority]++
		switch {
		case !slices.Contains(priorities(), r.priority):
			t.Errorf("%s has the priority %q", r.name, r.priority)
		case s == missing:
			t.Errorf("%s is not known", r.name)
		case s != done && (r.priority == "must" || r.priority == "should"):
			t.Errorf("%s is %s, but %s", r.name, s, r.priority)
		}
	}
	if count["must"] < 300 || count["should"] < 250 || count["later"] < 300 || count["reject"] < 8 {
		t.Errorf("rows are missing from rows.txt: got %v", count)
	}
	t.Logf("%v", count)
}

// TestEveryClassSaysWhatItIs checks that each class has a sentence.
func TestEveryClassSaysWhatItIs(t *testing.T) {
	c, err := app.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Families() {
		for _, k := range f.Classes {
			if !strings.HasSuffix(strings.TrimSpace(k.Doc), ".") {
				t.Errorf("the class %s of %s says %q about itself, want a sentence", k.Name, f.Name, k.Doc)
			}
		}
	}
}

// proven checks that the test which a row names exists.
func proven(t *testing.T, r row) {
	t.Helper()
	folder, name, _ := strings.Cut(r.proof, ": ")
	found, err := filepath.Glob(filepath.Join("../..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if text, err := os.ReadFile(path); err == nil && strings.Contains(string(text), "func "+name+"(") {
			return
		}
	}
	t.Errorf("%s: there is no test %s in %s", r.name, name, folder)
}
