package app

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
)

// TestPublicAppsCheck checks the projects below the folders of QUOIN_APPS
// (separated as in PATH), prints how often each code was found, with -v each
// finding, and fails for errors that doc/diagnostics/public.txt does not name.
func TestPublicAppsCheck(t *testing.T) {
	apps := os.Getenv("QUOIN_APPS")
	if apps == "" {
		t.Skip("QUOIN_APPS is not set")
	}
	known, err := os.ReadFile("../doc/diagnostics/public.txt")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, folder := range filepath.SplitList(apps) {
		for _, project := range projectsBelow(folder) {
			build, err := Check(t.Context(), Options{Project: project})
			if err != nil {
				t.Error(project, err)
				continue
			}
			name, _ := filepath.Rel(folder, filepath.Dir(filepath.Dir(project)))
			for _, d := range build.Diagnostics() {
				counts[d.Severity.String()+" "+d.Code]++
				where := fmt.Sprintf("%s/%s:%d:%d", name, d.Path, d.Line, d.Column)
				t.Logf("%s: %s: %s [%s]", where, d.Severity, d.Message, d.Code)
				if d.Severity == fault.Grave && !strings.Contains(string(known), fmt.Sprintf("%s/%s %s ", name, d.Path, d.Code)) {
					t.Errorf("not explained: %s/%s %s: %s", name, d.Path, d.Code, d.Message)
				}
			}
		}
	}
	var lines []string
	for code, n := range counts {
		lines = append(lines, fmt.Sprintf("%6d %s", n, code))
	}
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

func projectsBelow(folder string) []string {
	var found []string
	filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".4DProject") && !d.IsDir() {
			found = append(found, path)
		}
		return nil
	})
	return found
}
