package studio

import (
	"context"
	"net/http"

	"github.com/coder/websocket"
)

// overSocket accepts a WebSocket and serves its client until ctx ends, as it
// does with the server. The connection lasts a little longer, so that the client
// is told of the end. What breaks off is logged as who.
func (h *Handler) overSocket(w http.ResponseWriter, r *http.Request, who string, serve func(ctx, connection context.Context, c *websocket.Conn) error) error {
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return nil // it has answered
	}
	connection := context.WithoutCancel(r.Context())
	ctx, cancel := context.WithCancel(connection)
	defer cancel()
	go func() {
		select {
		case <-h.o.Done:
			cancel()
		case <-ctx.Done():
		}
	}()
	if err := serve(ctx, connection, c); err != nil {
		h.o.Log.Info(who+" broke off", "error", err)
	}
	return nil
}
