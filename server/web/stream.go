package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// heartbeat keeps proxies from closing a quiet stream.
const heartbeat = 20 * time.Second

// Stream sends events to a browser as they come, each as JSON (server-sent
// events), until the client goes away, events is closed or done is. id gives
// an event its number; nil for events without one.
func Stream[T any](w http.ResponseWriter, r *http.Request, done <-chan struct{}, events <-chan T, id func(T) int64) error {
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		if err := control.Flush(); err != nil {
			return nil // the client is gone
		}
		var text []byte
		select {
		case <-r.Context().Done():
			return nil
		case <-done:
			return nil
		case <-beat.C:
			text = []byte(": still here\n\n")
		case event, ok := <-events:
			if !ok {
				return nil
			}
			body, err := json.Marshal(event)
			if err != nil {
				return nil
			}
			if id != nil {
				text = append(strconv.AppendInt([]byte("id: "), id(event), 10), '\n')
			}
			text = append(append(append(text, "data: "...), body...), "\n\n"...)
		}
		if _, err := w.Write(text); err != nil {
			return nil
		}
	}
}
