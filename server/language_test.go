package server

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"
)

// The language server is for developers who are signed in; it knows the project
// that runs, and ends with the server.
func TestLanguageServerIsForDevelopers(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := start(t, Options{Dev: true, Studio: true})
	c := &http.Client{Transport: &http.Transport{}}
	defer c.CloseIdleConnections()
	cookie := s.signIn(t, c)
	dial := func(header http.Header) (*websocket.Conn, int) {
		conn, answer, err := websocket.Dial(t.Context(), s.admin+"/studio/api/language", &websocket.DialOptions{HTTPHeader: header, HTTPClient: c})
		if err != nil && answer == nil {
			t.Fatal(err)
		}
		return conn, answer.StatusCode
	}
	for _, x := range []struct {
		header http.Header
		want   int
	}{
		{nil, http.StatusUnauthorized},
		{http.Header{"Cookie": {"quoin_admin=guessed"}}, http.StatusUnauthorized},
		{http.Header{"Cookie": {cookie}, "Origin": {"http://evil.example"}}, http.StatusForbidden},
	} {
		if _, status := dial(x.header); status != x.want {
			t.Errorf("%v: got %d, want %d", x.header, status, x.want)
		}
	}
	conn, status := dial(http.Header{"Cookie": {cookie}, "Origin": {s.admin}})
	if status != http.StatusSwitchingProtocols {
		t.Fatalf("a developer: got %d", status)
	}
	defer conn.CloseNow()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	exchange := func(send, want string) {
		t.Helper()
		if err := conn.Write(ctx, websocket.MessageText, []byte(send)); err != nil {
			t.Fatal(err)
		}
		for {
			_, b, err := conn.Read(ctx)
			if err != nil {
				t.Fatalf("waiting for %s: %v", want, err)
			}
			if strings.Contains(string(b), want) {
				return
			}
		}
	}
	exchange(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`, `"capabilities"`)
	exchange(`{"jsonrpc":"2.0","id":2,"method":"workspace/symbol","params":{"query":"hello"}}`, `quoin:///Project/Sources/Classes/DataStore`)
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}
