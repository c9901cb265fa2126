package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/lang/lib"
	"quoin.dev/quoin/lang/lib/nasty"
	"quoin.dev/quoin/message"
)

// TestNastyArguments calls what the application adds to the language with
// arguments that make no sense (see package nasty).
func TestNastyArguments(t *testing.T) {
	root := unpack(t, "testdata/shop.txtar")
	for name, text := range nasty.Sources {
		write(t, filepath.Join(root, "Project", "Sources", "Methods", name+".4dm"), text)
	}
	a, err := app.Open(t.Context(), app.Options{Project: root, OpenEngine: openEngine, IgnoreRoles: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	a.RunStartup(t.Context())
	cat, err := app.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := nasty.Rows(cat)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := lib.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	known, err := nasty.Rows(plain)
	if err != nil {
		t.Fatal(err)
	}
	tested := map[string]bool{} // by package lib
	for _, r := range known {
		tested[r.Name] = true
	}
	var added []nasty.Row
	for _, r := range rows {
		if !tested[r.Name] {
			added = append(added, r)
		}
	}
	world, s := a.Current().World(), guest(t, a)
	rounds, _ := strconv.Atoi(os.Getenv("QUOIN_NASTY_ROUNDS"))
	seed, _ := strconv.ParseUint(os.Getenv("QUOIN_NASTY_SEED"), 10, 64)
	calls := 0
	c := nasty.Caller{Runtime: world.Runtime, Seed: seed, Report: t.Errorf,
		Scope: func(ctx context.Context) any {
			scope := &bind.Scope{World: world}
			if calls++; calls%2 == 0 {
				scope.Session = s
			}
			scope.Effects = message.NewEffects(world.Stamps)
			scope.NewCaller(ctx, nil)
			return scope
		},
		Starters: strings.Split("ds|ds.Item|ds.Box|ds.Item.all()|ds.Box.newSelection()|ds.Box.new()|ds.Item.new()|Session|Web Form|Web Event|WEB Server", "|")}
	if rounds == 0 {
		rounds, c.Time = 4, 200*time.Millisecond
	}
	c.Rounds(added, rounds)
	t.Logf("%d built-ins called %d times each; never without an error: %q", len(added), rounds, c.Never)
}
