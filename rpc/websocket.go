// Package rpc carries the messages of protocols between programs: those of the
// language server and of the debug adapter over WebSockets.
package rpc

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// Messages is a connection over a WebSocket, a message a frame.
type Messages struct {
	ctx  context.Context
	c    *websocket.Conn
	once sync.Once
}

// WebSocket returns the messages of a WebSocket, until the context ends. One of
// more than limit bytes ends it.
func WebSocket(ctx context.Context, c *websocket.Conn, limit int64) *Messages {
	c.SetReadLimit(limit)
	return &Messages{ctx: ctx, c: c}
}

// Read waits for the next message; io.EOF when the other side has closed.
func (m *Messages) Read() ([]byte, error) {
	_, message, err := m.c.Read(m.ctx)
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		return nil, io.EOF // whatever reason the client gives
	}
	return message, err
}

// writeTime bounds how long a client may take to read a message.
const writeTime = 30 * time.Second

// Write sends a message.
func (m *Messages) Write(message []byte) error {
	ctx, cancel := context.WithTimeout(m.ctx, writeTime)
	defer cancel()
	return m.c.Write(ctx, websocket.MessageText, message)
}

// Close says goodbye without waiting for the answer.
func (m *Messages) Close() error {
	m.once.Do(func() { go m.c.Close(websocket.StatusNormalClosure, "") }) // it waits for the peer
	return nil
}
