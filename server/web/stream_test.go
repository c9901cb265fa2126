package web

import (
	"net/http/httptest"
	"testing"
)

func TestStream(t *testing.T) {
	events := make(chan map[string]int, 2)
	events <- map[string]int{"n": 7}
	events <- map[string]int{"n": 8}
	close(events)
	w := httptest.NewRecorder()
	if err := Stream(w, httptest.NewRequest("GET", "/live", nil), nil, events, func(e map[string]int) int64 { return int64(e["n"]) }); err != nil {
		t.Fatal(err)
	}
	if got, want := w.Body.String(), "id: 7\ndata: {\"n\":7}\n\nid: 8\ndata: {\"n\":8}\n\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := w.Header().Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("Content-Type %q", got)
	}

	done := make(chan struct{})
	close(done)
	w = httptest.NewRecorder()
	if err := Stream(w, httptest.NewRequest("GET", "/live", nil), done, make(chan int), nil); err != nil || w.Body.Len() > 0 {
		t.Errorf("a server that stops: %v, %q", err, w.Body.String())
	}
}
