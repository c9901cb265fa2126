package studio

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"quoin.dev/quoin/app/project"
	"quoin.dev/quoin/fault"
)

// fileChange is the text of a file before and after a change; nil where there is
// no file.
type fileChange struct {
	path          string
	before, after []byte
}

func reverted(files []fileChange) []fileChange {
	back := make([]fileChange, len(files))
	for i, f := range files {
		back[i] = fileChange{f.path, f.after, f.before}
	}
	return back
}

// savedFile is a file as the Studio wants it to be.
type savedFile struct {
	Path string `json:"path"`
	Text string `json:"text"`
	// Hash is that of the text which was edited, "" for a file that is new.
	Hash string `json:"hash"`
	// To is the path that the file moves to, "" if it stays.
	To string `json:"to,omitempty"`
}

// saveFiles saves several files as one: all of them, or none. A rename across the
// project is of one piece at every moment that it runs, and one step to undo.
func (h *Handler) saveFiles(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Label string      `json:"label"`
		Files []savedFile `json:"files"`
	}
	if err := body(w, r, &in); err != nil {
		return err
	}
	if len(in.Files) == 0 {
		return fault.New(fault.Invalid, "studio.files", "There is nothing to save.")
	}
	c := change{Path: in.Files[0].Path, Label: in.Label, At: h.o.Host.Clock.Now()}
	hashes := map[string]string{}
	for _, f := range in.Files {
		changes, err := h.changesOf(f)
		if err != nil {
			return err
		}
		c.files = append(c.files, changes...)
		last := changes[len(changes)-1]
		hashes[last.path] = project.HashOf(last.after).String()
	}
	h.history.mu.Lock()
	err := h.swap(c.files)
	if err == nil {
		h.history.push(c)
	}
	h.history.mu.Unlock()
	if err != nil {
		return err
	}
	problem := h.reload(r.Context())
	return send(w, struct {
		savedAnswer
		Hashes map[string]string `json:"hashes"`
	}{savedAnswer{Diagnostics: diagnosticsOf(h.o.App.Current().Diagnostics()), Problem: message(problem)}, hashes})
}

// changesOf works out what saving a file changes; the last change is the one of
// the path it has afterwards.
func (h *Handler) changesOf(f savedFile) ([]fileChange, error) {
	after := []byte(f.Text)
	if f.Hash == "" {
		return []fileChange{{f.Path, nil, after}}, nil
	}
	was, err := parseHash(f.Hash)
	if err != nil {
		return nil, err
	}
	now, err := h.o.App.Project().Read(f.Path)
	if err != nil {
		return nil, err
	}
	if now.Hash != was {
		return nil, fault.New(fault.Conflict, "project.changed", "%s has changed on disk meanwhile.", f.Path)
	}
	if f.To == "" || f.To == f.Path {
		return []fileChange{{f.Path, now.Data, after}}, nil
	}
	return []fileChange{{f.Path, now.Data, nil}, {f.To, nil, after}}, nil
}

// swap makes changes of files if each still is what the change begins with. If
// one of them cannot be made the others are taken back.
func (h *Handler) swap(files []fileChange) error {
	for _, f := range files {
		now, err := h.o.App.Project().Read(f.path)
		switch e := fault.As(err); {
		case e != nil && e.Kind == fault.NotFound:
			if f.before != nil {
				return fault.New(fault.Conflict, "studio.undo", "%s is gone; this step cannot be made.", f.path)
			}
		case err != nil:
			return err
		case f.before == nil && !movesInCase(files, f.path):
			return fault.New(fault.Conflict, "project.exists", "%s exists already.", f.path)
		case f.before != nil && !bytes.Equal(now.Data, f.before):
			return fault.New(fault.Conflict, "studio.undo", "%s has changed since; this step cannot be made.", f.path)
		}
	}
	for i, f := range inOrder(files) {
		if err := h.put(f); err != nil {
			for _, done := range reverted(inOrder(files)[:i]) {
				_ = h.put(done) // what cannot be taken back either is told by err
			}
			return err
		}
	}
	return nil
}

// put makes a file what it is after a change.
func (h *Handler) put(f fileChange) error {
	if f.after == nil {
		return h.o.App.Project().Remove(f.path)
	}
	var was project.Hash
	if f.before != nil {
		was = project.HashOf(f.before)
	}
	return h.o.App.Project().Write(f.path, f.after, was)
}

// inOrder puts what is removed behind what is written, so that a text is never on
// no disk; but first what gives its name to another case of it, which may be the
// same file.
func inOrder(files []fileChange) []fileChange {
	rank := func(f fileChange) int {
		switch {
		case f.after != nil:
			return 1
		case movesInCase(files, f.path):
			return 0
		}
		return 2
	}
	sorted := slices.Clone(files)
	slices.SortStableFunc(sorted, func(a, b fileChange) int { return rank(a) - rank(b) })
	return sorted
}

// movesInCase reports whether a file is there under another case of its path.
func movesInCase(files []fileChange, path string) bool {
	return slices.ContainsFunc(files, func(f fileChange) bool { return f.path != path && strings.EqualFold(f.path, path) })
}
