package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sourcegraph/jsonrpc2"

	"quoin.dev/quoin/lang/service"
	"quoin.dev/quoin/source"
)

// spot is a document of code with a place in it, as the service counts.
type spot struct {
	*document
	file   *source.File
	offset int32
}

// about makes a request of a question about a document of code. Any other
// document has the empty answer.
func about[P interface{ where() (uri, position) }, R any](s *server, empty R, answer func(context.Context, spot, P) (R, error)) method {
	return request(func(ctx context.Context, p P) (R, error) {
		u, place := p.where()
		d := s.docs[u]
		if d == nil || !d.code {
			return empty, nil
		}
		f := d.project.service.Source(d.path)
		if f == nil {
			return empty, nil
		}
		return answer(ctx, spot{d, f, offsetOf(f, place)}, p)
	})
}

// --- completion

func (s *server) completion(_ context.Context, at spot, p completionParams) (completionList, error) {
	list := completionList{Items: []completionItem{}}
	options := service.CompleteOptions{Snippets: s.client.TextDocument.Completion.CompletionItem.SnippetSupport}
	if p.Context != nil && p.Context.TriggerKind == 2 {
		options.Trigger = p.Context.TriggerCharacter
	}
	items, more := at.project.service.Complete(at.path, at.offset, options)
	list.IsIncomplete = more
	list.Items = make([]completionItem, 0, len(items))
	for i, item := range items {
		list.Items = append(list.Items, itemOf(at, item, i))
	}
	return list, nil
}

func itemOf(at spot, item service.Item, rank int) completionItem {
	out := completionItem{
		Label: item.Label, Kind: itemKinds[item.Kind], Detail: item.Detail, SortText: fmt.Sprintf("%04d", rank),
		FilterText: item.Filter, TextEdit: &textEdit{spanOf(at.file, item.Replace), item.Insert},
	}
	if item.Description != "" {
		out.LabelDetails = &labelDetails{Description: item.Description}
	}
	if item.Snippet {
		out.InsertTextFormat, out.InsertTextMode = 2, 2
	}
	if item.Unavailable {
		out.Tags = []int{1}
	}
	if item.Doc != "" {
		out.Documentation = &markup{"markdown", item.Doc}
	}
	if item.Key != "" {
		data, err := json.Marshal(resolveData{at.uri, item.Key})
		if err == nil {
			out.Data = data
		}
	}
	return out
}

// resolveData is what an item carries until its documentation is wanted.
type resolveData struct {
	URI uri    `json:"uri"`
	Key string `json:"key"`
}

var itemKinds = map[service.ItemKind]int{
	service.ItemFunction: 2, service.ItemCommand: 3, service.ItemMethod: 3, service.ItemAttribute: 5, service.ItemVariable: 6,
	service.ItemClass: 7, service.ItemProperty: 10, service.ItemKeyword: 14, service.ItemSnippet: 15,
	service.ItemConstant: 21, service.ItemType: 7, service.ItemEvent: 23, service.ItemDataclass: 22,
}

func (s *server) resolve(_ context.Context, item completionItem) (completionItem, error) {
	var data resolveData
	if len(item.Data) == 0 || json.Unmarshal(item.Data, &data) != nil {
		return item, nil
	}
	if d := s.docs[data.URI]; d != nil && d.code {
		if doc := d.project.service.Explain(d.path, data.Key); doc != "" {
			item.Documentation = &markup{"markdown", doc}
		}
	}
	return item, nil
}

// --- reading

func (s *server) hover(_ context.Context, at spot, _ positionParams) (*hover, error) {
	h := at.project.service.Hover(at.path, at.offset)
	if h == nil {
		return nil, nil
	}
	place := spanOf(at.file, h.Span)
	return &hover{markup{"markdown", h.Text}, &place}, nil
}

func (s *server) signatureHelp(_ context.Context, at spot, _ positionParams) (*signatureHelp, error) {
	h := at.project.service.Signature(at.path, at.offset)
	if h == nil {
		return nil, nil
	}
	out := &signatureHelp{ActiveSignature: h.Active, ActiveParameter: h.Parameter, Signatures: []signatureInfo{}}
	for _, sig := range h.Signatures {
		info := signatureInfo{Label: sig.Label, Parameters: []parameterInfo{}, ActiveParameter: min(h.Parameter, max(len(sig.Params)-1, 0))}
		if sig.Doc != "" {
			info.Documentation = &markup{"markdown", sig.Doc}
		}
		line := source.NewFile("", sig.Label)
		for _, place := range sig.Params {
			info.Parameters = append(info.Parameters, parameterInfo{[2]int{
				positionOf(line, place.Start).Character, positionOf(line, place.End).Character}})
		}
		out.Signatures = append(out.Signatures, info)
	}
	if h.Active < len(out.Signatures) {
		out.ActiveParameter = out.Signatures[h.Active].ActiveParameter
	}
	return out, nil
}

func (s *server) definition(_ context.Context, at spot, _ positionParams) ([]location, error) {
	return s.locations(at.project, at.project.service.Definition(at.path, at.offset)), nil
}

func (s *server) typeDefinition(_ context.Context, at spot, _ positionParams) ([]location, error) {
	return s.locations(at.project, at.project.service.TypeDefinition(at.path, at.offset)), nil
}

func (s *server) references(ctx context.Context, at spot, p referenceParams) ([]location, error) {
	var places []service.Location
	for _, r := range at.project.service.References(ctx, at.path, at.offset, p.Context.IncludeDeclaration) {
		places = append(places, r.Location)
	}
	return s.locations(at.project, places), nil
}

func (s *server) highlights(_ context.Context, at spot, _ positionParams) ([]highlight, error) {
	list := []highlight{}
	for _, r := range at.project.service.Highlights(at.path, at.offset) {
		kind := 2
		if r.Write {
			kind = 3
		}
		list = append(list, highlight{spanOf(at.file, r.Span), kind})
	}
	return list, nil
}

// --- changing

func (s *server) prepareRename(_ context.Context, at spot, _ positionParams) (*prepareResult, error) {
	place, name, err := at.project.service.Renameable(at.path, at.offset)
	if err != nil {
		return nil, err
	}
	return &prepareResult{spanOf(at.file, place), name}, nil
}

func (s *server) rename(ctx context.Context, at spot, p renameParams) (*workspaceEdit, error) {
	r, err := at.project.service.Rename(ctx, at.path, at.offset, p.NewName)
	if err != nil {
		return nil, err
	}
	for _, e := range r.Edits {
		// Places in files that are no code are those of the disk.
		if d := s.docs[s.uriOf(at.project, e.File.Path)]; d != nil && !d.code && d.text != strings.TrimPrefix(e.File.Text, "\ufeff") {
			return nil, &jsonrpc2.Error{Code: codeRequestFailed, Message: fmt.Sprintf("%s has unsaved changes; save it first.", e.File.Path)}
		}
	}
	w := s.edits(at.project, r.Edits)
	if r.From == "" {
		return w, nil
	}
	can := s.client.Workspace.WorkspaceEdit
	if !can.DocumentChanges || !slices.Contains(can.ResourceOperations, "rename") {
		return nil, &jsonrpc2.Error{Code: codeRequestFailed,
			Message: "The name is that of a file, and this editor does not let files be renamed."}
	}
	w.DocumentChanges = append(w.DocumentChanges, renameFile{"rename", s.uriOf(at.project, r.From), at.project.base.join(r.To)})
	return w, nil
}

// within returns the part of a file that is asked about: all of it where no range
// is given.
func (p formattingParams) within(f *source.File) source.Span {
	if p.Range == nil {
		return source.Span{Start: 0, End: int32(len(f.Text))}
	}
	return bytesOf(f, *p.Range)
}

func (s *server) formatting(_ context.Context, at spot, p formattingParams) ([]textEdit, error) {
	out := []textEdit{}
	edits, err := at.project.service.Format(at.path, p.within(at.file))
	if err != nil {
		return nil, err
	}
	for _, e := range edits {
		out = append(out, textEdit{spanOf(at.file, e.Span), e.Text})
	}
	return out, nil
}

func (s *server) codeActions(_ context.Context, at spot, p actionParams) ([]codeAction, error) {
	out := []codeAction{}
	for _, a := range at.project.service.Actions(at.path, bytesOf(at.file, p.Range)) {
		kind := "quickfix"
		if a.Rewrite {
			kind = "refactor.rewrite"
		}
		if len(p.Context.Only) > 0 && !wanted(p.Context.Only, kind) {
			continue
		}
		action := codeAction{Title: a.Title, Kind: kind, IsPreferred: a.Preferred, Edit: s.edits(at.project, a.Edits)}
		if a.Create != "" {
			can := s.client.Workspace.WorkspaceEdit
			if !can.DocumentChanges || !slices.Contains(can.ResourceOperations, "create") {
				continue
			}
			made := at.project.base.join(a.Create)
			action.Edit = &workspaceEdit{DocumentChanges: []any{createFile{"create", made},
				documentEdit{optionalVersionID{URI: made}, []textEdit{{NewText: a.Text}}}}}
		}
		for _, known := range p.Context.Diagnostics {
			if a.Code != "" && known.Code == a.Code {
				action.Diagnostics = append(action.Diagnostics, known)
			}
		}
		out = append(out, action)
	}
	return out, nil
}

// wanted reports whether a kind of action is one of those asked for, or below
// one of them.
func wanted(only []string, kind string) bool {
	return slices.ContainsFunc(only, func(o string) bool {
		return o == "" || o == kind || len(kind) > len(o) && kind[:len(o)] == o && kind[len(o)] == '.'
	})
}

// --- structure

func (s *server) documentSymbols(_ context.Context, at spot, _ documentParams) (any, error) {
	symbols := at.project.service.Symbols(at.path)
	if s.client.TextDocument.DocumentSymbol.Hierarchical {
		return symbolTree(at.file, symbols), nil
	}
	flat := []symbolInformation{}
	var add func(list []service.Symbol, container string)
	add = func(list []service.Symbol, container string) {
		for _, x := range list {
			flat = append(flat, symbolInformation{x.Name, symbolKinds[x.Kind], location{at.uri, spanOf(at.file, x.Span)}, container})
			add(x.Children, x.Name)
		}
	}
	add(symbols, "")
	return flat, nil
}

func symbolTree(f *source.File, list []service.Symbol) []documentSymbol {
	out := []documentSymbol{}
	for _, x := range list {
		out = append(out, documentSymbol{Name: x.Name, Detail: x.Detail, Kind: symbolKinds[x.Kind],
			Range: spanOf(f, x.Span), SelectionRange: spanOf(f, x.NameSpan), Children: symbolTree(f, x.Children)})
	}
	return out
}

var symbolKinds = map[service.SymbolKind]int{
	service.SymbolClass: 5, service.SymbolFunction: 6, service.SymbolProperty: 7, service.SymbolAttribute: 8,
	service.SymbolConstructor: 9, service.SymbolMethod: 12, service.SymbolVariable: 13, service.SymbolEvent: 24,
	service.SymbolDataclass: 23,
}

func (s *server) workspaceSymbols(ctx context.Context, p symbolParams) ([]symbolInformation, error) {
	out := []symbolInformation{}
	for _, pr := range s.projects {
		for _, x := range pr.service.Find(ctx, p.Query) {
			out = append(out, symbolInformation{x.Name, symbolKinds[x.Kind],
				location{s.uriOf(pr, x.File.Path), spanOf(x.File, x.NameSpan)}, x.Container})
		}
	}
	return out, nil
}

func (s *server) foldingRanges(_ context.Context, at spot, _ documentParams) ([]foldingRange, error) {
	out := []foldingRange{}
	for _, fold := range at.project.service.Folds(at.path) {
		r := spanOf(at.file, fold.Span)
		out = append(out, foldingRange{StartLine: r.Start.Line, EndLine: r.End.Line, Kind: fold.Kind})
	}
	return out, nil
}

func (s *server) selectionRanges(_ context.Context, at spot, p selectionParams) ([]*selectionRange, error) {
	out := []*selectionRange{}
	for _, place := range p.Positions {
		var r *selectionRange
		for _, around := range at.project.service.Selections(at.path, offsetOf(at.file, place)) {
			r = &selectionRange{spanOf(at.file, around), r}
		}
		if r == nil {
			r = &selectionRange{Range: span{place, place}}
		}
		out = append(out, r)
	}
	return out, nil
}

func (s *server) semanticTokens(_ context.Context, at spot, p formattingParams) (semanticTokens, error) {
	out := semanticTokens{Data: []uint32{}}
	var last position
	for _, t := range at.project.service.Colours(at.path, p.within(at.file)) {
		r := spanOf(at.file, t.Span)
		if r.Start.Line != r.End.Line {
			continue
		}
		line, character := r.Start.Line-last.Line, r.Start.Character
		if line == 0 {
			character -= last.Character
		}
		out.Data = append(out.Data, uint32(line), uint32(character), uint32(r.End.Character-r.Start.Character), uint32(t.Type), t.Modifiers)
		last = r.Start
	}
	return out, nil
}

func (s *server) inlayHints(_ context.Context, at spot, p rangeParams) ([]inlayHint, error) {
	out := []inlayHint{}
	for _, h := range at.project.service.Hints(at.path, bytesOf(at.file, p.Range)) {
		kind := 1
		if h.Parameter {
			kind = 2
		}
		out = append(out, inlayHint{Position: positionOf(at.file, h.At), Label: h.Label, Kind: kind, PaddingRight: h.Parameter})
	}
	return out, nil
}
