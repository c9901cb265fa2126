package dap

import (
	"sync"

	"quoin.dev/quoin/fault"
	debugger "quoin.dev/quoin/lang/debug"
	"quoin.dev/quoin/source"
)

// handles number what the client may ask about: frames and containers of stopped
// processes, which are good until the process goes on, and sources without a
// file. No two have the same number, so that an old one finds nothing.
type handles struct {
	mu      sync.Mutex // guards what follows
	last    int
	frames  map[int]frameHandle
	inside  map[int]insideHandle
	sources map[int]*source.File
	numbers map[*source.File]int
}

// frameHandle is a frame: its number from the innermost.
type frameHandle struct {
	stop  *debugger.Stop
	index int
}

// insideHandle is a container, and the frame where it was seen.
type insideHandle struct {
	frameHandle
	container debugger.Container
	qodly     bool
}

// maxHandles bounds the containers that a client may open while nothing goes on.
const maxHandles = 200_000

func (h *handles) frame(stop *debugger.Stop, index int) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	for n, f := range h.frames {
		if f.stop == stop && f.index == index {
			return n
		}
	}
	if h.frames == nil {
		h.frames = map[int]frameHandle{}
	}
	h.last++
	h.frames[h.last] = frameHandle{stop, index}
	return h.last
}

// open numbers a container; 0 stands for one that is empty.
func (h *handles) open(in insideHandle) int {
	if in.container.Empty() {
		return 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.inside) >= maxHandles {
		return 0
	}
	if h.inside == nil {
		h.inside = map[int]insideHandle{}
	}
	h.last++
	h.inside[h.last] = in
	return h.last
}

func (h *handles) frameOf(n int) (frameHandle, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f, ok := h.frames[n]; ok {
		return f, nil
	}
	return frameHandle{}, fault.New(fault.NotFound, "dap.frame-gone", "This frame is not there any more: its process has gone on.")
}

func (h *handles) insideOf(n int) (insideHandle, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if in, ok := h.inside[n]; ok {
		return in, nil
	}
	return insideHandle{}, fault.New(fault.NotFound, "dap.value-gone", "This value cannot be shown any more: its process has gone on.")
}

// source numbers a text without a file.
func (h *handles) source(f *source.File) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := h.numbers[f]; n != 0 {
		return n
	}
	if h.numbers == nil {
		h.numbers, h.sources = map[*source.File]int{}, map[int]*source.File{}
	}
	if len(h.sources) >= maxHandles {
		return 0
	}
	h.last++
	h.numbers[f], h.sources[h.last] = h.last, f
	return h.last
}

func (h *handles) sourceOf(n int) (*source.File, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f := h.sources[n]; f != nil {
		return f, nil
	}
	return nil, fault.New(fault.NotFound, "dap.source", "There is no source %d.", n)
}

// forget drops what belongs to a process.
func (h *handles) forget(thread int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for n, f := range h.frames {
		if f.stop.Thread == thread {
			delete(h.frames, n)
		}
	}
	for n, in := range h.inside {
		if in.stop.Thread == thread {
			delete(h.inside, n)
		}
	}
}
