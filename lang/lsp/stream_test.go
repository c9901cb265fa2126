package lsp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
)

// wire is a stream of prepared bytes.
type wire struct {
	io.Reader
	bytes.Buffer
}

func (w *wire) Read(b []byte) (int, error) { return w.Reader.Read(b) }
func (w *wire) Close() error               { return nil }

func framed(text string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(text), text) }

func TestStreamSurvives(t *testing.T) {
	for _, c := range []struct{ name, sent, refused string }{
		{"no JSON", framed(`{"a`), `"code":-32700`},
		{"no object", framed(`7`), `"code":-32600`},
		{"odd headers", "content-length:2\nX: y\n\n{}", ""},
		{"too large", fmt.Sprintf("Content-Length: %d\r\n\r\n", MaxMessage+1) + strings.Repeat(" ", MaxMessage+1), `"code":-32600`},
	} {
		w := &wire{Reader: strings.NewReader(c.sent + framed(`{"good":true}`))}
		s := NewStream(w)
		var m struct{ Good bool }
		for !m.Good {
			if err := s.ReadObject(&m); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
		}
		if c.refused != "" && !strings.Contains(w.Buffer.String(), c.refused) || c.refused == "" && w.Buffer.Len() > 0 {
			t.Errorf("%s: answered %q, want %s", c.name, w.Buffer.String(), c.refused)
		}
	}
}

func TestStreamEnds(t *testing.T) {
	for _, sent := range []string{"", "Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "\r\n{}", "Content-Length: 10\r\n\r\n{}",
		strings.Repeat("x", 10_000), strings.Repeat("X: y\r\n", 10_000)} {
		var v json.RawMessage
		if err := NewStream(&wire{Reader: strings.NewReader(sent)}).ReadObject(&v); err == nil {
			t.Errorf("%.20q: got %s, want an error", sent, v)
		}
	}
}

func FuzzStream(f *testing.F) {
	f.Add(framed(`{"jsonrpc":"2.0","id":1,"method":"x"}`))
	f.Add("Content-Length: 3\n\n[]7" + framed(`{"id":{}}`))
	f.Fuzz(func(t *testing.T, sent string) {
		s := NewStream(&wire{Reader: strings.NewReader(sent)})
		for range 100 {
			var v map[string]any
			if s.ReadObject(&v) != nil {
				return
			}
		}
	})
}
