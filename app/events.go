package app

import (
	"path/filepath"
	"sync"
)

// Event says that something changed that the Studio shows.
type Event struct {
	// Generation that serves now.
	Generation int `json:"generation"`
}

// events hands events to those who listen.
type events struct {
	mu        sync.Mutex // guards what follows
	listeners map[chan Event]bool
	closed    bool
}

// Listen returns the events from now on; stop ends it. The channel is closed
// when the application is. A listener that reads too slowly misses events.
func (a *App) Listen() (events <-chan Event, stop func()) {
	ch := make(chan Event, 8)
	e := &a.events
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		close(ch)
		return ch, func() {}
	}
	if e.listeners == nil {
		e.listeners = map[chan Event]bool{}
	}
	e.listeners[ch] = true
	return ch, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.listeners, ch)
	}
}

func (e *events) send(ev Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for ch := range e.listeners {
		select {
		case ch <- ev:
		default:
		}
	}
}

func (e *events) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	for ch := range e.listeners {
		close(ch)
	}
	e.listeners = nil
}

func fileName(path string) string { return filepath.Base(path) }
