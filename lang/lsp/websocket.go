package lsp

import (
	"context"

	"github.com/coder/websocket"

	"quoin.dev/quoin/rpc"
)

// WebSocket returns the frames of a WebSocket, until the context ends. A message
// above MaxMessage ends it.
func WebSocket(ctx context.Context, c *websocket.Conn) Frames {
	return rpc.WebSocket(ctx, c, MaxMessage)
}
