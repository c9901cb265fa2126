package rest

import (
	"context"
	"net/http"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
)

type shapeCache struct{}

// Serve answers a request below /rest.
func (h *Handler) Serve(w http.ResponseWriter, r *http.Request) error {
	return fault.New(fault.Unsupported, "rest.unwritten", "not written yet")
}

// Answer runs a GET inside the server, on behalf of a session, and returns the
// body of its answer; false when it is an error or not JSON.
func (h *Handler) Answer(ctx context.Context, s *session.Session, url string) ([]byte, bool) {
	return nil, false
}
