package server

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The Studio saves several files as one: all or none, with files that are new
// and files that move, and one step takes all of it back.
func TestStudioSavesFilesTogether(t *testing.T) {
	s := start(t, Options{Dev: true, Studio: true})
	defer s.stop()
	c := &http.Client{Transport: &http.Transport{}}
	defer c.CloseIdleConnections()
	cookie := s.signIn(t, c)
	const methods = "Project/Sources/Methods/"
	onDisk := func(path string) string {
		b, err := os.ReadFile(filepath.Join(s.root, path))
		if err != nil {
			return "none"
		}
		return string(b)
	}
	type file struct {
		Path string `json:"path"`
		Text string `json:"text"`
		Hash string `json:"hash,omitempty"`
		To   string `json:"to,omitempty"`
	}
	hashes := map[string]string{}
	save := func(want int, files ...file) string {
		t.Helper()
		b, err := json.Marshal(map[string]any{"label": "Rename", "files": files})
		if err != nil {
			t.Fatal(err)
		}
		status, text := ask(t, c, "PUT", s.admin+"/studio/api/files", string(b), "Cookie: "+cookie)
		if status != want {
			t.Fatalf("got %d %s, want %d", status, text, want)
		}
		var answer struct{ Hashes map[string]string }
		if status == 200 {
			if err := json.Unmarshal([]byte(text), &answer); err != nil {
				t.Fatal(err)
			}
			for path, hash := range answer.Hashes {
				hashes[path] = hash
			}
		}
		return text
	}
	step := func(what string) {
		t.Helper()
		if status, text := ask(t, c, "POST", s.admin+"/studio/api/"+what, "{}", "Cookie: "+cookie); status != 200 {
			t.Fatalf("%s: %d %s", what, status, text)
		}
	}
	state := func(want ...string) {
		t.Helper()
		for i := 0; i < len(want); i += 2 {
			if got := onDisk(methods + want[i]); got != want[i+1] {
				t.Errorf("%s: got %q, want %q", want[i], got, want[i+1])
			}
		}
	}
	save(200, file{Path: methods + "a.4dm", Text: "b"}, file{Path: methods + "b.4dm", Text: "ALERT(\"b\")"})
	state("a.4dm", "b", "b.4dm", "ALERT(\"b\")")
	a, b := hashes[methods+"a.4dm"], hashes[methods+"b.4dm"]
	save(200, file{methods + "a.4dm", "c", a, ""}, file{methods + "b.4dm", "ALERT(\"c\")", b, methods + "c.4dm"})
	state("a.4dm", "c", "b.4dm", "none", "c.4dm", "ALERT(\"c\")")
	step("undo")
	state("a.4dm", "b", "b.4dm", "ALERT(\"b\")", "c.4dm", "none")
	step("redo")
	state("a.4dm", "c", "b.4dm", "none", "c.4dm", "ALERT(\"c\")")

	// Another case of a name is another name of one file.
	save(200, file{methods + "c.4dm", "ALERT(\"c\")", hashes[methods+"c.4dm"], methods + "C.4dm"})
	state("C.4dm", "ALERT(\"c\")", "c.4dm", "none")
	step("undo")
	state("C.4dm", "none", "c.4dm", "ALERT(\"c\")")

	// All or nothing.
	for _, x := range []struct {
		status int
		second file
	}{
		{409, file{Path: methods + "c.4dm", Text: "x"}},                                     // exists
		{409, file{methods + "c.4dm", "x", a, ""}},                                          // has changed
		{409, file{methods + "c.4dm", "x", hashes[methods+"c.4dm"], methods + "a.4dm"}},     // onto another
		{403, file{Path: "../outside.4dm", Text: "x"}},                                      // outside
		{403, file{methods + "c.4dm", "x", hashes[methods+"c.4dm"], "Project/../../c.4dm"}}, // outside
		{404, file{methods + "none.4dm", "x", a, ""}},                                       // is gone
		{400, file{methods + "c.4dm", "x", "no hash", ""}},                                  // malformed
	} {
		text := save(x.status, file{Path: methods + "new.4dm", Text: "new"}, x.second)
		if !strings.HasSuffix(strings.TrimSpace(text), ".") && x.status != 404 {
			t.Errorf("%v is refused without a word: %s", x.second, text)
		}
		state("new.4dm", "none", "a.4dm", "c", "c.4dm", "ALERT(\"c\")")
	}
	save(400)
}
