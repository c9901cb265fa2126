package main

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

// The committed notices name what is linked and shipped today, in the versions
// of today. It needs neither a network nor node_modules.
func TestNoticesAreUpToDate(t *testing.T) {
	data, err := os.ReadFile("../../THIRD_PARTY_NOTICES.md")
	if err != nil {
		t.Fatal(err)
	}
	modules, packages, err := parts("../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(modules) == 0 || len(packages) == 0 {
		t.Fatalf("got %d modules and %d packages", len(modules), len(packages))
	}
	var want, got []string
	for _, p := range append(modules, packages...) {
		want = append(want, p.heading())
	}
	for _, m := range regexp.MustCompile(`(?m)^## (\S+ v?\d\S*)$`).FindAllSubmatch(data, -1) {
		got = append(got, string(m[1]))
	}
	for _, name := range want {
		if !slices.Contains(got, name) {
			t.Errorf("THIRD_PARTY_NOTICES.md does not name %s: run make notices", name)
		}
	}
	for _, name := range got {
		if !slices.Contains(want, name) {
			t.Errorf("THIRD_PARTY_NOTICES.md names %s, which is not there any more: run make notices", name)
		}
	}
}
