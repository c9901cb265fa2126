package studio

import (
	"context"
	"net/http"

	"github.com/coder/websocket"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/lang/lsp"
)

// languageBase is what the identifiers of the project's documents begin with
// for clients that do not see its folder: quoin:///Project/Sources/…
const languageBase = "quoin:///"

// language speaks the language server protocol over a WebSocket, a message a
// frame. The project is the one that runs here; what changes on disk is taken in
// by itself. The client's texts are looked at and not written: saving is PUT
// file.
func (h *Handler) language(w http.ResponseWriter, r *http.Request) error {
	return h.overSocket(w, r, "an editor", func(ctx, connection context.Context, c *websocket.Conn) error {
		events, unlisten := h.o.App.Listen()
		defer unlisten()
		changed := make(chan struct{}, 1)
		go relay(ctx, events, changed)
		err := lsp.Serve(ctx, lsp.NewMessages(lsp.WebSocket(connection, c)), lsp.Options{
			Fixed: h.o.App.Editing(), Base: languageBase, Changed: changed, Pages: explanations, Log: h.o.Log,
			Loose: func() (lsp.Project, error) { return h.o.App.Editing().Loose(), nil },
		})
		if err == lsp.ErrAborted {
			return nil
		}
		return err
	})
}

// relay tells of new generations; several at once are one change.
func relay(ctx context.Context, events <-chan app.Event, changed chan<- struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-events:
			if !open {
				return
			}
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	}
}
