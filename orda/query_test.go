package orda_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// TestQueries runs testdata/queries.txt.
func TestQueries(t *testing.T) {
	s := open(t)
	data, err := os.ReadFile("testdata/queries.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(data), "\n") {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "|")
		if len(f) != 5 {
			t.Fatalf("line %d has %d fields", i+1, len(f))
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		var args []value.Value
		if f[3] != "" {
			v, err := value.ParseJSON(f[3], value.ParseOptions{})
			if err != nil {
				t.Fatal(err)
			}
			args = v.AsCollection().Items()
		}
		got := ""
		sel, err := s.Class(f[1]).Query(s.c, f[2], args, query.Settings{})
		switch {
		case err == nil:
			got = s.keys(sel)
		case fault.As(err) != nil && fault.As(err).Number != 0:
			got = fmt.Sprintf("error %d", fault.As(err).Number)
		default:
			got = err.Error()
		}
		if got != f[4] {
			t.Errorf("queries.txt:%d: %s %s: got %q (%v), want %q", i+1, f[1], f[2], got, err, f[4])
		}
	}
}
