package lsp

import "testing"

func TestURI(t *testing.T) {
	for _, c := range []struct {
		doc, base uri
		path      string
		ok        bool
	}{
		{"file:///home/a/Project/Sources/x.4dm", "file:///home/a", "Project/Sources/x.4dm", true},
		{"file:///home/a%20b/%C3%A9.4dm", "file:///home/a b", "é.4dm", true},
		{"file:///home/a/../b/x.4dm", "file:///home/a", "", false},
		{"file:///home/ab/x.4dm", "file:///home/a", "", false},
		{"file:///home/a", "file:///home/a", "", false},
		{"untitled:x", "file:///home/a", "", false},
		{"quoin:///Project/x.4dm", "quoin:///", "Project/x.4dm", true},
		{"file:///Project/x.4dm", "quoin:///", "", false},
		{"%zz", "file:///home/a", "", false},
	} {
		path, ok := c.doc.below(c.base)
		if path != c.path || ok != c.ok {
			t.Errorf("%s below %s: got %q %v", c.doc, c.base, path, ok)
		}
	}
	if got := fileURI("/home/a b").join("Methods/é #1.4dm"); got != "file:///home/a%20b/Methods/%C3%A9%20%231.4dm" {
		t.Errorf("join: got %s", got)
	}
	if got := uri("quoin:///").join("Project/x.4dm"); got != "quoin:///Project/x.4dm" {
		t.Errorf("join: got %s", got)
	}
	for u, want := range map[uri]string{"file:///a%20b/c": "/a b/c", "file:a": "", "http://x/a": "", "untitled:a": ""} {
		if got := u.file(); got != want {
			t.Errorf("%s: got file %q, want %q", u, got, want)
		}
	}
}
