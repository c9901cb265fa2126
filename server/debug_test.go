package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"
)

// debugging is a client that debugs a server over its WebSocket.
type debugging struct {
	t   *testing.T
	c   *websocket.Conn
	seq int
}

// signIn returns the cookie of who knows the access key.
func (s started) signIn(t *testing.T, c *http.Client) string {
	t.Helper()
	var key string
	select {
	case line := <-s.lines:
		_, key, _ = strings.Cut(line, "access key (shown once): ")
	case <-time.After(10 * time.Second):
		t.Fatal("no access key")
	}
	answer, err := c.Post(s.admin+"/api/login", "application/json", strings.NewReader(`{"accessKey": "`+key+`"}`))
	if err != nil || answer.StatusCode != 200 {
		t.Fatalf("signing in: %v %v", answer, err)
	}
	answer.Body.Close()
	return answer.Cookies()[0].Name + "=" + answer.Cookies()[0].Value
}

// dial opens the debugger's WebSocket; status is that of a refusal.
func (s started) dial(t *testing.T, c *http.Client, header http.Header) (conn *websocket.Conn, status int) {
	t.Helper()
	conn, answer, err := websocket.Dial(t.Context(), s.admin+"/studio/api/debug", &websocket.DialOptions{HTTPHeader: header, HTTPClient: c})
	if err != nil {
		if answer == nil {
			t.Fatal(err)
		}
		return nil, answer.StatusCode
	}
	return conn, 0
}

func (d *debugging) send(command string, arguments any) {
	d.t.Helper()
	d.seq++
	b, err := json.Marshal(map[string]any{"seq": d.seq, "type": "request", "command": command, "arguments": arguments})
	if err == nil {
		err = d.c.Write(d.t.Context(), websocket.MessageText, b)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// await reads until an answer or event of a name comes and returns its body.
func (d *debugging) await(name string) (body map[string]any) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 20*time.Second)
	defer cancel()
	for {
		_, b, err := d.c.Read(ctx)
		if err != nil {
			d.t.Fatalf("%s: %v", name, err)
		}
		var m struct {
			Command, Event, Message string
			Success                 *bool
			Body                    map[string]any
		}
		if err := json.Unmarshal(b, &m); err != nil {
			d.t.Fatal(err)
		}
		if m.Success != nil && !*m.Success {
			d.t.Fatalf("%s: %s", m.Command, m.Message)
		}
		if m.Command == name || m.Event == name {
			return m.Body
		}
	}
}

func (d *debugging) ask(command string, arguments any) map[string]any {
	d.t.Helper()
	d.send(command, arguments)
	return d.await(command)
}

// attached is a client with a breakpoint in hello.
func (s started) attached(t *testing.T, c *http.Client, cookie string) *debugging {
	t.Helper()
	conn, status := s.dial(t, c, http.Header{"Cookie": {cookie}})
	if conn == nil {
		t.Fatalf("attaching: %d", status)
	}
	d := &debugging{t: t, c: conn}
	d.ask("initialize", map[string]any{"adapterID": "quoin"})
	d.ask("attach", map[string]any{"localRoot": "/home/ada/shed"})
	d.await("initialized")
	d.ask("setBreakpoints", map[string]any{"source": map[string]any{"path": "/home/ada/shed/Project/Sources/Classes/DataStore.4dm"}, "breakpoints": []any{map[string]any{"line": 4}}})
	d.ask("configurationDone", nil)
	return d
}

// hello calls the function in the background.
func (s started) hello(c *http.Client) chan string {
	answers := make(chan string, 1)
	go func() {
		r, err := c.Post(s.public+"/rest/$catalog/hello", "application/json", strings.NewReader("[]"))
		if err != nil {
			answers <- err.Error()
			return
		}
		defer r.Body.Close()
		var b [200]byte
		n, _ := r.Body.Read(b[:])
		answers <- string(b[:n])
	}()
	return answers
}

func TestDebuggerIsForDevelopers(t *testing.T) {
	s := start(t, Options{Dev: true, Studio: true})
	defer s.stop()
	c := &http.Client{Transport: &http.Transport{}}
	defer c.CloseIdleConnections()
	cookie := s.signIn(t, c)
	for _, x := range []struct {
		header http.Header
		want   int
	}{
		{nil, http.StatusUnauthorized},
		{http.Header{"Cookie": {"quoin_admin=guessed"}}, http.StatusUnauthorized},
		{http.Header{"Cookie": {cookie}, "Origin": {"http://evil.example"}}, http.StatusForbidden},
		{http.Header{"Cookie": {cookie}, "Origin": {"null"}}, http.StatusForbidden},
		{http.Header{"Cookie": {cookie}}, 0},
	} {
		conn, status := s.dial(t, c, x.header)
		if status != x.want {
			t.Errorf("%v: got %d, want %d", x.header, status, x.want)
		}
		if conn != nil {
			conn.CloseNow()
		}
	}
	// The project closes the gate of the Studio, and that of the debugger with it.
	settings := filepath.Join(s.root, "Project/Sources/settings.4DSettings")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, []byte(strings.Replace(string(text), `enabled="true"`, `enabled="false"`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		conn, status := s.dial(t, c, http.Header{"Cookie": {cookie}})
		if conn != nil {
			conn.CloseNow()
		}
		if status == http.StatusForbidden {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the debugger is open though the project closes the Studio")
}

// A request stands still at a breakpoint, is looked at, and goes on; breakpoints
// survive a reload of the project.
func TestDebugRequest(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := start(t, Options{Dev: true, Studio: true})
	c := &http.Client{Transport: &http.Transport{}}
	defer c.CloseIdleConnections()
	d := s.attached(t, c, s.signIn(t, c))
	answer := s.hello(c)
	stopped := d.await("stopped")
	frames := d.ask("stackTrace", map[string]any{"threadId": stopped["threadId"]})["stackFrames"].([]any)
	top := frames[0].(map[string]any)
	if top["name"] != "DataStore.hello" || top["source"].(map[string]any)["path"] != "/home/ada/shed/Project/Sources/Classes/DataStore.4dm" {
		t.Errorf("got %v", top)
	}
	if got := d.ask("evaluate", map[string]any{"expression": "ds.Tool.all().length", "frameId": top["id"]})["result"]; got != "0" {
		t.Errorf("evaluate: got %v", got)
	}
	d.ask("evaluate", map[string]any{"expression": "ds.Tool.fromCollection([{name: \"saw\"}; {name: \"axe\"}])", "frameId": top["id"]})
	tools := d.ask("evaluate", map[string]any{"expression": "ds.Tool.all()", "frameId": top["id"]})
	if tools["result"] != "cs.ToolSelection (2)" || tools["indexedVariables"] != 2.0 {
		t.Errorf("a selection: got %v", tools)
	}
	page := d.ask("variables", map[string]any{"variablesReference": tools["variablesReference"], "filter": "indexed", "start": 1, "count": 5})["variables"].([]any)
	axe := page[0].(map[string]any)
	if len(page) != 1 || axe["name"] != "1" || axe["value"] != "cs.ToolEntity (2)" {
		t.Errorf("a page of a selection: got %v", page)
	}
	shown := ""
	for _, v := range d.ask("variables", map[string]any{"variablesReference": axe["variablesReference"]})["variables"].([]any) {
		v := v.(map[string]any)
		shown += fmt.Sprintf("%v=%v ", v["name"], v["value"])
	}
	if shown != `ID=2 name="axe" ` {
		t.Errorf("an entity: got %s", shown)
	}
	d.ask("continue", map[string]any{"threadId": stopped["threadId"]})
	if got := <-answer; got != `{"result":"hello"}` {
		t.Errorf("got %s", got)
	}

	path := filepath.Join(s.root, "Project/Sources/Classes/DataStore.4dm")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), `return "hello"`, "\n\treturn \"good bye\"", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	moved := d.await("breakpoint")["breakpoint"].(map[string]any)
	if moved["line"] != 5.0 || moved["verified"] != true {
		t.Errorf("after the reload: got %v", moved)
	}
	answer = s.hello(c)
	d.await("stopped")
	d.c.CloseNow() // the client goes away without a word
	if got := <-answer; got != `{"result":"good bye"}` {
		t.Errorf("after the client has gone: got %s", got)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// A process that stands still does not hold up the end of the server.
func TestStopWhileDebugging(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := start(t, Options{Dev: true, Studio: true})
	c := &http.Client{Transport: &http.Transport{}}
	defer c.CloseIdleConnections()
	d := s.attached(t, c, s.signIn(t, c))
	defer d.c.CloseNow()
	answer := s.hello(c)
	d.await("stopped")
	began := time.Now()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("stopping took %v", took)
	}
	if got := <-answer; got != `{"result":"hello"}` {
		t.Errorf("got %s", got)
	}
	d.await("terminated")
}
