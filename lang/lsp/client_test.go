package lsp_test

import (
	"context"
	"encoding/json"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/lsp"
)

// catalogue is built once for all tests.
var catalogue = sync.OnceValues(func() (*command.Catalogue, error) { return app.Catalogue() })

// client is an editor's side of a session.
type client struct {
	t    *testing.T
	conn *jsonrpc2.Conn
	root string
	done chan error

	mu          sync.Mutex // guards what follows
	diagnostics map[string][]diagnostic
	versions    map[string]int
	progress    []string
	asked       []string
}

type diagnostic struct {
	Range    span
	Severity int
	Code     string
	Message  string
}

type (
	position struct {
		Line      int `json:"line"`
		Character int `json:"character"`
	}
	span struct {
		Start position `json:"start"`
		End   position `json:"end"`
	}
	object = map[string]any
	list   = []any
)

// everything is what a rich editor can do.
var everything = object{
	"textDocument": object{
		"completion":     object{"completionItem": object{"snippetSupport": true}},
		"documentSymbol": object{"hierarchicalDocumentSymbolSupport": true},
	},
	"workspace": object{
		"workspaceEdit":         object{"documentChanges": true, "resourceOperations": list{"rename", "create"}},
		"didChangeWatchedFiles": object{"dynamicRegistration": true},
	},
	"window": object{"workDoneProgress": true},
}

// start begins a session over a project on disk; it is ended with the test.
func start(t *testing.T, root string, capabilities object) *client {
	t.Helper()
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := net.Pipe()
	c := &client{t: t, root: root, done: make(chan error, 1), diagnostics: map[string][]diagnostic{}, versions: map[string]int{}}
	go func() {
		c.done <- lsp.Serve(context.Background(), lsp.NewStream(theirs), lsp.Options{
			Open:  func(_ context.Context, folder string) (lsp.Project, error) { return app.Edit(folder, "4d", cat) },
			Loose: func() (lsp.Project, error) { return app.NewLoose(cat), nil },
		})
	}()
	c.conn = jsonrpc2.NewConn(context.Background(), jsonrpc2.NewBufferedStream(ours, jsonrpc2.VSCodeObjectCodec{}),
		jsonrpc2.HandlerWithError(c.handle).SuppressErrClosed())
	t.Cleanup(func() { c.conn.Close() })
	params := object{"processId": nil, "capabilities": capabilities}
	if root != "" {
		params["rootUri"] = c.uri("")
	}
	c.call("initialize", params, nil)
	c.notify("initialized", object{})
	return c
}

func (c *client) handle(_ context.Context, _ *jsonrpc2.Conn, r *jsonrpc2.Request) (any, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch r.Method {
	case "textDocument/publishDiagnostics":
		var p struct {
			URI         string
			Version     int
			Diagnostics []diagnostic
		}
		if err := json.Unmarshal(*r.Params, &p); err != nil {
			return nil, err
		}
		c.diagnostics[p.URI], c.versions[p.URI] = p.Diagnostics, p.Version
	case "$/progress":
		var p struct{ Value struct{ Kind string } }
		if err := json.Unmarshal(*r.Params, &p); err != nil {
			return nil, err
		}
		c.progress = append(c.progress, p.Value.Kind)
	default:
		c.asked = append(c.asked, r.Method)
	}
	return nil, nil
}

// uri returns the identifier of a file of the project.
func (c *client) uri(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.Join(c.root, path)}).String()
}

func (c *client) call(method string, params, result any) {
	c.t.Helper()
	if err := c.try(method, params, result); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

func (c *client) try(method string, params, result any) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return c.conn.Call(ctx, method, params, result)
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	if err := c.conn.Notify(context.Background(), method, params); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

func (c *client) open(path, text string) {
	c.t.Helper()
	c.notify("textDocument/didOpen", object{"textDocument": object{"uri": c.uri(path), "languageId": "4d", "version": 1, "text": text}})
}

// await waits until something holds.
func (c *client) await(what string, holds func() bool) {
	c.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		c.mu.Lock()
		ok := holds()
		c.mu.Unlock()
		if ok {
			return
		}
		if time.Now().After(end) {
			c.t.Fatalf("never: %s", what)
		}
	}
}

// write makes a project on disk.
func write(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// put writes one file of a project on disk.
func put(t *testing.T, root, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
