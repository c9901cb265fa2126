// Package imports checks that packages import only what rules.txt lets them.
package imports

import (
	_ "embed"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

const module = "quoin.dev/quoin/"

//go:embed rules.txt
var rulesText string

// rules maps a folder to the folders it may import.
type rules map[string][]string

func parseRules(t *testing.T, text string) rules {
	r, groups := rules{}, map[string][]string{}
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if name, list, ok := strings.Cut(line, "="); ok {
			groups[strings.TrimSpace(name)] = strings.Fields(list)
			continue
		}
		name, list, ok := strings.Cut(line, "<")
		if !ok {
			if strings.TrimSpace(line) != "" {
				t.Errorf("rules.txt: cannot read %q", line)
			}
			continue
		}
		var allowed []string
		for _, word := range strings.Fields(list) {
			if group, ok := groups[word]; ok {
				allowed = append(allowed, group...)
			} else {
				allowed = append(allowed, word)
			}
		}
		r[strings.TrimSpace(name)] = allowed
	}
	return r
}

// place returns the longest rule that covers a folder.
func (r rules) place(folder string) (string, bool) {
	for {
		if _, ok := r[folder]; ok {
			return folder, true
		}
		i := strings.LastIndexByte(folder, '/')
		if i < 0 {
			return "", false
		}
		folder = folder[:i]
	}
}

func (r rules) allows(from, to string) bool {
	if to == from || strings.HasPrefix(to, from+"/") {
		return true
	}
	for _, a := range r[from] {
		if to == a {
			return true
		}
	}
	return false
}

func TestImports(t *testing.T) {
	r := parseRules(t, rulesText)
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	checked := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		folder := strings.TrimPrefix(p.ImportPath, module)
		from, ok := r.place(folder)
		if !ok {
			t.Errorf("%s has no place in rules.txt: give it one", folder)
			continue
		}
		for _, imp := range p.Imports {
			to, ours := strings.CutPrefix(imp, module)
			if !ours {
				continue
			}
			checked++
			if target, ok := r.place(to); ok && !r.allows(from, target) && !r.allows(from, to) {
				t.Errorf("%s must not import %s (rule of %s)", folder, to, from)
			}
		}
	}
	if checked == 0 {
		t.Error("no imports were checked")
	}
}

func TestDriversStayBelowStore(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(p.ImportPath, module+"orda/store") {
			continue
		}
		for _, imp := range p.Imports {
			for _, driver := range []string{"zombiezen.com/go/sqlite", "modernc.org/", "github.com/jackc/pgx", "database/sql"} {
				if strings.HasPrefix(imp, driver) {
					t.Errorf("%s imports %s: drivers live below orda/store", p.ImportPath, imp)
				}
			}
		}
	}
}
