package lsp

import (
	"quoin.dev/quoin/lang/service"
	"quoin.dev/quoin/source"
)

// positionOf returns an offset of a file as the protocol counts.
func positionOf(f *source.File, offset int32) position {
	p := f.Place(offset)
	return position{p.Line - 1, p.Column - 1}
}

// offsetOf returns the offset of a position; one behind a line's end is its
// end, one behind the text the text's.
func offsetOf(f *source.File, p position) int32 {
	const far = 1 << 30
	return f.Offset(min(max(p.Line, 0), far)+1, min(max(p.Character, 0), far)+1)
}

func spanOf(f *source.File, s source.Span) span {
	return span{positionOf(f, s.Start), positionOf(f, max(s.Start, s.End))}
}

func bytesOf(f *source.File, s span) source.Span {
	return source.Span{Start: offsetOf(f, s.Start), End: offsetOf(f, s.End)}
}

// locations returns places of a project's files.
func (s *server) locations(p *project, list []service.Location) []location {
	out := make([]location, 0, len(list))
	for _, l := range list {
		out = append(out, location{s.uriOf(p, l.File.Path), spanOf(l.File, l.Span)})
	}
	return out
}

// edits returns changes of a project's files as one edit of the workspace.
func (s *server) edits(p *project, list []service.Edit) *workspaceEdit {
	byFile := map[uri][]textEdit{}
	var order []uri
	for _, e := range list {
		u := s.uriOf(p, e.File.Path)
		if byFile[u] == nil {
			order = append(order, u)
		}
		byFile[u] = append(byFile[u], textEdit{spanOf(e.File, e.Span), e.Text})
	}
	if !s.client.Workspace.WorkspaceEdit.DocumentChanges {
		return &workspaceEdit{Changes: byFile}
	}
	w := &workspaceEdit{DocumentChanges: []any{}}
	for _, u := range order {
		id := optionalVersionID{URI: u}
		if d := s.docs[u]; d != nil {
			version := d.version
			id.Version = &version
		}
		w.DocumentChanges = append(w.DocumentChanges, documentEdit{id, byFile[u]})
	}
	return w
}
