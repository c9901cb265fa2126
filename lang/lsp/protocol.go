package lsp

import "encoding/json"

// The types of the protocol that this server uses, with the names of its
// specification (LSP 3.17). Lines and characters count from 0, characters in
// UTF-16 units.

type (
	position struct {
		Line      int `json:"line"`
		Character int `json:"character"`
	}
	span struct {
		Start position `json:"start"`
		End   position `json:"end"`
	}
	location struct {
		URI   uri  `json:"uri"`
		Range span `json:"range"`
	}
	documentID struct {
		URI uri `json:"uri"`
	}
	versionedID struct {
		URI     uri `json:"uri"`
		Version int `json:"version"`
	}
	optionalVersionID struct {
		URI     uri  `json:"uri"`
		Version *int `json:"version"` // null: the file on disk
	}
	textEdit struct {
		Range   span   `json:"range"`
		NewText string `json:"newText"`
	}
	documentEdit struct {
		TextDocument optionalVersionID `json:"textDocument"`
		Edits        []textEdit        `json:"edits"`
	}
	// workspaceEdit has Changes for clients that know no versions.
	workspaceEdit struct {
		Changes         map[uri][]textEdit `json:"changes,omitempty"`
		DocumentChanges []any              `json:"documentChanges,omitempty"`
	}
	renameFile struct {
		Kind   string `json:"kind"` // "rename"
		OldURI uri    `json:"oldUri"`
		NewURI uri    `json:"newUri"`
	}
	createFile struct {
		Kind string `json:"kind"` // "create"
		URI  uri    `json:"uri"`
	}
	markup struct {
		Kind  string `json:"kind"` // "markdown" or "plaintext"
		Value string `json:"value"`
	}
	command struct {
		Title     string `json:"title"`
		Command   string `json:"command"`
		Arguments []any  `json:"arguments,omitempty"`
	}
)

// --- lifecycle

type (
	initializeParams struct {
		ProcessID             *int               `json:"processId"`
		RootPath              string             `json:"rootPath"`
		RootURI               uri                `json:"rootUri"`
		WorkspaceFolders      []folder           `json:"workspaceFolders"`
		Capabilities          clientCapabilities `json:"capabilities"`
		InitializationOptions json.RawMessage    `json:"initializationOptions"`
	}
	folder struct {
		URI  uri    `json:"uri"`
		Name string `json:"name"`
	}
	clientCapabilities struct {
		Workspace struct {
			WorkspaceEdit struct {
				DocumentChanges    bool     `json:"documentChanges"`
				ResourceOperations []string `json:"resourceOperations"`
			} `json:"workspaceEdit"`
			DidChangeWatchedFiles struct {
				DynamicRegistration bool `json:"dynamicRegistration"`
			} `json:"didChangeWatchedFiles"`
			SemanticTokens struct {
				RefreshSupport bool `json:"refreshSupport"`
			} `json:"semanticTokens"`
			InlayHint struct {
				RefreshSupport bool `json:"refreshSupport"`
			} `json:"inlayHint"`
		} `json:"workspace"`
		TextDocument struct {
			Completion struct {
				CompletionItem struct {
					SnippetSupport      bool     `json:"snippetSupport"`
					DocumentationFormat []string `json:"documentationFormat"`
				} `json:"completionItem"`
			} `json:"completion"`
			Hover struct {
				ContentFormat []string `json:"contentFormat"`
			} `json:"hover"`
			DocumentSymbol struct {
				Hierarchical bool `json:"hierarchicalDocumentSymbolSupport"`
			} `json:"documentSymbol"`
			CodeAction struct {
				Literal *struct{} `json:"codeActionLiteralSupport"`
			} `json:"codeAction"`
			FoldingRange struct {
				LineFoldingOnly bool `json:"lineFoldingOnly"`
			} `json:"foldingRange"`
		} `json:"textDocument"`
		Window struct {
			WorkDoneProgress bool `json:"workDoneProgress"`
		} `json:"window"`
	}
	initializeResult struct {
		Capabilities map[string]any `json:"capabilities"`
		ServerInfo   serverInfo     `json:"serverInfo"`
	}
	serverInfo struct {
		Name    string `json:"name"`
		Version string `json:"version,omitempty"`
	}
	foldersParams struct {
		Event struct {
			Added   []folder `json:"added"`
			Removed []folder `json:"removed"`
		} `json:"event"`
	}
	cancelParams struct {
		ID json.RawMessage `json:"id"`
	}
	registrationParams struct {
		Registrations []registration `json:"registrations"`
	}
	registration struct {
		ID              string `json:"id"`
		Method          string `json:"method"`
		RegisterOptions any    `json:"registerOptions,omitempty"`
	}
	fileWatcher struct {
		GlobPattern string `json:"globPattern"`
	}
	watchedParams struct {
		Changes []struct {
			URI  uri `json:"uri"`
			Type int `json:"type"` // 1 made, 2 changed, 3 deleted
		} `json:"changes"`
	}
	progressParams struct {
		Token string `json:"token"`
		Value any    `json:"value,omitempty"`
	}
	progressValue struct {
		Kind    string `json:"kind"` // "begin", "report", "end"
		Title   string `json:"title,omitempty"`
		Message string `json:"message,omitempty"`
	}
)

// --- documents

type (
	openParams struct {
		TextDocument struct {
			URI        uri    `json:"uri"`
			LanguageID string `json:"languageId"`
			Version    int    `json:"version"`
			Text       string `json:"text"`
		} `json:"textDocument"`
	}
	changeParams struct {
		TextDocument   versionedID `json:"textDocument"`
		ContentChanges []change    `json:"contentChanges"`
	}
	// change replaces a range, or all of the text when it has none.
	change struct {
		Range *span  `json:"range"`
		Text  string `json:"text"`
	}
	documentParams struct {
		TextDocument documentID `json:"textDocument"`
	}
	positionParams struct {
		documentParams
		Position position `json:"position"`
	}
	rangeParams struct {
		documentParams
		Range span `json:"range"`
	}
	diagnosticsParams struct {
		URI         uri          `json:"uri"`
		Version     *int         `json:"version,omitempty"`
		Diagnostics []diagnostic `json:"diagnostics"`
	}
	diagnostic struct {
		Range           span             `json:"range"`
		Severity        int              `json:"severity"` // 1 error, 2 warning, 3 information, 4 hint
		Code            string           `json:"code,omitempty"`
		CodeDescription *codeDescription `json:"codeDescription,omitempty"`
		Source          string           `json:"source,omitempty"`
		Message         string           `json:"message"`
		Tags            []int            `json:"tags,omitempty"` // 1 unnecessary, 2 deprecated
	}
	codeDescription struct {
		Href uri `json:"href"`
	}
)

// --- features

type (
	completionParams struct {
		positionParams
		Context *struct {
			TriggerKind      int    `json:"triggerKind"`
			TriggerCharacter string `json:"triggerCharacter"`
		} `json:"context"`
	}
	completionList struct {
		IsIncomplete bool             `json:"isIncomplete"`
		Items        []completionItem `json:"items"`
	}
	completionItem struct {
		Label            string          `json:"label"`
		LabelDetails     *labelDetails   `json:"labelDetails,omitempty"`
		Kind             int             `json:"kind,omitempty"`
		Tags             []int           `json:"tags,omitempty"`
		Detail           string          `json:"detail,omitempty"`
		Documentation    *markup         `json:"documentation,omitempty"`
		Preselect        bool            `json:"preselect,omitempty"`
		SortText         string          `json:"sortText,omitempty"`
		FilterText       string          `json:"filterText,omitempty"`
		InsertTextFormat int             `json:"insertTextFormat,omitempty"` // 2: snippet
		InsertTextMode   int             `json:"insertTextMode,omitempty"`   // 2: adjust indentation
		TextEdit         *textEdit       `json:"textEdit,omitempty"`
		Command          *command        `json:"command,omitempty"`
		Data             json.RawMessage `json:"data,omitempty"`
	}
	labelDetails struct {
		Detail      string `json:"detail,omitempty"`
		Description string `json:"description,omitempty"`
	}
	hover struct {
		Contents markup `json:"contents"`
		Range    *span  `json:"range,omitempty"`
	}
	signatureHelp struct {
		Signatures      []signatureInfo `json:"signatures"`
		ActiveSignature int             `json:"activeSignature"`
		ActiveParameter int             `json:"activeParameter"`
	}
	signatureInfo struct {
		Label           string          `json:"label"`
		Documentation   *markup         `json:"documentation,omitempty"`
		Parameters      []parameterInfo `json:"parameters"`
		ActiveParameter int             `json:"activeParameter"`
	}
	parameterInfo struct {
		Label [2]int `json:"label"` // in UTF-16 units of the signature's label
	}
	referenceParams struct {
		positionParams
		Context struct {
			IncludeDeclaration bool `json:"includeDeclaration"`
		} `json:"context"`
	}
	renameParams struct {
		positionParams
		NewName string `json:"newName"`
	}
	prepareResult struct {
		Range       span   `json:"range"`
		Placeholder string `json:"placeholder"`
	}
	highlight struct {
		Range span `json:"range"`
		Kind  int  `json:"kind"` // 1 text, 2 read, 3 write
	}
	documentSymbol struct {
		Name           string           `json:"name"`
		Detail         string           `json:"detail,omitempty"`
		Kind           int              `json:"kind"`
		Range          span             `json:"range"`
		SelectionRange span             `json:"selectionRange"`
		Children       []documentSymbol `json:"children,omitempty"`
	}
	symbolInformation struct {
		Name          string   `json:"name"`
		Kind          int      `json:"kind"`
		Location      location `json:"location"`
		ContainerName string   `json:"containerName,omitempty"`
	}
	symbolParams struct {
		Query string `json:"query"`
	}
	foldingRange struct {
		StartLine      int    `json:"startLine"`
		StartCharacter *int   `json:"startCharacter,omitempty"`
		EndLine        int    `json:"endLine"`
		EndCharacter   *int   `json:"endCharacter,omitempty"`
		Kind           string `json:"kind,omitempty"` // "comment", "region"
	}
	selectionParams struct {
		documentParams
		Positions []position `json:"positions"`
	}
	selectionRange struct {
		Range  span            `json:"range"`
		Parent *selectionRange `json:"parent,omitempty"`
	}
	semanticTokens struct {
		Data []uint32 `json:"data"`
	}
	formattingParams struct {
		documentParams
		Range *span `json:"range"`
	}
	actionParams struct {
		documentParams
		Range   span `json:"range"`
		Context struct {
			Diagnostics []diagnostic `json:"diagnostics"`
			Only        []string     `json:"only"`
		} `json:"context"`
	}
	codeAction struct {
		Title       string         `json:"title"`
		Kind        string         `json:"kind"`
		Diagnostics []diagnostic   `json:"diagnostics,omitempty"`
		IsPreferred bool           `json:"isPreferred,omitempty"`
		Edit        *workspaceEdit `json:"edit,omitempty"`
	}
	inlayHint struct {
		Position     position `json:"position"`
		Label        string   `json:"label"`
		Kind         int      `json:"kind"` // 1 type, 2 parameter
		PaddingLeft  bool     `json:"paddingLeft,omitempty"`
		PaddingRight bool     `json:"paddingRight,omitempty"`
	}
)

// where returns the document that a question is about, and the place in it.
func (p documentParams) where() (uri, position) { return p.TextDocument.URI, position{} }

func (p positionParams) where() (uri, position) { return p.TextDocument.URI, p.Position }
