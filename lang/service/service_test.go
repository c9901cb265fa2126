package service_test

import (
	"sync"
	"testing"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/service"
)

var catalogue = sync.OnceValues(func() (*command.Catalogue, error) { return app.Catalogue() })

// builtins is a project without sources.
func builtins(t testing.TB) *service.Files {
	t.Helper()
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return &service.Files{Options: lang.Options{Builtins: cat.Builtins(), Catalogue: cat}}
}
