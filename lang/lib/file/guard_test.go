package file

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/vm"
)

// Code may follow links within its folders only, and does not see what the
// server keeps for itself.
func TestGuard(t *testing.T) {
	outside, root := t.TempDir(), t.TempDir()
	put := func(path string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte("text"), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	put(outside + "/secret")
	put(root + "/Data/note")
	put(root + "/Data/data.sqlite")
	put(root + "/Data/Backups/old")
	for name, target := range map[string]string{"out": outside, "file": outside + "/secret", "nowhere": outside + "/new", "in": root + "/Data"} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	rt := vm.NewRuntime(vm.NewProgram(vm.NewBuiltins()), vm.RuntimeOptions{Host: host.Real(), Paths: map[string]string{"/PACKAGE/": root},
		Reserved: []string{root + "/Data/data.sqlite", root + "/Data/Backups"}})
	disk := guard(rt)
	for _, path := range []string{"/Data/note", "/in/note"} {
		if _, err := disk.ReadFile(root + path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, path := range []string{"/out/secret", "/file", "/nowhere", "/Data/data.sqlite", "/Data/Backups/old", "/Data/Backups/new"} {
		full := root + path
		if _, err := disk.ReadFile(full); err == nil {
			t.Errorf("%s can be read", path)
		}
		if _, err := disk.Stat(full); err == nil {
			t.Errorf("%s is seen", path)
		}
		if disk.WriteFile(full, nil) == nil || disk.MkdirAll(full+"/x") == nil || disk.RemoveAll(full) == nil || disk.Rename(root+"/Data/note", full) == nil {
			t.Errorf("%s can be changed", path)
		}
	}
	if disk.RemoveAll(root+"/Data") == nil || disk.Rename(root+"/Data", root+"/Old") == nil {
		t.Error("the data goes with its folder")
	}
	inside, err := disk.ReadDir(root + "/Data")
	if err != nil || len(inside) != 1 || inside[0].Name() != "note" {
		t.Errorf("the folder shows %v, %v", inside, err)
	}
	if _, err := os.ReadFile(outside + "/secret"); err != nil {
		t.Error(err)
	}
	if _, err := disk.Stat(root + "/missing/deep"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is missing: %v", err)
	}
}
