package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"

	"github.com/sourcegraph/jsonrpc2"
)

// A panic is an error of its request alone.
func TestPanic(t *testing.T) {
	s := &server{log: slog.New(slog.DiscardHandler)}
	boom := method{run: func(context.Context, json.RawMessage) (any, error) { panic("boom") }}
	_, err := s.guarded(t.Context(), "boom", boom, nil)
	var e *jsonrpc2.Error
	if !errors.As(err, &e) || e.Code != jsonrpc2.CodeInternalError {
		t.Errorf("got %v, want an internal error", err)
	}
}

// Every method takes any parameters without a panic.
func FuzzParameters(f *testing.F) {
	s := &server{log: slog.New(slog.DiscardHandler), ctx: f.Context(), docs: map[uri]*document{}, exit: make(chan struct{}),
		o: Options{Loose: func() (Project, error) { return nil, errors.New("none") }}}
	s.checks = newChecks(s)
	s.checks.stopped = true
	var names []string
	for name := range s.table() {
		if name != "exit" && name != "initialized" {
			names = append(names, name)
		}
	}
	for _, seed := range []string{``, `null`, `[]`, `{}`, `{"textDocument":{"uri":"file:///a%zz","version":-1,"text":"x"},"position":{"line":-1,"character":1e9}}`,
		`{"textDocument":{"uri":":"},"contentChanges":[{"range":{},"text":""}],"changes":[{"uri":"x"}],"positions":[{}]}`,
		`{"rootUri":"file://","workspaceFolders":[{"uri":"file:///"}],"event":{"added":[{"uri":"%"}],"removed":[{}]},"data":{"key":1}}`} {
		f.Add(uint8(0), seed)
	}
	table := s.table()
	f.Fuzz(func(t *testing.T, which uint8, params string) {
		name := names[int(which)%len(names)]
		if _, err := table[name].run(t.Context(), json.RawMessage(params)); err != nil {
			return
		}
	})
}
