package sqlite_test

import (
	"context"
	"testing"

	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqlite"
	"quoin.dev/quoin/orda/store/storetest"
)

func open(t testing.TB, dir string) store.Engine {
	t.Helper()
	e, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, Language: "en", Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestConformance(t *testing.T) { storetest.Run(t, open) }
