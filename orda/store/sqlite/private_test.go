package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"quoin.dev/quoin/orda/model"
)

// Only the owner of the server may read the data, whatever the umask.
func TestDataIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Data")
	e, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Migrate(t.Context(), &model.Model{}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, f := range append(files, dir) {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", f, info.Mode(), err)
		}
	}
}
