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
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return nil // it has answered
	}
	connected := context.WithoutCancel(r.Context()) // the client is told of the end
	ctx, cancel := context.WithCancel(connected)
	defer cancel()
	go func() {
		select {
		case <-h.o.Done:
			cancel()
		case <-ctx.Done():
		}
	}()
	err = dap.Serve(ctx, dap.WebSocket(connected, c), dap.Options{Attach: h.attach, Log: h.o.Log})
	if err != nil {
		h.o.Log.Info("a debugging client broke off", "error", err)
	}
	return nil
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
