package dap

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// AttachArguments are what a client says to attach to a running server.
type AttachArguments struct {
	// URL is the address of the administration server, Key its access key.
	URL string `json:"url"`
	Key string `json:"key"`
	// LocalRoot is the client's folder of the project; "" if it is the server's.
	LocalRoot string `json:"localRoot"`
}

type webSocket struct {
	ctx  context.Context
	c    *websocket.Conn
	once sync.Once
}

// WebSocket is the connection over a WebSocket, a message a frame, until the
// context ends.
func WebSocket(ctx context.Context, c *websocket.Conn) Conn {
	c.SetReadLimit(maxMessage)
	return &webSocket{ctx: ctx, c: c}
}

func (w *webSocket) Read() ([]byte, error) {
	_, b, err := w.c.Read(w.ctx)
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		return nil, io.EOF // whatever reason the client gives
	}
	return b, err
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
