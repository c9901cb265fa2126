package lsp_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/lang/lsp"
)

// A client over a WebSocket works on the one project of the server, whose files
// it knows by identifiers of their own.
func TestWebSocket(t *testing.T) {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	root := write(t, map[string]string{method: "newcomer\n"})
	project, err := app.Edit(root, "4d", cat)
	if err != nil {
		t.Fatal(err)
	}
	changed, done := make(chan struct{}, 1), make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		done <- lsp.Serve(context.Background(), lsp.NewMessages(lsp.WebSocket(context.Background(), c)),
			lsp.Options{Fixed: project, Base: "quoin:///", Changed: changed})
	}))
	defer server.Close()
	c, _, err := websocket.Dial(t.Context(), server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	send := func(message string) {
		t.Helper()
		if err := c.Write(ctx, websocket.MessageText, []byte(message)); err != nil {
			t.Fatal(err)
		}
	}
	await := func(parts ...string) {
		t.Helper()
		for {
			_, b, err := c.Read(ctx)
			if err != nil {
				t.Fatalf("waiting for %q: %v", parts, err)
			}
			found := true
			for _, part := range parts {
				found = found && strings.Contains(string(b), part)
			}
			if found {
				return
			}
		}
	}
	send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`)
	await(`"id":1`, `"capabilities"`)
	send(`not JSON`)
	await(`-32700`)
	send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	await("publishDiagnostics", "quoin:///"+method, "name.unknown")
	text, err := json.Marshal("newcomer\nAL")
	if err != nil {
		t.Fatal(err)
	}
	send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"quoin:///` + method + `","languageId":"4d","version":7,"text":` + string(text) + `}}}`)
	send(`{"jsonrpc":"2.0","id":"two","method":"textDocument/completion","params":{"textDocument":{"uri":"quoin:///` + method + `"},"position":{"line":1,"character":2}}}`)
	await(`"id":"two"`, `"label":"ALERT"`)
	put(t, root, "Project/Sources/Methods/newcomer.4dm", "ALERT(\"\")\n")
	changed <- struct{}{}
	send(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"quoin:///` + method + `","version":8},"contentChanges":[{"text":"newcomer\n"}]}}`)
	await("publishDiagnostics", `"version":8`, `"diagnostics":[]`)
	send(`{"jsonrpc":"2.0","id":3,"method":"shutdown"}`)
	await(`"id":3`)
	send(`{"jsonrpc":"2.0","method":"exit"}`)
	if err := <-done; err != nil {
		t.Errorf("got %v, want a clean end", err)
	}
}
