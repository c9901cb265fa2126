package zip

import (
	"archive/zip"
	"strings"
	"testing"
)

// FuzzTree checks that no names lead out of an archive, nor break its tree.
func FuzzTree(f *testing.F) {
	f.Add("a/b", "../c", `\d\`)
	f.Add("a", "a/b", "a/")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		files := make([]*zip.File, 3)
		for i, name := range []string{a, b, c} {
			files[i] = &zip.File{FileHeader: zip.FileHeader{Name: name}}
		}
		root, err := (&archive{}).tree(files)
		if err != nil {
			t.Fatal(err)
		}
		var walk func(n *node)
		walk = func(n *node) {
			for _, x := range n.order {
				if x.name == "" || x.name == ".." || strings.Contains(x.name, "/") || n.children[x.name] != x || x.folder != (x.children != nil) {
					t.Fatalf("%q, %q, %q give %+v", a, b, c, x)
				}
				walk(x)
			}
		}
		walk(root)
	})
}

func FuzzSettings(f *testing.F) {
	f.Add([]byte{0x01, 0x99, 7, 0, 2, 0, 'A', 'E', 3, 8, 0})
	f.Fuzz(func(t *testing.T, extra []byte) {
		if strength, _, ok := settings(extra); ok && (strength < 1 || strength > 3) {
			t.Errorf("%x gives %d", extra, strength)
		}
	})
}
