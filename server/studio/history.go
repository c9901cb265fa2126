package studio

import (
	"net/http"
	"sync"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
)

// change is one thing that was done, with what undoes it: edits for a JSON file,
// the texts before for code.
type change struct {
	ID    int       `json:"id"`
	Path  string    `json:"path"`
	Label string    `json:"label"`
	At    time.Time `json:"at"`

	edits, inverse []jsontext.Edit
	files          []fileChange // nil when there are edits
}

// history is what can be undone and redone, for everybody who works in this
// Studio. It lives as long as the server.
type history struct {
	mu     sync.Mutex // guards what follows, and the order of writes
	next   int
	done   []*change
	undone []*change
}

const keptChanges = 500

func (h *history) add(c change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.push(c)
}

func (h *history) push(c change) {
	h.next++
	c.ID = h.next
	h.done = append(h.done, &c)
	if len(h.done) > keptChanges {
		h.done = h.done[1:]
	}
	h.undone = nil
}

// edit changes single values of a JSON file.
func (h *Handler) edit(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Path  string          `json:"path"`
		Label string          `json:"label"`
		Edits []jsontext.Edit `json:"edits"`
	}
	if err := body(w, r, &in); err != nil {
		return err
	}
	if len(in.Edits) == 0 {
		return fault.New(fault.Invalid, "studio.edits", "There is nothing to edit.")
	}
	h.history.mu.Lock()
	inverse, err := h.o.App.Project().Edit(in.Path, in.Edits...)
	if err == nil {
		h.history.push(change{Path: in.Path, Label: in.Label, At: h.o.Host.Clock.Now(), edits: in.Edits, inverse: inverse})
	}
	h.history.mu.Unlock()
	if err != nil {
		return err
	}
	problem := h.reload(r.Context())
	return send(w, savedAnswer{Diagnostics: diagnosticsOf(h.o.App.Current().Diagnostics()), Problem: message(problem)})
}

type historyAnswer struct {
	Undo []*change `json:"undo"` // newest first
	Redo []*change `json:"redo"` // the next to be made again first
}

func (h *Handler) changes(w http.ResponseWriter, _ *http.Request) error {
	h.history.mu.Lock()
	defer h.history.mu.Unlock()
	return send(w, historyAnswer{reversed(h.history.done), reversed(h.history.undone)})
}

func reversed(list []*change) []*change {
	out := make([]*change, 0, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		out = append(out, list[i])
	}
	return out
}

func (h *Handler) undo(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, &h.history.done, &h.history.undone, func(c *change) error {
		if c.edits != nil {
			_, err := h.o.App.Project().Edit(c.Path, c.inverse...)
			return err
		}
		return h.swap(reverted(c.files))
	})
}

func (h *Handler) redo(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, &h.history.undone, &h.history.done, func(c *change) error {
		if c.edits != nil {
			inverse, err := h.o.App.Project().Edit(c.Path, c.edits...)
			if err == nil {
				c.inverse = inverse
			}
			return err
		}
		return h.swap(c.files)
	})
}

// move takes the last change of one list to the other, doing what it takes.
func (h *Handler) move(w http.ResponseWriter, r *http.Request, from, to *[]*change, do func(*change) error) error {
	h.history.mu.Lock()
	var c *change
	var err error
	if n := len(*from); n > 0 {
		c = (*from)[n-1]
		if err = do(c); err == nil {
			*from, *to = (*from)[:n-1], append(*to, c)
		}
	}
	h.history.mu.Unlock()
	if c == nil {
		return fault.New(fault.NotFound, "studio.history", "There is nothing more to revert.")
	}
	if err != nil {
		return err
	}
	problem := h.reload(r.Context())
	return send(w, struct {
		savedAnswer
		Change *change `json:"change"`
	}{savedAnswer{Diagnostics: diagnosticsOf(h.o.App.Current().Diagnostics()), Problem: message(problem)}, c})
}
