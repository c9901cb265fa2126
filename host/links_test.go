package host

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWithin(t *testing.T) {
	outside, base := t.TempDir(), t.TempDir()
	root := filepath.Join(base, "root")
	for _, dir := range []string{"root/a", "rooted"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, target := range map[string]string{"out": outside, "up": "..", "dead": outside + "/none", "inner": "a", "root2": root} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]bool{
		"": true, "a": true, "a/new/deep": true, "inner/x": true, "root2/a": true,
		"out": false, "out/x": false, "up": false, "up/rooted": false, "dead": false, "dead/x": false, "../rooted": false, "..": false, "root2/out/x": false,
	} {
		if Within(root, filepath.Join(root, path)) != want {
			t.Errorf("%q: want %t", path, want)
		}
	}
	link := filepath.Join(base, "link")
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	if !Within(link, filepath.Join(link, "a")) || Within(link, filepath.Join(link, "out")) {
		t.Error("a folder that is itself behind a link")
	}
	if !Within("/no/such/folder", "/no/such/folder/x") || Within("/no/such/folder", "/no/such") {
		t.Error("a folder that is not there")
	}
}

func TestPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "above", "data")
	file := filepath.Join(dir, "key")
	if err := MkdirPrivate(Real().FS, dir); err != nil {
		t.Fatal(err)
	}
	if err := WritePrivate(Real().FS, file, []byte("secret")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, file: 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if MkdirPrivate(Real().FS, dir) != nil || MkdirPrivate(Real().FS, file) == nil {
		t.Error("a folder may exist, a file may not be in the way")
	}
}
