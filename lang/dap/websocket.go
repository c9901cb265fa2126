package dap

import (
	"context"

	"github.com/coder/websocket"

	"quoin.dev/quoin/rpc"
)

// AttachArguments are what a client says to attach to a running server.
type AttachArguments struct {
	// URL is the address of the administration server, Key its access key.
	URL string `json:"url"`
	Key string `json:"key"`
	// LocalRoot is the client's folder of the project; "" if it is the server's.
	LocalRoot string `json:"localRoot"`
}

// WebSocket is the connection over a WebSocket, a message a frame, until the
// context ends.
func WebSocket(ctx context.Context, c *websocket.Conn) Conn {
	return rpc.WebSocket(ctx, c, maxMessage)
}
