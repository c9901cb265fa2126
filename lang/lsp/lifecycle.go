package lsp

import (
	"context"
	"errors"

	"quoin.dev/quoin/lang/service"
)

// table lists what the server answers.
func (s *server) table() map[string]method {
	return map[string]method{
		"initialize":  {ordered: true, run: decode(s.initialize)},
		"initialized": edit(s.initialized),
		"shutdown":    {ordered: true, run: decode(s.shutdown)},
		"exit":        edit(s.leave),

		"workspace/didChangeWorkspaceFolders": edit(s.changeFolders),
		"workspace/didChangeWatchedFiles":     edit(s.changeFiles),
		"workspace/didChangeConfiguration":    edit(func(context.Context, struct{}) error { return nil }),

		"textDocument/didOpen":   edit(s.didOpen),
		"textDocument/didChange": edit(s.didChange),
		"textDocument/didSave":   edit(s.didSave),
		"textDocument/didClose":  edit(s.didClose),

		"textDocument/completion":           about(s, completionList{Items: []completionItem{}}, s.completion),
		"completionItem/resolve":            request(s.resolve),
		"textDocument/hover":                about(s, nil, s.hover),
		"textDocument/signatureHelp":        about(s, nil, s.signatureHelp),
		"textDocument/definition":           about(s, []location{}, s.definition),
		"textDocument/declaration":          about(s, []location{}, s.definition),
		"textDocument/typeDefinition":       about(s, []location{}, s.typeDefinition),
		"textDocument/references":           about(s, []location{}, s.references),
		"textDocument/documentHighlight":    about(s, []highlight{}, s.highlights),
		"textDocument/prepareRename":        about(s, nil, s.prepareRename),
		"textDocument/rename":               about(s, nil, s.rename),
		"textDocument/documentSymbol":       about[documentParams, any](s, []documentSymbol{}, s.documentSymbols),
		"workspace/symbol":                  request(s.workspaceSymbols),
		"textDocument/foldingRange":         about(s, []foldingRange{}, s.foldingRanges),
		"textDocument/selectionRange":       about(s, []*selectionRange{}, s.selectionRanges),
		"textDocument/semanticTokens/full":  about(s, semanticTokens{Data: []uint32{}}, s.semanticTokens),
		"textDocument/semanticTokens/range": about(s, semanticTokens{Data: []uint32{}}, s.semanticTokens),
		"textDocument/formatting":           about(s, []textEdit{}, s.formatting),
		"textDocument/rangeFormatting":      about(s, []textEdit{}, s.formatting),
		"textDocument/codeAction":           about(s, []codeAction{}, s.codeActions),
		"textDocument/inlayHint":            about(s, []inlayHint{}, s.inlayHints),
	}
}

// initialize learns what the client can do and says what the server can.
func (s *server) initialize(_ context.Context, p initializeParams) (initializeResult, error) {
	s.client = p.Capabilities
	folders := p.WorkspaceFolders
	if len(folders) == 0 && p.RootURI != "" {
		folders = []folder{{URI: p.RootURI}}
	}
	if len(folders) == 0 && p.RootPath != "" {
		folders = []folder{{URI: fileURI(p.RootPath)}}
	}
	s.folders(folders)
	s.setPhase(initialized)
	return initializeResult{Capabilities: capabilities(), ServerInfo: serverInfo{"Quoin", s.o.Version}}, nil
}

func capabilities() map[string]any {
	type object = map[string]any
	return object{
		"positionEncoding": "utf-16",
		"textDocumentSync": object{"openClose": true, "change": 2, "save": object{"includeText": false}},
		"completionProvider": object{
			"triggerCharacters": []string{".", "$", ":", "\"", "<"},
			"resolveProvider":   true,
			"completionItem":    object{"labelDetailsSupport": true},
		},
		"hoverProvider":                   true,
		"signatureHelpProvider":           object{"triggerCharacters": []string{"("}, "retriggerCharacters": []string{";", ","}},
		"definitionProvider":              true,
		"declarationProvider":             true,
		"typeDefinitionProvider":          true,
		"referencesProvider":              true,
		"documentHighlightProvider":       true,
		"documentSymbolProvider":          true,
		"workspaceSymbolProvider":         true,
		"renameProvider":                  object{"prepareProvider": true},
		"foldingRangeProvider":            true,
		"selectionRangeProvider":          true,
		"documentFormattingProvider":      true,
		"documentRangeFormattingProvider": true,
		"codeActionProvider":              object{"codeActionKinds": []string{"quickfix", "refactor.rewrite"}},
		"inlayHintProvider":               true,
		"semanticTokensProvider": object{
			"legend": object{"tokenTypes": service.TokenTypes(), "tokenModifiers": service.TokenModifiers()},
			"full":   true,
			"range":  true,
		},
		"workspace": object{"workspaceFolders": object{"supported": true, "changeNotifications": true}},
	}
}

// initialized asks to be told of changed files and checks everything once.
func (s *server) initialized(context.Context, struct{}) error {
	if s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		s.working.Go(func() {
			err := s.ask("client/registerCapability", registrationParams{[]registration{{
				ID: "files", Method: "workspace/didChangeWatchedFiles",
				RegisterOptions: map[string]any{"watchers": []fileWatcher{{"**/Project/Sources/**"}}},
			}}})
			if err != nil {
				s.log.Warn("the client watches no files", "error", err)
			}
		})
	}
	for _, p := range s.projects {
		s.checks.all(p, true)
	}
	return nil
}

func (s *server) shutdown(context.Context, struct{}) (any, error) {
	s.setPhase(shutDown)
	return nil, nil
}

// leave ends the session.
func (s *server) leave(context.Context, struct{}) error {
	select {
	case <-s.exit:
		return errors.New("exit was said twice")
	default:
		close(s.exit)
	}
	return nil
}

func (s *server) changeFolders(_ context.Context, p foldersParams) error {
	for _, f := range p.Event.Removed {
		s.removeFolder(f.URI)
	}
	before := len(s.projects)
	s.folders(p.Event.Added)
	for _, added := range s.projects[before:] {
		s.checks.all(added, true)
	}
	return nil
}
