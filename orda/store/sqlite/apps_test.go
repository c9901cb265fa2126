package sqlite_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store/sqlite"
)

// TestPublicCatalogs migrates the catalogs of the public applications in the
// folder that QUOIN_APPS names, twice, and reads every class.
func TestPublicCatalogs(t *testing.T) {
	root := os.Getenv("QUOIN_APPS")
	if root == "" {
		t.Skip("QUOIN_APPS is not set")
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "catalog.4DCatalog" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		m, _, err := model.ReadCatalog(path, data)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		e := openWith(t, sqlite.Options{Dir: t.TempDir(), Volatile: true})
		defer e.Close()
		for range 2 {
			if err := e.Migrate(context.Background(), m); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
		for _, d := range m.Classes {
			if _, err := e.NextRecord(d); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			if _, err := e.Read(context.Background(), &plan.Select{Class: d}); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
		t.Logf("%s: %d classes", d.Name(), len(m.Classes))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
