package dap_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	protocol "github.com/google/go-dap"
	"github.com/rogpeppe/go-internal/txtar"

	"quoin.dev/quoin/lang/dap"
)

func framed(messages ...string) []byte {
	var b bytes.Buffer
	for _, m := range messages {
		b.WriteString("Content-Length: " + strconv.Itoa(len(m)) + "\r\n\r\n" + m)
	}
	return b.Bytes()
}

// TestFrames reads headers as others write them, and refuses what cannot be one.
func TestFrames(t *testing.T) {
	cases := []struct{ in, want string }{
		{"Content-Length: 2\r\n\r\n{}", "{}"},
		{"content-length:2\r\nContent-Type: application/json\r\n\r\n{}", "{}"},
		{"Content-Length: 2\n\n{}", "{}"},
		{"Content-Length: 0\r\n\r\n", ""},
		{"", "EOF"},
		{"Content-Length: 5\r\n\r\n{}", "unexpected EOF"},
		{"\r\n\n", "EOF"},
		{"\r\n{}", "EOF"},
		{"Type: x\r\n\r\n{}", "no Content-Length"},
		{strings.Repeat("\n", 1<<20), "longer than"},
		{"Content-Length: -1\r\n\r\n{}", "its length is not a number"},
		{"Content-Length: 99999999999999999999\r\n\r\n{}", "its length is not a number"},
		{"Content-Length: 4194305\r\n\r\n{}", "its length is not a number"},
		{"{\"seq\":1}\r\n\r\n", "no Content-Length"},
		{"nonsense\r\n\r\n", "no colon"},
		{strings.Repeat("x", 1<<20), "longer than"},
		{strings.Repeat("a: b\r\n", 1<<20), "longer than"},
	}
	for _, c := range cases {
		b, err := dap.Stream(strings.NewReader(c.in), io.Discard, nil).Read()
		got := string(b)
		if err != nil {
			got = err.Error()
		}
		if got != c.want && (err == nil || !strings.Contains(got, c.want)) {
			t.Errorf("%.40q: got %q, want %q", c.in, got, c.want)
		}
	}
}

// FuzzServe sends junk to an adapter: it neither fails nor stays.
func FuzzServe(f *testing.F) {
	begin := []string{`{"seq":1,"type":"request","command":"initialize","arguments":{"adapterID":"x"}}`,
		`{"seq":2,"type":"request","command":"launch","arguments":{"method":"m","stopOnEntry":true}}`,
		`{"seq":3,"type":"request","command":"setBreakpoints","arguments":{"source":{"path":"/project/m.4dm"},"breakpoints":[{"line":2,"condition":"$n>0","hitCondition":"%2","logMessage":"{$n}"}]}}`,
		`{"seq":4,"type":"request","command":"configurationDone"}`}
	f.Add(framed(begin...))
	for _, m := range []string{
		`{"seq":5,"type":"request","command":"threads"}`,
		`{"seq":6,"type":"request","command":"stackTrace","arguments":{"threadId":1,"startFrame":-5,"levels":-1}}`,
		`{"seq":7,"type":"request","command":"variables","arguments":{"variablesReference":3,"filter":"indexed","start":-1,"count":99999999}}`,
		`{"seq":8,"type":"request","command":"evaluate","arguments":{"expression":"$n:=$n+","frameId":1}}`,
		`{"seq":9,"type":"request","command":"source","arguments":{}}`,
		`{"seq":10,"type":"request","command":"setVariable","arguments":{"variablesReference":2,"name":"$n","value":"1"}}`,
		`{"seq":11,"type":"request","command":"breakpointLocations"}`,
		`{"seq":12,"type":"request","command":"stepIn","arguments":{"threadId":1}}`,
		`{"seq":13,"type":"request","command":"terminateThreads","arguments":{"threadIds":[1]}}`,
		`{"seq":14,"type":"request","command":"disconnect","arguments":{"terminateDebuggee":false}}`,
		`{"seq":15,"type":"event","event":"stopped"}`, `{"seq":16,"type":"response","request_seq":1,"command":"threads"}`, `[]`, `{"type":1}`, `null`,
		`{"seq":17,"type":"request","command":"launch"}`, `{"seq":18,"type":"request","command":"exceptionInfo","arguments":null}`,
	} {
		f.Add(framed(append(begin[:len(begin):len(begin)], m)...))
		f.Add(framed(m))
	}
	archive := txtar.Parse([]byte("-- m.4dm --\nvar $n : Integer\nFor ($n; 1; 10)\n\tsub($n)\nEnd for\n-- sub.4dm --\n#DECLARE($x : Integer)\n$y:=$x\n"))
	launch := launcher(f, archive)
	f.Fuzz(func(t *testing.T, input []byte) {
		ended := make(chan error, 1)
		go func() {
			ended <- dap.Serve(context.Background(), dap.Stream(bytes.NewReader(input), io.Discard, nil), dap.Options{
				Launch: func(ctx context.Context, raw json.RawMessage, out io.Writer) (*dap.Debuggee, error) {
					return launch(ctx, raw, out)
				}})
		}()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Fatal("the adapter does not end")
		}
	})
}

// TestUnknownRequests are answered with an error; the session goes on.
func TestUnknownRequests(t *testing.T) {
	c := connect(t, dap.Options{})
	for command, want := range map[string]string{
		"flyToTheMoon": `The request "flyToTheMoon" is not supported.`,
		"stepBack":     "stepBack needs a session: launch or attach first.",
		"launch":       "Nothing can be launched here; attach instead.",
		"attach":       "There is nothing to attach to here; launch instead.",
	} {
		r := c.ask(command, map[string]any{}).(*protocol.ErrorResponse)
		if r.Success || r.Message != want || r.Command != command {
			t.Errorf("%s: got %q, want %q", command, r.Message, want)
		}
	}
	c.must("disconnect", nil)
	c.expectEnd()
}
