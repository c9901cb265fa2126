package lsp

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// webSocket carries a message a frame.
type webSocket struct {
	ctx  context.Context
	c    *websocket.Conn
	once sync.Once
}

// WebSocket returns the frames of a WebSocket, until the context ends. A message
// above MaxMessage ends it.
func WebSocket(ctx context.Context, c *websocket.Conn) Frames {
	c.SetReadLimit(MaxMessage)
	return &webSocket{ctx: ctx, c: c}
}

func (w *webSocket) Read() ([]byte, error) {
	_, message, err := w.c.Read(w.ctx)
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		return nil, io.EOF // whatever reason the client gives
	}
	return message, err
}

// writeTime bounds how long a client may take to read a message.
const writeTime = 30 * time.Second

func (w *webSocket) Write(message []byte) error {
	ctx, cancel := context.WithTimeout(w.ctx, writeTime)
	defer cancel()
	return w.c.Write(ctx, websocket.MessageText, message)
}

func (w *webSocket) Close() error {
	w.once.Do(func() { go w.c.Close(websocket.StatusNormalClosure, "") }) // it waits for the peer
	return nil
}
