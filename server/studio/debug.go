package studio

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/coder/websocket"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/dap"
)

// debug speaks the debug adapter protocol over a WebSocket, a message a frame.
// The client attaches to the application that runs here; when it goes away, or
// the server stops, whatever it holds up goes on. Who debugs may run any code
// with the rights of the request that stands still: the guard admits developers
// alone, and a page of another site is refused by its origin.
func (h *Handler) debug(w http.ResponseWriter, r *http.Request) error {
	return h.overSocket(w, r, "a debugging client", func(ctx, connection context.Context, c *websocket.Conn) error {
		return dap.Serve(ctx, dap.WebSocket(connection, c), dap.Options{Attach: h.attach, Log: h.o.Log})
	})
}

// attach finds the application for a client whose sources may be in another
// folder.
func (h *Handler) attach(_ context.Context, raw json.RawMessage) (*dap.Debuggee, error) {
	var arguments dap.AttachArguments
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &arguments); err != nil {
			return nil, fault.New(fault.Invalid, "studio.attach", "The arguments of attach cannot be read: %w", err)
		}
	}
	return &dap.Debuggee{Debugger: h.o.App.Debugger(), Root: arguments.LocalRoot}, nil
}
