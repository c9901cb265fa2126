package studio

import (
	"net/http"

	"quoin.dev/quoin/fault"
)

// diagnostic is one as the browser gets it; lines and columns count from 1,
// columns in UTF-16 units.
type diagnostic struct {
	Path     string `json:"path"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}

func diagnosticsOf(problems []fault.Problem) []diagnostic {
	list := []diagnostic{}
	for _, p := range problems {
		list = append(list, diagnostic{p.Path, max(p.Line, 1), max(p.Column, 1), p.Severity.String(), p.Code, p.Message})
	}
	return list
}

func (h *Handler) diagnostics(w http.ResponseWriter, _ *http.Request) error {
	return send(w, diagnosticsOf(h.o.App.Current().Diagnostics()))
}

// check says what is wrong with a text that is being written.
func (h *Handler) check(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Path string `json:"path"`
		Text string `json:"text"`
	}
	if err := body(w, r, &in); err != nil {
		return err
	}
	return send(w, diagnosticsOf(h.o.App.CheckText(r.Context(), in.Path, in.Text)))
}
