package studio

import (
	"encoding/json"
	"net/http"

	"quoin.dev/quoin/fault"
)

type pageAnswer struct {
	Name        string          `json:"name"`
	Path        string          `json:"path"`
	Hash        string          `json:"hash"`
	Document    json.RawMessage `json:"document"`
	Definitions json.RawMessage `json:"definitions"`
}

// page returns a page with what its editor needs.
func (h *Handler) page(w http.ResponseWriter, r *http.Request) error {
	name := r.URL.Query().Get("name")
	p := h.o.App.Current().Snapshot.Page(name)
	if p == nil {
		return fault.New(fault.NotFound, "studio.page", "The project has no page %q.", name)
	}
	if !json.Valid(p.File.Data) {
		return fault.New(fault.Invalid, "studio.page", "%s is no JSON; open it as text to mend it.", p.File.Path)
	}
	return send(w, pageAnswer{p.Name, p.File.Path, p.File.Hash.String(), p.File.Data, h.o.Definitions})
}
