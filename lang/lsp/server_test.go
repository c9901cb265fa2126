package lsp_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sourcegraph/jsonrpc2"

	"quoin.dev/quoin/lang/lsp"
)

const method = "Project/Sources/Methods/m.4dm"

func TestLife(t *testing.T) {
	root := write(t, map[string]string{method: "$x:=Lenght(\"a\")\n", "Project/Sources/roles.json": "{"})
	c := start(t, root, everything)
	c.await("the first check's progress", func() bool { return slices.Equal(c.progress, []string{"begin", "end"}) })
	c.await("watched files", func() bool { return slices.Contains(c.asked, "client/registerCapability") })
	c.await("diagnostics of code", func() bool {
		return slices.ContainsFunc(c.diagnostics[c.uri(method)], func(d diagnostic) bool {
			return d.Code == "name.unknown-call" && d.Range == span{position{0, 4}, position{0, 10}}
		})
	})
	c.await("diagnostics of other files", func() bool { return len(c.diagnostics[c.uri("Project/Sources/roles.json")]) == 1 })
	c.call("shutdown", nil, nil)
	wantCode(t, c.try("textDocument/hover", object{}, nil), jsonrpc2.CodeInvalidRequest)
	c.notify("exit", nil)
	if err := <-c.done; err != nil {
		t.Errorf("got %v, want a clean end", err)
	}
}

func TestLeavingWithoutShutdown(t *testing.T) {
	c := start(t, "", everything)
	c.conn.Close()
	if err := <-c.done; err != lsp.ErrAborted {
		t.Errorf("got %v, want ErrAborted", err)
	}
}

func TestErrors(t *testing.T) {
	c := start(t, write(t, map[string]string{method: ""}), object{})
	wantCode(t, c.try("initialize", object{}, nil), jsonrpc2.CodeInvalidRequest)
	wantCode(t, c.try("textDocument/nothing", object{}, nil), jsonrpc2.CodeMethodNotFound)
	wantCode(t, c.try("textDocument/hover", list{1}, nil), jsonrpc2.CodeInvalidParams)
	var hover any
	c.call("textDocument/hover", object{"textDocument": object{"uri": "file:///not/open"}, "position": position{}}, &hover)
	if hover != nil {
		t.Errorf("got %v for a document that is not open, want null", hover)
	}
}

func wantCode(t *testing.T, err error, code int64) {
	t.Helper()
	var e *jsonrpc2.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("got %v, want an error of code %d", err, code)
	}
}

func TestEdits(t *testing.T) {
	c := start(t, write(t, map[string]string{method: "ok:=1\n"}), object{})
	c.open(method, "$é:=\"😀\"\n$x:=1\n")
	at := func(l1, c1, l2, c2 int, text string) any {
		return object{"range": span{position{l1, c1}, position{l2, c2}}, "text": text}
	}
	change := func(version int, changes ...any) {
		c.notify("textDocument/didChange", object{"textDocument": object{"uri": c.uri(method), "version": version}, "contentChanges": changes})
	}
	// Characters count UTF-16 units: the face has two.
	change(2, at(0, 5, 0, 7, "a"), at(1, 4, 1, 5, "Lenght($é)"))
	c.await("the mistake", func() bool {
		d := c.diagnostics[c.uri(method)]
		return c.versions[c.uri(method)] == 2 && slices.ContainsFunc(d, func(d diagnostic) bool {
			return d.Code == "name.unknown-call" && d.Range == span{position{1, 4}, position{1, 10}}
		})
	})
	change(3, object{"text": "$x:=Length(\"b\")\n"})
	c.await("no mistake", func() bool {
		return c.versions[c.uri(method)] == 3 && !slices.ContainsFunc(c.diagnostics[c.uri(method)], func(d diagnostic) bool { return d.Code == "name.unknown-call" })
	})
	change(4, at(7, 0, 9, 9, "Lenght(1)\n"), at(0, 90, 0, 3, " :=2\n"))
	var hover struct{ Contents struct{ Value string } }
	c.call("textDocument/hover", object{"textDocument": object{"uri": c.uri(method)}, "position": position{0, 1}}, &hover)
	if !strings.Contains(hover.Contents.Value, "$x :") {
		t.Errorf("got %q, want the variable $x", hover.Contents.Value)
	}
	c.notify("textDocument/didClose", object{"textDocument": object{"uri": c.uri(method)}})
	c.await("the text on disk", func() bool { return len(c.diagnostics[c.uri(method)]) == 0 })
}

func TestOutsideOfProjects(t *testing.T) {
	c := start(t, "", object{})
	open := func(uri, language, text string) {
		c.notify("textDocument/didOpen", object{"textDocument": object{"uri": uri, "languageId": language, "version": 1, "text": text}})
	}
	names := func(uri string) string {
		var symbols []struct{ Name string }
		c.call("textDocument/documentSymbol", object{"textDocument": object{"uri": uri}}, &symbols)
		var all []string
		for _, s := range symbols {
			all = append(all, s.Name)
		}
		return strings.Join(all, " ")
	}
	open("untitled:Untitled-1", "4d", "Function f()\n")
	open("untitled:Untitled-2", "qodly", "a = 1 + \n")
	open("untitled:Untitled-3", "plaintext", "a = 1\n")
	if got := names("untitled:Untitled-1"); got != "Untitled-1 f" {
		t.Errorf("a class: got %q", got)
	}
	if got := names("untitled:Untitled-3"); got != "" {
		t.Errorf("a plain text: got %q", got)
	}
	c.await("a mistake", func() bool { return len(c.diagnostics["untitled:Untitled-2"]) > 0 })

	// A file below Project/Sources opens the project around it.
	c.root = write(t, map[string]string{method: "$x:=other\n", "Project/Sources/Methods/other.4dm": "#DECLARE()->$r : Text\n"})
	c.open(method, "$x:=other\n")
	var hover struct{ Contents struct{ Value string } }
	c.call("textDocument/hover", object{"textDocument": object{"uri": c.uri(method)}, "position": position{0, 6}}, &hover)
	if !strings.Contains(hover.Contents.Value, "other() : Text") {
		t.Errorf("got %q, want the method of the project", hover.Contents.Value)
	}
}

func TestRenamingWaitsForUnsavedPages(t *testing.T) {
	const class, roles = "Project/Sources/Classes/DataStore.4dm", "Project/Sources/roles.json"
	const text = `{"permissions": {"allowed": [{"applyTo": "ds.f", "type": "method", "execute": []}]}, "privileges": [], "roles": []}`
	c := start(t, write(t, map[string]string{class: "exposed Function f()\n", roles: text}), everything)
	c.open(class, "exposed Function f()\n")
	rename := object{"textDocument": object{"uri": c.uri(class)}, "position": position{0, 17}, "newName": "g"}
	c.open(roles, text)
	c.call("textDocument/rename", rename, nil)
	c.notify("textDocument/didChange", object{"textDocument": object{"uri": c.uri(roles), "version": 2}, "contentChanges": list{object{"text": "\n" + text}}})
	wantCode(t, c.try("textDocument/rename", rename, nil), -32803)
}

func TestFilesChangeOnDisk(t *testing.T) {
	files := map[string]string{method: "newcomer\n"}
	c := start(t, write(t, files), object{})
	c.await("the mistake", func() bool { return len(c.diagnostics[c.uri(method)]) == 1 })
	const other = "Project/Sources/Methods/newcomer.4dm"
	put(t, c.root, other, "ALERT(\"\")\n")
	c.notify("workspace/didChangeWatchedFiles", object{"changes": list{object{"uri": c.uri(other), "type": 1}}})
	c.await("no mistake", func() bool { return len(c.diagnostics[c.uri(method)]) == 0 })
}
